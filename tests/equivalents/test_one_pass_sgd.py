"""One-pass SGD: the closed form against stepping, known numbers, the referee that runs it, and what is refused."""

import numpy as np
import pytest

from w2s_theory import InputError, linear_network, one_pass_sgd, relu_sphere, simulate_one_pass_sgd
from w2s_theory.evaluate.sgd_recursion import SgdRecursion, largest_step
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.teacher import simulate_teacher


@pytest.mark.parametrize("inputs", ["sphere", "gaussian"])
@pytest.mark.parametrize("count", [1, 2, 40])
def test_closed_form_is_the_recursion(count: int, inputs) -> None:
    rng = np.random.default_rng(count)
    steps = np.array([0, 1, 2, 3, 30, 500])
    for batch in (1, 3, 200):
        lam, many = rng.uniform(0, 1, count) ** 6, np.ceil(rng.uniform(0, 50, count))
        # equal eigenvalues, and one that is 0
        lam[: count // 4], lam[count // 2 : count // 2 + (count > 2)] = lam[0], 0.0
        energy = rng.uniform(0, 1, count)
        for share in (0.3, 0.999):
            eta = share * largest_step(lam, many, batch, inputs)
            recursion = SgdRecursion(lam, many, eta, batch, inputs)
            found, accuracy = recursion.energies(energy, steps, 0.1)
            stepped = np.array([recursion.run(energy, int(t), 0.1).sum() for t in steps])
            assert np.all(np.abs(found - stepped) <= accuracy + 1e-15 * steps * stepped)


def test_the_largest_step_is_where_the_errors_stop_falling() -> None:
    """The spectral radius of the recursion's matrix is 1 there, and the noise's floor is where it stands still."""
    rng = np.random.default_rng(0)
    lam, many = rng.uniform(0.1, 1, 6), np.ceil(rng.uniform(0, 9, 6))
    for inputs, batch in (("sphere", 1), ("sphere", 8), ("gaussian", 1), ("gaussian", 30)):
        eta = largest_step(lam, many, batch, inputs)
        for share, sign in ((0.99, -1), (1.0, 0), (1.01, 1)):
            each = SgdRecursion(lam, many, share * eta, batch, inputs)
            radius = np.max(np.abs(np.linalg.eigvals(np.diag(each.kept) + each.injected[:, None])))
            assert np.sign(np.round(radius - 1, 12)) == sign
        half = SgdRecursion(lam, many, eta / 2, batch, inputs)
        floor = 0.2 * half.noise_ratio / (1 - half.noise_ratio)
        assert half.energies(np.ones(6), np.array([10**6]), 0.2)[0][0] == pytest.approx(floor, rel=1e-10)


def test_stability_of_relu_features_and_what_an_input_costs() -> None:
    model = relu_sphere(32)
    limits = [
        one_pass_sgd(model, 512, steps=[1], step="0.1", batch=each).largest_step for each in (1, 4, 32, 1000)
    ]
    assert limits == pytest.approx([2.0, 5.15, 6.17, 6.19], abs=0.005)
    rows = ((3000, 1, 2.68), (30_000, 10, 2.48), (300_000, 1, 2.44), (300_000, 100, 2.44))
    for samples, batch, expected in rows:
        # tau = 8 = lambda_1 eta t, lambda_1 = 1/4096 and K(x, x) = 1/64
        found = one_pass_sgd(model, 512, taus=[8], step=8 * 64 * batch / samples, batch=batch)
        assert found.samples[0] == samples and found.first_order[0] == pytest.approx(2.438, abs=5e-4)
        excess = float(samples * (found.student_error - found.flow_error)[0])
        assert excess == pytest.approx(expected, abs=0.006)
    assert found.samples_to_gain[0] == pytest.approx(256, abs=1) and found.status == "universality"
    assert one_pass_sgd(relu_sphere(16), 512, taus=[8]).first_order[0] == pytest.approx(0.587, abs=5e-4)


CASES = [
    (6, 20, 1, 1.0, 1, 0.0, (20, 100), 60),
    # the Gaussian recursion has 1e8 at 100 steps here
    (6, 20, 1, 1.9, 1, 0.0, (20, 60), 60),
    (8, 40, 1, 1.0, 4, 0.1, (10, 40), 30),
    (5, 30, 2, 2.5, 4, 0.0, (10, 40), 30),
]


@pytest.mark.parametrize("d, units, degree, step, batch, noise, steps, trials", CASES)
def test_training_as_it_runs(d, units, degree, step, batch, noise, steps, trials) -> None:
    model = relu_sphere(d)
    placed = draw_units(model, units, child_generator(5, "teacher"))
    teacher = simulate_teacher(model, placed, degree, degrees=100)
    found = one_pass_sgd(model, teacher=teacher, steps=steps, step=step, batch=batch, label_noise=noise)
    assert found.status == "proved" and np.all(found.accuracy < 1e-9)
    runs = simulate_one_pass_sgd(
        model, placed, degree, steps=steps, step=step, batch=batch, label_noise=noise, trials=trials, test_inputs=400,
    )  # fmt: skip
    spread = runs.student_error.std(axis=0, ddof=1) / trials**0.5
    # largest of 8: z = 4 has probability 5e-4
    assert np.all(np.abs(runs.student_error.mean(axis=0) - found.student_error) <= 4 * spread)
    # and without what sampling adds, which is most of the error early on, the formula would be refuted
    assert (runs.student_error.mean(axis=0) - found.exact_steps_error)[0] > 3 * spread[0]


def test_exact_steps_are_the_limit_of_large_batches() -> None:
    found = one_pass_sgd(relu_sphere(16), 128, taus=[1, 5], batch=10**12)
    assert found.student_error == pytest.approx(found.exact_steps_error, rel=1e-9)


def test_gaussian_inputs() -> None:
    found = one_pass_sgd(linear_network([1.0] * 4 + [0.1] * 40), 20, 0, steps=[200], step=0.5, batch=2)
    assert found.to_dict()["inputs"] == "gaussian" and found.noise_ratio < 1
    with pytest.raises(InputError, match="grows without end"):
        one_pass_sgd(linear_network([1.0] * 4 + [0.1] * 40), 20, 0, steps=[1], step=2)


@pytest.mark.parametrize(
    "options, words",
    [
        ({"step": 2}, "grows without end for steps of 2 or more"),
        ({"step": 0}, "positive number"),
        ({"label_noise": -1}, "variance"),
        ({"taus": [1.0], "steps": [1]}, "one of them"),
        ({"taus": None}, "one of them"),
        ({"taus": ["inf"]}, "tau must be a number"),
        ({"taus": []}, "at least one"),
        ({"taus": [1e300]}, "more than 1e"),
        ({"batch": 0}, "batch size"),
        ({"teacher_units": None}, "teacher_units, or one teacher"),
        ({"teacher_units": None, "teacher": 3}, "simulate_teacher"),
    ],
)
def test_refusals(options, words) -> None:
    with pytest.raises(InputError, match=words):
        one_pass_sgd(**{"model": relu_sphere(8), "teacher_units": 16, "taus": [1.0], **options})


@pytest.mark.parametrize(
    "options, words",
    [({"steps": []}, "at least one"), ({"step": -1.0}, ">= 0"), ({"steps": [9000]}, "number of steps")],
)
def test_refusals_of_the_referee(options, words) -> None:
    with pytest.raises(InputError, match=words):
        simulate_one_pass_sgd(relu_sphere(8), 16, **{"steps": [1], **options})
