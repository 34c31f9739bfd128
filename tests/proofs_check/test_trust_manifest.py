"""What must be believed does not change unnoticed: it is held against a frozen list."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest
from trust_manifest import FOLDER, FRAME, differences, frozen, measured, obligations, text

TO_CHANGE = (
    "read it, then put what python tests/proofs_check/trust_manifest.py prints into trust_manifest.toml"
)


def test_manifest_is_the_checker() -> None:
    changed = differences(frozen(), measured())
    assert not changed, "\n".join([*changed, TO_CHANGE])


def test_manifest_is_written_as_it_is_read() -> None:
    assert tomllib.loads(text(measured())) == measured()


def test_every_table_has_rows() -> None:
    manifest = frozen()
    assert set(manifest) == {
        "totals",
        "rules",
        "modules",
        "models",
        "consistency",
        "cited",
        "exempt",
        "fingerprints",
        "obligations",
    }
    assert all(manifest.values()) and len(manifest["cited"]) <= 15
    assert manifest["totals"]["trusted"] == sum(manifest["rules"].values()) + sum(
        manifest["modules"].values()
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(
        shutil.copytree(FOLDER, tmp_path / "proofs_check", ignore=shutil.ignore_patterns("__pycache__"))
    )


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("kernel.py", "def require_conclusion(", "def believe_conclusion(", "obligations.kernel"),
        ("rules/ring.py", "def decide(", "X = 1\n\n\ndef decide(", "rules.ring"),
        ("settings.py", "def _require_apart(", "def _apart(", "obligations.settings"),
        ("sign.py", "_DEPTH = 6\n", "_DEPTH = 6\n_MORE = 7\n", "modules.sign"),
        ("cited.py", "gamma(b + 1) / (2 *", "gamma(b + 2) / (2 *", "fingerprints.cited"),
        ("models/world.py", "from __future__", "import os\nfrom __future__", "models.world"),
    ],
)
def test_a_change_is_noticed(copy: Path, path: str, old: str, new: str, said: str) -> None:
    source = (copy / path).read_text()
    assert old in source
    (copy / path).write_text(source.replace(old, new, 1))
    changed = differences(measured(), measured(copy))
    assert any(line.startswith(said) for line in changed), changed


def test_a_new_rule_is_noticed(copy: Path) -> None:
    (copy / "rules" / "obvious.py").write_text("def decide(context):\n    return decided()\n")
    assert any(
        line.startswith("rules.obvious: nothing -> 2") for line in differences(measured(), measured(copy))
    )


def test_a_fact_without_its_place_is_noticed() -> None:
    manifest = measured()
    manifest["cited"] = {**manifest["cited"], "rodrigues": "somewhere"}
    assert differences(measured(), manifest) == [
        f"cited.rodrigues: {measured()['cited']['rodrigues']} -> somewhere"
    ]


def test_the_frame_is_there() -> None:
    for name in FRAME:
        assert (FOLDER / f"{name}.py").exists(), name
    assert obligations("def require_a(): ...\n\ndef _require_b(): ...\n\ndef c(): ...\n") == [
        "_require_b",
        "require_a",
    ]
