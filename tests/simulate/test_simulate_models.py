"""What the model constructors accept, and what they say about the rest."""

import numpy as np
import pytest
import sympy

from w2s_theory.models.activation_sphere import activation_sphere
from w2s_theory.models.linear_network import linear_network
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.models.zonal_kernel import zonal_kernel
from w2s_theory.records.errors import InputError


def one_line(call, *args, **more):
    with pytest.raises(InputError) as caught:
        call(*args, **more)
    text = str(caught.value)
    assert "\n" not in text and 10 < len(text) < 200
    return text


@pytest.mark.parametrize("power, name", [(0, "step"), (1, "relu"), (2, "relu_squared"), (3, "relu_cubed")])
def test_relu_sphere(power, name):
    model = relu_sphere(np.int64(5), power)
    assert (model.dimension, model.activation.power, model.activation.name) == (5, power, name)
    assert type(model.dimension) is int
    assert model == relu_sphere(5, power) and hash(model) == hash(relu_sphere(5, power))


@pytest.mark.parametrize(
    "wrong", [1, 0, -3, 2.0, 2.5, True, np.True_, "3", None, float("nan"), 10**10, 10**400, [3]]
)
def test_dimension_is_refused(wrong):
    for build in (relu_sphere, lambda d: activation_sphere("erf", d), lambda d: zonal_kernel(lambda r: r, d)):
        assert "dimension" in one_line(build, wrong)


@pytest.mark.parametrize("wrong", [-1, 4, 1.0, True, "1"])
def test_power_is_refused(wrong):
    assert "0 to 3" in one_line(relu_sphere, 3, wrong)


def test_activation_sphere_takes_name_or_record():
    assert activation_sphere("relu", 4).activation is relu_sphere(4).activation
    assert activation_sphere(relu_sphere(4).activation, 4).activation.power == 1
    one_line(activation_sphere, 3, 4)
    assert "'erf'" in one_line(activation_sphere, "erff", 4)


def test_zonal_kernel():
    model = zonal_kernel(lambda rho: (1 + rho) ** 2 / 4, 5)
    assert (
        model.kernel(sympy.Symbol("rho")) == (1 + sympy.Symbol("rho")) ** 2 / 4 and model.activation is None
    )
    one_line(zonal_kernel, 3, 5)
    assert "float" in one_line(zonal_kernel, lambda rho: 0.5 * rho, 5)
    one_line(zonal_kernel, lambda rho: sympy.Symbol("y") * rho, 5)
    one_line(zonal_kernel, lambda rho: "rho", 5)
    one_line(zonal_kernel, lambda rho: np.exp(rho), 5)


def test_linear_network():
    model = linear_network(np.array([1.0, 0.5, 0.0]))
    assert model.eigenvalues == (1.0, 0.5, 0.0) and model.dimension == 3
    for wrong in ([], [0.0], [-1.0], [float("inf")], [float("nan")], "12", 3, [None], [1j]):
        one_line(linear_network, wrong)
