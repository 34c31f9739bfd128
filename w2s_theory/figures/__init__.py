"""The paper's experiments reproduced: one file per figure, found by listing; data in ``results/``."""
