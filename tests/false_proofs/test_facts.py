"""False statements from Hilbert spaces, cited facts, differential equations, series and balls."""

from __future__ import annotations

import pytest
import sympy
from made_up_proofs import HALF, alone, decisions, last, ledger, proves, real, reasons, step, whole
from sympy import (
    Abs,
    Derivative,
    Function,
    Integer,
    Integral,
    Product,
    Rational,
    Subs,
    Sum,
    exp,
    gamma,
    oo,
    sqrt,
)

from w2s_theory.notation import (
    b,
    d,
    f_star,
    f_TE,
    inner,
    j,
    k,
    lam,
    mode,
    s,
    t,
    x,
    z,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.theorem import Statement

S = (real("s", 0, 1),)
Z = (real("z", -1, 1),)
FALSE = Claim(Integer(0), "==", Integer(1))
ZERO, ONE = Integer(0), Integer(1)


# Hilbert spaces


def test_null_vector_must_be_null() -> None:
    """A vector of norm <= 1 is not orthogonal to everything."""
    setting = Hilbert(("f_star", "f_TE"), (), (
        ("unit", Claim(inner(f_star, f_star), "==", 1)),
        ("small", Claim(inner(f_TE, f_TE), "<=", 1)),
        ("null", Claim(inner(f_TE, f_TE), "<=", 0)),
    ))  # fmt: skip
    claim = Claim(inner(f_star, f_TE), "==", 0)
    for name, bound, fits in (("small", 1, False), ("null", 0, True)):
        first = step(
            "first", Claim(inner(f_TE, f_TE), "<=", bound), "gram", certificate={"multipliers": {name: 1}}
        )
        found = ledger(claim, (), first, last(claim, "gram", "first", null={f_TE: "first"}), setting=setting)
        assert found.lines[0].decision.status == "decided" and found.complete == fits, reasons(found)
        # the fact about one vector says nothing of another
        wrong = Claim(inner(f_star, f_star), "==", 0)
        assert not proves(
            wrong, (), first, last(wrong, "gram", "first", null={f_star: "first"}), setting=setting
        )


@pytest.mark.parametrize("kind", ["projection", "shrinkage", "self_adjoint"])
def test_operators_give_only_what_their_kind_implies(kind) -> None:
    setting = Hilbert(
        ("f_star", "f_TE"),
        (Operator("S", kind, ((f_star, f_TE),)),),
        (("unit", Claim(inner(f_star, f_star), "==", 1)),),
    )
    smaller, equal = Claim(inner(f_TE, f_TE), "<=", 1), Claim(inner(f_TE, f_TE), "==", inner(f_star, f_TE))
    certificate = {
        "projection": {"squares": ((ONE, f_star - f_TE),)},
        "shrinkage": {"multipliers": {"S.square(0)": 1, "S.below(0)": 1}},
    }
    found = {
        name: alone_in(setting, smaller, **certificate.get(name, {})) for name in ("projection", "shrinkage")
    }
    assert found.get(kind, False) == (kind != "self_adjoint"), found
    assert alone_in(setting, equal) == (kind == "projection")
    assert not alone_in(setting, Claim(inner(f_TE, f_TE), "<=", HALF), **certificate.get(kind, {}))


def alone_in(setting: Hilbert, claim: Claim, **certificate) -> bool:
    return proves(claim, (), last(claim, "gram", **certificate), setting=setting)


# cited facts and unknown functions


@pytest.mark.parametrize(
    ("fact", "of", "parameters"),
    [
        ("beta_integral", {"a": z, "b": ZERO}, (real("z", 0, 1),)),
        ("beta_integral", {"a": -ONE, "b": ZERO}, ()),
        ("beta_integral", {"a": ZERO, "b": -ONE}, ()),
        ("gamma_duplication", {"x": ZERO}, ()),
        ("rodrigues", {"k": s, "d": Integer(3)}, (*S, *Z)),
        ("rodrigues", {"k": ONE, "d": ONE}, Z),
        ("rodrigues", {"k": ONE, "d": Integer(3)}, (real("z", -2, 2),)),
        ("rodrigues", {"k": ONE, "d": Integer(3)}, Z),
        ("gegenbauer_parseval", {"f": 1 / (1 - z), "d": Integer(3)}, ()),
        ("gegenbauer_parseval", {"f": k * z, "d": Integer(3)}, (whole("k"),)),
        ("gegenbauer_parseval", {"f": z, "d": ONE}, ()),
        ("zonal_convolution", {"k": ONE, "d": Integer(3), "p": -ONE}, ()),
        ("zonal_convolution", {"k": ONE, "d": Integer(3), "p": z}, Z),
        ("binomial_series", {"alpha": x, "j": Integer(2)}, (real("x", 1),)),
        ("binomial_series", {"alpha": s, "j": -ONE}, S),
        ("gamma_ratio_limit", {"a": x, "b": ZERO}, (real("x", 1),)),
    ],
    ids=str,
)
def test_cited_facts_outside_their_conditions(fact: str, of: dict, parameters) -> None:
    from proofs_check.cited import FACTS

    try:
        claim = FACTS[fact].instance(**of)[0]
    except ValueError:
        return  # the fact itself has no such instance
    found = ledger(claim, parameters, last(claim, "cited", fact=fact, of=of))
    assert found.lines[-1].decision.status == "not decided"


FLOW = (Claim(Derivative(mode(j, t), t), "==", lam * (b[j] - mode(j, t))), Claim(mode(j, 0), "==", 0))
DECAY = (1 - exp(-lam * t)) * b[j]
FLOW_LETTERS = (real("t", 0), real("lam", 0), real("b"))


def test_ode_solution_only_as_assumed() -> None:
    every = {"variables": (whole("j"),)}
    true = Claim(mode(j, t), "==", DECAY)

    def status(claim, parameters=FLOW_LETTERS, hypotheses=FLOW, **options):
        return decisions(parameters, step("only", claim, "ode", **options), hypotheses=hypotheses)[0]

    assert status(true, **every) == "decided"
    assert status(Claim(mode(3, t), "==", DECAY.subs(j, 3))) == "decided"
    assert status(Claim(mode(j, t), "==", DECAY + 1), **every) == "not decided"
    assert status(Claim(mode(j, t), "==", 2 * DECAY), **every) == "not decided"
    assert status(Claim(mode(j, t), "==", b[j]), **every) == "not decided"
    assert status(Claim(mode(j, 2 * t), "==", DECAY), **every) == "not decided"
    assert status(true, hypotheses=FLOW[:1], **every) == "not decided"
    assert status(true, hypotheses=FLOW[1:], **every) == "not decided"
    assert status(true, where=(Claim(t, "<=", 1),), **every) == "not decided"
    assert status(true, parameters=(real("t", 1), *FLOW_LETTERS[1:]), **every) == "not decided"
    # an index that is a parameter has the one value that the hypothesis speaks of
    fixed = (*FLOW_LETTERS, whole("j"))
    assert status(true, parameters=fixed) == "decided"
    assert status(Claim(mode(3, t), "==", DECAY.subs(j, 3)), parameters=fixed) == "not decided"
    # a number 3 in the equation is no index 3
    three = (Claim(Derivative(mode(j, t), t), "==", 3 * (b[j] - mode(j, t))), FLOW[1])
    wrong = Claim(mode(5, t), "==", (1 - exp(-5 * t)) * b[5])
    assert status(wrong, hypotheses=three, where=(Claim(j, "==", 3),), **every) == "not decided"


@pytest.mark.parametrize(
    "node", [lambda e: Integral(e, (t, -1, 1)), lambda e: Subs(e, t, -1), lambda e: Product(e, (j, -3, 3))]
)
def test_ode_solution_is_not_put_in_where_it_is_unknown(node) -> None:
    claim = Claim(node(mode(j, t)), "==", node((1 - exp(-lam * t)) * b[j]))
    solution = (1 - exp(-lam * t)) * b[j]
    found = ledger(
        claim, FLOW_LETTERS, step("only", claim, "ode", certificate={"solution": solution}), hypotheses=FLOW
    )
    assert not found.complete


def test_derivative_of_what_has_a_kink() -> None:
    for function in (Abs(z), sqrt(z**2), sympy.Max(z, 0), sympy.sign(z), Function("g")(z)):
        claim = Claim(Derivative(function, z, evaluate=False), "==", function.diff(z))
        assert not alone(claim, Z, "derivative"), function


def test_derivative_with_respect_to_a_restricted_letter() -> None:
    claim = Claim(Derivative(z**2, z, evaluate=False), "==", 2 * z)
    assert alone(claim, Z, "derivative")
    assert not proves(claim, Z, last(claim, "derivative"), hypotheses=(Claim(z, "==", s),))
    # z^2 == z on {0, 1} does not make their derivatives equal
    assert not alone(Claim(Derivative(z**2, z, evaluate=False), "==", 1), (real("z", 0, 0),), "derivative")


def test_taylor_coefficients_of_the_wrong_parity() -> None:
    inner_ = (1 - z**2) ** s
    for order, value in ((2, 0), (3, 1), (2, s), (2, 2 * s), (4, -12 * s * (s - 1))):
        claim = Claim(Subs(Derivative(inner_, (z, order)), z, 0), "==", value)
        assert not alone(claim, S, "taylor")


@pytest.mark.parametrize(
    ("term", "bound", "claimed"),
    [
        (1 / ((j + 1) * (j + 2)), 1 / (j + 1), HALF),
        (1 / (j + 1), 1 / (j + 1), ONE),
        (1 / (j + 1), Integer(1), ONE),
        (2**-j, 2 ** (1 - j), ONE),
        (-(2**-j), 2 ** (1 - j), Integer(-3)),
    ],
)
def test_series_with_a_wrong_bound(term, bound, claimed) -> None:
    for relation in ("<=", "=="):
        claim = Claim(Sum(term, (j, 0, oo)), relation, claimed)
        assert not alone(claim, (), "series_tail", bound=bound)


def test_hypotheses_are_not_stretched() -> None:
    hypothesis = (Claim(mode(j, 0), "==", 0),)
    for index, parameters, fits in (
        (Integer(2), (), True),
        (-ONE, (), False),
        (Integer(2), (whole("j"),), False),
        (HALF * ONE, (), False),
    ):
        claim = Claim(mode(index, 0), "==", 0)
        assert (
            proves(claim, parameters, last(claim, "hypothesis", values={j: index}), hypotheses=hypothesis)
            == fits
        )
    assert not proves(
        Claim(mode(2, 1), "==", 0),
        (),
        last(Claim(mode(2, 1), "==", 0), "hypothesis", values={j: Integer(2)}),
        hypotheses=hypothesis,
    )


def test_balls_do_not_decide_beyond_their_box() -> None:
    for claim, parameters, fits in (
        (Claim(exp(s), "<=", Rational(272, 100)), S, True),
        (Claim(exp(s), "<=", Rational(271, 100)), S, False),
        (Claim(exp(s), "<", exp(ONE)), S, False),
        (Claim(exp(t), "<=", 1000), (real("t", 0),), False),
        (Claim(sqrt(s - HALF), ">=", 0), S, False),
        (Claim(gamma(d - 3), ">", 0), (whole("d", 2, 9),), False),
    ):
        assert alone(claim, parameters, "enclosure") == fits, claim


def test_a_theorem_without_its_letter_keeps_its_range() -> None:
    """A lemma on [0, 1/2] is not one on [0, 1]."""
    lemma = Statement((Claim(s, "<=", HALF),), (real("s", 0, HALF),))
    claim = lemma.claims[0]
    assert not proves(claim, S, last(claim, "theorem", name="lemma"), theorems={"lemma": lemma})


@pytest.mark.parametrize("rule", ["polynomial_sign", "enclosure"])
def test_true_claim_under_an_equation_is_not_refuted(rule: str) -> None:
    """Where s^2 = 1/4, s <= 1/2 holds; that s = 1 would contradict it is beside the point."""
    claim = Claim(s, "<=", HALF)
    assert decisions(S, step("free", claim, rule)) == ["refuted"]
    assert decisions(S, step("bound", claim, rule), hypotheses=(Claim(s**2, "==", HALF**2),)) == [
        "not decided"
    ]
    setting = Hilbert(("f_star",), (), (("small", Claim(inner(f_star, f_star), "==", HALF - s)),))
    assert decisions(S, step("set", claim, rule), setting=setting) == ["not decided"]
