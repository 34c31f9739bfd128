"""The one table of symbols: letter, LaTeX, word, meaning, normalisation, defining expression.

One meaning per symbol, everywhere. ``TABLE`` is plain data; ``from w2s_theory.notation import
L_TE`` builds the SymPy object of that row on first use, so this module (and the simulation, which
reads it) needs no SymPy. The proof checker unfolds the definitions of this table and no others. The rows
stand in the modules of this package, by what they speak of.

Setting. Inputs x ~ Unif(S^{d-1}) and bottom weights u ~ Unif(S^{d-1}), d >= 2; every norm is that
of L2 of the *probability* law of x, and ||f*|| = 1. Loss 1/2 E(f - f_TE)^2 with top-layer speed
1/M_ST, so that the time t appears only as lambda_k t.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from w2s_theory.notation.convex_students import CONVEX_STUDENTS
from w2s_theory.notation.degrees import DEGREES
from w2s_theory.notation.entry import Entry
from w2s_theory.notation.errors import ERRORS
from w2s_theory.notation.filtering import FILTERING
from w2s_theory.notation.finite_samples import FINITE_SAMPLES
from w2s_theory.notation.flow import FLOW
from w2s_theory.notation.functions_of_space import VECTORS
from w2s_theory.notation.letters import LETTERS
from w2s_theory.notation.mixtures import MIXTURES
from w2s_theory.notation.one_pass import ONE_PASS
from w2s_theory.notation.random_units import RANDOM_UNITS
from w2s_theory.notation.regression import REGRESSION
from w2s_theory.notation.ridge_chains import RIDGE_CHAINS
from w2s_theory.notation.rounds import ROUNDS
from w2s_theory.notation.sphere import SPHERE
from w2s_theory.notation.split_units import SPLIT_UNITS
from w2s_theory.notation.spurious import SPURIOUS
from w2s_theory.notation.stages import STAGES
from w2s_theory.notation.start import START
from w2s_theory.notation.steps_and_risers import STEPS_AND_RISERS
from w2s_theory.notation.tail_moments import TAIL_MOMENTS
from w2s_theory.notation.two_stage import TWO_STAGE

TABLE: tuple[Entry, ...] = (
    *LETTERS, *ERRORS, *VECTORS, *SPHERE, *RANDOM_UNITS, *SPLIT_UNITS, *TAIL_MOMENTS, *FLOW, *REGRESSION, *CONVEX_STUDENTS,
    *START, *TWO_STAGE, *MIXTURES, *DEGREES, *ROUNDS, *ONE_PASS, *STEPS_AND_RISERS, *SPURIOUS, *RIDGE_CHAINS,
    *FINITE_SAMPLES, *STAGES, *FILTERING,
)  # fmt: skip

_ROWS = {entry.name: entry for entry in TABLE}
NAMES = tuple(_ROWS)


def row(name: str) -> Entry:
    """The table's row of a name; ``KeyError`` if there is none."""
    return _ROWS[name]


@cache
def _build(name: str) -> Any:
    import sympy

    entry = _ROWS[name]
    assumptions = dict.fromkeys(entry.assumptions, True)
    if entry.kind in ("scalar", "vector"):
        return sympy.Symbol(name, **assumptions)
    if entry.kind == "sequence":
        return sympy.IndexedBase(name, **assumptions)
    subscript_first = name in SUBSCRIPT_FIRST

    def _latex(self, printer, exp=None):
        args = [printer.doprint(arg) for arg in self.args]
        head = f"{entry.latex}_{{{args[0]}}}" if subscript_first else entry.latex
        alone = name in ("a", "eigenvalue")
        body = head if alone else f"{head}({', '.join(args[1:] if subscript_first else args)})"
        if exp is None:
            return body
        return rf"\left({body}\right)^{{{exp}}}" if alone else rf"{body}^{{{exp}}}"

    members = {"nargs": entry.arguments or 2, "_latex": _latex, "__module__": __name__}
    # what a definition says at some arguments, a flag would say at all of them
    if entry.definition is None:
        members.update({f"is_{key}": True for key in assumptions})
    return type("inner_product" if entry.kind == "inner" else name, (sympy.Function,), members)


def inner(left: Any, right: Any) -> Any:
    """<left, right> for linear combinations of vectors, expanded into inner products of the letters."""
    import sympy

    atom = _build("inner")
    total = sympy.Integer(0)
    for x, factor in _letters(left).items():
        for y, other in _letters(right).items():
            first, second = sorted((x, y), key=lambda symbol: symbol.name)
            total += factor * other * atom(first, second)
    return total


def inner_type() -> Any:
    """The SymPy class of inner products of single vectors."""
    return _build("inner")


def norm_squared(vector: Any) -> Any:
    """||vector||^2."""
    return inner(vector, vector)


def _letters(vector: Any) -> dict[Any, Any]:
    import sympy

    expression = sympy.expand(vector)
    letters = [s for s in expression.free_symbols if s.name in _ROWS and _ROWS[s.name].kind == "vector"]
    coefficients = {x: expression.coeff(x, 1) for x in letters}
    rest = sympy.expand(
        expression - sum((factor * x for x, factor in coefficients.items()), sympy.Integer(0))
    )
    if rest != 0 or any(factor.has(*letters) for factor in coefficients.values()):
        raise ValueError(f"{vector} is not a linear combination of vectors")
    return coefficients


def definition(name: str, *arguments: Any) -> Any:
    """The defining expression of a symbol or of a function at its arguments."""
    import sys

    entry = _ROWS[name]
    if entry.definition is None:
        raise KeyError(f"{name} has no definition in the notation table")
    return entry.definition(sys.modules[__name__], *arguments)


# these print with their first argument, the degree or the mode, as an index
SUBSCRIPT_FIRST = (
    "P", "a", "eigenvalue", "N", "mode", "density", "mean_error", "degree_coefficient", "degree_multiplicity",
    "log_det_step", "log_det_slope", "missed_energy", "energy_time", "kernel_product",
    "degree_shrinkage", "degree_weight", "peeled", "averaged", "lasting_at",
)  # fmt: skip
_SYMPY = ("Integral", "Piecewise", "Rational", "gamma", "sqrt", "pi")


def __getattr__(name: str) -> Any:
    if name in _ROWS:
        return _build(name)
    if (
        name == "inner_product"
    ):  # the class of the row ``inner`` by its own name, by which pickle looks for it
        return _build("inner")
    if name in _SYMPY:
        import sympy

        return getattr(sympy, name)
    raise AttributeError(f"the notation table has no symbol {name!r}")
