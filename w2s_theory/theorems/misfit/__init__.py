"""When a student's misfit, what it disagrees with its teacher, tells its gain, and when it cannot."""

PLACE = 9
