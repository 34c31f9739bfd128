"""One file per command; the stem (without a trailing underscore) is the command's name."""
