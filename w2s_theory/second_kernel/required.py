"""The theorems in which Coq may refuse nothing and must be able to say everything: ``make prove-coq`` fails otherwise."""

from __future__ import annotations

REQUIRED = (
    # limits
    "student_error_ge_of_shrinkage",
    "student_error_ge_three_quarters_sq_of_shrinkage",
    "student_error_ge_of_norm_nonincreasing",
    "student_error_ge_sq_of_eigenfunction_target",
    "student_error_lt_sq_of_overshoot",
    # gains
    "expected_teacher_error_le_of_units",
    "student_error_le_of_alignment",
    "student_error_eq_bias_plus_noise",
    "student_error_eq_isotropic_error_minus_gain",
    "student_error_le_of_residual_energy",
    "mean_teacher_error_ge_of_tail_energy",
    "mean_teacher_error_ge_of_tail_gram",
    "tail_gram_ge_of_units",
    "mean_teacher_error_le_of_new_unit",
    "expected_teacher_error_le_of_log_det",
    # the equivalent
    "student_error_le_of_equivalent_noise_degrees",
    "student_error_le_sq_of_universality",
)
