"""The full sample: spectra, numerical ranks, and the few directions in which everything else is computed.

Principal directions of both feature sets, from the covariance of all rows. What follows, and every repetition of the
jackknife, needs the first of them only: half as many again as the numerical rank, so that a direction that changes its place
when rows are left out is still there. Eigenvalues behind those are taken as the full sample has them.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import scipy.linalg
from threadpoolctl import threadpool_limits

from w2s_theory.diagnosis.moments import JointMoments
from w2s_theory.records.errors import InputError

# eigenvalues below this share of the largest are rounding: of float32 products, and of float64
ROUNDING = {"float32": 1e-6, "float64": 1e-13}
# cuts of the curve: four to a decade
CUTS = tuple(10.0 ** (-number / 4) for number in range(2, 25))
_SPARE = 32


@dataclass(frozen=True, eq=False)
class Spectrum:
    """One feature set.

    Parameters
    ----------
    eigenvalues
        Of the covariance, decreasing, shape (p,); units of the squared features. Those below ``floor`` are rounding.
    directions
        Of the first ``kept``, shape (p, kept).
    rank
        How many eigenvalues are at least ``cut`` times the largest.
    cut, floor
        Shares of the largest eigenvalue.
    """

    eigenvalues: np.ndarray
    directions: np.ndarray
    rank: int
    cut: float
    floor: float

    @property
    def kept(self) -> int:
        """How many directions."""
        return self.directions.shape[1]

    @property
    def participation_ratio(self) -> float:
        """(sum lambda)^2/sum lambda^2: a rank without a cut."""
        positive = np.maximum(self.eigenvalues, 0.0)
        return float(positive.sum() ** 2 / np.sum(positive**2))

    @property
    def explained(self) -> float:
        """Share of the variance in the directions of the numerical rank."""
        positive = np.maximum(self.eigenvalues, 0.0)
        return float(positive[: self.rank].sum() / positive.sum())

    def rank_at(self, cut: float) -> int:
        """The numerical rank at another cut."""
        return int(np.sum(self.eigenvalues >= cut * self.eigenvalues[0]))


@dataclass(frozen=True, eq=False)
class CutCurve:
    """Numerical ranks and correlation dimension of the full sample against the cut; ``nan`` where rows are too few.

    Parameters
    ----------
    cuts, weak_ranks, strong_ranks, correlation_dimensions : arrays of one length
        The last is the plain sum of squared cosines.
    by_chance
        d_w d_s/(m - 1): what two unrelated feature sets would have on so many rows.
    """

    cuts: np.ndarray
    weak_ranks: np.ndarray
    strong_ranks: np.ndarray
    correlation_dimensions: np.ndarray
    by_chance: np.ndarray


@dataclass(frozen=True, eq=False)
class FullSample:
    """Both spectra, the curve, and the moments of all rows and of each group in the kept directions, float64.

    Parameters
    ----------
    weak, strong
        Spectra.
    curve
        Against the cut.
    total, groups
        Sums of z z^T, z = (1, weak scores, strong scores, labels).
    labels
        How many columns those have.
    """

    weak: Spectrum
    strong: Spectrum
    curve: CutCurve
    total: np.ndarray
    groups: tuple[np.ndarray, ...]
    labels: int


def full_sample(moments: JointMoments, cut: float) -> FullSample:
    """Diagonalise both covariances and change to the directions that matter.

    Raises
    ------
    InputError
        For features that do not vary, a cut within the rounding of float32, and fewer rows than d_w + d_s needs.
    """
    m = moments.samples
    floor = ROUNDING[moments.groups[0].dtype.name]
    if cut < floor:
        raise InputError(
            f"the cut {cut:.3g} lies within the rounding of float32 products: give at least {floor:.0e}"
        )
    mean = moments.total[0] / m
    spectra, bases = [], []
    names = (("weak", "the weak features"), ("strong", "the strong features"))
    places = [moments.columns(part) for part, _ in names]
    kind = moments.groups[0].dtype
    # side by side: the two are independent, and one alone does not keep two cores busy
    with threadpool_limits(1), ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda place: _diagonalised(moments.total, place, mean, m, kind), places))
    for (_, name), place, (values, vectors) in zip(names, places, found, strict=True):
        scale = float(np.mean(np.abs(moments.shift[place])) ** 2)
        if not values[0] > floor * 1e-6 * scale:
            raise InputError(f"{name} do not vary from row to row")
        rank = int(np.sum(values >= cut * values[0]))
        kept = min(
            len(values), rank + max(_SPARE, rank // 2), max(rank, int(np.sum(values > floor * values[0])))
        )
        spectra.append(Spectrum(values, vectors[:, :kept].astype(float), rank, cut, floor))
        bases.append(vectors)
    weak, strong = spectra
    fewest = m - max(len(moments.groups), 1) - m // len(moments.groups)
    if weak.rank + strong.rank + 2 > fewest:
        raise InputError(
            f"{m} rows are too few for {weak.rank} weak and {strong.rank} strong directions: raise --cut, or give more rows"
        )
    curve = _curve(moments, mean, spectra, bases)
    columns = _columns(moments, spectra)
    total = columns.T @ moments.total @ columns
    return FullSample(
        weak,
        strong,
        curve,
        total,
        tuple(_reduced(moments, spectra, each) for each in moments.groups),
        moments.labels,
    )


def _diagonalised(
    total: np.ndarray, place: slice, mean: np.ndarray, m: int, kind: np.dtype
) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues of one covariance, largest first, and their vectors; as accurate as the products of ``kind`` are."""
    covariance = (total[place, place] / m - np.outer(mean[place], mean[place])).astype(kind)
    values, vectors = scipy.linalg.eigh(covariance, driver="evd", overwrite_a=True, check_finite=False)
    return values[::-1].astype(float), vectors[:, ::-1]


def _curve(
    moments: JointMoments, mean: np.ndarray, spectra: list[Spectrum], bases: list[np.ndarray]
) -> CutCurve:
    weak, strong = spectra
    m = moments.samples
    cuts = np.array(sorted({cut for cut in (*CUTS, weak.cut) if cut >= weak.floor}, reverse=True))
    w, s = moments.columns("weak"), moments.columns("strong")
    cross = (moments.total[s, w] / m - np.outer(mean[s], mean[w])).astype(bases[0].dtype)
    ranks = [np.array([each.rank_at(cut) for cut in cuts]) for each in spectra]
    last = [int(each.max()) for each in ranks]
    cosines = (bases[1][:, : last[1]].T @ (cross @ bases[0][:, : last[0]])).astype(float)
    cosines /= np.sqrt(strong.eigenvalues[: last[1], None] * weak.eigenvalues[None, : last[0]])
    sums = np.cumsum(np.cumsum(cosines**2, axis=0), axis=1)
    enough = ranks[0] + ranks[1] + 2 <= m
    found = np.where(enough, sums[ranks[1] - 1, ranks[0] - 1], np.nan)
    return CutCurve(cuts, ranks[0], ranks[1], found, np.where(enough, ranks[0] * ranks[1] / (m - 1), np.nan))


def _columns(moments: JointMoments, spectra: list[Spectrum]) -> np.ndarray:
    weak, strong = spectra
    found = np.zeros((moments.total.shape[0], 1 + weak.kept + strong.kept + moments.labels))
    found[0, 0] = 1.0
    found[moments.columns("weak"), 1 : 1 + weak.kept] = weak.directions
    end = 1 + weak.kept + strong.kept
    found[moments.columns("strong"), 1 + weak.kept : end] = strong.directions
    found[moments.columns("labels"), end:] = np.eye(moments.labels)
    return found


def _reduced(moments: JointMoments, spectra: list[Spectrum], group: np.ndarray) -> np.ndarray:
    """V^T G V, V block diagonal, block by block above the diagonal; products in the group's own type."""
    parts = [slice(0, 1), moments.columns("weak"), moments.columns("strong"), moments.columns("labels")]
    middle = [each.directions.astype(group.dtype) for each in spectra]
    bases = [np.ones((1, 1), group.dtype), *middle, np.eye(moments.labels, dtype=group.dtype)]
    ends = np.cumsum([0, *(basis.shape[1] for basis in bases)])
    found = np.zeros((ends[-1], ends[-1]))
    for row in range(4):
        half = bases[row].T @ group[parts[row], parts[row].start :]
        for column in range(row, 4):
            first = parts[column].start - parts[row].start
            block = half[:, first : first + bases[column].shape[0]] @ bases[column]
            found[ends[row] : ends[row + 1], ends[column] : ends[column + 1]] = block
            found[ends[column] : ends[column + 1], ends[row] : ends[row + 1]] = block.T
    return found
