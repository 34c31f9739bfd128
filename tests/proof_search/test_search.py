"""The search finds certificates that the kernel decides, prints what Python reads back, and finds none for what is false."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sympy

from proofs_check.kernel import decide_step
from proofs_check.rules import load_rules
from w2s_theory import notation
from w2s_theory.notation import L_TE, f_ST, f_star, f_TE, h, inner, misfit, s, z
from w2s_theory.proof_search.pasted import certificate_text, python_text
from w2s_theory.proof_search.search import Searched, search
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement
from w2s_theory.theorems.listing import Catalog

# of each kind that the library has: multipliers that are numbers or functions, one square, both; the sharp limit
LIBRARY = [
    ("student_error_le_of_alignment", "aligned"),
    ("student_error_tendsto_teacher_error", "not_learnt"),
    ("student_error_ge_of_norm_nonincreasing", "nearest_point"),
    ("student_error_ge_of_proximal_student", "useless_student"),
    ("student_error_ge_of_shrinkage", "nearest_point"),
    ("student_error_ge_sq_of_eigenfunction_target", "cauchy_schwarz"),
    ("student_error_between_of_spiked_equivalent", "share"),
    ("squared_coefficient_eq_of_least_squares", "square"),
    ("mean_teacher_error_ge_of_tail_energy", "tangent"),
]
SETTING = Hilbert(
    ("f_star", "f_TE", "f_ST"),
    (Operator("P", "projection", ((f_star, f_TE),)), Operator("S", "shrinkage", ((f_TE, f_ST),))),
    (("target.unit", Claim(inner(f_star, f_star), "==", 1)),),
)
ERROR = Parameter("L_TE", reals(0, 1))
REALS = tuple(Parameter(name, reals()) for name in ("h", "z"))


def searched(
    claim: Claim, rule: str = "gram", unfold: tuple[str, ...] = (), where: Statement | None = None
) -> Searched:
    statement = where or Statement((claim,), (ERROR,), (), SETTING)
    step = Step("claim", claim, rule, "", unfold=unfold)
    found = search(step, {}, statement, {})
    if found.certificate is not None:
        assert decided(replace(step, certificate=found.certificate), {}, statement, {})
    return found


def decided(
    step: Step, accepted: Mapping[str, Step], statement: Statement, theorems: Mapping[str, Statement]
) -> bool:
    return decide_step(step, accepted, statement, load_rules(), theorems).status == "decided"


@pytest.mark.parametrize(("name", "step_name"), LIBRARY)
def test_certificates_of_the_library_are_found_again(name: str, step_name: str) -> None:
    catalog = Catalog()
    theorem = catalog[name]
    theorems = {other: catalog[other].statement() for other in theorem.depends_on}
    accepted: dict[str, Step] = {}
    for step in theorem.proof():
        if step.name == step_name:
            break
        accepted[step.name] = step
    else:
        raise AssertionError(step_name)
    kept = {
        key: value for key, value in step.certificate.items() if key not in ("multipliers", "squares", "rest")
    }
    bare = replace(step, certificate=kept)
    assert not decided(bare, accepted, theorem.statement(), theorems), "it needs its certificate"
    found = search(bare, accepted, theorem.statement(), theorems)
    assert found.certificate is not None
    again = replace(step, certificate={**kept, **read_back(certificate_text(found.certificate))})
    assert decided(again, accepted, theorem.statement(), theorems), "what is printed is what was found"


def read_back(text: str) -> Mapping[str, Any]:
    names = {name: getattr(notation, name) for name in notation.NAMES}
    names |= {"inner": inner, "sqrt": sympy.sqrt, "exp": sympy.exp, "Rational": sympy.Rational}
    return eval(f"dict({text})", names)["certificate"]


def test_the_linear_program_combines_several_facts() -> None:
    # ||S v||^2 + ||v - S v||^2 <= ||v||^2, and half of it
    found = searched(
        Claim(inner(f_ST, f_ST) / 2 + inner(f_TE - f_ST, f_TE - f_ST) / 2, "<=", inner(f_TE, f_TE) / 2)
    )
    assert found.certificate == {"multipliers": {"S.square(0)": 1}}
    three = searched(Claim(misfit, "<=", 1 - L_TE), unfold=("misfit", "L_TE"))
    assert three.certificate is not None and set(three.certificate["multipliers"]) <= {
        "S.nonnegative(0)", "S.below(0)", "S.square(0)"
    }  # fmt: skip


def test_squares_of_higher_rank_are_found_as_numbers() -> None:
    claim = Claim(5 * h**2 + 4 * z**2 + 1, ">=", 4 * h * z + 2 * h)
    found = searched(claim, "ring", where=Statement((claim,), REALS))
    assert found.certificate is not None and len(found.certificate["squares"]) >= 2


def test_ends_of_domains_make_a_rest() -> None:
    unit = tuple(Parameter(name, reals(0, 1)) for name in ("s", "z"))
    claim = Claim(s * z, ">=", s + z - 1)
    found = searched(claim, "ring", where=Statement((claim,), unit))
    assert found.certificate is not None and "rest" in found.certificate


FALSE = [
    (Claim(misfit, "<=", sympy.Rational(99, 100) * (1 - L_TE)), ("misfit", "L_TE")),
    (Claim(inner(f_ST, f_star), ">=", 0), ()),
    (Claim(inner(f_ST, f_ST), "==", inner(f_ST, f_TE)), ()),
]


@pytest.mark.parametrize(("claim", "unfold"), FALSE)
def test_nothing_is_found_for_what_is_false_and_it_is_said_what_may_be_used(
    claim: Claim, unfold: tuple[str, ...]
) -> None:
    found = searched(claim, unfold=unfold)
    assert found.certificate is None
    row = found.to_dict()
    assert row["left_over"] and not row["found"] and row["trials"] == found.trials
    assert claim.relation == "==" or any(each.startswith("S.square(0): ") for each in row["usable"])


def test_a_rule_that_combines_nothing_is_named() -> None:
    assert "combines nothing" in searched(Claim(misfit, ">=", 0), "termwise").problem


def test_numbers_stay_exact_when_python_reads_them() -> None:
    half = sympy.Rational(1, 2)
    for e in (
        half,
        half * L_TE,
        sympy.sqrt(1 - L_TE) / 3,
        sympy.exp(-L_TE) - sympy.Rational(2, 3),
        inner(f_TE, f_ST),
    ):
        text = python_text(e)
        assert read_back(f'certificate={{"rest": {text}}}')["rest"] == e


def test_the_command_prints_what_to_paste(tmp_path, capsys) -> None:
    from w2s_theory.cli.entry import main
    from w2s_theory.theorems import my_bound

    lines = Path(my_bound.__file__).read_text(encoding="utf-8").splitlines()
    path = tmp_path / "my_bound.py"
    path.write_text("\n".join(each for each in lines if "certificate={" not in each), encoding="utf-8")
    assert main(["prove", "--file", str(path)]) == 3
    assert "--search looks for the certificates" in capsys.readouterr().out
    assert main(["prove", "--file", str(path), "--search"]) == 3
    out = capsys.readouterr().out
    (pasted,) = [line for line in out.splitlines() if line.strip().startswith("certificate=")]
    text = path.read_text().replace(
        'unfold=("misfit", "L_TE"),', f'unfold=("misfit", "L_TE"),\n            {pasted.strip()}'
    )
    path.write_text(text, encoding="utf-8")
    assert main(["prove", "--file", str(path), "--search"]) == 0
    assert "no open step combines facts" in capsys.readouterr().out
