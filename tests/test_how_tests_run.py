"""What a change touches is tested first and nothing is left out; shared work is done once, and is the same work."""

from __future__ import annotations

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import run_order
from not_in_ci import NOT_IN_CI, mark_what_is_long, parts_of
from one_process import SHARED, together_with
from run_order import ROOT, changed_files, touched_first
from shared_work import DrawnOnce, made_once
from xdist import newhooks

from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.theorems.listing import Catalog, theorem_files

THEOREMS = theorem_files()
# uses the rule `exponential`; two theorems of one setting; one that none of these speak of
SHRINKAGE = "student_error_ge_of_shrinkage"
USER = "student_error_ge_three_quarters_sq_of_shrinkage"
OTHER = "relu_eigenvalue_eq_gamma_ratio"


def item(path: str, theorem: str = "") -> SimpleNamespace:
    """A collected test, as much of it as its order depends on."""
    found = SimpleNamespace(path=ROOT / "tests" / path, said=f"{path}[{theorem}]")
    if theorem:
        found.callspec = SimpleNamespace(params={"name": theorem})
    return found


ITEMS = (
    item("derive/test_derive_spectrum.py"),
    item("proofs_check/test_rule_ode.py"),
    item("proofs_check/test_rule_series_tail.py"),
    item("test_every_theorem.py", OTHER),
    item("test_every_theorem.py", SHRINKAGE),
    item("test_every_theorem.py", USER),
    item("test_notation.py"),
)


def order(*changed: str) -> list[str]:
    items = list(ITEMS)
    touched_first(items, changed, THEOREMS)
    assert sorted(each.said for each in items) == sorted(each.said for each in ITEMS), "no test may be lost"
    return [each.said for each in items]


def test_without_a_change_the_order_is_natural() -> None:
    assert order() == order("out/figure.png", "no/such/file.py") == [each.said for each in ITEMS]


@pytest.mark.parametrize(
    ("changed", "first"),
    [
        ("tests/test_notation.py", ["test_notation.py[]"]),
        ("w2s_theory/theorems/limits/student_error_ge_of_shrinkage.py",
         [f"test_every_theorem.py[{SHRINKAGE}]", f"test_every_theorem.py[{USER}]"]),
        ("w2s_theory/derive/gegenbauer.py", ["derive/test_derive_spectrum.py[]"]),
        ("proofs_check/rules/series_tail.py", ["proofs_check/test_rule_series_tail.py[]"]),
    ],
)  # fmt: skip
def test_what_a_change_touches_comes_first(changed: str, first: list[str]) -> None:
    assert (ROOT / changed).is_file()
    found = order(changed)
    assert found[: len(first)] == first
    # what is not touched keeps its order
    rest = [each for each in found if each not in first]
    assert rest == [each.said for each in ITEMS if each.said not in first]


def test_a_rule_touches_the_theorems_that_name_it() -> None:
    rule = "gamma_ratio"
    assert f'"{rule}"' in THEOREMS[OTHER].read_text(encoding="utf-8")
    assert f"test_every_theorem.py[{OTHER}]" in order(f"proofs_check/rules/{rule}.py")[:1]


def test_changes_are_asked_of_git_and_without_it_there_are_none(tmp_path: Path, monkeypatch) -> None:
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run(["git", "-C", str(tmp_path), *who, *arguments], check=True, capture_output=True)

    monkeypatch.setattr(run_order, "ROOT", tmp_path)
    assert changed_files() == ()
    git("init", "-q")
    assert changed_files() == (), "no commit yet, and no file"
    for name in ("kept.py", "changed.py"):
        (tmp_path / name).write_text("1\n")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    assert changed_files() == ()
    (tmp_path / "changed.py").write_text("2\n")
    (tmp_path / "new.py").write_text("3\n")
    assert changed_files() == ("changed.py", "new.py")
    # what was committed since the branch left origin/main counts too
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    git("commit", "-q", "-a", "-m", "second")
    assert changed_files() == ("changed.py", "new.py")
    monkeypatch.setenv("PATH", os.devnull)
    assert changed_files() == ()


def test_tests_of_a_theorem_and_of_the_report_stay_together() -> None:
    where = "tests/test_every_theorem.py::test_record_is_complete"
    assert (
        together_with(f"{where}[{SHRINKAGE}]")
        == together_with(f"tests/x.py::test_y[a-{SHRINKAGE}-b]")
        == SHRINKAGE
    )
    assert together_with(f"{where}[{USER}]") == USER
    pages = [f"{path}::test_x[{SHRINKAGE}]" for path, name in SHARED.items() if name == "report"]
    assert {together_with(page) for page in pages} == {"report"}
    assert all((ROOT / path).is_file() for path in SHARED)
    assert (
        together_with("tests/x.py::test_y[1]")
        == together_with("tests/x.py::test_y[2]")
        == "tests/x.py::test_y"
    )
    # the hook by which pytest-xdist asks for the scheduler
    assert hasattr(newhooks, "pytest_xdist_make_scheduler")


def test_the_same_draws_are_made_once_and_are_the_same() -> None:
    once, theorem = DrawnOnce(), Catalog()[SHRINKAGE]
    remembering = once(theorem)
    streams = [child_generator(4, "x") for _ in range(3)]
    first = remembering.experiment(streams[0], 5)
    again = replace(remembering, bound=theorem.bound / 2).experiment(streams[1], 5)
    plain = theorem.experiment(streams[2], 5)
    assert once.calls == 1
    assert first.measured.tobytes() == again.measured.tobytes() == plain.measured.tobytes()
    # what is drawn next from the stream is the same too, and is not the same draws
    assert len({stream.random() for stream in streams}) == 1
    assert not np.array_equal(remembering.experiment(streams[0], 5).measured, plain.measured)
    assert once.calls == 2
    with pytest.raises(ValueError, match="read-only"):
        first.measured[0] = 0


def test_a_folder_is_made_by_one_and_tried_again_if_that_fails(tmp_path: Path) -> None:
    made: list[Path] = []

    def fails(folder: Path) -> None:
        raise OSError("no room")

    def make(folder: Path) -> None:
        folder.mkdir()
        made.append(folder)

    target = tmp_path / "a report"
    with pytest.raises(OSError, match="no room"):
        made_once(target, fails)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: made_once(target, make), range(4))) == {target}
    assert made == [target]


@pytest.mark.parametrize("key", NOT_IN_CI)
def test_each_long_test_is_there_and_has_one_that_stands_for_it(key: str) -> None:
    file, function, _ = parts_of(key)
    text = (ROOT / "tests" / file).read_text(encoding="utf-8")
    assert f"def {function}(" in text
    stands = NOT_IN_CI[key]
    if stands.startswith("test_"):
        stood = [other for other in NOT_IN_CI if parts_of(other)[1:] == (stands, "")]
        assert not stood, "what stands for a long test is in continuous integration"
        assert any(
            f"def {stands}(" in each.read_text(encoding="utf-8")
            for each in (ROOT / "tests").rglob("test_*.py")
        )


def test_only_what_the_table_names_is_long() -> None:
    def collected(nodeid: str, *marks: str) -> SimpleNamespace:
        added = list(marks)
        return SimpleNamespace(
            nodeid=nodeid, added=added, add_marker=lambda mark: added.append(mark.name),
            get_closest_marker=lambda name: name if name in added else None,
        )  # fmt: skip

    beta = "tests/simulate/test_simulate_linear_network.py::test_isotropic_overlap_has_the_beta_law"
    items = [
        collected(f"{beta}[10-3]"),
        collected(f"{beta}[7-6]", "slow"),
        collected("tests/sweep/test_plan.py::test_x", "slow"),
    ]
    mark_what_is_long(items)  # type: ignore[arg-type]
    assert ["long" in each.added for each in items] == [False, True, False]
