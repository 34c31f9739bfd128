"""The documentation as a site: the pages of ``docs``, and pages printed from records, docstrings and the notation table.

``make docs`` writes it to ``out/docs``. Nothing here is imported by the package.
"""
