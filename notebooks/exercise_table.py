"""Every exercise of the notebooks: a hint, and what judges an answer (see ``exercises.py``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import w2s_theory as w


class AnswerError(ValueError):
    """An answer of a kind that cannot be compared; its one line says what is wanted."""


@dataclass(frozen=True)
class Exercise:
    """What is known about an exercise.

    Parameters
    ----------
    hint
        The next step, not the answer.
    digest
        Of the answer's canonical form, salted with the number of the exercise; ``None`` if ``passes`` judges.
    passes
        Says what is wrong with an answer, or nothing if it is right.
    """

    hint: str
    digest: str | None = None
    passes: Callable[[Any], str] | None = None


def _hardly_any_gain(answer: Any) -> str:
    degree, units = _pair(answer)
    found = w.simulate_networks(w.relu_sphere(32), units, target=degree, taus="best", trials=3)
    ratio = float(np.mean(found.best_student_error) / np.mean(found.teacher_error))
    return "" if ratio > 0.95 else f"its best student has {ratio:.3g} of its teacher's error"


def _pair(answer: Any) -> tuple[int, int]:
    if not isinstance(answer, (list, tuple)) or len(answer) != 2:
        raise AnswerError("a list of two whole numbers is wanted, such as [2, 100]")
    return int(answer[0]), int(answer[1])


EXERCISES: dict[str, Exercise] = {
    "01.1": Exercise("degree j is half learnt at tau = log(2) lambda_1/lambda_j", "23c62c22e7b84645"),
    "01.2": Exercise("divide the two exact numbers; leave the pi^2 that stays", "5ffedc5eb9646de7"),
    "01.3": Exercise("degree j is learnt at lambda_2/lambda_j: for which j is that below 1?", "e3fceb439d43c128"),
    "01.4": Exercise("what happens if the teacher hardly knows the target? Try high degrees", passes=_hardly_any_gain),
    "01.5": Exercise('PGR, the performance gap recovered: w.list_theorems("limits", search="gap")', "28c15c443726d5fb"),
}
