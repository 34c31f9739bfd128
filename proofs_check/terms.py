"""Products of powers, gamma functions and rational functions: the quotient of two of them.

``quotient(num, den)`` finds a rational function rho with ``num == rho * den``, valid also where a
reciprocal gamma function vanishes: within a class of arguments that differ by whole numbers every
gamma function is written by the largest argument, 1/Gamma(x) = x (x+1) ... (x+n-1)/Gamma(x+n) for
every real x, and Gamma(x) = Gamma(x+n)/(x (x+1) ...) where x > 0 was shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sympy

from proofs_check.assumptions import Assumptions
from proofs_check.polynomials import expanded
from proofs_check.requirement import NotShown
from proofs_check.sign import positive
from proofs_check.substitution import transform


class NotATerm(NotShown):
    """The expression is not a product that this module can take apart (the text says why)."""


@dataclass
class Term:
    """``rest * prod(gamma(x)^e) * prod(base^exponent)``."""

    rest: Any = sympy.Integer(1)
    gammas: dict[Any, int] = field(default_factory=dict)
    powers: dict[Any, Any] = field(default_factory=dict)


def take_apart(expression: Any, known: Assumptions) -> Term:
    """Write an expression as a :class:`Term`; sums are kept whole in ``rest``."""
    term = Term()
    _collect(as_gammas(sympy.S(expression)), sympy.Integer(1), term, known)
    return term


def quotient(numerator: Any, denominator: Any, known: Assumptions) -> Any:
    """The rational function rho with ``numerator == rho * denominator``.

    Raises
    ------
    NotATerm
        If the gamma functions or the powers with symbolic exponents do not cancel.
    """
    above, below = over_common_factor(numerator, denominator, known)
    return above / below


def over_common_factor(left: Any, right: Any, known: Assumptions) -> tuple[Any, Any]:
    """Rational A and B with ``left == A * G`` and ``right == B * G`` for one product G."""
    first, second = take_apart(left, known), take_apart(right, known)
    above, below = first.rest, second.rest
    for symbol in set(first.powers) | set(second.powers):
        exponent = expanded(first.powers.get(symbol, 0) - second.powers.get(symbol, 0))
        if symbol == -1:
            exponent = _modulo_two(exponent)
        if not exponent.is_Integer:
            raise NotATerm(f"the powers of {symbol} leave the exponent {exponent}")
        above, below = (
            (above * symbol**exponent, below) if exponent > 0 else (above, below * symbol**-exponent)
        )
    for arguments in classes([*first.gammas, *second.gammas]):
        largest = arguments[-1]
        top, e_top = _shifted(first.gammas, arguments, largest, known)
        bottom, e_bottom = _shifted(second.gammas, arguments, largest, known)
        if e_top != e_bottom:
            raise NotATerm(f"the gamma functions of {largest} do not cancel")
        above, below = above * top, below * bottom
    return above, below


def as_gammas(expression: Any) -> Any:
    """Factorials and binomial coefficients written with gamma functions."""
    return transform(expression, lambda e: isinstance(e, (sympy.factorial, sympy.binomial)), _gammas)


def _gammas(e: Any) -> Any:
    if isinstance(e, sympy.factorial):
        return sympy.gamma(e.args[0] + 1)
    n, m = e.args
    return sympy.gamma(n + 1) / (sympy.gamma(m + 1) * sympy.gamma(n - m + 1))


def _collect(e: Any, exponent: Any, term: Term, known: Assumptions) -> None:
    if isinstance(e, sympy.Mul):
        for factor in e.args:
            _collect(factor, exponent, term, known)
    elif isinstance(e, sympy.Pow) and (exponent.is_Integer or positive(e.base, known)):
        _collect(e.base, exponent * e.exp, term, known)
    elif isinstance(e, sympy.gamma) and exponent.is_Integer:
        argument = expanded(e.args[0])
        term.gammas[argument] = term.gammas.get(argument, 0) + int(exponent)
    elif e.is_Rational and e != 0:
        _collect_number(e, exponent, term)
    elif e is sympy.pi:
        _raise(term, e, exponent)
    elif exponent.is_Integer:
        term.rest *= e**exponent
    elif positive(e, known):
        content, primitive = expanded(e).as_content_primitive()
        _collect_number(content, exponent, term)
        _raise(term, primitive, exponent)
    else:
        raise NotATerm(f"({e})^({exponent}) has a base that is not shown to be positive")


def _collect_number(number: Any, exponent: Any, term: Term) -> None:
    if number < 0:
        if not exponent.is_integer:
            raise NotATerm(f"a power of the negative number {number} with exponent {exponent}")
        _raise(term, sympy.Integer(-1), exponent)
    for prime, count in sympy.factorrat(abs(number)).items():
        _raise(term, sympy.Integer(prime), count * exponent)


def _raise(term: Term, base: Any, exponent: Any) -> None:
    if base != 1:
        term.powers[base] = expanded(term.powers.get(base, 0) + exponent)


def _modulo_two(exponent: Any) -> Any:
    """Drop even multiples of whole numbers from the exponent of -1."""
    total = sympy.Integer(0)
    for monomial, coefficient in exponent.as_coefficients_dict().items():
        if not monomial.is_integer or not coefficient.is_Integer:
            raise NotATerm(f"-1 to the power {exponent}")
        total += (coefficient % 2) * monomial
    return total


def classes(arguments: list[Any]) -> list[list[Any]]:
    """Arguments that differ by whole numbers, each class from the smallest to the largest."""
    found: list[list[Any]] = []
    for argument in dict.fromkeys(arguments):
        for members in found:
            if expanded(argument - members[0]).is_Integer:
                members.append(argument)
                break
        else:
            found.append([argument])
    return [sorted(members, key=lambda x, first=members[0]: expanded(x - first)) for members in found]


def _shifted(
    gammas: dict[Any, int], arguments: list[Any], largest: Any, known: Assumptions
) -> tuple[Any, int]:
    """The product of this class as (rational factor) * Gamma(largest)^exponent."""
    factor, exponent = sympy.Integer(1), 0
    for argument in arguments:
        power = gammas.get(argument, 0)
        if power > 0 and not positive(argument, known):
            raise NotATerm(f"the argument {argument} of a gamma function is not shown to be positive")
        steps = int(expanded(largest - argument))
        rising = sympy.Mul(*[argument + step for step in range(steps)])
        factor *= rising**-power
        exponent += power
    return factor, exponent
