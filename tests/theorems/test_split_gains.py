"""What the settings of the split units say, on explicit matrices; and sides that are changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_up_proofs import first_undecided

from w2s_theory.checks.run import check_theorem
from w2s_theory.evaluate.fast import compute_expression
from w2s_theory.experiments.feature_tails import exact_cosines, tail_matrices, tail_traces
from w2s_theory.experiments.split_units import missed_square
from w2s_theory.experiments.weighted_alignment import witness
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.theorems.listing import Catalog

DIMENSION = 6


def missed_operator(units, weights):
    """Gamma^{1/2} (I - P) Gamma^{1/2} on the harmonics 1 and sqrt(d) x_i, with weights of the degrees 0 and 1."""
    table = estimate_coefficients(relu_sphere(DIMENSION), 4)
    gram = (
        relative_kernel(relu_sphere(DIMENSION)).values(exact_cosines(units[None]))[0] * table.kernel_diagonal
    )
    features = np.vstack([
        np.full(len(units), table.coefficient[0]), table.coefficient[1] * DIMENSION**0.5 * units.T,
    ])  # fmt: skip
    root = np.sqrt(np.concatenate([[weights[0]], np.full(DIMENSION, weights[1])]))
    seen = features @ np.linalg.solve(gram, features.T)
    return root[:, None] * (np.eye(DIMENSION + 1) - seen) * root


def power(matrix, exponent):
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    return (vectors * np.clip(values, 0, None) ** exponent) @ vectors.T


def test_square_of_the_missed_operator_is_what_the_experiment_measures():
    units = draw_units(relu_sphere(DIMENSION), 5, np.random.default_rng(0))
    operator = missed_operator(units, (0.7, 0.3))
    found, accuracy = missed_square(DIMENSION, {0: 0.7, 1: 0.3}, units[None])
    assert abs(np.trace(operator @ operator) - found[0]) < min(1e-12, accuracy[0]) < 1e-6


def test_fewer_units_leave_more_and_products_of_traces_are_in_order():
    rng = np.random.default_rng(1)
    for _ in range(20):
        units = draw_units(relu_sphere(DIMENSION), 8, rng)
        whole, first, second = (missed_operator(u, (1.0, 0.5)) for u in (units, units[:3], units[3:]))
        for part in (first, second):
            assert np.linalg.eigvalsh(part - whole)[0] > -1e-9
        assert np.trace(whole @ whole) <= np.trace(whole @ first) + 1e-12 <= np.trace(second @ first) + 2e-12


@pytest.mark.parametrize("blocks", [2, 3, 5])
def test_blocks_are_peeled_off_one_by_one(blocks):
    """tr (R_i C R_i*)^i grows as a block more goes into R, down to tr R_1 C_1 R_1*."""
    rng = np.random.default_rng(blocks)
    for _ in range(10):
        units = draw_units(relu_sphere(DIMENSION), 3 * blocks, rng)
        whole = missed_operator(units, (1.0, 0.5))
        parts = [missed_operator(units[3 * b : 3 * b + 3], (1.0, 0.5)) for b in range(blocks)]
        root, traces = np.eye(DIMENSION + 1), [np.trace(power(whole, blocks))]
        for i in range(blocks, 1, -1):
            root = power(root @ parts[i - 1] @ root.T, 1 / (2 * (i - 1))) @ root
            traces.append(np.trace(power(root @ whole @ root.T, i - 1)))
        traces.append(np.trace(root @ parts[0] @ root.T))
        assert all(low <= high * (1 + 1e-9) for low, high in zip(traces, traces[1:], strict=False))


def test_blocks_are_averaged_out_one_by_one():
    """E tr (R D R*)^i: with D the mean of a block, over pairs of two blocks drawn before."""
    rng = np.random.default_rng(7)
    parts = [missed_operator(draw_units(relu_sphere(DIMENSION), 3, rng), (1.0, 0.5)) for _ in range(60)]
    mean = sum(parts) / len(parts)
    # three blocks: R_2 = A_3^{1/4}, R_1 = (R_2 A_2 R_2)^{1/2} R_2; the means are over the blocks drawn, each with each
    last, middle = [], []
    for third in parts[:15]:
        root = power(third, 0.25)
        inner = root @ mean @ root
        middle.append(np.trace(inner @ inner))
        both = [power(root @ second @ root, 0.5) @ root for second in parts]
        last.append(np.mean([np.trace(each @ mean @ each.T) for each in both]))
    assert np.all(np.array(last) <= np.array(middle) * (1 + 1e-12))
    every = [np.trace(power(third, 0.5) @ mean @ power(third, 0.5) @ mean) for third in parts]
    assert np.mean(every) <= np.trace(mean @ mean @ mean) * (1 + 1e-12)


def test_mean_energies_of_the_tails():
    """d = 8, M = 10, 3,000 networks: the polynomials that stand above the inverse have the means of the statements."""
    dimension, count, networks = 8, 10, 3000
    model, lam = relu_sphere(dimension), 1 / (4 * dimension**2)
    units = draw_units(model, networks * count, np.random.default_rng(0)).reshape(networks, count, dimension)
    own = lam * exact_cosines(units)
    whole, high = (tail_matrices(model, units, degrees)[0] for degrees in ((0, 1), (0, 1, 2)))
    (trace, square), (top, top_square) = (tail_traces(model, degrees) for degrees in ((0, 1), (0, 1, 2)))
    middle, middle_square, identity = trace - top, square - top_square, np.eye(count)

    def mean_of(polynomial):
        values = np.einsum("nij,nji->n", own, polynomial)
        assert values.min() > 0
        return float(values.mean()), float(values.std()) / networks**0.5

    g, theta = 0.3 * trace, 0.7 / trace
    rest = identity - theta * whole
    found, spread = mean_of(2 * theta * identity - theta**2 * whole + rest @ rest / g)
    values = {"M_TE": count, "lam": lam, "g_tail": g, "theta": theta, "T_B": trace, "S_B": square}
    assert (
        abs(found - energy_mean("expected_teacher_error_ge_of_tail_moments", values))
        < 5 * spread
        < 0.05 * found
    )
    # what is bounded instead of known here is a small part
    g, theta = 0.3 * top, 0.5 / trace
    x, rest = high - top * identity, identity - theta * (whole - high)
    inverse = identity / top - x / top**2 + x @ x / (g * top**2)
    found, spread = mean_of(theta**2 * (whole - high) + rest @ inverse @ rest)
    values = {
        "M_TE": count, "lam": lam, "g_tail": g, "theta": theta, "T_mid": middle, "S_mid": middle_square,
        "T_top": top, "S_top": top_square,
    }  # fmt: skip
    bound = energy_mean("expected_teacher_error_ge_of_two_tails", values)
    assert found - 5 * spread < bound < 1.1 * found


def energy_mean(name, values):
    """What the statement's hypothesis says that w must be at least."""
    (enough,) = (claim for claim in Catalog()[name].hypotheses if str(claim.left) == "tail_energy_mean")
    return float(enough.right.subs({each: values[each.name] for each in enough.right.free_symbols}))


NAMES = (
    "residual_square_le_of_split",
    "weighted_alignment_le_of_split",
    "weighted_alignment_le_of_blocks",
    "student_error_le_of_weighted_alignment",
    "residual_square_le_of_chain",
    "paired_error_le_of_new_unit",
    "expected_student_error_le_of_chain",
    "weighted_alignment_le_of_concentration",
    "tail_gram_ge_of_fourth_moment",
    "expected_teacher_error_ge_of_two_tails",
    "student_error_le_of_unlearnt_noise",
)


@pytest.mark.parametrize("name", NAMES)
def test_no_fact_of_the_setting_is_idle(name):
    theorem = Catalog()[name]
    for key, _ in theorem.setting.facts:
        facts = tuple((other, claim) for other, claim in theorem.setting.facts if other != key)
        changed = replace(theorem, setting=replace(theorem.setting, facts=facts))
        assert first_undecided(changed), key


def test_less_than_the_product_is_refuted():
    """Nine tenths of the product of the two means are too little at these sizes, and the check says so."""
    theorem = Catalog()["residual_square_le_of_split"]
    wrong = replace(theorem, bound=9 * theorem.bound / 10, stable_bound=9 * theorem.stable_bound / 10)
    assert check_theorem(wrong, Catalog(), quick=True).verdict == "refuted"


def test_no_smaller_alignment_would_do():
    """At the witness the bound is the student's error; with nine tenths of Z it is below it."""
    found = witness()
    values = {name: found.parameters[name] for name in ("L_TE", "s", "slow_square", "weighted_alignment")}
    bound = Catalog()["student_error_le_of_weighted_alignment"].bound
    attained = compute_expression(bound, values)
    assert attained == pytest.approx(found.measured, rel=1e-12, abs=0)
    values["weighted_alignment"] = 0.9 * values["weighted_alignment"]
    assert np.all(compute_expression(bound, values) < found.measured * (1 - 1e-3))
