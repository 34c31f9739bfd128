"""What is known of the sources of the cited facts: who has read the page, and what formal libraries prove.

Looked up in December 2026 and not built: declarations and files are named as the libraries write them, and *not known to us*
says that a search found nothing. Where a formal proof says less than the fact, ``gap`` says what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

NOT_READ = "nobody"
NOT_KNOWN = "not known to us"


@dataclass(frozen=True, slots=True)
class Source:
    """What stands behind the place that a cited fact names.

    Parameters
    ----------
    read
        Which of the places somebody has read, in words; ``nobody`` where none.
    formal
        Library and declaration of a formal proof; ``not known to us``.
    gap
        What the fact says beyond the formal proof; empty where there is none, or nothing to compare with.
    """

    read: str = NOT_READ
    formal: str = NOT_KNOWN
    gap: str = ""


SOURCES: dict[str, Source] = {
    "rodrigues": Source(
        "DLMF 18.5.5 with Table 18.5.1; not the book",
        "Lean 4, Mathlib: Polynomial.factorial_mul_shiftedLegendre_eq",
        "Mathlib has Legendre polynomials only, which is d = 3; the fact is for every dimension d >= 2",
    ),
    "beta_integral": Source(
        "DLMF 5.12.1",
        "Lean 4, Mathlib: Complex.Gamma_mul_Gamma_eq_betaIntegral",
        "the substitution t = z^2",
    ),
    "gamma_duplication": Source(
        "DLMF 5.5.5", "Lean 4, Mathlib: Gamma_mul_Gamma_add_half (Analysis/SpecialFunctions/Gamma/Beta)"
    ),
    "gegenbauer_parseval": Source(),
    "zonal_convolution": Source(),
    "binomial_series": Source("DLMF 4.6.7", "Lean 4, Mathlib: Real.one_add_rpow_hasFPowerSeriesOnBall_zero"),
    "gamma_ratio_limit": Source(
        NOT_READ,
        "Lean 4, Mathlib: Real.GammaSeq_tendsto_Gamma",
        "Euler's limit is the fact along whole numbers x; the fact is for real x",
    ),
    "funk_hecke": Source(),
    "addition_theorem": Source(),
    "matrix_bernstein": Source(
        "the statement of Theorem 7.7.1 as NLAlib writes it in Lean; not the page",
        "Lean 4, NLAlib (tchen-research), Concentration/Matrix/Intrinsic/IntrinsicHermitianBernstein: Tropp's Theorem "
        "7.7.1 with intrinsic dimension; Lean 4, lean-stat-learning-theory, SLT/RMT/MatBern: with the dimension instead",
        "both are for matrices of a finite size; the fact is for operators on L2 of the sphere",
    ),
    "schur": Source(
        NOT_READ,
        "Lean 4, Mathlib: CategoryTheory/Preadditive/Schur, over an algebraically closed field",
        "that the harmonics of one degree are irreducible, and those of two degrees inequivalent",
    ),
    "inverse_chi_square": Source(),
}
