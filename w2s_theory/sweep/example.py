"""The plan that ``w2s sweep plan --example`` prints."""

from __future__ import annotations

EXAMPLE = """\
# A plan of a sweep: every combination of the grid is a cell, every trial of a cell a task.
# w2s sweep run PLAN.toml --store sweep.sqlite

trials = 40          # of every cell: independent teachers (and students)
seed = 0             # all draws follow from it
accuracy = 0.05      # more trials where a mean is not known to +-0.05 (leave out: the trials above, no more)
budget = 3000        # but at most so many tasks
confidence = 0.95    # of each interval

[model]
kind = "relu_sphere" # or "activation_sphere" with activation = "erf"
power = 1            # the activation max(z, 0)^power

[grid]
dimension = [8, 16]
teacher_units = [16, 32, 64]
student_units = [inf, 64]
degree = [1]         # or target = [{ 1 = 0.8, 2 = 0.6 }], coefficients of degrees
tau = [1, 4, 16]     # stopping times lambda_k t, k the target's degree; inf too
"""
