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
    # one degree through all steps, beside what is left of it to first order in eta/B
    Entry("kept_energy", "scalar", r"\rho_j", "kept_energy", "factor of e_j in one step of the recursion", ("nonnegative",)),
    Entry(
        "injected_energy", "scalar", "u_j", "injected_energy",
        "what one step gives to e_j for each unit of E + sigma^2, eta^2 lambda_j^2 N_j/B", ("nonnegative",),
    ),
    Entry(
        "gap_at", "function", "e_j", "gap_at_step", "mean of ||Pi_j (f_t - f_TE)||^2 after i steps of SGD", ("nonnegative",),
        arguments=1,
    ),
    Entry(
        "first_gap_at", "function", "e^1_j", "first_gap_at_step",
        "the same with E^0 for E in what every step injects", ("nonnegative",), arguments=1,
    ),
    Entry("first_gap", "scalar", "e^1_j", "first_order_gap", "its value after the last step", ("nonnegative",)),
    Entry(
        "energy_at", "function", "E", "gap_energy_at_step", "mean of ||f_t - f_TE||^2 after i steps of SGD",
        ("nonnegative",), arguments=1,
    ),
    Entry(
        "exact_energy_at", "function", "E^0", "exact_gap_energy_at_step", "||f_t - f_TE||^2 after i exact gradient steps",
        ("nonnegative",), arguments=1,
    ),
    Entry(
        "largest_sampling", "scalar", "w", "largest_sampling_error",
        "the most that sampling adds to E before the last step", ("nonnegative",),
    ),
)  # fmt: skip
