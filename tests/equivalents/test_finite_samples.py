"""The equivalent of finite samples: tables computed apart, its limits, simulated networks, and the numbers of inputs."""

from math import inf, sqrt

import numpy as np
import pytest

from w2s_theory import equivalent, finite_sample_equivalent, relu_sphere, samples_needed
from w2s_theory.equivalents.float_modes import explicit_modes
from w2s_theory.equivalents.ridge_root import solve_ridge_root
from w2s_theory.models.named_models import named_model
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.simulate.sampled_ridge import simulate_sampled_ridge

# d, k, M_TE, n, ridge, noise: L_TE, and L_ST at tau = 2, 6, 20
RELU = [
    ((16, 1, 128, 256, 0, 0), 0.0424, (0.0259, 0.0044, 0.0101)),
    ((16, 1, 128, 256, 0.01, 0.1), 0.0559, (0.0523, 0.0192, 0.0263)),
    ((16, 1, 128, 1000, 0, 0), 0.0243, (0.0241, 0.0016, 0.0045)),
    ((16, 1, 256, 128, 0.001, 0.1), 0.0925, (0.0479, 0.0281, 0.0416)),
    ((16, 1, 256, 128, 0, 0), 0.0222, (0.0259, 0.0040, 0.0072)),
    ((32, 1, 256, 512, 0.001, 0.05), 0.0710, (0.0380, 0.0110, 0.0153)),
    ((32, 1, 512, 2000, 0, 0), 0.0131, (0.0208, 0.00045, 0.00100)),
    ((32, 1, 512, 300, 0.001, 0.1), 0.0725, (0.0463, 0.0211, 0.0250)),
    ((16, 2, 256, 600, 0.001, 0.01), 0.176, (0.142, 0.100, 0.100)),
]
# power-law spectra j^-alpha of 120 directions, f_j^2 ~ j^-2.5: alpha, p, n, ridge, noise: L_TE, L_ST at t = 2, 10 (the
# first eigenvalue is 1), then (N, ridge) and L_ST of a kernel ridge student
LISTED = [
    ((1.3, 30, 60, 0.1, 0.09), 0.1486, (0.1320, 0.0501), ((100, 0.1), 0.1089)),
    ((1.3, 30, 200, 0.1, 0.09), 0.0739, (0.1256, 0.0335), ((100, 0.1), 0.0536)),
    ((1.3, 90, 60, 0.2, 0.25), 0.1895, (0.1281, 0.0596), ((200, 1), 0.1133)),
    ((1.3, 30, 90, 0, 0), 0.0755, (0.1250, 0.0332), None),
    ((1.3, 90, 40, 0, 0.25), 0.4733, (0.1420, 0.1134), None),
]


def listed(alpha, units, samples, ridge, noise):
    j = np.arange(1.0, 121.0)
    shares = j**-2.5 / np.sum(j**-2.5)
    spectrum = [(float(value), 1) for value in j**-alpha]
    target = {row: sqrt(share) for row, share in enumerate(shares)}
    return finite_sample_equivalent(spectrum, units, samples, target, ridge=ridge, noise=noise)


@pytest.mark.parametrize(("sizes", "teacher", "students"), RELU)
def test_relu_features(sizes, teacher, students):
    d, k, units, samples, ridge, noise = sizes
    found = finite_sample_equivalent(relu_sphere(d), units, samples, k, ridge=ridge, noise=noise)
    # printed to three digits
    assert found.teacher_error == pytest.approx(teacher, rel=6e-3)
    assert [found.student_error(tau) for tau in (2, 6, 20)] == pytest.approx(students, rel=2e-2)


@pytest.mark.parametrize(("sizes", "teacher", "students", "kernel_ridge"), LISTED)
def test_power_laws(sizes, teacher, students, kernel_ridge):
    found = listed(*sizes)
    assert found.teacher_error == pytest.approx(teacher, abs=6e-5)
    assert [found.student_error(tau) for tau in (2, 10)] == pytest.approx(students, abs=6e-5)
    if kernel_ridge is None:
        return
    (inputs, ridge), error = kernel_ridge
    assert found.kernel_ridge_error(inputs, ridge) == pytest.approx(error, abs=6e-5)


@pytest.mark.parametrize(
    ("ridge", "samples", "units"), [(1e-12, 60, 30), (1e-3, 30, 60), (10.0, 60, 30), (0.5, 50, 50)]
)
def test_the_root_solves_both_equations(ridge, samples, units):
    found = listed(1.3, units, samples, ridge, 0)
    nu_1 = found.root.root * found.root.units_left / units
    assert nu_1 * found.root.samples_left == pytest.approx(ridge, rel=1e-12)
    taken = sum(found.root.units)
    assert found.root.samples_left == pytest.approx(samples - taken, rel=1e-6, abs=1e-9)
    assert found.root.units_left == pytest.approx(units - taken, rel=1e-6, abs=1e-9)


def test_infinitely_many_samples_are_the_population():
    model, tau = relu_sphere(16), 5
    whole, usual = finite_sample_equivalent(model, 128, inf), equivalent(model, 128, 1)
    assert whole.teacher_error == pytest.approx(usual.teacher_error, rel=1e-13)
    assert whole.student_error(tau) == pytest.approx(usual.student_error(tau=tau), rel=1e-12)
    many = finite_sample_equivalent(model, 128, 10**13)
    assert many.teacher_error == pytest.approx(usual.teacher_error, rel=1e-9)
    assert many.kernel_ridge_error(10**13, 1e8) == pytest.approx(
        whole.kernel_ridge_error(inf, 1e-5), rel=1e-5
    )


def test_many_units_are_kernel_ridge_regression():
    """p -> infinity: the teacher on n inputs is the kernel ridge student of a target that a perfect teacher labels."""
    j = np.arange(1.0, 121.0)
    spectrum = [(float(value), 1) for value in j**-1.3]
    target = {0: 0.6, 3: 0.8}
    wide = finite_sample_equivalent(spectrum, 10**9, 40, target, ridge=0.1, noise=0.2)
    root = solve_ridge_root(wide.modes, 40.0, inf, 0.1)
    places = [0, 3]
    bias = float(np.sum(np.array([0.36, 0.64]) * root.missed[places] ** 2))
    spread = float(np.sum(root.units * root.taken))
    assert wide.teacher_error == pytest.approx(bias + spread * (0.2 + bias) / (40 - spread), rel=1e-6)


def test_the_energies_of_a_student_that_never_stops_are_the_teachers():
    found = finite_sample_equivalent(relu_sphere(16), 64, 200, ridge=0.01, noise=0.3)
    assert found.student_error(inf) == pytest.approx(found.teacher_error, rel=1e-9)


@pytest.mark.parametrize(("units", "samples", "ridge", "noise"), [(48, 160, 0.0, 0.0), (64, 48, 0.003, 0.1)])
def test_networks_on_drawn_inputs(units, samples, ridge, noise):
    model, taus = relu_sphere(16), (2.0, 6.0, inf)
    expected = finite_sample_equivalent(model, units, samples, ridge=ridge, noise=noise)
    found = simulate_sampled_ridge(
        model, units, samples, ridge=ridge, noise=noise, taus=taus, trials=60, seed=1
    )
    for values, wanted in [
        (found.teacher_error, expected.teacher_error),
        *(
            (column, expected.student_error(tau))
            for column, tau in zip(found.student_error.T, taus, strict=True)
        ),
    ]:
        # finite size and universality: at most a tenth at these sizes
        assert abs(values.mean() - wanted) < 4 * values.std() / sqrt(len(values)) + 0.1 * wanted
    assert found.student_error[:, -1] == pytest.approx(found.teacher_error, rel=1e-9)


# d, M_TE, noise: labels for the teacher, for its student, inputs of the student, and of a gain, for a tenth
NEEDED = [((16, 128, 0), (1408, 3909, 1220, 76)), ((32, 512, "1/100"), (10903, 38925, 5452, 184))]


@pytest.mark.parametrize(("sizes", "wanted"), NEEDED)
def test_samples_needed(sizes, wanted):
    d, units, noise = sizes
    found = samples_needed(relu_sphere(d), units, noise=noise)
    assert (found.teacher_labels, found.student_labels, found.student_inputs, found.inputs_to_gain) == wanted
    # n >= p (1 + (1 + sigma^2/L)/eps) of least squares
    variance = 0.01 if noise else 0.0
    assert found.teacher_labels == pytest.approx(
        units * (1 + 10 * (1 + variance / found.teacher_error)), rel=2e-3
    )


@pytest.mark.parametrize(
    ("d", "units", "samples"), [(3, 40, 100), (4, 100, 300), (16, 128, 256), (32, 512, 2000)]
)
def test_long_times_take_the_degrees_that_they_reach(d, units, samples):
    """Against a million degrees one by one, without the continued ones and without a choice of how many."""
    model = relu_sphere(d)
    found = finite_sample_equivalent(model, units, samples, noise="1/10")
    modes = explicit_modes(model, model, 1 << 20, finite=False)
    root = solve_ridge_root(modes, float(samples), float(units), 0.0)
    rates = modes.student / modes.student[modes.place(1)]
    spread, place = root.spread, modes.place(1)
    fluctuation = root.units_left + spread.sum()
    signal = root.taken[place] * root.missed[place] / fluctuation
    bias = root.missed[place] ** 2 + signal * spread.sum()
    label = (0.1 + bias) / (root.samples_left + spread.sum() * root.units_left / fluctuation)
    energy = signal * spread + label * (root.units * root.taken + spread.sum() / fluctuation * spread)
    for tau in (1e13, 1e16):
        with np.errstate(under="ignore"):
            learnt = -np.expm1(-rates * tau)
        wanted = (1 - learnt[place] * root.taken[place]) ** 2 + float(np.sum(learnt**2 * energy))
        assert found.student_error(tau) == pytest.approx(wanted, rel=1e-11)
    learnt = rates / (rates + 1e-16)
    wanted = (1 - learnt[place] * root.taken[place]) ** 2 + float(np.sum(learnt**2 * energy))
    ridge = 1e-16 * float(modes.student[place])
    assert found.kernel_ridge_error(inf, ridge) == pytest.approx(wanted, rel=1e-11)


def test_a_time_whose_degrees_cannot_be_had_is_refused():
    # the eigenvalues are integrals here, and there are 128 of them
    found = finite_sample_equivalent(named_model(4, None, "max(z - 1/4, 0)"), 30, 100, noise="1/10")
    assert found.student_error(10) < found.teacher_error == pytest.approx(found.student_error(inf), rel=1e-9)
    with pytest.raises(AccuracyError, match="use a shorter time"):
        found.student_error(1e30)
    with pytest.raises(AccuracyError, match="a larger ridge"):
        found.kernel_ridge_error(inf, 1e-30)


def test_refusals():
    model = relu_sphere(8)
    for arguments, settings, words in [
        ((model, 64, 64), {}, "infinite"),
        ((model, 64, 0), {}, "number of samples"),
        ((model, 64, 100), {"noise": -1}, "label noise"),
        ((model, 64, inf), {"ridge": 1}, "ridge"),
        (([(1.0, 5), (0.5, 5)], 8, 20), {"ridge": 0}, None),
    ]:
        if words is None:
            finite_sample_equivalent(*arguments, **settings)
            continue
        with pytest.raises(InputError, match=words):
            finite_sample_equivalent(*arguments, **settings)
