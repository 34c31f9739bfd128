"""One quick call of every public function: what the tests of records and of misuse walk over."""

from fractions import Fraction

import numpy as np

import w2s_theory as w
from w2s_theory.records.spectral_filter import gradient_flow

# classes and values that are no functions with a result
NO_FUNCTIONS = {"AccuracyError", "InputError", "__version__", "catalog"}
# results that are a plain number or a file
PLAIN = {
    "copy_notebook",
    "performance_gap_recovered",
    "export_sweep",
    "new_theorem_file",
    "power_law",
    "feature_student_error",
}
# what recipes, systems and students are made of: given by the user, with nothing of their own to print
GIVEN = {"InputBlock", "Mix", "Study", "Teach", "spectral_filter"}
# and what holds arrays that a user gave
NO_FACE = {*GIVEN, "group_features"}

FEATURES = np.random.default_rng(0).standard_normal((200, 6))
PLAN = {
    "trials": 1,
    "model": {"kind": "relu_sphere"},
    "grid": {"dimension": [6], "teacher_units": [8], "degree": [1], "tau": [2]},
}


def calls(folder):
    """Public name -> function of no arguments."""
    model = w.relu_sphere(8)
    store, own = folder / "sweep.sqlite", folder / "my_bound.py"
    source = w.catalog["student_error_ge_three_quarters_sq_of_shrinkage"]
    name = source.name

    def swept():
        return w.run_sweep(w.sweep_plan(PLAN), store, workers=1)

    def status():
        swept()
        return w.sweep_status(store)

    def exported():
        swept()
        return w.export_sweep(store, folder / "out.csv")

    def loaded():
        from w2s_theory.theorems.listing import theorem_files

        text = theorem_files()[name].read_text(encoding="utf-8")
        own.write_text(text.replace(name, own.stem), encoding="utf-8")
        return w.load_theorem(own)

    return {
        "InputBlock": lambda: w.InputBlock(1, 4, [1], [0.5]),
        "Mix": lambda: w.Mix("1/2"),
        "Study": lambda: w.Study(tau=2),
        "SubspacePair": lambda: w.SubspacePair(6, 10, 2),
        "Teach": lambda: w.Teach(20),
        "activation": lambda: w.activation([0, Fraction(1, 3), 1]),
        "activation_sphere": lambda: w.activation_sphere("gelu", 8),
        "averaging_accuracies": lambda: w.averaging_accuracies(1.5, 0.2, 3),
        "certified_gap": lambda: w.certified_gap(w.relu_sphere(32), 10**6),
        "chain_risks": lambda: w.chain_risks([1, 1, 0], [[[1], [0], [0]], [[1, 0], [0, 1], [0, 0]]], [9, 9]),
        "check": lambda: w.check("ge_teacher_error_of_isotropic_student", quick=True),
        "compare": lambda: w.compare(*w.power_law(80, 2, 0.75), 8, 40, 60),
        "compare_subspaces": lambda: w.compare_subspaces(
            [[1, 0], [0, 1], [0, 0]], [[1], [0], [0]], [1, 1, 0]
        ),
        "copy_notebook": lambda: w.copy_notebook("01", folder / "copies"),
        "derive_theorem": lambda: w.derive_theorem(name),
        "diagnose": lambda: w.diagnose(FEATURES[:, :4], FEATURES[:, 2:], FEATURES[:, 3] + FEATURES[:, 0]),
        "discrepancy_risks": lambda: w.discrepancy_risks(w.SubspacePair(6, 10, 2), 40, 60),
        "doctor": w.doctor,
        "spectral_filter": lambda: w.spectral_filter("heavy_ball", 0.5),
        "filtered_discrepancy_risks": lambda: w.filtered_discrepancy_risks(
            w.SubspacePair(6, 10, 2), 40, 60, student=gradient_flow(), time=2.0
        ),
        "mixed_label_risks": lambda: w.mixed_label_risks(w.SubspacePair(6, 10, 2), 40, 60),
        "filtered_label_risks": lambda: w.filtered_label_risks(
            0.1, 40, 800, threshold=1, shares=[0.7, 0.3], variances=[0.1, 9]
        ),
        "two_stage_risks": lambda: w.two_stage_risks(
            [w.InputBlock(1, 4, [1], [0.5])], 100, draws=3, threshold=1, first_time=2, second_time=5
        ),
        "group_features": lambda: w.group_features(mu=[1, 2], T=[[1], [0]]),
        "power_law": lambda: w.power_law(60, 2, 0.75),
        "spurious_risks": lambda: w.spurious_risks(
            w.group_features(mu=[1, 2], T=[[1], [0]], S=[[0], [1]]),
            eta_l=0.1,
            eta_u=0.2,
            eta_t=0.5,
            gamma=0.1,
            nu=0.01,
        ),
        "wrong_answer_risks": lambda: w.wrong_answer_risks(
            5, 20, 30, trace_readout=2, answer_readout=1, answer_error=1, answer_noise=1
        ),
        "wrong_teacher_risks": lambda: w.wrong_teacher_risks(
            10,
            60,
            aligned_error=Fraction(1, 40),
            teacher_error=Fraction(1, 2),
            unseen_labels=Fraction(19, 40),
        ),
        "equivalent": lambda: w.equivalent(model, 30, 1, digits=20, certified=True),
        "evaluate_bound": lambda: w.evaluate_bound(name, L_TE="1e-9", certified=True),
        "explore": w.explore,
        "explain": lambda: w.explain("gram"),
        "export_sweep": exported,
        "figure": lambda: w.figure("linear_network_exponent"),
        "facts": lambda: w.facts(name),
        "hypothesis_roles": lambda: w.hypothesis_roles(name, search=False),
        "linear_network": lambda: w.linear_network(range(1, 10**4)),
        "list_figures": w.list_figures,
        "list_notebooks": w.list_notebooks,
        "list_theorems": lambda: w.list_theorems("limits"),
        "load_theorem": loaded,
        "new_theorem_file": lambda: w.new_theorem_file(folder / "new_bound.py"),
        "one_pass_sgd": lambda: w.one_pass_sgd(model, 8, taus=[2]),
        "paper": w.paper,
        "performance_gap_recovered": lambda: w.performance_gap_recovered(0.25, 0.0625),
        "prove": lambda: w.prove(name),
        "recipe": lambda: w.recipe(model, 1, [w.Teach(20), w.Study(tau=2)]),
        "relu_sphere": lambda: model,
        "rigorous_bounds": lambda: w.rigorous_bounds(w.relu_sphere(32), 10**5),
        "run_sweep": swept,
        "simulate_linear_networks": lambda: w.simulate_linear_networks(
            [(1, 4), ("1e-9", 600)], 64, times=[0.0, 1e9, float("inf")], trials=2
        ),
        "simulate_networks": lambda: w.simulate_networks(model, 30, times=[1e9, float("inf")], trials=2),
        "slides": w.slides,
        "simulate_one_pass_sgd": lambda: w.simulate_one_pass_sgd(
            model, 8, steps=[3], trials=2, test_inputs=50
        ),
        "spectrum": lambda: w.spectrum(w.activation_sphere("erf", 30), [1, 2, 7]),
        "finite_sample_equivalent": lambda: w.finite_sample_equivalent(model, 30, 50, noise="1/10"),
        "best_split": lambda: w.best_split(model, 20, 400, 10, penalty="1/10", noise="1/10"),
        "enclose_finite_samples": lambda: w.enclose_finite_samples(model, 30, 50, ridge="1/3", noise="1/10"),
        "feature_student_error": lambda: w.feature_student_error(
            w.finite_sample_equivalent(model, 30, 50), 40, 90
        ),
        "isotropic_ridge_chain": lambda: w.isotropic_ridge_chain(0.5, 0.1, 0.25),
        "least_squares_risks": lambda: w.least_squares_risks(
            10, 30, Fraction(1, 5), student_bias=Fraction(1, 10), kept=3
        ),
        "power_law_exponents": lambda: w.power_law_exponents("3/2", 1),
        "ridge_chain": lambda: w.ridge_chain([(1, 10), (0.2, 60)], {0: 1}, 100),
        "samples_needed": lambda: w.samples_needed(w.relu_sphere(16), 20),
        "student_exponents": lambda: w.student_exponents(w.relu_sphere(16), [100, 2000]),
        "sweep_plan": lambda: w.sweep_plan(PLAN),
        "sweep_status": status,
        "theorem": lambda: w.theorem("three_quarters"),
        "tightness": lambda: w.tightness("expected_teacher_error_le_of_units"),
        "try_bound": lambda: w.try_bound("L_ST >= L_TE^2/2"),
        "units_for_quadratic_rate": lambda: w.units_for_quadratic_rate([(1, 2), ("0.01", 4000)], 0, 2),
        "quadratic_law": lambda: w.quadratic_law(model, 100),
        "units_needed": lambda: w.units_needed(model, "0.5"),
        "zonal_kernel": lambda: w.zonal_kernel(lambda rho: (1 + rho) ** 2, 5),
    }
