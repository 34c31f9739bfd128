"""The kernel: arc-cosine formulas, general activations, Gram matrices."""

import math

import mpmath
import numpy as np
import pytest

from w2s_theory.activations.user import activation_from_callable
from w2s_theory.models.activation_sphere import activation_sphere
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.simulate.degree_masses import compute_zonal_images
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.kernels.arc_cosine_kernel import angle_of_units, relative_arc_cosine
from w2s_theory.simulate.kernels.gegenbauer import gegenbauer_values
from w2s_theory.simulate.kernels.gram import compute_cross_gram, compute_gram, compute_kernel_product
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.random_features import draw_units


def _unscaled(t, power):
    c, s, rest = mpmath.cos(t), mpmath.sin(t), mpmath.pi - t
    if power == 0:
        return rest
    if power == 1:
        return s + rest * c
    if power == 2:
        return (3 * s * c + rest * (1 + 2 * c**2)) / 3
    return (rest * (6 * c**3 + 9 * c) + s * (11 * c**2 + 4)) / 15


FORMS = {power: (lambda t, power=power: _unscaled(t, power) / mpmath.pi) for power in range(4)}


@pytest.mark.parametrize("power", range(4))
def test_arc_cosine_keeps_relative_accuracy_near_both_ends(power):
    theta = np.array(
        [1e-9, 1e-5, 0.1, 1.0, 1.8, 1.9, 2.1, 2.2, 2.5, 2.6, 2.74, 2.8, 3.0, 3.1, math.pi - 1e-5]
    )
    values = relative_arc_cosine(np.cos(theta), power, theta)
    with mpmath.workdps(60):
        for angle, value in zip(theta, values, strict=True):
            true = FORMS[power](mpmath.mpf(float(angle)))
            # the angle itself carries one rounding of pi - theta, amplified by the power 2p + 1
            allowed = 2e-15 + (2 * power + 1) * 4.5e-16 / (math.pi - angle)
            assert abs(mpmath.mpf(float(value)) / true - 1) < allowed


@pytest.mark.parametrize("power", range(4))
def test_arc_cosine_formula_is_the_integral(power):
    """E[sigma(u.x) sigma(u.x')] over the angle of u in the plane: no formula of the module in it."""
    for theta in (0.3, 1.5, 2.9):
        with mpmath.workdps(30):

            def integrand(a, theta=theta):
                return (mpmath.cos(a) * mpmath.cos(a - theta)) ** power

            value = mpmath.quad(integrand, [theta - mpmath.pi / 2, mpmath.pi / 2])
            diagonal = mpmath.quad(lambda a: mpmath.cos(a) ** (2 * power), [-mpmath.pi / 2, mpmath.pi / 2])
        found = relative_arc_cosine(np.array([math.cos(theta)]), power)[0]
        assert found == pytest.approx(float(value / diagonal), rel=1e-13)


def test_angles_of_nearly_equal_and_opposite_units():
    for small in (1e-3, 1e-8, 1e-12):
        first = np.array([[1.0, 0.0]])
        second = np.array([[math.cos(small), math.sin(small)]])
        assert angle_of_units(first, second)[0] == pytest.approx(small, rel=1e-15)
        assert math.pi - angle_of_units(first, -second)[0] == pytest.approx(small, abs=5e-16)


def test_step_kernel_of_close_units_is_not_rounded_away():
    model = relu_sphere(2, 0)
    angles = np.array([0.0, 1e-9, 1.0])
    units = np.column_stack((np.cos(angles), np.sin(angles)))
    entries = compute_gram(units, relative_kernel(model), model.activation).entries
    assert 1 - entries[0, 1] == pytest.approx(1e-9 / math.pi, rel=1e-6)


@pytest.mark.parametrize(
    "name", ["erf", "tanh", "gelu", "cos", "leaky_relu", "relu", "relu_cubed", "step", "identity"]
)
@pytest.mark.parametrize("dimension", [2, 3, 9])
def test_kernel_is_the_coefficient_series(name, dimension):
    model = activation_sphere(name, dimension)
    table = estimate_coefficients(model, 2048)
    rho = np.cos(np.linspace(0.05, math.pi - 0.05, 23))
    series = np.zeros_like(rho)
    shares = table.amplitude**2 / table.kernel_diagonal
    for share, values in zip(shares, gegenbauer_values(rho, dimension), strict=False):
        series += share * values
    kernel = relative_kernel(model)
    tail = max(0.0, 1.0 - math.fsum(shares))
    assert np.max(np.abs(kernel.values(rho) - series)) <= tail + kernel.accuracy + 1e-12
    assert tail < (1e-3 if name == "step" else 1e-7)


def test_leaky_relu_kernel_from_two_relu_kernels():
    rho = np.linspace(-1, 1, 31)
    slope = 0.01
    expected = (1 + slope**2) * relative_arc_cosine(rho, 1) - 2 * slope * relative_arc_cosine(-rho, 1)
    kernel = relative_kernel(activation_sphere("leaky_relu", 12))
    error = np.abs(kernel.values(rho) - expected / (1 + slope**2))
    assert np.max(error) <= kernel.accuracy < 1e-12


def test_kernel_of_a_shifted_kink_states_its_truncation():
    model = activation_sphere(activation_from_callable(lambda x: np.maximum(x - 0.25, 0.0), kinks=[0.25]), 4)
    kernel = relative_kernel(model)
    units = draw_units(model, 200_000, child_generator(0, "kernel"))
    sigma = np.maximum(units - 0.25, 0.0)
    sampled = np.mean(sigma[:, 0] * np.maximum(0.6 * units[:, 0] + 0.8 * units[:, 1] - 0.25, 0.0)) / np.mean(
        sigma[:, 0] ** 2
    )
    assert 1e-15 < kernel.accuracy < 1e-8
    assert float(kernel.values(np.array([0.6]))[0]) == pytest.approx(sampled, abs=0.02)


def test_gram_blocks_agree_with_the_whole():
    model = relu_sphere(5)
    units = draw_units(model, 700, child_generator(0, "gram"))
    kernel = relative_kernel(model)
    gram = compute_gram(units, kernel, model.activation)
    whole = relative_arc_cosine(units @ units.T, 1)
    np.fill_diagonal(whole, 1.0)
    assert np.max(np.abs(gram.entries - whole)) <= 8e-16 + gram.entry_accuracy
    assert np.array_equal(gram.entries, gram.entries.T)
    assert gram.norm == pytest.approx(np.abs(whole).sum(axis=0).max(), rel=1e-12)
    other = units[:130]
    cross = compute_cross_gram(other, units, kernel)
    assert np.max(np.abs(cross - whole[:130])) <= 2 * gram.entry_accuracy
    weights = np.cos(np.arange(700.0))
    assert np.allclose(
        compute_kernel_product(other, units, kernel, weights), cross @ weights, rtol=1e-12, atol=1e-12
    )


@pytest.mark.parametrize("dimension", [2, 3, 11])
def test_zonal_images(dimension):
    units = draw_units(relu_sphere(dimension), 300, child_generator(1, "forms"))
    weights = child_generator(1, "weights").standard_normal(300)
    images = compute_zonal_images(units, weights, 9)
    for k, values in zip(range(10), gegenbauer_values(units @ units.T, dimension), strict=False):
        assert np.allclose(images[:, k], values @ weights, rtol=1e-11, atol=1e-11)
    some = compute_zonal_images(units, weights, 9, np.arange(10) % 2 == 0)
    assert np.all(some[:, 1::2] == 0.0) and np.allclose(some[:, ::2], images[:, ::2], rtol=1e-14)
