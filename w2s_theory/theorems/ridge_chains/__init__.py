"""A student of a ridge regression: a tuned teacher leaves no gain where all directions are alike."""

PLACE = 13
