"""The shape of the house: imports go one way, the simulation stands alone, modules are small and well named."""

from __future__ import annotations

import ast
import importlib
import os
import pkgutil
import shutil
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest
from real_processes import LIMIT

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("w2s_theory", "proofs_check")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
# the only places that import by a computed name: public names, folders that are lists, the checker's rules
LOADERS = {
    "w2s_theory/__init__.py", "w2s_theory/activations/__init__.py", "w2s_theory/cli/group.py",
    "w2s_theory/theorems/listing.py", "w2s_theory/figures/listing.py", "proofs_check/rules/__init__.py",
    "w2s_theory/report/pictures/listing.py",
}  # fmt: skip
BLOCKED = ("sympy", "flint", "mpmath", "w2s_theory.derive", "w2s_theory.evaluate", "w2s_theory.equivalents")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """The import contracts of pyproject.toml, on the packages in ``folder``."""
    code = "from importlinter.cli import lint_imports_command as command; command()"
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", code, "--no-cache", "--config", str(folder / "pyproject.toml")],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=LIMIT,
    )  # fmt: skip


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the packages and of the contracts."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_contracts_are_kept() -> None:
    found = lint_imports(ROOT)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "0 broken" in found.stdout and "KEPT" in found.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("w2s_theory/records/claim.py", "from w2s_theory.checks import margins"),
        ("w2s_theory/simulate/student.py", "import sympy"),
        ("proofs_check/kernel.py", "from w2s_theory.derive import sphere"),
        ("w2s_theory/theorems/limits/setting.py", "import proofs_check.kernel"),
        ("w2s_theory/derive/sphere.py", "from w2s_theory.simulate import gram"),
    ],
)
def test_planted_backward_import_breaks_a_contract(house: Path, module: str, line: str) -> None:
    path = house / module
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(
            "from __future__ import annotations\n", f"from __future__ import annotations\n\n{line}\n", 1
        ),
        encoding="utf-8",
    )
    found = lint_imports(house)
    assert found.returncode == 1 and "BROKEN" in found.stdout, found.stdout + found.stderr


def test_no_import_by_a_computed_name_outside_the_loaders() -> None:
    tricks = {
        "import_module",
        "__import__",
        "exec_module",
        "spec_from_file_location",
        "run_module",
        "run_path",
    }
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = (
                node.id
                if isinstance(node, ast.Name)
                else node.attr
                if isinstance(node, ast.Attribute)
                else ""
            )
            if name in tricks:
                found.add(path.relative_to(ROOT).as_posix())
    assert found == LOADERS


def test_nothing_is_evaluated_or_unpickled() -> None:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("eval", "exec", "sympify", "compile"), path
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                assert (node.value.id, node.attr) not in (
                    ("mpmath", "iv"),
                    ("sympy", "simplify"),
                    ("sympy", "parse_expr"),
                ), path
                # the derivation turns whole numbers, tested to be such, into SymPy's
                assert node.attr != "sympify" or path.parent.name == "derive", path
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                names = {alias.name.split(".")[0] for alias in node.names} | {
                    (getattr(node, "module", None) or "").split(".")[0]
                }
                assert not names & {"pickle", "shelve", "marshal"}, path


def test_no_global_random_numbers() -> None:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Attribute)
                and node.value.attr == "random"
            ):
                assert node.attr in (
                    "Generator",
                    "SeedSequence",
                    "default_rng",
                    "PCG64",
                    "BitGenerator",
                    "Philox",
                ), (path, node.attr)


def fresh(code: str) -> str:
    """What Python prints in a new process."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=LIMIT, env=environment
    )
    assert found.returncode == 0, found.stderr
    return found.stdout


BLOCK = f"""
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if any(name == each or name.startswith(each + ".") for each in {BLOCKED!r}):
            raise ImportError(f"{{name}} is blocked")
sys.meta_path.insert(0, Block())
"""


def test_simulators_run_without_the_derivation() -> None:
    code = (
        BLOCK
        + """
import importlib, pkgutil, math
import w2s_theory.simulate as package
for module in pkgutil.iter_modules(package.__path__):
    importlib.import_module(f"w2s_theory.simulate.{module.name}")
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.simulate.networks import simulate_networks
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.teacher import simulate_teacher
from w2s_theory.simulate.student import compute_student_error
from w2s_theory.simulate.finite_student import simulate_finite_student, simulate_student_limit
from w2s_theory.simulate.momentum import simulate_heavy_ball
from w2s_theory.simulate.operators import draw_operators
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.growing_teachers import simulate_growing_teachers
from w2s_theory.simulate.gaussian.surrogate import simulate_gaussian_teacher
from w2s_theory.simulate.overshoot import measure_overshoot
from w2s_theory.simulate.sampled_training import simulate_sampled_training
from w2s_theory.records.spectral_filter import gradient_flow
rng = child_generator(0, "test")
model = relu_sphere(6)
assert abs(estimate_coefficients(model, 4).coefficient[1] - 1 / 12) < 1e-12
units = draw_units(model, 20, rng)
teacher = simulate_teacher(model, units, 1, times=[10.0], spectral_filter=gradient_flow(), accuracy=1e-7)
assert 0 < teacher.teacher_error < 1
error, accuracy = compute_student_error(teacher, [10.0], gradient_flow())
finite, _ = simulate_finite_student(teacher, draw_units(model, 30, rng), [10.0], gradient_flow())
assert 0 < error[0] < 4 and 0 < finite[0] < 4
assert draw_operators(rng).student_error >= 0
assert 0 < simulate_growing_teachers(model, units[None]).teacher_error[0, -1] < 1
assert 0 < simulate_gaussian_teacher(model, 10, rng).teacher_error < 1
assert measure_overshoot(teacher).best_filter.error < teacher.teacher_error
assert simulate_sampled_training(
    model, units[:5], draw_units(model, 20, rng), teacher_samples=200, batch=20, test_samples=200, seed=0
)
print(sorted(name for name in sys.modules if name.split(".")[0] in ("sympy", "flint", "mpmath")))
"""
    )
    assert fresh(code).strip() == "[]"


def test_blocking_works() -> None:
    """The other test can fail: what needs SymPy does not import behind the block."""
    code = (
        BLOCK + "\ntry:\n    import w2s_theory.checks.sides\nexcept ImportError as error:\n    print(error)"
    )
    assert "is blocked" in fresh(code)


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = ("sympy", "scipy", "matplotlib", "numpy", "flint")
    code = f"import sys, w2s_theory; print([name for name in {heavy!r} if name in sys.modules])"
    assert fresh(code).strip() == "[]"


@pytest.mark.parametrize("layer", ["notation", "records", "activations", "models"])
def test_low_layers_import_without_sympy_and_flint(layer: str) -> None:
    """Symbols and balls are built on first use, so the simulation may read these layers."""
    code = f"""
import sys, importlib, pkgutil
package = importlib.import_module("w2s_theory.{layer}")
for module in pkgutil.iter_modules(getattr(package, "__path__", [])):
    if module.name != "ball_expression":
        importlib.import_module(f"w2s_theory.{layer}.{{module.name}}")
print([name for name in ("sympy", "flint", "mpmath") if name in sys.modules])
"""
    assert fresh(code).strip() == "[]"


def test_modules_are_small_and_well_named() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {str(path): length for path, length in lengths.items() if length > 400} == {}
    assert not [
        path for path in SOURCES if path.stem in ("utils", "util", "helpers", "helper", "common", "misc")
    ]
    median = sorted(lengths.values())[len(lengths) // 2]
    assert median <= 150, f"the median module has {median} lines"


def test_no_public_name_equals_a_module_of_its_package() -> None:
    import w2s_theory

    modules = {module.name for module in pkgutil.iter_modules(w2s_theory.__path__)}
    assert not modules & set(w2s_theory.PUBLIC_NAMES)
    for module in pkgutil.walk_packages(w2s_theory.__path__, "w2s_theory."):
        if not module.ispkg:
            continue
        package = importlib.import_module(module.name)
        inside = {each.name for each in pkgutil.iter_modules(package.__path__)}
        tree = ast.parse(Path(package.__file__).read_text(encoding="utf-8"))
        defined = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        assert not inside & defined, module.name


def test_every_public_name_is_there_and_listed() -> None:
    import w2s_theory

    for name in w2s_theory.PUBLIC_NAMES:
        assert getattr(w2s_theory, name) is not None and name in dir(w2s_theory)
    with pytest.raises(AttributeError):
        _ = w2s_theory.nothing_of_this_name


def test_sources_name_no_machine() -> None:
    """Nothing in the project depends on, or speaks of, the place where it was written."""
    paths = ["/" + "work/", "/" + "root/", "/" + "home/", "/" + "tmp/"]
    files = [
        *SOURCES,
        *(ROOT / "tests").rglob("*.py"),
        ROOT / "Makefile",
        ROOT / "pyproject.toml",
        ROOT / "README.md",
        ROOT / "references.bib",
    ]
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not [each for each in paths if each in text], path


def test_sources_are_utf8_without_tabs() -> None:
    for path in SOURCES:
        with tokenize.open(path) as file:
            assert "\t" not in file.read(), path
