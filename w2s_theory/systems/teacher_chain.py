"""A chain of teachers: every generation is fitted by least squares to labels of the one before (an analogue).

Mean mu and second moment M of a generation's coefficients in R^D follow from those of the one before, exactly:

    mu' = P mu,  M' = P M P + tr((I - P) M)/(N - d - 1) P,  R = tr M - 2 <mu, theta> + ||theta||^2,

with P the projection on the generation's features, since what they do not see of their labels is noise to them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.given import require_list
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.systems.arrays import require_basis, require_vector
from w2s_theory.systems.regression_risks import require_feasible
from w2s_theory.systems.risk_records import LARGEST_COUNT, Kind, require_amount
from w2s_theory.tables import html_table, latex_number, latex_table


@dataclass(frozen=True, slots=True)
class ChainRisks:
    """Expected excess risks, generation by generation: the first is fitted to true labels, each later one to labels of
    the one before.
    """

    risks: tuple[float, ...]
    kind: Kind

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers, and ``kind``."""
        return {"risks": list(self.risks), "kind": self.kind}

    def to_latex(self) -> str:
        """A ``tabular``."""
        rows = [(str(place), f"${latex_number(each)}$") for place, each in enumerate(self.risks)]
        return latex_table(rows, "rl", ("generation", "risk"))

    def _repr_html_(self) -> str:
        return html_table(list(enumerate(self.risks)), ("generation", "risk"), self.kind)


def chain_risks(
    target: Any, bases: Iterable[Any], samples: Iterable[int], noise_variance: Any = 1
) -> ChainRisks:
    """Expected risks of a chain of least-squares learners on Gaussian inputs.

    Parameters
    ----------
    target : array, shape (D,)
        theta of f*(x) = <theta, x>, x ~ N(0, I_D).
    bases : list of arrays, shapes (D, d_i)
        Orthonormal columns: the features of each generation.
    samples : list of int
        N_i > d_i + 1: labels of the first generation, fresh inputs of the later ones.
    noise_variance : number
        sigma^2 of the true labels.

    Returns
    -------
    ChainRisks
        Exact, in float64 (to a few eps of ||theta||^2 + sigma^2).

    Raises
    ------
    InputError
        For shapes that do not fit, and N_i <= d_i + 1.
    """
    theta = require_vector(target, "target")
    frames = [
        require_basis(each, f"basis of generation {place}", len(theta))
        for place, each in enumerate(require_list(bases, "the bases", "[V_0, V_1]"))
    ]
    counts = [
        require_whole(each, "the number of samples", 1, LARGEST_COUNT)
        for each in require_list(samples, "the numbers of samples", "[40, 60]")
    ]
    if not frames or len(frames) != len(counts):
        raise InputError(f"{len(frames)} bases need as many numbers of samples, not {len(counts)}")
    noise = float(require_amount(noise_variance, "the variance of the noise"))
    mean, second, found = theta, np.outer(theta, theta), []
    for place, (basis, count) in enumerate(zip(frames, counts, strict=True)):
        dimension = basis.shape[1]
        require_feasible(count, dimension, f"generation {place}")
        if count < dimension:
            raise InputError(f"generation {place} needs at least {dimension + 2} samples")
        inside = basis.T @ second @ basis
        unseen = max(0.0, float(np.trace(second) - np.trace(inside))) + (noise if place == 0 else 0.0)
        second = basis @ (inside + unseen / (count - dimension - 1) * np.eye(dimension)) @ basis.T
        mean = basis @ (basis.T @ mean)
        found.append(float(np.trace(second) - 2 * mean @ theta + theta @ theta))
    return ChainRisks(tuple(found), "exact")
