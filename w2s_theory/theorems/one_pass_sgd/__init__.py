"""Students that one-pass SGD trains on fresh inputs: what sampling adds to the error, and which steps are too large."""

PLACE = 12
