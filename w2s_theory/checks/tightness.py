"""How tight a bound is over its domain: the closest measured/bound that anything reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from w2s_theory.checks.sides import admitted, sides_on
from w2s_theory.printing.escaped import escaped
from w2s_theory.records.draws import Draws
from w2s_theory.records.errors import InputError
from w2s_theory.records.theorem import Theorem
from w2s_theory.simulate.machine.streams import child_generator, require_seed
from w2s_theory.tables import latex_number, latex_table
from w2s_theory.theorems.names import theorem_meant

TRIALS, STARTS, BUDGET = 300, 3, 1500
# pulls the optimiser to the wanted parameter; the row reports the parameter that it really reached
_PULL = 100.0


@dataclass(frozen=True, slots=True)
class TightnessRow:
    """The closest draw near one value of the parameter.

    ``at`` is the value asked for, ``reached`` that of the draw, ``ratio`` measured/bound there
    (1 where attained), ``found_by`` ``witness``, ``experiment`` or ``optimiser``.
    """

    at: float
    reached: float
    measured: float
    bound: float
    ratio: float
    found_by: str


@dataclass(frozen=True, slots=True)
class Tightness:
    """Rows of :func:`tightness`; grid values near which no draw lies are left out."""

    name: str
    parameter: str
    relation: str
    seed: int
    rows: tuple[TightnessRow, ...]
    how: str = "simulated"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    def to_latex(self) -> str:
        """A LaTeX tabular of parameter, measured, bound and ratio."""
        rows = [
            [
                f"${latex_number(f'{value:.{digits}g}')}$"
                for value, digits in zip(_values(row), (4, 6, 6, 4), strict=True)
            ]
            for row in self.rows
        ]
        return latex_table(
            rows, "rrrr", (rf"\texttt{{{escaped(self.parameter)}}}", "measured", "bound", "ratio")
        )

    def __repr__(self) -> str:
        ratios = [row.ratio for row in self.rows]
        reach = f"{min(ratios):.4g} to {max(ratios):.4g}" if ratios else "no draw"
        where = f"{len(ratios)} values of {self.parameter}"
        return f"<tightness of {self.name}: measured/bound {reach} over {where}>"

    def _repr_html_(self) -> str:
        cells = "".join(
            f"<tr><td>{row.reached:.4g}</td><td>{row.measured:.6g}</td><td>{row.bound:.6g}</td>"
            f"<td>{row.ratio:.4f}</td><td>{row.found_by}</td></tr>"
            for row in self.rows
        )
        names = (self.parameter, "measured", "bound", "ratio", "found by")
        head = "".join(f"<th>{name}</th>" for name in names)
        return f"<table><tr>{head}</tr>{cells}</table>"


def tightness(
    name: str | Theorem, grid: Iterable[Any] | Mapping[str, Iterable[Any]] | None = None, *, seed: int = 0
) -> Tightness:
    """The ratio measured/bound closest to failing, over a grid of one parameter.

    Parameters
    ----------
    name
        A theorem's name, a part that no other name has, or a ``Theorem``.
    grid
        Values of the theorem's first real parameter, or ``{parameter: values}``; by default nine
        values over its typical range.
    seed
        Of the random draws and of the optimiser's starts.

    Returns
    -------
    Tightness
        One row per grid value: of the witness, of random draws and of an optimiser held near the
        value, the draw with the ratio closest to failing. float64; each ratio is that of one draw
        of its own parameters, never of the grid's.

    Raises
    ------
    InputError
        For an unknown theorem or parameter, values outside its domain, a claim with two sides or
        an identity, and a theorem without one real parameter.
    """
    require_seed(seed)
    theorem = theorem_meant(name)
    if theorem.relation not in (">=", "<=", ">", "<"):
        raise InputError(
            f"{theorem.name} is no one-sided bound: tightness compares a measured value with one bound"
        )
    parameter, values = _grid(theorem, grid)
    rng = child_generator(seed, f"{theorem.name}/tightness")
    pools = [("experiment", admitted(theorem, theorem.experiment(rng, TRIALS)))]
    if theorem.witness is not None:
        pools.append(("witness", admitted(theorem, theorem.witness())))
    rows = []
    for value, (low, high) in zip(values, _cells(values), strict=True):
        found = [
            (
                label,
                draws.select((draws.parameters[parameter] >= low) & (draws.parameters[parameter] <= high)),
            )
            for label, draws in pools
        ]
        if theorem.attack is not None:
            found.append(("optimiser", admitted(theorem, _attack_at(theorem, parameter, value, rng))))
        best = min(
            (row for label, draws in found for row in _rows(theorem, parameter, value, label, draws)),
            key=lambda row: _closeness(theorem.relation, row.ratio),
            default=None,
        )
        if best is not None:
            rows.append(best)
    return Tightness(theorem.name, parameter, theorem.relation, seed, tuple(rows))


def _values(row: TightnessRow) -> tuple[float, float, float, float]:
    return row.reached, row.measured, row.bound, row.ratio


def _closeness(relation: str, ratio: float) -> float:
    return ratio if relation.startswith(">") else -ratio


def _grid(theorem: Theorem, grid: Any) -> tuple[str, list[float]]:
    known = {
        each.symbol: each for each in theorem.parameters if each.length is None and not each.domain.integer
    }
    if isinstance(grid, Mapping):
        if len(grid) != 1 or next(iter(grid)) not in known:
            raise InputError(
                f"the grid must be values of one of {', '.join(known) or 'nothing'}: {{'L_TE': [0.1, 0.2]}}"
            )
        symbol, values = next(iter(grid.items()))
    elif known:
        symbol, values = next(iter(known)), grid
    else:
        raise InputError(f"{theorem.name} has no real parameter to lay a grid over")
    parameter = known[symbol]
    if values is None:
        low, high = parameter.typical.lower, parameter.typical.upper
        if low is None or high is None:
            raise InputError(f"give a grid of {symbol}: its typical range has no end")
        values = [float(low) + (float(high) - float(low)) * share / 8 for share in range(9)]
    try:
        exact = sorted(Fraction(value) for value in values)
    except (TypeError, ValueError, OverflowError) as problem:
        raise InputError(f"the grid must be a list of finite numbers for {symbol}") from problem
    if not exact:
        raise InputError(f"the grid must hold at least one value of {symbol}")
    for value in exact:
        parameter.require(value)
    return symbol, [float(value) for value in exact]


def _cells(values: list[float]) -> list[tuple[float, float]]:
    """For each value the interval up to the middle between neighbours; a tenth either side at the ends."""
    middles = [(left + right) / 2 for left, right in zip(values, values[1:], strict=False)]
    lows = [values[0] - abs(values[0]) / 10, *middles]
    highs = [*middles, values[-1] + abs(values[-1]) / 10]
    return list(zip(lows, highs, strict=True))


def _attack_at(theorem: Theorem, parameter: str, value: float, rng: np.random.Generator) -> Draws:
    """Draws that an optimiser finds near a value of the parameter."""
    from scipy.optimize import minimize

    attack = theorem.attack
    assert attack is not None
    scale = max(abs(value), 1e-3)

    def objective(x: np.ndarray) -> float:
        draws = attack.draw(x)
        side = sides_on(theorem, draws)[0]
        distance = float(draws.parameters[parameter][0]) - value
        gap = -side.excess(draws.measured)[0] / max(abs(side.bound[0]), 1e-6)
        found = gap + _PULL * (distance / scale) ** 2
        return float(found) if np.isfinite(found) else 1e6

    starts = [rng.standard_normal(attack.coordinates) for _ in range(STARTS)]
    results = [minimize(objective, start, method="L-BFGS-B", options={"maxfun": BUDGET}) for start in starts]
    draws = attack.draw(min(results, key=lambda result: result.fun).x)
    near = np.abs(draws.parameters[parameter] - value) <= 0.1 * scale
    return draws.select(near)


def _rows(theorem: Theorem, parameter: str, value: float, label: str, draws: Draws) -> list[TightnessRow]:
    if not len(draws):
        return []
    side = sides_on(theorem, draws)[0]
    rows = []
    for reached, measured, bound in zip(draws.parameters[parameter], draws.measured, side.bound, strict=True):
        if bound != 0:
            rows.append(
                TightnessRow(
                    value, float(reached), float(measured), float(bound), float(measured / bound), label
                )
            )
    return rows
