"""Moments of the features' tails, and the event that their Gram matrix is well conditioned."""

from __future__ import annotations

from w2s_theory.notation.entry import Entry

TAIL_MOMENTS: tuple[Entry, ...] = (
    Entry("good", "scalar", "F", "good_event", "1 where the tails' Gram matrix has no eigenvalue below g, else 0"),
    Entry("theta", "scalar", r"\theta", "tail_weight", "a free number: where a tail Gram matrix is inverted"),
    Entry(
        "tail_energy_mean", "scalar", "w", "tail_energy_mean",
        "bound on the mean energy of the tail vector, 0 off the good event", ("nonnegative",),
    ),
    Entry("tail_energy", "scalar", r"\zeta", "tail_energy", "bound on the energy of the tail vector of one network"),
    Entry(
        "error_floor", "scalar", r"\underline{\ell}", "error_floor", "lower bound of the mean of L_TE", ("nonnegative",),
    ),
    Entry("X_square", "vector", "X^2", "squared_tail_pairs", "the square of the matrix G_> - T"),
    Entry(
        "tail_width", "scalar", "x", "tail_width", "how far below T the smallest eigenvalue of G_> may be", ("positive",),
    ),
    Entry(
        "kernel_fourth", "scalar", r"\kappa_4", "kernel_fourth_moment",
        "mean of the fourth power of the kernel's part outside B at two independent units", ("nonnegative",),
    ),
    Entry(
        "fourth_trace", "scalar", "Q_B", "tail_fourth_trace", "sum of N_j lambda_j^4 over the degrees outside B",
        ("nonnegative",),
    ),
    Entry(
        "learnt_trace", "scalar", r"\mathrm{tr} S^2 K", "learnt_trace",
        "sum of s_j^2 N_j lambda_j: the squared norm of what the student learns of a feature", ("nonnegative",),
    ),
    Entry("g_tail", "scalar", "g", "tail_floor", "at most every eigenvalue of a tail's Gram matrix", ("positive",)),
    Entry("G_b", "vector", "G_> b", "tail_gram_products", "G_> applied to the features' products b with the target"),
    Entry("T_mid", "scalar", "T_m", "middle_trace", "sum of N_j lambda_j over the middle degrees", ("positive",)),
    Entry("S_mid", "scalar", "S_m", "middle_square_trace", "sum of N_j lambda_j^2 over the middle degrees", ("positive",)),
    Entry("T_top", "scalar", "T_t", "top_trace", "sum of N_j lambda_j above the middle degrees", ("positive",)),
    Entry("S_top", "scalar", "S_t", "top_square_trace", "sum of N_j lambda_j^2 above the middle degrees", ("positive",)),
)
