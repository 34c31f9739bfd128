"""A student of a teacher whose error varies with a group feature: both see a part of it, the shares of the groups change."""

from __future__ import annotations

from w2s_theory.notation.entry import Entry

SPURIOUS: tuple[Entry, ...] = (
    Entry("eta_l", "scalar", r"\eta_\ell", "labelled_share", "share of the minority among the teacher's labelled samples"),
    Entry("eta_u", "scalar", r"\eta_u", "unlabelled_share", "share of the minority among the student's samples"),
    Entry("eta_t", "scalar", r"\eta_t", "test_share", "share of the minority among the test samples"),
    Entry("minority", "vector", r"\mu", "minority", "where the minority lies in the space of the group feature"),
    Entry(
        "minority_S", "vector", r"P_S\mu", "minority_seen_by_student", "the part of mu that the student's features see"
    ),
    Entry(
        "minority_T", "vector", r"P_T\mu", "minority_seen_by_teacher", "the part of mu that the teacher's features see"
    ),
    Entry(
        "minority_ST", "vector", r"P_TP_S\mu", "minority_passed_back",
        "what the teacher's features see of the student's part of mu",
    ),
    Entry("tilt", "vector", r"e", "group_error", "coefficients of the teacher's error on the group feature"),
    Entry("tilt_seen", "vector", r"P_Se", "group_error_seen", "the part of e that the student's features see"),
    Entry(
        "moved", "vector", r"m", "moved_mean",
        "P_T ((eta_u - eta_l) mu + (eta_t - eta_u) P_S mu): by how much the student's mean error moves with e",
    ),
    Entry("level_error", "scalar", "a", "mean_error", "mean of the teacher's error over the labelled groups"),
    Entry(
        "risk_groups", "scalar", r"R_{\eta}", "student_risk_on_groups",
        "excess risk of the student on the test groups, in one direction of the core feature", ("nonnegative",),
    ),
    Entry(
        "fit_variance", "scalar", r"v", "fit_variance",
        "variance of the labels' noise over the number of labelled samples", ("nonnegative",),
    ),
    Entry("group_variance", "scalar", r"\sigma_g^2", "group_variance", "variance of a group feature within its group"),
    Entry(
        "shared_features", "scalar", r"p_{T\wedge S}", "shared_features",
        "1 plus the sum of the squared cosines between the teacher's and the student's group features",
    ),
    Entry("mu_T", "scalar", r"\mu_{TT}", "separation_of_teacher", "||P_T mu||^2", ("nonnegative",)),
    Entry("mu_ST", "scalar", r"\mu_{SS}", "separation_passed_back", "||P_T P_S mu||^2", ("nonnegative",)),
    Entry("mu_cross", "scalar", r"\mu_{TS}", "separation_product", "<P_T mu, P_T P_S mu>"),
)  # fmt: skip
