"""Spectral filters on the Marchenko-Pastur law: closed forms, tables, simulated students."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest

from w2s_theory import InputError, SubspacePair, compare_subspaces, discrepancy_risks
from w2s_theory.records.spectral_filter import explicit_steps, gradient_flow, projection, ridge
from w2s_theory.simulate.gaussian.regression import draw_basis
from w2s_theory.systems.discrepancies import filtered_discrepancy_risks
from w2s_theory.systems.filter_moments import filter_moments


def stieltjes(gamma: float, penalty: float) -> tuple[mpmath.mpf, mpmath.mpf]:
    """int dF/(x + l) and int dF/(x + l)^2, by the law's quadratic equation and its derivative."""
    with mpmath.workdps(30):
        g = mpmath.mpf(gamma)

        def transform(lam):
            return (-(1 - g + lam) + mpmath.sqrt((1 - g + lam) ** 2 + 4 * g * lam)) / (2 * g * lam)

        return transform(mpmath.mpf(penalty)), -mpmath.diff(transform, mpmath.mpf(penalty))


@pytest.mark.parametrize("gamma", [0.05, 0.5, 0.99, 1.0, 1.01, 3.0])
@pytest.mark.parametrize("penalty", [1e-3, 0.1, 1.0, 20.0])
def test_ridge_is_the_stieltjes_transform(gamma: float, penalty: float) -> None:
    first, second = stieltjes(gamma, penalty)
    found = filter_moments(gamma, ridge(), 1 / penalty)
    exact = (1 - penalty * first, 1 - 2 * penalty * first + penalty**2 * second, first - penalty * second)
    for ours, theirs in zip((found.first, found.second, found.noise), exact, strict=True):
        assert abs(ours - float(theirs)) <= max(found.error, 1e-13) * float(theirs) * 10
    assert found.error < 1e-12


@pytest.mark.parametrize("gamma", [0.3, 1.0, 2.5])
def test_flow_by_a_second_quadrature(gamma: float) -> None:
    """Density and atom as printed in textbooks, integrated adaptively with 30 digits."""
    found = filter_moments(gamma, gradient_flow(), 3.0)
    with mpmath.workdps(30):
        low, high = (1 - mpmath.sqrt(gamma)) ** 2, (1 + mpmath.sqrt(gamma)) ** 2

        def mean(value):
            def weighted(x):
                return value(x) * mpmath.sqrt((high - x) * (x - low)) / (2 * mpmath.pi * gamma * x)

            return mpmath.quad(weighted, [low, (low + high) / 2, high])

        def kept(x):
            return -mpmath.expm1(-3 * x)

        for ours, value in (
            (found.first, kept), (found.second, lambda x: kept(x) ** 2), (found.noise, lambda x: kept(x) ** 2 / x),
        ):  # fmt: skip
            assert ours == pytest.approx(float(mean(value)), rel=1e-11)


# gradient flow on noisy labels: E ||beta^ - beta||^2 with ||beta|| = 1; d, N, sigma^2, then the risk at each time
EARLY_STOPPING = (
    (100, 200, 1.0, {0.5: 0.5181, 1: 0.4290, 2: 0.4521, 5: 0.6391, 20: 0.9525}),
    (150, 100, 0.5, {0.5: 0.6546, 1: 0.6375, 2: 0.6916, 5: 0.8651, 20: 1.2117}),
)


@pytest.mark.parametrize(("dimension", "samples", "noise", "table"), EARLY_STOPPING)
def test_table_of_early_stopping(dimension, samples, noise, table) -> None:
    for time, value in table.items():
        moments = filter_moments(dimension / samples, gradient_flow(), float(time))
        assert moments.risk(1, 1, 1, noise) == pytest.approx(value, abs=6e-5)


def test_infinite_time_is_least_squares() -> None:
    for gamma in (0.4, 2.0):
        limit = filter_moments(gamma, gradient_flow(), math.inf)
        late = filter_moments(gamma, ridge(), 1e9)
        for name in ("first", "second", "noise"):
            assert getattr(late, name) == pytest.approx(getattr(limit, name), rel=1e-6)
    with pytest.raises(InputError, match="as many samples as features"):
        filter_moments(1.0, ridge(), math.inf)
    with pytest.raises(InputError, match="no least squares"):
        filter_moments(0.5, projection(0.1), math.inf)
    assert filter_moments(0.5, gradient_flow(), 0.0).risk(1, 1, 1, 1) == 1


@pytest.mark.parametrize(
    ("ratio", "student", "time"),
    [(0, ridge(), 1.0), (-1, ridge(), 1.0), (math.nan, ridge(), 1.0), (0.5, "rigde", 1.0), (0.5, ridge(), -1.0),
     (0.5, ridge(), math.nan), ("1", ridge(), 1.0), (0.5, explicit_steps(0.9, 2.0), 3.5)],
)  # fmt: skip
def test_misuse(ratio, student, time) -> None:
    with pytest.raises(InputError):
        filter_moments(ratio, student, time)


@pytest.mark.parametrize(
    ("student", "time"), [(gradient_flow(), 1.0), (gradient_flow(), 5.0), (ridge(), 10.0), (ridge(), 1.0)]
)
def test_filtered_students_are_those_of_simulations(student, time) -> None:
    """d_s = 60, d_w = 80, n = 150, N = 100: students fitted through the eigenvectors of their own Gram matrix."""
    rng = np.random.default_rng(5)
    ambient, n, fresh, repeats = 90, 150, 100, 60
    strong, weak = draw_basis(ambient, 60, rng), draw_basis(ambient, 80, rng)
    target = rng.standard_normal(ambient)
    target /= np.linalg.norm(target)
    risks = []
    for _ in range(repeats):
        inputs = rng.standard_normal((n + fresh, ambient))
        labels = inputs[:n] @ target + rng.standard_normal(n)
        taught = inputs[n:] @ weak @ np.linalg.lstsq(inputs[:n] @ weak, labels, rcond=None)[0]
        left, singular, right = np.linalg.svd(inputs[n:] @ strong / math.sqrt(fresh), full_matrices=False)
        kept = np.where(
            student.name == "ridge", singular**2 / (singular**2 + 1 / time), -np.expm1(-time * singular**2)
        )
        fitted = strong @ (right.T @ (kept / singular * (left.T @ taught))) / math.sqrt(fresh)
        risks.append(np.sum((fitted - target) ** 2))
    found = filtered_discrepancy_risks(
        compare_subspaces(strong, weak, target), n, fresh, student=student, time=time
    )
    assert found.kind == "equivalent"
    error = np.std(risks) / math.sqrt(repeats)
    # an equivalent: its own error at this size is of the order of 1/N
    assert abs(np.mean(risks) - found.student) < 4 * error + found.student / fresh
    assert error < 0.1 * found.student


def test_a_filter_that_ends_in_least_squares_is_the_exact_student_at_large_size() -> None:
    pair = SubspacePair(6000, 10000, 2000)
    exact = discrepancy_risks(pair, 40000, 60000)
    found = filtered_discrepancy_risks(pair, 40000, 60000, student=gradient_flow(), time=math.inf)
    assert found.student == pytest.approx(float(exact.student), rel=1e-4) and found.weak == exact.weak
