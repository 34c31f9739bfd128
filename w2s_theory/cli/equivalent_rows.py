"""``w2s equivalent`` without the printing: the fields of the JSON object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from w2s_theory.records.errors import AccuracyError


def equivalent_at(
    teacher: Any,
    units: int,
    target: Any,
    student: Any,
    taus: Sequence[Any],
    digits: int | None,
    certified: bool,
) -> dict[str, Any]:
    """The fields of ``w2s equivalent --json``; with digits or certified all numbers are strings."""
    from flint import arb

    from w2s_theory.equivalents.prediction import equivalent
    from w2s_theory.evaluate.enclosure import ball_text

    found = equivalent(teacher, units, target, student, digits=digits, certified=certified)
    # the errors asked for stand also where the best stop is not known
    best, problem = found.best_stop_or_reason()
    numbers = {
        "kappa": found.kappa,
        "teacher_error": found.teacher_error,
        "best_tau": None if best is None else best.tau,
        "best_student_error": None if best is None else best.error,
        "performance_gap_recovered": None if best is None else found.performance_gap_recovered(),
    }

    def split(value: Any) -> tuple[Any, str | None]:
        if not isinstance(value, arb):
            return None if value is None else found.text(value), None
        return ball_text(value, (found.digits or 15) + 2, more=True)

    rows, misfits = [], []
    for tau in taus:
        value, radius = split(found.student_error(tau=tau))
        shown = float(tau) if found.digits is None else str(tau)
        rows.append({"tau": shown, "value": value, "radius": radius})
        try:
            value, radius = split(found.misfit(tau=tau))
        except AccuracyError:
            # what is left of degrees known by their trace only may stay open where the error does not
            value = radius = None
        misfits.append({"tau": shown, "value": value, "radius": radius})
    data: dict[str, Any] = {}
    radii: dict[str, str | None] = {}
    for name, value in numbers.items():
        data[name], radii[name] = split(value)
    return {
        "kappa": data["kappa"],
        "teacher_error": data["teacher_error"],
        "student_errors": rows,
        "misfits": misfits,
        "best_tau": data["best_tau"],
        "best_student_error": data["best_student_error"],
        "performance_gap_recovered": data["performance_gap_recovered"],
        "best_stop_problem": problem,
        "condition": found.text(found.condition),
        "main_degree": found.main_degree,
        "radii": radii if certified else None,
        "noise_profile": [
            {"degree": k, "share": found.text(share)} for k, share in found.noise_profile.items()
        ],
        "teacher_units": units,
        "target": found.setting.target.to_dict(),
        "status": "universality",
        "about": "equivalent",
        "how": found.how,
    }
