"""Distillation from a weak teacher: modes, fixed designs and mixed labels against simulations; weights, traps, refusals."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

import w2s_theory as w
from w2s_theory import InputError, SubspacePair, compare_subspaces, discrepancy_risks, mixed_label_risks
from w2s_theory.experiments.two_stage_regressions import draw_pair
from w2s_theory.records.spectral_filter import gradient_flow
from w2s_theory.simulate.linear.distillation import simulate_distillation
from w2s_theory.simulate.linear.fits import excess_risks, simulate_fits
from w2s_theory.systems.distillation import distillation, fixed_design_risk, teacher_of_quality
from w2s_theory.systems.network_distillation import network_distillation

POINTS = np.linspace(-1, 1, 24)
KERNEL = np.exp(-((POINTS[:, None] - POINTS) ** 2) / 0.18) / len(POINTS)
VALUES, VECTORS = np.linalg.eigh(KERNEL)
VALUES = np.maximum(VALUES, 0.0)
TARGET = np.sin(3 * POINTS) + 0.5 * POINTS
# in the normalised basis of the design: ||f||^2 = mean of squares
MODES = VECTORS.T @ TARGET / math.sqrt(len(POINTS))
QUALITY = 1 / (1 + 0.002 / np.maximum(VALUES, 1e-12))


def design_of(quality: np.ndarray) -> np.ndarray:
    return (VECTORS * quality) @ VECTORS.T


@pytest.mark.parametrize("same_data", [False, True])
@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_modes_are_those_of_a_simulated_flow(same_data: bool, share: float) -> None:
    noise, own = 0.5, 0.5 if same_data else 0.8
    count = len(POINTS)
    statistics = teacher_of_quality(MODES, QUALITY, own**2 / count, same_data=same_data)
    found = distillation(VALUES, MODES, noise**2 / count, start=share, **statistics)
    rng = np.random.default_rng(int(10 * share) + same_data)
    hat, start = design_of(QUALITY), share * np.eye(count)
    for time, mixing in ((3.0, 0.3), (40.0, 1.0), (40.0, -0.5)):
        risks = simulate_distillation(
            KERNEL, TARGET, hat, start, time=time, mixing=mixing, noise=noise, teacher_noise=None if same_data else own,
            repeats=1500, rng=rng,
        )  # fmt: skip
        said = float(found.risk(time, mixing))
        assert abs(risks.mean() - said) < 4.5 * risks.std() / math.sqrt(len(risks))
        assert said == pytest.approx(
            fixed_design_risk(
                KERNEL, TARGET, hat, time=time, mixing=mixing, noise_variance=noise**2,
                teacher_noise_variance=None if same_data else own**2, start=start,
            ),
            rel=1e-9,
        )  # fmt: skip


def test_a_teacher_in_another_basis() -> None:
    """A teacher on five polynomials, independent labels or the student's."""
    features = np.vander(POINTS, 5)
    hat = features @ np.linalg.pinv(features)
    for own, time, mixing, share in ((0.6, 10.0, 0.3, 0.5), (None, 50.0, 0.8, 0.0)):
        rng = np.random.default_rng(8)
        risks = simulate_distillation(
            KERNEL, TARGET, hat, share * np.eye(len(POINTS)), time=time, mixing=mixing, noise=0.6, teacher_noise=own,
            repeats=1500, rng=rng,
        )  # fmt: skip
        said = fixed_design_risk(
            KERNEL, TARGET, hat, time=time, mixing=mixing, noise_variance=0.36,
            teacher_noise_variance=None if own is None else own**2, start=share * np.eye(len(POINTS)),
        )  # fmt: skip
        assert abs(risks.mean() - said) < 4.5 * risks.std() / math.sqrt(len(risks))


@pytest.mark.parametrize("same_data", [False, True])
@pytest.mark.parametrize("share", [0.0, 0.6, 1.0])
def test_the_best_weight_is_the_least_of_a_parabola(same_data: bool, share: float) -> None:
    statistics = teacher_of_quality(MODES, QUALITY, 0.02, same_data=same_data)
    found = distillation(VALUES, MODES, 0.02, start=share, **statistics)
    for time in (2.0, 20.0, 200.0):
        best = found.best_mixing(time)
        least, none = float(found.risk(time, best)), float(found.risk(time, 0.0))
        # R(alpha) = R(alpha*) + A (alpha - alpha*)^2: as much is lost at 2 alpha* as without a teacher
        assert float(found.risk(time, 2 * best)) == pytest.approx(none, rel=1e-9)
        assert least <= min(found.risk(time, np.linspace(best - 1, best + 1, 41))) + 1e-15
        assert float(found.risk(time, 2.5 * best)) >= none
        assert found.best_mixing(time, convex=True) == min(max(best, 0.0), 1.0)


def test_later_stopping_wants_more_of_an_independent_teacher() -> None:
    found = distillation(VALUES, MODES, 0.01, **teacher_of_quality(MODES, QUALITY, 0.01))
    weights = [found.best_mixing(time) for time in (20.0, 200.0, 2000.0)]
    assert weights == sorted(weights)


def test_remap_trap() -> None:
    """A student that starts at the teacher and learns from it alone never moves."""
    found = distillation(VALUES, MODES, 0.01, start=1.0, **teacher_of_quality(MODES, QUALITY, 0.02))
    for time in (0.0, 1.0, 50.0, math.inf):
        assert float(found.risk(time, 1.0)) == pytest.approx(found.teacher_risk, rel=1e-12)
    clean = distillation(VALUES, MODES, 0.0, start=1.0, **teacher_of_quality(MODES, QUALITY, 0.02))
    # with clean labels only a negative weight, which undoes the start, would be better than none
    assert clean.best_mixing(5.0) < 0 == clean.best_mixing(5.0, convex=True)


def test_special_cases() -> None:
    modes = np.array([1.0, 0.5, 0.2])
    # noise-free truth and a teacher that shrinks: no convex weight helps
    shrinking = distillation([1.0, 0.5, 0.1], modes, 0.0, **teacher_of_quality(modes, 0.7, 0.01))
    assert shrinking.best_mixing(2.0) < 0 == shrinking.best_mixing(2.0, convex=True)
    # unbiased and independent, trained to the end: weights by inverse variances
    unbiased = distillation([1.0, 0.5, 0.1], modes, 0.03, error_variances=0.09)
    assert unbiased.best_mixing(math.inf) == pytest.approx(0.25)
    # same data: positive only once the student over-fits; and the coupling matters for its sign
    same = distillation([1.0, 0.5, 0.01], modes, 0.05, **teacher_of_quality(modes, 0.7, 0.05, same_data=True))
    assert same.best_mixing(0.3) < 0 < same.best_mixing(1e4)


@pytest.mark.parametrize(
    ("strong", "weak", "shared", "n", "fresh", "noise"), [(6, 10, 2, 30, 25, 2**0.5), (8, 4, 1, 20, 20, 1.0)]
)
def test_mixed_labels_are_simulated(strong, weak, shared, n, fresh, noise) -> None:
    first, second = draw_pair(strong, weak, shared, 18, np.random.default_rng(strong))
    target = np.random.default_rng(weak).standard_normal(18) / 4
    found = mixed_label_risks(compare_subspaces(first, second, target), n, fresh, noise**2)
    rng, repeats = np.random.default_rng(n), 8000
    for mixing in (0.0, 0.5, float(found.best_mixing), 1.0):
        teacher = simulate_fits(second, target, n, noise, repeats, rng)
        labels = (1 - mixing) * target + mixing * teacher
        risks = excess_risks(simulate_fits(first, labels, fresh, (1 - mixing) * noise, repeats, rng), target)
        assert abs(risks.mean() - found.risk(mixing)) < 4.5 * risks.std() / math.sqrt(repeats)
        assert risks.std() / math.sqrt(repeats) < 0.02 * found.risk(mixing)
    assert found.best_risk < min(found.true_labels, found.taught_labels)


def test_the_ends_are_plain_training_and_the_discrepant_student() -> None:
    pair = SubspacePair(
        6,
        10,
        2,
        Fraction(1, 5),
        Fraction(1, 10),
        Fraction(4, 5),
        Fraction(9, 10),
        Fraction(7, 10),
        Fraction(7, 10),
    )
    found, exact = mixed_label_risks(pair, 40, 60, 2), discrepancy_risks(pair, 40, 60, 2)
    assert found.taught_labels == exact.student and found.weak == exact.weak and found.kind == "exact"
    # 60 true labels instead of 40: the direct risk at another size
    assert found.true_labels == discrepancy_risks(pair, 60, 70, 2).strong
    assert found.risk(2 * found.best_mixing) == found.true_labels
    late = mixed_label_risks(pair, 40, 60, 2, student=gradient_flow(), time=math.inf)
    assert late.kind == "equivalent" and late.taught_labels == pytest.approx(
        float(found.taught_labels), rel=0.05
    )


def test_networks_through_recipes() -> None:
    model = w.relu_sphere(16)
    plain = network_distillation(model, 64, 1, [0, "1/2", 1], 4)
    assert plain.errors[2] == pytest.approx(w.equivalent(model, 64, 1).student_error(tau=4), rel=1e-12)
    assert plain.errors[0] == pytest.approx(math.exp(-8), rel=1e-12)
    trapped = network_distillation(model, 64, 1, [1], 4, start_at_teacher=True)
    assert trapped.errors[0] == pytest.approx(trapped.teacher_error, rel=1e-12)
    for wrong in (
        {"mixings": ["x"]},
        {"mixings": 3},
        {"tau": -1},
        {"teacher_units": 0},
        {"start_at_teacher": "yes"},
    ):
        with pytest.raises(InputError):
            network_distillation(
                **{"model": model, "teacher_units": 64, "target": 1, "mixings": [0], "tau": 4, **wrong}
            )


@pytest.mark.parametrize(
    "change",
    [{"eigenvalues": [1, -1]}, {"target": [1]}, {"noise": -1}, {"noise": [0.1, math.nan]}, {"error_variances": -1},
     {"couplings": 1.0}, {"start": 2}, {"start": -0.1}, {"eigenvalues": []}, {"eigenvalues": "ab"}],
)  # fmt: skip
def test_misuse(change) -> None:
    with pytest.raises(InputError) as caught:
        distillation(
            **{"eigenvalues": [1, 0.5], "target": [1, 0.2], "noise": 0.1, "error_variances": 0.1, **change}
        )
    assert "\n" not in str(caught.value)


def test_misuse_of_designs_and_times() -> None:
    found = distillation([1.0], [1.0], 0.1)
    for time in (-1.0, math.nan):
        with pytest.raises(InputError):
            found.risk(time, 0.5)
    with pytest.raises(InputError, match="no weight"):
        found.best_mixing(0.0)
    right = {
        "kernel": np.eye(2),
        "target": [1, 0],
        "smoother": np.eye(2),
        "time": 1,
        "mixing": 0.5,
        "noise_variance": 0.1,
    }
    fixed_design_risk(**right)
    for change in (
        {"kernel": np.eye(3)}, {"kernel": -np.eye(2)}, {"kernel": [[1, 2], [0, 1]]}, {"smoother": [1, 2]}, {"time": -1},
        {"mixing": math.inf}, {"noise_variance": -1}, {"teacher_noise_variance": -1}, {"start": np.eye(3)},
    ):  # fmt: skip
        with pytest.raises(InputError):
            fixed_design_risk(**{**right, **change})
