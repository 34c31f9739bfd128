"""What is made can be pickled and copied, and is the same afterwards: models, activations, balls, theorems."""

import copy
import pickle
import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import sympy
from flint import arb, ctx

import w2s_theory as w
from w2s_theory.activations import activation_names, load_activation
from w2s_theory.activations.polynomial import polynomial_activation
from w2s_theory.activations.user import activation_from_callable, activation_from_expression

z = sympy.Symbol("z")
MODELS = {
    "relu": w.relu_sphere(8),
    "step": w.relu_sphere(8, 0),
    "erf": w.activation_sphere("erf", 8),
    "expression": w.activation_sphere(activation_from_expression(sympy.tanh(z), z), 8),
    "polynomial": w.activation_sphere(polynomial_activation([0, 1, Fraction(1, 3)]), 6),
    "callable": w.activation_sphere(activation_from_callable(abs), 6),
    "kernel": w.zonal_kernel(lambda rho: (1 + rho) ** 2, 5),
    "linear": w.linear_network([1, 2, 3, 4]),
}
COPIES = {"pickle": lambda value: pickle.loads(pickle.dumps(value)), "deepcopy": copy.deepcopy}


@pytest.mark.parametrize("made", COPIES)
@pytest.mark.parametrize("name", MODELS)
def test_a_model_that_travelled_is_the_same_model(name, made):
    model = MODELS[name]
    other = COPIES[made](model)
    assert other == model and hash(other) == hash(model)
    wanted, found = (w.spectrum(each, range(4)).fast.eigenvalue.tolist() for each in (model, other))
    assert found == wanted


@pytest.mark.parametrize("name", activation_names())
def test_an_activation_of_the_package_travels_by_name(name):
    activation = load_activation(name)
    assert pickle.loads(pickle.dumps(activation)) is activation


def test_two_models_from_one_expression_are_equal():
    first, second = (activation_from_expression(sympy.tanh(z), z) for _ in range(2))
    assert first == second and first != activation_from_expression(sympy.sin(z), z)


def test_a_ball_keeps_its_exact_midpoint_and_radius_at_any_precision():
    chance = random.Random(0)
    for _ in range(300):
        with ctx.workprec(chance.choice([53, 100, 300])):
            ball = (arb(chance.random()) / 3).exp() * arb(chance.randrange(1, 10**9))
            for _ in range(chance.randrange(3)):
                ball = ball * ball.sin()
        with ctx.workprec(20):
            for made in COPIES.values():
                other = made(ball)
                assert other.mid() == ball.mid() and other.rad() == ball.rad()
            assert ctx.prec == 20


@pytest.mark.parametrize(
    "ball", [arb(0), arb(3), arb("1e-400", "1e-5000"), arb(-2, 1), arb(0, 3), arb(0, 2**29 + 1)], ids=str
)
def test_extreme_balls(ball):
    other = pickle.loads(pickle.dumps(ball))
    assert other.mid() == ball.mid() and other.rad() == ball.rad()


def test_balls_without_bounds():
    for ball in (arb("inf"), arb("-inf"), arb("nan"), arb(0, "inf")):
        other = pickle.loads(pickle.dumps(ball))
        assert str(other) == str(ball) and other.is_nan() == ball.is_nan()
        assert other.mid().is_finite() == ball.mid().is_finite()
    assert pickle.loads(pickle.dumps(arb("-inf"))) < 0 < pickle.loads(pickle.dumps(arb("inf")))


@pytest.mark.parametrize("made", COPIES)
def test_a_theorem_of_the_catalog_travels_by_name(made):
    theorem = w.catalog["student_error_ge_of_shrinkage"]
    assert COPIES[made](theorem) is theorem
    assert list(COPIES[made](w.catalog)) == list(w.catalog)


def test_a_changed_theorem_is_not_taken_for_that_of_the_catalog():
    changed = replace(w.catalog["student_error_ge_of_shrinkage"], title="another title")
    assert copy.deepcopy(changed).title == "another title"


def test_a_theorem_of_a_file_travels_by_its_path(tmp_path):
    source = next(
        Path(w.__file__).parent.glob("theorems/limits/student_error_ge_three_quarters_sq_of_shrinkage.py")
    )
    file = tmp_path / "my_bound.py"
    text = source.read_text(encoding="utf-8").replace(
        "student_error_ge_three_quarters_sq_of_shrinkage", "my_bound"
    )
    file.write_text(text, encoding="utf-8")
    theorem = w.load_theorem(file)
    assert pickle.loads(pickle.dumps(theorem)) is theorem and copy.deepcopy(theorem) is theorem


def test_filters_travel_with_their_numbers():
    from w2s_theory.records import spectral_filter as filters

    made = (filters.gradient_flow(), filters.ridge(), filters.averaged_flow(), filters.heavy_ball(damping=0.1),
            filters.explicit_steps(0.1, 1.0), filters.projection(0.1))  # fmt: skip
    for one in made:
        for copied in (pickle.loads(pickle.dumps(one)), copy.deepcopy(one)):
            assert copied.name == one.name and copied.shrinkage(0.3, 2.0) == one.shrinkage(0.3, 2.0)
