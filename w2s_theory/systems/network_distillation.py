"""A weak teacher's weight for ReLU random features, through the calculus of recipes: mix the truth with a teacher, study.

The true labels have no noise here, so what a teacher can give is regularisation alone; a student that starts at the teacher
and learns only from it stays there (the remap trap). Equivalents (universality), no theorems about networks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from w2s_theory.equivalents.recipe_steps import recipe
from w2s_theory.exact_number import exact_rational
from w2s_theory.given import require_flag, require_list
from w2s_theory.records.recipe import Mix, Study, Teach
from w2s_theory.systems.risk_records import Kind
from w2s_theory.tables import html_table, latex_number, latex_table


@dataclass(frozen=True, slots=True)
class NetworkDistillation:
    """The student's error against the teacher's weight.

    Parameters
    ----------
    mixings, errors : tuples
        alpha, and the mean error of the student of (1 - alpha) f* + alpha f_TE.
    teacher_error
        Mean L_TE.
    kind
        ``equivalent``.
    """

    mixings: tuple[Fraction, ...]
    errors: tuple[float, ...]
    teacher_error: float
    kind: Kind = "equivalent"

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers."""
        return {
            "mixings": [float(each) for each in self.mixings], "errors": list(self.errors),
            "teacher_error": self.teacher_error, "kind": self.kind,
        }  # fmt: skip

    def to_latex(self) -> str:
        """A ``tabular``."""
        rows = [
            (f"${latex_number(a)}$", f"${latex_number(e)}$")
            for a, e in zip(self.mixings, self.errors, strict=True)
        ]
        return latex_table(rows, "rr", (r"$\alpha$", "error"))

    def _repr_html_(self) -> str:
        return html_table(
            list(zip(map(float, self.mixings), self.errors, strict=True)), ("alpha", "error"), self.kind
        )


def network_distillation(
    model: Any,
    teacher_units: int,
    target: Any,
    mixings: Iterable[Any],
    tau: Any,
    *,
    start_at_teacher: bool = False,
) -> NetworkDistillation:
    """Errors of students of mixed labels.

    Parameters
    ----------
    model, target
        As for ``recipe``.
    teacher_units : int
        M_TE of the one teacher.
    mixings : list of numbers from 0 to 1
        alpha; exact (texts and Fractions), or floats.
    tau : number or text
        Stopping time lambda_k t of the student's gradient flow.
    start_at_teacher : bool
        From the teacher's function instead of 0.

    Returns
    -------
    NetworkDistillation

    Raises
    ------
    InputError
        As ``recipe``.
    """
    from_teacher = require_flag(start_at_teacher, "start_at_teacher")
    weights, errors, teacher_error = [], [], 0.0
    for each in require_list(mixings, "the weights", "[0, '1/2', 1]"):
        weight = exact_rational(each, "a weight of the teacher")
        # functions by number: 0 the truth, 1 the teacher, 2 the mixture of the one made last with the truth
        study = Study(tau=tau, start=1) if from_teacher else Study(tau=tau)
        found = recipe(model, target, [Teach(teacher_units), Mix(1 - weight, function=0), study]).to_dict()[
            "steps"
        ]
        weights.append(weight)
        errors.append(float(found[-1]["error"]))
        teacher_error = float(found[0]["error"])
    return NetworkDistillation(tuple(weights), tuple(errors), teacher_error)
