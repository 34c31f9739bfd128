"""Spurious correlations: equivalent, leading order and printed formula beside the simulation, and what retraining gains.

Run: python benchmarks/spurious_correlations.py [--repeats 200]
"""

from __future__ import annotations

import argparse
import math
import time

import numpy as np

from w2s_theory.simulate.linear.confident_retraining import Recipe, simulate_confident_retraining
from w2s_theory.simulate.linear.spurious import SpuriousWorld, simulate_spurious
from w2s_theory.systems.spurious_correlations import KINDS, group_features, spurious_risks

# name, law, d_z, n, N, eta_l, eta_u, eta_t, world: a random one, or the counter-example
CASES = (
    ("1", "shift", 40, 800, 1600, 0.1, 0.1, 0.5, "random"), ("2", "shift", 40, 800, 1600, 0.1, 0.5, 0.5, "random"),
    ("3", "mixture", 40, 800, 1600, 0.1, 0.1, 0.5, "random"), ("4", "mixture", 40, 800, 1600, 0.1, 0.5, 0.5, "random"),
    ("5", "mixture", 48, 480, 480, 0.2, 0.4, 0.5, "random"), ("6", "mixture", 48, 960, 1920, 0.5, 0.05, 0.5, "far"),
    ("7", "shift", 40, 2000, 4000, 0.1, 0.1, 0.5, "counter-example"),
    ("8", "mixture", 40, 2000, 4000, 0.1, 0.1, 0.5, "counter-example"),
)  # fmt: skip
RECIPES = (Recipe(0.0, 0.5), Recipe(0.7, 0.3), Recipe(0.7, 0.5), Recipe(0.7, 1.0))
# eta_l, eta_u, sigma
RETRAINED = ((0.1, 0.5, 0.5), (0.1, 0.5, 0.25), (0.5, 0.1, 0.25), (0.1, 0.1, 0.25))


def world_of(name: str, law: str) -> SpuriousWorld:
    """Bases, the minority's mean and the spread."""
    if name == "counter-example":
        basis = np.array([[1.0], [0.0]]), np.full((2, 1), 0.5**0.5)
        return SpuriousWorld(*basis, np.array([0.0, 40**0.5]), 1.0, law)
    rng = np.random.default_rng(7)
    bases = [np.linalg.qr(rng.standard_normal((6, each)))[0] for each in (3, 2)]
    mu = rng.standard_normal(6)
    return SpuriousWorld(*bases, (4.0 if name == "far" else 1.5) * mu / np.linalg.norm(mu), 1.0, law)


def measured(values: np.ndarray) -> str:
    """Mean and standard error."""
    return f"{values.mean():.5f} ± {values.std() / math.sqrt(len(values)):.5f}"


def print_risks(repeats: int) -> None:
    """The table of regressions."""
    print(
        "| case | law | d_z, n, N | eta_l, eta_u, eta_t | who | simulated | equivalent | leading order | printed |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for name, law, core, n, fresh, *shares, world_name in CASES:
        world = world_of(world_name, law)
        features = group_features(mu=world.mu, sigma=world.sigma, T=world.teacher, S=world.student)
        rng = np.random.default_rng(int(name))
        found = simulate_spurious(world, tuple(shares), core, n, fresh, 1.0, repeats, rng)
        labelled, unlabelled, test = shares
        said = [
            spurious_risks(
                features, eta_l=labelled, eta_u=unlabelled, eta_t=test, gamma=core / n, nu=core / fresh, law=law, kind=kind
            )
            for kind in KINDS
        ]  # fmt: skip
        for who in ("teacher", "student"):
            numbers = " | ".join(f"{getattr(each, who):.5f}" for each in said)
            where = f"{name} | {law} | {core}, {n}, {fresh} | {', '.join(map(str, shares))}"
            print(f"| {where} | {who} | {measured(getattr(found, who))} | {numbers} |")


def print_retraining(repeats: int) -> None:
    """The table of logistic models: gain of accuracy over the plain student."""
    titles = [f"q = {each.exponent:g}, p = {each.kept:g}" for each in RECIPES]
    print(
        f"\n| eta_l, eta_u, sigma | teacher | student | {' | '.join(titles)} | right labels | minority kept |"
    )
    print("|---" * (len(RECIPES) + 5) + "|")
    bases = np.eye(4)[:, :2], np.eye(4)[:, 2:3]
    for labelled, unlabelled, sigma in RETRAINED:
        world = SpuriousWorld(*bases, np.array([1.0, 0.0, 0.5, 0.0]), sigma, "mixture")
        rng = np.random.default_rng(0)
        found = simulate_confident_retraining(
            world, (labelled, unlabelled, 0.5), 20, 400, 4000, 3.0, RECIPES, repeats, rng
        )
        gains = " | ".join(
            f"{each.mean():+.4f} ± {each.std() / math.sqrt(repeats):.4f}"
            for each in found.retrained - found.student
        )
        right = f"{found.right_labels.mean():.3f} -> {found.kept_right_labels[2].mean():.3f}"
        kept = f"{found.kept_minority[2].mean():.3f}"
        means = f"{found.teacher.mean():.4f} | {found.student.mean():.4f}"
        print(f"| {labelled}, {unlabelled}, {sigma} | {means} | {gains} | {right} | {kept} |")


def print_speed() -> None:
    """Seconds of one equivalent."""
    print("\n| p_T, p_S | gamma p_T, nu p_S | seconds |\n|---|---|---|")
    for size in (3, 8, 16, 24):
        rng = np.random.default_rng(size)
        bases = [np.linalg.qr(rng.standard_normal((2 * size, size - 1)))[0] for _ in range(2)]
        features = group_features(mu=rng.standard_normal(2 * size), T=bases[0], S=bases[1])
        for load in (0.5, 0.95):
            start = time.perf_counter()
            spurious_risks(features, eta_l=0.1, eta_u=0.3, eta_t=0.5, gamma=load / size, nu=load / size)
            print(f"| {size}, {size} | {load:g}, {load:g} | {time.perf_counter() - start:.3f} |")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--repeats", type=int, default=200)
    repeats = parser.parse_args().repeats
    print_risks(repeats)
    print_retraining(max(10, repeats // 4))
    print_speed()


if __name__ == "__main__":
    main()
