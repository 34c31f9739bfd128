"""Classification by a student that averages: filtering by agreement, and what relabelling the rest costs (an analogue).

x ~ N(0, I_d), the label is sign u with u = <beta*, x>, ||beta*|| = 1; each of m draws of the teacher is sign(u + tau nu).
An input is kept if all draws agree, and stage 1 is beta_1 = sum over the kept of label times x. In the limit d/N -> gamma,
with p = Phi(u/tau) and k = p^m + (1 - p)^m, q = E k and a = E (p^m - (1 - p)^m) u,

    cos(theta_1) = a/sqrt(a^2 + gamma q),   accuracy 1 - theta/pi;

the teacher has 1 - arctan(tau)/pi, and true labels on all N inputs sqrt(2/pi)/sqrt(2/pi + gamma). Stage 2 adds the
discarded inputs on which |g| >= c_2, g = rho u + sqrt(1 - rho^2) v, rho = cos(theta_1), labelled by sign g:

    m_u = E (1 - k) 1{|g| >= c_2} sign(g) u,  m_o = the same with v,  q_2 = E (1 - k) 1{|g| >= c_2},
    cos(theta_2) = (a + m_u)/sqrt((a + m_u)^2 + (sqrt(gamma q) + m_o)^2 + gamma q_2).

Its own labels add the student's own error (m_o): stage 2 hurts here. An analogue; no statement about language models.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from scipy.special import ndtr

from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.systems.risk_records import Kind, NamedNumbers, require_amount

# u runs over (-9, 9) in pieces whose ends follow the scale of the teacher's noise
_FAR, _NODES, _MOST_DRAWS = 9.0, 40, 10**6


@dataclass(frozen=True, slots=True)
class AveragingAccuracies(NamedNumbers):
    """Test accuracies, from 0 to 1.

    Parameters
    ----------
    teacher, first, second, ceiling
        Of one draw; of stage 1; of stage 2; of true labels on all inputs.
    kept, added
        q, and q_2 of the discarded inputs that stage 2 adds.
    kind
        ``equivalent``, of an analogue.
    """

    teacher: float
    first: float
    second: float
    ceiling: float
    kept: float
    added: float
    kind: Kind = "equivalent"
    shown: ClassVar[tuple[str, ...]] = (
        "teacher", "first", "second", "ceiling", "kept", "added", "recovered_by_first", "recovered_by_second",
    )  # fmt: skip

    @property
    def recovered_by_first(self) -> float:
        """PGR of accuracies, from the teacher to true labels."""
        return (self.first - self.teacher) / (self.ceiling - self.teacher)

    @property
    def recovered_by_second(self) -> float:
        """The same of stage 2."""
        return (self.second - self.teacher) / (self.ceiling - self.teacher)


def averaging_accuracies(
    teacher_noise: Any, ratio: Any, draws: int, *, confidence: Any = 0
) -> AveragingAccuracies:
    """Accuracies of the averaging student after filtering and after relabelling.

    Parameters
    ----------
    teacher_noise : number
        tau > 0.
    ratio : number
        gamma = d/N > 0.
    draws : int
        m >= 1 of the teacher per input; m = 1 keeps all.
    confidence : number
        c_2 >= 0: stage 2 adds discarded inputs on which the normalised margin of stage 1 is at least that.

    Returns
    -------
    AveragingAccuracies
        Float64, to about 1e-10.

    Raises
    ------
    InputError
        For numbers out of range, and where nothing can be kept.
    """
    tau = float(require_amount(teacher_noise, "the teacher's noise"))
    gamma = float(require_amount(ratio, "the ratio of features to samples"))
    if not (tau > 0 and gamma > 0):
        raise InputError("the teacher's noise and the ratio of features to samples must be positive")
    m = require_whole(draws, "the number of draws", 1, _MOST_DRAWS)
    cut = float(require_amount(confidence, "the confidence"))
    u, weights = _normal_nodes(min(tau, 1.0))
    up, down = ndtr(u / tau) ** m, ndtr(-u / tau) ** m
    kept, lean = up + down, float(weights @ ((up - down) * u))
    q = float(weights @ kept)
    if not q > 0:
        raise InputError("with so many draws no input is kept: use fewer")
    own = math.sqrt(gamma * q)
    first = lean / math.hypot(lean, own)
    # v above (cut - rho u)/s, or below its mirror image, given u
    spread = own / math.hypot(lean, own)
    high, low = (first * u - cut) / spread, (-first * u - cut) / spread
    rest = weights * (1 - kept)
    along = float(rest @ ((ndtr(high) - ndtr(low)) * u))
    across = float(rest @ (np.exp(-(high**2) / 2) + np.exp(-(low**2) / 2))) / math.sqrt(2 * math.pi)
    added = float(rest @ (ndtr(high) + ndtr(low)))
    second = math.atan2(math.hypot(own + across, math.sqrt(gamma * max(added, 0.0))), lean + along)
    top = math.sqrt(2 / math.pi)
    return AveragingAccuracies(
        1 - math.atan(tau) / math.pi,
        1 - math.atan2(own, lean) / math.pi,
        1 - second / math.pi,
        1 - math.atan2(math.sqrt(gamma), top) / math.pi,
        q,
        added,
    )


def _normal_nodes(scale: float) -> tuple[np.ndarray, np.ndarray]:
    """Gauss-Legendre nodes on pieces that double in length from ``scale``, weights with the normal density."""
    ends = [0.0]
    while ends[-1] < _FAR:
        ends.append(min(_FAR, max(ends[-1] * 1.5, ends[-1] + scale / 2)))
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    low, high = np.array(ends[:-1])[:, None], np.array(ends[1:])[:, None]
    half = ((low + high) / 2 + (high - low) / 2 * nodes).ravel()
    each = ((high - low) / 2 * weights).ravel() * np.exp(-(half**2) / 2) / math.sqrt(2 * math.pi)
    return np.concatenate((-half, half)), np.concatenate((each, each))
