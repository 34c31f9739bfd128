"""Every command has its Python twin, the reference page says so and is current, and the ten lines of the package run."""

import doctest
import json
import subprocess
import sys
from pathlib import Path

import pytest

import w2s_theory as w
from w2s_theory.cli.reference import TWINS, command_names, main, reference, twins_of
from w2s_theory.records.errors import InputError

ROOT = Path(w.__file__).resolve().parent.parent
NAME = "student_error_ge_three_quarters_sq_of_shrinkage"


def test_every_command_has_a_twin():
    assert {"evaluate", "prove", "sweep run"} < set(command_names())
    for command in command_names():
        assert all(callable(getattr(w, name)) for name in twins_of(command))


def test_a_command_without_a_twin_is_named(monkeypatch):
    monkeypatch.delitem(TWINS, "prove")
    with pytest.raises(InputError, match="the command prove has no Python twin"):
        reference()


def test_the_page_is_current(tmp_path, capsys):
    page = ROOT / "docs" / "reference.md"
    assert main([str(page), "--check"]) == 0, "run: python -m w2s_theory.cli.reference docs/reference.md"
    stale = tmp_path / "reference.md"
    stale.write_text("old", encoding="utf-8")
    assert main([str(stale), "--check"]) == 1 and "stale" in capsys.readouterr().err
    assert main([str(stale)]) == 0 and stale.read_bytes() == page.read_bytes()


def test_the_page_lists_every_public_function():
    text = reference()
    for name in set(w.PUBLIC_NAMES) - {"catalog", "__version__", "InputError", "AccuracyError"}:
        assert text.count(f"### {name}\n") == 1
    assert "0x" not in text and "``" not in text


def test_the_ten_lines_of_the_package_run():
    found = doctest.testmod(w)
    assert found.attempted >= 10 and found.failed == 0


@pytest.mark.parametrize(
    "module",
    [
        "named",
        "proving",
        "deriving",
        "explaining",
        "roles",
        "lists",
        "sweeps",
        "own_activation",
        "facts",
        "teaching",
    ],
)
def test_examples_of_the_twins_run(module):
    import importlib

    found = doctest.testmod(importlib.import_module(f"w2s_theory.api.{module}"))
    assert found.attempted and not found.failed


def modules_with_examples() -> list[str]:
    """All others whose docstrings show what they print."""
    root = Path(w.__file__).parent
    shown = (path for path in root.rglob("*.py") if ">>> " in path.read_text(encoding="utf-8"))
    names = (".".join(("w2s_theory", *path.relative_to(root).with_suffix("").parts)) for path in shown)
    return sorted(
        name.removesuffix(".__init__")
        for name in names
        if name != "w2s_theory.__init__" and ".api." not in name
    )


@pytest.mark.parametrize("module", modules_with_examples())
def test_examples_of_docstrings_print_what_they_say(module):
    import importlib

    found = doctest.testmod(
        importlib.import_module(module), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    )
    assert found.attempted and not found.failed


@pytest.mark.parametrize(
    ("arguments", "made"),
    [
        (["prove", NAME], lambda: {"proofs": [w.prove(NAME).to_dict()]}),
        (["derive", NAME], lambda: w.derive_theorem(NAME).to_dict()),
        (["list", "limits"], lambda: w.list_theorems("limits").to_dict()),
        (["explain", "every", "draw"], lambda: w.explain("every draw").to_dict()),
        (["paper"], lambda: w.paper().to_dict()),
        (["notebook"], lambda: w.list_notebooks().to_dict()),
        (["figure"], lambda: w.list_figures().to_dict()),
        (["needs", NAME, "--proof-only"], lambda: {"theorems": [
            {key: value for key, value in w.hypothesis_roles(NAME, search=False).to_dict().items()
             if key in ("name", "hypotheses")}]}),
        (["needs", NAME, "--facts"], lambda: w.facts(NAME).to_dict()),
        (["evaluate", NAME, "--at", "L_TE=1/7", "--digits", "30"],
         lambda: w.evaluate_bound(NAME, L_TE="1/7", digits=30).to_dict()),
    ],
    ids=lambda each: each[0] if isinstance(each, list) else "",
)  # fmt: skip
def test_a_twin_says_what_its_command_prints(arguments, made, capsys, monkeypatch):
    from w2s_theory.cli.entry import main as run

    monkeypatch.setattr(sys, "argv", ["w2s", *arguments, "--json"])
    with pytest.raises(SystemExit) as ended:
        raise SystemExit(run())
    printed = json.loads(capsys.readouterr().out)
    assert ended.value.code in (0, None)
    said = json.loads(json.dumps(made()))
    assert {key: printed[key] for key in said} == said


def test_importing_the_package_loads_nothing():
    code = "import sys, w2s_theory; dir(w2s_theory); print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    loaded = done.stdout.split()
    assert [each for each in loaded if each.startswith("w2s_theory")] == ["w2s_theory"]
    assert not {"numpy", "sympy", "scipy", "flint", "mpmath", "matplotlib", "click"} & set(loaded)
