"""The kernel's eigenvalues: where they come from, how they sum, how they decay."""

PLACE = 5
