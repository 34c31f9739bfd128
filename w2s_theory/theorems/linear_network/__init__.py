"""Linear networks, where the features are Gaussian vectors: one theorem per file."""

PLACE = 7
