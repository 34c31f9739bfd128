"""The second trace identity: sum_k N_k lambda_k^2 = E[K(z)^2], z = <x, x'> for independent inputs.

The left side is the squared Hilbert-Schmidt norm of the kernel operator. With the first trace it
closes the tails of sums over degrees, and it bounds how far a random Gram matrix strays.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import Integral, Sum, oo

from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.notation import N, P, d, density, eigenvalue, k, kernel, p, sigma, z
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.parameter import Parameter, integers
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients

TRACE = Sum(N(k, d) * eigenvalue(k, d, p) ** 2, (k, 0, oo))
BOUND = Integral(kernel(z, d, p) ** 2 * density(d, z), (z, -1, 1))


def proof() -> tuple[Step, ...]:
    weight = P(k, d, z) * density(d, z)
    of_kernel = Integral(kernel(z, d, p) * weight, (z, -1, 1))
    of_activation = Integral(sigma(p, z) * weight, (z, -1, 1))
    degree = (Parameter("k", integers(0), integers(0, 12)),)
    return (
        Step(
            "funk_hecke", Claim(of_kernel, "==", of_activation**2), "cited", variables=degree,
            certificate={"fact": "zonal_convolution", "of": {"k": k, "d": d, "p": p}},
            note="Funk and Hecke: K is the activation convolved with itself, so E[K P_k] = a_k^2.",
        ),
        Step(
            "parseval", Claim(Sum(N(k, d) * of_kernel**2, (k, 0, oo)), "==", BOUND), "cited",
            certificate={"fact": "gegenbauer_parseval", "of": {"f": kernel(z, d, p), "d": d}},
            note="Parseval's equation, now for the kernel.",
        ),
        Step(
            "same_sum", Claim(Sum(N(k, d) * of_kernel**2, (k, 0, oo)), "==", TRACE), "ring", unfold=("eigenvalue", "a"),
            uses=("funk_hecke", "parseval"), note="Term by term, so this sum converges as well.",
        ),
        Step(
            "definition", Claim(TRACE, "==", Sum(N(k, d) * of_activation**4, (k, 0, oo))), "definition",
            unfold=("eigenvalue", "a"), uses=("same_sum",), note="lambda_k = a_k^2 with a_k = E[sigma P_k].",
        ),
        Step(
            "square_trace", Claim(TRACE, "==", BOUND), "ring", uses=("parseval", "same_sum"),
            certificate={"multipliers": {"parseval": 1, "same_sum": -1}}, note="Both are the same sum.",
        ),
    )


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """Numerically integrated a_k^4 N_k; beyond degree 128 at most (largest lambda) * (mass left)."""
    rows = []
    for _ in range(min(size, 24)):
        dimension, power = int(rng.integers(2, 17)), int(rng.integers(0, 4))
        found = estimate_coefficients(relu_sphere(dimension, power), 128)
        mass, each = found.amplitude[:129] ** 2, found.eigenvalue[:129]
        accuracy = 4 * np.abs(found.amplitude[:129]) * found.amplitude_accuracy[:129] * each
        left = abs(found.kernel_diagonal - mass.sum()) + found.kernel_diagonal_accuracy
        beyond = found.largest_eigenvalue_from(129) * left
        rows.append((dimension, power, mass @ each, beyond + accuracy.sum() + 1e-14 * (mass @ each)))
    dimension, power, value, error = np.array(rows).T
    return Draws({"d": dimension.astype(int), "p": power.astype(int)}, value, error)


THEOREM = Theorem(
    name="kernel_square_trace_eq_mean_square",
    title="Hilbert-Schmidt norm of the kernel",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(Parameter("d", integers(2), integers(2, 20)), Parameter("p", integers(0, 3), integers(0, 3))),
    quantity=TRACE,
    relation="==",
    bound=BOUND,
    float_accuracy=1e-11,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 100),
    assumptions=("u, x, x' uniform on the unit sphere of R^d, d >= 2", "activation max(z, 0)^p with p = 0, 1, 2, 3"),
    experiment=experiment,
    proof=proof,
)
