"""Deterministic equivalents: the root kappa, mean errors of teacher and student, recipes of several rounds.

Status *universality*: exact for no network; how far off they are is measured elsewhere. The modules call them

- E1, the mean of L_TE (`teacher_error_eq_of_universality`);
- E2, the mean of ||Pi_j f_TE||^2 in each eigenspace (`teacher_second_moment_eq_of_universality`);
- E3, the mean of L_ST for a filter of the student's kernel (`student_error_eq_of_universality`);
- E4, an explicit bound on E3, quadratic in E1 (`student_error_le_sq_of_universality`);
- E5, the mean error of a recipe of several rounds (`recipe_error_eq_of_universality`).
"""
