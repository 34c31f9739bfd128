"""A student of two stages: fitted to the labels that are kept, then again with its own labels on the rest."""

from __future__ import annotations

from w2s_theory.notation.entry import Entry

STAGES: tuple[Entry, ...] = (
    Entry("first_fit", "vector", r"\hat\beta_1", "first_fit", "coefficients of a student that is fitted to the kept labels"),
    Entry(
        "second_fit", "vector", r"\hat\beta_2", "second_fit",
        "coefficients of a student that is fitted to the kept labels and the first student's own",
    ),
    Entry("kept_of_first", "vector", r"A\hat\beta_1", "kept_gram_of_first", "Gram matrix of the kept inputs, of beta_1^"),
    Entry("kept_of_second", "vector", r"A\hat\beta_2", "kept_gram_of_second", "Gram matrix of the kept inputs, of beta_2^"),
    Entry("rest_of_first", "vector", r"B\hat\beta_1", "rest_gram_of_first", "Gram matrix of the other inputs, of beta_1^"),
    Entry("rest_of_second", "vector", r"B\hat\beta_2", "rest_gram_of_second", "Gram matrix of the other inputs, of beta_2^"),
    Entry("label_moment", "vector", "X^Ty", "label_moment", "sum of the kept labels times their inputs"),
    Entry(
        "risk_first", "scalar", "R_1", "first_risk", "squared distance of beta_1^ to the target", ("nonnegative",),
        definition=lambda t: t.norm_squared(t.theta_star - t.first_fit),
    ),
    Entry(
        "risk_second", "scalar", "R_2", "second_risk", "squared distance of beta_2^ to the target", ("nonnegative",),
        definition=lambda t: t.norm_squared(t.theta_star - t.second_fit),
    ),
    Entry("label_gap", "scalar", r"r", "label_gap", "what a first student misses a label by"),
    Entry("gap_rest", "scalar", r"g", "uncorrelated_part", "what a student's error and a label's have in common beside r"),
    Entry("label_error", "scalar", r"\varepsilon", "label_error", "what a label misses the truth by"),
    Entry("first_slip", "scalar", r"w", "first_slip", "what a first student misses the truth by on an input"),
    Entry("keep", "scalar", r"\chi", "keep", "1 on a label that is kept, 0 on one that is not"),
    Entry("kept_share", "scalar", "q", "kept_share", "share of the labels that is kept", ("nonnegative",)),
    Entry("kept_spread", "scalar", "T", "kept_spread", "mean of r^2 over the kept labels", ("nonnegative",)),
    Entry("slip_variance", "scalar", "E", "slip_variance", "squared coefficient error of a first student", ("nonnegative",)),
    Entry("label_error_variance", "scalar", r"\sigma_\varepsilon^2", "label_error_variance", "variance of a label's error"),
    Entry("retained", "scalar", "b", "confirmation_bias", "share of a first student's error that the next one takes over"),
)  # fmt: skip
