"""What each number of a diagnosis is, in words, and on what it rests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number.

    Parameters
    ----------
    words
        For people; {n}, {N}, {M} stand for the sizes.
    rests_on
        ``measured``; or the model behind a prediction.
    within
        The range it lies in: estimates with the bias taken off are put back into it.
    """

    words: str
    rests_on: str
    within: tuple[float, float] = (float("-inf"), float("inf"))


_INF = float("inf")
QUANTITIES: dict[str, Quantity] = {
    "correlation_dimension": Quantity("d_sw, sum of squared cosines", "measured", (0, _INF)),
    "target_in_weak": Quantity(
        "share of the labels' variance linear in the weak features", "measured", (0, 1)
    ),
    "target_in_strong": Quantity("share linear in the strong features", "measured", (0, 1)),
    "target_in_both": Quantity("share linear in both together", "measured", (0, 1)),
    "label_noise": Quantity("share that neither set sees, counted as noise", "measured", (0, _INF)),
    "teacher_error": Quantity("L_TE, teacher on {n} labels", "S1, Gaussian features", (0, _INF)),
    "student_error": Quantity(
        "L_ST, least squares on {N} teacher labels", "S1, Gaussian features", (0, _INF)
    ),
    "strong_error": Quantity("strong features on {n} labels", "S1, Gaussian features", (0, _INF)),
    "ceiling_error": Quantity(
        "ceiling, strong features on {n} + {N} labels", "S1, Gaussian features", (0, _INF)
    ),
    "pgr_discrepancies": Quantity("PGR under discrepancies (S1)", "S1, Gaussian features"),
    "opr_discrepancies": Quantity("OPR under discrepancies (S1)", "S1, Gaussian features"),
    "residual_alignment": Quantity(
        "share of the teacher's error in the strong directions", "S1, Gaussian features", (0, 1)
    ),
    "pgr_fixed_teacher": Quantity(
        "PGR under a partly wrong teacher (S7), ceiling on {N} labels", "S7, Gaussian features"
    ),
    "pgr_best_stop": Quantity(
        "PGR at the best stopping time (S7), ceiling of S1", "S7, gradient flow, N = inf"
    ),
    "pgr_noise_only": Quantity("PGR if both sets held the target, noise alone", "S1, Gaussian features"),
    "equivalent_teacher_error_weak": Quantity(
        "L_TE of {M} random units, weak spectrum", "equivalent (universality)", (0, 1)
    ),
    "equivalent_student_error_weak": Quantity(
        "L_ST at its best stop, weak spectrum", "equivalent (universality)", (0, 1)
    ),
    "equivalent_pgr_weak": Quantity("PGR there, weak spectrum", "equivalent (universality)", (-_INF, 1)),
    "equivalent_teacher_error_strong": Quantity(
        "L_TE of {M} random units, strong spectrum", "equivalent (universality)", (0, 1)
    ),
    "equivalent_student_error_strong": Quantity(
        "L_ST at its best stop, strong spectrum", "equivalent (universality)", (0, 1)
    ),
    "equivalent_pgr_strong": Quantity("PGR there, strong spectrum", "equivalent (universality)", (-_INF, 1)),
}

UNKNOWN = (
    "What this cannot know: the predictions are those of linear regression on the directions above the cut, as "
    "if the features were Gaussian and the target linear in them; part of a real target is not, and is counted "
    "as noise. Fine-tuning moves features, and these stand still. Errors are squared errors: PGR in accuracy "
    "is another number. Rows are taken as independent draws of the inputs on which the models are used; other "
    "inputs, other labels or neighbouring rows that repeat each other change everything. The intervals speak "
    "of the rows alone, with the numbers of directions held fixed: not of the cut, and not of a model that is "
    "wrong. The equivalents speak of random features with this spectrum, not of these networks."
)
