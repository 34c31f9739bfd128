"""Conventions: each one keeps its trace identity, and its own training reaches the same predictor."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy

from w2s_theory import convert
from w2s_theory.convert import REFERENCE, Convention
from w2s_theory.derive.exact_eigenvalue import derive_exact_eigenvalue
from w2s_theory.derive.sphere import derive_multiplicity
from w2s_theory.derive.traces import derive_kernel_diagonal, derive_trace_tail
from w2s_theory.records.errors import InputError

KERNELS = [Convention(weights, unit) for weights, unit in product(("sphere", "gaussian"), (False, True))]
TRAININGS = [
    Convention(output=output, speed=speed, half_loss=half)
    for output, speed, half in product(("1", "1/sqrt(M)", "1/M"), ("1/M", "1", "M"), (True, False))
]


@pytest.mark.parametrize("convention", KERNELS)
@pytest.mark.parametrize("power", range(4))
def test_trace_identity_in_each_convention(convention: Convention, power: int) -> None:
    for d in (2, 3, 8):
        factor = convert.eigenvalue_factor(convention, d, power)
        total = sum(
            convert.convert_eigenvalue(
                derive_exact_eigenvalue(d, k, power).to_sympy(), REFERENCE, convention, d, power
            )
            * derive_multiplicity(d, k)
            for k in range(9)
        )
        total += derive_trace_tail(d, 8, power).to_sympy() * sympy.Rational(
            factor.numerator, factor.denominator
        )
        diagonal = convert.kernel_diagonal(d, power, convention)
        assert sympy.expand(total) == sympy.Rational(diagonal.numerator, diagonal.denominator)


def test_diagonals() -> None:
    for d, p in product((2, 5, 32), range(4)):
        assert convert.kernel_diagonal(d, p) == Fraction(str(derive_kernel_diagonal(d, p)))
        # Gaussian units: E max(g, 0)^{2p} = (2p-1)!!/2, whatever d
        gaussian = convert.kernel_diagonal(d, p, Convention("gaussian"))
        assert gaussian == Fraction([1, 1, 3, 15][p], 2)
        assert convert.kernel_diagonal(d, p, Convention("gaussian", True)) == 1
    assert [convert.gaussian_factor(5, p) for p in range(4)] == [1, 5, 35, 315]


def test_gaussian_units_in_a_simulated_kernel() -> None:
    rng = np.random.default_rng(5)
    d, n = 4, 200_000
    u, x = rng.standard_normal((n, d)), np.zeros(d)
    x[0] = 1.0
    for p in range(4):
        sample = np.maximum(u @ x, 0.0) ** (2 * p) if p else (u @ x > 0).astype(float)
        expected = float(convert.kernel_diagonal(d, p, Convention("gaussian")))
        assert abs(sample.mean() - expected) < 6 * sample.std() / n**0.5


@pytest.mark.parametrize("convention", TRAININGS)
def test_training_reaches_the_same_predictor_at_the_converted_time(convention: Convention) -> None:
    # explicit small steps of gradient descent on a fixed finite problem, in the convention's own variables
    rng = np.random.default_rng(3)
    units, points = 3, 5
    features, labels = rng.standard_normal((points, units)), rng.standard_normal(points)
    time = 0.7
    c = {"1": 1.0, "1/sqrt(M)": units**-0.5, "1/M": 1.0 / units}[convention.output]
    eta = {"1/M": 1.0 / units, "1": 1.0, "M": float(units)}[convention.speed]
    factor = 1.0 if convention.half_loss else 2.0
    own_time = float(convert.convert_time(time, REFERENCE, convention, 5, 1, units))
    # exact flow of w' = -eta factor c^2 Phi^T(Phi w - y/c)/points through the eigenbasis of the Gram matrix
    values, vectors = np.linalg.eigh(features.T @ features / points)
    drive = vectors.T @ (features.T @ labels / points)
    speed = eta * factor * c * c
    w = vectors @ (np.expm1(-speed * values * own_time) / -values * drive) / c
    k_hat = features @ features.T / units / points
    levels, modes = np.linalg.eigh(k_hat)
    expected = modes @ (-np.expm1(-np.maximum(levels, 0.0) * time) * (modes.T @ labels))
    assert np.allclose(c * features @ w, expected, rtol=1e-10, atol=1e-12)


def test_every_conversion_comes_back() -> None:
    both = [
        Convention(*parts)
        for parts in product(("sphere", "gaussian"), (False, True), ("1", "1/M"), ("1/M", "1"), (True, False))
    ]
    for source, target in product(both[:6], both[-6:]):
        for value in (Fraction(3, 7), 5):
            there = convert.convert_time(value, source, target, 6, 2, 11)
            assert convert.convert_time(there, target, source, 6, 2, 11) == value
            there = convert.convert_eigenvalue(value, source, target, 6, 2)
            assert convert.convert_eigenvalue(there, target, source, 6, 2) == value
            assert convert.convert_loss(convert.convert_loss(value, source, target), target, source) == value
        # lambda t rate is the same number on both sides
        before = convert.rate(source, 11) * convert.eigenvalue_factor(source, 6, 2)
        after = convert.rate(target, 11) * convert.eigenvalue_factor(target, 6, 2)
        assert before * 1 == after * convert.convert_time(1, source, target, 6, 2, 11)


def test_values_keep_their_kind() -> None:
    gaussian = Convention("gaussian")
    assert convert.convert_eigenvalue(sympy.Rational(1, 3) / sympy.pi, REFERENCE, gaussian, 6) == 2 / sympy.pi
    assert convert.convert_kernel(np.array([1.0, 2.0]), gaussian, REFERENCE, 4).dtype == np.float64
    assert convert.convert_time(float("inf"), REFERENCE, gaussian, 4) == float("inf")
    assert convert.convert_time(12, REFERENCE, gaussian, 4) == 3
    assert convert.convert_loss(2.0, REFERENCE, Convention(half_loss=False)) == 4.0


def test_scaled_times_and_steps() -> None:
    assert convert.scaled_time(Fraction(3, 2), Fraction(1, 36)) == Fraction(1, 24)
    assert convert.time_of(1, Fraction(1, 36)) == 36
    assert convert.time_of_steps(10, Fraction(1, 4)) == Fraction(5, 2)
    assert convert.steps_of_time(1, Fraction(1, 4)) == 4
    # small steps tend to the flow: (1 - eta lambda)^n against exp(-lambda t)
    lam, t, eta = 0.3, 2.0, 1e-5
    steps = round(convert.steps_of_time(t, eta))
    assert abs((1 - eta * lam) ** steps - np.exp(-lam * t)) < 1e-5


@pytest.mark.parametrize(
    "call",
    [
        lambda: Convention("ball"),
        lambda: Convention(output="M"),
        lambda: Convention(speed="fast"),
        lambda: convert.gaussian_factor(1, 1),
        lambda: convert.gaussian_factor(3, -1),
        lambda: convert.gaussian_factor(True, 1),
        lambda: convert.convert_time(1, REFERENCE, Convention(output="1/M"), 3),
        lambda: convert.rate(REFERENCE, 0),
        lambda: convert.time_of(1, 0),
        lambda: convert.steps_of_time(1, 0),
    ],
)
def test_bad_input_is_refused_in_one_line(call) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert "\n" not in str(caught.value)
