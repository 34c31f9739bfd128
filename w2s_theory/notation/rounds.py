"""A student and its teachers who train on each other in rounds: their errors on one mode, round after round."""

from __future__ import annotations

from w2s_theory.notation.entry import Entry

ROUNDS: tuple[Entry, ...] = (
    Entry(
        "student_round", "function", "e", "student_error_after", "the student's signed error on a mode after a round",
        arguments=1,
    ),
    Entry(
        "teacher_round", "function", "m", "teacher_error_after", "the teachers' mean signed error on a mode after a round",
        arguments=1,
    ),
    Entry("e_first", "scalar", "e_0", "first_student_error", "the student's signed error on a mode at the start"),
    Entry("m_first", "scalar", "m_0", "first_teacher_error", "the teachers' mean signed error on a mode at the start"),
    Entry(
        "s_round", "scalar", "s", "student_rate", "share of its labels that the student takes over in a round",
        ("nonnegative",),
    ),
    Entry(
        "w_round", "scalar", "w", "teacher_rate",
        "share of the student that each teacher takes over in a round, its rate times the student's weight in its labels",
        ("nonnegative",),
    ),
)  # fmt: skip
