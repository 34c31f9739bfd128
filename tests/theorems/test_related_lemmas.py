"""Regression on Gaussian features: tables, laws, other routes, and what the proofs need of their hypotheses."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import sympy
from flint import arb, arb_mat, ctx
from scipy import integrate, stats

from w2s_theory.checks.proofs import prove
from w2s_theory.notation import R_best, S_best, label_noise, regressors, samples
from w2s_theory.simulate.regression import (
    draw_inputs,
    draw_labels,
    draw_span,
    fit_labels,
    simulate_inverse_trace,
)
from w2s_theory.simulate.streams import child_generator
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.errors import AccuracyError, InputError
from w2s_theory.theorems.listing import Catalog
from w2s_theory.theorems.related import regression_trials as trials
from w2s_theory.theorems.related.regression_trials import Cell, draw_risks

TRACE = "inverse_trace_eq_of_gaussian_design"
LEAST_SQUARES = "excess_risk_eq_of_least_squares"
MINIMUM_NORM = "excess_risk_eq_of_minimum_norm"
LEMMAS = (TRACE, LEAST_SQUARES, MINIMUM_NORM)


def risk(count, features, outside, noise, inside=0) -> Fraction:
    """The mean risk, from whichever theorem speaks of these sizes."""
    theorem = Catalog()[LEAST_SQUARES if count > features + 1 else MINIMUM_NORM]
    letters = {samples: count, regressors: features, R_best: outside, label_noise: noise, S_best: inside}
    values = {letter: sympy.Rational(str(value)) for letter, value in letters.items()}
    found = theorem.bound.subs(values)
    return Fraction(int(found.p), int(found.q))


# regressions met by the weak-to-strong systems: teachers, direct training and ceilings; reference to five digits
TABLE = [
    ((40, 10, 0, 1), 0.34483),
    ((100, 6, 0, 1), 0.06452),
    ((18, 20, 0, 1, 0.5), 18.05),  # next to the threshold: 18/1 of noise
    ((18, 20, 0, 0, 0.5), 0.05),
    ((20, 10, 0.25, 1), Fraction(1, 4) + Fraction(5, 4) * Fraction(10, 9)),
]


@pytest.mark.parametrize(("arguments", "expected"), TABLE)
def test_risks_of_the_table(arguments, expected):
    assert float(risk(*arguments)) == pytest.approx(float(expected), rel=2e-4, abs=0)


def z_score(values, expected) -> float:
    return float((values.mean() - float(expected)) / (values.std(ddof=1) / len(values) ** 0.5))


@pytest.mark.parametrize(
    "cell",
    [
        Cell(40, 10, 10, 0.0, 1.0, 1.0),
        Cell(30, 5, 12, 0.4, 0.6, 0.5),
        Cell(14, 6, 9, 0.2, 1.0, 0.3),
        Cell(60, 1, 4, 0.5, 0.5, 0.0),
        Cell(9, 20, 20, 0.0, 1.0, 1.0),
        Cell(6, 30, 45, 0.3, 0.7, 0.1),
        Cell(1, 8, 8, 0.0, 2.0, 0.0),
    ],
    ids=str,
)
def test_risks_of_drawn_regressions(cell):
    """Noisy labels and all, without the cut of the experiments: seven means, each within 5 standard errors."""
    found, doubt = draw_risks(child_generator(11, "risks"), cell, 12_000)
    assert doubt.max() < 1e-9 * found.max()
    expected = risk(cell.samples, cell.regressors, cell.outside, cell.noise, cell.inside)
    assert abs(z_score(found, expected)) < 5
    # the leading order, and noise without what the span cannot explain, are other numbers: the draws tell them apart
    if cell.samples > cell.regressors + 1 and cell.regressors > 1:
        leading = cell.outside + (cell.outside + cell.noise) * cell.regressors / cell.samples
        assert abs(z_score(found, leading)) > 5
        if cell.outside:
            pure = cell.outside + cell.noise * cell.regressors / (cell.samples - cell.regressors - 1)
            assert abs(z_score(found, pure)) > 5


def test_coefficients_are_unbiased_with_equal_uncorrelated_errors():
    """E fit = P f* and Cov = (rho_s + sigma^2)/(N - d_s - 1) I, entry by entry (28 means)."""
    rng = child_generator(3, "coefficients")
    span = draw_span(9, 4, rng)
    target = rng.standard_normal(9)
    inputs = draw_inputs(30_000, 20, 9, rng)
    coefficients = fit_labels(inputs, draw_labels(inputs, target, 0.5, rng), span).functions @ span
    errors = coefficients - span.T @ target
    outside = target - span @ (span.T @ target)
    variance = (float(outside @ outside) + 0.5) / (20 - 4 - 1)
    for a in range(4):
        assert abs(z_score(errors[:, a], 0)) < 5.5
        for b in range(a + 1):
            assert abs(z_score(errors[:, a] * errors[:, b], variance * (a == b))) < 5.5


def test_fitted_noise_is_a_ratio_of_chi_squares():
    """The law behind the cut-off of the experiments, with fewer features and with fewer inputs."""
    rng = child_generator(4, "law")
    for count, features in ((20, 4), (4, 20)):
        cell = Cell(count, features, features, 0.0, 0.0, 1.0)
        found, _ = draw_risks(rng, cell, 20_000)
        fewer, more = sorted((count, features))
        share = found / (1 + found)
        assert stats.kstest(share, stats.beta(fewer / 2, (more - fewer + 1) / 2).cdf).pvalue > 1e-6


def test_loss_by_the_cut_off_is_what_integration_gives():
    for upper, lower, cap in ((8, 33, 1.0), (4, 12, 0.9), (12, 49, 1.5)):
        law = stats.beta(upper / 2, lower / 2)

        def excess(share, law=law, cap=cap):
            return (share / (1 - share) - cap) * law.pdf(share)

        expected = integrate.quad(excess, cap / (1 + cap), 1, epsabs=0, epsrel=1e-10)[0]
        assert trials._lost_ratio(upper, lower, cap) == pytest.approx(expected, rel=1e-6, abs=0)
    for features, freedom, cap in ((6, 25, 1.0), (8, 33, 0.5)):
        law = stats.chi2(freedom)
        expected = integrate.quad(
            lambda x, law=law, end=cap / features: (1 / x - end) * law.pdf(x), 0, features / cap, epsabs=0
        )[0]
        assert trials._lost_trace(features, freedom, cap) == pytest.approx(
            features * expected, rel=1e-6, abs=0
        )


@pytest.mark.parametrize(
    "experiment", [trials.inverse_trace_trials, trials.least_squares_trials, trials.minimum_norm_trials]
)
def test_cut_off_costs_little_against_the_declared_discrepancy(experiment):
    draws = experiment(child_generator(0, "cut"), 30)
    assert draws.error.max() < 0.005 * draws.measured.mean()
    assert len({tuple(values) for values in zip(*draws.parameters.values(), strict=True)}) == 4


def test_inverse_trace_by_quadrature_of_the_last_pivot():
    """E 1/chi^2_{N-d+1}, d times: the diagonal of the inverse by projecting the other columns out."""
    bound = Catalog()[TRACE].bound
    for count, features in ((4, 1), (9, 5), (40, 8)):
        law = stats.chi2(count - features + 1)
        entry = integrate.quad(lambda x, law=law: law.pdf(x) / x, 0, np.inf, epsrel=1e-10)[0]
        expected = bound.subs({samples: count, regressors: features})
        assert features * entry == pytest.approx(float(expected), rel=1e-7, abs=0)


def test_integration_by_parts_holds_for_drawn_designs_row_by_row():
    """The hypothesis itself, and that it fails for rows on a sphere (which are not normal)."""
    rng = child_generator(5, "parts")
    design = rng.standard_normal((20_000, 12, 3))

    def gap(design):
        inverse = np.linalg.inv(design.transpose(0, 2, 1) @ design)
        pulled = design @ inverse
        leverage = np.einsum("tnd,tnd->tn", pulled, design)[:, 0]
        trace = np.trace(inverse, axis1=1, axis2=2)
        return leverage - trace + trace * leverage + np.einsum("tnd,tnd->tn", pulled, pulled)[:, 0]

    assert abs(z_score(gap(design), 0)) < 5
    flat = design * np.sqrt(3) / np.linalg.norm(design, axis=2, keepdims=True)
    assert abs(z_score(gap(flat), 0)) > 5


# what the proofs need


@pytest.mark.parametrize("name", LEMMAS)
def test_proofs_rest_on_nothing_cited(name):
    proof = prove(Catalog()[name], Catalog())
    assert proof.complete and proof.rests_on == ()


@pytest.mark.parametrize("name", LEMMAS)
def test_proof_without_one_of_its_hypotheses_is_not_complete(name):
    theorem = Catalog()[name]
    for left_out in theorem.hypotheses:
        others = tuple(each for each in theorem.hypotheses if each is not left_out)
        assert not prove(replace(theorem, hypotheses=others), Catalog()).complete, left_out


@pytest.mark.parametrize("name", LEMMAS)
def test_one_sample_fewer_is_too_few(name):
    """At N = d_s + 1 (d_s = N + 1) the mean is infinite, and the proof divides by 0."""
    theorem = Catalog()[name]
    first = theorem.hypotheses[0]
    weaker = Claim(first.left, ">", first.right - 1)
    assert not prove(replace(theorem, hypotheses=(weaker, *theorem.hypotheses[1:])), Catalog()).complete


# the simulation


def test_fits_are_as_accurate_as_they_say():
    """Against normal equations in 300 bits; near the threshold too, where designs are ill conditioned."""
    rng = child_generator(6, "accuracy")
    for count, features in ((8, 3), (7, 7), (6, 6), (3, 8)):
        inputs = draw_inputs(6, count, features, rng)
        labels = draw_labels(inputs, rng.standard_normal(features), 0.7, rng)
        fits = fit_labels(inputs, labels, np.eye(features))
        for place in range(6):
            with ctx.workprec(300):
                design = arb_mat([[arb(float(x)) for x in row] for row in inputs[place]])
                label = arb_mat([[arb(float(x))] for x in labels[place]])
                across = design.transpose()
                exact = (
                    (across * design).solve(across * label)
                    if count >= features
                    else across * (design * across).solve(label)
                )
                gap = sum(
                    ((exact[n, 0] - arb(float(fits.functions[place, n]))) ** 2 for n in range(features)),
                    arb(0),
                ).sqrt()
                assert float(gap.mid()) <= fits.accuracy[place] < 1e-8


def test_fit_within_the_span_does_not_depend_on_its_basis():
    rng = child_generator(7, "basis")
    span = draw_span(10, 4, rng)
    turned = span @ np.linalg.qr(rng.standard_normal((4, 4)))[0]
    for count in (9, 3):
        inputs = draw_inputs(5, count, 10, rng)
        labels = draw_labels(inputs, np.ones(10), 0.1, rng)
        ours, theirs = (fit_labels(inputs, labels, basis).functions for basis in (span, turned))
        assert np.allclose(ours, theirs, atol=1e-9)


def test_noiseless_labels_within_the_span_are_fitted_exactly():
    rng = child_generator(8, "exact")
    span = draw_span(12, 5, rng)
    target = span @ rng.standard_normal(5)
    inputs = draw_inputs(20, 15, 12, rng)
    error, doubt = fit_labels(inputs, draw_labels(inputs, target, 0.0, rng), span).risk(target)
    assert np.all(error <= doubt) and error.max() < 1e-24


def test_bad_input_is_refused():
    rng = child_generator(9, "bad")
    inputs = draw_inputs(2, 6, 4, rng)
    labels = draw_labels(inputs, np.ones(4), 1.0, rng)
    for call in (
        lambda: draw_span(3, 4, rng),
        lambda: draw_span(3, True, rng),
        lambda: draw_inputs(0, 4, 4, rng),
        lambda: draw_inputs(1, 4.0, 4, rng),
        lambda: draw_labels(inputs, np.ones(3), 1.0, rng),
        lambda: draw_labels(inputs, np.ones((3, 4)), 1.0, rng),
        lambda: draw_labels(inputs, np.ones(4), -1.0, rng),
        lambda: draw_labels(inputs, np.ones(4), float("nan"), rng),
        lambda: fit_labels(inputs, labels[:, :5], np.eye(4)),
        lambda: fit_labels(inputs, labels, np.ones((4, 2))),
        lambda: fit_labels(inputs, labels, np.eye(5)),
        lambda: simulate_inverse_trace(3, 0, 2, rng),
    ):
        with pytest.raises(InputError) as refusal:
            call()
        assert "\n" not in str(refusal.value)
    with pytest.raises(AccuracyError, match="singular to working accuracy"):
        fit_labels(np.ones((1, 6, 4)), np.ones((1, 6)), np.eye(4))
