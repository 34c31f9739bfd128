"""Related weak-to-strong systems in closed form: every result says whether it is exact, an equivalent, or a leading order."""
