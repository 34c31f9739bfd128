"""Early stopping, and two stages of it: keep what is self-consistent, train, relabel the rest, train anew (an analogue).

Inputs fall into blocks g of probability P_g with d_g isotropic features of variance lambda_g and a target beta_g. The
teacher gives m draws <beta_g, x> + noise, whose variance is latent: sigma_i^2 with probability p_i. An input is kept if
the sample variance of its draws is at most c^2; its label is the mean of the draws, which is independent of that for
Gaussian draws: with F_i the chance (m - 1) c^2/sigma_i^2 of a chi-square with m - 1 degrees of freedom,

    q_g = sum_i p_i F_i,   s_g^2 = sum_i p_i F_i sigma_i^2/(m q_g),   n_g = N P_g q_g.

Stage 1 is gradient flow for a time t_1 on the n = sum n_g kept samples; stage 2 starts from zero and runs for t_2 on all
N, where the discarded inputs have the labels of stage 1. Per mode of a block with e_1 = exp(-t_1 lambda_g n_g/n) and
e_2 = exp(-t_2 lambda_g P_g) the learnt shares are F = 1 - e_1 and F = (1 - e_2) (1 - (1 - q_g) e_1), and

    R_g = lambda_g (1 - F)^2 ||beta_g||^2 + F^2 d_g s_g^2/n_g.

Relabelling makes no information: it spreads what stage 1 knows, so stage 2 beats stage 1 in bias where
q_g e_1 > e_2 (1 - (1 - q_g) e_1). With the sample covariance of the kept (Marchenko-Pastur law of d_g/n_g) instead of
its mean the numbers are equivalents; to leading order they are those above. All of it an analogue of filtering and
relabelling in two stages, no statement about language models.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
from scipy.special import gammainc

from w2s_theory.given import require_choice
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.records.spectral_filter import SpectralFilter, gradient_flow
from w2s_theory.systems.disagreement_filter import require_shares, require_variances
from w2s_theory.systems.filter_moments import filter_moments
from w2s_theory.systems.risk_records import LARGEST_COUNT, Kind, NamedNumbers, gap_recovered, require_amount

TwoStageKind = Literal["equivalent", "leading order"]


def early_stopped_risk(
    dimension: int,
    samples: int,
    time: Any,
    *,
    signal: Any = 1,
    noise_variance: Any = 1,
    feature_variance: Any = 1,
) -> float:
    """R(t) = lambda ||beta||^2 int exp(-2 t lambda x) dF + s^2 gamma int (1 - exp(-t lambda x))^2/x dF, an equivalent.

    Parameters
    ----------
    dimension, samples : int
        d and N: F is the Marchenko-Pastur law of gamma = d/N.
    time : number
        t of the gradient flow on 1/(2N) ||y - X f||^2; ``inf`` is (minimum-norm) least squares.
    signal, noise_variance, feature_variance : number
        ||beta||^2, s^2 and lambda > 0.

    Raises
    ------
    InputError
        For numbers out of range, and t = inf with d = N.
    AccuracyError
        For finite times so long that the law's lower edge cannot be integrated.
    """
    d = require_whole(dimension, "the dimension", 1, LARGEST_COUNT)
    n = require_whole(samples, "the number of samples", 1, LARGEST_COUNT)
    scale = _positive(feature_variance, "the features' variance")
    size = float(require_amount(signal, "the target's squared norm")) * scale
    noise = float(require_amount(noise_variance, "the variance of the noise"))
    endless = isinstance(time, float) and time == math.inf
    stop = math.inf if endless else float(require_amount(time, "the time")) * scale
    return float(filter_moments(d / n, gradient_flow(), stop).risk(size, size, size, noise))


@dataclass(frozen=True, slots=True)
class InputBlock:
    """One kind of inputs: easy, hard, ...

    Parameters
    ----------
    probability : number
        P_g > 0.
    dimension : int
        d_g.
    shares, variances : arrays, shape (k,)
        p_i, which add up to 1, and sigma_i^2 > 0 of the teacher's draws.
    signal, feature_variance : number
        ||beta_g||^2 and lambda_g > 0.
    """

    probability: Any
    dimension: int
    shares: Any
    variances: Any
    signal: Any = 1
    feature_variance: Any = 1


@dataclass(frozen=True, slots=True)
class TwoStageRisks(NamedNumbers):
    """Risks, summed over the blocks with their probabilities unless said otherwise.

    Parameters
    ----------
    naive, first, second
        One draw as label and all N inputs, for a time t_2; stage 1; stage 2.
    ceiling
        As naive, with labels that have no noise.
    blocks
        Tuples (naive, first, second, ceiling) of each block, in order.
    kept
        q_g of each block.
    kind
        ``equivalent`` or ``leading order``, of an analogue.
    """

    naive: float
    first: float
    second: float
    ceiling: float
    blocks: tuple[tuple[float, float, float, float], ...]
    kept: tuple[float, ...]
    kind: Kind
    shown: ClassVar[tuple[str, ...]] = (
        "naive", "first", "second", "ceiling", "recovered_by_first", "recovered_by_second",
    )  # fmt: skip

    @property
    def recovered_by_first(self) -> float | None:
        """(naive - first)/(naive - ceiling)."""
        return gap_recovered(self.naive, self.first, self.ceiling)

    @property
    def recovered_by_second(self) -> float | None:
        """The same of stage 2."""
        return gap_recovered(self.naive, self.second, self.ceiling)


def two_stage_risks(
    blocks: Any,
    samples: int,
    *,
    draws: int,
    threshold: Any,
    first_time: Any,
    second_time: Any,
    kind: TwoStageKind = "equivalent",
) -> TwoStageRisks:
    """Risks of one label for all, of stage 1 and of stage 2.

    Parameters
    ----------
    blocks : sequence of InputBlock
        Their probabilities add up to 1.
    samples : int
        N inputs.
    draws : int
        m >= 2 of the teacher per input.
    threshold : number
        c > 0: an input is kept if the sample variance of its draws is at most c^2.
    first_time, second_time : number
        t_1 and t_2 >= 0.
    kind : str
        ``equivalent`` or ``leading order``.

    Returns
    -------
    TwoStageRisks
        Of an analogue, float64. An equivalent leaves out how the kept numbers and the discarded inputs' covariance
        fluctuate: 2 to 6 percent of the stages' risks with 300 kept samples in a block.

    Raises
    ------
    InputError
        For numbers out of range, probabilities off the simplex, and where a block keeps less than one sample.
    """
    require_choice(kind, "the kind of risk", ("equivalent", "leading order"))
    parts = _blocks(blocks)
    n = require_whole(samples, "the number of samples", 1, LARGEST_COUNT)
    m = require_whole(draws, "the number of draws", 2, LARGEST_COUNT)
    cut = _positive(threshold, "the threshold")
    first, second = (float(require_amount(each, "a time")) for each in (first_time, second_time))
    kept = [_kept(part, m, cut) for part in parts]
    counts = [n * part.probability * each[0] for part, each in zip(parts, kept, strict=True)]
    total = sum(counts)
    rows = []
    for part, (share, variance), count in zip(parts, kept, counts, strict=True):
        if count < 1:
            raise InputError("a block keeps less than one sample: take a larger threshold or more samples")
        scale, everything = part.feature_variance, n * part.probability
        drawn = float(part.shares @ part.variances)
        late = second * scale * part.probability
        early = first * scale * count / total
        plain = gradient_flow()
        two = two_stage_filter(share, early)
        rows.append(
            tuple(
                _risk(part, size, noise, student, time, kind)
                for size, noise, student, time in (
                    (everything, drawn, plain, late), (count, variance, plain, early), (count, variance, two, late),
                    (everything, 0.0, plain, late),
                )
            )
        )  # fmt: skip
    chances = np.array([part.probability for part in parts])
    naive, stage_one, stage_two, ceiling = (chances @ np.array(rows)).tolist()
    shares = tuple(each[0] for each in kept)
    return TwoStageRisks(naive, stage_one, stage_two, ceiling, tuple(rows), shares, kind)


def two_stage_filter(kept: float, early: float) -> SpectralFilter:
    """Stage 2 as a filter of the kept samples' eigenvalues x; ``early`` is t_1 lambda n_g/n, its time t_2 lambda P_g.

    F(x) = (1 - exp(-t (q x + 1 - q))) (q x + (1 - q) (1 - exp(-early x)))/(q x + 1 - q): the discarded inputs count with
    their mean covariance.
    """

    def shrinkage(eigenvalue: Any, time: Any) -> Any:
        both = kept * eigenvalue + 1 - kept
        known = kept * eigenvalue - (1 - kept) * np.expm1(-early * eigenvalue)
        return -np.expm1(-time * both) * known / both

    def expression(eigenvalue: Any, time: Any) -> Any:
        from sympy import exp

        both = kept * eigenvalue + 1 - kept
        return (
            (1 - exp(-time * both)) * (kept * eigenvalue + (1 - kept) * (1 - exp(-early * eigenvalue))) / both
        )

    return SpectralFilter(
        "two_stages", "two stages of gradient flow with relabelling", shrinkage, lambda x, t: 1 - shrinkage(x, t),
        expression, 0.0, math.inf, "time of stage 2",
    )  # fmt: skip


def _risk(
    part: InputBlock, count: float, noise: float, student: SpectralFilter, time: float, kind: str
) -> float:
    size, ratio = part.feature_variance * part.signal, part.dimension / count
    if kind == "equivalent":
        return float(filter_moments(ratio, student, time).risk(size, size, size, noise))
    # every eigenvalue at its mean
    learnt = float(student.shrinkage(1.0, time))
    return (1 - learnt) ** 2 * size + learnt**2 * ratio * noise


def _kept(part: InputBlock, draws: int, cut: float) -> tuple[float, float]:
    """q_g and s_g^2; F_{chi^2, k}(z) is the regularised gamma function of k/2 at z/2."""
    freedom = draws - 1
    chances = part.shares * gammainc(freedom / 2, freedom * cut**2 / part.variances / 2)
    share = float(chances.sum())
    return share, float(chances @ part.variances) / (draws * share) if share > 0 else 0.0


def _blocks(blocks: Any) -> list[InputBlock]:
    try:
        given = list(blocks)
    except TypeError:
        given = []
    if not given or not all(isinstance(each, InputBlock) for each in given):
        raise InputError("the blocks must be a list of InputBlock(probability, dimension, shares, variances)")
    chances = require_shares([each.probability for each in given], "probabilities of the blocks")
    if np.any(chances == 0):
        raise InputError("a block of probability 0 must be left out")
    found = []
    for each, chance in zip(given, chances, strict=True):
        shares = require_shares(each.shares, "shares of the draws")
        variances = require_variances(each.variances, "variances of the draws", len(shares))
        if np.any(variances == 0):
            raise InputError("the variances of the draws must be positive")
        found.append(
            InputBlock(
                float(chance),
                require_whole(each.dimension, "a block's dimension", 1, LARGEST_COUNT),
                shares,
                variances,
                float(require_amount(each.signal, "a block's signal")),
                _positive(each.feature_variance, "the features' variance"),
            )
        )
    return found


def _positive(value: Any, what: str) -> float:
    number = float(require_amount(value, what))
    if not number > 0:
        raise InputError(f"{what} must be positive")
    return number
