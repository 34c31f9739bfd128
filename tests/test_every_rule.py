"""Every rule accepts true steps and refuses spoiled ones: the steps of all proofs, changed one thing at a time.

A spoiled claim may still be true (where L_TE = 1, sqrt(2 - 2 L_TE) is sqrt(1 - L_TE)); the mutation analysis says how
each one that is accepted is known to be true. These are a sample, always the same one; `make mutants` makes others
for as long as it is given time.
"""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
import sympy
from fast_and_slow import some_then_all
from made_up_proofs import ledger, real, reasons, step, whole
from sympy import Integer, Rational, Sum, exp, oo

from benchmarks.mutations import survivors
from proofs_check.kernel import decide_step
from proofs_check.rules import load_rules
from w2s_theory import notation
from w2s_theory.mutation.analysis import Amount, mutants_of
from w2s_theory.mutation.changes import spoiled_claims
from w2s_theory.notation import j, mode, s
from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step
from w2s_theory.theorems.listing import Catalog, theorem_files

NAMES = tuple(theorem_files())
UNIT = (real("s", 0, 1),)

# true steps for rules that the proofs may not need at the moment
EXAMPLES: dict[str, tuple[tuple, Step, tuple]] = {
    "polynomial_sign": (UNIT, step("only", Claim(s - s**2, "<=", Rational(1, 4)), "polynomial_sign"), ()),
    "enclosure": (UNIT, step("only", Claim(exp(s), "<=", 3), "enclosure"), ()),
    "series_tail": (
        (),
        step(
            "only",
            Claim(Sum(1 / ((j + 1) * (j + 2)), (j, 0, oo)), "==", 1),
            "series_tail",
            certificate={"bound": 1 / (j + 1)},
        ),
        (),
    ),
    "hypothesis": (
        (),
        step("only", Claim(mode(2, 0), "==", 0), "hypothesis", certificate={"values": {j: Integer(2)}}),
        (Claim(mode(j, 0), "==", 0),),
    ),
    "ring": (UNIT, step("only", Claim((s + 1) ** 2, "==", s**2 + 2 * s + 1), "ring"), ()),
    "rational": (UNIT, step("only", Claim(s / (1 + s), "==", 1 - 1 / (1 + s)), "rational"), ()),
    "radical": (
        UNIT,
        step("only", Claim(1 / (1 + sympy.sqrt(s + 1)), "==", (sympy.sqrt(s + 1) - 1) / s), "radical"),
        (),
    ),
    "gamma_ratio": (
        (whole("k"),),
        step(
            "only",
            Claim(sympy.gamma(notation.k + 2), "==", (notation.k + 1) * sympy.gamma(notation.k + 1)),
            "gamma_ratio",
        ),
        (),
    ),
}
# s = 0 has to be left out: (sqrt(s+1) - 1)/s
EXAMPLES["radical"] = ((real("s", 0, 1, lower_open=True),), *EXAMPLES["radical"][1:])


CATALOG = Catalog()
# some steps, evenly spaced; the largest claims have tests of their own
SOME = Amount(claims=2, reasons=1, steps=6, largest=60, hypotheses=False)


def steps_of(name: str) -> tuple[Step, ...]:
    return tuple(CATALOG[name].proof())


def test_every_rule_has_a_true_step() -> None:
    used = {each.rule for name in NAMES for each in steps_of(name)}
    own_tests = {
        path.stem.removeprefix("test_rule_")
        for path in Path(__file__).parent.glob("proofs_check/test_rule_*.py")
    }
    assert used | set(EXAMPLES) <= set(load_rules()) <= used | set(EXAMPLES) | own_tests


@pytest.mark.parametrize("rule", EXAMPLES)
def test_rule_accepts_its_example_and_refuses_it_spoiled(rule: str) -> None:
    parameters, original, hypotheses = EXAMPLES[rule]
    found = ledger(original.claim, parameters, original, hypotheses=hypotheses)
    assert found.complete, reasons(found)
    refused = made = 0
    for _, mutant in spoiled_claims(original):
        made += 1
        refused += not ledger(mutant.claim, parameters, mutant, hypotheses=hypotheses).complete
    # a weaker inequality is true as well; most changes are not
    assert made >= 3 and refused / made >= (0.9 if original.claim.relation == "==" else 0.3), (
        f"{refused} of {made}"
    )


@pytest.mark.parametrize("name", NAMES)
def test_steps_alone_are_decided(name: str) -> None:
    """The shortcut of the other tests, steps before counted as decided, changes nothing for the step itself."""
    theorem = CATALOG[name]
    statements = {other: CATALOG[other].statement() for other in theorem.depends_on}
    *before, last = steps_of(name)
    accepted = {step.name: step for step in before if step.name in last.uses}
    assert decide_step(last, accepted, theorem.statement(), load_rules(), statements).status == "decided"


def require_killed(name: str, amount: Amount, least: float) -> None:
    mutants, explained = list(mutants_of(CATALOG[name], CATALOG, amount)), survivors()
    wrong = [
        f"{m.place} ({m.rule}), {m.change}: {m.said}"
        for m in mutants
        if m.fate == "survives" and (name, m.place, m.change) not in explained
    ]
    assert not wrong, "\n".join(wrong)
    refused = sum(m.fate == "refused" for m in mutants)
    assert not mutants or refused / len(mutants) > least, f"only {refused} of {len(mutants)} were refused"


@some_then_all("name", NAMES, [name for name in NAMES if zlib.crc32(name.encode()) % 4 == 0])
def test_spoiled_steps_are_refused(name: str) -> None:
    require_killed(name, SOME, 0.6)
