"""Closed forms of the related systems beside their simulators: the tables of docs/related_systems.md.

Run: python benchmarks/related_systems.py [--repeats 20000]
"""

from __future__ import annotations

import argparse
import math

import numpy as np

from w2s_theory.experiments.two_stage_regressions import draw_pair
from w2s_theory.models.subspace_pair import compare_subspaces
from w2s_theory.records.errors import InputError
from w2s_theory.simulate.gaussian.regression import draw_basis
from w2s_theory.simulate.linear.discrepancies import simulate_discrepancies
from w2s_theory.simulate.linear.fits import excess_risks, simulate_fits
from w2s_theory.systems.adaptive_ensembles import WeakTeacher, ensemble_of_teachers
from w2s_theory.systems.discrepancies import discrepancy_risks
from w2s_theory.systems.mixed_labels import mixed_label_risks
from w2s_theory.systems.teacher_chain import chain_risks

# name, d_s, d_w, shared directions, D, n, N, sigma^2: the regimes of teacher and student
REGIMES = (
    ("A", 6, 10, 2, 16, 40, 60, 1.0), ("B", 5, 8, 1, 14, 30, 50, 0.5), ("D", 10, 4, 1, 16, 20, 45, 1.0),
    ("F", 6, 6, 0, 16, 25, 40, 1.0), ("G: N near d_s", 8, 12, 4, 20, 40, 14, 1.0), ("H: N < d_s", 20, 6, 3, 30, 30, 9, 1.0),
    ("I: n < d_w", 6, 20, 2, 26, 9, 40, 1.0), ("J: both", 20, 24, 8, 40, 10, 8, 0.5),
)  # fmt: skip
_BLOCK = 2000


def measured(values: np.ndarray, said: float) -> str:
    """Mean, standard error and z of a simulation."""
    error = values.std() / math.sqrt(len(values))
    return f"{said:.5f} | {values.mean():.5f} ± {error:.5f} | {(values.mean() - said) / error:+.1f}"


def print_regimes(repeats: int) -> list[float]:
    """Table of least squares on both sides of n = d_w and N = d_s."""
    print("| regime | d_s, d_w, d_sw | n, N, sigma^2 | R_w2s exact | simulated | z | leading order |")
    print("|---|---|---|---|---|---|---|")
    found = []
    for name, strong_count, weak_count, shared, ambient, n, fresh, noise in REGIMES:
        rng = np.random.default_rng(ambient)
        strong, weak = draw_pair(strong_count, weak_count, shared, ambient, rng)
        target = rng.standard_normal(ambient)
        target /= np.linalg.norm(target)
        pair = compare_subspaces(strong, weak, target)
        said = float(discrepancy_risks(pair, n, fresh, noise).student)
        sizes = [_BLOCK] * (repeats // _BLOCK)
        values = np.concatenate(
            [
                simulate_discrepancies(strong, weak, target, n, fresh, noise**0.5, each, rng).student
                for each in sizes
            ]
        )
        try:
            rough = f"{float(discrepancy_risks(pair, n, fresh, noise, 'leading order').student):.5f}"
        except InputError:
            rough = "-"
        shape = f"{strong_count}, {weak_count}, {pair.correlation_dimension:.2f}"
        print(f"| {name} | {shape} | {n}, {fresh}, {noise:g} | {measured(values, said)} | {rough} |")
        found.append((values.mean() - said) / (values.std() / math.sqrt(len(values))))
    return found


def print_others(repeats: int) -> None:
    """Mixed labels, a chain of teachers, an ensemble: formula, simulation, z."""
    print("\n| system | exact | simulated | z |")
    print("|---|---|---|---|")
    rng = np.random.default_rng(3)
    strong, weak = draw_pair(6, 10, 2, 16, rng)
    target = rng.standard_normal(16)
    target /= np.linalg.norm(target)
    mixed = mixed_label_risks(compare_subspaces(strong, weak, target), 30, 25, 2.0)
    for mixing in (0.0, 0.5, float(mixed.best_mixing), 1.0):
        teacher = simulate_fits(weak, target, 30, 2**0.5, repeats, rng)
        labels = (1 - mixing) * target + mixing * teacher
        risks = excess_risks(simulate_fits(strong, labels, 25, (1 - mixing) * 2**0.5, repeats, rng), target)
        print(f"| mixed labels, alpha = {mixing:.4g} | {measured(risks, float(mixed.risk(mixing)))} |")
    bases, samples = [draw_basis(30, each, rng) for each in (8, 6, 9, 12)], (30, 30, 45, 60)
    target = bases[0] @ rng.standard_normal(8)
    target /= np.linalg.norm(target)
    labels, noise = target, 1.0
    for place, (basis, count) in enumerate(zip(bases, samples, strict=True)):
        labels = simulate_fits(basis, labels, count, noise, repeats, rng)
        noise, said = 0.0, chain_risks(target, bases, samples).risks[place]
        print(f"| chain, generation {place} | {measured(excess_risks(labels, target), said)} |")
    strong = draw_basis(40, 12, rng)
    target = strong @ rng.standard_normal(12)
    target /= np.linalg.norm(target)
    teachers = []
    for d, n, noise, shrunk in ((8, 40, 0.5, 1.0), (10, 30, 1.0, 1.0), (6, 25, 2.0, 1.0), (14, 60, 0.5, 0.4)):
        # features that hold most of the target
        columns = np.column_stack((target + 0.3 * draw_basis(40, 1, rng)[:, 0], draw_basis(40, d - 1, rng)))
        teachers.append(WeakTeacher(np.linalg.qr(columns)[0], n, noise, shrunk))
    ensemble = ensemble_of_teachers(strong, target, teachers, 60)
    fits = [
        each.shrinkage
        * simulate_fits(each.basis, target, each.labels, each.noise_variance**0.5, repeats, rng)
        for each in teachers
    ]
    for weighting in ("uniform", "adaptive", "oracle"):
        weights = ensemble.weights(weighting).weights
        labels = sum(weight * fit for weight, fit in zip(weights, fits, strict=True))
        risks = excess_risks(simulate_fits(strong, labels, 60, 0.0, repeats, rng), target)
        shown = ", ".join(f"{each:.3f}" for each in weights)
        print(f"| ensemble, {weighting} ({shown}) | {measured(risks, ensemble.risk(weights))} |")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--repeats", type=int, default=20000)
    repeats = parser.parse_args().repeats
    scores = print_regimes(repeats)
    print_others(repeats)
    print(f"\nroot mean square of the first table's z: {np.sqrt(np.mean(np.square(scores))):.2f}")


if __name__ == "__main__":
    main()
