"""Functions as vectors of L2, and their coefficients."""

from __future__ import annotations

from w2s_theory.notation.entry import Entry

VECTORS: tuple[Entry, ...] = (
    # vectors of the Hilbert space L2
    Entry("f_star", "vector", r"f^*", "target", "the target function, ||f*|| = 1"),
    Entry("f_TE", "vector", r"f_{TE}", "teacher", "the trained teacher, P f*"),
    Entry("f_ST", "vector", r"f_{ST}", "student", "the student, S f_TE"),
    Entry("f_ceiling", "vector", r"P_{ST} f^*", "ceiling", "best function of the student's span"),
    Entry("f_next", "vector", r"f_{TE}^{+}", "next_teacher", "the teacher with one unit more"),
    Entry("phi", "vector", r"\varphi_u", "new_feature", "the feature of a new unit u, sigma(<u, .>)"),
    Entry("phi_P", "vector", r"P\varphi_u", "new_feature_seen", "the new feature's part in the teacher's span"),
    Entry("g_MC", "vector", r"\hat g", "monte_carlo_average", "average of f*(u_i) phi_{u_i} over the teacher's units"),
    Entry(
        "v_tail", "vector", "v", "tail_vector",
        "combination of the features' parts outside B that has the target's inner products with all features",
    ),
    Entry("c_tail", "vector", "c", "tail_weights", "weights of the tail vector, in the space of M numbers"),
    Entry("b_units", "vector", "b", "feature_products", "the target's inner products <f*, phi_i> with the features"),
    Entry("one", "vector", "1", "constant_function", "the constant function 1"),
    Entry("f_first", "vector", r"f_{M}", "first_teacher", "the teacher with the first M units only"),
    Entry("f_last", "vector", r"f_{2M}", "last_teacher", "the teacher with all 2 M units"),
    Entry("X_tail", "vector", "X", "tail_deviation", "T I - G_>, in the space of M by M matrices"),
    Entry(
        "W_tail", "vector", "W", "tail_direction",
        "w w^T for a unit eigenvector w of G_> with the smallest eigenvalue",
    ),
    Entry("K_e", "vector", r"K e", "kernel_residual", "the student's kernel applied to e = f* - f_TE"),
    Entry("f_k", "vector", r"\Pi_k f_{TE}", "teacher_degree_part", "the teacher's part in V_k"),
    Entry("f_slow", "vector", r"Q f_{TE}", "teacher_noise_part", "the teacher's part on some modes outside V_k"),
    Entry("u_slow", "vector", r"Q f_{ST}", "student_noise_part", "the student's part on the same modes"),
    Entry("v_kept", "vector", r"v_1", "kept_part", "the teacher's part on eigenvalues >= lambda"),
    Entry("u_kept", "vector", r"u_1", "kept_residual", "what is not yet learnt of it, exp(-t K) v_1"),
    Entry(
        "u_rest", "vector", r"u_2", "slow_residual",
        "what is not yet learnt of the part below lambda, exp(-t K) v_2",
    ),
    # mode sequences (coefficients in an orthonormal eigenbasis of the student's kernel)
    Entry("f", "sequence", "f", "target_modes", "coefficients of the target"),
    Entry("b", "sequence", "b", "teacher_modes", "coefficients of the teacher"),
    Entry(
        "p_along", "sequence", "p", "learnt_along",
        "<e_j, P e_j> for a random projection P, in an orthonormal basis whose first vector (f*, or v) is singled out: "
        "how much a linear network learns of e_j",
    ),
    Entry(
        "p_across", "sequence", "p'", "learnt_across",
        "<f*, P e_j> (or <v, P e_j>), the coefficient of e_j in P f*, in the same basis",
    ),
    Entry("lambdas", "sequence", r"\lambda", "kernel_eigenvalues", "kernel eigenvalue of each mode", ("nonnegative",)),
)
