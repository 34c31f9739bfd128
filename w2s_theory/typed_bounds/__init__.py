"""Is a typed bound true? Proved, refuted by an exact instance, or undecided, and the best constant it could have."""
