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
    Entry("e_mean", "vector", r"\bar e", "mean_residual", "the mean of what the student misses, E (f* - f_ST)"),
    Entry("Se_mean", "vector", r"S \bar e", "mean_residual_learnt", "what the student's filter makes of that mean"),
    Entry("Se_seen", "vector", r"P S \bar e", "mean_residual_learnt_seen", "its part in the teacher's span"),
    Entry(
        "residual_sum", "scalar", r"\|P(f^* + S \bar e)\|^2", "seen_of_residual_sum",
        "energy of f* + S E (f* - f_ST) in the teacher's span", ("nonnegative",),
        definition=lambda n: n.norm_squared(n.f_TE + n.Se_seen),
    ),
    Entry(
        "residual_difference", "scalar", r"\|P(f^* - S \bar e)\|^2", "seen_of_residual_difference",
        "energy of f* - S E (f* - f_ST) in the teacher's span", ("nonnegative",),
        definition=lambda n: n.norm_squared(n.f_TE - n.Se_seen),
    ),
    Entry("v_left", "vector", "(I - S) f^*", "target_left", "what is left of the target, (I - S) f*"),
    Entry(
        "q_slow", "scalar", "q_J", "slow_energy", "energy of the teacher in an eigenspace V_J without a part of the target",
        ("nonnegative",),
    ),
)  # fmt: skip
