"""Teachers and students on finitely many inputs: least squares exactly, budgets, and what no labels can give."""

PLACE = 14
