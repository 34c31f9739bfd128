"""The rule ``ode``: solutions of the statement's own equation, and nothing else."""

import pytest
from single_step import real, status
from sympy import Derivative, Rational, Subs, Sum, cos, exp, sin, sqrt

from w2s_theory.notation import b, coefficient, damping, f, j, lam, lambdas, mode, n, t
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals

MODES = tuple(
    Parameter(name, reals(low), reals(0, 1), length=3)
    for name, low in (("f", None), ("b", None), ("lambdas", 0))
)
SIZE = Parameter("n", integers(1), integers(1, 3))
EACH = (Parameter("j", integers(0), integers(0, 2)),)
FLOW = (
    Claim(Derivative(mode(j, t), t), "==", lambdas[j] * (b[j] - mode(j, t))),
    Claim(mode(j, 0), "==", 0),
)
LETTERS = (real("t", 0), *MODES)
HALF = Rational(1, 2)
SOLUTION = (1 - exp(-lambdas[j] * t)) * b[j]

ROOT = sqrt(lam - damping**2 / 4)
BALL = (
    Claim(
        Derivative(mode(j, t), (t, 2)),
        "==",
        lam * (coefficient - mode(j, t)) - damping * Derivative(mode(j, t), t),
    ),
    Claim(mode(j, 0), "==", 0),
    Claim(Subs(Derivative(mode(j, t), t), t, 0), "==", 0),
    Claim(damping**2, "<", 4 * lam),
)
BALL_LETTERS = (real("t", 0), real("lam", 0), real("damping", 0), real("coefficient"))


def ball(factor=HALF):
    wave = cos(ROOT * t) + damping * factor / ROOT * sin(ROOT * t)
    return (1 - exp(-damping * t / 2) * wave) * coefficient


def solve(solution, hypotheses=FLOW, letters=LETTERS, **options):
    options.setdefault("variables", EACH)
    return status(Claim(mode(j, t), "==", solution), "ode", *letters, hypotheses=hypotheses, **options)


def test_ode_accepts_the_solution_of_first_order():
    assert solve(SOLUTION) == "decided"
    assert solve(b[j] - b[j] * exp(-lambdas[j] * t)) == "decided"


@pytest.mark.parametrize(
    "wrong",
    [
        (1 - exp(lambdas[j] * t)) * b[j],
        (1 + exp(-lambdas[j] * t)) * b[j],
        (1 - exp(-2 * lambdas[j] * t)) * b[j],
        (1 - exp(-lambdas[j] * t)) * f[j],
        b[j],
        (1 - 2 * exp(-lambdas[j] * t)) * b[j],
        mode(j, t),
    ],
)
def test_ode_refuses_what_is_no_solution(wrong):
    assert solve(wrong) == "not decided"


def test_ode_accepts_the_under_damped_heavy_ball():
    assert solve(ball(), BALL, BALL_LETTERS) == "decided"


def test_ode_refuses_mutated_heavy_balls():
    assert solve(ball(1), BALL, BALL_LETTERS) == "not decided"
    assert solve(ball() * 2, BALL, BALL_LETTERS) == "not decided"
    # without the hypothesis the root may be that of a negative number
    assert solve(ball(), BALL[:3], BALL_LETTERS) == "not decided"


def test_ode_reads_the_equation_from_the_statement_alone():
    assert solve(SOLUTION, ()) == "not decided"
    assert solve(SOLUTION, FLOW[:1]) == "not decided"
    assert solve(SOLUTION, FLOW[1:]) == "not decided"
    # the step may not bring its own equation or initial value
    assert solve(SOLUTION, FLOW[:1], where=FLOW[1:]) == "not decided"
    assert solve(SOLUTION, (FLOW[0], Claim(mode(j, 0), "==", 1))) == "not decided"


def test_ode_refuses_equations_it_has_no_uniqueness_for():
    nonlinear = (Claim(Derivative(mode(j, t), t), "==", lambdas[j] * (b[j] - mode(j, t) ** 2)), FLOW[1])
    moving = (Claim(Derivative(mode(j, t), t), "==", t * (b[j] - mode(j, t))), FLOW[1])
    root = (Claim(Derivative(mode(j, t), t), "==", sqrt(mode(j, t))), FLOW[1])
    assert solve(SOLUTION, nonlinear) == "not decided"
    assert solve(SOLUTION, moving) == "not decided"
    assert solve(0 * t, root) == "not decided"


def test_ode_needs_time_from_zero_on():
    assert solve(SOLUTION, letters=(real("t", 1), *MODES)) == "not decided"
    assert solve(SOLUTION, letters=(real("t", 0, lower_open=True), *MODES)) == "not decided"
    assert solve(SOLUTION, letters=(real("t", 0, 0), *MODES)) == "not decided"
    assert solve(SOLUTION, (*FLOW, Claim(t, "<", lambdas[0]))) == "not decided"
    # |t| t solves y'' = 2 for t > 0 only by accident of the domain; kinks are not looked through
    assert solve((1 - exp(-lambdas[j] * abs(t - 1))) * b[j]) == "not decided"


def test_ode_puts_a_solution_into_finite_sums():
    letters = (real("t", 0), *MODES, SIZE)
    error = Sum((f[j] - mode(j, t)) ** 2, (j, 0, n - 1))

    def claimed(right, solution=SOLUTION):
        return status(
            Claim(error, "==", right), "ode", *letters, hypotheses=FLOW, certificate={"solution": solution}
        )

    assert claimed(Sum((f[j] - SOLUTION) ** 2, (j, 0, n - 1))) == "decided"
    assert claimed(Sum((f[j] + SOLUTION) ** 2, (j, 0, n - 1))) == "not decided"
    assert claimed(Sum((f[j] - SOLUTION) ** 2, (j, 1, n - 1))) == "not decided"
    assert claimed(Sum((f[j] - b[j]) ** 2, (j, 0, n - 1)), b[j]) == "not decided"
