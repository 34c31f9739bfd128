"""Units split into disjoint parts: the operators of the parts, weights of degrees, and what is aligned under them.

P projects on the features, Gamma = sum_j gamma_j Pi_j with gamma_j >= 0. Operators are vectors of the Hilbert space of
Hilbert-Schmidt operators: <X, Y> = tr X Y for self-adjoint ones.
"""

from __future__ import annotations

from w2s_theory.notation.entry import SIZE, Entry

SPLIT_UNITS: tuple[Entry, ...] = (
    Entry("M_first", "scalar", "M_1", "first_units", "number of units in the first part", SIZE),
    Entry("M_second", "scalar", "M_2", "second_units", "number of units in the second part", SIZE),
    Entry("degree_weights", "sequence", r"\gamma", "degree_weights", "gamma_j, weight of a degree", ("nonnegative",)),
    Entry("gamma_k", "scalar", r"\gamma_k", "target_weight", "weight of the target's degree", ("nonnegative",)),
    Entry(
        "slow_square", "scalar", r"\sigma", "slow_square",
        "what the weights leave out of the squared shrinkages: s_j^2 <= sigma + gamma_j", ("nonnegative",),
    ),
    Entry("degree_shrinkage", "function", "s", "shrinkage_of_degree", "the student's shrinkage of degree j", arguments=1),
    Entry(
        "degree_weight", "function", r"\gamma", "weight_of_degree", "gamma_j of any degree", ("nonnegative",), arguments=1,
    ),
    Entry(
        "weighted_alignment", "scalar", "Z", "weighted_alignment",
        "norm of (I - P) Gamma (I - P), which is that of Gamma^{1/2} (I - P) Gamma^{1/2}", ("nonnegative",),
    ),
    Entry(
        "first_errors", "sequence", r"\ell^{(1)}", "first_errors",
        "bound on the mean teacher error of each degree with the first part's units alone", ("nonnegative",),
    ),
    Entry(
        "second_errors", "sequence", r"\ell^{(2)}", "second_errors",
        "bound on the mean teacher error of each degree with the second part's units alone", ("nonnegative",),
    ),
    Entry("lam_slow", "scalar", r"\lambda_s", "slow_eigenvalue", "an eigenvalue learnt slowly", ("nonnegative",)),
    Entry(
        "slow_noise", "scalar", "u", "slow_noise", "energy of the teacher's noise on slow eigenvalues", ("nonnegative",),
    ),
    Entry("block_count", "scalar", "q", "block_count", "number of disjoint blocks of units", SIZE),
    Entry("block_units", "scalar", "m", "block_units", "number of units in each block", SIZE),
    Entry(
        "block_errors", "sequence", r"\bar\ell", "block_errors",
        "bound on the mean teacher error of each degree with one block's units alone", ("nonnegative",),
    ),
    Entry(
        "missed_power", "scalar", "T", "missed_power", "trace of the power q of Gamma^{1/2} (I - P) Gamma^{1/2}",
        ("nonnegative",),
    ),
    Entry(
        "peeled", "function", "v", "peeled_trace",
        "mean of tr (R C R*)^{i+1}, R made of the blocks after i + 1", ("nonnegative",), arguments=1,
    ),
    Entry(
        "averaged", "function", "w", "averaged_trace",
        "mean of tr (R D R*)^{i+1}, D the bound of a block's mean", ("nonnegative",), arguments=1,
    ),
    Entry("target_count", "scalar", "N_k", "target_multiplicity", "dimension of the target's degree V_k", ("positive",)),
    Entry(
        "first_error", "scalar", r"\ell_k^{(1)}", "first_error",
        "bound on the mean of L_TE with the first part's units alone", ("positive",),
    ),
    Entry(
        "second_error", "scalar", r"\ell_k^{(2)}", "second_error",
        "bound on the mean of L_TE with the second part's units alone", ("positive",),
    ),
    Entry(
        "degree_ratios", "sequence", r"\rho", "degree_ratios",
        "at least 1 and at least lambda_k/lambda_j: how much worse than the target's a degree's error may be",
        ("nonnegative",),
    ),
    Entry(
        "phi_R", "vector", r"P_2 \phi_u", "seen_by_later_units", "projection of phi_u on the features after the first part",
    ),
    Entry(
        "spread_energy", "scalar", r"\zeta", "spread_energy",
        "bound on the mean of f*(u)^2 times the energy of phi_u outside the features after the first part", ("positive",),
    ),
    Entry(
        "paired_error", "function", r"\ell", "paired_error",
        "mean of tr A_S A_{S+i}/N_k: the first S units, and all with i more", ("positive",), arguments=1,
    ),
    Entry(
        "first_square", "scalar", "r_S", "first_square",
        "bound on the mean of ||Pi_k (f* - f_TE)||^2 with the first part's units alone", ("positive",),
    ),
    Entry(
        "residual_square", "scalar", "r_M", "residual_square", "bound on the mean of ||Pi_k (f* - f_TE)||^2", ("positive",),
    ),
    Entry(
        "alignment_limit", "scalar", "z", "alignment_limit", "bound of the weighted alignment Z", ("positive",),
    ),
    Entry(
        "conditioning", "scalar", "X", "conditioning",
        "largest eigenvalue of G_>, over the smallest one of the sum over the units of the features' parts in B, each "
        "degree scaled by its eigenvalue", ("nonnegative",),
    ),
    Entry("conditioning_limit", "scalar", r"\rho", "conditioning_limit", "bound of the conditioning X", ("positive",)),
    Entry(
        "outside_energy", "scalar", r"\epsilon_>", "outside_energy",
        "energy outside the degrees B of a unit vector orthogonal to the features", ("nonnegative",),
    ),
    Entry(
        "lam_beyond", "scalar", r"\lambda_>", "largest_eigenvalue_beyond",
        "at least every eigenvalue of the teacher's kernel outside B", ("positive",),
    ),
    Entry("missing_share", "scalar", "q", "missing_share", "how far a sum may be below its mean", ("positive",)),
    Entry("excess_share", "scalar", r"\eta", "excess_share", "how far a sum may be above its mean", ("positive",)),
    Entry(
        "network_gap", "scalar", r"\mathrm{PGR}_+", "network_gap",
        "max(PGR, 0) of one network, PGR from the means of L_ST and L_TE over V_k", ("nonnegative",),
    ),
    Entry("network_student", "scalar", r"\bar L_{ST}", "network_student_error", "mean of L_ST over V_k, one network"),
    Entry("network_teacher", "scalar", r"\bar L_{TE}", "network_teacher_error", "mean of L_TE over V_k, one network"),
    Entry("Q_target", "vector", r"Q\Pi_k Q", "target_operator_missed", "(I - P) Pi_k (I - P)"),
    Entry("Q_weights", "vector", r"Q\Gamma Q", "weights_missed", "(I - P) Gamma (I - P)"),
    Entry("D_units", "vector", "D", "missed_target", "Pi_k (I - P) Pi_k"),
    Entry("D_first", "vector", "D_1", "missed_target_of_first", "the same with the first part's units alone"),
    Entry("D_second", "vector", "D_2", "missed_target_of_second", "the same with the second part's units alone"),
    Entry("G_e", "vector", r"\Gamma e", "weighted_residual", "the weights applied to e = f* - f_TE"),
    Entry("Q_G_e", "vector", r"(I-P)\Gamma e", "weighted_residual_missed", "the part of it outside the features' span"),
    Entry("C_units", "vector", "C", "missed_operator", "Gamma^{1/2} (I - P) Gamma^{1/2}"),
    Entry("C_first", "vector", "C_1", "missed_operator_of_first", "the same operator with the first part's units alone"),
    Entry(
        "C_second", "vector", "C_2", "missed_operator_of_second", "the same operator with the second part's units alone",
    ),
)
