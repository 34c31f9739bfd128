"""A diagnosis as a picture: spectra, ranks and overlap against the cut, errors against the stopping time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from w2s_theory.diagnosis.record import Diagnosis


def require_drawing_file(path: str | Path) -> str:
    """The kind of the file (``svg``, ``pdf``, ``png``), if one can be written there.

    Raises
    ------
    InputError
        Otherwise.
    """
    from w2s_theory.figures.style import require_kind
    from w2s_theory.given import require_path
    from w2s_theory.output_file import require_output_file

    kind = require_kind(require_path(path, "the figure"), "the figure")
    require_output_file(path, "the figure")
    return kind


def save_drawing(found: Diagnosis, path: str | Path) -> Path:
    """Write the picture: the same bytes for the same diagnosis."""
    from w2s_theory.figures.style import figure_bytes
    from w2s_theory.output_file import write_file

    kind = require_drawing_file(path)
    write_file(path, figure_bytes(lambda: draw_diagnosis(found), kind))
    return Path(path)


def draw_diagnosis(found: Diagnosis) -> Any:
    """A matplotlib figure of two panels, three with labels."""
    from w2s_theory.figures.style import AMBER, BLUE, GREEN, INK, ORANGE, QUIET, new_figure

    stopping = found.arrays.get("student_error_at")
    panels = 2 if stopping is None else 3
    figure = new_figure(4.3 * panels, 3.7)
    spectra, cuts, *rest = figure.subplots(1, panels)
    for each, name, colour in ((found.weak, "weak", ORANGE), (found.strong, "strong", BLUE)):
        values = each.eigenvalues / each.eigenvalues[0]
        values = values[values > each.floor]
        spectra.loglog(np.arange(1, len(values) + 1), values, color=colour, label=f"{name}, rank {each.rank}")
    spectra.axhline(found.weak.cut, color=QUIET, linewidth=0.8, linestyle="--")
    spectra.set(
        xlabel="direction",
        ylabel="eigenvalue / largest",
        title=f"Spectra of {found.samples} rows, and the cut",
    )
    spectra.legend()
    curve = found.curve
    for values, name, colour in (
        (curve.weak_ranks, "$d_w$", ORANGE), (curve.strong_ranks, "$d_s$", BLUE),
        (curve.correlation_dimensions, "$d_{sw}$", GREEN), (curve.by_chance, "$d_{sw}$ by chance", QUIET),
    ):  # fmt: skip
        cuts.loglog(curve.cuts, np.where(np.asarray(values) > 0, values, np.nan), color=colour, label=name)
    cuts.axvline(found.weak.cut, color=QUIET, linewidth=0.8, linestyle="--")
    cuts.invert_xaxis()
    cuts.set(xlabel="cut", title="Ranks and overlap against the cut")
    cuts.legend()
    if rest:
        assert stopping is not None
        times = np.array(found.taus)
        rest[0].plot(times, stopping[0], color=BLUE, label="student, S7")
        rest[0].fill_between(times, stopping[1], stopping[2], color=BLUE, alpha=0.18, linewidth=0)
        for name, said, colour in (
            ("teacher_error", "teacher", ORANGE), ("ceiling_error", "ceiling", AMBER),
            ("student_error", "least squares", INK),
        ):  # fmt: skip
            estimate = found.estimates[name]
            if estimate is not None:
                rest[0].axhline(estimate.value, color=colour, linewidth=1.2, linestyle="--", label=said)
        rest[0].set(
            xscale="symlog" if np.any(times == 0) else "log", xlabel=r"$\tau=\lambda_1 t$", ylabel="error"
        )
        rest[0].set_title("Predicted errors (share of variance)")
        rest[0].legend()
    return figure
