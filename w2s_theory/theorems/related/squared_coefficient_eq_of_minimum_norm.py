"""Fewer samples than features: the minimum-norm fit, its coefficients up to second moments, exactly.

For N < d - 1 samples the fit is beta^ = Pi beta + B^+ r, Pi the projection on the span of the N rows of the design B, a
uniformly random subspace. For any unit vector v and any number t, with beta_v = <v, beta> and beta_rest the
length of beta's part orthogonal to v,

    E (<v, beta^> - t)^2 = beta_v^2 N (N+2)/(d (d+2)) + beta_rest^2 N (d-N)/(d (d-1) (d+2))
                           - 2 t beta_v N/d + t^2 + tau^2 N/(d (d-N-1)).

The moments of Pi are those of a random projection (``teacher_second_moment_eq_of_isotropic_spectrum``). The noise adds
tau^2 E ||(B^+)^T v||^2; all directions v are alike, and the squares of all entries of B^+ add up to sum_i ||w_i||^2,
where w_i is the dual vector of the i-th row: E ||w_i||^2 = 1/((d - N + 1) - 2).
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Sum

from w2s_theory.experiments.regressions import minimum_norm_trials
from w2s_theory.notation import (
    axis_gains,
    d,
    i,
    inner,
    j,
    label_variance,
    mean,
    other_slope,
    p_across,
    r_y,
    row_gains,
    samples,
    slope,
    slope_goal,
    slope_hat,
    v_dir,
    v_seen,
    w_v,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import DualVector, Hilbert, LabelNoise, Operator
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.linear_network.haar_moments import (
    HaarProjection,
    mean_steps,
    over_basis,
    second_moment_steps,
)
from w2s_theory.theorems.related.regression_setting import (
    ASSUMPTIONS,
    PARAMETERS,
    QUANTITY,
    minimum_norm_variance,
)

OVERLAP, NOISE, GAIN = inner(v_dir, v_seen), inner(w_v, r_y), inner(w_v, w_v)
ACROSS = p_across[0]
PROJECTION = HaarProjection(OVERLAP, samples)
ALONG_SHARE = samples * (samples + 2) / (d * (d + 2))
ACROSS_SHARE = samples * (d - samples) / (d * (d - 1) * (d + 2))
NOISE_SHARE = samples / (d * (d - samples - 1))
BOUND = (
    slope**2 * ALONG_SHARE + other_slope**2 * ACROSS_SHARE - 2 * slope_goal * slope * samples / d
    + slope_goal**2 + label_variance * NOISE_SHARE
)  # fmt: skip
OVER_ROWS = (i, 0, samples - 1)

# rotations keep the law of the design: those within the directions orthogonal to v, and e_0 -> -e_0
SAME_ACROSS = Claim(over_basis(mean(p_across[j] ** 2)), "==", (d - 1) * mean(ACROSS**2))
NO_ACROSS = Claim(mean(ACROSS), "==", 0)
NO_PRODUCT = Claim(mean(OVERLAP * ACROSS), "==", 0)
SAME_GAIN = Claim(over_basis(mean(axis_gains[j])), "==", (d - 1) * mean(GAIN))
ROTATIONS = (
    PROJECTION.same_mean, PROJECTION.same_square, *PROJECTION.diagonals, SAME_ACROSS, NO_ACROSS, NO_PRODUCT, SAME_GAIN,
)  # fmt: skip

SETTING = Hilbert(
    ("v_dir", "v_seen", "w_v", "r_y"),
    (Operator("P", "projection", ((v_dir, v_seen),)),),
    (
        *PROJECTION.facts,
        ("fit", Claim(slope_hat, "==", slope * OVERLAP + other_slope * ACROSS + NOISE)),
        ("entries", Claim(GAIN + over_basis(axis_gains[j]), "==", Sum(row_gains[i], OVER_ROWS))),
    ),
    random=("v_seen", "p_along", "p_across", "w_v", "r_y", "axis_gains", "row_gains", "slope_hat"),
    square_integrable=("w_v", "r_y", "slope_hat"),
    integrable=("axis_gains", "row_gains"),
    noises=(LabelNoise("r_y", label_variance, ("w_v", "v_seen", "p_across")),),
    duals=(DualVector(row_gains[i], d - samples + 1, index=i),),
)


def noise_steps() -> tuple[Step, ...]:
    """Steps that end in ``gain``: E ||w||^2."""
    each = Parameter("i", integers(0), integers(0, 5))
    rows = Sum(row_gains[i], OVER_ROWS)
    total = samples / (d - samples - 1)
    return (
        Step(
            "entries", Claim(GAIN + over_basis(axis_gains[j]), "==", rows), "gram",
            certificate={"multipliers": {"entries": 1}},
            note="The squares of the entries of the pseudo-inverse, added up by directions and by samples.",
        ),
        Step(
            "mean_entries", Claim(mean(GAIN) + SAME_GAIN.left, "==", Sum(mean(row_gains[i]), OVER_ROWS)), "expectation",
            uses=("entries",), certificate={"of": "entries"}, note="The mean over the draw.",
        ),
        Step(
            "row", Claim(mean(row_gains[i]), "==", 1 / (d - samples - 1)), "gaussian", variables=(each,),
            certificate={"fact": "size", "at": i}, note="The inverse of a chi-square with d - N + 1 degrees of freedom.",
        ),
        Step(
            "equal_rows", Claim(Sum(1 / (d - samples - 1), OVER_ROWS), "==", total), "finite_sum", note="N equal terms.",
        ),
        Step(
            "rows", Claim(Sum(mean(row_gains[i]), OVER_ROWS), "==", Sum(1 / (d - samples - 1), OVER_ROWS)), "rational",
            uses=("row",), note="Row by row.",
        ),
        Step("same_gain", SAME_GAIN, "hypothesis", note="Rotation invariance: no direction is amplified more than v."),
        Step(
            "gain", Claim(mean(GAIN), "==", NOISE_SHARE), "rational",
            uses=("same_gain", "rows", "equal_rows", "mean_entries"),
            certificate={"multipliers": {"mean_entries": 1 / d}}, note="So d times the mean is N/(d - N - 1).",
        ),
    )  # fmt: skip


def proof() -> tuple[Step, ...]:
    known = slope * OVERLAP + other_slope * ACROSS - slope_goal
    square, across = mean(OVERLAP**2), mean(ACROSS**2)
    parameters = slope**2 * square + other_slope**2 * across + slope_goal**2
    mixed = 2 * slope * other_slope * mean(OVERLAP * ACROSS)
    first = -2 * slope_goal * (slope * mean(OVERLAP) + other_slope * mean(ACROSS))
    crossed = 2 * (slope * mean(OVERLAP * NOISE) + other_slope * mean(ACROSS * NOISE) - slope_goal * mean(NOISE))
    return (
        *mean_steps(PROJECTION),
        *second_moment_steps(PROJECTION),
        *noise_steps(),
        Step("same_across", SAME_ACROSS, "hypothesis", note="Rotation invariance, in the directions orthogonal to v."),
        Step("no_across", NO_ACROSS, "hypothesis", note="The law of the design is that of its mirror image e_0 -> -e_0."),
        Step("no_product", NO_PRODUCT, "hypothesis", note="The same mirror image changes the sign of o p'_0."),
        Step(
            "across", Claim(across, "==", ACROSS_SHARE), "rational",
            uses=("same_across", "mean_overlap", "second_moment", "mean_parseval"),
            certificate={"multipliers": {"mean_parseval": 1 / (d - 1)}},
            note="What ||P v||^2 leaves beside o^2, shared equally.",
        ),
        Step(
            "squared", Claim((slope_hat - slope_goal) ** 2, "==", known**2 + 2 * known * NOISE + NOISE**2), "gram",
            certificate={"multipliers": {"fit": slope_hat + known + NOISE - slope_goal}}, note="The distance to t, squared.",
        ),
        Step(
            "mean_squared",
            Claim(QUANTITY, "==", parameters + mixed + first + crossed + mean(NOISE**2)), "expectation",
            uses=("squared",), certificate={"of": "squared"}, note="Take the mean.",
        ),
        *(
            Step(
                name, Claim(mean(factor * NOISE), "==", 0), "gaussian",
                certificate={"fact": "centred", "of": "r_y", "w": w_v, "factor": factor},
                note="r has mean 0, whatever the features are.",
            )
            for name, factor in (("centred", 1), ("centred_along", OVERLAP), ("centred_across", ACROSS))
        ),
        Step(
            "variance", Claim(mean(NOISE**2), "==", label_variance * mean(GAIN)), "gaussian",
            certificate={"fact": "variance", "of": "r_y", "w": w_v},
            note="r has the variance tau^2, whatever the features are.",
        ),
        Step(
            "squared_coefficient", Claim(QUANTITY, "==", BOUND), "rational",
            uses=(
                "mean_squared", "no_across", "no_product", "across", "second_moment", "mean_overlap", "centred",
                "centred_along", "centred_across", "variance", "gain",
            ),
            note="Put together.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="squared_coefficient_eq_of_minimum_norm",
    title="Minimum-norm regression on Gaussian features: mean and second moments of the coefficients",
    citation=Citation("this project"),
    status="proved",
    about="gaussian features",
    parameters=(*PARAMETERS, Parameter("other_slope", reals(0), reals(0, 2))),
    hypotheses=(Claim(d, ">=", samples + 2), *ROTATIONS),
    quantity=QUANTITY,
    relation="==",
    bound=BOUND,
    float_accuracy=1e-12,
    quantifier=Expectation(value_variance=minimum_norm_variance()),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        *ASSUMPTIONS,
        "N <= d - 2, and the fit is the one of smallest norm; the components of the features have the same scale",
        "rotation invariance: the law of the design is the same in every orthonormal basis of the features, so the "
        "moments of <u, Pi v> and of ||(B^+)^T v||^2 do not depend on which orthonormal u, v are looked at",
    ),
    setting=SETTING,
    experiment=minimum_norm_trials,
    kept={"P(v_dir)": "says that Pi projects on the rows of the design; the proof needs its trace and one of its squares"},
    proof=proof,
)  # fmt: skip
