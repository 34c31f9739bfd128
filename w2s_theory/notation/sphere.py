"""The sphere, its polynomials, and the kernel."""

from __future__ import annotations

from w2s_theory.notation.entry import Entry


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


SPHERE: tuple[Entry, ...] = (
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
)
