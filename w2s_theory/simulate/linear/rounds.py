"""A student and K weak teachers who train on each other in rounds, as functions on n modes: every agent on its own.

An agent moves from its function f towards its labels by A (labels - f), A the share of each mode that kernel gradient flow
learns in a round. The student's labels are the teachers' mean; a teacher's are the student with weight omega and its peers'
mean with the rest. On the modes of a behaviour that is to be unlearnt every agent is pushed off its own function with
strength beta. All labels are those before the round.
"""

from __future__ import annotations

import numpy as np


def simulate_rounds(
    student: np.ndarray,
    teachers: np.ndarray,
    rounds: int,
    student_rate: np.ndarray,
    teacher_rate: np.ndarray,
    student_weight: float = 1.0,
    penalty: float = 0.0,
    negative: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Functions after the rounds.

    Parameters
    ----------
    student : array, shape (..., n)
        The student's coefficients at the start.
    teachers : array, shape (..., K, n)
        The teachers'.
    rounds : int
        How many.
    student_rate, teacher_rate : arrays, shape (n,)
        The share of each mode that is learnt in a round.
    student_weight : float
        omega, the student's weight in a teacher's labels; 1 for a single teacher.
    penalty : float
        beta >= 0.
    negative : boolean array, shape (n,), optional
        The modes of the behaviour to be unlearnt, on which the target is 0.

    Returns
    -------
    student, teachers : arrays of the shapes given
    """
    pushed = np.zeros(student.shape[-1]) if negative is None else penalty * np.asarray(negative, dtype=float)
    count = teachers.shape[-2]
    for _ in range(rounds):
        mean = teachers.mean(axis=-2)
        peers = (mean[..., None, :] * count - teachers) / max(count - 1, 1)
        labels = student_weight * student[..., None, :] + (1.0 - student_weight) * peers
        student, teachers = (
            student + student_rate * (mean - pushed * student - student),
            teachers + teacher_rate * (labels - pushed * teachers - teachers),
        )
    return student, teachers
