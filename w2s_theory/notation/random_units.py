"""Chance, and random units: one more of them, mean errors, tails, placements."""

from __future__ import annotations

from w2s_theory.notation.entry import COUNT, Entry

RANDOM_UNITS: tuple[Entry, ...] = (
    # chance: the draw of the features (and of the target, where a statement says so)
    Entry(
        "mean", "functional", r"\mathbb{E}", "expectation",
        "mean over the draw of what is random in the statement", arguments=1,
    ),
    Entry(
        "exceeds", "functional", r"\mathbf{1}", "indicator", "1 where the first argument is larger than the second, else 0",
        ("nonnegative",), arguments=2,
    ),
    Entry(
        "delta", "scalar", r"\delta", "failure_probability",
        "probability with which a statement may fail", ("positive",),
    ),
    # a new unit, and mean errors along the number of units
    Entry("h", "scalar", "h", "target_value", "value f*(u) of the target at a unit's weight u"),
    Entry(
        "a_k", "scalar", "a_k", "unit_coefficient",
        "Funk-Hecke eigenvalue of the activation on the target's degree, a_k^2 = lambda",
    ),
    Entry(
        "K_1", "scalar", "K_1", "kernel_diagonal",
        "K(x, x): the squared norm of every feature, the trace of the kernel", ("positive",),
    ),
    Entry(
        "l_M", "scalar", r"\ell_M", "mean_teacher_error", "mean of L_TE with M units", ("nonnegative",),
        definition=lambda n: n.mean(n.norm_squared(n.f_star - n.f_TE)),
    ),
    Entry(
        "l_next", "scalar", r"\ell_{M+1}", "mean_teacher_error_after", "mean of L_TE with one unit more", ("nonnegative",),
        definition=lambda n: n.mean(n.norm_squared(n.f_star - n.f_next)),
    ),
    Entry(
        "epsilon_M", "scalar", r"\varepsilon_M", "missed_energy",
        "mean energy of a new feature outside the teacher's span, E tr (I - P) K", ("positive",),
        definition=lambda n: n.mean(n.norm_squared(n.phi - n.phi_P)),
    ),
    Entry(
        "xi", "scalar", r"x_M", "log_det_time",
        "x_0 = 0, x_{M+1} = x_M + 1/tr K (1 + x_M K)^{-1}, after all units", ("nonnegative",),
    ),
    Entry(
        "mean_error", "function", r"\ell", "mean_error_of_degree",
        "mean teacher error on degree j with i units", ("positive",), arguments=2,
    ),
    Entry(
        "degree_coefficient", "function", "a", "coefficient_of_degree",
        "a_j, whose square is the kernel eigenvalue of degree j", arguments=1,
    ),
    Entry(
        "degree_multiplicity", "function", "N", "multiplicity_of_degree",
        "multiplicity of degree j", ("nonnegative",), arguments=1,
    ),
    Entry(
        "log_det_step", "function", "x", "log_det_time_after",
        "the log-det time after i units", ("nonnegative",), arguments=1,
    ),
    Entry(
        "log_det_slope", "function", "g", "log_det_slope",
        "tr K (1 + x_i K)^{-1} after i units", ("positive",), arguments=1,
    ),
    Entry(
        "missed_energy", "function", r"\varepsilon", "missed_energy_after",
        "mean of tr (I - P) K with i units", ("positive",), arguments=1,
    ),
    Entry(
        "sines", "sequence", r"\varsigma", "squared_sines",
        "sin^2 of the angles of V_k and the span", ("nonnegative",),
    ),
    Entry(
        "coordinates", "sequence", "x", "target_coordinates",
        "coordinates of the target in the principal basis of V_k",
    ),
    Entry("basis_energy", "function", "e", "basis_energy", "||Pi_k q_i||^2 for a basis q_i of the span", arguments=2),
    Entry(
        "l_ceiling", "scalar", r"\ell_k(M_{ST})", "mean_ceiling_error", "mean of L_ceiling over the student's units",
        ("nonnegative",), definition=lambda n: n.mean(n.L_ceiling),
    ),
    Entry(
        "width_errors", "sequence", r"\ell", "width_errors",
        "mean errors with M_ST units, per degree", ("nonnegative",),
    ),
    Entry(
        "residual_energies", "sequence", "r", "residual_energies",
        "energy of f* - f_TE on each degree", ("nonnegative",),
    ),
    Entry(
        "residual_densities", "sequence", "q", "residual_densities",
        "residual energies by dimension", ("nonnegative",),
    ),
    Entry(
        "degree_errors", "sequence", r"\bar L", "degree_errors",
        "mean of L_TE per degree, one network", ("nonnegative",),
    ),
    Entry("c_u", "scalar", "c", "new_unit_weight", "weight of f*(u) times the new unit's feature"),
    Entry("m", "scalar", "m", "index", "index of a degree in a family of degrees", COUNT),
    Entry(
        "energy_time", "function", "X", "energy_time",
        "sum of 1/epsilon over the first i units", ("nonnegative",), arguments=1,
    ),
    Entry(
        "g_B", "scalar", "g_B", "smallest_tail_eigenvalue",
        "smallest eigenvalue of G_>, the Gram matrix of the features' parts outside the degrees B", ("real",),
    ),
    Entry(
        "w_B", "scalar", "w_B", "mean_tail_energy",
        "mean of b G_>^{-1} b over V_k, b the inner products <f*, phi_i>", ("nonnegative",),
    ),
    Entry("T_B", "scalar", "T_B", "tail_trace", "sum of N_j lambda_j over the degrees outside B", ("positive",)),
    Entry(
        "S_B", "scalar", "S_B", "tail_square_trace",
        "sum of N_j lambda_j^2 over the degrees outside B", ("positive",),
    ),
    Entry(
        "l_k", "scalar", r"\bar L_k", "mean_error_over_harmonics",
        "mean of L_TE over an orthonormal basis of V_k, one network",
        ("nonnegative",), definition=lambda n: n.mean(n.norm_squared(n.f_star - n.f_TE)),
    ),
    Entry("overlap", "scalar", "r_u", "residual_value", "<f* - f_TE, phi_u>: what a new feature sees of the residual"),
    Entry(
        "l_first", "scalar", r"\ell_M", "mean_first_error", "mean of L_TE with the first M units", ("nonnegative",),
        definition=lambda n: n.mean(n.norm_squared(n.f_star - n.f_first)),
    ),
    Entry(
        "lambda_0", "scalar", r"\lambda_0", "largest_eigenvalue", "largest eigenvalue of the teacher's kernel",
        ("positive",),
    ),
    Entry(
        "deviation", "scalar", r"\Delta", "deviation",
        "largest eigenvalue of E psi psi* minus its average over M_TE independent copies of psi, a random vector with "
        "||psi||^2 = N(rho) whose E psi psi* has norm between 1/2 and 1",
    ),
    Entry(
        "effective_dimension", "function", "N", "effective_dimension",
        "effective dimension at level rho, sum_j N_j lambda_j/(lambda_j + rho)", ("positive",), arguments=1,
    ),
    # wherever the units are placed: products of reproducing kernels kappa_m of the polynomials of degree m and parity m
    Entry(
        "L_mean", "scalar", r"\bar L_{TE}", "mean_teacher_error_over_targets",
        "mean of L_TE over the targets of one network (one target, or an orthonormal basis of V_k)", ("nonnegative",),
        definition=lambda n: n.mean(n.norm_squared(n.f_star - n.f_TE)),
    ),
    Entry(
        "peak", "scalar", r"F", "target_peak",
        "bound on the mean of f*(x)^2 over the targets, for every x: ||f*||_inf^2 for one target, 1 for a basis of V_k",
        ("positive",),
    ),
    Entry(
        "z_k", "scalar", "z_k", "target_kernel_product",
        "E[P_k kappa_m kappa_m'], k the target's degree", ("positive",),
    ),
    Entry(
        "gamma_z", "scalar", r"\gamma_z", "kernel_product_ratio",
        "lower bound of lambda_j/z_j over the degrees with z_j > 0", ("positive",),
    ),
    Entry(
        "kernel_product", "function", "z", "kernel_product", "z_j = E[P_j kappa_m kappa_m']", ("nonnegative",), arguments=1,
    ),
    Entry(
        "unit_energies", "sequence", "r", "unit_energies",
        "energy on degree j of the weights as a measure on the sphere; 0 on the target's degree", ("nonnegative",),
    ),
    Entry("R_units", "vector", "R", "unit_operator", "a_k sum_i w_i kappa_m'(u_i, .) (x) kappa_m(u_i, .)"),
    Entry(
        "B_target", "vector", "B", "target_operator",
        "multiplication by f* between the spaces of kappa_m and kappa_m'",
    ),
    Entry("B_seen", "vector", "BQ", "target_operator_seen", "the same restricted to the span of the kappa_m(u_i, .)"),
)
