"""Files of the user's that end the interpreter, raise anything, or print: named in one line, the rest still checked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = """

import os
import sys
from dataclasses import replace

from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.theorems.gradient_flow.shrinkage_eq_of_ridge import THEOREM as OTHER

THEOREM = replace(OTHER, name="{name}", title="{name}")
"""
INSIDE = """

def experiment(rng, size):
    {body}
    return OTHER.experiment(rng, size)


def proof():
    {proof}
    return OTHER.proof()


def witness():
    {witness}
    return OTHER.experiment(None, 1)


THEOREM = replace(THEOREM, experiment=experiment, proof=proof, witness={given})
"""


def theorem_file(
    folder: Path, name: str, top: str = "", body: str = "pass", proof: str = "pass", witness: str = ""
) -> Path:
    inside = INSIDE.format(
        body=body, proof=proof, witness=witness or "pass", given="witness" if witness else None
    )
    every_draw = "\nTHEOREM = replace(THEOREM, quantifier=EveryDraw())\n" if witness else ""
    path = folder / f"{name}.py"
    path.write_text(
        f'"""{name}, a theorem of mine."""\n\n{top}' + GOOD.format(name=name) + inside + every_draw,
        encoding="utf-8",
    )
    return path


ENDINGS = [
    "raise SystemExit(0)",
    "sys.exit('gone')",
    "raise GeneratorExit",
    "raise type('Odd', (BaseException,), {'__str__': lambda self: 1 / 0})()",
    "os._exit(0)",
    "os.kill(os.getpid(), 9)",
]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_that_ends_the_interpreter_is_named_and_the_others_are_checked(w2s, tmp_path, ending):
    (tmp_path / "aaa.py").write_text(f"\nTHEOREM = 1\nimport os, sys\n{ending}\n", encoding="utf-8")
    theorem_file(tmp_path, "bbb_experiment", body=ending)
    theorem_file(tmp_path, "good")
    answer = w2s("check", "--quick", "--folder", str(tmp_path), "--json")
    assert answer.status == 2
    data = answer.json()
    assert [row["name"] for row in data["verdicts"]] == ["good"]
    assert [Path(each["path"]).name for each in data["broken"]] == ["aaa.py", "bbb_experiment.py"]
    lines = answer.err.splitlines()
    assert len(lines) == 2 and "aaa.py" in lines[0] and "bbb_experiment.py" in lines[1]


@pytest.mark.parametrize("place", ["body", "proof", "witness"])
def test_a_single_file_that_ends_the_interpreter_anywhere_is_wrong_input(w2s, tmp_path, place):
    path = theorem_file(tmp_path, "mine_ending", **{place: "sys.exit(0)"})
    answer = w2s("check", "--quick", "--file", str(path))
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.count("\n") == 1 and "mine_ending.py" in answer.err and "SystemExit" in answer.err


def test_a_broken_file_beside_a_refuted_theorem_is_wrong_input_too(w2s, tmp_path):
    (tmp_path / "aaa.py").write_text("\nTHEOREM = 1\nimport sys\nsys.exit(0)\n", encoding="utf-8")
    wrong = theorem_file(tmp_path, "wrong")
    wrong.write_text(
        wrong.read_text() + "\nTHEOREM = replace(THEOREM, bound=2 * OTHER.bound, stable_bound=None)\n"
    )
    answer = w2s("check", "--quick", "--folder", str(tmp_path), "--json")
    assert answer.status == 2 and [row["verdict"] for row in answer.json()["verdicts"]] == ["refuted"]
    assert "aaa.py" in answer.err


@pytest.mark.parametrize("command", [("prove",), ("needs", "--proof-only")])
@pytest.mark.parametrize("ending", ["sys.exit(0)", "raise GeneratorExit", "1 / 0"])
def test_prove_and_needs_name_a_proof_that_ends_or_raises(w2s, tmp_path, command, ending):
    path = theorem_file(tmp_path, "mine_ending", proof=ending)
    answer = w2s(*command, "--file", str(path), "--json")
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.count("\n") == 1 and "mine_ending.py" in answer.err
    beside = w2s(*command, "shrinkage_eq_of_ridge", "--file", str(path), "--json")
    assert beside.status == 2 and "mine_ending.py" in beside.err and beside.err.count("\n") == 1
    (rows,) = (value for key, value in beside.json().items() if key in ("proofs", "theorems"))
    assert [row["name"] for row in rows] == ["shrinkage_eq_of_ridge"]


def test_a_proof_that_is_no_tuple_of_steps_is_wrong_input(w2s, tmp_path):
    path = theorem_file(tmp_path, "mine_odd", proof="return 7")
    answer = w2s("prove", "--file", str(path))
    assert (answer.status, answer.out) == (2, "") and "tuple of steps" in answer.err


@pytest.mark.parametrize("command", [("check", "--quick"), ("prove",), ("needs", "--proof-only")])
def test_what_a_file_prints_does_not_spoil_the_json(tmp_path, command):
    """As a process of its own: below Python too nothing of the user's reaches standard output."""
    noise = "print('noise'); os.write(1, b'noise'); sys.__stdout__.write('noise'); sys.__stdout__.flush()"
    path = theorem_file(
        tmp_path, "mine_noisy", top="import os, sys\n" + noise + "\n", body=noise, proof=noise
    )
    done = subprocess.run(
        [sys.executable, "-m", "w2s_theory.cli.entry", *command, "--file", str(path), "--json"],
        capture_output=True, text=True, env={**os.environ, "PYTHONUNBUFFERED": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["command"] == command[0]
    assert done.stderr.count("noise") >= 6


def test_ctrl_c_in_a_file_stays_ctrl_c(tmp_path):
    from w2s_theory.checks.run import check_one

    path = theorem_file(tmp_path, "mine_stopped", body="raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        check_one(path, True, 0)


def test_without_processes_of_their_own_files_are_named_too(tmp_path):
    """The library's ``check`` with one worker runs everything here."""
    from w2s_theory.checks.run import check

    theorem_file(tmp_path, "bad", body="sys.exit(3)")
    theorem_file(tmp_path, "good")
    found = check(folder=tmp_path, quick=True)
    assert [each.name for each in found.verdicts] == ["good"]
    assert "ends the interpreter: SystemExit: 3" in found.broken[0].reason and not found.holds


def test_an_experiment_that_ends_the_interpreter_costs_only_its_part_of_a_page(tmp_path):
    """The page of a theorem whose experiment ends the interpreter when the figure is drawn."""
    from dataclasses import replace

    from w2s_theory.checks.run import check_theorem
    from w2s_theory.report.theorem_page import collect_page
    from w2s_theory.theorems.listing import Catalog, load_theorem

    good = load_theorem(theorem_file(tmp_path, "good"))
    verdict = check_theorem(good, Catalog(), quick=True)
    bad = load_theorem(theorem_file(tmp_path, "good", body="sys.exit(0)"))
    # without the draws that the check keeps, the page must make its own
    page = collect_page(bad, replace(verdict, numeric=replace(verdict.numeric, shown=None)))
    assert any("experiment" in each and "SystemExit" in each for each in page.problems)
    assert page.statement


# what a claim takes for granted is printed with it

ASSUMED = '''"""The conclusion itself is a fact of the setting."""

from dataclasses import replace

from sympy import Rational

from w2s_theory.notation import L_ST, L_TE
from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step
from w2s_theory.theorems.limits.student_error_ge_of_shrinkage import THEOREM as TRUE

BOUND = Rational(7, 10) * L_TE**2
CLAIM = Claim(L_ST, ">=", BOUND)
THEOREM = replace(
    TRUE, name="assumed", title="Assumed", bound=BOUND, stable_bound=None, sharpness="attained", witness=None, attack=None,
    setting=replace(TRUE.setting, facts=(*TRUE.setting.facts, ("student.fact", CLAIM))),
    proof=lambda: (Step("bound", CLAIM, "gram", "x", certificate={"multipliers": {"student.fact": 1}}),),
)
'''


def test_an_assumed_conclusion_is_printed_by_prove_and_check(w2s, tmp_path):
    path = tmp_path / "assumed.py"
    path.write_text(ASSUMED, encoding="utf-8")
    fact = "student.fact: L_ST >= 7 L_TE^2/10"
    answer = w2s("prove", "--file", str(path))
    assert fact in answer.out and "setting: target.unit, student.fact" in " ".join(
        answer.out.split()
    ).replace("student.fact, target.unit", "target.unit, student.fact")
    (proof,) = w2s("prove", "--file", str(path), "--json").json()["proofs"]
    assert fact in proof["setting"] and "setting: student.fact" in proof["rests_on"]
    answer = w2s("check", "--quick", "--file", str(path))
    assert fact in answer.out
    (row,) = w2s("check", "--quick", "--file", str(path), "--json").json()["verdicts"]
    assert fact in row["setting"] and "setting: student.fact" in row["rests_on"]
    # and that the bound is attained is not repeated as a fact
    assert row["sharpness"] == "not shown" and "sharpness not shown" in answer.out


CONSTANT = '''"""A student of a projection is no further from its teacher than 1, whatever the teacher's error."""

from sympy import Integer, Rational

from w2s_theory.notation import f_ST, f_star, f_TE, inner, misfit
from w2s_theory.writing import Claim, Hilbert, Operator, Step, Theorem

SETTING = Hilbert(
    ("f_star", "f_TE", "f_ST"),
    (Operator("P", "projection", ((f_star, f_TE),)), Operator("S", "shrinkage", ((f_TE, f_ST),))),
    (("target.unit", Claim(inner(f_star, f_star), "==", 1)),{more}),
)
CERTIFICATE = {{"multipliers": {{"S.nonnegative(0)": 1, "S.square(0)": 1}}, "squares": ((1, f_star - f_TE),)}}
THEOREM = Theorem(
    name="constant", parameters=(), quantity=misfit, relation="<=", bound=Integer(1), setting=SETTING,
    proof=lambda: (Step("b", Claim(misfit, "<=", 1), "gram", "x", certificate=CERTIFICATE, unfold=("misfit",)),),
)
'''


def test_a_bound_without_letters_is_checked(w2s, tmp_path):
    path = tmp_path / "constant.py"
    path.write_text(CONSTANT.format(more=""), encoding="utf-8")
    (row,) = w2s("check", "--quick", "--file", str(path), "--json").json()["verdicts"]
    assert row["verdict"] == "verified" and row["admitted"] > 20 and 0 < row["tightness"] <= 1
    # and a wrong one refuted
    path.write_text(CONSTANT.format(more="").replace("Integer(1)", "Rational(1, 2)"), encoding="utf-8")
    (row,) = w2s("check", "--quick", "--file", str(path), "--json").json()["verdicts"]
    assert row["verdict"] == "refuted"


def test_a_setting_of_which_no_values_are_found_is_said_to_be_one(w2s, tmp_path):
    path = tmp_path / "constant.py"
    fact = ' ("size", Claim(inner(f_TE, f_TE), "==", 1 + Rational(1, 10**14)))'
    path.write_text(CONSTANT.format(more=fact), encoding="utf-8")
    (row,) = w2s("check", "--quick", "--file", str(path), "--json").json()["verdicts"]
    assert any("no values were found" in each for each in row["remarks"])
    assert "no values were found" in w2s("prove", "--file", str(path)).out.replace("\n", " ")


def test_show_and_derive_print_what_is_given(w2s):
    name = "student_error_ge_of_norm_nonincreasing"
    data = w2s("show", name, "--json").json()
    assert "target.unit: ||f*||^2 = 1" in data["setting"] and "setting: student.norm" in data["rests_on"]
    for command in ("show", "derive"):
        assert "setting  target.unit: ||f*||^2 = 1" in w2s(command, name).out
    latex = w2s("show", name, "--latex").out
    assert data["latex"] in latex and latex.count("given in the setting") == len(data["setting"])
    assert r"\texttt{target.unit}: given in the setting" in w2s("derive", name, "--latex").out


def test_the_ansatz_is_in_every_table(w2s):
    name, ansatz = "teacher_error_eq_of_universality", "the universality ansatz (assumed)"
    proved = w2s("prove", name)
    assert proved.status == 0 and ansatz in proved.out and "given the ansatz" in proved.out
    assert "not decided" not in proved.out and "not an instance" not in proved.out
    (proof,) = w2s("prove", name, "--json").json()["proofs"]
    assert ansatz in proof["rests_on"]
    assert [step["decided"] for step in proof["steps"]].count("assumed") == 1
    assert ansatz in w2s("show", name).out
    checked = w2s("check", "--quick", name, "--json")
    assert checked.status == 0 and ansatz in checked.json()["verdicts"][0]["rests_on"]
