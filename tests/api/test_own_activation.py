"""`activation`: whatever a user has becomes one record, exact where it can be."""

import numpy as np
import pytest
import sympy

import w2s_theory as w

z = sympy.Symbol("z")


def eigenvalues(definition, **options):
    return w.spectrum(w.activation_sphere(w.activation(definition, **options), 6), range(4)).fast.eigenvalue


def test_one_function_given_in_five_ways_has_one_spectrum():
    exact = eigenvalues([0, 0, 1, 2])
    for given in (
        "z^2 + 2*z^3",
        z**2 + 2 * z**3,
        lambda x: x**2 + 2 * x**3,
        lambda x: np.power(x, 2) + 2.0 * x**3,
    ):
        assert eigenvalues(given) == pytest.approx(exact, rel=1e-12, abs=1e-18)


def test_a_function_that_sympy_follows_is_certified_and_another_is_estimated():
    assert w.activation(lambda x: x / (1 + sympy.exp(-x))).how == "certified"
    assert w.activation(abs).how == "certified" and w.activation(abs).parity == "even"
    assert w.activation(np.tanh).how == "estimated" and w.activation(np.tanh).name == "tanh"
    assert w.activation(lambda x: 0.3 * x).how == "estimated"


def test_names_records_and_options():
    relu = w.activation("relu")
    assert w.activation(relu) is relu and w.activation(np.tanh, parity="odd").parity == "odd"
    assert w.activation(np.abs, kinks=[0]).kinks == (0,) and w.activation("z^2", name="mine").name == "mine"
    for wrong in ({"definition": "relu", "scale": "one ", "name": None}, {"definition": [1, 2], "kinks": [0]},
                  {"definition": z, "kinks": [0]}, {"definition": "gelu", "name": "mine"},
                  {"definition": z * sympy.Symbol("y")}, {"definition": "gelu", "parity": "odd"}):  # fmt: skip
        with pytest.raises(w.InputError):
            w.activation(**wrong)
