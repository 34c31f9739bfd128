"""What is proved is what is printed: the claims, on a domain that is not empty, with the stated probability."""

from __future__ import annotations

from fractions import Fraction

import pytest
from small_proofs import (
    SmallProof,
    above,
    assert_accepted,
    assert_refused,
    each,
    false,
    last,
    real,
    step,
    true,
    whole,
    with_domain,
)
from sympy import Integer, Rational, gamma

from proofs_check.kernel import check
from proofs_check.rules import load_rules
from w2s_theory.notation import L_ST, L_TE, M_TE, delta, exceeds, f_star, f_TE, i, k, mean, n, s
from w2s_theory.records.claim import Claim
from w2s_theory.records.errors import InputError
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Probability
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

UNIT = (real("s", 0, 1),)

# whole letters whose domain has an open end

CLOSED_ENDS = "need closed ends"
FROM_1 = with_domain("i", lower=Fraction(0), lower_open=True, integer=True)
ALSO_FROM_1 = with_domain("k", lower=Fraction(0), lower_open=True, integer=True)
BELOW_4 = with_domain("n", lower=Fraction(0), upper=Fraction(4), upper_open=True, integer=True)
NONE_LEFT = Claim(i, "<=", 0)
TWICE = Claim(k, "==", 2 * k)
ONE_IS_0, ONE_IS_2 = Claim(Integer(1), "<=", 0), Claim(Integer(1), "==", 2)


def induction(letter: Parameter) -> tuple[Step, ...]:
    return (
        step("base", Claim(Integer(0), "<=", 0), "polynomial_sign"),
        step("known", NONE_LEFT, "ring", variables=(letter,), where=(NONE_LEFT,), rest=-i),
        step("next", Claim(i + 1, "<=", 0), "rational", "known", variables=(letter,), where=(NONE_LEFT,),
             multipliers={"known": 1 + 1 / i}),
        step("all", NONE_LEFT, "induction", "base", "next", variables=(letter,), variable=i, base="base",
             step="next"),
    )  # fmt: skip


OPEN = [
    false("i <= 0 for i = 1, 2, ..., by an induction that starts at 0", NONE_LEFT, (FROM_1,),
          *induction(FROM_1)[:1],
          last(NONE_LEFT, "induction", "base", variable=i, base="base", step="base"), reason=CLOSED_ENDS),
    false("k = 2 k for k = 1, 2, ..., by a shift that starts at 0", TWICE, (ALSO_FROM_1,),
          last(TWICE, "gamma_ratio", shift=k), reason=CLOSED_ENDS),
    false("n <= 2 for n below 4", Claim(n, "<=", 2), (BELOW_4,), last(Claim(n, "<=", 2), "enclosure"),
          reason=CLOSED_ENDS),
    false("M >= 2 for M above 1/2", Claim(M_TE, ">=", 2), (with_domain("M_TE", lower=Fraction(1),
          upper=Fraction(9), lower_open=True, integer=True),),
          last(Claim(M_TE, ">=", 2), "polynomial_sign"), reason=CLOSED_ENDS),
]  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "end", "steps"),
    [
        (ONE_IS_0, {i: Integer(1)}, induction(FROM_1)),
        (ONE_IS_2, {k: Integer(1)}, (step("all", TWICE, "gamma_ratio", variables=(ALSO_FROM_1,), shift=k),)),
    ],
    ids=["induction", "shift"],
)
def test_open_end_of_a_letter_of_a_step(claim: Claim, end: dict, steps: tuple) -> None:
    """Every step that speaks of such a letter is refused, and so is nothing else."""
    proof = false(
        "1 is 0, or 2",
        claim,
        (),
        *steps,
        last(claim, "ring", "all", at={"all": end}, multipliers={"all": 1}),
        reason=CLOSED_ENDS,
    )
    said = {line.name: line.decision.reason for line in proof.ledger().lines}
    assert CLOSED_ENDS in said["all"] and not proof.ledger().complete


FROM_0 = whole("i")
INDUCTION = [
    true("i >= 0 for i = 0, 1, ..., by induction", Claim(Integer(3), ">=", 0), (),
         step("base", Claim(Integer(0), ">=", 0), "polynomial_sign"),
         step("next", Claim(i + 1, ">=", 0), "polynomial_sign", variables=(FROM_0,), where=(Claim(i, ">=", 0),)),
         step("all", Claim(i, ">=", 0), "induction", "base", "next", variables=(FROM_0,), variable=i, base="base",
              step="next"),
         last(Claim(Integer(3), ">=", 0), "ring", "all", at={"all": {i: Integer(3)}}, multipliers={"all": 1})),
    true("(k + 1)! = Gamma(k + 2), by a shift", Claim(gamma(k + 2), "==", (k + 1) * gamma(k + 1)), (whole("k"),),
         last(Claim(gamma(k + 2), "==", (k + 1) * gamma(k + 1)), "gamma_ratio", shift=k)),
]  # fmt: skip

# domains without a number

EMPTY = "is empty"


def nowhere(why: str, letter: Parameter, claim: Claim, rule: str = "polynomial_sign") -> SmallProof:
    return false(why, claim, (letter,), last(claim, rule), reason=EMPTY)


VACUOUS = [
    nowhere("n from 3 to 1", whole("n", 3, 1), Claim(n, "<=", -5), "enclosure"),
    nowhere("n between 1/3 and 2/3", with_domain("n", lower=Fraction(1, 3), upper=Fraction(2, 3), integer=True),
    Claim(n, ">=", 7), "enclosure"),
    nowhere("s from 1 to 0", real("s", 1, 0), Claim(s, ">=", 7)),
    nowhere("s from 2 to 2, without 2", real("s", 2, 2, lower_open=True), Claim(s, ">=", 7)),
    false("a letter of a step from 1 to 0", Claim(Integer(0), ">=", 1), (),
          step("none", Claim(s - s, ">=", 1), "polynomial_sign", variables=(real("s", 1, 0),)),
          step("use", Claim(Integer(0), ">=", 1), "ring", "none", variables=(real("s", 1, 0),),
               multipliers={"none": 1}),
          last(Claim(Integer(0), ">=", 1), "ring", "none", "use", variables=(real("s", 1, 0),),
               multipliers={"use": 1}), reason=EMPTY),
]  # fmt: skip

# the last steps are the claims

NOT_IT, PARTLY = "is not the statement", "holds only under restrictions"
ABOVE, BELOW, SHARP = Claim(s, ">=", 0), Claim(s, "<=", 1), Claim(s, "<", 1)


def ends_with(why: str, claim, *steps: Step, reason: str = NOT_IT, letters=UNIT) -> SmallProof:
    return false(why, claim, letters, *steps, reason=reason)


FAIR = last(BELOW, "polynomial_sign")
CONCLUSIONS = [
    ends_with("s <= 1 is not s < 1", SHARP, FAIR),
    ends_with("s >= 0 is not s > 0", Claim(s, ">", 0), last(ABOVE, "polynomial_sign")),
    ends_with("s <= 1 is not s <= 1/2", Claim(s, "<=", Rational(1, 2)), FAIR),
    ends_with("s <= 1 is not s >= 1", Claim(s, ">=", 1), FAIR),
    ends_with("s >= 0 is not 0 >= s", Claim(Integer(0), ">=", s), last(ABOVE, "polynomial_sign")),
    ends_with("the claim stands before the last step", Claim(s, "<=", 1), step("it", BELOW, "polynomial_sign"),
    last(ABOVE, "polynomial_sign")),
    ends_with("one bound of two", (ABOVE, SHARP), FAIR, reason="has no step that states the claim"),
    ends_with("two bounds, one of them twice", (ABOVE, SHARP), step("low", ABOVE, "polynomial_sign"),
    last(ABOVE, "polynomial_sign")),
    ends_with("two bounds in the other order", (ABOVE, BELOW), step("high", BELOW, "polynomial_sign"),
    last(ABOVE, "polynomial_sign")),
    ends_with("s >= 1/2 where it is", Claim(s, ">=", Rational(1, 2)),
              last(Claim(s, ">=", Rational(1, 2)), "ring", where=(Claim(s, ">=", Rational(1, 2)),),
                   rest=s - Rational(1, 2)), reason=PARTLY),
    ends_with("s = 1 where it is", Claim(s, "==", 1), last(Claim(s, "==", 1), "ring", where=(Claim(s, "==", 1),)),
    reason=PARTLY),
    ends_with("an unspoken letter of the last step", BELOW, last(BELOW, "polynomial_sign",
    variables=(above("x"),)), reason=PARTLY),
    ends_with("no step at all", BELOW, reason="has no step that states the claim"),
    ends_with("nothing is claimed", (), FAIR, reason="claims nothing"),
]  # fmt: skip
ORDER = [
    ends_with("a step that uses itself", Claim(s, ">=", 2), last(Claim(s, ">=", 2), "ring", "last",
    multipliers={"last": 1}), reason="does not come before"),
    ends_with("a step that uses a later one", Claim(s, ">=", 2),
              step("first", Claim(s, ">=", 2), "ring", "last", multipliers={"last": 1}),
              last(Claim(s, ">=", 2), "ring", "first", multipliers={"first": 1}), reason="does not come before"),
    ends_with("a rule that nobody wrote", Claim(s, ">=", 2), last(Claim(s, ">=", 2), "obvious"),
    reason="there is no rule"),
    ends_with("a theorem that is not declared", Claim(s, ">=", 2),
    last(Claim(s, ">=", 2), "theorem", name="itself"), reason="is not among the theorems"),
    ends_with("a cited fact that is in no table", Claim(s, ">=", 2),
    last(Claim(s, ">=", 2), "cited", fact="folklore", of={}), reason="is not in the table"),
    ends_with("a hypothesis that is not assumed", Claim(s, ">=", 2), last(Claim(s, ">=", 2), "hypothesis"),
    reason="not an instance of a hypothesis"),
    ends_with("a second step of the same name", BELOW, step("last", Claim(s, ">=", 0), "polynomial_sign"), FAIR,
    reason="is used twice"),
]  # fmt: skip
SAID = [
    true("s <= 1", BELOW, UNIT, FAIR),
    true("both bounds, in order", (ABOVE, BELOW), UNIT, step("low", ABOVE, "polynomial_sign"), FAIR),
    true("a bound that is a hypothesis", Claim(s, ">=", Rational(1, 2)), UNIT,
         last(Claim(s, ">=", Rational(1, 2)), "hypothesis"),
         hypotheses=(Claim(s, ">=", Rational(1, 2)),)),
]  # fmt: skip

# with a probability

ERRORS = Hilbert(("f_star", "f_TE"), random=("f_star", "f_TE"))
DELTA = Parameter("delta", reals(0, 1, lower_open=True), reals(Fraction(1, 100), Fraction(1, 2)))


def with_probability(relation: str, bound, steps: tuple[Step, ...]) -> Theorem:
    """L_TE relation bound with probability at least 1 - delta; nothing is drawn here."""

    def nothing(*_):
        raise AssertionError("no draw is needed")

    return Theorem(
        name="made_up", title="made up", citation=Citation("this project"), status="proved", about="network",
        parameters=(DELTA,),
        quantity=L_TE, relation=relation, bound=bound, quantifier=Probability(Fraction(1, 2)), sharpness="unknown",
        discrepancy=Fraction(1, 20),
        setting=ERRORS, experiment=nothing, proof=lambda: steps,
    )  # fmt: skip


def never(high, low) -> tuple[Step, ...]:
    """That high > low happens with probability at most delta, where low - high is a square plus something above 0."""
    event = exceeds(high, low)
    return (
        step("square", Claim(L_TE, ">=", 0), "gram", unfold=("L_TE",), squares=((1, f_star - f_TE),)),
        step("is", Claim(event * (high - low), ">=", 0), "indicator"),
        step("product", Claim(event * L_TE, ">=", 0), "ring", "square", multipliers={"square": event}),
        step("none", Claim(event, "<=", 0), "ring", "is", "product", multipliers={"is": 1, "product": 1}),
        step("mean", Claim(mean(event), "<=", 0), "expectation", "none", of="none"),
        last(Claim(mean(event), "<=", delta), "ring", "mean", multipliers={"mean": 1}, rest=delta),
    )  # fmt: skip


BELOW_MINUS_1 = never(Integer(-1), L_TE)


def complete(theorem: Theorem) -> tuple[bool, str]:
    found = check(theorem.statement(), theorem.proof(), load_rules(), {})
    return found.complete, " ".join([*(line.decision.reason for line in found.lines), found.reason])


@pytest.mark.parametrize(
    ("relation", "bound"),
    [
        ("==", Integer(-1)),
        ("between", (Integer(-1), Integer(-1))),
        ("between", (Integer(-1), L_TE / 2 - 1)),
        ("<=", Integer(-1)),
    ],
    ids=["L_TE == -1", "-1 <= L_TE <= -1", "-1 <= L_TE <= L_TE/2 - 1", "L_TE <= -1"],
)
def test_half_of_a_claim_with_probability_is_not_the_claim(relation: str, bound) -> None:
    """That L_TE is almost never below -1 says nothing of how often it is above."""
    accepted, said = complete(with_probability(relation, bound, BELOW_MINUS_1))
    assert not accepted and NOT_IT in said


def test_bound_with_probability_is_proved() -> None:
    accepted, said = complete(with_probability(">=", Integer(-1), BELOW_MINUS_1))
    assert accepted, said


@pytest.mark.parametrize("relation", ["<", ">"])
def test_strict_bound_with_probability_is_refused(relation: str) -> None:
    """An indicator is 0 where both sides are equal, so it does not count how often a strict bound fails."""
    with pytest.raises(InputError, match="with probability"):
        with_probability(relation, Integer(-1), BELOW_MINUS_1).statement()


def test_failures_add_up() -> None:
    """Two bounds fail with probability at most delta together, an equality above and below."""
    both = with_probability("between", (Integer(0), Integer(1)), ()).statement().claims
    assert both == (Claim(mean(exceeds(0, L_TE) + exceeds(L_TE, 1)), "<=", delta),)
    equal = with_probability("==", L_ST, ()).statement().claims
    assert equal == (Claim(mean(exceeds(L_TE, L_ST) + exceeds(L_ST, L_TE)), "<=", delta),)


@each([*OPEN, *VACUOUS, *CONCLUSIONS, *ORDER])
def test_refused(proof: SmallProof) -> None:
    assert_refused(proof)


@each([*INDUCTION, *SAID])
def test_true_neighbour_is_accepted(proof: SmallProof) -> None:
    assert_accepted(proof)
