"""Lower bounds for every placement of the units: reference values, the setting's facts on a circle, wrong bounds."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import islice
from math import comb

import numpy as np
import pytest
from made_up_proofs import first_undecided

from w2s_theory import notation
from w2s_theory.checks.sides import sides_on
from w2s_theory.evaluate.fast import compute_expression
from w2s_theory.evaluate.high_precision import evaluate_expression
from w2s_theory.experiments.kernel_products import (
    choose_levels,
    compute_kernel_products,
    kernel_product_draws,
    measure_mean,
    measure_zonal,
    simplex,
)
from w2s_theory.experiments.unit_placement import choose_degree, power_draws, units_draws
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.notation import gamma_z, lam, z_k
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.gegenbauer import gegenbauer_values
from w2s_theory.simulate.random_features import draw_units, normalise_rows
from w2s_theory.simulate.teacher import simulate_teacher
from w2s_theory.theorems.teacher import (
    teacher_error_ge_of_kernel_product,
    teacher_error_ge_of_units,
    teacher_error_ge_power_of_units,
)

K, M, I, P = notation.k, notation.m, notation.i, notation.p
PRODUCT = teacher_error_ge_of_kernel_product.THEOREM
CLOSED = teacher_error_ge_of_units.THEOREM
POWER = teacher_error_ge_power_of_units.THEOREM


def multiplicity(d: int, k: int) -> int:
    return comb(k + d - 1, d - 1) - (comb(k + d - 3, d - 1) if k >= 2 else 0)


def product_bound(d: int, k: int, p: int, units: int, peak: int = 1) -> float:
    """The bound by products of kernels at the m and m' that the experiment takes."""
    z, ratio, _ = choose_levels(d, p, k, units, peak)
    eigenvalue = float(estimate_coefficients(relu_sphere(d, p), 100).eigenvalue[k])
    values = {"M_TE": units, "peak": float(peak), "lam": eigenvalue, "z_k": z, "gamma_z": ratio}
    return float(
        compute_expression(PRODUCT.bound, {name: np.array([value]) for name, value in values.items()})[0]
    )


# reference values


@pytest.mark.parametrize(
    ("d", "k", "p", "mean", "every"),
    [
        (2, 2, 1, 4.390e-3, 7.497e-4), (3, 2, 1, 1.704e-3, 1.174e-4), (3, 0, 1, 8.639e-4, 8.639e-4),
        (4, 2, 1, 5.566e-4, 2.994e-5), (8, 2, 1, 4.668e-6, 1.702e-7),
    ],
)  # fmt: skip
def test_constant_of_the_power_law(d, k, p, mean, every):
    """The constant is the bound at one unit; more units lower it by less than the power s of their number."""
    for peak, constant in ((1, mean), (multiplicity(d, k), every)):
        at = {"d": Fraction(d), "k": Fraction(k), "p": Fraction(p), "peak": Fraction(peak)}
        first = evaluate_expression(POWER.bound, {**at, "M_TE": Fraction(1)}, 20)
        # four digits were written down
        assert float(first) == pytest.approx(constant, rel=5e-4, abs=0)
        for units in (2, 10, 1000):
            later = evaluate_expression(POWER.bound, {**at, "M_TE": Fraction(units)}, 20)
            assert later >= first * float(units) ** (-(d + 2 * p) / (d - 1)) * (1 - 1e-12)


@pytest.mark.parametrize(
    ("d", "k", "units", "bound"),
    [
        (3, 2, 32, 1.32e-4), (3, 2, 128, 5.12e-6), (3, 0, 32, 1.336e-5), (3, 0, 128, 4.13e-7), (4, 2, 32, 7.66e-4),
        (4, 2, 128, 5.98e-5), (8, 2, 32, 4.50e-3), (8, 2, 128, 8.69e-4), (2, 2, 8, 1.17e-4), (3, 0, 12, 1.651e-4),
    ],
)  # fmt: skip
def test_bound_by_products_of_kernels(d, k, units, bound):
    """The table was made with m' = m or m + 2; the experiment also tries others, so it is at least as good."""
    found = product_bound(d, k, 1, units)
    assert bound * 0.995 <= found <= bound * 1.3


@pytest.mark.parametrize(("d", "k", "units"), [(2, 2, 8), (3, 0, 20), (3, 2, 40), (4, 2, 60), (8, 2, 100)])
def test_the_three_bounds_are_ordered(d, k, units):
    """Products of kernels with free m' beat m' = m + k, and that beats the power law made of it."""
    for peak in (1, multiplicity(d, k)):
        closed = Fraction(choose_degree(d, 1, k, units, peak))
        at = {
            "d": Fraction(d),
            "k": Fraction(k),
            "p": Fraction(1),
            "peak": Fraction(peak),
            "M_TE": Fraction(units),
        }
        middle = float(evaluate_expression(CLOSED.bound, {**at, "m": closed}, 20))
        last = float(evaluate_expression(POWER.bound, at, 20))
        assert product_bound(d, k, 1, units, peak) >= middle * (1 - 1e-9)
        assert middle > last > 0


def test_random_units_are_far_from_the_bound_and_simplices_near():
    rng = np.random.default_rng(11)
    model = relu_sphere(3)
    errors = [measure_mean(3, 1, 2, draw_units(model, 32, rng)).error for _ in range(5)]
    # 52 was found with five other draws
    assert 20 < np.mean(errors) / product_bound(3, 2, 1, 32) < 130
    for dimension, ratio in ((2, 1.617), (3, 1.549), (4, 1.463), (5, 1.450), (6, 1.454), (8, 1.471)):
        found = measure_mean(dimension, 1, 0, simplex(dimension)).error
        assert found / product_bound(dimension, 0, 1, dimension + 1) == pytest.approx(ratio, rel=1e-3, abs=0)


# the numbers z_j


def exact_polynomials(d: int, largest: int) -> list[list[Fraction]]:
    """Coefficients of P_0..P_J from (k + d - 2) P_{k+1} = (2k + d - 2) z P_k - k P_{k-1}."""
    found = [[Fraction(1)], [Fraction(0), Fraction(1)]]
    for k in range(1, largest):
        shifted = [Fraction(0), *found[k]]
        before = found[k - 1] + [Fraction(0)] * (len(shifted) - len(found[k - 1]))
        found.append(
            [((2 * k + d - 2) * a - k * b) / (k + d - 2) for a, b in zip(shifted, before, strict=True)]
        )
    return found


def times(one: list[Fraction], other: list[Fraction]) -> list[Fraction]:
    result = [Fraction(0)] * (len(one) + len(other) - 1)
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            result[i + j] += a * b
    return result


def exact_mean(d: int, polynomial: list[Fraction]) -> Fraction:
    """E z^{2n} = 1 3 ... (2n-1)/(d (d+2) ... (d+2n-2))."""
    total, moment = Fraction(0), Fraction(1)
    for n, coefficient in enumerate(polynomial[::2]):
        total += coefficient * moment
        moment *= Fraction(2 * n + 1, d + 2 * n)
    return total


@pytest.mark.parametrize(("d", "k", "m"), [(2, 2, 4), (3, 0, 5), (3, 2, 6), (4, 1, 5), (5, 4, 3), (8, 2, 4)])
def test_kernel_products_exactly(d, k, m):
    """Quadrature against exact moments; for m' = m + k: z_k = D_m, 0 <= z_j <= D_m, 0 beyond and for odd j - k."""
    top = 2 * m + k
    polynomials = exact_polynomials(d, top + 2)

    def kappa(level: int) -> list[Fraction]:
        total = [Fraction(0)] * (level + 1)
        for i in range(level % 2, level + 1, 2):
            for power, value in enumerate(polynomials[i]):
                total[power] += multiplicity(d, i) * value
        return total

    product = times(kappa(m), kappa(m + k))
    exact = [exact_mean(d, times(each, product)) for each in polynomials[: top + 3]]
    size = comb(m + d - 1, d - 1)
    assert exact[k] == size == sum(kappa(m))
    assert all(0 <= value <= size for value in exact)
    assert exact[top + 1] == exact[top + 2] == 0
    assert all(value == 0 for j, value in enumerate(exact) if (j - k) % 2)
    computed = compute_kernel_products(d, m, m + k)
    assert computed == pytest.approx([float(value) for value in exact[: top + 1]], rel=1e-12, abs=0)


# what the setting says, checked on the circle with matrices


@pytest.mark.parametrize(("k", "m", "other"), [(2, 3, 3), (2, 3, 5), (0, 4, 4), (4, 2, 6)])
def test_facts_of_the_setting_on_the_circle(k, m, other):
    model = relu_sphere(2)
    units = draw_units(model, 3, np.random.default_rng(100 * k + m))
    teacher = simulate_teacher(model, units, k, accuracy=1e-8)
    table = estimate_coefficients(model, 4000)
    weights, angles = teacher.top_weights, np.arctan2(units[:, 1], units[:, 0])
    apart = angles[:, None] - angles[None, :]
    size = 96
    grid = 2 * np.pi * np.arange(size) / size

    def kappa(level: int, difference: np.ndarray) -> np.ndarray:
        parts = range(level % 2, level + 1, 2)
        return sum(((2 if i else 1) * np.cos(i * difference) for i in parts), np.zeros_like(difference))

    # functions as vectors of their values on the grid, so that the inner product of L2 is that of vectors
    root = size**0.5
    first = kappa(m, grid[:, None] - angles) / root
    second = kappa(other, grid[:, None] - angles) / root
    target = (2**0.5 if k else 1.0) * np.cos(k * grid)
    within = [kappa(level, grid[:, None] - grid) / size for level in (m, other)]
    multiply = within[1] @ np.diag(target) @ within[0]
    span = first @ np.linalg.pinv(first)
    operator = table.coefficient[k] * second @ np.diag(weights) @ first.T

    assert np.allclose(operator @ span, operator, atol=1e-10 * np.abs(operator).max())
    products = compute_kernel_products(2, m, other)
    energies = np.array([(2 if j else 1) * weights @ np.cos(j * apart) @ weights for j in range(4001)])
    eigenvalue = table.eigenvalue[:4001]
    learnt = eigenvalue[k] * energies[k]
    others = np.arange(len(products)) != k
    expected = products[k] * learnt + eigenvalue[k] * np.sum((products * energies[: len(products)])[others])
    assert np.sum(operator**2) == pytest.approx(expected, rel=1e-10, abs=0)
    overlap = table.coefficient[k] * weights @ ((2**0.5 if k else 1.0) * np.cos(k * angles))
    assert overlap == pytest.approx(1 - teacher.teacher_error, rel=1e-7, abs=0)
    assert np.sum(operator * multiply) == pytest.approx(products[k] * overlap, rel=1e-9, abs=0)
    assert np.sum((multiply @ span) ** 2) <= multiplicity(2, k) * 3 * (1 + 1e-12)
    sine = within[1] @ np.diag(np.sin(k * grid) * 2**0.5) @ within[0]
    both = (
        (np.sum((multiply @ span) ** 2) + np.sum((sine @ span) ** 2)) / 2
        if k
        else np.sum((multiply @ span) ** 2)
    )
    assert both <= 3 * (1 + 1e-12)
    rest = np.delete(eigenvalue * energies, k).sum()
    assert 1 - teacher.teacher_error == pytest.approx(learnt + rest, rel=1e-6, abs=0)
    assert rest <= (1 - teacher.teacher_error - learnt) * (1 + 1e-6) + 1e-7


@pytest.mark.parametrize(("d", "k"), [(2, 3), (3, 2), (4, 2), (8, 2)])
def test_largest_square_of_a_zonal_target(d, k):
    """N_k P_k(z)^2 is largest at z = 1, where it is N_k: the F of one zonal target."""
    z = np.linspace(-1, 1, 4001)
    values = next(islice(gegenbauer_values(z, d), k, None)) ** 2 * multiplicity(d, k)
    assert values.max() == pytest.approx(multiplicity(d, k), rel=1e-12, abs=0)
    assert measure_zonal(d, 1 - k % 2, k, np.eye(d)[:2]).peak == multiplicity(d, k)


# wrong bounds


@pytest.mark.parametrize("found", [measure_mean(3, 1, 0, simplex(3)), measure_mean(5, 1, 0, simplex(5))])
def test_rank_of_the_operator_cannot_be_forgotten(found):
    """With z_k^2 in place of z_k (z_k - F M) the bound is wrong; so it is with F M halved."""
    draws = kernel_product_draws([found])
    ratio = gamma_z * z_k**2 / (lam * teacher_error_ge_of_kernel_product.SEEN)
    for bound in (
        ratio / (1 + ratio),
        PRODUCT.bound.subs(
            {teacher_error_ge_of_kernel_product.M_TE: teacher_error_ge_of_kernel_product.M_TE / 2}
        ),
    ):
        (side,) = sides_on(replace(PRODUCT, bound=bound), draws)
        assert side.excess(draws.measured)[0] > 0
    (side,) = sides_on(PRODUCT, draws)
    assert side.excess(draws.measured)[0] < 0


def test_even_difference_is_not_covered():
    """k = 1, p = 1: pairs of opposite units learn a linear function, and the statement's parity excludes the case."""
    units = np.concatenate((np.eye(3), -np.eye(3)))[:5]
    assert abs(measure_mean(3, 1, 0, units).error) > 1e-4
    assert abs(linear_error(units[[0, 3]])) < 1e-12
    for statement, difference in ((CLOSED, 1), (POWER, -1)):
        degree = statement.hypotheses[0]
        assert degree.left == K and (degree.right - P - difference).subs({M: 0}) == 2 * I


def linear_error(units: np.ndarray) -> float:
    """L_TE of the linear target along the first coordinate."""
    gram = np.array([[1 / 6, 0.0], [0.0, 1 / 6]])
    products = np.array([1.0, -1.0]) * 3**0.5 / 6 * units[0, 0]
    assert units[0] @ units[1] == -1.0
    return 1 - products @ np.linalg.solve(gram, products)


@pytest.mark.parametrize("name", ["target.trace", "kernels.target", "kernels.energy", "teacher.rest"])
def test_every_fact_of_the_setting_is_needed(name):
    setting = PRODUCT.setting
    assert setting is not None
    fewer = replace(setting, facts=tuple(fact for fact in setting.facts if fact[0] != name))
    assert not first_undecided(PRODUCT)
    assert first_undecided(replace(PRODUCT, setting=fewer))


def test_draws_satisfy_the_hypotheses_of_the_closed_forms():
    rng = np.random.default_rng(3)
    found = [measure_mean(3, 1, 2, draw_units(relu_sphere(3), 7, rng)), measure_zonal(4, 1, 2, np.eye(4))]
    closed = units_draws(found).parameters
    sizes = [comb(int(m + d - 1), int(d - 1)) for m, d in zip(closed["m"], closed["d"], strict=True)]
    assert np.all(np.array(sizes) > closed["peak"] * closed["M_TE"])
    assert np.all(closed["k"] + 2 * closed["m"] == closed["p"] + 1 + 2 * closed["i"])
    power = power_draws(found).parameters
    assert np.all((power["m"] <= power["x"]) & (power["x"] < power["m"] + 1) & (power["m"] >= 1))
    assert np.all(power["k"] == power["p"] - 1 + 2 * power["i"])
    assert np.allclose(normalise_rows(simplex(6)) @ simplex(6).T, np.eye(7) * 7 / 6 - 1 / 6)
