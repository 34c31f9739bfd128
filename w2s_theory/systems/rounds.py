"""Rounds in which a student and K weak teachers train on each other: an analogue of multi-agent contrastive preferences.

Per mode with rates s (student) and w (teachers), omega the student's weight in a teacher's labels, and a penalty beta that
pushes every agent off its own function on the modes of a behaviour to be unlearnt (q = 1 there, where the target is 0):

    (e_S, m) <- B (e_S, m),   B = [[1 - s (1 + beta q), s], [w omega, 1 - w (omega + beta q)]],
    d_k <- lambda_d d_k,      lambda_d = 1 - w - w beta q - w (1 - omega)/(K - 1),

with e_S the student's signed error, m the mean of the teachers' and d_k = e_k - m. All of it is linear, so mean squared
errors after R rounds follow from B^R and lambda_d^R: exact. An analogue only (MACPO, arXiv
2410.07672, has language models): Q is given, and the target has no part on the penalised modes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.systems.arrays import require_vector
from w2s_theory.systems.risk_records import (
    LARGEST_COUNT,
    Kind,
    NamedNumbers,
    require_amount,
    require_number,
)

_MOST_ROUNDS = 10**9


@dataclass(frozen=True, slots=True)
class RoundsRisks(NamedNumbers):
    """Mean squared errors after the rounds, summed over the modes.

    Parameters
    ----------
    student, teacher
        R_S(R), and R_T(R) of one teacher.
    start
        The teacher's before the first round.
    kind
        ``exact``: of the linear analogue.
    """

    student: float
    teacher: float
    start: float
    kind: Kind = "exact"
    shown: ClassVar[tuple[str, ...]] = ("student", "teacher", "start")


def round_matrices(
    student_rate: Any,
    teacher_rate: Any,
    *,
    student_weight: float = 1.0,
    penalty: float = 0.0,
    negative: Any = False,
) -> np.ndarray:
    """B of every mode, shape (n, 2, 2)."""
    shape = np.broadcast_shapes(np.shape(student_rate), np.shape(teacher_rate), np.shape(negative)) or (1,)
    s, w = _rates(student_rate, "student's", shape[0]), _rates(teacher_rate, "teachers'", shape[0])
    pushed = penalty * np.broadcast_to(np.asarray(negative, dtype=float), shape)
    matrix = np.empty((len(pushed), 2, 2))
    matrix[:, 0, 0], matrix[:, 0, 1] = 1.0 - s * (1.0 + pushed), s
    matrix[:, 1, 0], matrix[:, 1, 1] = w * student_weight, 1.0 - w * (student_weight + pushed)
    return matrix


def is_stable(matrices: Any) -> bool:
    """Whether no mode grows: Jury's conditions det < 1, 1 - tr + det >= 0 and 1 + tr + det > 0 of every B.

    1 - tr + det = 0 is an eigenvalue 1: the consensus of modes that are not penalised.
    """
    each = np.asarray(matrices, dtype=float).reshape(-1, 2, 2)
    trace = each[:, 0, 0] + each[:, 1, 1]
    determinant = each[:, 0, 0] * each[:, 1, 1] - each[:, 0, 1] * each[:, 1, 0]
    slack = 1e-12
    return bool(
        np.all(
            (determinant < 1.0) & (1.0 - trace + determinant >= -slack) & (1.0 + trace + determinant > 0.0)
        )
    )


def rounds_risks(
    rounds: int,
    teachers: int,
    *,
    student_start: Any,
    teacher_bias: Any,
    teacher_variance: Any,
    student_rate: Any,
    teacher_rate: Any,
    correlation: float = 0.0,
    student_weight: float = 1.0,
    penalty: float = 0.0,
    negative: Any = False,
) -> RoundsRisks:
    """R_S and R_T after ``rounds`` rounds with K = ``teachers`` exchangeable teachers.

    Parameters
    ----------
    rounds, teachers : int
        R >= 0 and K >= 1.
    student_start, teacher_bias, teacher_variance : arrays, shape (n,)
        Per mode: the student's signed error at the start, the teachers' mean signed error, and the variance of one's.
    student_rate, teacher_rate : arrays, shape (n,), or numbers
        s and w from 0 to 1.
    correlation : number
        Of the teachers' errors with each other, from -1/(K - 1) to 1.
    student_weight, penalty : number
        omega from 0 to 1 (1 for a single teacher), and beta >= 0.
    negative : boolean array
        q: the modes of the behaviour to be unlearnt.

    Returns
    -------
    RoundsRisks
        Exact, float64.

    Raises
    ------
    InputError
        For numbers out of range, and a penalty at which some mode grows.
    """
    count = require_whole(teachers, "the number of teachers", 1, LARGEST_COUNT)
    number = require_whole(rounds, "the number of rounds", 0, _MOST_ROUNDS)
    weight = _within(student_weight, "the student's weight", 0.0, 1.0)
    strength = float(require_amount(penalty, "the penalty"))
    if count == 1 and weight != 1.0:
        raise InputError("a single teacher has no peers: its student's weight must be 1")
    least = -1.0 / (count - 1) if count > 1 else 0.0
    together = _within(correlation, "the correlation", least, 1.0)
    e = require_vector(student_start, "student's start")
    b = require_vector(teacher_bias, "teachers' bias", len(e))
    spread = require_vector(teacher_variance, "teachers' variance", len(e))
    if np.any(spread < 0.0):
        raise InputError("the teachers' variance must be >= 0")
    flags = np.broadcast_to(np.asarray(negative, dtype=bool), e.shape)
    w = _rates(teacher_rate, "teachers'", len(e))
    matrices = round_matrices(
        _rates(student_rate, "student's", len(e)), w, student_weight=weight, penalty=strength, negative=flags
    )
    if not is_stable(matrices):
        raise InputError(
            f"with the penalty {strength:g} some mode grows from round to round: use a smaller one or smaller rates"
        )
    power = np.linalg.matrix_power(matrices, number)
    apart = 1.0 - w - w * strength * flags - (w * (1.0 - weight) / (count - 1) if count > 1 else 0.0)
    common = spread * (together + (1.0 - together) / count)
    own = spread * (1.0 - together) * (1.0 - 1.0 / count)
    student = (power[:, 0, 0] * e + power[:, 0, 1] * b) ** 2 + power[:, 0, 1] ** 2 * common
    teacher = (
        (power[:, 1, 0] * e + power[:, 1, 1] * b) ** 2
        + power[:, 1, 1] ** 2 * common
        + apart ** (2 * number) * own
    )
    return RoundsRisks(float(student.sum()), float(teacher.sum()), float(np.sum(b**2 + spread)))


def consensus(
    student_start: Any, teacher_start: Any, student_rate: Any, teacher_rate: Any, student_weight: float = 1.0
) -> Any:
    """e_inf = (w omega e_S0 + s m_0)/(s + w omega), to which modes without a penalty drift: no new information."""
    pull = np.asarray(teacher_rate, dtype=float) * student_weight
    return (pull * np.asarray(student_start) + np.asarray(student_rate) * np.asarray(teacher_start)) / (
        np.asarray(student_rate) + pull
    )


def _rates(values: Any, whose: str, length: int) -> np.ndarray:
    array = require_vector(values, f"{whose} rates", length)
    if np.any(array < 0.0) or np.any(array > 1.0):
        raise InputError(f"the {whose} rates must lie in [0, 1]")
    return array


def _within(value: Any, what: str, low: float, high: float) -> float:
    number = float(require_number(value, what))
    if not low - 1e-15 <= number <= high:
        raise InputError(f"{what} must lie in [{low:g}, {high:g}], and {number:g} does not")
    return number
