"""What a sweep computes: read from TOML, every wrong entry named with its key and line."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from w2s_theory.exact_number import shorten, shorten_path
from w2s_theory.models.activation_sphere import activation_sphere
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.models.sizes import LARGEST_DIMENSION, require_whole
from w2s_theory.number_lists import times, whole_numbers
from w2s_theory.printing.escaped import escaped
from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model
from w2s_theory.sweep.plan_lines import key_lines
from w2s_theory.tables import html_table, latex_number, latex_table

SCHEMA = 1
LARGEST_PLAN = 1_000_000  # bytes
MOST_CELLS = 10**6
MOST_TRIALS = 10**6  # of one cell
MOST_TASKS = 10**8
LARGEST_SEED = 2**128 - 1

TargetText = tuple[tuple[int, float], ...]
_TOP = ("schema", "trials", "seed", "accuracy", "budget", "confidence", "numerical_accuracy", "model", "grid")
_KINDS = {"relu_sphere": "power", "activation_sphere": "activation"}
_GRID = ("dimension", "teacher_units", "student_units", "degree", "target", "tau")


@dataclass(frozen=True, repr=False)
class SweepPlan:
    """A plan that has been checked.

    Parameters
    ----------
    kind, power, activation
        The model: ``relu_sphere`` with a power, or ``activation_sphere`` with the name of an activation.
    dimensions, teacher_units, student_units, targets
        The grid; ``student_units`` may hold ``inf``, a target is a tuple of (degree, coefficient).
    taus
        Stopping times tau = lambda_K t, K the target's main degree; ``inf`` included.
    trials
        Of every cell; with ``accuracy`` its first ones.
    accuracy
        Half of the width that every interval of a mean should have; ``None``: the trials and no more.
    budget
        With ``accuracy``: the most tasks of all cells together.
    confidence
        Of each interval.
    seed
        0 to 2**128 - 1.
    numerical_accuracy
        Relative numerical accuracy asked of every error, as in ``simulate_networks``.
    """

    kind: str
    power: int | None
    activation: str | None
    dimensions: tuple[int, ...]
    teacher_units: tuple[int, ...]
    student_units: tuple[float, ...]
    targets: tuple[TargetText, ...]
    taus: tuple[float, ...]
    trials: int
    seed: int = 0
    numerical_accuracy: float = 1e-6
    accuracy: float | None = None
    budget: int | None = None
    confidence: float = 0.95

    def model(self, dimension: int) -> Model:
        """The model in one dimension."""
        if self.power is not None:
            return relu_sphere(dimension, self.power)
        assert self.activation is not None
        return activation_sphere(self.activation, dimension)

    @property
    def model_name(self) -> str:
        """The model without its dimension, as one word that names it for ever."""
        return f"{self.kind}({self.activation if self.power is None else self.power})"

    def to_dict(self) -> dict[str, Any]:
        """The plan as ``build_plan`` reads it, complete, for JSON; infinite is "inf"."""
        choice = {"activation": self.activation} if self.power is None else {"power": self.power}
        return {
            "schema": SCHEMA,
            "trials": self.trials,
            "seed": self.seed,
            **({} if self.accuracy is None else {"accuracy": self.accuracy, "budget": self.budget}),
            "confidence": self.confidence,
            "numerical_accuracy": self.numerical_accuracy,
            "model": {"kind": self.kind, **choice},
            "grid": {
                "dimension": list(self.dimensions),
                "teacher_units": list(self.teacher_units),
                "student_units": ["inf" if math.isinf(each) else int(each) for each in self.student_units],
                "target": [{str(k): c for k, c in each} for each in self.targets],
                "tau": ["inf" if math.isinf(each) else each for each in self.taus],
            },
        }

    def to_latex(self) -> str:
        """A ``tabular`` of the grid."""
        grid = self.to_dict()["grid"]
        rows = [("model", escaped(self.model_name))]
        rows += [(escaped(name), _latex_values(values)) for name, values in grid.items()]
        return latex_table(rows, "ll")

    def __repr__(self) -> str:
        cells = math.prod(map(len, (self.dimensions, self.teacher_units, self.student_units, self.targets)))
        work = f"{cells} cells, {self.trials} trials each, {len(self.taus)} times, seed {self.seed}"
        return f"SweepPlan({self.model_name}: {work})"

    def _repr_html_(self) -> str:
        return html_table(self._rows(), caption=repr(self))

    def _rows(self) -> list[tuple[str, str]]:
        grid = self.to_dict()["grid"]
        return [("model", self.model_name), *((name, ", ".join(map(str, grid[name]))) for name in grid)]


def read_plan(path: str | Path) -> SweepPlan:
    """Read and check a plan.

    Raises
    ------
    InputError
        With file, line and key, for anything that is not as it must be.
    """
    try:
        content = Path(path).read_bytes()[: LARGEST_PLAN + 1]
        text = content.decode("utf-8")
    except FileNotFoundError as problem:
        raise InputError(
            f"there is no file {shorten_path(path)}: give a plan, as `w2s sweep plan --example` prints"
        ) from problem
    except (OSError, ValueError) as problem:
        raise InputError(
            f"{shorten_path(path)} cannot be read as text: give a plan, as `w2s sweep plan --example` prints"
        ) from problem
    if len(content) > LARGEST_PLAN:
        raise InputError(f"{shorten_path(path)} is too large to be a plan")
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise InputError(f"{shorten_path(path)} is not TOML: {problem}") from problem
    lines = key_lines(text)

    def where(key: str) -> str:
        line = lines.get(key) or lines.get(key.partition(".")[0])
        return f"{shorten_path(path)}, line {line}: {key}" if line else f"{shorten_path(path)}: {key}"

    return build_plan(raw, where)


def build_plan(raw: Mapping[str, Any], where: Callable[[str], str] = str) -> SweepPlan:
    """Check a plan given as a mapping; ``where`` tells an error where a key stands.

    Raises
    ------
    InputError
        For unknown and missing keys, wrong types, sizes out of range, values given twice, targets
        that the features cannot represent, and too many tasks.
    """
    _known(raw, _TOP, "", where)
    _only(raw.get("schema", SCHEMA) == SCHEMA, where("schema"), f"must be {SCHEMA}")
    model, grid = _table(raw, "model", where), _table(raw, "grid", where)
    kind, power, activation = _model(model, where)
    _known(grid, _GRID, "grid.", where)
    _only(("degree" in grid) != ("target" in grid), where("grid"), "needs either degree or target")
    plan = SweepPlan(
        kind,
        power,
        activation,
        _wholes(grid, "grid.dimension", where, 2, LARGEST_DIMENSION),
        _wholes(grid, "grid.teacher_units", where, 1, 10**6),
        _wholes(grid, "grid.student_units", where, 1, 10**6, infinite=True)
        if "student_units" in grid
        else (math.inf,),
        _list(grid, "grid.target", where, _target)
        if "target" in grid
        else tuple(((degree, 1.0),) for degree in _wholes(grid, "grid.degree", where, 0, 4096)),
        _taus(grid, where),
        require_whole(_needed(raw, "trials", where), where("trials"), 1, MOST_TRIALS),
        require_whole(raw.get("seed", 0), where("seed"), 0, LARGEST_SEED),
        _number(raw.get("numerical_accuracy", 1e-6), where("numerical_accuracy"), 1e-15, 0.5),
        *_sampling(raw, where),
    )
    cells = len(plan.dimensions) * len(plan.teacher_units) * len(plan.student_units) * len(plan.targets)
    _only(cells <= MOST_CELLS, where("grid"), f"has {cells} cells, and at most {MOST_CELLS} are possible")
    _only(
        cells * plan.trials <= MOST_TASKS,
        where("trials"),
        f"times {cells} cells makes {cells * plan.trials} tasks, and at most {MOST_TASKS} are possible",
    )
    if plan.budget is not None:
        least = cells * plan.trials
        _only(
            plan.budget >= least,
            where("budget"),
            f"must be at least {least}, the first trials of {cells} cells",
        )
    _representable(plan, where("grid.target" if "target" in grid else "grid.degree"))
    return plan


def first_difference(old: Mapping[str, Any], new: Mapping[str, Any], prefix: str = "") -> str | None:
    """The first key in which two plans differ, with both values; ``None`` if they are equal."""
    for key in sorted({*old, *new}):
        a, b = old.get(key), new.get(key)
        if isinstance(a, Mapping) and isinstance(b, Mapping):
            found = first_difference(a, b, f"{prefix}{key}.")
            if found:
                return found
        elif a != b:
            return f"{prefix}{key} is {shorten(str(a), 60)} there and {shorten(str(b), 60)} in the plan"
    return None


def _model(model: Mapping[str, Any], where: Callable[[str], str]) -> tuple[str, int | None, str | None]:
    _known(model, ("kind", *_KINDS.values()), "model.", where)
    kind = model.get("kind", "relu_sphere")
    _only(
        isinstance(kind, str) and kind in _KINDS, where("model.kind"), f"must be one of {', '.join(_KINDS)}"
    )
    for other, key in _KINDS.items():
        _only(other == kind or key not in model, where(f"model.{key}"), f"does not belong to {kind}")
    if kind == "relu_sphere":
        return kind, require_whole(model.get("power", 1), where("model.power"), 0, 3), None
    name = _needed(model, "model.activation", where)
    _only(isinstance(name, str), where("model.activation"), 'must be a name such as "erf"')
    try:
        activation_sphere(name, 8)
    except InputError as problem:
        raise InputError(f"{where('model.activation')}: {problem}") from problem
    return kind, None, name


def _sampling(raw: Mapping[str, Any], where: Callable[[str], str]) -> tuple[float | None, int | None, float]:
    accuracy = budget = None
    if "accuracy" in raw:
        accuracy = _number(raw["accuracy"], where("accuracy"), 1e-6, 1.0)
        budget = require_whole(_needed(raw, "budget", where), where("budget"), 1, MOST_TASKS)
    _only(accuracy is not None or "budget" not in raw, where("budget"), "goes with an accuracy")
    return accuracy, budget, _number(raw.get("confidence", 0.95), where("confidence"), 0.5, 1 - 1e-9)


def _representable(plan: SweepPlan, where: str) -> None:
    from w2s_theory.simulate.targets import build_target

    for dimension in plan.dimensions:
        for target in plan.targets:
            try:
                build_target(dict(target), plan.model(dimension))
            except ValueError as problem:  # also an accuracy that cannot be had there
                raise InputError(f"{where}: {problem}") from problem


def _student(value: Any, where: str) -> float:
    if value == "inf" or (isinstance(value, float) and value == math.inf):
        return math.inf
    try:
        return require_whole(value, where, 1, 10**6)
    except InputError as problem:
        raise InputError(f"{where} must be a whole number from 1 to 1000000, or inf") from problem


def _tau(value: Any, where: str) -> float:
    if value == "inf":
        return math.inf
    good = not isinstance(value, bool) and isinstance(value, int | float) and 0 <= value
    _only(good and (value == math.inf or value <= 1e300), where, "must be a number from 0 to 1e300, or inf")
    return float(value)


def _target(value: Any, where: str) -> TargetText:
    good = isinstance(value, Mapping) and value and all(k.isascii() and k.isdigit() for k in value)
    _only(bool(good), where, "must be a table such as { 1 = 0.8, 2 = 0.6 }")
    pairs = sorted((int(k[:6]), _number(c, where, -1.0, 1.0)) for k, c in value.items())
    degrees = [k for k, _ in pairs]
    _only(len(set(degrees)) == len(degrees), where, "names a degree twice")
    return tuple(pairs)


def _number(value: Any, where: str, low: float, high: float) -> float:
    good = not isinstance(value, bool) and isinstance(value, int | float) and low <= value <= high
    _only(good, where, f"must be a number from {low:g} to {high:g}")
    return float(value)


def _list(
    grid: Mapping[str, Any], name: str, where: Callable[[str], str], convert: Callable[[Any, str], Any]
) -> tuple[Any, ...]:
    values = _needed(grid, name, where)
    _only(isinstance(values, list) and bool(values), where(name), "must be a list with at least one entry")
    found = tuple(convert(value, where(name)) for value in values)
    _only(len(set(found)) == len(found), where(name), "holds a value twice")
    return found


def _wholes(
    grid: Mapping[str, Any],
    name: str,
    where: Callable[[str], str],
    lower: int,
    upper: int,
    *,
    infinite: bool = False,
) -> tuple[Any, ...]:
    """A list of whole numbers, or a text as on the command line: ``"30,100"``, ``"30:1000:7"``."""
    value = grid.get(name.rpartition(".")[2])
    if isinstance(value, str):
        return whole_numbers(value, where(name), lower, upper, infinite=infinite)
    return _list(grid, name, where, _student if infinite else lambda v, w: require_whole(v, w, lower, upper))


def _taus(grid: Mapping[str, Any], where: Callable[[str], str]) -> tuple[float, ...]:
    """A list of stopping times, or a text as on the command line: ``"0.1:300:21,inf"``."""
    value = grid.get("tau")
    if isinstance(value, str):
        return tuple(float(each) for each in times(value, where("grid.tau")))
    return _list(grid, "grid.tau", where, _tau)


def _needed(table: Mapping[str, Any], name: str, where: Callable[[str], str]) -> Any:
    key = name.rpartition(".")[2]
    _only(key in table, where(name), "is missing")
    return table[key]


def _table(raw: Mapping[str, Any], name: str, where: Callable[[str], str]) -> Mapping[str, Any]:
    table = _needed(raw, name, where)
    _only(isinstance(table, Mapping), where(name), "must be a table")
    return table


def _known(table: Mapping[str, Any], keys: tuple[str, ...], prefix: str, where: Callable[[str], str]) -> None:
    for key in table:
        # a key that nobody knows is most often a known one misspelled: it must not be ignored
        _only(key in keys, where(prefix + str(key)[:40]), f"is no key of a plan; expected {', '.join(keys)}")


def _only(condition: bool, where: str, text: str) -> None:
    if not condition:
        raise InputError(f"{where} {text}")


def _latex_values(values: list[Any]) -> str:
    """Numbers as formulas; a target as degree: coefficient."""
    shown = []
    for each in values:
        if isinstance(each, dict):
            shown.append("; ".join(f"{k}: ${latex_number(c)}$" for k, c in each.items()))
        else:
            shown.append(f"${latex_number(each)}$")
    return ", ".join(shown)
