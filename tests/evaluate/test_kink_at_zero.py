"""c max(z, 0)^p plus a polynomial: closed forms against integrals, and equivalents to any size and any digits."""

from __future__ import annotations

import numpy as np
import pytest
from flint import fmpq

from w2s_theory import equivalent, relu_sphere, spectrum
from w2s_theory.activations import load_activation
from w2s_theory.derive.power_behind import PowerBehind, power_behind
from w2s_theory.evaluate.eigenvalues.sources import ActivationSource, KinkSource, source_of
from w2s_theory.models.named_models import named_model

# activation, its power, the square of its factor, and where the closed form begins
KINKED = [
    ("leaky_relu", 1, fmpq(99, 100) ** 2, 2),
    ("abs(z)", 1, fmpq(4), 2),
    ("z*abs(z)", 2, fmpq(4), 3),
    ("max(z, 0) - z/3", 1, fmpq(1), 2),
    ("step(z)/5 + z^4 - z", 0, fmpq(1, 25), 5),
    ("3*max(z, 0)^3 + z^3/7", 3, fmpq(9), 4),
]


@pytest.mark.parametrize(("name", "power", "factor", "start"), KINKED)
def test_the_power_behind_an_activation(name, power, factor, start):
    model = named_model(5, None, name)
    assert power_behind(model.activation, 5) == PowerBehind(power, factor, start)
    source = source_of(model)
    assert isinstance(source, KinkSource) and source.closed_from == start


@pytest.mark.parametrize(
    "name", ["tanh", "gelu", "identity", "z^2", "max(z - 1/4, 0)", "max(z, 0) + max(z, 0)^3", "cos"]
)
def test_what_is_no_power_behind_its_first_degrees(name):
    activation = named_model(4, None, name).activation
    assert power_behind(activation, 4) is None


@pytest.mark.parametrize("d", [2, 3, 6])
@pytest.mark.parametrize("name", [row[0] for row in KINKED])
def test_closed_forms_against_integrals(name, d):
    """The first degrees, the one where the closed form begins, and others: by rigorous integration of the definition."""
    source = source_of(named_model(d, None, name))
    integrals = ActivationSource(d, source.activation)
    fast = source.fast(range(12))
    for k in range(12):
        ball, integral = source.enclose(k, 25), integrals.enclose(k, 20)
        assert ball.overlaps(integral)
        assert (ball == 0) == (integral == 0)
        assert abs(fast.eigenvalue[k] - float(ball.mid())) <= fast.error[k]
        assert float(source.evaluate(k, 20)) == pytest.approx(float(ball.mid()), rel=1e-15)


def test_nearly_cancelling_terms_keep_their_digits():
    # 355/113 is pi to 8e-8: at even degrees the difference of the two coefficients is small
    source = source_of(named_model(2, None, "max(z, 0) - 113/710"))
    assert isinstance(source, KinkSource)
    assert source.enclose(0, 40).rel_accuracy_bits() > 130


def test_a_spectrum_of_many_degrees():
    found = spectrum(named_model(4, None, "leaky_relu"), range(10**5)).fast
    relu = spectrum(relu_sphere(4), range(10**5)).fast
    assert found.eigenvalue[2:] == pytest.approx(0.99**2 * relu.eigenvalue[2:], rel=1e-15)
    assert np.count_nonzero(found.eigenvalue[3::2]) == 0


@pytest.mark.parametrize("d", [3, 8, 40])
def test_equivalents_to_any_size(d):
    leaky = named_model(d, None, "leaky_relu")
    for units in (60, 10**7):
        certified = equivalent(leaky, units, 1, digits=20, certified=True)
        plain = equivalent(leaky, units, 1)
        assert plain.teacher_error == pytest.approx(float(certified.teacher_error.mid()), rel=1e-12)
        error = certified.student_error(tau="5")
        assert error.rel_accuracy_bits() > 60
        assert plain.student_error(tau=5) == pytest.approx(float(error.mid()), rel=1e-11)


def test_equivalents_do_not_see_the_scale_of_features():
    doubled = equivalent(named_model(8, None, "2*max(z, 0)"), 600, 1, digits=25, certified=True)
    relu = equivalent(relu_sphere(8), 600, 1, digits=25, certified=True)
    assert doubled.teacher_error.overlaps(relu.teacher_error)
    assert doubled.student_error(tau=3).overlaps(relu.student_error(tau=3))


def test_a_student_with_another_power_behind():
    """The student's own eigenvalues; the teacher's degrees are all among the student's, whatever the slope."""
    relu, leaky = relu_sphere(5), named_model(5, None, "leaky_relu")
    certified = equivalent(relu, 200, 1, student_model=leaky, digits=20, certified=True)
    plain = equivalent(relu, 200, 1, student_model=leaky)
    assert plain.student_error(tau=4) == pytest.approx(float(certified.student_error(tau=4).mid()), rel=1e-11)
    assert float(certified.student_error(tau="inf").mid()) == pytest.approx(plain.teacher_error, rel=1e-11)


def test_the_leaky_relu_is_still_listed():
    assert load_activation("leaky_relu").power is None
