"""Teachers of finitely many labels and what their students make of them; a budget of labels and inputs."""

from __future__ import annotations

from w2s_theory.notation.entry import Entry

FINITE_SAMPLES: tuple[Entry, ...] = (
    Entry(
        "theta_passed", "vector", r"S P_{TE}\theta", "mean_student",
        "what the student keeps of what the teacher's features see of the target",
    ),
    Entry(
        "missed_TE", "scalar", r"\rho_{TE}", "missed_by_teacher",
        "squared length of the target's part outside the teacher's features", ("positive",),
    ),
    Entry(
        "bias_ST", "scalar", r"B_{ST}", "student_bias", "squared distance of the target from the mean student",
        ("nonnegative",),
    ),
    Entry("kept_ST", "scalar", r"T_{ST}", "kept_by_student", "trace of S P_TE S for a student filter S", ("nonnegative",)),
    Entry("label_excess", "scalar", r"\epsilon_l", "label_excess", "share by which an error may exceed another",
    ("positive",)),
    Entry(
        "overfit", "scalar", r"\Omega", "overfit", "S_2/(N - S_2), what a fit to N inputs adds of what it leaves",
        ("nonnegative",),
    ),
    Entry("kept_floor", "scalar", r"\omega", "kept_floor", "a number of at most 1 and at most Omega", ("nonnegative",)),
    Entry(
        "label_cost", "scalar", r"\alpha_l", "label_cost", "root of what the teacher's error is times its spare labels",
        ("nonnegative",),
    ),
    Entry(
        "input_cost", "scalar", r"\alpha_u", "input_cost",
        "root of what the student's error is times its spare inputs, in units of a label's price", ("nonnegative",),
    ),
    Entry("label_budget", "scalar", r"a_l", "label_budget", "spare labels that are paid for, n - p", ("positive",)),
    Entry("input_budget", "scalar", r"a_u", "input_budget", "price of the spare inputs, (N - S_2)/c labels", ("positive",)),
)  # fmt: skip
