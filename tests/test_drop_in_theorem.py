"""One file more is one theorem more: in the list, the README's table, the collected tests and the report."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NAME = "student_error_ge_zero_of_anything"
THEOREM = '''
"""An error is never negative."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from w2s_theory.notation import L_ST, L_TE, f_ST, f_star
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.draws import Draws
from w2s_theory.spec.parameter import Parameter, reals
from w2s_theory.spec.step import Step
from w2s_theory.spec.theorem import Citation, Theorem
from w2s_theory.theorems.limits.setting import SHRINKAGE


def proof():
    return (
        Step(
            "no_negative_error", Claim(L_ST, ">=", 0), "gram", unfold=("L_ST",),
            certificate={"squares": ((1, f_star - f_ST),)}, note="A squared norm.",
        ),
        Step(
            "weaker", Claim(L_ST, ">=", -L_TE), "ring", uses=("no_negative_error",),
            certificate={"multipliers": {"no_negative_error": 1}, "rest": L_TE}, note="And L_TE >= 0.",
        ),
    )


def experiment(rng, size):
    teacher = rng.uniform(0.1, 0.9, size)
    return Draws({"L_TE": teacher}, -teacher * (1 - 1e-3), np.full(size, 1e-12))


THEOREM = Theorem(
    name="student_error_ge_zero_of_anything",
    title="An error is never negative",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(Parameter("L_TE", reals(0, 1), reals(Fraction(1, 10), Fraction(9, 10))),),
    quantity=L_ST,
    relation=">=",
    bound=-L_TE,
    quantifier="every draw",
    sharpness="unknown",
    discrepancy=Fraction(1, 20),
    assumptions=("anything at all",),
    setting=SHRINKAGE,
    experiment=experiment,
    proof=proof,
)
'''


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Path:
    """A copy of both packages with one theorem file more."""
    folder = tmp_path_factory.mktemp("a house with spaces")
    for package in ("w2s_theory", "proofs_check", "tests"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "references.bib"):
        shutil.copy(ROOT / name, folder)
    (folder / "w2s_theory" / "theorems" / "limits" / f"{NAME}.py").write_text(THEOREM.lstrip(), encoding="utf-8")
    return folder


def run(house: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(house), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True)


def test_it_is_listed(house):
    listed = json.loads(run(house, "-m", "w2s_theory", "list", "--json").stdout)
    (row,) = [row for row in listed["theorems"] if row["name"] == NAME]
    assert row["title"] == "An error is never negative" and row["subject"] == "limits"


def test_it_is_checked_and_in_the_report(house):
    done = run(house, "-m", "w2s_theory", "check", NAME, "--quick", "--json", "--report", "report")
    (verdict,) = json.loads(done.stdout)["verdicts"]
    assert verdict["name"] == NAME and verdict["verdict"] == "verified", verdict
    assert (house / "report" / "theorems" / f"{NAME}.html").is_file()
    assert NAME in (house / "report" / "index.html").read_text(encoding="utf-8")


def test_it_is_in_the_table_of_the_readme(house):
    words = [{"name": path.stem, "verdict": "verified"} for path in (house / "w2s_theory" / "theorems").glob("*/*.py")]
    (house / "verdicts.json").write_text(json.dumps({"verdicts": words}), encoding="utf-8")
    readme = house / "README.md"
    readme.write_text("<!-- theorems -->\n<!-- /theorems -->\n", encoding="utf-8")
    done = run(house, "-m", "w2s_theory.report.readme", "README.md", "--verdicts", "verdicts.json")
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in readme.read_text(encoding="utf-8").splitlines() if NAME in line]
    assert "`L_ST >= -L_TE`" in line and "| proved |" in line


def test_it_is_among_the_collected_tests(house):
    done = run(house, "-m", "pytest", "--collect-only", "-q", "tests/test_every_theorem.py")
    assert NAME in done.stdout, done.stdout + done.stderr


def test_a_broken_file_is_named_and_hides_no_other(house):
    broken = house / "w2s_theory" / "theorems" / "limits" / "student_error_broken.py"
    broken.write_text("import nothing_of_this_name\nTHEOREM = None\n", encoding="utf-8")
    try:
        done = run(house, "-m", "w2s_theory", "list", "--json")
        assert any(row["name"] == NAME for row in json.loads(done.stdout)["theorems"])
        assert "student_error_broken.py" in done.stderr and "Traceback" not in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
    finally:
        broken.unlink()
