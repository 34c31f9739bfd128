"""Teachers on the risers of their learning curve, M_TE near N_k: ReLU kernels in up to 10^6 dimensions, random spectra.

kappa comes from the equivalent of that size, or is given; theta, zeta and phi are sums over the spectrum.
"""

from __future__ import annotations

import numpy as np

from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.experiments.equivalent_means import LENGTH
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws

# what the equivalent promises of its root, and the sums over a kernel's degrees of theirs
_ACCURACY = 1e-9
_NAMES = ("x", "theta_k", "zeta_k", "phi_k", "ratio_beyond", "kappa", "lam", "N_k")


def relu_riser(dimension: int, degree: int, theta: float) -> dict[str, float]:
    """The letters of one riser of the ReLU's kernel, degree 1 or 2, from its equivalent."""
    size = dimension if degree == 1 else (dimension - 1) * (dimension + 2) // 2
    units = max(1, round(theta * size))
    found = equivalent(relu_sphere(dimension), units, degree)
    modes, kappa = found.float_formulas(0.0).modes, float(found.kappa)
    place = modes.place(degree)
    assert place is not None
    lam, own, count = float(modes.eigenvalue[place]), float(modes.trace[place]), float(modes.count[place])
    easier, harder = modes.eigenvalue > lam, modes.eigenvalue < lam
    taken = float(np.sum(modes.trace[easier] / (modes.eigenvalue[easier] + kappa)))
    return {
        "x": kappa / lam, "theta_k": units / count, "zeta_k": float(modes.trace[harder].sum()) / own,
        "phi_k": taken / count, "ratio_beyond": float(modes.eigenvalue[harder].max()) / kappa,
        "kappa": kappa, "lam": lam, "N_k": count,
    }  # fmt: skip


def spectrum_riser(rng: np.random.Generator) -> dict[str, float]:
    """The same for a random spectrum with any kappa."""
    kappa, lam = 10.0 ** rng.uniform(-2, 0, 2)
    easier, harder = (10.0 ** rng.uniform(*ends, LENGTH) for ends in ((0, 2), (-4, 0)))
    easier, harder = lam * easier, lam * harder
    many, more = np.floor(10.0 ** rng.uniform(0, 2, (2, LENGTH)))
    count = float(np.floor(10.0 ** rng.uniform(0, 4)))
    taken, fitted = float(many @ (easier / (easier + kappa))), float(more @ (harder / (harder + kappa)))
    return {
        "x": kappa / lam, "theta_k": (count * lam / (lam + kappa) + taken + fitted) / count,
        "zeta_k": float(more @ harder) / (count * lam), "phi_k": taken / count,
        "ratio_beyond": float(harder.max()) / kappa, "kappa": kappa, "lam": lam, "N_k": count,
    }  # fmt: skip


def riser_trials(rng: np.random.Generator, size: int) -> Draws:
    """The quadratic of x; one draw in four the kernel of the ReLU, d = 30 to 10^6."""
    kernels = max(4, size // 4)
    rows = []
    for _ in range(kernels):
        degree = int(rng.integers(1, 3))
        # at most 10^12 units
        dimension = int(10 ** rng.uniform(1.5, 6 if degree == 1 else 5))
        rows.append(relu_riser(dimension, degree, float(10 ** rng.uniform(-1, 1))))
    rows += [spectrum_riser(rng) for _ in range(max(1, size - kernels))]
    found = {name: np.array([row[name] for row in rows]) for name in _NAMES}
    x, theta, zeta = found["x"], found["theta_k"], found["zeta_k"]
    terms = np.array([theta * x**2, theta * x, -x, -zeta * x, -zeta])
    sizes = {"ReLU kernels": kernels, "random spectra": len(rows) - kernels, "d": "30 to 10^6"}
    return Draws(found, terms.sum(axis=0), _ACCURACY * np.abs(terms).sum(axis=0), sizes=sizes)
