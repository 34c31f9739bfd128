"""The sum over the entries of an instance, for arrays of fixed length."""

from __future__ import annotations

from sympy import Max, Min, Sum

from w2s_theory.notation import j, n


def over_entries(term, length):
    """sum_{j<n} term as a sum over all ``length`` entries of an instance, those from n on counted 0 times.

    A statement sums to n - 1; draws of several n stand in one array, where the end of a sum cannot vary.
    """
    return Sum(Min(1, Max(0, n - j)) * term, (j, 0, length - 1))
