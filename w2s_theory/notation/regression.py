"""Regression on Gaussian features: samples, slopes, and what a design amplifies."""

from __future__ import annotations

from w2s_theory.notation.entry import SIZE, Entry

REGRESSION: tuple[Entry, ...] = (
    Entry("samples", "scalar", "N", "samples", "number of labelled samples", SIZE),
    Entry(
        "label_variance", "scalar", r"\tau^2", "label_variance",
        "variance of what the features do not tell of a label", ("nonnegative",),
    ),
    Entry(
        "slope", "scalar", r"\beta_v", "slope",
        "coefficient <v, beta> of the labels' best linear prediction along a unit direction v of the features",
    ),
    Entry(
        "other_slope", "scalar", r"\beta_\perp", "other_slope",
        "length of the part of beta that is orthogonal to v", ("nonnegative",),
    ),
    Entry("slope_hat", "scalar", r"\hat\beta_v", "estimated_slope", "coefficient <v, beta^> of the fit along v"),
    Entry("slope_goal", "scalar", "t_v", "slope_goal", "any number that the coefficient is compared with"),
    Entry("slope_error", "scalar", r"e_v", "slope_error", "what the labels' noise adds to the coefficient along v"),
    Entry(
        "r_y", "vector", "r", "label_residuals",
        "what the features do not tell of the labels, one entry per sample",
    ),
    Entry("r_fit", "vector", r"\hat r", "fitted_residuals", "the part of r in the span of the features' columns"),
    Entry(
        "w_v", "vector", "w", "weights_of_slope",
        "the vector with <w, y> = <v, beta^> for all labels y, in the space of the samples",
    ),
    Entry("v_dir", "vector", "v", "direction", "a fixed unit direction of the features"),
    Entry("v_seen", "vector", r"\Pi v", "direction_seen", "its part in the span of the rows of the design"),
    Entry(
        "row_gains", "sequence", "g", "row_gains",
        "squared length of the part of the pseudo-inverse that answers to one sample", ("nonnegative",),
    ),
    Entry(
        "axis_gains", "sequence", "h", "axis_gains",
        "squared length of the part of the pseudo-inverse along one direction orthogonal to v", ("nonnegative",),
    ),
)
