"""Running the check: names, files, folders, seeds, workers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from w2s_theory.checks.run import check, check_one
from w2s_theory.records.errors import InputError
from w2s_theory.records.verdict import Verdict
from w2s_theory.theorems.listing import Broken, Catalog

SHRINKAGE, NORM, MODE_SUM = (
    "student_error_ge_of_shrinkage",
    "student_error_ge_of_norm_nonincreasing",
    "student_error_eq_mode_sum",
)
MINE = '''"""A theorem of mine."""

from dataclasses import replace

from w2s_theory.theorems.limits.student_error_ge_of_norm_nonincreasing import THEOREM as OTHER

THEOREM = replace(OTHER, name="{name}", bound={factor} * OTHER.bound, stable_bound={factor} * OTHER.stable_bound)
'''


def mine(folder: Path, name: str, factor: int = 1) -> Path:
    path = folder / f"{name}.py"
    path.write_text(MINE.format(name=name, factor=factor), encoding="utf-8")
    return path


def stable(verdict: Verdict) -> dict[str, Any]:
    """Everything in a verdict but how long it took."""
    return {key: value for key, value in verdict.to_dict().items() if key != "seconds"}


def test_check_by_name_and_by_names() -> None:
    one = check(NORM, quick=True)
    assert [each.name for each in one.verdicts] == [NORM] and one.holds and not one.refuted
    two = check([MODE_SUM, NORM, MODE_SUM], quick=True)
    assert [each.name for each in two.verdicts] == [MODE_SUM, NORM]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("student_error_ge_of_shrinkge", SHRINKAGE),
        ("student_eror_eq_mode_sum", MODE_SUM),
        ("of_norm_nonincreasig", NORM),
    ],
)
def test_check_suggests_the_nearest_name(typed: str, meant: str) -> None:
    with pytest.raises(
        InputError, match=rf"there is no theorem '{typed}'; did you mean {meant}\?"
    ) as refusal:
        check(typed)
    assert "\n" not in str(refusal.value)
    with pytest.raises(InputError, match="w2s list"):
        check("qqqqqqqq")


def test_check_takes_a_part_of_a_name() -> None:
    assert [each.name for each in check("norm_nonincreasing", quick=True).verdicts] == [NORM]


@pytest.mark.parametrize("seed", [-1, 1.5, "0", None, 2**200])
def test_check_refuses_a_bad_seed_before_any_work(seed: Any) -> None:
    with pytest.raises(InputError, match="seed"):
        check(NORM, seed=seed)


def test_check_is_reproducible_and_depends_on_the_seed() -> None:
    first, again, other = (check(NORM, quick=True, seed=seed).verdicts[0] for seed in (7, 7, 8))
    assert stable(first) == stable(again) and stable(first) != stable(other)
    assert first.seed == 7 and first.verdict == other.verdict == "verified"


def test_check_of_one_theorem_does_not_depend_on_the_others() -> None:
    alone = check(NORM, quick=True).verdicts[0]
    among = check([MODE_SUM, NORM], quick=True).verdicts[1]
    assert stable(alone) == stable(among)


def test_workers_change_nothing_but_time() -> None:
    calls: list[tuple[str, int, int]] = []
    one = check([MODE_SUM, NORM], quick=True, seed=3)
    two = check([MODE_SUM, NORM], quick=True, seed=3, workers=2, progress=lambda *each: calls.append(each))
    assert [stable(each) for each in one.verdicts] == [stable(each) for each in two.verdicts]
    assert {name for name, _, _ in calls} == {MODE_SUM, NORM} and [
        (done, total) for _, done, total in calls
    ] == [
        (1, 2),
        (2, 2),
    ]


def test_file_of_the_users(tmp_path: Path) -> None:
    right, wrong = mine(tmp_path, "mine_right"), mine(tmp_path, "mine_wrong", 2)
    assert [(each.name, each.verdict) for each in check(file=right, quick=True).verdicts] == [
        ("mine_right", "verified")
    ]
    refuted = check(file=wrong, quick=True)
    assert refuted.refuted and not refuted.holds and refuted.verdicts[0].verdict == "refuted"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("THEOREM = 1\n", "has no THEOREM"),
        ("x = 1\n", "has no THEOREM"),
        ("raise RuntimeError('on purpose')\n", "on purpose"),
        ("def broken(:\n", "SyntaxError"),
        ("from w2s_theory.notation import nonsense\n", "nonsense"),
    ],
)
def test_broken_file_is_refused_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "mine_broken.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as refusal:
        check(file=path)
    assert "\n" not in str(refusal.value)


def test_a_file_of_another_name_is_judged_and_told(tmp_path: Path) -> None:
    path = tmp_path / "mine_broken.py"
    path.write_text(MINE.format(name="another_name", factor=1), encoding="utf-8")
    (verdict,) = check(file=path, quick=True).verdicts
    assert (verdict.name, verdict.verdict) == ("another_name", "verified")
    assert verdict.warnings == (
        "mine_broken.py holds a theorem named another_name: in the library the two must be the same",
    )


def test_missing_file_or_folder_is_refused(tmp_path: Path) -> None:
    for options, message in (
        ({"file": tmp_path / "none.py"}, "is not a file"),
        ({"file": tmp_path}, "is not a file"),
        ({"folder": tmp_path / "none"}, "is not a folder"),
        ({"folder": tmp_path}, "holds no theorem file"),
    ):
        with pytest.raises(InputError, match=message):
            check(**options)
    odd = tmp_path / "not a name.py"
    odd.write_text("THEOREM = 1\n", encoding="utf-8")
    with pytest.raises(InputError, match="identifier"):
        check(file=odd)


def test_folder_with_a_broken_file_names_it_and_checks_the_others(tmp_path: Path) -> None:
    mine(tmp_path, "mine_right")
    (tmp_path / "mine_broken.py").write_text(
        "raise RuntimeError('on purpose')\nTHEOREM = None\n", encoding="utf-8"
    )
    (tmp_path / "not_a_theorem.py").write_text("x = 1\n", encoding="utf-8")
    found = check(folder=tmp_path, quick=True)
    assert [(each.name, each.verdict) for each in found.verdicts] == [("mine_right", "verified")]
    assert (
        len(found.broken) == 1
        and "mine_broken" in found.broken[0].path
        and "on purpose" in found.broken[0].reason
    )
    assert not found.holds and not found.refuted


def test_a_defect_in_one_theorem_is_named_and_does_not_spread(tmp_path: Path) -> None:
    path = tmp_path / "mine_raising.py"
    path.write_text(
        MINE.format(name="mine_raising", factor=1)
        + "\n\ndef experiment(rng, size):\n    raise ZeroDivisionError('inside')\n\n\n"
        + "THEOREM = replace(THEOREM, experiment=experiment)\n",
        encoding="utf-8",
    )
    found = check_one(path, True, 0)
    assert isinstance(found, Broken) and "ZeroDivisionError: inside" in found.reason


def test_verdict_as_a_dictionary_is_plain_and_finite() -> None:
    import json

    found = check([NORM, MODE_SUM], quick=True).to_dict()
    text = json.dumps(found, allow_nan=False)
    assert json.loads(text) == found
    for each in found["verdicts"]:
        assert {
            "name",
            "verdict",
            "measured",
            "bound",
            "margin",
            "tightness",
            "rests_on",
            "seconds",
            "seed",
            "versions",
        } <= set(each)
        assert each["versions"]["w2s_theory"]


def test_catalog_is_the_folder() -> None:
    catalog = Catalog()
    assert SHRINKAGE in catalog and "nonsense" not in catalog and len(catalog) == len(list(catalog))
    with pytest.raises(InputError, match="no theorem 'nonsense'"):
        catalog["nonsense"]
