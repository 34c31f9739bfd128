"""Which statements are proved, and of what they speak: nothing that rests on universality is called proved of networks."""

from __future__ import annotations

import pytest

from w2s_theory.records.quantifier import Measured
from w2s_theory.theorems.listing import Catalog

PROVED = """
relu_eigenvalue_eq_gamma_ratio kernel_trace_eq_diagonal kernel_square_trace_eq_mean_square
eigenvalue_between_of_large_degree eigenvalue_tendsto_of_large_dimension activation_coefficient_recursion
student_error_eq_mode_sum student_error_tendsto_teacher_error student_error_eq_ceiling_plus_projected_residual
student_error_slope_eq_mode_sum student_error_ge_of_shrinkage student_error_ge_of_proximal_student
student_error_ge_of_norm_nonincreasing student_error_ge_sq_of_eigenfunction_target
student_error_tendsto_one_of_useless_teacher performance_gap_recovered_le_of_shrinkage
student_error_ge_teacher_error_of_isotropic_student student_error_lt_sq_of_overshoot
expected_teacher_error_le_of_units trace_projection_eq_units student_error_le_of_alignment
student_error_le_of_units alignment_le_of_units student_error_eq_bias_plus_noise noise_energy_eq_of_projection
teacher_error_eq_mean_squared_sine student_error_eq_mean_fourth_sine_of_projection
student_error_le_of_residual_energy mean_teacher_error_ge_of_tail_energy mean_teacher_error_ge_of_tail_gram
tail_gram_ge_of_units mean_teacher_error_le_of_new_unit expected_teacher_error_le_of_log_det
expected_student_error_le_of_units residual_energy_le_of_effective_dimension
student_error_le_of_effective_dimension expected_student_error_eq_of_finite_width
expected_student_error_le_of_finite_width teacher_error_ge_of_kernel_product teacher_error_ge_of_units
teacher_error_ge_power_of_units student_error_le_sq_of_relu
""".split()
PROVED_OF_THE_EQUIVALENT = """
student_error_le_sq_of_universality student_error_le_of_equivalent_noise_degrees
student_error_le_sq_of_quadratic_stopping effective_units_eq_of_spiked_closed_form
teacher_error_between_of_spiked_equivalent student_error_between_of_spiked_equivalent
""".split()
PROVED_OF_GAUSSIAN_FEATURES = """
teacher_error_eq_beta_of_isotropic_spectrum teacher_second_moment_eq_of_isotropic_spectrum
squared_coefficient_eq_of_least_squares squared_coefficient_eq_of_minimum_norm
student_risk_eq_of_discrepancies student_risk_eq_of_fixed_teacher student_risk_eq_of_mixed_labels
student_risk_eq_of_shifted_groups squared_distance_eq_of_spectral_filter kept_loss_eq_of_agreement
""".split()
UNIVERSALITY = """
teacher_error_eq_of_universality teacher_second_moment_eq_of_universality student_error_eq_of_universality
recipe_error_eq_of_universality student_error_tendsto_sq_of_spiked_spectrum student_error_eq_of_linear_network
""".split()


@pytest.mark.parametrize("name", PROVED)
def test_proved_of_networks(name: str) -> None:
    assert (Catalog()[name].status, Catalog()[name].about) == ("proved", "network")


@pytest.mark.parametrize("name", PROVED_OF_THE_EQUIVALENT)
def test_proved_of_the_equivalent_only(name: str) -> None:
    assert (Catalog()[name].status, Catalog()[name].about) == ("proved", "equivalent")


@pytest.mark.parametrize("name", PROVED_OF_GAUSSIAN_FEATURES)
def test_proved_of_gaussian_features(name: str) -> None:
    assert (Catalog()[name].status, Catalog()[name].about) == ("proved", "gaussian features")


@pytest.mark.parametrize("name", UNIVERSALITY)
def test_universality_states_where_and_how_near(name: str) -> None:
    theorem = Catalog()[name]
    assert theorem.status == "universality" and isinstance(theorem.quantifier, Measured)
    assert any("ansatz" in each or "equivalent" in each for each in theorem.assumptions)


def test_no_proof_rests_on_universality() -> None:
    catalog = Catalog()
    for name in catalog:
        if catalog[name].status == "proved":
            assert all(catalog[other].status == "proved" for other in catalog[name].depends_on), name
