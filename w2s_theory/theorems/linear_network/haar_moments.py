"""The first two moments of a random projection whose law is the same in every rotated basis.

P projects on a random subspace of dimension ``rank`` of R^d, with the orthonormal basis v, e_0, ..., e_{d-2}; o = <v, P v>,
p_j = <e_j, P e_j>, p'_j = <v, P e_j>. Rotation invariance enters as four equalities of means, over j on average, for e_j and
for the diagonals (v +- e_j)/sqrt(2): they are hypotheses of the statements that use these steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Sum

from w2s_theory.notation import d, j, mean, p_across, p_along
from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step


def over_basis(term):
    """The sum over the directions orthogonal to the first one."""
    return Sum(term, (j, 0, d - 2))


@dataclass(frozen=True)
class HaarProjection:
    """``overlap`` is <v, P v>, ``rank`` the dimension of the subspace; two Gram facts, and what rotations keep."""

    overlap: Any
    rank: Any

    @property
    def facts(self) -> tuple[tuple[str, Claim], ...]:
        """tr P, and ||P v||^2 in the basis."""
        o = self.overlap
        return (
            ("P.trace", Claim(o + over_basis(p_along[j]), "==", self.rank)),
            ("P.parseval", Claim(o**2 + over_basis(p_across[j] ** 2), "==", o)),
        )

    @property
    def same_mean(self) -> Claim:
        return self._same_on_average(p_along[j], self.overlap)

    @property
    def same_square(self) -> Claim:
        return self._same_on_average(p_along[j] ** 2, self.overlap**2)

    @property
    def diagonals(self) -> tuple[Claim, ...]:
        return tuple(self._same_on_average(half, self.overlap**2) for half in self.halves)

    @property
    def halves(self) -> tuple[Any, ...]:
        """The squares of <u, P u> for the two diagonals of v and e_j."""
        return tuple(
            ((self.overlap + p_along[j]) / 2 + sign * p_across[j]) ** 2 for sign in (1, -1)
        )

    def _same_on_average(self, term, first_term) -> Claim:
        """A mean is the same for v and, on average, for the other directions."""
        return Claim(over_basis(mean(term)), "==", (d - 1) * mean(first_term))


def mean_steps(projection: HaarProjection) -> tuple[Step, ...]:
    """Steps that end in ``mean_overlap``: E <v, P v> = rank/d."""
    overlap, rank, along = projection.overlap, projection.rank, over_basis(p_along[j])
    return (
        Step(
            "trace", Claim(overlap + along, "==", rank), "gram", certificate={"multipliers": {"P.trace": 1}},
            note="The trace of a projection is the dimension of its range, in every basis.",
        ),
        Step(
            "mean_trace", Claim(mean(overlap) + over_basis(mean(p_along[j])), "==", rank), "expectation",
            uses=("trace",), certificate={"of": "trace"}, note="The mean over the draw.",
        ),
        Step(
            "same", projection.same_mean, "hypothesis",
            note="Rotation invariance: all directions are alike, in the mean.",
        ),
        Step(
            "mean_overlap", Claim(mean(overlap), "==", rank / d), "rational", uses=("same", "mean_trace"),
            certificate={"multipliers": {"mean_trace": 1 / d}}, note="So d times the mean is the rank.",
        ),
    )


def second_moment_steps(projection: HaarProjection) -> tuple[Step, ...]:
    """After ``mean_steps``: ``second_moment`` E <v, P v>^2 and ``mean_parseval``, which gives the sum of E p'_j^2."""
    overlap, rank, along, across = projection.overlap, projection.rank, p_along[j], p_across[j]
    square, cross, product = mean(overlap**2), over_basis(mean(across**2)), over_basis(mean(overlap * along))
    halves = projection.halves
    return (
        Step("squares", projection.same_square, "hypothesis", note="Rotation invariance, along every e_j."),
        Step("diagonal", projection.diagonals[0], "hypothesis", note="Rotation invariance, along (v + e_j)/sqrt(2)."),
        Step("other_diagonal", projection.diagonals[1], "hypothesis", note="Rotation invariance, along (v - e_j)/sqrt(2)."),
        Step(
            "parallelogram",
            Claim(
                over_basis(halves[0]) + over_basis(halves[1]), "==",
                over_basis(overlap**2) / 2 + over_basis(overlap * along) + over_basis(along**2) / 2
                + 2 * over_basis(across**2),
            ),
            "termwise", note="The sum of both squares, term by term.",
        ),
        Step(
            "mean_parallelogram",
            Claim(
                projection.diagonals[0].left + projection.diagonals[1].left, "==",
                over_basis(square) / 2 + product + projection.same_square.left / 2 + 2 * cross,
            ),
            "expectation", uses=("parallelogram",), certificate={"of": "parallelogram"},
            note="The mean over the draw.",
        ),
        Step("equal", Claim(over_basis(square), "==", (d - 1) * square), "finite_sum", note="d - 1 equal terms."),
        Step(
            "mixed", Claim(product, "==", (d - 1) * square - 2 * cross), "ring",
            uses=("diagonal", "other_diagonal", "squares", "equal", "mean_parallelogram"),
            certificate={"multipliers": {"mean_parallelogram": -1}}, note="All four squares have the mean E o^2.",
        ),
        Step(
            "factor", Claim(over_basis(overlap * along), "==", overlap * over_basis(along)), "termwise",
            note="The factor o does not depend on j.",
        ),
        Step(
            "trace_times", Claim(overlap**2 + over_basis(overlap * along), "==", rank * overlap), "gram", uses=("factor",),
            certificate={"multipliers": {"P.trace": overlap}}, note="The trace, times o.",
        ),
        Step(
            "mean_trace_times", Claim(square + product, "==", rank * mean(overlap)), "expectation",
            uses=("trace_times",), certificate={"of": "trace_times"}, note="The mean over the draw.",
        ),
        Step(
            "parseval", Claim(overlap**2 + over_basis(across**2), "==", overlap), "gram",
            certificate={"multipliers": {"P.parseval": 1}}, note="||P v||^2 = <v, P v>, in the basis.",
        ),
        Step(
            "mean_parseval", Claim(square + cross, "==", mean(overlap)), "expectation", uses=("parseval",),
            certificate={"of": "parseval"}, note="The mean over the draw.",
        ),
        Step(
            "second_moment", Claim(square, "==", rank * (rank + 2) / (d * (d + 2))), "rational",
            uses=("mixed", "mean_trace_times", "mean_parseval", "mean_overlap"),
            certificate={
                "multipliers": {
                    "mean_trace_times": 1 / (d + 2), "mean_parseval": 2 / (d + 2), "mean_overlap": (rank + 2) / (d + 2),
                },
            },
            note="(d + 2) E o^2 = (rank + 2) E o.",
        ),
    )
