"""A student that does not start at 0: where it starts, and what the start knows of the teacher's error."""

from __future__ import annotations

from w2s_theory.notation.entry import Entry

START: tuple[Entry, ...] = (
    Entry("f_0", "vector", "f_0", "start", "the function at which the student's training starts"),
    Entry(
        "L_0", "scalar", "L_0", "start_error", "population error of the start, ||f* - f_0||^2", ("nonnegative",),
        definition=lambda n: n.norm_squared(n.f_star - n.f_0),
    ),
    Entry(
        "c_0", "scalar", "c_0", "start_overlap",
        "<f_0 - f*, f_TE - f*>: sqrt(L_0 L_TE) times the cosine of the angle at f* between start and teacher",
        definition=lambda n: n.inner(n.f_0 - n.f_star, n.f_TE - n.f_star),
    ),
    Entry("p_0", "scalar", "p_0", "start_share", "how much of the target the start has, f_0 = p_0 f*"),
    Entry("w_0", "vector", "(I - S) f_0", "start_left", "what is left of the start, (I - S) f_0"),
    Entry("r_0", "vector", "r", "direction_to_learn", "S (f* - (I - S) f_0): its product with f_TE is what counts"),
    Entry("r_seen", "vector", "P r", "direction_seen_by_teacher", "the part of S (f* - (I - S) f_0) in the teacher's span"),
    Entry(
        "seen_sum", "scalar", r"\|P(f^* + r)\|^2", "seen_of_sum", "energy of f* + r in the teacher's span", ("nonnegative",),
        definition=lambda n: n.norm_squared(n.f_TE + n.r_seen),
    ),
    Entry(
        "seen_difference", "scalar", r"\|P(f^* - r)\|^2", "seen_of_difference", "energy of f* - r in the teacher's span",
        ("nonnegative",), definition=lambda n: n.norm_squared(n.f_TE - n.r_seen),
    ),
    Entry(
        "z_0", "sequence", "z", "start_energies",
        "energy of the start in each eigenspace, orthogonal to the target's part there", ("nonnegative",),
    ),
    Entry(
        "q_TE", "sequence", "q", "teacher_energies",
        "mean energy of the teacher in each eigenspace, E ||Pi_j f_TE||^2", ("nonnegative",),
    ),
    Entry(
        "l_TE", "sequence", r"\ell", "mean_errors_of_spaces",
        "mean error of a teacher of a target in each eigenspace", ("nonnegative",),
    ),
    Entry("s_ST", "sequence", "s", "shrinkages", "share of each eigenspace that the student learns", ("nonnegative",)),
    Entry("a_0", "sequence", r"f^{(0)}", "start_modes", "coefficients of the start, in eigenspaces along the target's part"),
)  # fmt: skip
