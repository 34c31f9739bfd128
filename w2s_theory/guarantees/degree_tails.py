r"""What a kernel has beyond the degrees 0..m: T = sum N_j lambda_j and S = sum N_j lambda_j^2 over j > m.

The Gram matrix of the features' components beyond m has T on its diagonal, and off it numbers with mean square S
(Parseval). Markov's inequality for its Frobenius norm: with probability >= 1 - delta its smallest eigenvalue is
at least T - sqrt(M (M - 1) S/delta).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import inf

from flint import arb

from w2s_theory.derive.sphere import derive_multiplicity
from w2s_theory.equivalents.arithmetic import BALLS
from w2s_theory.equivalents.kernel_trace import enclose_kernel_trace, last_degree
from w2s_theory.equivalents.trace_tail import enclose_trace_tail
from w2s_theory.evaluate.eigenvalues.sources import ClosedSource, source_of
from w2s_theory.records.model import Model

_BITS = 400
_DIGITS = 100
_ORDER = 12
# degrees summed one by one, for closed forms and for integrals
_EXPLICIT, _INTEGRATED = 160, 48
_LARGEST = 10**17
_SMALL = 40
_RATIO = 1.15


@dataclass(frozen=True)
class RestTraces:
    """Beyond the degrees 0..``last``: T at least ``first_lower``, S at most ``second_upper`` (balls)."""

    last: int
    first_lower: arb
    second_upper: arb

    @property
    def floats(self) -> tuple[float, float]:
        """T and S; far out S is 0.0, below the range of float64."""
        return float(self.first_lower), float(self.second_upper)

    @property
    def log_share(self) -> float:
        """log(S/T^2)."""
        with BALLS.working(_BITS):
            if not self.first_lower > 0:
                return inf
            return float((self.second_upper / self.first_lower**2).log()) if self.second_upper > 0 else -inf


@lru_cache(maxsize=32)
def rest_traces(model: Model, degree: int) -> tuple[RestTraces, ...]:
    """T and S beyond m for many m >= ``degree``, growing m, certified.

    Parameters
    ----------
    model : Model
        On the sphere.
    degree : int
        The target's, which the degrees 0..m must hold.

    Returns
    -------
    tuple of RestTraces
        For sigma_p m reaches 128 at least, and 10^17 for d <= 40; where eigenvalues are integrals, 40 or so.
        Degrees with eigenvalue 0 are passed over.
    """
    with BALLS.working(_BITS):
        rows = _explicit_rows(model, degree)
        source = source_of(model)
        # in high dimension the explicit degrees outnumber any number of units
        if isinstance(source, ClosedSource) and model.dimension <= _SMALL:
            rows += _closed_rows(model, source, max(rows[-1].last if rows else 0, degree))
        return tuple(rows)


def _explicit_rows(model: Model, degree: int) -> list[RestTraces]:
    """The trace minus what the first degrees have; S from the degrees up to the last, and a bound behind it."""
    source = source_of(model)
    end = last_degree(model)
    closed = isinstance(source, ClosedSource)
    last = max(_EXPLICIT if closed else _INTEGRATED, 2 * degree) if end is None else end
    lam = [source.enclose(k, _DIGITS) for k in range(last + 1)]
    traces = [lam[k] * derive_multiplicity(model.dimension, k) for k in range(last + 1)]
    whole = enclose_kernel_trace(model, _DIGITS)
    first = whole - sum(traces, arb(0))
    # N_k does not fall with k, and N_k lambda_k is at most all that is left
    second = arb(0)
    if end is None:
        second = first * first.abs_upper() / derive_multiplicity(model.dimension, last + 1)
    else:
        first = arb(0)
    rows = []
    for k in range(last, degree, -1):
        if not lam[k] == 0:
            first, second = first + traces[k], second + traces[k] * lam[k]
            # of a smooth activation so little is left in high degrees that no digit of it may be known
            known = first > 0 and second.is_finite()
            if known and (k < (last * 4) // 5 + 2 or end is not None):
                rows.append(RestTraces(k - 1, first.lower(), second.upper()))
    return rows[::-1]


def _closed_rows(model: Model, source: ClosedSource, start: int) -> list[RestTraces]:
    """Far out, where the tails are known to many digits, on a geometric grid."""
    d, p = source.dimension, source.power
    rows = []
    k = max(start + 1, 4 * (d + 2 * p), p + 3, source.closed_from)
    while k < _LARGEST:
        first = k + 1 + (k - p) % 2
        lam = source.enclose(first, 30)
        lead = lam * derive_multiplicity(d, first)
        t = enclose_trace_tail(d, p, first, 1, lead, _ORDER)
        s = enclose_trace_tail(d, p, first, 2, lead * lam, _ORDER)
        if t.is_finite() and s.is_finite():
            rows.append(RestTraces(first - 1, t.lower(), s.upper()))
        k = int(k * _RATIO) + 2
    return rows
