"""Laws of a group feature: finite mixtures of Gaussians, and means over them that a least-squares fit needs.

A learner's features of the groups are v = (1, coordinates of xi), xi ~ sum_k w_k N(place_k mu, sigma^2 I). Two laws are
named, with the minority's share eta:

* ``mixture``: the literal one, g ~ Bernoulli(eta), xi | g ~ N(g mu, sigma^2 I); its covariance is
  sigma^2 I + eta (1 - eta) mu mu^T;
* ``shift``: xi ~ N(eta mu, sigma^2 I), groups that move the mean and nothing else.

What an equivalent asks of them are E[h v v^T] and E[h^2 v v^T (v^T L v)] with h = 1/(1 + v^T Q v). With
h = int_0^inf exp(-s) exp(-s v^T Q v) ds and h^2 the same with another s, the mean over v is that of a Gaussian tilted by
exp(-s v^T Q v), in closed form; the integral over s is left, by the double exponential rule, at any dimension of v.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.records.errors import InputError
from w2s_theory.systems.risk_records import require_number

# eta -> rows (probability, place): xi ~ N(place mu, sigma^2 I) with that probability
GroupLaw = Callable[[float], Any]

_SLACK = 1e-12
# s = exp(t - exp(-t)) from 1e-25 to 70, where exp(-s) no longer counts
_FIRST, _LAST, _STEPS_PER_UNIT = -4.0, 4.25, 16


def mixture(share: float) -> tuple[tuple[float, float], ...]:
    """Two groups, the minority around mu: rows (probability, place)."""
    return (1.0 - share, 0.0), (share, 1.0)


def shift(share: float) -> tuple[tuple[float, float], ...]:
    """One Gaussian around eta mu."""
    return ((1.0, share),)


LAWS: dict[str, GroupLaw] = {"mixture": mixture, "shift": shift}


def group_components(law: str | GroupLaw, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and places of a law at a share of the minority.

    Raises
    ------
    InputError
        For an unknown name, and for what is no law: rows of finite numbers, probabilities from 0 to 1 that add up to 1.
    """
    if isinstance(law, str):
        if law not in LAWS:
            raise InputError(f"the law of the groups is one of {', '.join(LAWS)}, or a function; not {law!r}")
        law = LAWS[law]
    elif not callable(law):
        raise InputError(f"the law of the groups is one of {', '.join(LAWS)}, or a function of eta")
    try:
        rows = [(float(weight), float(place)) for weight, place in law(share)]
    except (TypeError, ValueError) as problem:
        raise InputError(
            "a law of the groups must return rows (probability, place), as in ((1 - eta, 0), (eta, 1))"
        ) from problem
    weights, places = np.array(rows).reshape(-1, 2).T
    if not (np.all(np.isfinite(places)) and np.all(weights >= 0) and abs(weights.sum() - 1) <= _SLACK):
        raise InputError("the probabilities of a law of the groups must lie in [0, 1] and add up to 1")
    return weights[weights > 0], places[weights > 0]


def require_share(value: Any, what: str) -> float:
    """Return a share of the minority as a float.

    Raises
    ------
    InputError
        Unless it lies in [0, 1].
    """
    share = float(require_number(value, what))
    if not 0.0 <= share <= 1.0:
        raise InputError(f"{what} is a share: it must lie in [0, 1], and {share:g} does not")
    return share


@dataclass(frozen=True, eq=False)
class TiltedMoments:
    """Means of v and v v^T under the laws tilted by exp(-s v^T Q v), with weights that give E[h ...] and E[h^2 ...].

    ``weights`` (components, nodes) are those of h, ``weights * nodes`` those of h^2.
    """

    weights: np.ndarray
    nodes: np.ndarray
    means: np.ndarray
    seconds: np.ndarray

    def second(self) -> np.ndarray:
        """E[h v v^T]."""
        return np.tensordot(self.weights, self.seconds, axes=2)

    def of(self, matrix: np.ndarray) -> TiltedMoments:
        """The same of matrix v, in the place of v."""
        return TiltedMoments(
            self.weights, self.nodes, self.means @ matrix.T, matrix @ self.seconds @ matrix.T
        )

    def fourth(self, form: np.ndarray) -> np.ndarray:
        """E[h^2 v v^T (v^T L v)] for a symmetric L = ``form``: the pairings of a Gaussian's fourth moments."""
        each, weights = self.seconds, self.weights * self.nodes
        along = each @ form
        sizes = np.trace(along, axis1=2, axis2=3)
        of_means = np.sum((self.means @ form) * self.means, axis=2)
        twice = np.tensordot(weights, along @ each, axes=2)
        plain = np.tensordot(weights * sizes, each, axes=2) + 2 * twice
        scaled = self.means * (weights * of_means)[:, :, None]
        return plain - 2 * np.tensordot(scaled, self.means, axes=((0, 1), (0, 1)))


@dataclass(frozen=True, eq=False)
class GroupMoments:
    """A finite mixture of Gaussians of one covariance, possibly singular (the entry 1 of v does not vary).

    Parameters
    ----------
    weights : array, shape (K,)
    means : array, shape (K, p)
    covariance : array, shape (p, p)
    """

    weights: np.ndarray
    means: np.ndarray
    covariance: np.ndarray

    def second(self) -> np.ndarray:
        """E v v^T."""
        return self.covariance + np.einsum("k,ki,kj->ij", self.weights, self.means, self.means)

    def plain(self) -> TiltedMoments:
        """The moments with h = 1."""
        seconds = self.covariance + np.einsum("ki,kj->kij", self.means, self.means)
        return TiltedMoments(
            self.weights[:, None], np.ones(1), self.means[:, None, :], seconds[:, None, :, :]
        )

    def tilted(self, form: np.ndarray, finer: int = 1) -> TiltedMoments:
        """The moments with h = 1/(1 + v^T Q v), Q = ``form`` >= 0; ``finer`` divides the steps of the rule."""
        nodes, rule = _double_exponential(finer)
        size = len(form)
        # (I + 2 s cov Q)^-1, once for all components
        inverse = np.linalg.inv(np.eye(size) + 2 * nodes[:, None, None] * (self.covariance @ form))
        covariances = inverse @ self.covariance
        means = np.einsum("sij,kj->ksi", inverse, self.means)
        log_size = 0.5 * np.linalg.slogdet(inverse)[1]
        exponents = log_size - nodes * np.einsum("ki,ij,ksj->ks", self.means, form, means)
        seconds = covariances[None] + means[:, :, :, None] * means[:, :, None, :]
        return TiltedMoments(self.weights[:, None] * rule * np.exp(exponents), nodes, means, seconds)


def _double_exponential(finer: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes s and weights of int_0^inf exp(-s) f(s) ds."""
    count = round((_LAST - _FIRST) * _STEPS_PER_UNIT * finer)
    t = _FIRST + np.arange(count + 1) / (_STEPS_PER_UNIT * finer)
    nodes = np.exp(t - np.exp(-t))
    return nodes, nodes * (1 + np.exp(-t)) * np.exp(-nodes) / (_STEPS_PER_UNIT * finer)
