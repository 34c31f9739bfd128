"""Least squares on z (x) v, z Gaussian and v a few features of a group: the equivalent of teacher and student.

The ratios gamma = d_z/n and nu = d_z/N are fixed while d_z -> inf. With h = 1/(1 + ratio v^T G v) a learner's response G
solves

    G^-1 = E[h v v^T],    and label noise M in the features becomes    X = G M G + ratio G E[h^2 v v^T (v^T X v)] G.

Teacher: R_T = sigma_y^2 gamma tr(W_t G_T). Student, with Lambda = sigma_y^2 gamma G_T, B = E_u[h w psi^T] G_S, M =
E_u[h^2 psi psi^T (w - B psi)^T Lambda (w - B psi)] and its X:

    R_S = tr(Psi_t B^T Lambda B) + nu tr(Psi_t X),

the error that is transferred and what the student's own samples add. Derived by leaving one sample out; an equivalent, not
a theorem: at finite d_z off by O(1/d_z).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cholesky
from scipy.sparse.linalg import LinearOperator, cg

from w2s_theory.records.errors import AccuracyError
from w2s_theory.systems.group_laws import GroupMoments, TiltedMoments

# relative, of the equation's residual
_SETTLED, _MOST_STEPS, _MOST_FINER = 1e-12, 200, 8
# of one step of Newton's method, whose next step corrects it
_OF_A_STEP = 1e-4


@dataclass(frozen=True, eq=False)
class Response:
    """A learner's G at a ratio, with the moments at its h.

    Parameters
    ----------
    ratio : float
        gamma or nu.
    matrix : array, shape (p, p)
        G.
    picks : array, shape (p, q)
        The learner's features v = picks u among all coordinates u of the moments.
    moments : TiltedMoments
        Of u.
    """

    ratio: float
    matrix: np.ndarray
    picks: np.ndarray
    moments: TiltedMoments

    def amplified(self, noise: np.ndarray, accuracy: float = 1e-13) -> np.ndarray:
        """X for a symmetric M = ``noise``, by conjugate gradients in the coordinates in which G = I."""
        root = cholesky(self.matrix, lower=True)
        size = len(root)
        whitened = self.moments.of(root.T @ self.picks)

        def apply(flat: np.ndarray) -> np.ndarray:
            each = flat.reshape(size, size)
            each = (each + each.T) / 2
            return (each - self.ratio * whitened.fourth(each)).ravel()

        goal = root.T @ ((noise + noise.T) / 2) @ root
        goal = (goal + goal.T) / 2
        system = LinearOperator((size**2, size**2), matvec=apply, dtype=float)  # pyright: ignore[reportCallIssue]
        found, failed = cg(system, goal.ravel(), rtol=accuracy, atol=0.0, maxiter=50 * size**2)
        if failed:
            raise AccuracyError(
                "the student's own noise could not be worked out: move the ratios away from 1"
            )
        whole = found.reshape(size, size)
        return root @ (whole + whole.T) / 2 @ root.T


def solve_response(moments: GroupMoments, picks: np.ndarray, ratio: float) -> Response:
    """Solve G^-1 = E[h v v^T] by Newton's method, the plain fixed point where a step leaves the positive matrices.

    To a relative 1e-12 of the equation; the rule of the means is refined until that holds with half its steps too.

    Raises
    ------
    AccuracyError
        If it does not settle: ratio p very near 1.
    """
    matrix = np.linalg.inv(picks @ moments.second() @ picks.T)
    if ratio == 0.0:
        return Response(0.0, matrix, picks, moments.plain())
    finer = 1
    while finer <= _MOST_FINER:
        found = _settle(moments, picks, ratio, matrix, finer)
        check = moments.tilted(ratio * picks.T @ found.matrix @ picks, 2 * finer)
        if _residual(found.matrix, picks @ check.second() @ picks.T) <= 10 * _SETTLED:
            return found
        matrix, finer = found.matrix, 2 * finer
    raise _unsettled(ratio, len(picks))


def _settle(
    moments: GroupMoments, picks: np.ndarray, ratio: float, matrix: np.ndarray, finer: int
) -> Response:
    for _ in range(_MOST_STEPS):
        here = Response(ratio, matrix, picks, moments.tilted(ratio * picks.T @ matrix @ picks, finer))
        second = picks @ here.moments.second() @ picks.T
        if _residual(matrix, second) <= _SETTLED:
            return here
        step = here.amplified(np.linalg.inv(matrix) - second, _OF_A_STEP)
        better = matrix + step
        # far from the solution Newton's step may leave the positive matrices
        positive = np.all(np.linalg.eigvalsh(better) > 0)
        matrix = better if positive else np.linalg.inv(second)
    raise _unsettled(ratio, len(picks))


def _residual(matrix: np.ndarray, second: np.ndarray) -> float:
    root = cholesky(matrix, lower=True)
    return float(np.max(np.abs(root.T @ second @ root - np.eye(len(root)))))


def _unsettled(ratio: float, size: int) -> AccuracyError:
    return AccuracyError(
        f"the equivalent does not settle at ratio {ratio:g} with {size} features a direction: take more samples"
    )
