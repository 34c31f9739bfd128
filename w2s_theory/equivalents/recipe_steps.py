"""E5: training recipes of several rounds, as a list of small steps.

The state is a Gram matrix per degree of f* and of the residuals f* - f_i of all functions made so far
(number 0 is f* itself). Each step makes one more function from the last one, its *label*. Closure (the
next state depends on this state alone) is a theorem for fresh teachers; the values of l and T come from E1
and E2, so the status is universality.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np

from w2s_theory.equivalents.float_modes import FloatModes
from w2s_theory.equivalents.float_root import solve_root
from w2s_theory.equivalents.prediction import exact_time
from w2s_theory.equivalents.setting import MOST_UNITS, require_setting
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.records.spectral_filter import SpectralFilter, gradient_flow

MOST_STEPS = 200


@dataclass(frozen=True)
class Teach:
    """The mean of ``copies`` fresh teachers of ``units`` units, each trained to convergence on the label."""

    units: int
    copies: int = 1


@dataclass(frozen=True)
class Study:
    """An infinitely wide student trained on the label and stopped at tau = lambda_K t (or at ``time``).

    ``start`` is the number of an earlier function from which it starts, ``None`` for 0.
    """

    tau: Any = None
    time: Any = None
    start: int | None = None
    spectral_filter: SpectralFilter | None = None


@dataclass(frozen=True)
class Mix:
    """The label (1 - weight) * label + weight * an earlier function (0: the truth f*)."""

    weight: Any
    function: int = 0


Step = Teach | Study | Mix


@dataclass(frozen=True, eq=False)
class RecipeOutcome:
    """What a recipe makes.

    Parameters
    ----------
    steps
        As given.
    errors
        Mean of ||f* - f_i||^2 after each step, float64, to about 1e-12 of itself.
    gram
        Means of <r_i, r_j> per mode, shape (modes, steps + 1, steps + 1): r_0 = f*, and r_i = f* - f_i is the
        residual after step i.
    modes
        The spectra to which the modes belong.
    """

    steps: tuple[Step, ...]
    errors: tuple[float, ...]
    gram: np.ndarray
    modes: FloatModes
    how: str = "float64"

    def to_dict(self) -> dict[str, Any]:
        """Plain data: one row per step."""
        rows = [
            {"step": i + 1, "name": type(step).__name__.lower(), "error": error}
            for i, (step, error) in enumerate(zip(self.steps, self.errors, strict=True))
        ]
        return {"steps": rows, "about": "equivalent", "how": self.how}

    def to_latex(self) -> str:
        """A ``tabular`` of the steps."""
        rows = [rf"{r['step']} & {r['name']} & ${r['error']:.6g}$ \\" for r in self.to_dict()["steps"]]
        return "\n".join([r"\begin{tabular}{rll}", *rows, r"\end{tabular}"])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{r['step']}</td><td>{r['name']}</td><td>{r['error']:.6g}</td></tr>"
            for r in self.to_dict()["steps"]
        )
        return f"<table>{rows}</table>"

    def __repr__(self) -> str:
        return f"RecipeOutcome({', '.join(f'{error:.6g}' for error in self.errors)}, float64, universality)"


def recipe(model: Any, target: Any, steps: Sequence[Step], student_model: Any = None) -> RecipeOutcome:
    """Mean errors of a training recipe under the equivalent (E5).

    Parameters
    ----------
    model
        The teachers' model or listed spectrum, as for ``equivalent``.
    target : int or mapping
        f*, as for ``equivalent``.
    steps : sequence of Teach, Study, Mix
        Carried out in order, each on the function made last (f* at first).
    student_model
        The students', if not the teachers'.

    Returns
    -------
    RecipeOutcome

    Raises
    ------
    InputError
        For an empty or impossible recipe.
    AccuracyError
        If the degrees that matter cannot be summed.

    Examples
    --------
    >>> from w2s_theory.models.relu_sphere import relu_sphere
    >>> found = recipe(relu_sphere(8), 1, [Teach(64, copies=4), Study(tau=5)])
    >>> round(found.errors[1], 6)
    0.000286
    """
    chosen = tuple(steps) if isinstance(steps, Sequence) and not isinstance(steps, str) else ()
    if not chosen or len(chosen) > MOST_STEPS or not all(isinstance(step, Step) for step in chosen):
        raise InputError(f"a recipe is a list of 1 to {MOST_STEPS} steps, such as [Teach(64), Study(tau=5)]")
    units = [step.units for step in chosen if isinstance(step, Teach)]
    setting = require_setting(model, max(units, default=1, key=_checked_units), target, student_model)
    for number in units:
        require_setting(model, number, target, student_model)
    first = setting.float_formulas()
    mu = float(first.modes.student[first.modes.place(setting.target.main_degree)])
    times = [_time(step, mu) for step in chosen if isinstance(step, Study)]
    finite = [t for t in times if 0 < t < inf]
    modes = setting.float_formulas(max(finite, default=0.0)).modes
    gram = np.zeros((len(modes.eigenvalue), 1, 1))
    for degree, share in zip(setting.target.degrees, setting.target.shares, strict=True):
        gram[modes.place(degree), 0, 0] = float(share)
    for step in chosen:
        gram = _after(gram, step, modes, mu)
    errors = tuple(float(np.sum(gram[:, i, i])) for i in range(1, len(chosen) + 1))
    return RecipeOutcome(chosen, errors, gram, modes)


def _after(gram: np.ndarray, step: Step, modes: FloatModes, mu: float) -> np.ndarray:
    """The Gram matrices with one more residual: a combination of f* and the residuals, and fresh noise."""
    n = gram.shape[1]
    label = n - 1
    weights = np.zeros((len(gram), n))
    noise: Any = 0.0
    if isinstance(step, Teach):
        copies = require_whole(step.copies, "the copies of a Teach", 1, MOST_UNITS)
        root = solve_root(modes, step.units)
        # the mean of P g is h g, and f* - h g = (1 - h) f* + h (f* - g)
        weights[:, 0] += root.missed
        _add(weights, label, root.taken)
        taught = gram[:, 0, 0] - (2 * gram[:, 0, label] - gram[:, label, label] if label else 0.0)
        noise = np.sum(root.taken * root.missed * taught) * root.spread / root.spread.sum() / copies
    elif isinstance(step, Study):
        taken, left = _shrinkage(step, modes, mu)
        _add(weights, label, taken)
        if step.start is None:
            weights[:, 0] += left
        else:
            _add(weights, _earlier(step.start, n), left)
    else:
        try:
            share = float(step.weight)
        except (TypeError, ValueError, OverflowError):
            share = inf
        if not 0.0 <= share <= 1.0:
            raise InputError(f"the weight of a Mix must be a number from 0 to 1, not {step.weight!r}")
        _add(weights, label, 1 - share)
        _add(weights, _earlier(step.function, n), share)
    cross = np.einsum("mij,mj->mi", gram, weights)
    return _grown(gram, cross, np.einsum("mi,mi->m", cross, weights) + noise)


def _add(weights: np.ndarray, function: int, amount: Any) -> None:
    """Add a share of one function's residual; that of f* itself is 0."""
    if function:
        weights[:, function] += amount


def _shrinkage(step: Study, modes: FloatModes, mu: float) -> tuple[np.ndarray, np.ndarray]:
    """The shrinkage s and 1 - s, the latter without cancellation for gradient flow."""
    time, chosen = _time(step, mu), step.spectral_filter
    if chosen is None:
        flow = gradient_flow()
        with np.errstate(under="ignore", over="ignore", invalid="ignore"):
            left = np.where((modes.student == 0) | (time == 0), 1.0, np.exp(-modes.student * time))
        return np.asarray(flow.shrinkage(modes.student, time), dtype=float), left
    if not isinstance(chosen, SpectralFilter):
        raise InputError("the filter of a Study must be a SpectralFilter such as ridge()")
    s = np.asarray(chosen.shrinkage(modes.student, time), dtype=float)
    return s, 1 - s


def _grown(gram: np.ndarray, cross: np.ndarray, own: np.ndarray) -> np.ndarray:
    n = gram.shape[1]
    larger = np.empty((len(gram), n + 1, n + 1))
    larger[:, :n, :n] = gram
    larger[:, n, :n] = larger[:, :n, n] = cross
    larger[:, n, n] = own
    return larger


def _time(step: Study, mu: float) -> float:
    exact, scaled = exact_time(step.time, step.tau)
    return inf if exact is None else float(exact) / (mu if scaled else 1.0)


def _earlier(number: Any, n: int) -> int:
    return require_whole(number, "the number of an earlier function", 0, n - 1)


def _checked_units(value: Any) -> int:
    return require_whole(value, "the units of a Teach", 1, MOST_UNITS)
