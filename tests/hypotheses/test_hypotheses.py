"""Every hypothesis has a fate, a superfluous one is reported as such, and no counter-example is believed unchecked."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import sympy
from fast_and_slow import some_then_all
from written_report import checked

from proofs_check.declarations import declarations
from proofs_check.gram import gram_facts
from proofs_check.kernel import check as check_steps
from proofs_check.requirement import NotShown
from proofs_check.rules import load_rules
from w2s_theory import notation
from w2s_theory.hypotheses.certified import certify, holds_on
from w2s_theory.hypotheses.counter_example import Searcher
from w2s_theory.hypotheses.instance import NoInstance, Shape, build_problem
from w2s_theory.hypotheses.roles import WORDS, contradiction, fate_row, fates_of
from w2s_theory.hypotheses.use_in_proof import decide_only, needs_of, sights_of
from w2s_theory.hypotheses.weaker_statements import Hypothesis, hypotheses_of
from w2s_theory.printing.text import claim_text
from w2s_theory.records.claim import Claim
from w2s_theory.records.theorem import Theorem
from w2s_theory.theorems.listing import Catalog, theorem_files

SHRINKAGE = "student_error_ge_of_shrinkage"
NORM = "student_error_ge_of_norm_nonincreasing"
EIGENFUNCTION = "student_error_ge_sq_of_eigenfunction_target"
ISOTROPIC = "student_error_ge_teacher_error_of_isotropic_student"
OVERSHOOT = "student_error_lt_sq_of_overshoot"
TEACHER_BY_UNITS = "expected_teacher_error_le_of_units"
DIMENSION = "eigenvalue_tendsto_of_large_dimension"
QUICK = (
    SHRINKAGE,
    NORM,
    EIGENFUNCTION,
    ISOTROPIC,
    TEACHER_BY_UNITS,
    "trace_projection_eq_units",
    "shrinkage_eq_of_heavy_ball",
    "kernel_trace_eq_diagonal",
)
CATALOG = Catalog()
NAMES = tuple(theorem_files())


@cache
def fates(name: str):
    return {fate.hypothesis.name: fate for fate in fates_of(CATALOG[name], CATALOG)}


@some_then_all("name", NAMES, QUICK)
def test_every_hypothesis_has_a_fate_and_an_unused_one_a_reason(name: str) -> None:
    theorem = CATALOG[name]
    found = checked("hypotheses", NAMES).get(name) or [
        fate_row(fate, claim_text) for fate in fates_of(theorem, CATALOG, search=False)
    ]
    names = [row["name"] for row in found]
    assert names == [each.name for each in hypotheses_of(theorem.statement())]
    assert len(set(names)) == len(names)
    steps = {step.name for step in theorem.proof()}
    for row in found:
        assert row["fate"] in WORDS and row["text"]
        assert {step["name"] for step in row["broken_steps"]} <= steps | {""}
        assert bool(row["broken_steps"]) == (row["fate"] in ("used", "defines"))
        if row["fate"] == "unused":
            assert row["remark"], f"no step uses {row['name']}: remove it, or say in `kept` why it stays"
    unused = {row["name"] for row in found if row["fate"] == "unused"}
    assert set(theorem.kept) <= unused, "kept although the proof uses it"


@pytest.mark.parametrize("name", theorem_files())
def test_hypotheses_cover_the_statement(name: str) -> None:
    statement = CATALOG[name].statement()
    listed = hypotheses_of(statement)
    kinds = [each.kind for each in listed]
    setting = statement.setting
    assert kinds.count("claim") == len(statement.hypotheses)
    assert kinds.count("family") == len(statement.families)
    assert kinds.count("fact") == (len(setting.facts) if setting else 0)
    assert kinds.count("image") == (sum(len(each.images) for each in setting.operators) if setting else 0)
    for each in listed:
        assert each.weaker is None or each.weaker != statement
        if each.weaker is not None and setting is not None and each.weaker.setting is not None:
            gone = gram_facts(setting).items() - gram_facts(each.weaker.setting).items()
            assert gone or each.kind in ("claim", "domain", "units", "family", "image", "operator")
            assert gram_facts(each.weaker.setting).items() <= gram_facts(setting).items()


def test_shrinkage_parts_leave_what_they_should() -> None:
    weaker = {each.name: each.weaker for each in hypotheses_of(CATALOG[SHRINKAGE].statement())}
    left = {name: set(gram_facts(weaker[name].setting)) for name in ("S = S*", "S >= 0", "S <= I", "P P = P")}
    assert left["S = S*"] >= {"S.nonnegative(0)", "S.below(0)"} and "S.square(0)" not in left["S = S*"]
    assert "S.below(0)" in left["S >= 0"] and "S.nonnegative(0)" not in left["S >= 0"]
    assert "S.nonnegative(0)" in left["S <= I"] and "S.below(0)" not in left["S <= I"]
    assert "P.same(0,0)" not in left["P P = P"] and "S.square(0)" in left["P P = P"]


def test_planted_superfluous_hypotheses_are_reported() -> None:
    theorem = CATALOG[EIGENFUNCTION]
    assert theorem.setting is not None
    planted = ("planted", Claim(notation.norm_squared(notation.f_ST), "<=", 100))
    more = replace(
        theorem,
        hypotheses=(Claim(notation.L_TE + notation.s, "<=", 3),),
        setting=replace(theorem.setting, facts=(*theorem.setting.facts, planted)),
    )
    words = {need.hypothesis.name: need.use for need in needs_of(more, CATALOG)}
    assert words["planted"] == "unused" and words["hypotheses[0]"] == "unused"
    assert words["target.unit"] == "used" and words["s <= 1"] == "used"


def test_first_step_that_fails_is_the_one_that_uses_the_hypothesis() -> None:
    by_name = {need.hypothesis.name: need for need in needs_of(CATALOG[EIGENFUNCTION], CATALOG)}
    assert [step.name for step in by_name["s <= 1"].broken] == ["stopping_loses"]
    assert "not shown to be >= 0" in by_name["s <= 1"].broken[0].reason
    assert by_name["s: letter"].use == "meaning"


@some_then_all("name", theorem_files(), (SHRINKAGE, EIGENFUNCTION, ISOTROPIC, TEACHER_BY_UNITS))
def test_steps_not_asked_again_would_have_been_decided(name: str) -> None:
    theorem = CATALOG[name]
    statement, steps = theorem.statement(), theorem.proof()
    theorems = {other: CATALOG[other].statement() for other in theorem.depends_on}
    whole = check_steps(statement, steps, load_rules(), theorems)
    fine = {line.name for line in whole.lines if line.decision.status == "decided"}
    rules = load_rules()
    sights = sights_of([step for step in steps if step.name in fine], steps, statement)
    for each in hypotheses_of(statement):
        gone = sights.gone(each)
        asked = {step.name for step in steps if step.name in fine and sights.may_see(step, each, gone)}
        if each.weaker is None or fine <= asked:
            continue
        try:
            declarations(each.weaker)
        except NotShown:  # the statement itself is refused, and with it every step: nobody is asked
            continue
        in_full = check_steps(each.weaker, steps, rules, theorems).lines
        # a form that the kernel refuses is refused in both, whoever is asked
        narrowed = decide_only(asked, each.weaker, steps, rules, theorems)
        assert [line.decision.status for line in in_full if line.name in fine] == [
            line.decision.status for line in narrowed if line.name in fine
        ], each.name


def test_a_combination_sees_the_gram_facts_that_share_an_inner_product_with_it() -> None:
    theorem = CATALOG[SHRINKAGE]
    statement, steps = theorem.statement(), theorem.proof()
    assert statement.setting is not None
    # of a vector that nothing speaks of, and of one that a fact ties to the student
    apart = ("apart", Claim(notation.norm_squared(notation.f_0), "==", 1))
    tied = ("tied", Claim(notation.inner(notation.f_0, notation.f_ST), "==", 0))
    more = replace(
        statement, setting=replace(statement.setting, facts=(*statement.setting.facts, apart, tied))
    )
    (step,) = (each for each in steps if each.name == "in_ball")
    reached = sights_of([step], steps, more).reached["in_ball"]
    assert "apart" not in reached and "S.square(0)" in reached
    joined = replace(step, certificate={**step.certificate, "squares": ((1, notation.f_0),)})
    assert {"apart", "tied"} & sights_of([joined], steps, more).reached["in_ball"] == {"apart"}
    named = replace(step, certificate={"multipliers": {"tied": 1}})
    assert "tied" in sights_of([named], steps, more).reached["in_ball"]


def test_units_of_the_first_gain_are_all_used() -> None:
    words = {need.hypothesis.name: need.use for need in needs_of(CATALOG[TEACHER_BY_UNITS], CATALOG)}
    for name in ("unit phi", "unit phi: f_star", "unit phi: blind phi", "unit phi: average"):
        assert words[name] == "used"


# counter-examples


@pytest.mark.parametrize(
    "name, hypothesis",
    [(SHRINKAGE, "S <= I"), (SHRINKAGE, "P P = P"), *(pytest.param(*each, marks=pytest.mark.slow) for each in (
        (NORM, "student.norm"), (EIGENFUNCTION, "s <= 1"), (EIGENFUNCTION, "Pi(f_star)"),
        (ISOTROPIC, "student.target"), (OVERSHOOT, "noise.share"), (DIMENSION, "hypotheses[0]")))],
)  # fmt: skip
def test_statement_is_false_without_the_hypothesis(name: str, hypothesis: str) -> None:
    fate = fates(name)[hypothesis]
    example = fate.counter_example
    assert fate.word == "needed" and example is not None and example.excess > 0
    assert example.method == "certified instance"
    left, right = float(example.left), float(example.right)
    assert abs(left - right) > 0.9 * example.excess - 1e-5


def vector(text: str) -> np.ndarray:
    return np.array([float(part) for part in text.strip("()").split(",")])


def test_certified_instance_is_what_it_says() -> None:
    example = fates(SHRINKAGE)["S <= I"].counter_example
    assert example is not None
    target, teacher, student = (vector(example.values[name]) for name in ("f_star", "f_TE", "f_ST"))
    teacher_error = np.sum((target - teacher) ** 2)
    assert target @ target == pytest.approx(1, abs=1e-4)
    assert teacher @ teacher == pytest.approx(target @ teacher, abs=1e-4)
    assert student @ teacher > 0 and student @ student > student @ teacher, "S >= 0, and S <= I is what fails"
    bound = (np.sqrt(1 + 3 * teacher_error) - np.sqrt(1 - teacher_error)) ** 2 / 4
    assert np.sum((target - student) ** 2) < bound


def test_momentum_beats_the_limit_for_shrinkage() -> None:
    for name, condition in (
        (SHRINKAGE, "the student's shrinkage lies in [0, 1]"),
        (EIGENFUNCTION, "0 <= s <= 1 on V_k"),
    ):
        fate = fates(name)[condition]
        assert fate.word == "needed" and fate.counter_example is not None
        assert fate.counter_example.method == "simulation"
        assert float(fate.counter_example.left) < 0.5 * float(fate.counter_example.right)


def test_draws_of_the_file_do_not_count_where_they_violate_nothing() -> None:
    theorem = CATALOG[SHRINKAGE]
    lawful = replace(theorem, without={theorem.conditions[0].text: lambda rng: theorem.witness()})
    fate = fates_of(lawful, CATALOG)[-1]
    assert fate.word == "condition" and fate.counter_example is None


def test_true_draws_are_no_contradiction() -> None:
    theorem = CATALOG[SHRINKAGE]
    assert theorem.witness is not None and contradiction(theorem, theorem.witness()) is None


@pytest.mark.parametrize("name", (SHRINKAGE, EIGENFUNCTION, ISOTROPIC))
def test_no_counter_example_to_the_whole_statement(name: str) -> None:
    statement = CATALOG[name].statement()
    nothing_off = Hypothesis("nothing", "fact", "", None, statement)
    assert Searcher(statement).search(nothing_off, np.random.default_rng(0)) is None


def test_unknown_functions_and_laws_have_no_instance() -> None:
    for name in (TEACHER_BY_UNITS, "student_error_eq_mode_sum", "kernel_trace_eq_diagonal"):
        with pytest.raises(NoInstance):
            build_problem(CATALOG[name].statement(), Shape(3, 2, 1))


def test_certificate_refuses_what_is_not_there() -> None:
    x, y = sympy.symbols("x y", real=True)
    good = certify([x**2 + y**2 - 1], [x, y], np.array([0.6, 0.80001]), {})
    assert good is not None and holds_on(x + y - 1, ">", good, {}) and not holds_on(x - 1, ">=", good, {})
    # no solution near, a double root, and more equations than unknowns
    assert certify([x**2 + y**2 + 1e-6 * 0 + 1], [x, y], np.array([0.1, 0.1]), {}) is None
    assert certify([x**2], [x], np.array([1e-9]), {}) is None
    assert certify([x - 1, x - 2], [x], np.array([1.5]), {}) is None


@pytest.mark.slow
def test_chance_is_a_few_equally_likely_outcomes() -> None:
    theorem: Theorem = CATALOG["mean_teacher_error_ge_of_tail_energy"]
    problem = build_problem(theorem.statement(), Shape(2, 2, 2))
    names = {symbol.name for symbol in problem.unknowns}
    assert {"f_TE@0[0]", "f_TE@1[0]", "w_B"} <= names
    fate = fates(theorem.name)["tail.outside"]
    assert fate.word == "needed"
