"""Students that do not start at 0: what a pretrained start changes, and what it cannot."""

PLACE = 10
