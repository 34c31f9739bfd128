"""How much of a target may be hard: the largest share of a second degree at which the student still gains, in the mean.

Mean errors are linear in the shares of a target's degrees (``expected_student_error_eq_of_degrees``), so with G_i the
mean gain E L_TE - E L_ST for a target of degree i alone, a target with the share x of degree b and 1 - x of degree a gains
while (1 - x) G_a + x G_b > 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.evaluate.eigenvalues.kernel_spectrum import spectrum
from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model


def share_with_gain(easy: Any, hard: Any) -> np.ndarray:
    """x in [0, 1] up to which (1 - x) G_a + x G_b > 0, from the gains G_a and G_b.

    Parameters
    ----------
    easy, hard : arrays of one shape
        Mean gains of targets of degree a and of degree b alone.

    Returns
    -------
    array of that shape
        1 where G_b > 0 too; 0 where G_a <= 0; ``nan`` where only the hard degree gains: then it takes more of it, not less.
    """
    easy, hard = np.asarray(easy, dtype=float), np.asarray(hard, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(hard > 0.0, 1.0, easy / (easy - hard))
    return np.where(easy > 0.0, share, np.where(hard > 0.0, np.nan, 0.0))


def largest_gain_share(
    model: Model, teacher_units: Any, easy: int, hard: int, taus: Iterable[Any]
) -> np.ndarray:
    """The largest share of degree ``hard`` at which a student stopped at tau beats its teacher in the mean.

    Parameters
    ----------
    model : Model
        ``relu_sphere`` or ``activation_sphere``.
    teacher_units : int
        M_TE.
    easy, hard : int
        The degrees a and b of the target.
    taus : iterable
        Stopping times tau = lambda_a t, > 0.

    Returns
    -------
    array, shape (n_taus,)
        As :func:`share_with_gain`. Status *universality*: from the deterministic equivalent, float64, relative accuracy
        about 1e-9 of the gains.

    Raises
    ------
    InputError
        For two equal degrees, and whatever ``equivalent`` refuses.

    Examples
    --------
    >>> from w2s_theory.models.relu_sphere import relu_sphere
    >>> largest_gain_share(relu_sphere(16), 128, 1, 2, [4.0]).round(4).tolist()
    [0.0398]
    """
    if easy == hard:
        raise InputError(f"two different degrees are needed, not {easy} twice")
    both = [equivalent(model, teacher_units, degree) for degree in (easy, hard)]
    taus = [float(tau) for tau in taus]
    # tau counts in units of the easy degree's eigenvalue
    times = [tau / float(spectrum(model, [easy]).fast.eigenvalue[0]) for tau in taus]
    gains = [
        [float(each.teacher_error) - float(each.student_error(time=time)) for time in times] for each in both
    ]
    return share_with_gain(*gains)
