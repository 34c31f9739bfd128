"""The shape of the house: one direction of imports, the simulation on its own, small modules."""

from __future__ import annotations

import ast
import importlib
import os
import pkgutil
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("w2s_theory", "proofs_check")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
# folders are registries, so these modules load by name; nobody else may
LOADERS = {
    "w2s_theory/__init__.py",
    "w2s_theory/activations/__init__.py",
    "w2s_theory/cli/group.py",
    "w2s_theory/theorems/listing.py",
    "proofs_check/rules/__init__.py",
}


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--config", str(folder / "pyproject.toml"), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def copy_of_the_house(folder: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_are_kept():
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    "module, line",
    [
        ("w2s_theory/spec/claim.py", "from w2s_theory.evaluate import fast"),
        ("w2s_theory/simulate/streams.py", "from w2s_theory.derive import sphere"),
        ("w2s_theory/simulate/streams.py", "import sympy"),
        ("proofs_check/sign.py", "from w2s_theory.evaluate import enclosure"),
        ("w2s_theory/theorems/limits/trials.py", "from proofs_check import sign"),
        ("w2s_theory/checks/run.py", "from w2s_theory.cli import entry"),
        ("w2s_theory/evaluate/fast.py", "from w2s_theory.simulate import streams"),
    ],
)
def test_a_planted_backward_import_breaks_a_contract(tmp_path, module, line):
    copy = copy_of_the_house(tmp_path)
    path = copy / module
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("from __future__ import annotations\n", f"from __future__ import annotations\n{line}\n", 1))
    done = lint_imports(copy)
    assert done.returncode != 0 and "BROKEN" in done.stdout


def test_nobody_but_the_loaders_imports_by_name():
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            # a polynomial's .eval is no eval
            by_name = called.split(".")[-1] in ("import_module", "__import__", "spec_from_file_location")
            if by_name or called in ("exec", "eval", "builtins.exec", "builtins.eval"):
                found.append(relative(path))
    assert set(found) <= LOADERS


ALONE = """
import sys
for name in ("sympy", "flint", "mpmath", "w2s_theory.convert", "w2s_theory.derive", "w2s_theory.evaluate",
             "w2s_theory.equivalents", "w2s_theory.theorems", "w2s_theory.checks", "proofs_check"):
    sys.modules[name] = None
import importlib, math, pkgutil
import w2s_theory.simulate
for module in pkgutil.walk_packages(w2s_theory.simulate.__path__, "w2s_theory.simulate."):
    importlib.import_module(module.name)
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.models.activation_sphere import activation_sphere
from w2s_theory.simulate.networks import simulate_networks
from w2s_theory.simulate.momentum import simulate_heavy_ball
from w2s_theory.simulate.operators import draw_operators
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.streams import child_generator
from w2s_theory.simulate.teacher import simulate_teacher
rng = child_generator(0, "alone")
model = relu_sphere(6)
draw_operators(rng)
teacher = simulate_teacher(model, draw_units(model, 12, rng))
simulate_heavy_ball(teacher, draw_units(model, 30, rng), [1.0, 5.0], 0.5)
for students in (math.inf, 40):
    found = simulate_networks(model, 12, students, 1, (1.0, 20.0), trials=2)
    assert found.student_error.shape == (2, 2)
simulate_networks(activation_sphere("tanh", 5), 10, target=1, times=(1.0,), trials=1)
print("alone")
"""


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_simulation_runs_without_the_derivation():
    assert run(ALONE) == "alone"


def test_importing_the_package_loads_nothing_heavy():
    heavy = run(
        "import sys, w2s_theory; print([n for n in ('sympy', 'scipy', 'matplotlib', 'numpy', 'flint') if n in sys.modules])"
    )
    assert heavy == "[]"


def test_public_names_are_there_and_listed():
    import w2s_theory

    for name in w2s_theory.PUBLIC_NAMES:
        assert getattr(w2s_theory, name) is not None
        assert name in dir(w2s_theory)
    with pytest.raises(AttributeError, match="nonsense"):
        _ = w2s_theory.nonsense  # type: ignore[attr-defined]


def packages() -> list[str]:
    found = []
    for package in PACKAGES:
        found.append(package)
        walked = pkgutil.walk_packages([str(ROOT / package)], f"{package}.")
        found += [module.name for module in walked if module.ispkg]
    return found


@pytest.mark.parametrize("name", packages())
def test_no_public_name_shadows_a_submodule(name):
    package = importlib.import_module(name)
    submodules = {module.name for module in pkgutil.iter_modules(package.__path__)}
    public = set(getattr(package, "PUBLIC_NAMES", ())) | {
        key for key, value in vars(package).items() if not key.startswith("_") and not isinstance(value, type(package))
    }
    assert not public & submodules


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_modules_are_small_and_named(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
    assert path.stem not in ("utils", "helpers", "common", "misc")


def test_the_sources_know_no_machine():
    words = re.compile(r"(?<![\w.])/(?:work|root|home|tmp)/|\.\./shared", re.IGNORECASE)
    tracked = [*SOURCES, *sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "Makefile"]
    assert [relative(path) for path in tracked if words.search(path.read_text(encoding="utf-8"))] == []
