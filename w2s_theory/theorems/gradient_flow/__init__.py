"""Training mode by mode: what gradient flow and its relatives do to each eigenfunction, and where they end."""

PLACE = 4
