"""Students that are nearest points, penalised or measured by a Bregman divergence: what their misfit is compared with."""

from __future__ import annotations

from w2s_theory.notation.entry import Entry


def _divergence(n, of, phi_of, at, phi_at, gradient):
    """D(x, y) = phi(x) - phi(y) - <grad phi(y), x - y>."""
    return phi_of - phi_at - n.inner(gradient, of - at)


CONVEX_STUDENTS: tuple[Entry, ...] = (
    Entry(
        "f_class", "vector", "f_C", "class_function",
        "any function of the student's class; the one nearest to f* says most",
    ),
    Entry(
        "L_class", "scalar", "L_C", "class_error", "how far f* is from f_class, ||f* - f_class||^2",
        ("nonnegative",), definition=lambda n: n.norm_squared(n.f_star - n.f_class),
    ),
    Entry(
        "excess_misfit", "scalar", r"\epsilon", "excess_misfit",
        "by how much the student's misfit may be above the least of its class", ("positive",),
    ),
    # a convex penalty
    Entry("Omega_star", "scalar", r"\Omega(f^*)", "penalty_of_target", "the student's convex penalty at the target"),
    Entry("Omega_ST", "scalar", r"\Omega(f_{ST})", "penalty_of_student", "the student's convex penalty at the student"),
    # a Bregman divergence D(x, y) = phi(x) - phi(y) - <grad phi(y), x - y>
    Entry("phi_star", "scalar", r"\phi(f^*)", "potential_of_target", "the divergence's convex function at the target"),
    Entry("phi_TE", "scalar", r"\phi(f_{TE})", "potential_of_teacher", "the divergence's convex function at the teacher"),
    Entry("phi_ST", "scalar", r"\phi(f_{ST})", "potential_of_student", "the divergence's convex function at the student"),
    Entry("g_TE", "vector", "g_{TE}", "gradient_at_teacher", "gradient of the convex function at the teacher"),
    Entry("g_ST", "vector", "g_{ST}", "gradient_at_student", "gradient of the convex function at the student"),
    Entry(
        "D_TE", "scalar", r"D_{TE}", "teacher_divergence", "Bregman divergence D(f*, f_TE)", ("nonnegative",),
        definition=lambda n: _divergence(n, n.f_star, n.phi_star, n.f_TE, n.phi_TE, n.g_TE),
    ),
    Entry(
        "D_ST", "scalar", r"D_{ST}", "student_divergence", "Bregman divergence D(f*, f_ST)", ("nonnegative",),
        definition=lambda n: _divergence(n, n.f_star, n.phi_star, n.f_ST, n.phi_ST, n.g_ST),
    ),
    Entry(
        "D_misfit", "scalar", r"D_m", "misfit_divergence", "Bregman divergence D(f_ST, f_TE)", ("nonnegative",),
        definition=lambda n: _divergence(n, n.f_ST, n.phi_ST, n.f_TE, n.phi_TE, n.g_TE),
    ),
)  # fmt: skip
