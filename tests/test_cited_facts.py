"""The cited facts, each at random arguments and in a way that could show it wrong."""

from __future__ import annotations

import random

import mpmath
import numpy as np
import pytest
import scipy.special
import sympy
from mpmath import mp, mpf

from proofs_check.cited import FACTS
from w2s_theory import notation
from w2s_theory.notation import k, x, z

DIGITS = 30
TOLERANCE = mpf(10) ** (5 - DIGITS)


@pytest.fixture(autouse=True)
def thirty_digits():
    with mp.workdps(DIGITS):
        yield


def gegenbauer(degree: int, dimension: int, point: mpf) -> mpf:
    """P_k with P_k(1) = 1, by the three-term recurrence: no formula of the table."""
    before, here = mpf(1), mpf(point)
    if degree == 0:
        return before
    for n in range(1, degree):
        before, here = here, ((2 * n + dimension - 2) * point * here - n * before) / (n + dimension - 2)
    return here


def density(dimension: int, point: mpf) -> mpf:
    norm = mpmath.quad(lambda angle: mpmath.sin(angle) ** (dimension - 2), [0, mp.pi])
    return (1 - point**2) ** (mpf(dimension - 3) / 2) / norm


def mean(function, dimension: int) -> mpf:
    """E[f(<u, x>)] with the angle as variable, which takes the ends' singularity away; split at cos = 0."""
    norm = mpmath.quad(lambda angle: mpmath.sin(angle) ** (dimension - 2), [0, mp.pi])
    pieces = [0, mp.pi / 2, mp.pi]
    total = mpmath.quad(
        lambda angle: function(mpmath.cos(angle)) * mpmath.sin(angle) ** (dimension - 2), pieces
    )
    return total / norm


def agree(left: mpf, right: mpf) -> bool:
    return abs(left - right) <= TOLERANCE * max(1, abs(left), abs(right))


def rational(rng: random.Random, low: int, high: int) -> sympy.Rational:
    return sympy.Rational(rng.randint(low * 97, high * 97), 97)


def number(expression) -> mpf:
    return mpmath.mpmathify(sympy.S(expression).evalf(DIGITS + 5))


def test_table_is_small_cited_and_says_nothing_of_ours() -> None:
    assert 0 < len(FACTS) <= 15
    ours = [entry.name for entry in notation.TABLE if entry.kind == "vector" or "error" in entry.word]
    arguments = {
        "k": sympy.Integer(2),
        "d": sympy.Integer(3),
        "p": sympy.Integer(1),
        "f": z,
        "a": sympy.S(1),
        "b": sympy.S(2),
    }
    arguments |= {"x": sympy.S(3), "alpha": sympy.S(4), "j": sympy.Integer(2), "c": sympy.S(1) / 2}
    for name, fact in FACTS.items():
        assert name.isidentifier() and len(fact.text) > 20 and any(sign.isdigit() for sign in fact.reference)
        assert not any(word in fact.text.lower() for word in ("teacher", "student", "error"))
        if fact.rule != "cited":
            continue  # its letters are those of a statement's setting
        wanted = fact.instance.__code__.co_varnames[: fact.instance.__code__.co_argcount]
        claim, conditions, _ = fact.instance(**{key: arguments[key] for key in wanted})
        for each in (claim, *conditions):
            both = sympy.Tuple(sympy.S(each.left), sympy.S(each.right))
            assert not {symbol.name for symbol in both.free_symbols} & set(ours)
            assert not both.has(notation.inner_type())


def test_every_fact_has_a_numerical_test() -> None:
    tested = {test.removeprefix("test_fact_") for test in globals() if test.startswith("test_fact_")}
    assert tested == set(FACTS)


@pytest.mark.parametrize("seed", range(6))
def test_fact_rodrigues(seed: int) -> None:
    rng = random.Random(seed)
    degree, dimension, point = (
        rng.randint(0, 5),
        rng.randint(2, 7),
        rational(rng, -1, 1) * sympy.Rational(9, 10),
    )
    claim = FACTS["rodrigues"].instance(sympy.Integer(degree), sympy.Integer(dimension))[0]
    right = sympy.S(claim.right).doit().subs(z, point)
    assert agree(gegenbauer(degree, dimension, number(point)), number(right))
    assert not agree(gegenbauer(degree + 1, dimension, number(point)), number(right))


@pytest.mark.parametrize("seed", range(6))
def test_fact_beta_integral(seed: int) -> None:
    rng = random.Random(seed)
    a, b = rational(rng, 0, 4), rational(rng, 0, 4)
    claim = FACTS["beta_integral"].instance(a, b)[0]
    left = mpmath.quad(lambda u: u ** number(a) * (1 - u**2) ** number(b), [0, mpf(1) / 2, 1])
    assert abs(left - number(claim.right)) < mpf(10) ** -15
    assert claim.left.function.subs(z, sympy.Rational(1, 3)) == (
        sympy.Rational(1, 3) ** a * sympy.Rational(8, 9) ** b
    )


@pytest.mark.parametrize("seed", range(6))
def test_fact_gamma_duplication(seed: int) -> None:
    value = rational(random.Random(seed), 0, 9) + sympy.Rational(1, 97)
    claim = FACTS["gamma_duplication"].instance(value)[0]
    assert agree(mpmath.gamma(2 * number(value)), number(claim.left)) and agree(
        number(claim.left), number(claim.right)
    )


@pytest.mark.parametrize("seed", range(4))
def test_fact_gegenbauer_parseval(seed: int) -> None:
    """For a polynomial the series is finite: all degrees up to its own."""
    rng = random.Random(seed)
    dimension, degree = rng.randint(3, 7), 4
    coefficients = [rng.randint(-9, 9) for _ in range(degree)] + [1]
    f = sum(c * z**power for power, c in enumerate(coefficients))
    claim = FACTS["gegenbauer_parseval"].instance(f, sympy.Integer(dimension))[0]
    assert claim.left.limits == ((k, 0, sympy.oo),)

    def values(point: mpf) -> mpf:
        return mpmath.polyval(coefficients[::-1], point)

    total = mpf(0)
    for n in range(degree + 1):
        multiplicity = number(notation.definition("N", sympy.Integer(n), sympy.Integer(dimension)))
        total += multiplicity * mean(lambda u, n=n: values(u) * gegenbauer(n, dimension, u), dimension) ** 2
    assert agree(total, mean(lambda u: values(u) ** 2, dimension))


@pytest.mark.parametrize(("power", "degree"), [(0, 1), (1, 0), (1, 2), (1, 1)])
def test_fact_zonal_convolution(power: int, degree: int) -> None:
    """In dimension 3 the kernel is an integral over the sphere, done here in two angles."""

    def activation(u: mpf) -> mpf:
        return u**power if u > 0 else mpf(0)

    def kernel(cosine: mpf) -> mpf:
        # u uniform on the circle that x and x' span, times the mean of radius^(2p) over the sphere
        angle = mpmath.acos(cosine)
        overlap = mpmath.quad(
            lambda w: (mpmath.cos(w) * mpmath.cos(w - angle)) ** power, [angle - mp.pi / 2, mp.pi / 2]
        )
        radius = mpmath.quad(lambda u: (1 - u**2) ** power, [0, 1])
        return overlap / (2 * mp.pi) * radius

    with mp.workdps(15):
        left = mean(lambda u: kernel(u) * gegenbauer(degree, 3, u), 3)
        right = mean(lambda u: activation(u) * gegenbauer(degree, 3, u), 3) ** 2
    assert abs(left - right) < mpf(10) ** -9 and abs(right) > mpf(10) ** -4


@pytest.mark.parametrize("seed", range(6))
def test_fact_binomial_series(seed: int) -> None:
    rng = random.Random(seed)
    alpha, order = rational(rng, -4, 6), rng.randint(0, 7)
    claim = FACTS["binomial_series"].instance(alpha, sympy.Integer(order))[0]
    series = mpmath.taylor(lambda u: (1 + u) ** number(alpha), 0, order)
    assert abs(series[order] * mpmath.factorial(order) - number(claim.right)) < mpf(10) ** -12 * max(
        1, abs(number(claim.right))
    )


@pytest.mark.parametrize("seed", range(6))
def test_fact_gamma_ratio_limit(seed: int) -> None:
    """The distance from 1 falls like 1/x: at 10^6 it is a tenth of that at 10^5."""
    rng = random.Random(seed)
    a, b = rational(rng, 0, 5), rational(rng, 0, 5)
    limit = sympy.lambdify([x], FACTS["gamma_ratio_limit"].instance(a, b)[0].left.args[0], "mpmath")
    far = [abs(limit(mpf(10) ** power) - 1) for power in (5, 6)]
    assert far[0] < mpf(10) ** -3 and (far[1] < far[0] / 5 or a == b)


def harmonics(degree: int, weights: np.ndarray) -> np.ndarray:
    """An orthonormal basis of the real harmonics on the sphere in dimension 3, shape (2k+1, points)."""
    polar, azimuth = np.arccos(weights[:, 2]), np.arctan2(weights[:, 1], weights[:, 0])
    rows = []
    for order in range(degree + 1):
        value = np.sqrt(4 * np.pi) * scipy.special.sph_harm_y(degree, order, polar, azimuth)
        rows += [value.real] if order == 0 else [np.sqrt(2) * value.real, np.sqrt(2) * value.imag]
    return np.array(rows)


def sphere_rule(nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """Points on the sphere in dimension 3 and their weights, with the kink of max(<u, x>, 0) at x = the pole exact."""
    upper, weight = scipy.special.roots_legendre(nodes)
    heights = np.concatenate([(upper + 1) / 2, (upper - 1) / 2])
    angles = 2 * np.pi * np.arange(2 * nodes) / (2 * nodes)
    z, angle = (each.ravel() for each in np.meshgrid(heights, angles, indexing="ij"))
    radius = np.sqrt(1 - z**2)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle), z], axis=1)
    return points, np.repeat(np.concatenate([weight, weight]) / 4, 2 * nodes) / (2 * nodes)


@pytest.mark.parametrize(("degree", "power"), [(1, 1), (2, 1), (2, 2), (4, 1), (3, 0)])
def test_fact_funk_hecke(degree: int, power: int) -> None:
    """Every harmonic of the basis, turned at random, at the pole: E_u Y(u) s(<u, x>) against a_k Y(x)."""
    rng = np.random.default_rng(degree)
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    points, weights = sphere_rule(40)
    activation = np.where(points[:, 2] > 0, np.maximum(points[:, 2], 0.0) ** power, 0.0)
    left = harmonics(degree, points @ turn) @ (weights * activation)
    pole = harmonics(degree, turn[None, 2])[:, 0]
    coefficient = float(mean(lambda u: (u**power if u > 0 else mpf(0)) * gegenbauer(degree, 3, u), 3))
    assert np.max(np.abs(left - coefficient * pole)) < 1e-12 and np.max(np.abs(pole)) > 0.1
    assert abs(coefficient) > 1e-3


@pytest.mark.parametrize("degree", [0, 1, 2, 5])
def test_fact_addition_theorem(degree: int) -> None:
    points = np.random.default_rng(degree).normal(size=(50, 3))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    squares = np.sum(harmonics(degree, points) ** 2, axis=0)
    assert np.max(np.abs(squares / (2 * degree + 1) - 1)) < 1e-12
    if degree:
        assert np.ptp(harmonics(degree, points)[0] ** 2) > 0.1, "no single function does that"


@pytest.mark.parametrize("seed", range(4))
def test_fact_matrix_bernstein(seed: int) -> None:
    """psi = sqrt(N) times a random axis: the deviation is that of a multinomial count, at several levels c.

    In the last case the same inequality with six times as many copies is found to be wrong.
    """
    rng = np.random.default_rng(seed)
    axes, copies = ((2, 40), (3, 80), (8, 400), (2, 24))[seed]
    chance = np.full(axes, 1 / axes) if seed != 1 else np.array([0.3, 0.3, 0.4])
    size = 1 / chance.max() * 0.9
    counts = rng.multinomial(copies, chance, 200_000)
    found = size * np.max(chance - counts / copies, axis=1)
    for level in (0.2, 0.35, 0.5, 0.65):
        right = FACTS["matrix_bernstein"].instance(sympy.Rational(str(level)))[0].right
        right = right.subs(notation.effective_dimension(notation.penalty), sympy.Float(size))
        bound, with_more = (float(right.subs(notation.M_TE, times * copies)) for times in (1, 6))
        share = float(np.mean(found > level))
        doubt = 5 * np.sqrt(max(share, 1e-5) / len(found))
        assert share <= bound + doubt, (level, share, bound)
        if seed == 3 and level == 0.5:
            assert share - doubt > with_more


def test_fact_schur() -> None:
    """E ||P g||^2 for ten random units: the same for two functions of degree 2, another for a constant."""
    rng = np.random.default_rng(5)
    points, weights = sphere_rule(24)
    basis = [harmonics(degree, points) for degree in (0, 1, 2)]
    functions = np.array([basis[2][0], basis[2][3], basis[0][0], basis[1][1]])
    seen = []
    for _ in range(400):
        units = rng.normal(size=(10, 3))
        units /= np.linalg.norm(units, axis=1, keepdims=True)
        features = np.maximum(units @ points.T, 0.0) * np.sqrt(weights)
        span = np.linalg.svd(features, full_matrices=False)[2]
        seen.append(np.sum((functions * np.sqrt(weights) @ span.T) ** 2, axis=1))
    mean_seen, error = np.mean(seen, axis=0), np.std(seen, axis=0) / 20
    assert abs(mean_seen[0] - mean_seen[1]) < 4 * np.hypot(error[0], error[1])
    assert abs(mean_seen[0] - mean_seen[2]) > 10 * np.hypot(error[0], error[2])
    assert np.all(error < 0.02)


@pytest.mark.parametrize("freedom", [3, 4, 7, 20])
def test_fact_inverse_chi_square(freedom: int) -> None:
    """The density integrated; and 1/||q||^2 is a diagonal element of an inverse Wishart matrix, by elimination."""
    claim = FACTS["inverse_chi_square"].instance(sympy.Integer(1), sympy.Symbol("g"), sympy.Integer(freedom))[
        0
    ]
    m, norm = mpf(freedom), mpf(2) ** (mpf(freedom) / 2) * mpmath.gamma(mpf(freedom) / 2)
    pieces = [0, 1, freedom, 4 * freedom, mpmath.inf]
    # x = y^2 takes the singularity at 0 away
    integral = mpmath.quad(lambda y: 2 * y * y ** (m - 4) * mpmath.exp(-(y**2) / 2) / norm, pieces)
    right = number(claim.right.subs(notation.mean(sympy.Integer(1)), 1))
    assert abs(integral - right) < mpf(10) ** -15
    assert abs(integral - 1 / (m - 1)) > mpf(10) ** -4
    rng = np.random.default_rng(freedom)
    columns = rng.standard_normal((500, freedom + 3, 4))
    inverse = np.linalg.inv(columns.transpose(0, 2, 1) @ columns)[:, 0, 0]
    q, _ = np.linalg.qr(columns[:, :, 1:])
    first = columns[:, :, 0]
    left = first - np.einsum("kni,kmi,km->kn", q, q, first)
    assert np.allclose(inverse, 1 / np.sum(left**2, axis=1), rtol=1e-8)
    # its law is the chi-square law with n - p + 1 = freedom degrees: the distances of the distribution functions
    values = np.sort(scipy.special.chdtr(freedom, np.sum(left**2, axis=1)))
    assert np.max(np.abs(values - np.arange(1, 501) / 500)) < 0.1
    others = np.sort(scipy.special.chdtr(freedom + 2, np.sum(left**2, axis=1)))
    assert np.max(np.abs(others - np.arange(1, 501) / 500)) > 0.1
