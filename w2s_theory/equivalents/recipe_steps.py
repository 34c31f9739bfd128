"""E5: training recipes of several rounds, as a list of small steps.

The state is a Gram matrix per degree of all functions made so far, number 0 being f*. Each step makes one
more function from the last one, its *label*. Closure (the next state depends on this state alone) is a
theorem for fresh teachers; the values of l and T come from E1 and E2, so the status is universality.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np

from w2s_theory.equivalents.deterministic import _one_time
from w2s_theory.equivalents.float_modes import FloatModes, solve_kappa
from w2s_theory.equivalents.setting import MOST_UNITS, Setting, require_setting
from w2s_theory.models.sizes import require_whole
from w2s_theory.spec.errors import InputError
from w2s_theory.spec.spectral_filter import SpectralFilter, gradient_flow

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
        Mean of ||f* - f_i||^2 after each step, float64, absolute accuracy 1e-14.
    gram
        Means of <f_i, f_j> per mode, shape (modes, steps + 1, steps + 1).
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
        gram = _after(gram, step, modes, setting, mu)
    errors = tuple(
        float(np.sum(gram[:, 0, 0] - 2 * gram[:, 0, i] + gram[:, i, i])) for i in range(1, len(chosen) + 1)
    )
    return RecipeOutcome(chosen, errors, gram, modes)


def _after(gram: np.ndarray, step: Step, modes: FloatModes, setting: Setting, mu: float) -> np.ndarray:
    """The Gram matrices with one more function."""
    n = gram.shape[1]
    label = n - 1
    if isinstance(step, Teach):
        return _taught(gram, step, modes)
    weights = np.zeros((len(gram), n))
    if isinstance(step, Study):
        chosen = step.spectral_filter or gradient_flow()
        if not isinstance(chosen, SpectralFilter):
            raise InputError("the filter of a Study must be a SpectralFilter such as ridge()")
        s = np.asarray(chosen.shrinkage(modes.student, _time(step, mu)), dtype=float)
        weights[:, label] += s
        if step.start is not None:
            weights[:, _earlier(step.start, n)] += 1 - s
    else:
        try:
            share = float(step.weight)
        except (TypeError, ValueError, OverflowError):
            share = inf
        if not 0.0 <= share <= 1.0:
            raise InputError(f"the weight of a Mix must be a number from 0 to 1, not {step.weight!r}")
        weights[:, label] += 1 - share
        weights[:, _earlier(step.function, n)] += share
    cross = np.einsum("mij,mj->mi", gram, weights)
    return _grown(gram, cross, np.einsum("mi,mi->m", cross, weights))


def _taught(gram: np.ndarray, step: Teach, modes: FloatModes) -> np.ndarray:
    """E1 and E2: m -> h m; q -> h^2 q plus noise in the shape of the profile, divided by the copies."""
    copies = require_whole(step.copies, "the copies of a Teach", 1, MOST_UNITS)
    kappa = solve_kappa(modes, step.units)
    lam, label = modes.eigenvalue, gram.shape[1] - 1
    h = lam / (lam + kappa)
    own = gram[:, label, label]
    profile = modes.trace / (lam + kappa) ** 2
    level = kappa * float(np.sum(lam * own / (lam + kappa) ** 2))
    noise = level * profile / profile.sum()
    return _grown(gram, h[:, None] * gram[:, label, :], h**2 * own + noise / copies)


def _grown(gram: np.ndarray, cross: np.ndarray, own: np.ndarray) -> np.ndarray:
    n = gram.shape[1]
    larger = np.empty((len(gram), n + 1, n + 1))
    larger[:, :n, :n] = gram
    larger[:, n, :n] = larger[:, :n, n] = cross
    larger[:, n, n] = own
    return larger


def _time(step: Study, mu: float) -> float:
    exact, scaled = _one_time(step.time, step.tau)
    return inf if exact is None else float(exact) / (mu if scaled else 1.0)


def _earlier(number: Any, n: int) -> int:
    return require_whole(number, "the number of an earlier function", 0, n - 1)


def _checked_units(value: Any) -> int:
    return require_whole(value, "the units of a Teach", 1, MOST_UNITS)
