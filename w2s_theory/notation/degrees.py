"""A target of several degrees: what a teacher and a student make of each of them."""

from __future__ import annotations

from w2s_theory.notation.entry import Entry

DEGREES: tuple[Entry, ...] = (
    Entry(
        "shares_TE", "sequence", "g", "taught_shares",
        "share of the target's part that the teacher has in each eigenspace, <Pi_j f_TE, f*>/||Pi_j f*||^2; "
        "on one network it may be negative or above 1",
    ),
    Entry(
        "n_TE", "sequence", r"\nu", "noise_energies_of_spaces",
        "energy of what the teacher has in each eigenspace across the target's part there", ("nonnegative",),
    ),
    Entry(
        "t_ST", "sequence", r"\mathcal{T}", "student_energies_of_spaces",
        "mean energy E ||S P Y||^2 of the student of a target Y of norm 1 in each eigenspace", ("nonnegative",),
    ),
)  # fmt: skip
