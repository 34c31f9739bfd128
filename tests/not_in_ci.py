"""Long tests, which `make test-all` runs and continuous integration does not; each has a shorter one of its kind there.

A left side is a test's file and name, with the start of a parameter where only some cases are meant; ``[slow]`` stands for
the cases that are marked slow. ``CONTRIBUTING.md`` says what else has a whole and a sample.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

# long test -> what of its kind is in continuous integration
NOT_IN_CI = {
    "docs/test_code_blocks.py::test_a_page_does_what_it_says[whole]": "the same pages without their longest commands",
    "sweep/test_runner.py::test_a_hundred_thousand_small_tasks": "test_small_tasks_travel_together_and_long_ones_alone",
    "sweep/test_runner.py::test_drivers_killed_again_and_again": "test_killed_workers_and_a_killed_driver_change_nothing",
    "sweep/test_runner.py::test_tasks_that_all_kill_are_all_recorded": (
        "test_a_task_that_kills_its_workers_is_found_and_recorded"
    ),
    "sweep/test_runner.py::test_a_machine_on_which_no_worker_lives_is_no_fault_of_the_tasks": (
        "test_a_task_that_kills_its_workers_is_found_and_recorded"
    ),
    "sweep/test_cluster.py::test_tasks_that_kill_their_workers": "test_a_task_that_kills_its_workers_is_found_and_recorded",
    "sweep/test_cluster.py::test_a_killed_worker_and_a_killed_scheduler_change_nothing": (
        "test_a_cluster_started_here_and_its_interruption"
    ),
    "sweep/test_rounds.py::test_the_intervals_hold_however_often_one_looks[slow]": "the case that is not slow",
    "figures/test_figure_data.py::test_larger_cells_made_again_agree": (
        "test_one_cell_made_again_agrees_and_a_wrong_one_does_not"
    ),
    "benchmarks/test_measured_pages.py::test_a_row_of_the_mutation_analysis_is_made_again": (
        "a few mutants of every proof in test_every_rule.py, a few changed claims in test_changed_claims.py"
    ),
    "report/test_figure_pages.py::test_every_figure_has_a_page_with_picture_caption_and_data[slow]": "the other figures",
    "evaluate/test_bound_at.py::test_value_and_radius_hold_the_truth_over_the_stated_domain[teacher_error_ge_power_of]": (
        "the other theorems"
    ),
    "evaluate/test_bound_at.py::test_value_and_radius_hold_the_truth_over_the_stated_domain[kernel_square_trace_eq]": (
        "the other theorems"
    ),
    "proofs_check/test_coq_kernel.py::test_a_proof_is_accepted_whole[student_error_le_of_equivalent_noise_degrees]": (
        "the other theorems, and make prove-coq-sample"
    ),
    "proofs_check/test_coq_kernel.py::test_a_value_inside_a_mean_may_not_depend_on_the_draw": (
        "test_a_mean_is_linear_and_keeps_an_order"
    ),
    "proofs_check/test_coq_kernel.py::test_a_value_of_a_whole_letter_is_whole": "test_a_planted_false_step_is_refused",
    "proofs_check/test_coq_kernel.py::test_induction_needs_its_base_and_its_step": "test_a_planted_false_step_is_refused",
    "proofs_check/test_coq_kernel.py::test_a_dropped_premise_is_not_accepted": "test_a_missing_case_is_not_accepted",
    "proofs_check/test_coq_kernel.py::test_a_wrong_constant_is_not_accepted[student_error_le_of_alignment]": (
        "the other wrong constants"
    ),
    "proofs_check/test_coq_kernel.py::test_a_wrong_constant_is_not_accepted[student_error_le_of_residual_energy]": (
        "the other wrong constants"
    ),
    "proofs_check/test_coq_kernel.py::test_a_wrong_multiplier_or_square_is_not_accepted": (
        "test_a_wrong_constant_is_not_accepted"
    ),
    "hypotheses/test_hypotheses.py::test_steps_not_asked_again_would_have_been_decided[slow]": "four theorems",
    "simulate/test_simulate_linear_network.py::test_isotropic_overlap_has_the_beta_law[slow]": "two other sizes",
    "simulate/test_simulate_coefficients.py::test_coefficients_against_high_precision_quadrature[slow]": "dimension 8",
    "simulate/test_gaussian_surrogate.py::test_three_modes_and_one_unit_by_integration[slow]": "the other row",
    "guarantees/test_levels_and_floors.py::test_a_gap_recovered_in_theory_is_recovered_by_networks[slow]": "one trial",
    "guarantees/test_units_needed.py::test_even_degrees_have_a_floor_without_chance": "test_the_best_bound_is_chosen",
    "test_drop_in_theorem.py::test_new_theorem_has_a_row_in_the_readme": "report/test_readme.py",
}


def mark_what_is_long(items: Iterable[pytest.Item]) -> None:
    """Give the tests of the table their mark; `-m "not long"` leaves them out."""
    cases: dict[tuple[str, str], list[str]] = {}
    for file, function, case in map(parts_of, NOT_IN_CI):
        cases.setdefault((file, function), []).append(case)
    for item in items:
        path, _, name = item.nodeid.rpartition("::")
        function, _, parameters = name.partition("[")
        listed = cases.get((path.rpartition("tests/")[2], function), ())
        if any(_is_meant(item, parameters, case) for case in listed):
            item.add_marker(pytest.mark.long)


def parts_of(key: str) -> tuple[str, str, str]:
    """File, function and the start of a parameter (``slow``, or empty for every case)."""
    file, rest = key.split("::")
    function, _, case = rest.removesuffix("]").partition("[")
    return file, function, case


def _is_meant(item: pytest.Item, parameters: str, case: str) -> bool:
    return item.get_closest_marker("slow") is not None if case == "slow" else parameters.startswith(case)
