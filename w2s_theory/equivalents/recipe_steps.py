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
from w2s_theory.equivalents.recipe_stop import best_study_time
from w2s_theory.equivalents.setting import MOST_UNITS, require_setting
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.records.recipe import BEST, MOST_STEPS, Mix, RecipeStep, Study, Teach, parse_recipe
from w2s_theory.records.spectral_filter import gradient_flow, spectral_filter
from w2s_theory.tables import latex_number

__all__ = ["Mix", "RecipeOutcome", "Study", "Teach", "recipe"]
# within this tau the best stop is looked for first; where it lies later, degrees are added and all is done again
_FIRST_TAU = 64.0
_SHOWN = 4


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
    taus
        The stopping time tau = lambda_K t of each study, that of ``"best"`` included; ``None`` for other steps.
    """

    steps: tuple[RecipeStep, ...]
    errors: tuple[float, ...]
    gram: np.ndarray
    modes: FloatModes
    taus: tuple[float | None, ...] = ()
    how: str = "float64"

    @property
    def labels(self) -> tuple[str, ...]:
        """Each step as it is typed, a best stop with its tau."""
        return tuple(
            f"{step} (tau {tau:.6g})"
            if isinstance(step, Study) and step.tau == BEST and tau is not None
            else str(step)
            for step, tau in zip(self.steps, self.taus or (None,) * len(self.steps), strict=True)
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain data: one row per step."""
        rows = [
            {
                "step": i + 1,
                "name": type(step).__name__.lower(),
                "text": str(step),
                "tau": "inf" if tau == inf else tau,
                "error": error,
            }
            for i, (step, tau, error) in enumerate(zip(self.steps, self.taus, self.errors, strict=True))
        ]
        return {"steps": rows, "about": "equivalent", "status": "universality", "how": self.how}

    def to_latex(self) -> str:
        """A ``tabular`` of the steps."""
        rows = [
            rf"{i} & {label} & ${latex_number(error, 6)}$ \\"
            for i, (label, error) in enumerate(zip(self.labels, self.errors, strict=True), 1)
        ]
        return "\n".join([r"\begin{tabular}{rll}", *rows, r"\end{tabular}"])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{i}</td><td>{label}</td><td>{error:.6g}</td></tr>"
            for i, (label, error) in enumerate(zip(self.labels, self.errors, strict=True), 1)
        )
        return f"<table>{rows}</table>"

    def __repr__(self) -> str:
        shown = [f"{label}: {error:.6g}" for label, error in zip(self.labels, self.errors, strict=True)]
        if len(shown) > 2 * _SHOWN:
            shown = [*shown[:_SHOWN], "...", *shown[-_SHOWN:]]
        return f"RecipeOutcome({', '.join(shown)}; float64, universality)"


def recipe(
    model: Any, target: Any, steps: Sequence[RecipeStep] | str, student_model: Any = None
) -> RecipeOutcome:
    """Mean errors of a training recipe under the equivalent (E5).

    Parameters
    ----------
    model
        The teachers' model or listed spectrum, as for ``equivalent``.
    target : int or mapping
        f*, as for ``equivalent``.
    steps : sequence of Teach, Study, Mix, or str
        Carried out in order, each on the function made last (f* at first). ``Study(tau="best")`` stops when its
        mean error is least. As a text: ``"teach 100 x 4, study best, teach 100, study 5"``.
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
    if isinstance(steps, str):
        steps = parse_recipe(steps)
    chosen = tuple(steps) if isinstance(steps, Sequence) else ()
    if not chosen or len(chosen) > MOST_STEPS or not all(isinstance(step, RecipeStep) for step in chosen):
        raise InputError(f"a recipe is a list of 1 to {MOST_STEPS} steps, such as [Teach(64), Study(tau=5)]")
    units = [step.units for step in chosen if isinstance(step, Teach)]
    setting = require_setting(model, max(units, default=1, key=_checked_units), target, student_model)
    for number in units:
        require_setting(model, number, target, student_model)
    first = setting.float_formulas()
    mu = float(first.modes.student[first.modes.place(setting.target.main_degree)])
    studies = [step for step in chosen if isinstance(step, Study)]
    times = [_time(step, mu) for step in studies if not _at_best(step)]
    reach = max((t for t in times if 0 < t < inf), default=0.0)
    if any(map(_at_best, studies)):
        reach = max(reach, _FIRST_TAU / mu)
    while True:
        modes = setting.float_formulas(reach).modes
        gram = np.zeros((len(modes.eigenvalue), 1, 1))
        for degree, share in zip(setting.target.degrees, setting.target.shares, strict=True):
            gram[modes.place(degree), 0, 0] = float(share)
        stops: list[float | None] = []
        for step in chosen:
            stop = _stop(gram, step, modes, mu)
            gram = _after(gram, step, modes, stop)
            stops.append(stop)
        latest = max((t for t in stops if t is not None and t < inf), default=0.0)
        if latest <= reach:
            break
        # the degrees that count at this time may not have been there when it was found
        reach = 2 * latest
    errors = tuple(float(np.sum(gram[:, i, i])) for i in range(1, len(chosen) + 1))
    taus = tuple(_tau(step, stop, mu) for step, stop in zip(chosen, stops, strict=True))
    return RecipeOutcome(chosen, errors, gram, modes, taus)


def _tau(step: RecipeStep, stop: float | None, mu: float) -> float | None:
    """The tau that was typed, or the one that was found."""
    if stop is None or not isinstance(step, Study):
        return None
    return mu * stop if step.tau is None or _at_best(step) or stop == inf else float(step.tau)


def _at_best(step: Study) -> bool:
    return isinstance(step.tau, str) and step.tau.strip() == BEST


def _stop(gram: np.ndarray, step: RecipeStep, modes: FloatModes, mu: float) -> float | None:
    """When a study stops; ``None`` for other steps."""
    if not isinstance(step, Study):
        return None
    if not _at_best(step):
        return _time(step, mu)
    if step.time is not None or step.spectral_filter is not None:
        raise InputError(
            'the best tau is looked for under gradient flow: give Study(tau="best") without time and filter'
        )
    n = gram.shape[1]
    label = n - 1
    start = 0 if step.start is None else _earlier(step.start, n)
    # that of f* itself as a function has the residual 0, that of the zero function the residual f*
    own = gram[:, label, label] if label else np.zeros(len(gram))
    if step.start is None:
        cross, begin = (gram[:, label, 0] if label else np.zeros(len(gram))), gram[:, 0, 0]
    else:
        cross = gram[:, label, start] if label and start else np.zeros(len(gram))
        begin = gram[:, start, start] if start else np.zeros(len(gram))
    return best_study_time(modes.student, own, cross, begin)


def _after(gram: np.ndarray, step: RecipeStep, modes: FloatModes, time: float | None) -> np.ndarray:
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
        assert time is not None
        taken, left = _shrinkage(step, modes, time)
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


def _shrinkage(step: Study, modes: FloatModes, time: float) -> tuple[np.ndarray, np.ndarray]:
    """The shrinkage s and 1 - s, the latter without cancellation for gradient flow."""
    chosen = step.spectral_filter
    if chosen is None:
        flow = gradient_flow()
        with np.errstate(under="ignore", over="ignore", invalid="ignore"):
            left = np.where((modes.student == 0) | (time == 0), 1.0, np.exp(-modes.student * time))
        return np.asarray(flow.shrinkage(modes.student, time), dtype=float), left
    s = np.asarray(spectral_filter(chosen).shrinkage(modes.student, time), dtype=float)
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
