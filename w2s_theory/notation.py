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

Kind = Literal["scalar", "vector", "sequence", "function", "functional", "inner"]


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
    Entry(
        "kappa", "scalar", r"\kappa", "effective_penalty",
        "root of sum_j N_j lambda_j/(lambda_j + kappa) = M_TE over the eigenspaces of the teacher's kernel", ("positive",),
    ),
    Entry(
        "S_1", "scalar", "S_1", "effective_units",
        "sum_j N_j h_j with h_j = lambda_j/(lambda_j + kappa); kappa is the root of S_1 = M_TE", ("positive",),
    ),
    Entry("S_2", "scalar", "S_2", "effective_square_units", "sum_j N_j h_j^2", ("nonnegative",)),
    Entry("N_k", "scalar", "N_k", "target_multiplicity", "dimension of the eigenspace V_k", ("positive",)),
    Entry("c_k", "scalar", "c_k", "target_coefficient", "norm of the target's part in V_k, ||Pi_k f*||", ("nonnegative",)),
    Entry("copies", "scalar", r"n_{TE}", "teacher_copies", "number of teachers whose mean teaches", _SIZE),
    Entry("counts", "sequence", "N", "multiplicities", "multiplicity of each kernel eigenvalue", ("nonnegative",)),
    Entry("label_means", "sequence", "m", "label_means", "a label's coefficient along the target's part in each eigenspace"),
    Entry(
        "label_energies", "sequence", "q", "label_energies", "energy of a label in each eigenspace, ||Pi_j g||^2",
        ("nonnegative",),
    ),
    # vectors of the Hilbert space L2
    Entry("f_star", "vector", r"f^*", "target", "the target function, ||f*|| = 1"),
    Entry("f_TE", "vector", r"f_{TE}", "teacher", "the trained teacher, P f*"),
    Entry("f_ST", "vector", r"f_{ST}", "student", "the student, S f_TE"),
    Entry("f_ceiling", "vector", r"P_{ST} f^*", "ceiling", "best function of the student's span"),
    Entry("f_next", "vector", r"f_{TE}^{+}", "next_teacher", "the teacher with one unit more"),
    Entry("phi", "vector", r"\varphi_u", "new_feature", "the feature of a new unit u, sigma(<u, .>)"),
    Entry("phi_P", "vector", r"P\varphi_u", "new_feature_seen", "the new feature's part in the teacher's span"),
    Entry("g_MC", "vector", r"\hat g", "monte_carlo_average", "average of f*(u_i) phi_{u_i} over the teacher's units"),
    Entry("v_tail", "vector", "v", "tail_vector", "combination of the features' parts outside B with the target's inner products with all features"),
    Entry("c_tail", "vector", "c", "tail_weights", "weights of the tail vector, in the space of M numbers"),
    Entry("b_units", "vector", "b", "feature_products", "the inner products <f*, phi_i> of the target with the features, M numbers"),
    Entry("one", "vector", "1", "constant_function", "the constant function 1"),
    Entry("f_first", "vector", r"f_{M}", "first_teacher", "the teacher with the first M units only"),
    Entry("f_last", "vector", r"f_{2M}", "last_teacher", "the teacher with all 2 M units"),
    Entry("X_tail", "vector", "X", "tail_deviation", "T I - G_>, in the space of M by M matrices"),
    Entry("W_tail", "vector", "W", "tail_direction", "w w^T for a unit eigenvector w of G_> with the smallest eigenvalue"),
    Entry("K_e", "vector", r"K e", "kernel_residual", "the student's kernel applied to e = f* - f_TE"),
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
    # chance: the draw of the features (and of the target, where a statement says so)
    Entry("mean", "functional", r"\mathbb{E}", "expectation", "mean over the draw of what is random in the statement", arguments=1),
    Entry(
        "exceeds", "functional", r"\mathbf{1}", "indicator", "1 where the first argument is larger than the second, else 0",
        ("nonnegative",), arguments=2,
    ),
    Entry("delta", "scalar", r"\delta", "failure_probability", "probability with which a statement may fail", ("positive",)),
    # a new unit, and mean errors along the number of units
    Entry("h", "scalar", "h", "target_value", "value f*(u) of the target at a unit's weight u"),
    Entry("a_k", "scalar", "a_k", "unit_coefficient", "Funk-Hecke eigenvalue of the activation on the target's degree, a_k^2 = lambda"),
    Entry("K_1", "scalar", "K_1", "kernel_diagonal", "K(x, x): the squared norm of every feature, the trace of the kernel", ("positive",)),
    Entry(
        "l_M", "scalar", r"\ell_M", "mean_teacher_error", "mean of L_TE with M units", ("nonnegative",),
        definition=lambda n: n.mean(n.norm_squared(n.f_star - n.f_TE)),
    ),
    Entry(
        "l_next", "scalar", r"\ell_{M+1}", "mean_teacher_error_after", "mean of L_TE with one unit more", ("nonnegative",),
        definition=lambda n: n.mean(n.norm_squared(n.f_star - n.f_next)),
    ),
    Entry(
        "epsilon_M", "scalar", r"\varepsilon_M", "missed_energy",
        "mean energy of a new feature outside the teacher's span, E tr (I - P) K", ("positive",),
        definition=lambda n: n.mean(n.norm_squared(n.phi - n.phi_P)),
    ),
    Entry("xi", "scalar", r"x_M", "log_det_time", "x_0 = 0, x_{M+1} = x_M + 1/tr K (1 + x_M K)^{-1}, after all units", ("nonnegative",)),
    Entry("mean_error", "function", r"\ell", "mean_error_of_degree", "mean teacher error on degree j with i units", ("positive",), arguments=2),
    Entry("degree_coefficient", "function", "a", "coefficient_of_degree", "a_j, whose square is the kernel eigenvalue of degree j", arguments=1),
    Entry("degree_multiplicity", "function", "N", "multiplicity_of_degree", "multiplicity of degree j", ("nonnegative",), arguments=1),
    Entry("log_det_step", "function", "x", "log_det_time_after", "the log-det time after i units", ("nonnegative",), arguments=1),
    Entry("log_det_slope", "function", "g", "log_det_slope", "tr K (1 + x_i K)^{-1} after i units", ("positive",), arguments=1),
    Entry("missed_energy", "function", r"\varepsilon", "missed_energy_after", "mean of tr (I - P) K with i units", ("positive",), arguments=1),
    Entry(
        "sines", "sequence", r"\sin^2\theta", "squared_sines",
        "squared sines of the principal angles between V_k and the teacher's span", ("nonnegative",),
    ),
    Entry("coordinates", "sequence", "x", "target_coordinates", "coordinates of the target in the principal basis of V_k"),
    Entry("c_u", "scalar", "c", "new_unit_weight", "weight of f*(u) times the new unit's feature"),
    Entry("m", "scalar", "m", "index", "index of a degree in a family of degrees", _COUNT),
    Entry("energy_time", "function", "X", "energy_time", "sum of 1/epsilon over the first i units", ("nonnegative",), arguments=1),
    Entry(
        "g_B", "scalar", "g_B", "smallest_tail_eigenvalue",
        "smallest eigenvalue of G_>, the Gram matrix of the features' parts outside the degrees B", ("real",),
    ),
    Entry("T_B", "scalar", "T_B", "tail_trace", "sum of N_j lambda_j over the degrees outside B", ("positive",)),
    Entry("S_B", "scalar", "S_B", "tail_square_trace", "sum of N_j lambda_j^2 over the degrees outside B", ("positive",)),
    Entry("l_k", "scalar", r"\bar L_k", "mean_error_over_harmonics", "mean of L_TE over an orthonormal basis of V_k, one network", ("nonnegative",)),
    Entry("overlap", "scalar", "r_u", "residual_value", "<f* - f_TE, phi_u>: what a new feature sees of the residual"),
    Entry(
        "l_first", "scalar", r"\ell_M", "mean_first_error", "mean of L_TE with the first M units", ("nonnegative",),
        definition=lambda n: n.mean(n.norm_squared(n.f_star - n.f_first)),
    ),
    Entry(
        "deviation", "scalar", r"\Delta", "deviation",
        "largest eigenvalue of E psi psi* minus its average over M copies, psi a random vector with ||psi||^2 = N "
        "whose E psi psi* has norm between 1/2 and 1",
    ),
    Entry(
        "effective_dimension", "function", "N", "effective_dimension",
        "effective dimension at level rho, sum_j N_j lambda_j/(lambda_j + rho)", ("positive",), arguments=1,
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


# these print with their first argument, the degree or the mode, as an index
SUBSCRIPT_FIRST = (
    "P", "a", "eigenvalue", "N", "mode", "density", "mean_error", "degree_coefficient", "degree_multiplicity",
    "log_det_step", "log_det_slope", "missed_energy", "energy_time",
)  # fmt: skip
_SYMPY = ("Integral", "Piecewise", "Rational", "gamma", "sqrt", "pi")


def __getattr__(name: str) -> Any:
    if name in _ROWS:
        return _build(name)
    if name in _SYMPY:
        import sympy

        return getattr(sympy, name)
    raise AttributeError(f"the notation table has no symbol {name!r}")
