"""A linear student that learns the labels of a linear teacher, by their coefficients on Gaussian inputs."""

from __future__ import annotations

from w2s_theory.notation.entry import SIZE, Entry

TWO_STAGE: tuple[Entry, ...] = (
    Entry("theta_star", "vector", r"\theta", "target_coefficients", "coefficients of a linear target f*(x) = <theta, x>"),
    Entry(
        "theta_seen", "vector", r"P_{ST}\theta", "target_seen_by_student", "the target's part in the student's features"
    ),
    Entry(
        "theta_TE", "vector", r"P_{TE}\theta", "target_seen_by_teacher", "the target's part in the teacher's features"
    ),
    Entry(
        "theta_both", "vector", r"P_{ST}P_{TE}\theta", "target_passed_on",
        "what the student's features see of what the teacher's see of the target",
    ),
    Entry("taught", "vector", r"\hat\theta_{TE}", "teacher_coefficients", "coefficients of a linear teacher"),
    Entry(
        "taught_seen", "vector", r"P_{ST}\hat\theta_{TE}", "teacher_seen_by_student",
        "the teacher's part in the student's features",
    ),
    Entry("student_fit", "vector", r"\hat\theta_{ST}", "student_coefficients", "coefficients of the student's fit"),
    Entry(
        "risk_ST", "scalar", r"R_{ST}", "student_risk", "excess risk of a linear student, ||theta - theta_ST^||^2",
        ("nonnegative",),
    ),
    Entry("d_ST", "scalar", r"d_{ST}", "student_dimension", "number of the student's features", SIZE),
    Entry("d_TE", "scalar", r"d_{TE}", "teacher_dimension", "number of the teacher's features", SIZE),
    Entry(
        "d_both", "scalar", r"d_{ST,TE}", "correlation_dimension",
        "sum of the squared cosines of the principal angles between the two spaces of features", ("nonnegative",),
    ),
    Entry("samples_TE", "scalar", r"N_{TE}", "teacher_samples", "number of labels that the teacher is trained on", SIZE),
    Entry(
        "missed_ST", "scalar", r"\rho_{ST}", "missed_by_student",
        "squared length of the target's part outside the student's features", ("nonnegative",),
    ),
    Entry(
        "aligned", "scalar", r"b_{\parallel}", "aligned_error",
        "squared length of what the mean teacher errs within the student's features", ("nonnegative",),
    ),
    Entry(
        "unseen", "scalar", r"b_{\perp}", "unseen_labels",
        "squared length of the mean teacher's part outside the student's features", ("nonnegative",),
    ),
    Entry(
        "crossed", "scalar", r"c_{\perp}", "unseen_product",
        "inner product of the target's and the mean teacher's parts outside the student's features",
    ),
    Entry("mixing", "scalar", r"\alpha", "teacher_weight", "weight of the teacher's labels beside the true ones"),
    Entry(
        "noise_variance", "scalar", r"\sigma^2", "noise_variance", "variance of the labels' noise",
        ("nonnegative",),
    ),
)  # fmt: skip
