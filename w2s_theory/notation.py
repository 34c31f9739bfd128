"""The one table of symbols: letter, LaTeX, word, meaning, normalisation, defining expression.

One meaning per symbol, everywhere. ``TABLE`` is plain data; ``from w2s_theory.notation import
L_TE`` builds the SymPy object of that row on first use, so this module (and the simulation, which
reads it) needs no SymPy. The proof checker unfolds the definitions of this table and no others.

Setting. Inputs x ~ Unif(S^{d-1}) and bottom weights u ~ Unif(S^{d-1}), d >= 2; every norm is that
of L2 of the *probability* law of x, and ||f*|| = 1. Loss 1/2 E(f - f_TE)^2 with top-layer speed
1/M_ST, so that the time t appears only as lambda_k t.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

Kind = Literal["scalar", "vector", "sequence", "function", "inner"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the table. ``definition`` receives this module and, for functions, the arguments."""

    name: str
    kind: Kind
    latex: str
    word: str
    meaning: str
    assumptions: tuple[str, ...] = ("real",)
    arguments: int = 0
    definition: Callable[..., Any] | None = None


_COUNT = ("integer", "nonnegative")
_SIZE = ("integer", "positive")


def _activation_coefficient(n, k, d, p):
    z = n.z
    return n.Integral(n.sigma(p, z) * n.P(k, d, z) * n.density(d, z), (z, -1, 1))


def _power_activation(n, p, z):
    return n.Piecewise((z**p, z > 0), (0, True))


def _density(n, d, z):
    half = n.Rational(1, 2)
    return n.gamma(d / 2) / (n.sqrt(n.pi) * n.gamma((d - 1) / 2)) * (1 - z**2) ** ((d - 3) * half)


def _multiplicity(n, k, d):
    return (2 * k + d - 2) * n.gamma(k + d - 2) / (n.gamma(k + 1) * n.gamma(d - 1))


TABLE: tuple[Entry, ...] = (
    # sizes and indices
    Entry("d", "scalar", "d", "dimension", "dimension of the inputs, d >= 2", _SIZE),
    Entry("k", "scalar", "k", "degree", "degree of a spherical harmonic", _COUNT),
    Entry("p", "scalar", "p", "power", "power of the activation max(z, 0)^p; 1 is the ReLU", _COUNT),
    Entry("i", "scalar", "i", "index", "counting index of an induction", _COUNT),
    Entry("j", "scalar", "j", "index", "index of a mode, or counting index of a parity class", _COUNT),
    Entry("n", "scalar", "n", "index", "number of steps or of modes", _COUNT),
    Entry("M_TE", "scalar", r"M_{TE}", "teacher_units", "number of units of the teacher", _SIZE),
    Entry("M_ST", "scalar", r"M_{ST}", "student_units", "number of units of the student", _SIZE),
    # points, times, scalars
    Entry("z", "scalar", "z", "cosine", "the inner product <u, x> of two unit vectors"),
    Entry("t", "scalar", "t", "time", "gradient-flow time; only lambda_k t matters", ("nonnegative",)),
    Entry("tau", "scalar", r"\tau", "scaled_time", "tau = lambda_k t", ("nonnegative",)),
    Entry("x", "scalar", "x", "variable", "a real variable of a lemma", ("positive",)),
    Entry("c", "scalar", "c", "variable", "a real variable of a lemma", ("positive",)),
    Entry("s", "scalar", "s", "variable", "a shrinkage, or the shift of a gamma ratio", ("nonnegative",)),
    Entry("lam", "scalar", r"\lambda", "kernel_eigenvalue", "one kernel eigenvalue", ("nonnegative",)),
    Entry("eta", "scalar", r"\eta", "step_size", "size of an explicit gradient step", ("positive",)),
    Entry("damping", "scalar", r"\gamma", "damping", "friction of heavy-ball momentum", ("nonnegative",)),
    Entry("penalty", "scalar", r"\rho", "ridge_penalty", "penalty of ridge regression", ("positive",)),
    Entry("coefficient", "scalar", "b", "teacher_mode", "one coefficient of the teacher", ("real",)),
    # errors
    Entry(
        "L_TE", "scalar", r"L_{TE}", "teacher_error",
        "population error of the teacher, ||f* - f_TE||^2, relative to ||f*||^2 = 1", ("nonnegative",),
        definition=lambda n: n.norm_squared(n.f_star - n.f_TE),
    ),
    Entry(
        "L_ST", "scalar", r"L_{ST}", "student_error",
        "population error of the student, ||f* - f_ST||^2", ("nonnegative",),
        definition=lambda n: n.norm_squared(n.f_star - n.f_ST),
    ),
    Entry(
        "L_ceiling", "scalar", r"L_{\mathrm{ceiling}}", "ceiling_error",
        "error of the best function of the student's span, ||f* - P_ST f*||^2", ("nonnegative",),
        definition=lambda n: n.norm_squared(n.f_star - n.f_ceiling),
    ),
    Entry(
        "PGR", "scalar", r"\mathrm{PGR}", "performance_gap_recovered",
        "(L_TE - L_ST)/(L_TE - L_ceiling); with L_ceiling = 0 here", ("real",),
        definition=lambda n: 1 - n.L_ST / n.L_TE,
    ),
    Entry(
        "R_TE", "scalar", r"R", "projected_residual",
        "the teacher's residual seen by the student, ||P_ST (f* - f_TE)||^2", ("nonnegative",),
        definition=lambda n: n.norm_squared(n.f_ceiling - n.f_ST),
    ),
    Entry(
        "mu", "scalar", r"\mu", "residual_energy",
        "mean kernel eigenvalue of the residual e = f* - f_TE relative to the target's: "
        "<e, K e>/(lambda_k ||e||^2)", ("positive",),
    ),
    Entry(
        "alignment", "scalar", r"\kappa_B", "alignment",
        "how much of the degrees B the teacher misses: at least the norm of Pi_B (I - P) Pi_B", ("positive",),
    ),
    Entry(
        "omega_k", "scalar", r"\omega_k", "noise_share",
        "share of the teacher's noise on the target's degree: "
        "||Pi_k f_TE||^2 = (1 - L_TE)^2 + L_TE (1 - L_TE) omega_k", ("nonnegative",),
    ),
    Entry(
        "T_rest", "scalar", r"T", "rest_energy",
        "energy of the teacher on the eigenspaces of the student's kernel with eigenvalue below lambda", ("nonnegative",),
    ),
    # vectors of the Hilbert space L2
    Entry("f_star", "vector", r"f^*", "target", "the target function, ||f*|| = 1"),
    Entry("f_TE", "vector", r"f_{TE}", "teacher", "the trained teacher, P f*"),
    Entry("f_ST", "vector", r"f_{ST}", "student", "the student, S f_TE"),
    Entry("f_ceiling", "vector", r"P_{ST} f^*", "ceiling", "best function of the student's span"),
    Entry("f_k", "vector", r"\Pi_k f_{TE}", "teacher_degree_part", "the teacher's part in V_k"),
    Entry("v_kept", "vector", r"v_1", "kept_part", "the teacher's part on eigenvalues >= lambda"),
    Entry("u_kept", "vector", r"u_1", "kept_residual", "what is not yet learnt of it, exp(-t K) v_1"),
    Entry("u_rest", "vector", r"u_2", "slow_residual", "what is not yet learnt of the part below lambda, exp(-t K) v_2"),
    # mode sequences (coefficients in an orthonormal eigenbasis of the student's kernel)
    Entry("f", "sequence", "f", "target_modes", "coefficients of the target"),
    Entry("b", "sequence", "b", "teacher_modes", "coefficients of the teacher"),
    Entry("lambdas", "sequence", r"\lambda", "kernel_eigenvalues", "kernel eigenvalue of each mode", ("nonnegative",)),
    # the sphere and its polynomials
    Entry("P", "function", "P", "gegenbauer", "Gegenbauer polynomial P_{k,d}(z), P(1) = 1", arguments=3),
    Entry(
        "density", "function", r"w", "density",
        "density of <u, x> for u uniform on the sphere: c_d (1 - z^2)^{(d-3)/2}", arguments=2, definition=_density,
    ),
    Entry(
        "N", "function", "N", "multiplicity",
        "dimension of the harmonics of degree k >= 1: N(d, k)", ("positive",), arguments=2, definition=_multiplicity,
    ),
    Entry("sigma", "function", r"\sigma", "activation", "max(z, 0)^p", arguments=2, definition=_power_activation),
    Entry(
        "a", "function", "a", "activation_coefficient",
        "Funk-Hecke eigenvalue of the activation, E[sigma(z) P_k(z)]", arguments=3, definition=_activation_coefficient,
    ),
    Entry(
        "eigenvalue", "function", r"\lambda", "kernel_eigenvalue",
        "kernel eigenvalue on V_k, lambda_k = a_k^2", ("nonnegative",), arguments=3,
        definition=lambda n, k, d, p: n.a(k, d, p) ** 2,
    ),
    Entry(
        "kernel", "function", r"K", "kernel",
        "K(z) = E_u[sigma(<u,x>) sigma(<u,x'>)] at z = <x,x'>", arguments=3,
    ),
    # gradient flow
    Entry("mode", "function", "c", "student_mode", "coefficient of the student on mode j at time t", arguments=2),
    Entry("inner", "inner", "", "inner_product", "inner product of L2 of the probability law of x"),
)

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
    subscript_first = name in ("P", "a", "eigenvalue", "N", "mode", "density")

    def _latex(self, printer, exp=None):
        args = [printer.doprint(arg) for arg in self.args]
        head = f"{entry.latex}_{{{args[0]}}}" if subscript_first else entry.latex
        alone = name in ("a", "eigenvalue")
        body = head if alone else f"{head}({', '.join(args[1:] if subscript_first else args)})"
        if exp is None:
            return body
        return rf"\left({body}\right)^{{{exp}}}" if alone else rf"{body}^{{{exp}}}"

    members = {"nargs": entry.arguments or 2, "_latex": _latex, "__module__": __name__}
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
    rest = sympy.expand(expression - sum((factor * x for x, factor in coefficients.items()), sympy.Integer(0)))
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


_SYMPY = ("Integral", "Piecewise", "Rational", "gamma", "sqrt", "pi")


def __getattr__(name: str) -> Any:
    if name in _ROWS:
        return _build(name)
    if name in _SYMPY:
        import sympy

        return getattr(sympy, name)
    raise AttributeError(f"the notation table has no symbol {name!r}")
