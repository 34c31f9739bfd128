"""Wrong inputs of every public function: one line of ``InputError``, never an exception from inside."""

import math

import numpy as np
import pytest
from quick_calls import FEATURES, GIVEN, NO_FUNCTIONS, PLAN

import w2s_theory as w
from w2s_theory.records.spectral_filter import ridge

MODEL = w.relu_sphere(8)
PAIR = w.SubspacePair(6, 10, 2)
FEATURES_OF_GROUPS = w.group_features(mu=[1, 2], T=[[1], [0]])
ODD = [b"x", [], [None], {}, {1: None}, object(), len, 1j, np.zeros((2, 0))]
FILTER = [3, "rigde", "ridge(2)", "heavy_ball", "heavy_ball(x)", "heavy_ball(1", "heavy_ball(-1)", math.nan]
NAME = [None, 3, -1, 2.5, math.nan, True, "", "no_such_name", "\ud800", *ODD]
WORD = NAME
WHOLE = [-1, 2.5, math.nan, -math.inf, True, "three", "", 10**400, *ODD]
NEEDED = [None, *WHOLE]
NUMBER = [None, -1, math.nan, -math.inf, "nonsense", "", *ODD]
PROBABILITY = [0, 1, 10**400, *NUMBER]
SHARE = [1.5, *NUMBER]
LIST = [
    None,
    3,
    -1,
    2.5,
    math.nan,
    True,
    "nonsense",
    "",
    [None],
    ["a"],
    [[1, 2], [3]],
    object(),
    len,
    1j,
    10**400,
]
PATH = [3, -1, 2.5, True, "", "\ud800", "a\0b", *ODD]
FLAG = [None, 3, "yes", *ODD]
MODELS = [None, 3, 2.5, "relu", [], {}, object(), len, 1j, np.zeros((2, 0))]
TARGET = [
    None,
    -1,
    2.5,
    math.nan,
    "x",
    "",
    [],
    [1],
    {},
    {"a": 1},
    {1: None},
    {1: math.nan},
    object(),
    1j,
    10**400,
]

# public name -> (arguments that are right, argument -> wrong values for it)
TABLE = {
    "SubspacePair": (
        {"strong_dimension": 6, "weak_dimension": 10, "correlation_dimension": 2},
        {"strong_dimension": NEEDED, "weak_dimension": NEEDED, "correlation_dimension": NUMBER, "strong_seen": NUMBER},
    ),
    "activation": ({"definition": "gelu"}, {"definition": [None, 3, 2.5, "", "no_such", [], [1.5], {}, object(), 1j, int]}),
    "activation_sphere": (
        {"activation": "gelu", "dimension": 8}, {"activation": [*NAME, "no_such"], "dimension": [*NEEDED, 1]},
    ),
    "averaging_accuracies": (
        {"teacher_noise": 1.5, "ratio": 0.2, "draws": 3},
        {"teacher_noise": [*NUMBER, 0], "ratio": [*NUMBER, 0], "draws": [*NEEDED, 0], "confidence": [*NUMBER, math.inf]},
    ),
    "certified_gap": (
        {"model": MODEL, "teacher_units": 10},
        {"model": MODELS, "teacher_units": NEEDED, "delta": PROBABILITY, "degree": NEEDED, "bound": [3, "x", *ODD]},
    ),
    "chain_risks": (
        {"target": [1, 1, 0], "bases": [[[1], [0], [0]]], "samples": [9]},
        {"target": LIST, "bases": [*LIST, [], [[[2], [0], [0]]], [[[1], [0]]]], "samples": [*LIST, [], [2], [1], [0]],
         "noise_variance": [*NUMBER, math.inf]},
    ),
    "check": ({"names": "three_quarters", "quick": True}, {
        "names": [3, 2.5, True, "", b"x", [None], [3], object(), 1j], "quick": FLAG, "seed": NEEDED, "file": PATH,
        "folder": PATH, "workers": NEEDED,
    }),
    "compare": (
        {"spectrum": [(1, 2), (0.1, 30)], "target": {0: 1}, "teacher_units": 4, "labels": 20, "unlabelled": 50},
        {"spectrum": [*LIST, [], [(0.1, 2), (1, 30)], [(1, 2), (0, 30)]], "target": [*TARGET, {0: 2}, {5: 1}],
         "teacher_units": [*NEEDED, 0, 32], "labels": [*NEEDED, 5, 2], "unlabelled": [*NEEDED, 3, 32],
         "noise_variance": [*NUMBER, math.inf], "strong_dimension": [*WHOLE, 0, 5], "teachers": [*NEEDED, 0]},
    ),
    "compare_subspaces": (
        {"strong": [[1, 0], [0, 1], [0, 0]], "weak": [[1], [0], [0]], "target": [1, 1, 0]},
        {"strong": LIST, "weak": LIST, "target": LIST},
    ),
    "copy_notebook": (
        {"name": "01", "folder": "copies"}, {"name": NAME, "folder": [None, *PATH, "none/copies"]},
    ),
    "derive_theorem": ({"name": "three_quarters"}, {"name": NAME, "power": WHOLE, "degree": WHOLE}),
    "diagnose": (
        {"weak": FEATURES[:, :4], "strong": FEATURES[:, 2:], "labels": FEATURES[:, 0]},
        {"weak": [None, *PATH, [[1, 2], [3]], "none.npy"], "strong": [None, *PATH, FEATURES[0]],
         "labels": [*PATH, [1] * 200],
         "cut": [None, 0, 1, "x", *ODD], "labelled": [0, *WHOLE], "unlabelled": [0, *WHOLE], "teacher_units": [0, *WHOLE],
         "taus": [*LIST, []]},
    ),
    "discrepancy_risks": (
        {"pair": PAIR, "labels": 40, "unlabelled": 60},
        {"pair": NAME, "labels": NEEDED, "unlabelled": NEEDED, "noise_variance": [*NUMBER, math.inf], "kind": WORD},
    ),
    "equivalent": (
        {"teacher_model": MODEL, "teacher_units": 30, "target": 1},
        {"teacher_model": MODELS, "teacher_units": NEEDED, "target": TARGET, "student_model": [3, "relu", object()],
         "digits": [*WHOLE, 0], "certified": FLAG},
    ),
    "evaluate_bound": (
        {"name": "three_quarters", "L_TE": "1/7"},
        {"name": NAME, "L_TE": [*NUMBER, 2], "digits": [*WHOLE, 0], "certified": FLAG, "no_letter": [1]},
    ),
    "explore": ({}, {}),
    "explain": ({}, {"term": NAME[1:]}),
    "export_sweep": (
        {"store": "none.sqlite", "out": "out.csv"}, {"store": [None, *PATH, "none.sqlite"], "out": [None, *PATH]},
    ),
    "filtered_discrepancy_risks": (
        {"pair": PAIR, "labels": 40, "unlabelled": 60, "student": ridge(), "time": 1.0},
        {"pair": NAME, "labels": [*NEEDED, 10], "unlabelled": NEEDED, "noise_variance": [*NUMBER, math.inf],
         "student": NAME, "time": NUMBER},
    ),
    "facts": ({}, {"name": NAME[1:]}),
    "figure": ({"name": "linear_network_exponent"}, {
        "name": NAME, "data": PATH, "recompute": FLAG, "quick": FLAG, "seed": [1, *NEEDED], "workers": NEEDED,
    }),
    "filtered_label_risks": (
        {"first_error": 0.1, "dimension": 4, "samples": 80, "threshold": 1, "shares": [1], "variances": [1]},
        {"first_error": [*NUMBER, 0], "dimension": [*NEEDED, 0, 79], "samples": [*NEEDED, 0, 5],
         "threshold": [*NUMBER, 0, 1e-6], "shares": [*LIST, [], [0.5], [2, -1]], "variances": [*LIST[4:], [-1], [1, 2]]},
    ),
    "group_features": (
        {"mu": [1, 2]},
        {"mu": [*LIST, [], [1, math.inf]], "sigma": [*NUMBER, 0, math.inf], "T": [*LIST[1:], [[1], [1]], [[1]]],
         "S": [*LIST[1:], [[2], [0]], [[1], [0], [0]]]},
    ),
    "hypothesis_roles": ({"name": "three_quarters", "search": False}, {"name": NAME, "search": FLAG, "seed": NEEDED}),
    "linear_network": ({"eigenvalues": [1, 2]}, {"eigenvalues": [*LIST, [], [0], [-1]]}),
    "list_theorems": ({}, {"status": WORD[1:], "search": [3, *ODD]}),
    "load_theorem": ({}, {"path": [None, *PATH, "none.py"]}),
    "mixed_label_risks": (
        {"pair": PAIR, "labels": 40, "unlabelled": 60},
        {"pair": NAME, "labels": [*NEEDED, 10, 11], "unlabelled": [*NEEDED, 5, 6, 7], "noise_variance": [*NUMBER, math.inf],
         "student": [3, "ridge", object(), ridge()], "time": [1.0]},
    ),
    "new_theorem_file": ({}, {"path": [None, *PATH, "bound.txt", "1.py", "none/bound.py"]}),
    "performance_gap_recovered": (
        {"teacher_error": 0.5, "student_error": 0.2},
        {"teacher_error": [None, -1, math.nan, "x", {}, object(), 1j, 10**400], "ceiling_error": [1, "x", object()]},
    ),
    "power_law": (
        {"modes": 60, "capacity": 2, "source": 0.75},
        {"modes": [*NEEDED, 0], "capacity": [*NUMBER, 0, 10**400], "source": [*NUMBER, 0, math.inf]},
    ),
    "prove": ({"name": "three_quarters"}, {"name": NAME, "models": WHOLE}),
    "recipe": (
        {"model": MODEL, "target": 1, "steps": [w.Teach(20)]},
        {"model": MODELS, "target": TARGET, "steps": [None, 3, [], [3], "x", [w.Teach(0)], [w.Study()], [w.Mix("x")], {}]},
    ),
    "relu_sphere": ({"dimension": 8}, {"dimension": [*NEEDED, 1], "power": [*NEEDED, 4]}),
    "rigorous_bounds": (
        {"model": MODEL, "teacher_units": 100},
        {"model": MODELS, "teacher_units": NEEDED, "degree": NEEDED, "delta": PROBABILITY, "teacher_error": NUMBER[1:]},
    ),
    "run_sweep": ({"plan": "none.toml", "store": "none.sqlite"}, {
        "plan": [None, *PATH, "none.toml"], "store": [None, *PATH], "workers": [*WHOLE, 0],
    }),
    "one_pass_sgd": (
        {"model": MODEL, "teacher_units": 8, "taus": [1]},
        {"model": MODELS, "teacher_units": NEEDED, "target": TARGET, "taus": ["x", [None], [], [-1]], "step": [0, *NUMBER],
         "batch": [0, *NEEDED], "label_noise": [-1, *NUMBER[1:]], "teacher": [3, "x", object()], "steps": [[1], 3]},
    ),
    "simulate_linear_networks": (
        {"spectrum": [(1, 4), ("1/64", 600)], "teacher_units": 64, "trials": 1},
        {"spectrum": [*LIST, []], "teacher_units": NEEDED, "target": [-1, 2.5, "x", 10**400, object()],
         "student_units": [0, *NEEDED], "times": LIST, "trials": NEEDED, "seed": NEEDED},
    ),
    "simulate_networks": (
        {"model": MODEL, "teacher_units": 8, "trials": 1},
        {"model": MODELS, "teacher_units": NEEDED, "target": TARGET, "student_units": [0, *NEEDED],
         "times": [-1, math.nan, "nonsense", "", [None], ["a"], [[1, 2], [3]], object(), len, 1j], "trials": [0, *NEEDED],
         "seed": NEEDED, "accuracy": [0, *NUMBER], "spectral_filter": FILTER, "start": [3, "x", {}, {1: None}],
         "progress": [3, "x", [], 1j]},
    ),
    "simulate_one_pass_sgd": (
        {"model": MODEL, "teacher_units": 8, "steps": [2], "trials": 1, "test_inputs": 10},
        {"model": MODELS, "teacher_units": NEEDED, "target": TARGET, "steps": ["x", [None], [], [-1]], "step": [0, *NUMBER],
         "batch": [0, *NEEDED], "label_noise": [-1, *NUMBER], "trials": [0, *NEEDED], "test_inputs": [0, *NEEDED],
         "seed": NEEDED},
    ),
    "slides": ({}, {}),
    "spectrum": ({"model": MODEL, "degrees": [1]}, {"model": MODELS, "degrees": [*LIST[:1], *LIST[2:], [], [-1]]}),
    "finite_sample_equivalent": (
        {"model": MODEL, "teacher_units": 30, "samples": 50},
        {"model": MODELS, "teacher_units": [0, *NEEDED], "samples": [0, 30, *NEEDED], "target": TARGET, "ridge": NUMBER,
         "noise": NUMBER},
    ),
    "best_split": (
        {"model": MODEL, "teacher_units": 20, "budget": 400, "price": 10, "penalty": "1/10"},
        {"model": MODELS, "teacher_units": [0, *NEEDED], "budget": [5, *NEEDED], "price": [0, *NEEDED], "target": TARGET,
         "penalty": [0, *NUMBER], "noise": NUMBER},
    ),
    "enclose_finite_samples": (
        {"model": MODEL, "teacher_units": 30, "samples": 50},
        {"model": MODELS, "teacher_units": [0, *NEEDED], "samples": [0, 30, *NEEDED], "target": TARGET, "ridge": NUMBER,
         "noise": NUMBER, "digits": [0, 301, *NEEDED]},
    ),
    "feature_student_error": (
        {"teacher": w.finite_sample_equivalent(MODEL, 30, 50), "units": 40, "inputs": 90},
        {"teacher": [None, 3, "x", MODEL], "units": [0, 90, *NEEDED], "inputs": [0, 40, *NEEDED], "ridge": NUMBER,
         "noise": NUMBER},
    ),
    "isotropic_ridge_chain": (
        {"teacher_ratio": 0.5, "teacher_ridge": 0.1},
        {"teacher_ratio": [0, *NUMBER], "teacher_ridge": NUMBER, "student_ratio": NUMBER, "student_ridge": NUMBER[1:],
         "noise": NUMBER},
    ),
    "least_squares_risks": (
        {"features": 10, "labels": 30, "missed": 0.2, "student_bias": 0.1, "kept": 3},
        {"features": [29, 30, *NEEDED], "labels": [10, 11, *NEEDED], "missed": NUMBER, "noise_variance": NUMBER,
         "student_bias": NUMBER, "kept": [10.5, *NUMBER]},
    ),
    "power_law_exponents": (
        {"capacity": 2, "source": 1}, {"capacity": [1, 0, *NUMBER], "source": [0, [0.5, 1], *NUMBER]},
    ),
    "ridge_chain": (
        {"spectrum": [(1, 10), (0.2, 60)], "target": {0: 1}, "samples": 100},
        {"spectrum": [*LIST, []], "target": [None, {}, {0: 2}, {9: 1}, "x", 3], "samples": [0, *NEEDED],
         "noise": [0, *NUMBER], "ridge": NUMBER[1:]},
    ),
    "samples_needed": (
        {"model": MODEL, "teacher_units": 20},
        {"model": MODELS, "teacher_units": [0, *NEEDED], "target": TARGET, "noise": NUMBER, "within": [0, *NUMBER]},
    ),
    "spurious_risks": (
        {"features": FEATURES_OF_GROUPS, "eta_l": 0.1, "eta_u": 0.2, "eta_t": 0.5, "gamma": 0.1},
        {"features": [None, 3, "x", {}], "eta_l": SHARE, "eta_u": SHARE, "eta_t": SHARE, "gamma": [*NUMBER, 0, 0.5, 2],
         "nu": [*NUMBER, 1, 2], "noise_variance": [*NUMBER, math.inf],
         "law": [None, 3, "no_such", [], object(), lambda eta: 3, lambda eta: ((2, 1),)], "kind": [*NAME, "exact"]},
    ),
    "student_exponents": (
        {"model": MODEL, "teacher_units": [30]}, {"model": MODELS, "teacher_units": [*LIST, [], [60, 30]], "target": TARGET},
    ),
    "sweep_plan": ({}, {"plan": [None, *PATH, {}, {**PLAN, "grid": 3}, {**PLAN, "trials": "x"}, {1: None}, "none.toml"]}),
    "sweep_status": ({}, {"store": [None, *PATH, "none.sqlite"]}),
    "theorem": ({}, {"name": NAME}),
    "tightness": (
        {"name": "expected_teacher_error_le_of_units"},
        {"name": NAME, "grid": [3, "x", [], [None], ["a"], {}, {"a": [1]}, object(), 1j], "seed": NEEDED},
    ),
    "try_bound": ({"text": "L_ST >= L_TE^2/2"}, {
        "text": NAME, "for_": [3, True, "no_kind", *ODD], "when": [3, True, "no_time", *ODD],
        "on": [3, True, b"x", object(), 1j, "x", {"a": 1}],
    }),
    "two_stage_risks": (
        {"blocks": [w.InputBlock(1, 4, [1], [0.5])], "samples": 100, "draws": 3, "threshold": 1, "first_time": 2,
         "second_time": 5},
        {"blocks": [*LIST, [], [w.InputBlock(1, 0, [1], [1])], [w.InputBlock(1, 2, [1], "x")]], "samples": [*NEEDED, 0, 1],
         "draws": [*NEEDED, 1], "threshold": [*NUMBER, 0], "first_time": [*NUMBER, math.inf],
         "second_time": [*NUMBER, math.inf], "kind": [*NAME, "exact"]},
    ),
    "units_for_quadratic_rate": (
        {"teacher_model": [(1, 2), ("0.01", 400)], "target": 0, "eps": 2},
        {"teacher_model": [None, 3, "x", [], object()], "target": TARGET, "eps": [0, 10**400, *NUMBER]},
    ),
    "quadratic_law": (
        {"model": MODEL, "teacher_units": 100}, {"model": MODELS, "teacher_units": [0, 1, *NEEDED], "degree": NEEDED}
    ),
    "units_needed": (
        {"model": MODEL, "goal": "0.5"},
        {"model": MODELS, "goal": PROBABILITY, "delta": PROBABILITY, "degree": NEEDED, "bound": [3, "x", *ODD]},
    ),
    "wrong_answer_risks": (
        {"dimension": 5, "correct_samples": 20, "incorrect_samples": 30, "trace_readout": 2, "answer_readout": 1,
         "answer_error": 1},
        {"dimension": [*NEEDED, 0, 19], "correct_samples": [*NEEDED, 6], "incorrect_samples": [*NEEDED, 6],
         "trace_readout": NUMBER, "answer_readout": [*NUMBER, 0], "answer_error": [*NUMBER, math.inf],
         "answer_noise": NUMBER, "base": [*NUMBER, 0]},
    ),
    "wrong_teacher_risks": (
        {"strong_dimension": 10, "unlabelled": 60, "aligned_error": 0.1, "teacher_error": 1, "unseen_labels": 0.9},
        {"strong_dimension": [*NEEDED, 0, 59, 60], "unlabelled": [*NEEDED, 9, 10, 11], "aligned_error": [*NUMBER, 2],
         "teacher_error": NUMBER, "unseen_labels": [*NUMBER, math.inf], "strong_missed": NUMBER, "noise_variance": NUMBER},
    ),
    "zonal_kernel": (
        {"function": lambda rho: 1 + rho, "dimension": 5},
        {"function": [None, 3, "x", [], object(), math.exp, lambda rho: 0.5 * rho], "dimension": [*NEEDED, 1]},
    ),
}  # fmt: skip
NO_ARGUMENTS = {"doctor", "list_figures", "list_notebooks", "paper"}
CASES = [(name, argument) for name, (_, wrong) in TABLE.items() for argument in wrong]


def test_every_public_function_is_in_the_table():
    assert set(TABLE) == set(w.PUBLIC_NAMES) - NO_FUNCTIONS - GIVEN - NO_ARGUMENTS


@pytest.mark.parametrize(("name", "argument"), CASES, ids=lambda each: each)
def test_a_wrong_argument_is_refused_in_one_line(name, argument, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    right, wrong = TABLE[name]
    for value in wrong[argument]:
        with pytest.raises(w.InputError) as caught:
            getattr(w, name)(**{**right, argument: value})
        said = str(caught.value)
        assert "\n" not in said and 10 < len(said) <= 330, (value, said)
    assert not list(tmp_path.iterdir())
