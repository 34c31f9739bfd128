"""A picture for each headline theorem, drawn from its record: one file per picture, found by listing.

A picture's module names its theorem (``PICTURE_OF``) and has ``draw(prefix) -> Picture``. Numbers are values of the
theorem's own expressions; no result is copied by hand.
"""
