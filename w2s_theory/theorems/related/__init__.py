"""Related weak-to-strong systems that can be solved: regressions on Gaussian features. One theorem per file."""

PLACE = 8
