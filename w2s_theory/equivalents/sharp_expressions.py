"""E4 as exact expressions, written once: evaluated here, proved in the theorem files.

A target in one eigenspace V_k (eigenvalue lambda) and gradient flow to time t, with tau = lambda t.
"""

from __future__ import annotations

from sympy import Rational, exp

from w2s_theory.notation import K_1, L_TE, S_1, S_2, lam, t

# just above max (1 - e^{-x})^2/x = 0.407264...
C_0 = Rational(2037, 5000)

BIAS = (L_TE + (1 - L_TE) * exp(-lam * t)) ** 2
# (K_1/lambda) tau^2 and c_0 tau S_2, over M_TE - S_2: what the student takes over of the teacher's noise
TRACE_NOISE = L_TE**2 * lam * t**2 * K_1 / (S_1 - S_2)
COUNT_NOISE = C_0 * lam * t * L_TE**2 * S_2 / (S_1 - S_2)
TRACE_BOUND = BIAS + TRACE_NOISE
COUNT_BOUND = BIAS + COUNT_NOISE
