"""Linear networks beyond what the check of every theorem does: exact moments, other routes, what the proofs rest on."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy

from w2s_theory.derive.haar_projection import derive_overlap_moment, derive_projection_moments
from w2s_theory.notation import M_TE, d
from w2s_theory.records.errors import InputError
from w2s_theory.records.quantifier import Measured
from w2s_theory.theorems.linear_network import (
    effective_units_eq_of_spiked_closed_form,
    student_error_eq_of_linear_network,
    student_error_tendsto_sq_of_spiked_spectrum,
    teacher_error_eq_beta_of_isotropic_spectrum,
    teacher_second_moment_eq_of_isotropic_spectrum,
)

SIZES = [(1, 2), (2, 2), (3, 10), (9, 10), (20, 200), (5, 10**6)]


def at(expression, units, dimension) -> Fraction:
    value = expression.subs({M_TE: units, d: dimension})
    return Fraction(int(value.p), int(value.q))


@pytest.mark.parametrize(("units", "dimension"), SIZES)
def test_theorems_state_the_first_two_moments_of_the_beta_law(units, dimension):
    """L_TE = 1 - <v, P v>, whose moments of all orders are those of the Beta law."""
    first, second = (derive_overlap_moment(units, dimension, order) for order in (1, 2))
    assert at(teacher_error_eq_beta_of_isotropic_spectrum.BOUND, units, dimension) == 1 - first
    assert (
        at(teacher_second_moment_eq_of_isotropic_spectrum.BOUND, units, dimension) == 1 - 2 * first + second
    )
    for order in range(8):
        exact = derive_overlap_moment(units, dimension, order)
        if units < dimension:
            half, other = mpmath.mpf(units) / 2, mpmath.mpf(dimension - units) / 2
            moment = mpmath.beta(half + order, other) / mpmath.beta(half, other)
            assert float(moment) == pytest.approx(float(exact), rel=1e-9, abs=0)
        else:
            assert exact == 1
        # L_TE is <v, (I - P) v>, and I - P is as random as P
        if units < dimension:
            error = sum(
                (-1) ** i * int(sympy.binomial(order, i)) * derive_overlap_moment(units, dimension, i)
                for i in range(order + 1)
            )
            assert error == derive_overlap_moment(dimension - units, dimension, order)


@pytest.mark.parametrize(("units", "dimension"), SIZES)
def test_second_moments_satisfy_what_fixes_them(units, dimension):
    """tr P = M, P^2 = P and rotation invariance, each as an exact equation; a moment changed by a little fails."""
    found = derive_projection_moments(units, dimension)
    assert dimension * found.square + dimension * (dimension - 1) * found.product == units**2
    assert dimension * found.square + dimension * (dimension - 1) * found.cross == units
    assert found.square == found.product + 2 * found.cross
    assert found.square == derive_overlap_moment(units, dimension, 2)


def test_second_moments_of_drawn_projections():
    dimension, units, count = 6, 2, 20_000
    rng = np.random.default_rng(0)
    bases = np.linalg.qr(rng.standard_normal((count, dimension, units)))[0]
    p = bases @ bases.transpose(0, 2, 1)
    exact = derive_projection_moments(units, dimension)
    for sample, value in (
        (p[:, 0, 0] ** 2, exact.square), (p[:, 0, 0] * p[:, 1, 1], exact.product), (p[:, 0, 1] ** 2, exact.cross),
    ):  # fmt: skip
        doubt = sample.std() / count**0.5
        assert abs(sample.mean() - float(value)) < 5 * doubt < 0.1 * float(value)


def test_sizes_out_of_range_are_refused():
    for call in (
        lambda: derive_overlap_moment(0, 4, 1),
        lambda: derive_overlap_moment(5, 4, 1),
        lambda: derive_overlap_moment(2, 4, -1),
        lambda: derive_projection_moments(1, 1),
    ):
        with pytest.raises(InputError) as caught:
            call()
        assert "\n" not in str(caught.value)


def test_closed_form_solves_the_quadratic_exactly():
    """The positive root in exact arithmetic, at sizes where the root is rational or not."""
    module = effective_units_eq_of_spiked_closed_form
    for spikes, dimension, eps, units in (
        (4, 4096, Fraction(1, 256), 256),
        (1, 3, Fraction(1, 10), 1),
        (9, 20, 5, 7),
    ):
        eps = sympy.Rational(eps)
        values = {module.N_k: spikes, d: dimension, module.lam: eps, M_TE: units}
        linear = module.LINEAR.subs(values)
        root = (sympy.sqrt(linear**2 + 4 * units * eps * (dimension - units)) - linear) / (2 * units)
        assert root > 0
        assert sympy.simplify(sympy.radsimp(module.KAPPA.subs(values) - root)) == 0


def test_what_is_universality_says_so():
    for module in (student_error_eq_of_linear_network, student_error_tendsto_sq_of_spiked_spectrum):
        theorem = module.THEOREM
        assert theorem.status == "universality" and theorem.about == "gaussian features"
        assert isinstance(theorem.quantifier, Measured)
        ansatz = theorem.proof()[0]
        assert ansatz.rule == "hypothesis" and ansatz.claim not in theorem.hypotheses
