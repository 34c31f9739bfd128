"""A teacher with about as many units as a degree has dimensions, and a target with an easy and a hard part."""

from __future__ import annotations

from w2s_theory.notation.entry import Entry

STEPS_AND_RISERS: tuple[Entry, ...] = (
    # a riser: M_TE = theta N_k
    Entry("theta_k", "scalar", r"\theta", "units_per_dimension", "M_TE/N_k, units per dimension of V_k", ("positive",)),
    Entry(
        "zeta_k", "scalar", r"\zeta", "trace_beyond",
        "trace of the kernel on the harder eigenspaces, relative to that on V_k: sum_j N_j lambda_j/(N_k lambda_k)",
        ("nonnegative",),
    ),
    Entry(
        "phi_k", "scalar", r"\phi", "units_taken", "sum of N_j h_j over the easier eigenspaces, relative to N_k",
        ("nonnegative",),
    ),
    Entry(
        "ratio_beyond", "scalar", r"\epsilon", "ratio_beyond", "largest lambda_j/kappa of the harder eigenspaces",
        ("nonnegative",),
    ),
    # a target with an easy and a hard part
    Entry(
        "E_easy", "scalar", r"\mathcal{E}", "easy_noise", "energy of the noise that the target's easy part causes, "
        "sum_j f_j^2 h_j (1 - h_j)", ("nonnegative",),
    ),
    Entry(
        "H_hard", "scalar", r"\mathcal{H}", "hard_learnt", "what the teacher learns of the hard part, c_k^2 h",
        ("nonnegative",),
    ),
    Entry("p_hard", "scalar", "p", "noise_share_of_hard", "share of the noise on the hard eigenspace", ("nonnegative",)),
    Entry(
        "omega_easy", "scalar", r"\omega", "noise_share_of_easy", "share of the noise on the easy eigenspaces",
        ("nonnegative",),
    ),
    # a target of several degrees that are all learnt
    Entry(
        "r_easy", "scalar", "r", "easier_errors",
        "largest teacher error of the target's other degrees, relative to that of its hardest", ("nonnegative",),
    ),
)  # fmt: skip
