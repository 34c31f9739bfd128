"""What an equivalent shows of itself: plain data, LaTeX, HTML, one line. A number that is not to be had is left out."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from w2s_theory import tables
from w2s_theory.equivalents.number_text import short_number
from w2s_theory.records.errors import AccuracyError

if TYPE_CHECKING:
    from w2s_theory.equivalents.prediction import Equivalent


def plain_data(found: Equivalent) -> dict[str, Any]:
    """The fields of ``to_dict``."""
    best, reason = found.best_stop_or_reason()
    gap = None if best is None else found.text(found.performance_gap_recovered())
    return {
        "teacher_units": found.teacher_units,
        "target": found.setting.target.to_dict(),
        "main_degree": found.main_degree,
        "kappa": found.text(found.kappa),
        "condition": found.text(found.condition),
        "teacher_error": found.text(found.teacher_error),
        "best_tau": None if best is None else found.text(best.tau),
        "best_student_error": None if best is None else found.text(best.error),
        "performance_gap_recovered": gap,
        "best_stop_problem": reason,
        "noise_profile": [
            {"degree": k, "share": found.text(share)} for k, share in found.noise_profile.items()
        ],
        "about": "equivalent",
        "how": found.how,
    }


def latex_table(found: Equivalent) -> str:
    """A ``tabular`` of kappa, the teacher's error, the best stop and the error there."""
    best, _ = found.best_stop_or_reason()
    rows = [(r"\kappa", found.kappa), (r"\mathbb{E} L_{\mathrm{TE}}", found.teacher_error)]
    if best is not None:
        rows += [(r"\tau_{\mathrm{best}}", best.tau), (r"\mathbb{E} L_{\mathrm{ST}}", best.error)]
    return tables.latex_table(
        [(f"${name}$", f"${tables.latex_number(value)}$") for name, value in rows], "ll"
    )


def html_table(found: Equivalent) -> str:
    """The line and a table of the single numbers."""
    rows = [
        (name, str(value))
        for name, value in found.to_dict().items()
        if name not in ("noise_profile", "target") and value is not None
    ]
    return f"<p>{escape(one_line(found))}</p>{tables.html_table(rows)}"


def one_line(found: Equivalent) -> str:
    """The ``repr``; a question mark where a number cannot be had."""

    def said(name: str) -> str:
        try:
            return short_number(getattr(found, name))
        except AccuracyError:
            return "?"

    return (
        f"Equivalent(M_TE={found.teacher_units}, target={list(found.setting.target.degrees)}, "
        f"kappa={said('kappa')}, teacher_error={said('teacher_error')}, {found.how}, universality)"
    )
