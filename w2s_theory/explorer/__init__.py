"""One page to play with: equivalents and proved limits, computed in the browser from this package's formulas."""
