"""Errors of teacher and student, and what decides them."""

from __future__ import annotations

from w2s_theory.notation.entry import SIZE, Entry

ERRORS: tuple[Entry, ...] = (
    # errors
    Entry(
        "L_TE", "scalar", r"L_{TE}", "teacher_error",
        "population error of the teacher, ||f* - f_TE||^2, relative to ||f*||^2 = 1", ("nonnegative",),
        definition=lambda n: n.norm_squared(n.f_star - n.f_TE),
    ),
    Entry(
        "L_ST", "scalar", r"L_{ST}", "student_error",
        "population error of the student, ||f* - f_ST||^2", ("nonnegative",),
        definition=lambda n: n.norm_squared(n.f_star - n.f_ST),
    ),
    Entry(
        "L_ceiling", "scalar", r"L_{\mathrm{ceiling}}", "ceiling_error",
        "error of the best function of the student's span, ||f* - P_ST f*||^2", ("nonnegative",),
        definition=lambda n: n.norm_squared(n.f_star - n.f_ceiling),
    ),
    Entry(
        "PGR", "scalar", r"\mathrm{PGR}", "performance_gap_recovered",
        "(L_TE - L_ST)/(L_TE - L_ceiling); with L_ceiling = 0 here", ("real",),
        definition=lambda n: 1 - n.L_ST / n.L_TE,
    ),
    Entry(
        "R_TE", "scalar", r"R", "projected_residual",
        "the teacher's residual seen by the student, ||P_ST (f* - f_TE)||^2", ("nonnegative",),
        definition=lambda n: n.norm_squared(n.f_ceiling - n.f_ST),
    ),
    Entry(
        "misfit", "scalar", "m", "misfit", "how far the student is from its own labels, ||f_TE - f_ST||^2", ("nonnegative",),
        definition=lambda n: n.norm_squared(n.f_TE - n.f_ST),
    ),
    Entry(
        "W_slow", "scalar", r"W", "slow_noise_energy",
        "energy of some of the teacher's noise in the kernel, sum_j lambda_j b_j^2/(lambda_k L_TE (1 - L_TE))",
        ("positive",),
    ),
    Entry(
        "r_slow", "scalar", r"r", "slow_noise_ratio",
        "mean of lambda_j/lambda_k over that energy, sum_j lambda_j^2 b_j^2/(lambda_k sum_j lambda_j b_j^2)",
        ("nonnegative",),
    ),
    Entry(
        "mu", "scalar", r"\mu", "residual_energy",
        "mean kernel eigenvalue of the residual e = f* - f_TE relative to the target's: "
        "<e, K e>/(lambda_k ||e||^2)", ("positive",),
    ),
    Entry(
        "alignment", "scalar", r"\kappa_B", "alignment",
        "how much of the degrees B the teacher misses: at least the norm of Pi_B (I - P) Pi_B", ("positive",),
    ),
    Entry(
        "omega_k", "scalar", r"\omega_k", "noise_share",
        "share of the teacher's noise on the target's degree: "
        "||Pi_k f_TE||^2 = (1 - L_TE)^2 + L_TE (1 - L_TE) omega_k", ("nonnegative",),
    ),
    Entry(
        "T_rest", "scalar", r"T", "rest_energy",
        "energy of the teacher on the eigenspaces of the student's kernel with eigenvalue below lambda", ("nonnegative",),
    ),
    Entry(
        "kappa", "scalar", r"\kappa", "effective_penalty",
        "root of sum_j N_j lambda_j/(lambda_j + kappa) = M_TE over the eigenspaces of the teacher's kernel", ("positive",),
    ),
    Entry(
        "S_1", "scalar", "S_1", "effective_units",
        "sum_j N_j h_j with h_j = lambda_j/(lambda_j + kappa); kappa is the root of S_1 = M_TE", ("positive",),
    ),
    Entry("S_2", "scalar", "S_2", "effective_square_units", "sum_j N_j h_j^2", ("nonnegative",)),
    Entry("N_k", "scalar", "N_k", "target_multiplicity", "dimension of the eigenspace V_k", ("positive",)),
    Entry(
        "c_k", "scalar", "c_k", "target_coefficient",
        "norm of the target's part in V_k, ||Pi_k f*||", ("nonnegative",),
    ),
    Entry("copies", "scalar", r"n_{TE}", "teacher_copies", "number of teachers whose mean teaches", SIZE),
    Entry("counts", "sequence", "N", "multiplicities", "multiplicity of each kernel eigenvalue", ("nonnegative",)),
    Entry(
        "label_means", "sequence", "m", "label_means",
        "a label's coefficient along the target's part in each eigenspace",
    ),
    Entry(
        "label_energies", "sequence", "q", "label_energies", "energy of a label in each eigenspace, ||Pi_j g||^2",
        ("nonnegative",),
    ),
)
