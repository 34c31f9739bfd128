"""The spectrum of a model's kernel: one record, four views of each eigenvalue that must agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any, Literal

import numpy as np
import sympy
from flint import arb

from w2s_theory.evaluate.eigenvalues.power_balls import require_digits
from w2s_theory.evaluate.eigenvalues.power_floats import FastSpectrum
from w2s_theory.evaluate.eigenvalues.sources import Source, source_of
from w2s_theory.evaluate.enclosure import ball_text
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.model import Model
from w2s_theory.records.precision import working_bits
from w2s_theory.tables import latex_number

LARGEST_DEGREE = 10**12
_BYTES_PER_ROW = 100
_SHOWN = 12
View = Literal["fast", "digits", "enclose", "exact"]


@dataclass(frozen=True)
class KernelSpectrum:
    """Kernel eigenvalues lambda_k on V_k for some degrees; nothing is computed before it is asked for.

    Sphere bottom weights, probability measure: the kernel is sum_k lambda_k N_k P_k.
    For a linear network k counts the eigenvalues of its list, from 0.

    Parameters
    ----------
    model
        The model.
    degrees
        A range or an int64 array.
    """

    model: Model
    degrees: range | np.ndarray

    @cached_property
    def source(self) -> Source:
        """Where the numbers come from."""
        return source_of(self.model)

    @property
    def how(self) -> str:
        """``exact``, ``certified`` or ``estimated``: the best that :attr:`model` admits."""
        return self.source.how

    def exact(self, k: int) -> Any:
        """lambda_k exactly: a record with ``to_sympy()``, ``is_zero()`` and a text form.

        Raises ``InputError`` where no closed form is known.
        """
        return self.source.exact(require_whole_degree(k))

    def evaluate(self, k: int, digits: int = 15) -> Any:
        """lambda_k by mpmath to ``digits`` correct digits (a second opinion, not an enclosure)."""
        return self.source.evaluate(require_whole_degree(k), require_digits(digits))

    def enclose(self, k: int, digits: int = 15) -> arb:
        """lambda_k as a certified ball with radius <= 10^-digits lambda_k; exactly 0 if it is.

        A ball that contains 0 and is not exactly 0 is one that many more bits have not told from 0.
        """
        return self.source.enclose(require_whole_degree(k), require_digits(digits))

    def multiplicity(self, k: int) -> int:
        """The dimension N_k of V_k, a whole number of any size."""
        return self.source.multiplicity(require_whole_degree(k))

    @cached_property
    def fast(self) -> FastSpectrum:
        """Float64 arrays, one entry per degree: degree, eigenvalue, log_eigenvalue, multiplicity, ..."""
        return self.source.fast(self.degrees)

    def __len__(self) -> int:
        return len(self.degrees)

    def __reduce__(self) -> Any:
        # the source is made from the model again; it holds functions that no pickle takes
        return KernelSpectrum, (self.model, self.degrees)

    def rows(self, view: View = "fast", digits: int = 15) -> list[dict[str, Any]]:
        """One dict per degree: degree, multiplicity, eigenvalue, log_eigenvalue, radius, exact.

        Parameters
        ----------
        view : "fast", "digits", "enclose" or "exact"
            With ``fast`` numbers are numbers, ``None`` where float64 overflows or underflows (the
            logarithm then holds the value; it is ``None`` for a zero, exact or to within the radius).
            Otherwise strings.
        digits : int
            For ``digits`` and ``enclose``.

        Raises
        ------
        InputError
            For an unknown view, or what the model cannot give.
        """
        if view == "fast":
            return _fast_rows(self.fast, self.multiplicity)
        if view not in ("digits", "enclose", "exact"):
            raise InputError(f"the view must be fast, digits, enclose or exact, and {view!r} is none of them")
        return [self._row(int(k), view, require_digits(digits)) for k in self.degrees]

    def _row(self, k: int, view: str, digits: int) -> dict[str, Any]:
        row: dict[str, Any] = dict.fromkeys(
            ("degree", "multiplicity", "eigenvalue", "log_eigenvalue", "radius", "exact")
        )
        row |= {"degree": k, "multiplicity": _integer_text(self.multiplicity(k))}
        if view == "exact":
            row["exact"] = str(self.exact(k))
        elif view == "digits":
            import mpmath

            try:
                value = self.evaluate(k, digits)
                row["eigenvalue"] = "0" if value == 0 else mpmath.nstr(value, digits)
            except AccuracyError:
                row["eigenvalue"] = self._within(k, digits)
        else:
            ball = self.enclose(k, digits)
            zero = ball.contains(0)
            row["eigenvalue"], row["radius"] = (
                ("0", _radius_text(ball)) if zero else ball_text(ball, digits + 2, more=True)
            )
        return row

    def _within(self, k: int, digits: int) -> str:
        """``0 +- r`` for an eigenvalue that is not told from 0; the error again for any other."""
        ball = self.enclose(k, digits)
        if not ball.contains(0):
            raise AccuracyError(f"{digits} digits of lambda_{k} were not reached: ask for an enclosure")
        return f"0 +- {_radius_text(ball)}"

    def to_dict(self, view: View = "fast", digits: int = 15) -> dict[str, Any]:
        """Plain data: model, dimension, how, rows."""
        return {
            "model": self.model.name,
            "dimension": self.model.dimension,
            "activation": None if self.model.activation is None else self.model.activation.name,
            "how": self.how,
            "rows": self.rows(view, digits),
        }

    def to_latex(self) -> str:
        """A ``tabular`` of the first degrees: exact values where known, else 12 digits."""
        lines = [r"\begin{tabular}{rrl}", r"$k$ & $N_k$ & $\lambda_k$ \\ \hline"]
        for k in self.degrees[:_SHOWN]:
            lines.append(
                rf"${int(k)}$ & ${_integer_text(self.multiplicity(int(k)))}$ & ${self._latex(int(k))}$ \\"
            )
        return "\n".join([*lines, r"\end{tabular}"])

    def _latex(self, k: int) -> str:
        try:
            text = sympy.latex(self.exact(k).to_sympy())
            if len(text) <= 200:
                return text
        except InputError:
            pass
        if self.how == "estimated":
            return latex_number(float(self.source.fast(np.array([k])).eigenvalue[0]), 6)
        return latex_number(self.enclose(k, 12))

    def _repr_html_(self) -> str:
        shown = self.degrees[:_SHOWN]
        body = "".join(
            f"<tr><td>{row['degree']}</td><td>{row['multiplicity']}</td><td>{row['eigenvalue']}</td></tr>"
            for row in _fast_rows(self.source.fast(shown), self.multiplicity)
        )
        more = f"<p>{len(self) - len(shown)} more rows</p>" if len(self) > len(shown) else ""
        return (
            f"<p>{escape(repr(self))}</p><table><tr><th>k</th><th>N<sub>k</sub></th>"
            f"<th>&lambda;<sub>k</sub></th></tr>{body}</table>{more}"
        )

    def __repr__(self) -> str:
        first, last = int(self.degrees[0]), int(self.degrees[-1])
        name = (
            self.model.name
            if self.model.activation is None
            else f"{self.model.name}, {self.model.activation.name}"
        )
        where = f"d={self.model.dimension}, degrees {first}..{last}, {len(self)} rows"
        return f"KernelSpectrum({name}, {where}, {self.how})"


def _radius_text(ball: arb) -> str:
    """The radius of a ball around 0, rounded upwards."""
    with working_bits(64):
        upper = abs(ball).upper() * (1 + arb(2) ** -20)
        return "0" if ball == 0 else upper.str(3, radius=False)


def spectrum(model: Model, degrees: range | Iterable[int] | int) -> KernelSpectrum:
    """The kernel eigenvalues of a model.

    Parameters
    ----------
    model : Model
        ``relu_sphere``, ``activation_sphere``, ``zonal_kernel`` or ``linear_network``.
    degrees : range, iterable of int, or int
        Degrees k >= 0, at most 10^7 of them (2000 where each needs an integral); an int is that one degree.

    Returns
    -------
    KernelSpectrum

    Raises
    ------
    InputError
        For an empty, reversed, negative or too long list, or a model without spectrum.

    Examples
    --------
    >>> from w2s_theory.models.relu_sphere import relu_sphere
    >>> [str(spectrum(relu_sphere(3), range(5)).exact(k)) for k in range(5)]
    ['1/16', '1/36', '1/256', '0', '1/9216']
    """
    most = source_of(model).most_rows
    chosen = _as_degrees(degrees, most)
    return KernelSpectrum(model, chosen)


def require_whole_degree(k: Any) -> int:
    """A degree as an ``int`` >= 0, NumPy integers included; ``InputError`` otherwise."""
    if isinstance(k, bool | np.bool_) or not isinstance(k, int | np.integer) or not 0 <= k <= LARGEST_DEGREE:
        raise InputError(f"a degree must be a whole number from 0 to 10^12, and {_short(k)} is not")
    return int(k)


def _as_degrees(degrees: Any, most: int) -> range | np.ndarray:
    if isinstance(degrees, int | np.integer) and not isinstance(degrees, bool):
        k = require_whole_degree(degrees)
        return range(k, k + 1)
    if isinstance(degrees, range):
        if not degrees:
            raise InputError(f"the degrees {_short(degrees)} are empty: the first must not be above the last")
        # the ends before the length: len() of an enormous range overflows
        require_whole_degree(min(degrees[0], degrees[-1]))
        require_whole_degree(max(degrees[0], degrees[-1]))
        _require_rows(len(degrees), most)
        return degrees
    if isinstance(degrees, str | bytes) or not isinstance(degrees, Iterable):
        raise InputError(
            f"the degrees must be a range, a list of whole numbers or one of them, not {_short(degrees)}"
        )
    chosen: list[int] = []
    for k in degrees:
        chosen.append(require_whole_degree(k))
        if len(chosen) > most:
            _require_rows(len(chosen), most)
    if not chosen:
        raise InputError("the list of degrees is empty: give at least one")
    return np.array(chosen, dtype=np.int64)


def _require_rows(count: int, most: int) -> None:
    if count > most:
        megabytes = count * _BYTES_PER_ROW / 1e6
        raise InputError(
            f"{count if count < 10**18 else 'so many'} degrees were asked for (about {megabytes:.3g} MB), "
            f"and at most {most} are possible for this model: ask for fewer"
        )


def _short(value: Any) -> str:
    text = repr(value) if not isinstance(value, int) or abs(value) < 10**30 else "a number that large"
    return text if len(text) <= 40 else type(value).__name__


def _integer_text(value: int) -> str:
    from flint import fmpz

    # str() of an int refuses more than 4300 digits
    return str(fmpz(value))


def _fast_rows(fast: FastSpectrum, count: Callable[[int], int]) -> list[dict[str, Any]]:
    rows = []
    for k, n, value, log_value, error in zip(
        fast.degree.tolist(),
        fast.multiplicity.tolist(),
        fast.eigenvalue.tolist(),
        fast.log_eigenvalue.tolist(),
        fast.error.tolist(),
        strict=True,
    ):
        rows.append(
            {
                "degree": k,
                # a whole number, exact, as far as float64 reaches
                "multiplicity": None if np.isinf(n) else int(n) if n < 2**53 else count(k),
                # nothing but a range of float64 that ends: 0 to within a radius is a number
                "eigenvalue": None if np.isinf(value) or (value == 0.0 and np.isfinite(log_value)) else value,
                "log_eigenvalue": log_value if np.isfinite(log_value) else None,
                "radius": error if np.isfinite(error) else None,
                "exact": None,
            }
        )
    return rows
