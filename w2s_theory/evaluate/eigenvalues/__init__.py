"""Eigenvalues of an activation or kernel on the sphere: exact, certified balls, mpmath and float64."""
