"""Related weak-to-strong systems that can be solved: regressions on Gaussian features."""

PLACE = 8
