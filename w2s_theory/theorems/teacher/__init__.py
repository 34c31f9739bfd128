"""How good a teacher of M random units can be: bounds on its error from below and from above."""

PLACE = 3
