"""The gap that is certainly recovered at one number of units: a record that can be checked again."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from html import escape
from math import inf, nextafter
from typing import Any

from flint import arb

from w2s_theory.equivalents.arithmetic import BALLS
from w2s_theory.exact_number import exact_rational
from w2s_theory.given import require_choice
from w2s_theory.guarantees.block_alignment import BlockWeights
from w2s_theory.guarantees.gap_bounds import ROUTES, Gap, Setup, compute_gap, enclose_gap
from w2s_theory.guarantees.mean_floor import MeanFloor
from w2s_theory.guarantees.spectral_sums import BITS, ball_sums, float_sums, require_degree, require_features
from w2s_theory.guarantees.split_means import SplitWeights
from w2s_theory.guarantees.teacher_lower_bound import require_floor
from w2s_theory.records.decimals import float_at_most, probability_at_least, rounded_down, rounded_up
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.model import Model
from w2s_theory.tables import latex_number, latex_table

_FROM_GRAM = ("tail_gram_ge_of_units", "mean_teacher_error_ge_of_tail_gram")
_ANYWHERE = ("teacher_error_ge_of_units",)
# about means over networks: no probability is spoken of
IN_THE_MEAN = ("split", "mean_gap", "expectation")
_RESTS_ON = {
    "effective_dimension": ("student_error_le_of_effective_dimension",),
    "alignment": ("alignment_le_of_units", "student_error_le_of_alignment"),
    "blocks": (
        "weighted_alignment_le_of_blocks",
        "student_error_le_of_weighted_alignment",
        "expected_teacher_error_le_of_log_det",
    ),
    "concentration": ("weighted_alignment_le_of_concentration", "student_error_le_of_weighted_alignment"),
    "split": ("expected_student_error_le_of_split", "expected_teacher_error_le_of_log_det"),
    "chain": (
        "expected_student_error_le_of_chain",
        "residual_square_le_of_chain",
        "residual_square_le_of_split",
        "expected_teacher_error_le_of_log_det",
    ),
    "mean_gap": ("expected_gap_recovered_ge_of_split", "expected_teacher_error_le_of_log_det"),
    "expectation": ("expected_student_error_le_of_units", "expected_teacher_error_le_of_log_det"),
}


@dataclass(frozen=True, eq=False)
class GapCertificate:
    """PGR of at least ``recovered`` is certain for a teacher of ``teacher_units`` random features.

    Parameters
    ----------
    model, degree, teacher_units
        The features, the target's degree k, M_TE. The student has infinite width and the teacher's kernel.
    delta
        Allowed failure probability, exact; 0 for a mean over networks.
    bound
        ``blocks``, ``concentration``, ``effective_dimension``, ``alignment``, ``split``, ``mean_gap`` or
        ``expectation``.
    gap
        The free parameters (stopping time, level, degrees), all exact, and the balls they give.
    how
        ``certified``.
    """

    model: Model
    degree: int
    teacher_units: int
    delta: Fraction
    bound: str
    gap: Gap
    how: str = "certified"

    @property
    def recovered(self) -> arb:
        """Certified lower bound of PGR = 1 - L_ST/L_TE, an exact number (the lower end of a ball)."""
        with BALLS.working(BITS):
            return self.gap.recovered.lower()

    @property
    def tau(self) -> Fraction:
        """The stopping time lambda_k t."""
        return self.gap.tau

    @property
    def gap_text(self) -> str:
        """``PGR >= ...`` or, near 1, ``1 - PGR <= ...``, rounded to the safe side."""
        with BALLS.working(BITS):
            missing = float_above(1 - self.gap.recovered)
        if missing > 1e-4:
            return f"PGR >= {rounded_down(1 - Fraction(missing), 6)}"
        return f"1 - PGR <= {rounded_up(missing, 3)}"

    @property
    def statement(self) -> str:
        """What is certain, in words."""
        if self.bound == "split":
            return (
                f"mean L_ST <= (1 - PGR) mean L_TE, means over networks with {self.teacher_units} units, "
                f"for every target of degree {self.degree}"
            )
        if self.bound == "mean_gap":
            return (
                f"mean over networks with {self.teacher_units} units of max(PGR, 0), PGR from the means of L_ST and L_TE "
                f"over all targets of degree {self.degree}"
            )
        if self.bound == "expectation":
            return (
                f"mean L_ST <= (1 - PGR) mean L_TE, means over networks and over the widths {self.teacher_units} "
                f"to {2 * self.teacher_units - 1}, for every target of degree {self.degree}"
            )
        return (
            f"with probability at least {probability_at_least(self.delta)} over the teacher's units, for the means of "
            f"L_ST and L_TE over all targets of degree {self.degree}"
        )

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Names of the theorems used."""
        first = self.gap.floors[0]
        if isinstance(first, MeanFloor):
            name = "tail_moments" if first.middle is None else "two_tails"
            weights = self.gap.weights
            student = "chain" if isinstance(weights, SplitWeights) and weights.chain else self.bound
            gram = "tail_gram_ge_of_fourth_moment" if first.fourth else _FROM_GRAM[0]
            return (*_RESTS_ON[student], f"expected_teacher_error_ge_of_{name}", gram)
        kinds = {floor.anywhere for floor in self.gap.floors}
        floors = (_FROM_GRAM if False in kinds else ()) + (_ANYWHERE if True in kinds else ())
        return (*_RESTS_ON[self.bound], *floors)

    def check(self) -> arb:
        """The lower bound of PGR computed again, by balls, from the free parameters alone."""
        return _certify(
            self.bound, _setup(self.model, self.degree, self.teacher_units, self.delta), self.gap
        ).recovered

    def to_dict(self) -> dict[str, Any]:
        """Plain data; numbers are floats rounded towards the safe side where they are bounds."""
        gap, level, weights = self.gap, self.gap.level, self.gap.weights
        with BALLS.working(BITS):
            floor = min(float_below(each.value) for each in gap.floors)
            found = float_below(gap.recovered)
        return {
            "teacher_units": self.teacher_units,
            "performance_gap_recovered": found,
            "bound": self.bound,
            "probability": None if self.bound in IN_THE_MEAN else float_at_most(1 - self.delta),
            "tau": float(gap.tau),
            "level": None if level is None else float(level.rho),
            "deviation": None if level is None else float(level.deviation),
            "teacher_error_at_most": None if level is None else float_above(level.residual),
            "teacher_error_at_least": floor,
            "last_degree": max(each.last for each in gap.floors),
            "aligned_degree": gap.aligned,
            "blocks": weights.blocks if isinstance(weights, BlockWeights) else None,
            "weighted_degrees": None if weights is None else list(weights.degrees),
            "weighted_alignment_at_most": (
                None
                if weights is None or isinstance(weights, SplitWeights)
                else float_above(weights.alignment)
            ),
            "chain": list(weights.chain) if isinstance(weights, SplitWeights) and weights.chain else None,
            "statement": self.statement,
            "rests_on": list(self.rests_on),
            "degree": self.degree,
            "dimension": self.model.dimension,
            "how": self.how,
        }

    def to_latex(self) -> str:
        """A ``tabular`` of the main numbers."""
        data = self.to_dict()
        rows = [
            (r"$M_{TE}$", data["teacher_units"]),
            (r"$\mathrm{PGR} \geq$", rounded_down(data["performance_gap_recovered"], 6)),
            (r"$\tau$", f"{data['tau']:.6g}"),
            (r"$L_{TE} \geq$", rounded_down(data["teacher_error_at_least"], 3)),
        ]
        return latex_table([(name, f"${latex_number(value)}$") for name, value in rows], "ll")

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(name)}</td><td>{escape(str(value))}</td></tr>"
            for name, value in self.to_dict().items()
        )
        return f"<p>{escape(repr(self))}</p><table>{rows}</table>"

    def __repr__(self) -> str:
        return (
            f"GapCertificate(d={self.model.dimension}, M_TE={self.teacher_units}, degree={self.degree}, "
            f"{self.gap_text} by {self.bound}, tau={float(self.tau):.4g}, {self.how})"
        )


def certified_gap(
    model: Model,
    teacher_units: int,
    *,
    delta: Any = Fraction(1, 10),
    degree: int = 1,
    bound: str | None = None,
) -> GapCertificate | None:
    """The largest PGR that is certain for a teacher of M_TE random features and a student of infinite width.

    Parameters
    ----------
    model : Model
        Random features on the sphere.
    teacher_units : int
        M_TE, 1 to 10^12.
    delta : number
        Allowed failure probability, strictly between 0 and 1; decimal texts are exact. Not used by
        ``bound="split"``, ``"mean_gap"`` or ``"expectation"``.
    degree : int
        k of the target.
    bound : str, optional
        ``blocks``, ``concentration``, ``effective_dimension``, ``alignment`` (these four: probability >= 1 - delta),
        ``split`` or ``expectation`` (means of errors over networks), ``mean_gap`` (mean of max(PGR, 0) over networks); the
        best of the first four if not given.

    Returns
    -------
    GapCertificate or None
        ``None`` where no gain is certain. Free parameters are optimised in float64, the result is
        certified by balls.

    Raises
    ------
    InputError
        For wrong arguments.
    AccuracyError
        If the degrees that matter cannot be summed, or the balls cannot confirm.

    Examples
    --------
    >>> from w2s_theory.models.relu_sphere import relu_sphere
    >>> certified_gap(relu_sphere(32), 10**6, delta="0.2").recovered > 0.9992
    True
    """
    routes = require_routes(bound)
    setup = _setup(model, require_degree(degree), teacher_units, require_delta(delta))
    found = best_gap(setup, routes)
    if found is None or not found[1].recovered > 1e-9:
        return None
    return certify(setup, *found)


def require_delta(delta: Any) -> Fraction:
    """The failure probability, exact, or ``InputError``."""
    exact = exact_rational(delta, "delta")
    if not 0 < exact < 1:
        raise InputError("delta, the failure probability allowed, must lie strictly between 0 and 1")
    return exact


def require_routes(bound: str | None) -> tuple[str, ...]:
    """The bounds to try, or ``InputError``."""
    if bound is None:
        return ("blocks", "concentration", "effective_dimension", "alignment")
    return (require_choice(bound, "the bound", ROUTES),)


def best_gap(setup: Setup, routes: tuple[str, ...]) -> tuple[str, Gap] | None:
    """Route and choice with the largest gap, in float64; ``AccuracyError`` where it is a floor of L_TE that is missing."""
    sums = float_sums(require_features(setup.model, setup.units, setup.degree))
    found = [(route, compute_gap(route, setup, sums)) for route in routes]
    said = [(route, gap) for route, gap in found if gap is not None]
    if not said:
        require_floor(setup.model, setup.degree, sums.eigenvalue(setup.degree), setup.units, setup.delta)
    return max(said, key=lambda pair: pair[1].recovered, default=None)


def certify(setup: Setup, route: str, gap: Gap) -> GapCertificate:
    """The record of one choice, by balls."""
    delta = Fraction(0) if route in IN_THE_MEAN else setup.delta
    return GapCertificate(
        setup.model, setup.degree, setup.units, delta, route, _certify(route, setup, gap)
    )  # fmt: skip


def _certify(route: str, setup: Setup, gap: Gap) -> Gap:
    setting = require_features(setup.model, setup.units, setup.degree)
    with BALLS.working(BITS):
        found = enclose_gap(route, setup, ball_sums(setting), float_sums(setting), gap)
        if not found.recovered.is_finite():
            raise AccuracyError(
                "the gap holds in float64 and could not be certified: use another number of units"
            )
        return found


def _setup(model: Model, degree: int, units: int, delta: Fraction) -> Setup:
    setting = require_features(model, units, degree)
    return Setup(model, setting.target.main_degree, setting.units, delta)


def float_below(value: arb) -> float:
    """The largest float below a ball, or one next to it."""
    return nextafter(float(value.lower()), -inf)


def float_above(value: arb) -> float:
    """A float above a ball, next to its upper end."""
    return nextafter(float(value.upper()), inf)
