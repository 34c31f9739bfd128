"""A student that filters the spectrum of its samples: its fit, taken apart, and the three moments of the filter."""

from __future__ import annotations

from w2s_theory.notation.entry import Entry

FILTERING: tuple[Entry, ...] = (
    Entry("goal_vector", "vector", "t", "goal", "any fixed coefficients that a fit is compared with"),
    Entry("label_slope", "vector", "c", "label_slope", "coefficients of the labels' best linear prediction"),
    Entry("filtered", "vector", r"h(\hat\Sigma)c", "filtered_slope", "what a spectral filter leaves of c"),
    Entry("filtered_twice", "vector", r"h(\hat\Sigma)^2c", "slope_filtered_twice", "the filter applied to c twice"),
    Entry("filtered_noise", "vector", "n", "filtered_noise", "what the rest of the labels adds to the filtered fit"),
    Entry(
        "filter_first", "scalar", r"\mu_1", "first_filter_moment", "mean of tr h(Sigma^)/d over the samples",
        ("nonnegative",),
    ),
    Entry(
        "filter_second", "scalar", r"\mu_2", "second_filter_moment", "mean of tr h(Sigma^)^2/d over the samples",
        ("nonnegative",),
    ),
    Entry(
        "filter_noise", "scalar", r"\nu_h", "filter_noise_moment",
        "mean of tr h(Sigma^)^2 Sigma^^-1/d over the samples", ("nonnegative",),
    ),
    Entry("filter_cap", "scalar", r"\bar\nu", "filter_cap", "the largest h(x)^2/x over all x > 0", ("positive",)),
    Entry("goal_size", "scalar", r"t^2", "goal_size", "||t||^2", ("nonnegative",)),
    Entry("goal_product", "scalar", r"t_c", "goal_product", "<t, c>"),
    Entry("slope_size", "scalar", r"c^2", "slope_size", "||c||^2", ("nonnegative",)),
)  # fmt: skip
