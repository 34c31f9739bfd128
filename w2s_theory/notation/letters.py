"""Sizes, indices, points, times and the letters of lemmas."""

from __future__ import annotations

from w2s_theory.notation.entry import COUNT, SIZE, Entry

LETTERS: tuple[Entry, ...] = (
    # sizes and indices
    Entry("d", "scalar", "d", "dimension", "dimension of the inputs, d >= 2", SIZE),
    Entry("k", "scalar", "k", "degree", "degree of a spherical harmonic", COUNT),
    Entry("p", "scalar", "p", "power", "power of the activation max(z, 0)^p; 1 is the ReLU", COUNT),
    Entry("i", "scalar", "i", "index", "counting index of an induction", COUNT),
    Entry("j", "scalar", "j", "index", "index of a mode, or counting index of a parity class", COUNT),
    Entry("n", "scalar", "n", "index", "number of steps or of modes", COUNT),
    Entry("M_TE", "scalar", r"M_{TE}", "teacher_units", "number of units of the teacher", SIZE),
    Entry("M_ST", "scalar", r"M_{ST}", "student_units", "number of units of the student", SIZE),
    # points, times, scalars
    Entry("z", "scalar", "z", "cosine", "the inner product <u, x> of two unit vectors"),
    Entry("t", "scalar", "t", "time", "gradient-flow time; only lambda_k t matters", ("nonnegative",)),
    Entry("tau", "scalar", r"\tau", "scaled_time", "tau = lambda_k t", ("nonnegative",)),
    Entry("x", "scalar", "x", "variable", "a real variable of a lemma", ("positive",)),
    Entry("c", "scalar", "c", "variable", "a real variable of a lemma", ("positive",)),
    Entry("y", "scalar", "y", "variable", "a real variable of a lemma, of either sign"),
    Entry("s", "scalar", "s", "variable", "a shrinkage, or the shift of a gamma ratio", ("nonnegative",)),
    Entry("lam", "scalar", r"\lambda", "kernel_eigenvalue", "one kernel eigenvalue", ("nonnegative",)),
    Entry("eta", "scalar", r"\eta", "step_size", "size of an explicit gradient step", ("positive",)),
    Entry("damping", "scalar", r"\gamma", "damping", "friction of heavy-ball momentum", ("nonnegative",)),
    Entry("penalty", "scalar", r"\rho", "ridge_penalty", "penalty of ridge regression", ("positive",)),
    Entry("coefficient", "scalar", "b", "teacher_mode", "one coefficient of the teacher", ("real",)),
)
