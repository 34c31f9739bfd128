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
    Entry("a_0", "sequence", r"f^{(0)}", "start_modes", "coefficients of the start"),
)  # fmt: skip
