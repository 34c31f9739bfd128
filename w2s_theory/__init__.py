"""Weak-to-strong generalization in random-feature networks: derive, evaluate, certify, simulate, prove.

Ten lines of Python (each command of ``w2s`` has such a twin: ``docs/reference.md``):

>>> import w2s_theory as w
>>> w.theorem("three_quarters")
<theorem student_error_ge_three_quarters_sq_of_shrinkage: Quadratic limit with the constant 3/4: L_ST >= 3 L_TE^2/4>
>>> w.evaluate_bound("student_error_ge_of_shrinkage", L_TE="1/7", digits=20)
L_ST >= 0.018145236256083302117
>>> w.prove("student_error_ge_of_shrinkage").complete
True
>>> w.try_bound("L_ST >= 4/5*L_TE^2").verdict
'refuted'
>>> model = w.relu_sphere(16)
>>> w.spectrum(model, 1).exact(1).to_sympy()
1/1024
>>> found = w.equivalent(model, 512, 1)
>>> round(found.teacher_error, 6), round(float(found.best_stopping_time().error), 9)
(0.001526, 4.557e-06)
>>> w.simulate_networks(model, 64, times=[4096.0], trials=2).student_error.shape
(2, 1)
>>> bool(w.units_needed(model, "0.5").recovered >= 0.5)
True

Public names are loaded on first use, so that importing the package computes nothing and leaves
SymPy, SciPy and matplotlib alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING
from typing import Any as _Any

if TYPE_CHECKING:
    from w2s_theory.api.deriving import derive_theorem as derive_theorem
    from w2s_theory.api.drawings import figure as figure
    from w2s_theory.api.drawings import list_figures as list_figures
    from w2s_theory.api.explaining import explain as explain
    from w2s_theory.api.facts import facts as facts
    from w2s_theory.api.lists import list_theorems as list_theorems
    from w2s_theory.api.lists import paper as paper
    from w2s_theory.api.machine import doctor as doctor
    from w2s_theory.api.named import theorem as theorem
    from w2s_theory.api.own_activation import activation as activation
    from w2s_theory.api.pages import explore as explore
    from w2s_theory.api.pages import slides as slides
    from w2s_theory.api.proving import prove as prove
    from w2s_theory.api.roles import hypothesis_roles as hypothesis_roles
    from w2s_theory.api.sweeps import export_sweep as export_sweep
    from w2s_theory.api.sweeps import sweep_plan as sweep_plan
    from w2s_theory.api.sweeps import sweep_status as sweep_status
    from w2s_theory.api.teaching import copy_notebook as copy_notebook
    from w2s_theory.api.teaching import list_notebooks as list_notebooks
    from w2s_theory.checks.evaluated_bound import evaluate_bound as evaluate_bound
    from w2s_theory.checks.run import check as check
    from w2s_theory.checks.tightness import tightness as tightness
    from w2s_theory.diagnosis.diagnose import diagnose as diagnose
    from w2s_theory.equivalents.best_split import best_split as best_split
    from w2s_theory.equivalents.exponents import student_exponents as student_exponents
    from w2s_theory.equivalents.feature_student import feature_student_error as feature_student_error
    from w2s_theory.equivalents.finite_samples import finite_sample_equivalent as finite_sample_equivalent
    from w2s_theory.equivalents.one_pass_sgd import one_pass_sgd as one_pass_sgd
    from w2s_theory.equivalents.power_law_exponents import power_law_exponents as power_law_exponents
    from w2s_theory.equivalents.precise_samples import enclose_finite_samples as enclose_finite_samples
    from w2s_theory.equivalents.prediction import equivalent as equivalent
    from w2s_theory.equivalents.recipe_steps import Mix as Mix
    from w2s_theory.equivalents.recipe_steps import Study as Study
    from w2s_theory.equivalents.recipe_steps import Teach as Teach
    from w2s_theory.equivalents.recipe_steps import recipe as recipe
    from w2s_theory.equivalents.sharp_bound import units_for_quadratic_rate as units_for_quadratic_rate
    from w2s_theory.evaluate.eigenvalues.kernel_spectrum import spectrum as spectrum
    from w2s_theory.evaluate.recovered_gap import performance_gap_recovered as performance_gap_recovered
    from w2s_theory.guarantees.bound_values import rigorous_bounds as rigorous_bounds
    from w2s_theory.guarantees.gap_certificate import certified_gap as certified_gap
    from w2s_theory.guarantees.quadratic_law import quadratic_law as quadratic_law
    from w2s_theory.guarantees.units_search import units_needed as units_needed
    from w2s_theory.models.activation_sphere import activation_sphere as activation_sphere
    from w2s_theory.models.linear_network import linear_network as linear_network
    from w2s_theory.models.relu_sphere import relu_sphere as relu_sphere
    from w2s_theory.models.subspace_pair import SubspacePair as SubspacePair
    from w2s_theory.models.subspace_pair import compare_subspaces as compare_subspaces
    from w2s_theory.models.zonal_kernel import zonal_kernel as zonal_kernel
    from w2s_theory.records.errors import AccuracyError as AccuracyError
    from w2s_theory.records.errors import InputError as InputError
    from w2s_theory.records.spectral_filter import spectral_filter as spectral_filter
    from w2s_theory.simulate.linear.runs import simulate_linear_networks as simulate_linear_networks
    from w2s_theory.simulate.networks import simulate_networks as simulate_networks
    from w2s_theory.simulate.one_pass_sgd import simulate_one_pass_sgd as simulate_one_pass_sgd
    from w2s_theory.sweep.run import run_sweep as run_sweep
    from w2s_theory.systems.averaging_student import averaging_accuracies as averaging_accuracies
    from w2s_theory.systems.comparison import compare as compare
    from w2s_theory.systems.disagreement_filter import filtered_label_risks as filtered_label_risks
    from w2s_theory.systems.discrepancies import discrepancy_risks as discrepancy_risks
    from w2s_theory.systems.discrepancies import filtered_discrepancy_risks as filtered_discrepancy_risks
    from w2s_theory.systems.isotropic_ridge_chain import isotropic_ridge_chain as isotropic_ridge_chain
    from w2s_theory.systems.least_squares_teacher import least_squares_risks as least_squares_risks
    from w2s_theory.systems.mixed_labels import mixed_label_risks as mixed_label_risks
    from w2s_theory.systems.partly_wrong_teachers import wrong_teacher_risks as wrong_teacher_risks
    from w2s_theory.systems.ridge_chain import ridge_chain as ridge_chain
    from w2s_theory.systems.spectral_bench import power_law as power_law
    from w2s_theory.systems.spurious_correlations import group_features as group_features
    from w2s_theory.systems.spurious_correlations import spurious_risks as spurious_risks
    from w2s_theory.systems.teacher_chain import chain_risks as chain_risks
    from w2s_theory.systems.two_stage_training import InputBlock as InputBlock
    from w2s_theory.systems.two_stage_training import two_stage_risks as two_stage_risks
    from w2s_theory.systems.wrong_answers import wrong_answer_risks as wrong_answer_risks
    from w2s_theory.theorems.listing import Catalog
    from w2s_theory.theorems.listing import load_theorem as load_theorem
    from w2s_theory.theorems.new_file import new_theorem_file as new_theorem_file
    from w2s_theory.typed_bounds.try_bound import try_bound as try_bound

    catalog: Catalog
    __version__: str

_WHERE = {
    "AccuracyError": "records.errors",
    "InputBlock": "systems.two_stage_training",
    "InputError": "records.errors",
    "Mix": "equivalents.recipe_steps",
    "Study": "equivalents.recipe_steps",
    "SubspacePair": "models.subspace_pair",
    "Teach": "equivalents.recipe_steps",
    "activation": "api.own_activation",
    "activation_sphere": "models.activation_sphere",
    "averaging_accuracies": "systems.averaging_student",
    "certified_gap": "guarantees.gap_certificate",
    "chain_risks": "systems.teacher_chain",
    "check": "checks.run",
    "compare": "systems.comparison",
    "compare_subspaces": "models.subspace_pair",
    "copy_notebook": "api.teaching",
    "derive_theorem": "api.deriving",
    "diagnose": "diagnosis.diagnose",
    "discrepancy_risks": "systems.discrepancies",
    "doctor": "api.machine",
    "equivalent": "equivalents.prediction",
    "evaluate_bound": "checks.evaluated_bound",
    "explain": "api.explaining",
    "explore": "api.pages",
    "export_sweep": "api.sweeps",
    "facts": "api.facts",
    "figure": "api.drawings",
    "filtered_label_risks": "systems.disagreement_filter",
    "filtered_discrepancy_risks": "systems.discrepancies",
    "group_features": "systems.spurious_correlations",
    "hypothesis_roles": "api.roles",
    "linear_network": "models.linear_network",
    "list_figures": "api.drawings",
    "list_notebooks": "api.teaching",
    "list_theorems": "api.lists",
    "load_theorem": "theorems.listing",
    "mixed_label_risks": "systems.mixed_labels",
    "new_theorem_file": "theorems.new_file",
    "one_pass_sgd": "equivalents.one_pass_sgd",
    "paper": "api.lists",
    "performance_gap_recovered": "evaluate.recovered_gap",
    "power_law": "systems.spectral_bench",
    "prove": "api.proving",
    "quadratic_law": "guarantees.quadratic_law",
    "recipe": "equivalents.recipe_steps",
    "relu_sphere": "models.relu_sphere",
    "rigorous_bounds": "guarantees.bound_values",
    "run_sweep": "sweep.run",
    "simulate_linear_networks": "simulate.linear.runs",
    "simulate_networks": "simulate.networks",
    "slides": "api.pages",
    "simulate_one_pass_sgd": "simulate.one_pass_sgd",
    "spectral_filter": "records.spectral_filter",
    "spectrum": "evaluate.eigenvalues.kernel_spectrum",
    "spurious_risks": "systems.spurious_correlations",
    "student_exponents": "equivalents.exponents",
    "enclose_finite_samples": "equivalents.precise_samples",
    "feature_student_error": "equivalents.feature_student",
    "isotropic_ridge_chain": "systems.isotropic_ridge_chain",
    "ridge_chain": "systems.ridge_chain",
    "power_law_exponents": "equivalents.power_law_exponents",
    "best_split": "equivalents.best_split",
    "least_squares_risks": "systems.least_squares_teacher",
    "finite_sample_equivalent": "equivalents.finite_samples",
    "samples_needed": "equivalents.samples_needed",
    "sweep_plan": "api.sweeps",
    "sweep_status": "api.sweeps",
    "theorem": "api.named",
    "tightness": "checks.tightness",
    "try_bound": "typed_bounds.try_bound",
    "two_stage_risks": "systems.two_stage_training",
    "units_for_quadratic_rate": "equivalents.sharp_bound",
    "units_needed": "guarantees.units_search",
    "wrong_answer_risks": "systems.wrong_answers",
    "wrong_teacher_risks": "systems.partly_wrong_teachers",
    "zonal_kernel": "models.zonal_kernel",
}
PUBLIC_NAMES = (*sorted((*_WHERE, "catalog")), "__version__")


def __getattr__(name: str) -> _Any:
    if name in _WHERE:
        value = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    elif name == "catalog":
        value = import_module(f"{__name__}.theorems.listing").Catalog()
    elif name == "__version__":
        value = import_module("importlib.metadata").version(__name__)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(PUBLIC_NAMES)
