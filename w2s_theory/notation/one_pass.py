"""A student that one-pass SGD trains: its distance from the teacher by degree, and what a batch tells of it."""

from __future__ import annotations

from w2s_theory.notation.entry import SIZE, Entry

ONE_PASS: tuple[Entry, ...] = (
    Entry("batch", "scalar", "B", "batch_size", "number of fresh inputs in one step", SIZE),
    Entry("gap_part", "vector", r"\Pi_j g", "gap_part", "the part of g = f_t - f_TE on one degree"),
    Entry("batch_part", "vector", r"\Pi_j G", "batch_part", "the part of the batch gradient on one degree"),
    Entry("K_first", "vector", r"\Pi_j K_x", "kernel_part", "the part of K(x, .) on one degree, x a fresh input"),
    Entry("K_second", "vector", r"\Pi_j K_{x'}", "other_kernel_part", "the same for another input x' of the batch"),
    Entry("r_first", "scalar", "r", "input_residual", "f_t - f_TE at x, less the label's noise there"),
    Entry("r_second", "scalar", "r'", "other_input_residual", "the same at x'"),
    Entry("gap_energy", "scalar", "E", "gap_energy", "||f_t - f_TE||^2 before a step", ("nonnegative",)),
    Entry(
        "gap_part_energy", "scalar", "e_j", "gap_part_energy", "||Pi_j (f_t - f_TE)||^2 before a step", ("nonnegative",),
        definition=lambda n: n.norm_squared(n.gap_part),
    ),
    Entry("degree_count", "scalar", "N_j", "degree_count", "how many orthonormal functions a degree has", ("positive",)),
    Entry("mean_gaps", "sequence", "e", "mean_gaps", "mean of ||Pi_j (f_ST - f_TE)||^2 after training", ("nonnegative",)),
    Entry(
        "teacher_shares", "sequence", "m", "teacher_shares", "overlap <Pi_j f_TE, f*> of target and teacher on a degree",
    ),
    Entry(
        "teacher_norms", "sequence", r"\|\Pi_j f_{TE}\|^2", "teacher_norms", "energy of one teacher on a degree",
        ("nonnegative",),
    ),
    Entry("f_mean", "vector", r"\mathbb{E} f_{ST}", "mean_student", "the mean of the student over its teacher's inputs"),
    Entry(
        "teacher_variances", "sequence", "V", "teacher_variances", "variance of the teacher on each mode over its inputs",
        ("nonnegative",),
    ),
    Entry(
        "lasting_steps", "sequence", "w", "lasting_steps",
        "1/(1 - rho_j), rho_j the factor of e_j in one step of the recursion: how long an energy lasts", ("nonnegative",),
    ),
    Entry(
        "lasting_at", "function", "v", "lasting_at_step", "e_j/(1 - rho_j) after i steps of the recursion", ("nonnegative",),
        arguments=2,
    ),
    Entry(
        "injected_energies", "sequence", "u", "injected_energies",
        "what one step gives to e_j for each unit of E + sigma^2", ("nonnegative",),
    ),
)  # fmt: skip
