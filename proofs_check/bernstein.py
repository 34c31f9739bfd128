"""Bernstein coefficients of a polynomial on a box, exactly: they enclose all its values there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from math import comb, prod
from typing import Any

from flint import fmpq, fmpq_mpoly_ctx

from proofs_check.polynomials import flint_rational

Box = tuple[tuple[Any, Any], ...]


@dataclass(frozen=True)
class Bernstein:
    """Bernstein coefficients of a polynomial on a box: flat, last letter fastest; ``shape`` is degrees + 1.

    All values on the box lie between the smallest and the largest; those of the corners are among them.
    """

    shape: tuple[int, ...]
    values: list[fmpq]

    def halves(self, axis: int) -> tuple[Bernstein, Bernstein]:
        """The coefficients on the two halves of the box, by de Casteljau's algorithm."""
        n = self.shape[axis]
        stride = prod(self.shape[axis + 1 :])
        low, high = list(self.values), list(self.values)
        for start in range(len(self.values)):
            if (start // stride) % n:
                continue
            row = [self.values[start + number * stride] for number in range(n)]
            for number in range(n):
                low[start + number * stride] = row[0]
                high[start + (n - 1 - number) * stride] = row[-1]
                row = [(left + right) / 2 for left, right in pairwise(row)]
        return Bernstein(self.shape, low), Bernstein(self.shape, high)


def bernstein_coefficients(polynomial: Any, box: Box) -> Bernstein:
    """The polynomial in the Bernstein basis of a box given by the exact ends of each letter."""
    context = fmpq_mpoly_ctx.get([str(number) for number in range(len(box))])
    table = context.from_dict({monomial: flint_rational(value) for monomial, value in polynomial.terms()})
    ends = ((flint_rational(low), flint_rational(high)) for low, high in box)
    table = table.compose(
        *(low + (high - low) * y for y, (low, high) in zip(context.gens(), ends, strict=True))
    )
    degrees = [int(degree) for degree in table.degrees()]
    coefficients = dict(table.terms())
    # one letter at a time: the coefficient of index i is the sum over j <= i of c_j C(i, j)/C(n, j)
    for axis, degree in enumerate(degrees):
        following: dict[tuple[int, ...], fmpq] = {}
        for monomial, value in coefficients.items():
            j = monomial[axis]
            for i in range(j, degree + 1):
                index = (*monomial[:axis], i, *monomial[axis + 1 :])
                following[index] = following.get(index, fmpq(0)) + value * fmpq(comb(i, j), comb(degree, j))
        coefficients = following
    values = [coefficients.get(index, fmpq(0)) for index in product(*(range(n + 1) for n in degrees))]
    return Bernstein(tuple(degree + 1 for degree in degrees), values)
