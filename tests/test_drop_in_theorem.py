"""Adding a theorem is adding one file: a copy of the package finds it everywhere, and survives a broken one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from real_processes import LIMIT

ROOT = Path(__file__).resolve().parent.parent
NAME = "student_error_ge_tenth_sq_of_shrinkage"
THEOREM = '''"""A weak limit, added to see that one file is enough: L_ST >= L_TE^2/10."""

from __future__ import annotations

from dataclasses import replace

from sympy import Rational

from w2s_theory.notation import L_ST, L_TE
from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation
from w2s_theory.theorems.limits import student_error_ge_three_quarters_sq_of_shrinkage as stronger

BOUND = Rational(1, 10) * L_TE**2


def proof():
    return (
        Step(
            "stronger", Claim(L_ST, ">=", Rational(3, 4) * L_TE**2), "theorem",
            certificate={"name": stronger.THEOREM.name}, note="The limit with three quarters.",
        ),
        Step(
            "tenth", Claim(L_ST, ">=", BOUND), "ring", uses=("stronger",),
            certificate={"multipliers": {"stronger": 1}, "rest": Rational(13, 20) * L_TE**2}, note="A tenth is less.",
        ),
    )


THEOREM = replace(
    stronger.THEOREM, name="student_error_ge_tenth_sq_of_shrinkage", title="A weak limit for shrinkage",
    citation=Citation("this project"), bound=BOUND, stable_bound=None, sharpness="unknown",
    discrepancy=Rational(19, 2), witness=stronger.THEOREM.witness, proof=proof, depends_on=(stronger.THEOREM.name,),
)
'''.replace("Rational(19, 2)", "Fraction(19, 2)").replace(
    "from dataclasses import replace\n", "from dataclasses import replace\nfrom fractions import Fraction\n"
)
BROKEN = '"""A file that does not load."""\n\nraise RuntimeError("broken on purpose")\n\nTHEOREM = None\n'


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages with one theorem more, and everything that reads the list of theorems."""
    folder = tmp_path_factory.mktemp("house")
    for name in ("w2s_theory", "proofs_check", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "references.bib"):
        shutil.copy(ROOT / name, folder)
    (folder / "w2s_theory" / "theorems" / "limits" / f"{NAME}.py").write_text(THEOREM, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def broken_house(house: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a theorem file that raises."""
    folder = tmp_path_factory.mktemp("broken")
    shutil.copytree(house, folder, dirs_exist_ok=True)
    (folder / "w2s_theory" / "theorems" / "limits" / "student_error_ge_nothing_of_accident.py").write_text(
        BROKEN, encoding="utf-8"
    )
    return folder


def run(house: Path, *arguments: str, status: int = 0) -> str:
    """Standard output of Python in the copy."""
    environment = {**os.environ, "PYTHONPATH": str(house), "OPENBLAS_NUM_THREADS": "1"}
    found = subprocess.run(
        [sys.executable, *arguments],
        cwd=house,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    assert found.returncode == status, found.stdout[-2000:] + found.stderr[-2000:]
    return found.stdout


def w2s(house: Path, *arguments: str, status: int = 0) -> dict:
    return json.loads(run(house, "-m", "w2s_theory.cli.entry", *arguments, "--json", status=status))


# several commands in one process: most of what each takes is imports
COMMANDS = f"""
import contextlib, io, json
import w2s_theory
from w2s_theory.cli.entry import main
answers = {{"package": w2s_theory.__file__}}
for arguments in (["list"], ["check", "{NAME}", "--quick", "--report", "out"], ["show", "{NAME}"]):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main([*arguments, "--json"]) == 0, arguments
    answers[arguments[0]] = json.loads(out.getvalue())
print(json.dumps(answers))
"""


@pytest.fixture(scope="module")
def answers(house: Path) -> dict:
    """What the commands of the copy say of the new theorem."""
    return json.loads(run(house, "-c", COMMANDS).splitlines()[-1])


def test_new_theorem_is_listed_with_its_subject(house: Path, answers: dict) -> None:
    listed = {each["name"]: each for each in answers["list"]["theorems"]}
    assert listed[NAME]["subject"] == "limits" and listed[NAME]["title"] == "A weak limit for shrinkage"
    assert Path(answers["package"]).is_relative_to(house), "the test must look at the copy"


def test_new_theorem_is_checked_shown_and_reported(house: Path, answers: dict) -> None:
    verdicts = answers["check"]["verdicts"]
    assert [(each["name"], each["verdict"]) for each in verdicts] == [(NAME, "verified")]
    pages = {path.name: path.read_text(encoding="utf-8") for path in (house / "out").rglob("*.html")}
    assert any(NAME in name for name in pages) or any(NAME in text for text in pages.values())
    assert "A weak limit for shrinkage" in pages["index.html"]
    assert "L_ST >= " in answers["show"]["statement"]


@pytest.mark.slow
def test_new_theorem_has_a_row_in_the_readme(house: Path) -> None:
    code = (
        "from pathlib import Path\n"
        "from w2s_theory.report.readme import BLOCKS, printed_files\n"
        "from w2s_theory.theorems.listing import Catalog, load_all\n"
        "loaded, _ = load_all(Catalog())\n"
        "words = {name: 'verified' for name in loaded}\n"
        "text = ''.join(f'<!-- {name} -->\\n<!-- /{name} -->\\n' for name in BLOCKS)\n"
        "files = printed_files(Path('README.md'), text, loaded, words)\n"
        "print(files[Path('README.md')])\n"
    )
    lines = run(house, "-c", code).splitlines()
    (place,) = [number for number, line in enumerate(lines) if line.startswith("- ") and f"[{NAME}]" in line]
    assert "verified" in lines[place] and "L_{TE}" in lines[place + 1]
    assert f"[{NAME}]: w2s_theory/theorems/limits/{NAME}.py" in lines


@pytest.mark.slow
def test_new_theorem_is_collected_by_the_tests(house: Path) -> None:
    collected = run(house, "-m", "pytest", "--collect-only", "-q", "tests/test_every_theorem.py")
    mine = [line for line in collected.splitlines() if f"[{NAME}]" in line]
    assert len(mine) >= 10


@pytest.mark.slow
def test_new_theorem_passes_the_generic_tests(house: Path) -> None:
    run(house, "-m", "pytest", "-q", "tests/test_every_theorem.py", "-k", f"{NAME} and not wrong_bound")


def test_broken_theorem_is_named_and_the_others_still_work(broken_house: Path) -> None:
    found = w2s(broken_house, "check", NAME, "--quick")
    assert [each["verdict"] for each in found["verdicts"]] == ["verified"]
    code = (
        "from w2s_theory.theorems.listing import Catalog, load_all\n"
        "loaded, broken = load_all(Catalog())\n"
        "print(len(loaded), [(each.path, each.reason) for each in broken])\n"
    )
    text = run(broken_house, "-c", code)
    assert "student_error_ge_nothing_of_accident.py" in text and "broken on purpose" in text
    assert int(text.split()[0]) > 10


@pytest.mark.slow
def test_broken_theorem_shows_in_list_and_fails_a_check_of_it(broken_house: Path) -> None:
    listed = w2s(broken_house, "list", status=2)
    assert NAME in {each["name"] for each in listed["theorems"]}
    assert [each["path"] for each in listed["broken"]] == ["student_error_ge_nothing_of_accident.py"]
    environment = {**os.environ, "PYTHONPATH": str(broken_house), "OPENBLAS_NUM_THREADS": "1"}
    found = subprocess.run(
        [sys.executable, "-m", "w2s_theory.cli.entry", "check", NAME, "student_error_ge_nothing_of_accident", "--quick"],
        cwd=broken_house, env=environment, capture_output=True, text=True, timeout=LIMIT,
    )  # fmt: skip
    assert found.returncode != 0 and "Traceback" not in found.stderr
    assert "broken on purpose" in found.stdout + found.stderr
