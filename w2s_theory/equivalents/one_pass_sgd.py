"""A student of infinite width trained as people train: one-pass SGD on batches of fresh inputs.

    f <- f - (eta/B) sum_i (f(x_i) - f_TE(x_i) - noise_i) K(x_i, .),    f_0 = 0.

In the mean over the inputs its error is that of exact gradient steps (s_j = 1 - (1 - eta lambda_j)^t) and the energy of
what sampling adds (``expected_student_error_eq_of_one_pass_sgd``): proved for every teacher and every kernel on the
sphere. To first order in eta/B that energy is V_1/n, n = B t the number of inputs, whatever B is.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

import numpy as np

from w2s_theory.equivalents.teacher_moments import TeacherMoments, drawn_moments, mean_moments
from w2s_theory.evaluate.sgd_recursion import SgdRecursion, largest_step
from w2s_theory.exact_number import exact_rational
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.tables import html_table, latex_number, latex_table

MOST_STEPS, MOST_BATCH = 10**15, 10**12
FIRST_DEGREES, MOST_DEGREES = 200, 1600
# relative error that degrees beyond the explicit ones may cause
_TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class OnePassSgd:
    """Mean errors of a student trained by one-pass SGD, at several numbers of steps.

    Parameters
    ----------
    teacher
        The moments of the teacher per degree.
    step_size, step
        eta, and eta K(x, x).
    batch, label_noise
        B inputs per step; sigma^2, the variance of label noise.
    steps, samples, tau
        t, B t and lambda_K eta t, shape (n,).
    student_error, accuracy
        E L_ST over the inputs, shape (n,), and how far rounding and degrees that were left out may have moved it.
    exact_steps_error, flow_error
        L_ST of exact gradient steps on the population, and of gradient flow at t eta.
    sampling_error
        What sampling adds: the sum of the student's variances.
    first_order
        V_1, with which ``sampling_error`` is V_1/samples to first order in eta/B.
    noise_ratio, largest_step
        kappa, below 1 where the mean errors stay bounded; eta K(x, x) at which it is 1.
    """

    teacher: TeacherMoments
    step_size: float
    batch: int
    label_noise: float
    steps: np.ndarray
    student_error: np.ndarray
    accuracy: np.ndarray
    exact_steps_error: np.ndarray
    flow_error: np.ndarray
    sampling_error: np.ndarray
    first_order: np.ndarray
    noise_ratio: float
    largest_step: float

    @property
    def step(self) -> float:
        """Eta K(x, x)."""
        return self.step_size * self.teacher.kernel_diagonal

    @property
    def samples(self) -> np.ndarray:
        """Inputs seen, B t."""
        return self.steps * self.batch

    @property
    def tau(self) -> np.ndarray:
        """lambda_K eta t, K the target's main degree."""
        return self.steps * (self.step_size * float(self.teacher.eigenvalue[self.teacher.main_place]))

    @property
    def teacher_error(self) -> float:
        """L_TE."""
        return self.teacher.teacher_error

    @property
    def floor(self) -> float:
        """What is left of E ||f_t - f_TE||^2 after endless training on noisy labels, sigma^2 kappa/(1 - kappa)."""
        return self.label_noise * self.noise_ratio / (1 - self.noise_ratio)

    @property
    def samples_to_gain(self) -> np.ndarray:
        """To first order, the inputs above which the student beats its teacher at this tau; ``inf`` if never."""
        gain = self.teacher_error - self.flow_error
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(gain > 0, self.first_order / gain, inf)

    @property
    def status(self) -> str:
        """``proved`` for the moments of one teacher; ``universality`` for means over teachers."""
        return "universality" if self.teacher.mean else "proved"

    def to_dict(self) -> dict[str, Any]:
        """Plain data; an infinite number is ``None``."""
        rows = zip(
            self.tau, self.steps, self.samples, self.student_error, self.accuracy, self.exact_steps_error,
            self.flow_error, self.sampling_error, self.first_order, self.samples_to_gain, strict=True,
        )  # fmt: skip
        names = (
            "tau", "steps", "samples", "student_error", "accuracy", "exact_steps_error", "flow_error",
            "sampling_error", "first_order", "samples_to_gain",
        )  # fmt: skip
        return {
            "how": "float64",
            "status": self.status,
            "about": "equivalent" if self.teacher.mean else "network",
            "inputs": "gaussian" if self.teacher.gaussian else "sphere",
            "teacher_error": self.teacher_error,
            "step": self.step,
            "step_size": self.step_size,
            "batch": self.batch,
            "label_noise": self.label_noise,
            "noise_ratio": self.noise_ratio,
            "largest_step": self.largest_step,
            "floor": self.floor,
            "rows": [dict(zip(names, map(_plain, row), strict=True)) for row in rows],
        }

    def to_latex(self) -> str:
        """A ``tabular`` of tau, samples, E L_ST and the error of gradient flow."""
        rows = [
            tuple(f"${latex_number(float(each), 6)}$" for each in row)
            for row in zip(self.tau, self.samples, self.student_error, self.flow_error, strict=True)
        ]
        return latex_table(rows, "llll", (r"$\tau$", "inputs", r"$\mathbb{E} L_{ST}$", "gradient flow"))

    def _repr_html_(self) -> str:
        rows = [
            tuple(f"{each:.6g}" for each in row)
            for row in zip(self.tau, self.samples, self.student_error, self.flow_error, strict=True)
        ]
        return html_table(rows, ("tau", "inputs", "E L_ST", "gradient flow"), repr(self))

    def __repr__(self) -> str:
        return (
            f"OnePassSgd(B={self.batch}, eta K(x,x) = {self.step:.6g} of at most {self.largest_step:.6g}: "
            f"L_TE = {self.teacher_error:.6g}, least E L_ST = {self.student_error.min():.6g})"
        )


def one_pass_sgd(
    model: Any,
    teacher_units: int | None = None,
    target: Any = 1,
    *,
    taus: Any = None,
    steps: Any = None,
    step: Any = 1,
    batch: int = 1,
    label_noise: Any = 0,
    teacher: Any = None,
) -> OnePassSgd:
    """The mean error of a student of infinite width that one-pass SGD trains on its teacher's labels.

    Parameters
    ----------
    model
        A model on the sphere; or a linear network or a list of pairs (eigenvalue, multiplicity), whose inputs are
        Gaussian.
    teacher_units : int
        M_TE; errors are then means over teachers, by the deterministic equivalent.
    target : int or mapping
        As in :func:`w2s_theory.equivalent`.
    taus, steps
        One of them: stopping times tau = lambda_K eta t, rounded to whole steps, or numbers of steps t.
    step : number
        eta K(x, x), K the student's kernel.
    batch : int
        Fresh inputs per step, B.
    label_noise : number
        Variance of independent noise on the labels.
    teacher
        Instead of ``teacher_units``, one teacher of ``simulate_teacher``: what is printed is then proved for it.

    Returns
    -------
    OnePassSgd

    Raises
    ------
    InputError
        For a step at which the mean errors grow without end (the largest one is named), and anything out of range.
    AccuracyError
        If degrees beyond 1,600 matter.

    Examples
    --------
    >>> from w2s_theory.models.relu_sphere import relu_sphere
    >>> found = one_pass_sgd(relu_sphere(32), 512, taus=[8.0], batch=10)
    >>> round(found.largest_step, 2), int(found.samples[0])
    (6.03, 5120)
    """
    size = float(exact_rational(step, "the step"))
    noise = float(exact_rational(label_noise, "the label noise"))
    batch = require_whole(batch, "the batch size", 1, MOST_BATCH)
    if not 0 < size <= 1e300:
        raise InputError("the step eta K(x, x) must be a positive number, such as 1")
    if not 0 <= noise <= 1e300:
        raise InputError("the label noise is a variance: it must be a number >= 0")
    if (teacher_units is None) == (teacher is None):
        raise InputError("give teacher_units, or one teacher of simulate_teacher")
    if (taus is None) == (steps is None):
        raise InputError("give taus or steps, one of them")
    wanted = _numbers(taus if steps is None else steps, "tau" if steps is None else "steps")
    last = FIRST_DEGREES
    while True:
        if teacher is not None:
            if getattr(teacher, "model", None) != model:
                raise InputError("the teacher must be one that simulate_teacher made with this model")
            moments = drawn_moments(teacher)
        else:
            moments = mean_moments(
                model, require_whole(teacher_units, "teacher units", 1, 10**12), target, last
            )
        found, doubt = _trained(moments, size, batch, noise, wanted, steps is not None)
        if np.all(doubt <= _TOLERANCE * found.student_error):
            return found
        if not np.all(np.isfinite(doubt)):
            raise AccuracyError(
                "this step is too near the largest for the accuracy that is kept: use a smaller one"
            )
        if teacher is not None or last >= MOST_DEGREES or len(moments.degree) < last // 4:
            worst = float(np.max(doubt / found.student_error))
            raise AccuracyError(
                f"degrees above {int(moments.degree[-1])} matter to {worst:.1g} of the error here: use fewer steps"
                + (", or a teacher that is resolved into more degrees" if teacher is not None else "")
            )
        last *= 2


def _trained(
    moments: TeacherMoments, size: float, batch: int, noise: float, wanted: list[float], whole: bool
) -> tuple[OnePassSgd, np.ndarray]:
    """The training, and how far the tail may have moved its errors."""
    inputs = "gaussian" if moments.gaussian else "sphere"
    # the tail's trace counts for stability: its largest eigenvalue as many times as the trace needs
    more = moments.tail_eigenvalue > 0
    lam = np.append(moments.eigenvalue, moments.tail_eigenvalue if more else [])
    count = np.append(moments.multiplicity, moments.tail_trace / moments.tail_eigenvalue if more else [])
    limit = largest_step(lam, count, batch, inputs)
    eta = size / moments.kernel_diagonal
    ratio = SgdRecursion(lam, count, eta, batch, inputs).noise_ratio
    if not ratio < 1:
        raise InputError(
            f"with batches of {batch} the mean error of one-pass SGD grows without end for steps of "
            f"{limit * moments.kernel_diagonal:.6g} or more, and this one is {size:.6g}: use a smaller step"
        )
    slow = eta * float(moments.eigenvalue[moments.main_place])
    steps = np.array([number if whole else np.rint(number / slow) for number in wanted], dtype=float)
    if np.any(steps > MOST_STEPS):
        raise InputError(
            f"this takes more than {MOST_STEPS:.0e} steps: use a larger step, or a shorter training"
        )
    recursion = SgdRecursion(moments.eigenvalue, moments.multiplicity, eta, batch, inputs)
    energy = moments.teacher_energy
    total, rounding = recursion.energies(energy, steps, noise + moments.tail_energy)
    left = _power(1 - eta * moments.eigenvalue, steps)
    exact = _error(moments, left)
    flow_left = np.exp(-np.outer(steps * eta, moments.eigenvalue))
    flow = _error(moments, flow_left)
    sampling = np.maximum(total - left**2 @ energy, 0.0)
    rounding = rounding + 1e-15 * (left**2 @ energy) + 1e-15 * exact
    doubt = _tail_doubt(moments, recursion, steps, noise)
    student = exact + sampling
    return OnePassSgd(
        moments, eta, batch, noise, steps, student, rounding + doubt, exact, flow, sampling,
        _first_order(moments, steps * eta, noise), ratio, limit * moments.kernel_diagonal,
    ), doubt  # fmt: skip


def _error(moments: TeacherMoments, left: np.ndarray) -> np.ndarray:
    """L_ST with s_j = 1 - left, rows of ``left`` per time; the tail unlearnt."""
    learnt = 1 - left
    return (
        left**2 @ moments.target_energy
        + (2 * learnt * left) @ moments.residual_cross
        + learnt**2 @ moments.residual_energy
    )


def _power(kept: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """a_j^t, shape (steps, degrees)."""
    size = np.exp(np.multiply.outer(steps, np.log(np.maximum(np.abs(kept), 1e-300))))
    return np.where((kept < 0) & (np.mod(steps, 2.0) == 1.0)[:, None], -size, size)


def _tail_doubt(
    moments: TeacherMoments, recursion: SgdRecursion, steps: np.ndarray, noise: float
) -> np.ndarray:
    """How far the degrees of the tail, taken as never learnt, move the errors.

    The tail learns at most its share of steps of its largest eigenvalue, what E and the noise inject into it is added.
    E answers to either by at most ``recursion.answer`` times as much.
    """
    if not moments.tail_eigenvalue:
        return np.zeros(len(steps))
    rate = np.minimum(1.0, 2 * recursion.step * moments.tail_eigenvalue * steps)
    answer = recursion.answer
    start = float(moments.teacher_energy.sum()) + moments.tail_energy
    most = start + answer * (start + noise)
    given = recursion.step**2 * moments.tail_trace * moments.tail_eigenvalue / recursion.batch * steps
    learnt = moments.tail_energy * rate + given * (most + noise)
    back = given * (1 + answer)
    with np.errstate(divide="ignore"):
        return np.where(back < 1, (1 + answer) * learnt / np.maximum(1 - back, 0.0), inf)


def _first_order(moments: TeacherMoments, times: np.ndarray, noise: float) -> np.ndarray:
    """V_1: the derivative of the sampling error in eta/B at 0, times t (Duhamel, in closed form)."""
    lam, q = moments.eigenvalue, moments.teacher_energy
    sign = 1.0 if moments.gaussian else -1.0
    found = np.empty(len(times))
    for place, t in enumerate(times):
        low = np.minimum.outer(lam, lam)
        apart = 2 * np.abs(np.subtract.outer(lam, lam)) * t
        # integral of exp(-2 lambda_j (t - u) - 2 lambda_i u) over 0 < u < t
        shared = t * np.exp(-2 * low * t) * _mean_decay(apart)
        still = t * _mean_decay(2 * lam * t)
        seen = shared @ q + still * (noise + moments.tail_energy)
        variance = lam**2 * (moments.multiplicity * seen + sign * q * t * np.exp(-2 * lam * t))
        found[place] = t * float(np.sum(variance))
    return found


def _mean_decay(x: np.ndarray) -> np.ndarray:
    """(1 - exp(-x))/x."""
    return np.where(x > 0, -np.expm1(-x) / np.where(x > 0, x, 1.0), 1.0)


def _numbers(given: Any, what: str) -> list[float]:
    entries = list(given) if hasattr(given, "__iter__") and not isinstance(given, str) else [given]
    if not entries:
        raise InputError(f"give at least one {what}")
    found = []
    for each in entries:
        if what == "steps":
            found.append(float(require_whole(each, "a number of steps", 0, MOST_STEPS)))
            continue
        number = float(exact_rational(each, "tau"))
        if not (isfinite(number) and number >= 0):
            raise InputError("tau must be a number >= 0; SGD takes a finite number of steps")
        found.append(number)
    return found


def _plain(value: Any) -> float | int | None:
    number = float(value)
    return (
        None if not isfinite(number) else int(number) if number.is_integer() and abs(number) > 1 else number
    )
