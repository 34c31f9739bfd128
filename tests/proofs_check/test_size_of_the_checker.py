"""What must be believed stays short enough to be read: lines of code of the kernel, its frame and the rules."""

from __future__ import annotations

import pytest
from trust_manifest import code_lines, measured, sizes

SIZES = sizes()
RULES = [path for path in SIZES if path.startswith("rules/")]
MODELS = [path for path in SIZES if path.startswith("models/")]
# kernel, frame, rules, sign and identity: all but the models, which can only refuse
TRUSTED = 3730


def test_lines_are_counted_without_words_about_them() -> None:
    assert code_lines('"""Words.\n\nMore."""\n\n# a remark\nx = 1  # one\ny = (\n    2,\n)\n') == 4
    assert code_lines('def f():\n    """Words."""\n    return "x"\n') == 2


def test_kernel_and_rules_together() -> None:
    assert SIZES["kernel.py"] + sum(SIZES[path] for path in RULES) < 1600


def test_all_that_is_trusted() -> None:
    assert measured()["totals"]["trusted"] <= TRUSTED


def test_models_beside_it() -> None:
    assert sum(SIZES[path] for path in MODELS) < 1850


@pytest.mark.parametrize("path", ["kernel.py", *RULES])
def test_no_module_is_long(path: str) -> None:
    assert SIZES[path] <= 250


def test_what_may_only_refuse_is_counted_apart() -> None:
    totals = measured()["totals"]
    assert set(totals) == {"trusted", "models", "consistency"}
    assert sum(totals.values()) == sum(SIZES.values()) and totals["consistency"] < 250
