"""Proofs of false statements, one per trick: none may be complete. Each stood for a hole once, or nearly."""

from __future__ import annotations

import pytest
import sympy
from made_up_proofs import HALF, alone, decisions, last, ledger, proves, real, reasons, step, whole
from sympy import (
    Abs,
    Derivative,
    Integer,
    Integral,
    Limit,
    Subs,
    Sum,
    exp,
    gamma,
    log,
    sqrt,
)

from w2s_theory.notation import (
    L_TE,
    N,
    P,
    a,
    c,
    d,
    density,
    f_star,
    f_TE,
    inner,
    j,
    k,
    n,
    s,
    x,
    z,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert

S = (real("s", 0, 1),)
Z = (real("z", -1, 1),)
FALSE = Claim(Integer(0), "==", Integer(1))
ZERO, ONE = Integer(0), Integer(1)


# combinations


@pytest.mark.parametrize("rule", ["ring", "rational", "radical", "gram", "polynomial_sign"])
@pytest.mark.parametrize(
    ("claim", "certificate"),
    [
        (Claim(s, ">=", 1), {"rest": s - 1}),
        (Claim(s, ">", 0), {"rest": s}),
        (Claim(s, ">", 0), {"squares": ((ONE, sqrt(s)),)}),
        (Claim(-s, ">=", 0), {"squares": ((-ONE, sqrt(s)),)}),
        (Claim(-s, ">=", 0), {"squares": ((ONE, sqrt(-s)),)}),
        (Claim(2 * s - 2, ">=", 0), {"rest": (sqrt(s - 2) + 1) ** 2 + (sqrt(s - 2) - 1) ** 2}),
        (Claim(2 * s - 2, ">=", 0), {"squares": ((ONE, sqrt(s - 2) + 1), (ONE, sqrt(s - 2) - 1))}),
        (Claim(s - 2, ">=", 0), {"rest": Abs(sqrt(s - 2)) ** 2}),
        (Claim(exp(sqrt(s - 2)), ">", 0), {"rest": exp(sqrt(s - 2))}),
        (Claim(1 - s, ">", 0), {"rest": 1 - s}),
        (Claim(1 / s, ">=", 0), {"rest": 1 / s}),
        (Claim(1 / (1 - s), ">=", 1), {"rest": s / (1 - s)}),
        (Claim(s, "==", 1), {"rest": s - 1}),
        (Claim(log(s), "<=", 0), {"rest": -log(s)}),
        (Claim(N(-3, 2), ">", 0), {"rest": N(-3, 2)}),
        (Claim(gamma(s - 2) ** 2, ">=", 0), {"rest": gamma(s - 2) ** 2}),
        (Claim(s ** (s - 10), ">=", 0), {"rest": s ** (s - 10)}),
    ],
    ids=str,
)
def test_combination_proves_nothing_false(rule: str, claim: Claim, certificate: dict) -> None:
    assert not alone(claim, S, rule, **certificate)


@pytest.mark.parametrize("multiplier", [-ONE, s - 1, -s, 1 - 2 * s, 1 / (s - HALF), log(s)])
def test_inequalities_take_no_multiplier_that_may_be_negative(multiplier) -> None:
    """From s >= 0 by a multiplier of the wrong sign."""
    first = step("first", Claim(s, ">=", 0), "polynomial_sign")
    claim = Claim(multiplier * s, ">=", 0)
    for rule in ("ring", "rational", "radical"):
        assert not proves(claim, S, first, last(claim, rule, "first", multipliers={"first": multiplier}))


def test_equalities_may_not_be_divided_by_what_may_vanish() -> None:
    """From s z == 0, at s = 0, it does not follow that z == 0."""
    first = step("first", Claim(s * z, "==", 0), "ring", where=(Claim(s, "==", 0),))
    claim = Claim(z, "==", 0)
    # SymPy cancels s * (1/s) at once, so only a look at the multiplier itself can tell
    second = step(
        "second",
        claim,
        "rational",
        uses=("first",),
        where=(Claim(s, "==", 0),),
        certificate={"multipliers": {"first": 1 / s}},
    )
    assert ledger(claim, (*S, *Z), first, second).lines[1].decision.status == "not decided"
    product = Hilbert(("f_star", "f_TE"), (), (("product", Claim(s * inner(f_star, f_TE), "==", 0)),))
    claim = Claim(inner(f_star, f_TE), "==", 0)
    for rule in ("rational", "radical", "gram"):
        assert not proves(claim, S, last(claim, rule, multipliers={"product": 1 / s}), setting=product)


def test_equality_does_not_follow_from_an_inequality() -> None:
    first = step("first", Claim(s, ">=", 0), "polynomial_sign")
    claim = Claim(s, "==", 0)
    assert not proves(claim, S, first, last(claim, "ring", "first", multipliers={"first": 1}))


def test_strict_does_not_follow_from_weak() -> None:
    first = step("first", Claim(s, ">=", 0), "polynomial_sign")
    claim = Claim(s, ">", 0)
    assert not proves(claim, S, first, last(claim, "ring", "first", multipliers={"first": 1}))
    # nor from a strict one times what may vanish
    second = step("second", Claim(s + 1, ">", 0), "polynomial_sign")
    claim = Claim(s * (s + 1), ">", 0)
    assert not proves(claim, S, second, last(claim, "ring", "second", multipliers={"second": s}))


def test_definition_of_nothing() -> None:
    """N(0, 2) is 0 times infinity by its formula: no equation follows from that."""
    first = step("first", Claim(N(0, 2), "==", N(0, 2) + 1), "definition", unfold=("N",))
    assert not proves(FALSE, (), first, last(FALSE, "ring", "first", multipliers={"first": 1}))
    claim = Claim(N(-3, d), ">", 0)
    assert not alone(claim, (whole("d", 2),), "rational", rest=N(-3, d))


def test_definition_does_not_capture_an_argument() -> None:
    claim = Claim(a(1, 3, z), "==", Integral(z**z * P(1, 3, z) * density(3, z), (z, -1, 1)))
    assert not alone(claim, Z, "definition", unfold=("a", "sigma"))


# letters under integrals, sums, derivatives


def test_substitution_does_not_capture() -> None:
    """With x = c, Derivative(c, x) is still 0; with s = j, the sum of s over j is still (n + 1) s."""
    X = (real("x", 1, 2), real("c", 1, 2))
    claim = Claim(Derivative(c, x, evaluate=False), "==", 1)
    assert (
        not ledger(claim, X, step("first", claim, "ring", where=(Claim(c, "==", x),)))
        .lines[0]
        .decision.status
        == "decided"
    )
    total = Claim(Sum(s * j, (j, 0, n)), "==", Sum(j * j, (j, 0, n)))
    first = step("first", total, "ring", where=(Claim(s, "==", j),), variables=(whole("j"),))
    assert ledger(total, (*S, whole("n")), first).lines[0].decision.status == "not decided"


ZERO_AT_POLES = step(
    "zero", Claim(1 / gamma(-j), "==", 0), "gamma_ratio", variables=(whole("j"),), certificate={"pole": True}
)


@pytest.mark.parametrize("low", [-5, -1, n])
def test_equality_is_not_used_under_a_sum_that_leaves_its_domain(low) -> None:
    """1/Gamma(-j) is 0 for j = 0, 1, 2, ..., and 1 for j = -1."""
    claim = Claim(Sum(1 / gamma(-j) + j, (j, low, 5)), "==", Sum(j, (j, low, 5)))
    parameters = () if low is not n else (whole("n"),)
    alone_, declared = (
        step("next", claim, "ring", uses=("zero",), variables=letters) for letters in ((), (whole("j"),))
    )
    assert decisions(parameters, ZERO_AT_POLES, alone_) == ["decided", "not decided"]
    assert decisions(parameters, ZERO_AT_POLES, declared) == ["decided", "not decided"]


def test_equality_is_used_under_a_sum_within_its_domain() -> None:
    claim = Claim(Sum(1 / gamma(-j) + j, (j, 0, 5)), "==", Sum(j, (j, 0, 5)))
    found = ledger(claim, (), ZERO_AT_POLES, last(claim, "ring", "zero"))
    assert found.complete, reasons(found)


@pytest.mark.parametrize(
    "node",
    [
        lambda e: Integral(e, (z, -2, 2)),
        lambda e: Subs(e, z, 5),
        lambda e: Limit(e, z, 5),
        lambda e: Derivative(e, z),
    ],
)
def test_equality_is_not_used_where_its_letter_is_bound_elsewhere(node) -> None:
    """Rodrigues' formula holds for -1 < z < 1 only."""
    inside = (real("z", -1, 1, lower_open=True, upper_open=True),)
    right = -gamma(1) / (2 * gamma(2)) * (1 - z**2) ** 0 * Derivative(1 - z**2, (z, 1), evaluate=False)
    claim = Claim(P(1, 3, z), "==", right)
    first = step(
        "first",
        claim,
        "cited",
        variables=inside,
        certificate={"fact": "rodrigues", "of": {"k": ONE, "d": Integer(3)}},
    )
    wrong = Claim(node(P(1, 3, z)), "==", node(claim.right))
    assert not proves(wrong, (), first, last(wrong, "ring", "first"))


def test_binder_over_values_that_sympy_excludes() -> None:
    """j is never negative to SymPy, which would turn |j| into j."""
    claim = Claim(Sum(Abs(j), (j, -2, 2)), "==", Sum(j, (j, -2, 2)))
    assert not alone(claim, (), "ring")


# signs


@pytest.mark.parametrize(
    ("claim", "parameters"),
    [
        (Claim(1 - s, ">", 0), S),
        (Claim(1 - s * L_TE, ">", 0), (*S, real("L_TE", 0, 1))),
        (Claim((1 - s) ** 2, ">", 0), S),
        (Claim(1 - 2 * s, ">=", 0), S),
        (Claim(z**3, ">=", 0), (real("z"),)),
        (Claim(z**2 - 2 * z + 1, ">", 0), (real("z"),)),
        (Claim(s - s**2, ">", 0), (real("s", 0, 1, lower_open=True),)),
        (Claim(d - 3, ">=", 0), (whole("d", 2),)),
        (Claim((-1) ** k, ">", 0), (whole("k"),)),
        (Claim(x**2 - 1, ">", 0), (real("x", 1),)),
        (Claim(1 / x - 1, ">=", 0), (real("x", 1),)),
    ],
    ids=str,
)
def test_sign_of_a_rest_is_not_imagined(claim: Claim, parameters) -> None:
    for rule in ("ring", "rational", "radical", "polynomial_sign"):
        assert not alone(claim, parameters, rule, rest=claim.left)
    assert not alone(claim, parameters, "polynomial_sign")
    assert not alone(claim, parameters, "enclosure")


@pytest.mark.parametrize("base", [-1, -2, s - 2, -s])
def test_powers_of_negative_numbers(base) -> None:
    """(-2)^s is no real number for most s, and (b^2)^(1/2) is |b|."""
    for claim in (
        Claim(sympy.S(base) ** s, ">=", 0),
        Claim(sqrt(sympy.S(base) ** 2), "==", base),
        Claim(sympy.S(base) ** (2 * s), ">", 0),
    ):
        for rule in ("ring", "rational", "radical", "gamma_ratio"):
            assert not alone(claim, S, rule)
            assert claim.relation == "==" or not alone(claim, S, rule, rest=claim.left)
