"""Every exercise of the notebooks: a hint, and what judges an answer (see ``exercises.py``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from numbers import Integral
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
    degree, units = _whole_numbers(answer, "[2, 100]")
    found = w.simulate_networks(w.relu_sphere(32), units, target=degree, taus="best", trials=3)
    ratio = float(np.mean(found.best_student_error) / np.mean(found.teacher_error))
    return "" if ratio > 0.95 else f"its best student has {ratio:.3g} of its teacher's error"


def _whole_numbers(answer: Any, such_as: str) -> list[int]:
    """The answer, if it is a list of as many whole numbers as the example."""
    given = answer if isinstance(answer, (list, tuple)) else [answer]
    if len(given) != such_as.count(",") + 1 or not all(isinstance(each, Integral) for each in given):
        raise AnswerError(f"whole numbers are wanted, such as {such_as}")
    return [int(each) for each in given]


def _matrix_student(teacher_error: float, largest: float, goal: float) -> Callable[[Any], str]:
    """A symmetric matrix 0 <= S <= largest whose student has an error of at most ``goal``, up to rounding."""
    teacher = np.array([np.sqrt(1 - teacher_error), 0.0])
    target = np.array([np.sqrt(1 - teacher_error), np.sqrt(teacher_error)])

    def passes(answer: Any) -> str:
        try:
            matrix = np.array([[float(entry) for entry in row] for row in answer])
        except (TypeError, ValueError):
            matrix = np.empty(0)
        if matrix.shape != (2, 2):
            raise AnswerError("a matrix of two rows is wanted, such as [[1, 0], [0, 1/2]]")
        if abs(matrix[0, 1] - matrix[1, 0]) > 1e-9:
            return "that matrix is not symmetric"
        least, most = np.linalg.eigvalsh(matrix)
        if least < -1e-9 or most > largest + 1e-9:
            return f"its eigenvalues are {least:.6g} and {most:.6g}, and must be between 0 and {largest:g}"
        error = float(np.sum((matrix @ teacher - target) ** 2))
        return (
            "" if error < goal + 1e-9 else f"its student has the error {error:.6g}; {goal:.6g} can be reached"
        )

    return passes


def _verified_file(answer: Any) -> str:
    proof = w.prove(w.load_theorem(answer))
    found = w.check(file=answer, quick=True)
    claimed = str(proof.theorem.quantity), proof.theorem.relation, str(proof.theorem.bound)
    if claimed in (("misfit", "<=", "1 - L_TE"), ("inner_product(f_ST, f_ST)", "<=", "1 - L_TE")):
        return "that is a theorem of the notebook: change its claim"
    return (
        "" if proof.complete and found.holds else f"its proof is {proof.word}, and its check says {found!r}"
    )


def _formula_is_off(answer: Any) -> str:
    dimension, units = _whole_numbers(answer, "[8, 100]")
    if not 1 <= units <= 300:
        return "at most 300 units are asked for"
    model = w.relu_sphere(dimension)
    found = w.simulate_networks(model, units, trials=40, accuracy=1e-3).teacher_error
    ratio = found / w.equivalent(model, units, 1).teacher_error
    middle, error = float(ratio.mean()), float(2 * ratio.std(ddof=1) / np.sqrt(len(ratio)))
    off = middle + error < 2 / 3 or middle - error > 4 / 3
    return "" if off else f"networks have {middle:.2f} +- {error:.2f} of what the formula says"


def _enough_units(answer: Any) -> str:
    model, goal = w.relu_sphere(32), 0.99
    (asked,) = _whole_numbers(answer, "2105")
    here, half = (w.certified_gap(model, units) for units in (asked, max(asked // 2, 1)))
    if here is None or here.recovered < goal:
        return f"{asked} units make {0 if here is None else float(here.recovered):.4f} certain"
    return "half of that is enough" if half is not None and half.recovered >= goal else ""


def _student_beats_strong(answer: Any) -> str:
    strong, weak, shared, labels, unlabelled = _whole_numbers(answer, "[6, 10, 2, 40, 60]")
    risks = w.discrepancy_risks(w.SubspacePair(strong, weak, shared), labels, unlabelled)
    return "" if risks.student < risks.strong else f"student {risks.student}, strong learner {risks.strong}"


def _hardly_overlapping(answer: Any) -> str:
    if not isinstance(answer, (list, tuple)) or len(answer) != 2:
        raise AnswerError("a list of two feature matrices is wanted, [weak, strong]")
    found = w.diagnose(*answer)
    if found.samples < 200 or min(found.weak.rank, found.strong.rank) < 3:
        return f"{found.samples} rows with {found.weak.rank} and {found.strong.rank} directions are too few"
    overlap = found.correlation_dimension.value
    return "" if overlap < 1 else f"d_sw is {overlap:.2f}"


EXERCISES: dict[str, Exercise] = {
    "01.1": Exercise("degree j is half learnt at tau = log(2) lambda_1/lambda_j", "505501cc12e558d0"),
    "01.2": Exercise("divide the two exact numbers; leave the pi^2 that stays", "929e4d1b85e44249"),
    "01.3": Exercise(
        "degree j is learnt at lambda_2/lambda_j: for which j is that below 1?", "e6a13d06a2c2b35c"
    ),
    "01.4": Exercise(
        "what happens if the teacher hardly knows the target? Try high degrees", passes=_hardly_any_gain
    ),
    "01.5": Exercise(
        'PGR, the performance gap recovered: w.list_theorems("limits", search="gap")', "28c15c443726d5fb"
    ),
    "02.1": Exercise("a_{k+2} = -a_k (k - 1)/(k + d + 1) at k = 6, d = 3; then square", "90dbe4588df67aef"),
    "02.2": Exercise(
        "max(t, 0) t is t^2 on one half of the sphere: a_1 is half of E[t^2]", "040f969690d7a3a8"
    ),
    "02.3": Exercise(
        "a_{k+2} = -a_k k/(k + d): where does the first zero come from? lambda_0 is 1/4", "45f5611e3738cd74"
    ),
    "02.4": Exercise("(N_0 lambda_0 + N_1 lambda_1)/(1/(2d))", "a0ea9a5142e4df31"),
    "03.1": Exercise("solve 1 - exp(-tau) = 9/10", "b777ccd8e62e1fe1"),
    "03.2": Exercise("put lambda = 3 rho into lambda/(lambda + rho)", "9345285e7a333bb4"),
    "03.3": Exercise(
        "b - c is multiplied by 1 - eta lambda: when is that negative, when below -1?", "163cd79c390da891"
    ),
    "03.4": Exercise(
        "f_j/b_j, cut off at 0 and 1; then (f_1 - s_1 b_1)^2 + (f_2 - s_2 b_2)^2", "035cc743cfe91d53"
    ),
    "04.1": Exercise("put L = 1/2 into the formula of section 2", "eb49eb7aca1d7c51"),
    "04.2": Exercise("the square (sqrt(y) - 1)^2 is zero where 1 + 2L - 3L^2 = 1", "9a5f2a4e84d52d2d"),
    "04.3": Exercise(
        "the projection onto w, the point of the ball that is nearest to f* (section 3), at L = 2/3",
        passes=_matrix_student(2 / 3, 1.0, 1 / 3),
    ),
    "04.4": Exercise(
        "which s makes s (1 - L) = 1? Put it on f*",
        passes=_matrix_student(1 / 3, 1.5, 0.0),
    ),
    "04.5": Exercise("the first line of the table in section 5", "57a343519c3a0c25"),
    "05.1": Exercise("the noise term is zero; the bias is (1 - (1 - L))^2", "4229b011242f3e45"),
    "05.2": Exercise("add L (1 - L) omega with omega = 1/2", "626f1daa93a80d18"),
    "05.3": Exercise("solve L^2 + L (1 - L) omega = L/2 for omega", "aa80206a8878efdc"),
    "05.4": Exercise("section 3: the error is L plus a square times 1 - L", "719501bdc921471d"),
    "06.1": Exercise("solve N/(1 + kappa) = M, and put kappa into kappa/(1 + kappa)", "c5ebb5f0d27ff161"),
    "06.2": Exercise("the mean of t^2/(t^2 + (1 - t^2)/4) over t in [0, 1]", "a76a0f00eda60f82"),
    "06.3": Exercise(
        "solve 1/(1 + kappa) + (1/2)/(1/4 + kappa) = 1; the answer is 1/(1 + kappa)", "b24cb67a10751236"
    ),
    "06.4": Exercise("section 4: which dimensions are far from 1?", passes=_formula_is_off),
    "07.1": Exercise("w.theorem(name).status", "d0dc40cb36198e1c"),
    "07.2": Exercise("L_ST = 4/10000: the quotient of two logarithms", "e04627f541be4a68"),
    "07.3": Exercise("L^1.49/L^2 = L^(-0.51), and 0.51 is 51/100", "f83fcce6cdf2bce4"),
    "07.4": Exercise(
        "start at 2105, and take half as much again until w.certified_gap says 0.99", passes=_enough_units
    ),
    "08.1": Exercise("1 - M/d", "79737167d94df970"),
    "08.2": Exercise(
        "E X^2 - (E X)^2 for X = ||P f*||^2, which has the variance of L_TE", "79c36be35db46fd8"
    ),
    "08.3": Exercise("L_TE is about epsilon d/M: count the powers of M", "dc67a25aa47bd970"),
    "08.4": Exercise("the same count with 2 - beta instead of 3/2", "49b8158038744835"),
    "08.5": Exercise('isotropic: w.list_theorems("limits", search="isotropic")', "53a375340424cbf5"),
    "09.1": Exercise("add the two inequalities, and see what cancels", "64bbbddbf23e1951"),
    "09.2": Exercise("section 3, the words below the three attempts", "0359ea86979a28e7"),
    "09.3": Exercise(
        "the student lies in the ball of diameter [0, f_TE]: what is its radius, squared?", "f758869a689cdcc9"
    ),
    "09.4": Exercise(
        "start from w.new_theorem_file, change quantity, claim, bound and certificate", passes=_verified_file
    ),
    "10.1": Exercise("which term has N in its denominator? Leave it out", "e18ab1c6532b7758"),
    "10.2": Exercise(
        "put d_sw = d_w into the formula of section 1, and compare with the teacher", "4fc6f4e6374160d3"
    ),
    "10.3": Exercise("few shared directions, many inputs without labels", passes=_student_beats_strong),
    "11.1": Exercise("six cosines, each 1; then 10.2", "8595b6b1491f796b"),
    "11.2": Exercise("the cosine of a right angle", "4d8f54b9e9317697"),
    "11.3": Exercise(
        "which columns have nothing to do with each other? np.random", passes=_hardly_overlapping
    ),
}
