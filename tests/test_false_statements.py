"""Proofs of false statements, one per trick: none may be complete. Each stood for a hole once, or nearly."""

from __future__ import annotations

import pytest
import sympy
from made_up_proofs import HALF, ledger, real, reasons, step, whole
from sympy import Abs, Derivative, Function, Integer, Integral, Limit, Product, Rational, Subs, Sum, exp, factorial, gamma, log, oo, sqrt

from w2s_theory.notation import L_TE, N, P, a, b, c, d, density, f_star, f_TE, i, inner, j, k, lam, mode, n, p, s, t, x, z
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.hilbert import Hilbert, Operator
from w2s_theory.spec.theorem import Statement

S = (real("s", 0, 1),)
Z = (real("z", -1, 1),)
FALSE = Claim(Integer(0), "==", Integer(1))
ZERO, ONE = Integer(0), Integer(1)


def last(claim: Claim, rule: str, *uses: str, **certificate):
    options = {"uses": uses, "certificate": certificate}
    for key in ("where", "variables", "unfold"):
        if key in certificate:
            options[key] = certificate.pop(key)
    return step("last", claim, rule, **options)


def proves(claim: Claim, parameters, *steps, **options) -> bool:
    return ledger(claim, parameters, *steps, **options).complete


def decisions(parameters, *steps, **options) -> list[str]:
    """What is decided of each step, whatever the statement is."""
    return [line.decision.status for line in ledger(Claim(ZERO, "==", ZERO), parameters, *steps, **options).lines]


def alone(claim: Claim, parameters, rule: str, **options) -> bool:
    """Whether one step proves it; certificates, ``where`` and the rest as keywords."""
    return proves(claim, parameters, last(claim, rule, **options))


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
    second = step("second", claim, "rational", uses=("first",), where=(Claim(s, "==", 0),), certificate={"multipliers": {"first": 1 / s}})
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
    assert not ledger(claim, X, step("first", claim, "ring", where=(Claim(c, "==", x),))).lines[0].decision.status == "decided"
    total = Claim(Sum(s * j, (j, 0, n)), "==", Sum(j * j, (j, 0, n)))
    first = step("first", total, "ring", where=(Claim(s, "==", j),), variables=(whole("j"),))
    assert ledger(total, (*S, whole("n")), first).lines[0].decision.status == "not decided"


ZERO_AT_POLES = step("zero", Claim(1 / gamma(-j), "==", 0), "gamma_ratio", variables=(whole("j"),), certificate={"pole": True})


@pytest.mark.parametrize("low", [-5, -1, n])
def test_equality_is_not_used_under_a_sum_that_leaves_its_domain(low) -> None:
    """1/Gamma(-j) is 0 for j = 0, 1, 2, ..., and 1 for j = -1."""
    claim = Claim(Sum(1 / gamma(-j) + j, (j, low, 5)), "==", Sum(j, (j, low, 5)))
    parameters = () if low is not n else (whole("n"),)
    alone_, declared = (step("next", claim, "ring", uses=("zero",), variables=letters) for letters in ((), (whole("j"),)))
    assert decisions(parameters, ZERO_AT_POLES, alone_) == ["decided", "not decided"]
    assert decisions(parameters, ZERO_AT_POLES, declared) == ["decided", "not decided"]


def test_equality_is_used_under_a_sum_within_its_domain() -> None:
    claim = Claim(Sum(1 / gamma(-j) + j, (j, 0, 5)), "==", Sum(j, (j, 0, 5)))
    found = ledger(claim, (), ZERO_AT_POLES, last(claim, "ring", "zero"))
    assert found.complete, reasons(found)


@pytest.mark.parametrize("node", [lambda e: Integral(e, (z, -2, 2)), lambda e: Subs(e, z, 5), lambda e: Limit(e, z, 5), lambda e: Derivative(e, z)])
def test_equality_is_not_used_where_its_letter_is_bound_elsewhere(node) -> None:
    """Rodrigues' formula holds for -1 < z < 1 only."""
    inside = (real("z", -1, 1, lower_open=True, upper_open=True),)
    right = -gamma(1) / (2 * gamma(2)) * (1 - z**2) ** 0 * Derivative(1 - z**2, (z, 1), evaluate=False)
    claim = Claim(P(1, 3, z), "==", right)
    first = step("first", claim, "cited", variables=inside, certificate={"fact": "rodrigues", "of": {"k": ONE, "d": Integer(3)}})
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
    for claim in (Claim(sympy.S(base) ** s, ">=", 0), Claim(sqrt(sympy.S(base) ** 2), "==", base), Claim(sympy.S(base) ** (2 * s), ">", 0)):
        for rule in ("ring", "rational", "radical", "gamma_ratio"):
            assert not alone(claim, S, rule)
            assert claim.relation == "==" or not alone(claim, S, rule, rest=claim.left)


# gamma functions


def test_gamma_functions_at_their_poles() -> None:
    """Gamma(x+1) = x Gamma(x) needs x not to be a pole, and 0/0 is not 1."""
    J = (whole("j"),)
    for claim in (
        Claim(gamma(j + 1), "==", j * gamma(j)),
        Claim(1 / (j * gamma(j)), "==", 1 / gamma(j + 1)),
        Claim(1 / (j * gamma(-j)), "==", 0),
        Claim(1 / (j * gamma(-j)), "==", -1 / gamma(1 - j)),
        Claim(gamma(-j) / gamma(-j + 1), "==", -1 / j),
        Claim(factorial(j - 3) / gamma(j - 3), "==", j - 3),
        Claim(gamma(1 - j), "==", 0),
    ):
        for options in ({}, {"pole": True}, {"shift": j}):
            assert not alone(claim, J, "gamma_ratio", **options), claim
        assert not alone(claim, J, "rational"), claim


def test_gamma_shift_needs_every_value_of_its_letter() -> None:
    """Equal quotients for j >= 5 and equal at 0 say nothing of j = 1; a quotient with a zero carries nothing on."""
    claim = Claim(1 / gamma(5 - j), "==", 0)
    first = step("first", claim, "gamma_ratio", variables=(whole("j"),), where=(Claim(j, ">=", 3),), certificate={"pole": True})
    assert ledger(claim, (), first).lines[0].decision.status == "not decided"
    claim = Claim((j - 3) * 2**j, "==", (j - 3) * 3**j)
    assert not alone(claim, (whole("j"),), "gamma_ratio", shift=j)
    claim = Claim(j / gamma(j + 1), "==", 0)
    assert not alone(claim, (whole("j"),), "gamma_ratio", shift=j)


def test_gamma_shift_on_a_bounded_or_real_letter() -> None:
    for parameters in ((whole("j", 1),), (whole("j", 0, 5),), ()):
        claim = Claim(factorial(j + 1), "==", (j + 1) * factorial(j))
        assert not alone(claim, parameters, "gamma_ratio", shift=j) or not parameters
    assert alone(claim, (whole("j"),), "gamma_ratio", shift=j)


# integrals


@pytest.mark.parametrize(
    ("claim", "antiderivative"),
    [
        (Claim(Integral(z**-2, (z, -1, 1)), "==", -2), -1 / z),
        (Claim(Integral(z**-2, (z, 1, -1)), "==", 2), -1 / z),
        (Claim(Integral(z**-2, (z, 0, 1)), "==", -1), -1 / z),
        (Claim(Integral((z - HALF) ** -2, (z, 0, 1)), "==", -4), -1 / (z - HALF)),
        (Claim(Integral((z * exp(1 / z)).diff(z), (z, 0, 1)), "==", exp(1)), z * exp(1 / z)),
        (Claim(Integral(sqrt(z), (z, -1, 1)), "==", Rational(2, 3)), Rational(2, 3) * z ** Rational(3, 2)),
        (Claim(Integral(2 * z, (z, 0, 1)), "==", 0), z**2),
        (Claim(Integral(2 * z, (z, 0, 1)), "==", 1), z**2 + s),
        (Claim(Integral(2 * z * (1 - z**2) ** -2, (z, 0, 1)), "==", 0), (1 - z**2) ** -1),
        (Claim(Integral(sympy.sign(z).diff(z), (z, -1, 1)), "==", 0), sympy.sign(z)),
        (Claim(Integral(1 / z, (z, -1, 1)), "==", 0), log(z)),
        (Claim(Integral(1 / z, (z, -1, 1)), "==", 0), log(Abs(z))),
        (Claim(Integral(-1 / (1 + z**2), (z, -1, 1)), "==", sympy.pi / 2), sympy.atan(1 / z)),
    ],
    ids=str,
)
def test_integral_with_a_singular_or_wrong_antiderivative(claim: Claim, antiderivative) -> None:
    wrong_constant = antiderivative == z**2 + s
    assert wrong_constant or not alone(claim, S, "integral", antiderivative=antiderivative)
    assert not wrong_constant or alone(claim, S, "integral", antiderivative=antiderivative)


def test_integral_forgets_what_is_assumed_of_the_letter_outside() -> None:
    """z >= 1/2 outside says nothing of the variable of integration."""
    claim = Claim(Integral(z**-2, (z, -1, 1)), "==", -2)
    first = step("first", claim, "integral", variables=(real("z", HALF, 1),), certificate={"antiderivative": -1 / z})
    assert not proves(claim, (), first, last(claim, "ring", "first", multipliers={"first": 1}))
    assert not proves(claim, (real("z", -1, 1),), last(claim, "integral", antiderivative=-1 / z), hypotheses=(Claim(z, ">=", HALF),))


def test_integral_keeps_true_ones() -> None:
    assert alone(Claim(Integral(3 * z**2, (z, -1, 1)), "==", 2), (), "integral", antiderivative=z**3)
    assert not alone(Claim(Integral(3 * z**2, (z, -1, 1)), "==", 2), (), "integral", antiderivative=z**3 + z)


# cases and induction


def test_cases_may_not_take_their_own_claim_for_granted() -> None:
    """s <= 1/2 holds where s < 1/2 and where s == 1/2: these cover [0, 1] only if s <= 1/2."""
    claim = Claim(s, "<=", HALF)
    below = step("below", claim, "polynomial_sign", where=(Claim(s, "<", HALF),))
    at = step("at", claim, "polynomial_sign", where=(Claim(s, "==", HALF),))
    found = ledger(claim, S, below, at, last(claim, "cases", "below", "at"))
    assert [line.decision.status for line in found.lines] == ["decided", "decided", "not decided"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Claim(s, "<", HALF), Claim(s, ">", HALF)),
        (Claim(s, "<", HALF), Claim(s, "<=", HALF)),
        (Claim(s, "<", HALF), Claim(s, ">=", 2 * HALF)),
        (Claim(s, "==", 0), Claim(s, "==", 1)),
        (Claim(k, "<=", p), Claim(k, ">=", p + 2)),
        (Claim(k, "<", p), Claim(k, ">=", p + 1)),
    ],
    ids=str,
)
def test_cases_that_do_not_cover(first: Claim, second: Claim) -> None:
    claim = Claim(s**2 + 1, ">=", 0)
    steps = [step(name, claim, "polynomial_sign", where=(where,)) for name, where in (("one", first), ("two", second))]
    found = ledger(claim, (*S, whole("k"), whole("p")), *steps, last(claim, "cases", "one", "two"))
    assert [line.decision.status for line in found.lines] == ["decided", "decided", "not decided"]


@pytest.mark.parametrize(("first", "second"), [(2 * j, 2 * j), (2 * j, 2 * j + 3), (2 * j + 1, 2 * j + 2), (2 * j, 3 * j + 1), (4 * j, 4 * j + 1)])
def test_cases_of_parity_that_leave_numbers_out(first, second) -> None:
    claim = Claim(k**2 + 1, ">=", 0)
    steps = [
        step(name, claim, "polynomial_sign", where=(Claim(k, "==", value),), variables=(whole("j"),))
        for name, value in (("one", first), ("two", second))
    ]
    found = ledger(claim, (whole("k"),), *steps, last(claim, "cases", "one", "two"))
    assert found.lines[-1].decision.status == "not decided"


def test_cases_on_another_domain_of_a_letter() -> None:
    claim = Claim(z, "<=", 1)
    options = {"variables": (real("z", 0, 1),)}
    one = step("one", claim, "polynomial_sign", where=(Claim(s, "<", HALF),), **options)
    two = step("two", claim, "polynomial_sign", where=(Claim(s, ">=", HALF),), **options)
    wide = step("wide", claim, "cases", uses=("one", "two"), variables=(real("z", 0, 9),))
    same = step("same", claim, "cases", uses=("one", "two"), **options)
    assert decisions(S, one, two, wide, same) == ["decided", "decided", "not decided", "decided"]


def chain(low: int, *, first: int = 0, upper=None, where=(), step_where=(), hypotheses=(), parameter: bool = False):
    """0 <= i by induction: the base at ``first``, the step for i from ``low`` on."""
    letters = {} if parameter else {"variables": (whole("i", 0, upper),)}
    claim = Claim(ZERO, "<=", i)
    base = step("base", Claim(ZERO, "<=", Integer(first)), "polynomial_sign")
    move = step("move", Claim(i, "<=", i + 1), "ring", certificate={"rest": ONE}, where=step_where, variables=() if parameter else (whole("i", low),))
    end = step("end", claim, "induction", uses=("base", "move"), where=where, certificate={"variable": i, "base": "base", "step": "move"}, **letters)
    return decisions((whole("i"),) if parameter else (), base, move, end, hypotheses=hypotheses)[-1]


def test_induction_with_shifted_ranges() -> None:
    assert chain(0) == "decided"
    assert chain(5) == "not decided"
    assert chain(0, first=1) == "not decided"
    assert chain(0, step_where=(Claim(i, "<=", 3),)) == "not decided"
    assert chain(0, step_where=(Claim(i, "<=", 3),), where=(Claim(i, "<=", 5),)) == "not decided"
    assert chain(0, step_where=(Claim(i, "<=", 3),), where=(Claim(i, "<=", 4),)) == "decided"
    assert chain(0, where=(Claim(i, ">=", 3),)) == "not decided"


def test_induction_over_a_letter_that_the_statement_restricts() -> None:
    assert chain(0, parameter=True) == "decided"
    assert chain(0, parameter=True, hypotheses=(Claim(i, ">=", 3),)) == "not decided"
    assert chain(0, parameter=True, hypotheses=(Claim(i, "==", 3),)) == "not decided"


# functions that move one way


def monotone(f, slope_relation: str, relation: str, parameters, **options) -> bool:
    slope = step("slope", Claim(f.diff(x), slope_relation, 0), "rational", certificate={"rest": f.diff(x) * (1 if slope_relation == ">=" else -1)}, **options)
    claim = Claim(f, relation, 0)
    return proves(claim, parameters, slope, step("last", claim, "monotone", uses=("slope",), certificate={"variable": x, "slope": "slope"}, **options))


def test_monotone_with_a_wrong_limit() -> None:
    X = (real("x", 1),)
    fall = log(x + 1) - log(x)
    assert monotone(fall, "<=", ">=", X)
    assert not monotone(fall + log(2), "<=", ">=", X)
    assert not monotone(fall - 1, "<=", ">=", X)
    assert not monotone(2 * log(x + 1) - log(x), ">=", "<=", X)
    assert not monotone(fall, "<=", ">=", (real("x", 1, 5),))
    assert not monotone(fall, "<=", "<=", X)
    # with s = 0 the leading coefficient vanishes and the limit is another
    assert not monotone(log(s * x + 2) - log(s * x + 1), "<=", ">=", (*X, *S))


def test_monotone_cut_off_by_a_restriction() -> None:
    f = log(x + 1) - log(x)
    slope = step("slope", Claim(f.diff(x), "<=", 0), "rational", where=(Claim(x, "<=", 2),), certificate={"rest": -f.diff(x)})
    claim = Claim(f, ">=", 0)
    end = step("end", claim, "monotone", uses=("slope",), where=(Claim(x, "<=", 2),), certificate={"variable": x, "slope": "slope"})
    assert ledger(claim, (real("x", 1),), slope, end).lines[-1].decision.status == "not decided"


def test_gamma_monotone_with_a_wrong_limit_or_slope() -> None:
    X = (real("x", 1),)
    # Gamma(x+1)/(Gamma(x) x) = 1; twice that tends to 2, and times x it does not tend at all
    for factor in (2, x, 1 / x, sqrt(x)):
        claim = Claim(factor * gamma(x + HALF) / gamma(x) / sqrt(x), "<=", 1)
        slope = step("slope", Claim(log(x + 1) - log(x), ">=", 0), "monotone")
        assert not proves(claim, X, slope, last(claim, "gamma_monotone", "slope", variable=x, slope="slope"))


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
        first = step("first", Claim(inner(f_TE, f_TE), "<=", bound), "gram", certificate={"multipliers": {name: 1}})
        found = ledger(claim, (), first, last(claim, "gram", "first", null={f_TE: "first"}), setting=setting)
        assert found.lines[0].decision.status == "decided" and found.complete == fits, reasons(found)
        # the fact about one vector says nothing of another
        wrong = Claim(inner(f_star, f_star), "==", 0)
        assert not proves(wrong, (), first, last(wrong, "gram", "first", null={f_star: "first"}), setting=setting)


@pytest.mark.parametrize("kind", ["projection", "shrinkage", "self_adjoint"])
def test_operators_give_only_what_their_kind_implies(kind) -> None:
    setting = Hilbert(("f_star", "f_TE"), (Operator("S", kind, ((f_star, f_TE),)),), (("unit", Claim(inner(f_star, f_star), "==", 1)),))
    smaller, equal = Claim(inner(f_TE, f_TE), "<=", 1), Claim(inner(f_TE, f_TE), "==", inner(f_star, f_TE))
    certificate = {"projection": {"squares": ((ONE, f_star - f_TE),)}, "shrinkage": {"multipliers": {"S.square(0)": 1, "S.below(0)": 1}}}
    found = {name: alone_in(setting, smaller, **certificate.get(name, {})) for name in ("projection", "shrinkage")}
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


@pytest.mark.parametrize("node", [lambda e: Integral(e, (t, -1, 1)), lambda e: Subs(e, t, -1), lambda e: Product(e, (j, -3, 3))])
def test_ode_solution_is_not_put_in_where_it_is_unknown(node) -> None:
    claim = Claim(node(mode(j, t)), "==", node((1 - exp(-lam * t)) * b[j]))
    solution = (1 - exp(-lam * t)) * b[j]
    found = ledger(claim, FLOW_LETTERS, step("only", claim, "ode", certificate={"solution": solution}), hypotheses=FLOW)
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
    for index, parameters, fits in ((Integer(2), (), True), (-ONE, (), False), (Integer(2), (whole("j"),), False), (HALF * ONE, (), False)):
        claim = Claim(mode(index, 0), "==", 0)
        assert proves(claim, parameters, last(claim, "hypothesis", values={j: index}), hypotheses=hypothesis) == fits
    assert not proves(Claim(mode(2, 1), "==", 0), (), last(Claim(mode(2, 1), "==", 0), "hypothesis", values={j: Integer(2)}), hypotheses=hypothesis)


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
