"""Gradient flow of a large student by Lanczos, with an a posteriori error bound.

The coefficients solve c' = g - A c, c(0) = 0. On the Krylov space of g with basis Q and tridiagonal T the
projected solution y(t) = |g| psi_t(T) e_1, psi_t(x) = (1 - exp(-t x))/x, leaves the residual
beta y_m(t) q_{m+1}. |y_m| grows with t, since T has positive off-diagonal entries, so one number bounds the
error at t, and one factorisation serves all times.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh_tridiagonal

_CHECK_EVERY = 16


@dataclass(frozen=True, eq=False)
class KrylovFlow:
    """Projected gradient flow on a Krylov space of dimension m.

    Parameters
    ----------
    basis
        Shape (M, m), orthonormal columns.
    eigenvalues, eigenvectors
        Of T; shapes (m,), (m, m).
    start
        |g|.
    next_norm
        beta, the norm of what the next step would add.
    """

    basis: np.ndarray
    eigenvalues: np.ndarray
    eigenvectors: np.ndarray
    start: float
    next_norm: float

    def solution(self, times: np.ndarray) -> np.ndarray:
        """y(t), shape (m, n_times); c(t) is about ``basis @ y``. Finite times only."""
        x = np.maximum(self.eigenvalues, 0.0)[:, None]
        product = x * times[None, :]
        psi = np.where(product < 1e-12, times[None, :], -np.expm1(-product) / np.where(x == 0.0, 1.0, x))
        return self.eigenvectors @ (self.start * self.eigenvectors[0][:, None] * psi)

    def error_bound(self, times: np.ndarray) -> np.ndarray:
        """Bound on |A^(1/2) (c - basis y)| at each time, shape (n_times,).

        The error is the integral of exp(-(t-s)A) times the residual, and |A^(1/2) exp(-s A)| is at
        most sqrt(x_max) and 1/sqrt(2 e s).
        """
        largest = max(float(self.eigenvalues[-1]), 0.0)
        last = np.abs(self.solution(times)[-1])
        reach = np.minimum(times * largest**0.5, np.sqrt(2.0 * times / np.e))
        return self.next_norm * last * reach


def build_krylov_flow(
    multiply: Callable[[np.ndarray], np.ndarray],
    start: np.ndarray,
    times: np.ndarray,
    tolerance: float,
    most: int,
) -> KrylovFlow:
    """Lanczos with full reorthogonalisation until the bound is below ``tolerance`` at all times.

    Parameters
    ----------
    multiply : callable
        x -> A x, A symmetric positive semidefinite of order M.
    start : array, shape (M,)
        g, not zero.
    times : array, shape (n_times,)
        Finite.
    tolerance : float
        Asked of :meth:`KrylovFlow.error_bound`.
    most : int
        Largest number of steps; the flow returned then carries a larger bound.
    """
    norm = float(np.linalg.norm(start))
    most = min(most, len(start))
    basis = np.empty((len(start), most + 1), order="F")
    basis[:, 0] = start / norm
    diagonal, side = np.zeros(most), np.zeros(most)
    for step in range(most):
        vector = multiply(basis[:, step])
        diagonal[step] = basis[:, step] @ vector
        done = basis[:, : step + 1]
        # twice is enough: the second pass removes what rounding left of the first
        for _ in range(2):
            vector = vector - done @ (done.T @ vector)
        side[step] = float(np.linalg.norm(vector))
        ended = side[step] <= 1e-15 * abs(diagonal[0])
        if not ended:
            basis[:, step + 1] = vector / side[step]
        if ended or step + 1 == most or (step + 1) % _CHECK_EVERY == 0:
            values, vectors = eigh_tridiagonal(diagonal[: step + 1], side[:step])
            flow = KrylovFlow(
                basis[:, : step + 1], values, vectors, norm, 0.0 if ended else float(side[step])
            )
            if ended or step + 1 == most or float(np.max(flow.error_bound(times), initial=0.0)) <= tolerance:
                return flow
    raise AssertionError("at least one step is made")
