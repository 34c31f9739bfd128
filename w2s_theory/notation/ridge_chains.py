"""A student of a ridge regression: eigenvalues of the sample covariance, spectral filters, tuned penalties."""

from __future__ import annotations

from w2s_theory.notation.entry import Entry

RIDGE_CHAINS: tuple[Entry, ...] = (
    Entry(
        "risk_TE", "scalar", r"R_{TE}", "teacher_risk", "excess risk of a linear teacher, ||theta - theta_TE^||^2",
        ("nonnegative",),
    ),
    Entry(
        "sample_eigenvalues", "sequence", "x", "sample_eigenvalues",
        "eigenvalues of the covariance of the teacher's samples, X^T X/N_TE", ("nonnegative",),
    ),
    Entry(
        "filter_weights", "sequence", "g", "filter_weights",
        "a spectral filter over its eigenvalue, h(x)/x: the fit is g(X^T X/N) X^T y/N",
    ),
    Entry(
        "beta_squares", "sequence", r"\beta^2", "squared_coefficients",
        "square of the target's coefficient on each feature, f_j^2 = lambda_j beta_j^2", ("nonnegative",),
    ),
    Entry(
        "taken_shares", "sequence", "w", "taken_shares",
        "share of each mode that a student learns of the target, its teacher's share times its own",
    ),
    Entry(
        "ridge_shares", "sequence", "h'", "ridge_shares", "share of each mode that a ridge with a larger penalty learns",
    ),
    Entry(
        "share_limit", "scalar", r"h_c", "share_limit", "any positive number that the shares h_j are compared with",
        ("positive",),
    ),
    Entry(
        "risk_other", "scalar", r"R'", "risk_of_other_penalty", "error of a ridge teacher with another penalty",
        ("nonnegative",),
    ),
    Entry(
        "bias_other", "scalar", r"B'", "bias_of_other_penalty", "its bias, sum_j f_j^2 (1 - h'_j)^2", ("nonnegative",),
    ),
    Entry(
        "spread_other", "scalar", r"S'_2", "spread_of_other_penalty", "sum_j N_j h'_j^2 of another penalty",
        ("nonnegative",),
    ),
    Entry(
        "mean_product", "scalar", "m", "mean_product", "E <theta_TE, theta> of a teacher, ||theta|| = 1",
    ),
    Entry(
        "mean_square", "scalar", "q", "mean_square", "E ||theta_TE||^2 of a teacher, ||theta|| = 1", ("positive",),
    ),
    Entry(
        "feature_ratio", "scalar", r"\gamma_N", "feature_ratio", "features of a regression over its samples, d/N",
        ("positive",),
    ),
)  # fmt: skip
