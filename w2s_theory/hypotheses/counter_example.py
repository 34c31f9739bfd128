"""A counter-example to a statement without one of its hypotheses: searched in floats, certified in balls.

The search starts at random points and goes to a near instance that satisfies all other hypotheses and breaks
the claim by a margin (least squares). Nothing it finds is believed: ``certified_instance`` shows
that an exact instance is there, or it does not count.
"""

from __future__ import annotations

import itertools
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from proofs_check.gram import gram_facts
from w2s_theory.hypotheses.certified import certify, holds_on, value_on
from w2s_theory.hypotheses.instance import Constraint, NoInstance, Problem, Shape, build_problem
from w2s_theory.hypotheses.weaker_statements import Hypothesis
from w2s_theory.records.parameter import Parameter
from w2s_theory.records.theorem import Statement

MARGIN = 1e-3
# by how much the claim is broken, in units of its own size
BREAKS = (0.03, 1e-3)
# fewer where an instance is large
_STARTS, _FEW_STARTS, _MANY_VECTORS = 6, 2, 6
_RESIDUAL = 1e-9


@dataclass(frozen=True, slots=True)
class CounterExample:
    """An instance that satisfies every other hypothesis and breaks the claim.

    Parameters
    ----------
    method
        ``certified instance`` (an exact one lies within the digits shown) or ``simulation`` (beyond its own error).
    values
        Letter -> number, for people.
    left, right
        The two sides of the claim there.
    excess
        By how much the claim is broken, at least.
    """

    method: str
    values: Mapping[str, str]
    left: str
    right: str
    excess: float


@dataclass(frozen=True, slots=True)
class Compiled:
    """A problem with fast values and slopes of its constraints."""

    problem: Problem
    constraints: Callable[..., np.ndarray]
    slopes: Callable[..., np.ndarray]
    broken: Callable[..., np.ndarray]
    broken_slopes: Callable[..., np.ndarray]


class Searcher:
    """Looks for counter-examples to one statement; compiled once for all its hypotheses."""

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self._compiled: dict[Shape, Compiled] = {}

    def search(self, hypothesis: Hypothesis, rng: np.random.Generator) -> CounterExample | None:
        """A certified counter-example without the hypothesis, or ``None``.

        Raises
        ------
        NoInstance
            Where the statement has no instances in finitely many numbers.
        """
        if hypothesis.weaker is None:
            return None
        for shape in _shapes(self.statement):
            compiled = self.compiled(shape)
            kept = _kept(compiled.problem.constraints, hypothesis)
            for number, share in itertools.product(range(len(compiled.problem.broken)), BREAKS):
                found = self._at(compiled, kept, number, share, hypothesis, rng)
                if found is not None:
                    return found
        return None

    def compiled(self, shape: Shape) -> Compiled:
        if shape not in self._compiled:
            self._compiled[shape] = _compile(build_problem(self.statement, shape))
        return self._compiled[shape]

    def _at(
        self,
        compiled: Compiled,
        kept: list[int],
        number: int,
        share: float,
        hypothesis: Hypothesis,
        rng: np.random.Generator,
    ) -> CounterExample | None:
        problem = compiled.problem
        starts = _STARTS if problem.coordinates < _MANY_VECTORS else _FEW_STARTS
        for whole in itertools.islice(_whole_values(problem.whole, hypothesis, rng), starts):
            start = self._start(problem, hypothesis, rng)
            values = _nearest(compiled, kept, number, share, start, whole) if len(start) else start
            if values is None:
                continue
            found = _certified(problem, kept, number, values, whole)
            if found is not None:
                return found
        return None

    def _start(self, problem: Problem, hypothesis: Hypothesis, rng: np.random.Generator) -> np.ndarray:
        """Letters from their typical range, twice as wide for the one that is set free; vectors at random."""
        typical = {each.symbol: each.typical for each in self.statement.parameters}
        start = rng.standard_normal(len(problem.unknowns)) / np.sqrt(problem.coordinates or 1)
        for position, unknown in enumerate(problem.unknowns):
            name = re.split(r"[\[@]", unknown.name)[0]
            if name in typical:
                lower, upper = typical[name].lower, typical[name].upper
                low = -1.0 if lower is None else float(lower)
                high = low + 2.0 if upper is None else float(upper)
                free = hypothesis.kind == "domain" and hypothesis.name.split()[0] == name
                start[position] = low + (high - low) * (rng.uniform(-0.5, 2.0) if free else rng.uniform())
        return start


def _shapes(statement: Statement) -> Iterator[Shape]:
    vectors = len(statement.setting.vectors) if statement.setting else 0
    chance = bool(statement.setting and statement.setting.random)
    yield Shape(min(vectors, 5), 2, 1)
    if vectors > 5:
        yield Shape(min(vectors, 8), 2, 1)
    if chance:
        yield Shape(min(vectors, 3), 2, 2)


def _kept(constraints: Sequence[Constraint], hypothesis: Hypothesis) -> list[int]:
    """Positions of the constraints that stay when the hypothesis goes."""
    weaker = hypothesis.weaker
    assert weaker is not None
    facts = gram_facts(weaker.setting) if weaker.setting else {}
    ends = {
        f"{each.symbol} {end}": (getattr(each.domain, end), getattr(each.domain, f"{end}_open"))
        for each in weaker.parameters
        for end in ("lower", "upper")
    }
    kept = []
    for position, each in enumerate(constraints):
        if hypothesis.kind == "claim":
            stays = each.source != hypothesis.name
        elif hypothesis.kind == "domain":
            parameter = hypothesis.name.split()[0]
            end = "lower" if ">" in hypothesis.name else "upper"
            stays = each.source != f"{parameter} {end}" and each.source in (*ends, each.source)
        else:
            # a name with a dot or a parenthesis is a fact; domains and claims stay
            stays = each.source in facts or each.source in ends or each.source.startswith("hypotheses[")
        if stays:
            kept.append(position)
    return kept


def _whole_values(
    parameters: Sequence[Parameter], hypothesis: Hypothesis, rng: np.random.Generator
) -> Iterator[dict[str, int]]:
    """Small whole numbers from the domains of the weaker statement; first those the hypothesis forbids."""
    weaker = {each.symbol: each for each in hypothesis.weaker.parameters} if hypothesis.weaker else {}
    seen = set()
    for _ in range(200):
        whole = {}
        for each in parameters:
            domain, before = weaker[each.symbol].domain, each.domain
            low = int(domain.lower) if domain.lower is not None else 0
            high = int(domain.upper) if domain.upper is not None else low + 4
            if domain != before and before.upper is not None and domain.upper is None:
                low, high = int(before.upper) + 1, int(before.upper) + 4
            if domain != before and before.lower is not None and domain.lower != before.lower:
                high = int(before.lower) - 1
            whole[each.symbol] = int(rng.integers(low, high + 1))
        key = tuple(whole.values())
        if whole and key in seen:
            continue
        seen.add(key)
        yield whole


def _compile(problem: Problem) -> Compiled:
    import scipy.special  # noqa: F401  (the printer's module of gamma functions)

    whole = [sympy.Symbol(each.symbol, integer=True, real=True) for each in problem.whole]
    names = {each.symbol: symbol for each, symbol in zip(problem.whole, whole, strict=True)}

    def plain(expression: Any) -> Any:
        return expression.xreplace(
            {
                s: names[s.name]
                for s in expression.free_symbols
                if isinstance(s, sympy.Symbol) and s.name in names
            }
        )

    def function(values: list[Any]) -> Callable[..., np.ndarray]:
        return _function(list(problem.unknowns), whole, [plain(each) for each in values])

    values = [each.value for each in problem.constraints]
    return Compiled(
        problem,
        function(values),
        function([sympy.diff(each, x) for each in values for x in problem.unknowns]),
        function(list(problem.broken)),
        function([sympy.diff(each, x) for each in problem.broken for x in problem.unknowns]),
    )


def _function(unknowns: list[Any], whole: list[Any], values: list[Any]) -> Callable[..., np.ndarray]:
    stand_in = {x: sympy.Symbol(f"x_{number}", real=True) for number, x in enumerate(unknowns)}
    written = [sympy.S(each).xreplace(stand_in) for each in values]
    raw = sympy.lambdify([list(stand_in.values()), whole], written, modules=["scipy", "numpy"], cse=True)

    def value(x: np.ndarray, numbers: Mapping[str, int]) -> np.ndarray:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return np.array([float(np.real(each)) for each in raw(list(x), list(numbers.values()))])
            except (ZeroDivisionError, OverflowError, TypeError, ValueError):
                return np.full(len(values), np.nan)

    return value


def _nearest(
    compiled: Compiled,
    kept: list[int],
    number: int,
    share: float,
    start: np.ndarray,
    whole: Mapping[str, int],
) -> np.ndarray | None:
    """An instance near ``start`` that satisfies the kept constraints and breaks the claim by ``share``.

    Least squares of the equations and of what is missing to each inequality.
    """
    from scipy.optimize import least_squares

    count = len(start)
    relations = [compiled.problem.constraints[i].relation for i in kept]
    inequality = np.array([relation != "==" for relation in relations] + [True])
    margin = np.array([min(MARGIN, share)] * len(kept) + [share]) * inequality

    def missing(x: np.ndarray) -> np.ndarray:
        values = np.append(compiled.constraints(x, whole)[kept], compiled.broken(x, whole)[number]) - margin
        values = np.where(inequality, np.minimum(values, 0.0), values)
        return np.where(np.isfinite(values), values, 1e6)

    def slopes(x: np.ndarray) -> Any:
        rows = compiled.slopes(x, whole).reshape(-1, count)[kept]
        rows = np.vstack([rows, compiled.broken_slopes(x, whole).reshape(-1, count)[[number]]])
        rows[inequality & (missing(x) == 0.0)] = 0.0
        return np.where(np.isfinite(rows), rows, 0.0)

    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            jacobian: Any = slopes  # the stubs know the three words only
            result = least_squares(missing, start, jacobian, xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=150)
        except (ValueError, np.linalg.LinAlgError):
            return None
    x = np.asarray(result.x)
    return x if np.all(np.isfinite(x)) and np.abs(missing(x)).max() < _RESIDUAL else None


def _certified(
    problem: Problem, kept: list[int], number: int, values: np.ndarray, whole: Mapping[str, int]
) -> CounterExample | None:
    constraints = [problem.constraints[i] for i in kept]
    box = certify(
        [each.value for each in constraints if each.relation == "=="], problem.unknowns, values, whole
    )
    if box is None:
        return None
    if not all(
        holds_on(each.value, each.relation, box, whole) for each in constraints if each.relation != "=="
    ):
        return None
    if not holds_on(problem.broken[number], ">", box, whole):
        return None
    sides = [value_on(expression, box, whole) for _, expression in problem.shown]
    claim = 0 if len(sides) == 2 or number == 0 else 2
    excess = value_on(problem.broken[number], box, whole)
    return CounterExample(
        "certified instance",
        {**{name: str(value) for name, value in whole.items()}, **_vectors(box)},
        f"{float(sides[claim].mid()):.6g}",
        f"{float(sides[claim + 1].mid()):.6g}",
        float(excess.lower()),
    )


def _vectors(box: Mapping[str, Any]) -> dict[str, str]:
    """Coordinates of one vector or sequence together."""
    groups: dict[str, list[str]] = {}
    for name, ball in box.items():
        groups.setdefault(name.partition("[")[0], []).append(f"{float(ball.mid()):.6g}")
    return {name: parts[0] if len(parts) == 1 else f"({', '.join(parts)})" for name, parts in groups.items()}


__all__ = ["CounterExample", "NoInstance", "Searcher"]
