"""Linear networks, where the features are Gaussian vectors."""

PLACE = 7
