"""What a check returns: what was decided, how, with what power, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from w2s_theory.spec.ledger import Ledger

VerdictWord = Literal["verified", "consistent", "measured", "undecided", "refuted"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The three views of every side of the claim, at exact points of the domain.

    ``largest_float_error`` is relative, against the ball; ``float_accuracy`` is what was promised.
    """

    points: int
    digits: int
    largest_float_error: float
    float_accuracy: float
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """How far one mean is from a claim that is measured and not proved, at one size.

    Parameters
    ----------
    cell
        The size in words (``d = 16, M_TE = 64``).
    draws
        Number of independent draws.
    measured, bound
        Means over the draws.
    gap, low, high
        measured/bound - 1 and its interval. ``method`` says of which kind.
    """

    cell: str
    draws: int
    measured: float
    bound: float
    gap: float
    low: float
    high: float
    method: str


@dataclass(frozen=True, slots=True)
class Trial:
    """The numeric check of a claim.

    Parameters
    ----------
    method
        What decides (``every draw``, ``two computations``, ``confidence sequence``, ...).
    draws, admitted
        Draws made, and those that satisfy every condition (0 fails).
    refuted
        Whether some draw contradicts the claim beyond its own error bound.
    powerful
        Whether the claim with its bound changed by the declared discrepancy *was* refuted by the
        same draws: a check that cannot fail is a defect.
    measured, bound, margin
        At the draw where the claim is closest to failing; margin >= 0 where it holds.
    tightness
        measured/bound there (1 where attained); ``None`` for a bound of 0.
    attack
        Closest measured/bound that the optimiser reached, or ``None`` if there is none.
    false_alarm
        Probability that a true claim is refuted by chance (0 for deterministic checks).
    problem
        One line when refuted, without power, or undecided.
    gaps
        For what is measured and not proved: the gap at every size that was looked at.
    """

    method: str
    draws: int
    admitted: int
    refuted: bool
    powerful: bool
    measured: float | None
    bound: float | None
    margin: float | None
    tightness: float | None
    attack: float | None = None
    false_alarm: float = 0.0
    decided: bool = True
    sizes: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one theorem, with everything it was read from."""

    name: str
    verdict: VerdictWord
    reason: str
    ledger: Ledger
    agreement: Agreement
    trial: Trial
    rests_on: tuple[str, ...]
    seed: int
    quick: bool
    seconds: float
    versions: Mapping[str, str]

    def __repr__(self) -> str:
        return f"<{self.name}: {self.verdict}{', ' + self.reason if self.reason else ''}>"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; a row of ``w2s check --json``."""
        trial = self.trial
        return {
            "name": self.name,
            "verdict": self.verdict,
            "reason": self.reason,
            "measured": trial.measured,
            "bound": trial.bound,
            "margin": trial.margin,
            "tightness": trial.tightness,
            "attack": trial.attack,
            "powerful": trial.powerful,
            "draws": trial.draws,
            "admitted": trial.admitted,
            "method": trial.method,
            "false_alarm": trial.false_alarm,
            "sizes": dict(trial.sizes),
            "gaps": [asdict(each) for each in trial.gaps],
            "agreement": asdict(self.agreement),
            "proof_steps": len(self.ledger.lines),
            "rests_on": list(self.rests_on),
            "seed": self.seed,
            "quick": self.quick,
            "seconds": round(self.seconds, 3),
            "versions": dict(self.versions),
        }

    def _repr_html_(self) -> str:
        from html import escape

        return f"<code>{escape(self.name)}</code>: <b>{self.verdict}</b> {escape(self.reason)}"
