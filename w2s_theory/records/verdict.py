"""What a check returns: what was decided, how, with what power, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from w2s_theory.records.ledger import Ledger
from w2s_theory.records.shown import Shown

NOT_SHOWN = "not shown"

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
class Deviation:
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
class SetAside:
    """How many draws were not used as evidence, and why (``lie outside the stated domain, ...``)."""

    reason: str
    draws: int

    def text(self, made: int) -> str:
        """``12 of 60 draws lie outside the stated domain, ...``."""
        return f"{self.draws} of {made} draws {self.reason}"


@dataclass(frozen=True, slots=True)
class NumericCheck:
    """The numeric check of a claim.

    Parameters
    ----------
    method
        What decides (``every draw``, ``two computations``, ``confidence sequence``, ...).
    draws, admitted
        Draws made, and those of which the statement speaks and whose numbers are numbers (0 fails).
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
    set_aside
        Draws outside the stated domain, or against a hypothesis or a condition: evidence neither for nor against.
    certified
        Whether a contradiction was also found with the exact bound, in balls: it is then no fault of float64.
    attained
        How near the bound was reached, at most, as a share of it (0 where attained); ``None`` where no draw can show it.
    shown
        A few of the draws for the figure of the page; part of no verdict, and not written as JSON.
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
    gaps: tuple[Deviation, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    certified: bool = False
    attained: float | None = None
    shown: Shown | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one theorem, with everything it was read from.

    ``claimed_sharpness`` is what the file says of its bound, ``sharpness`` what this check shows of it:
    the same word, or ``not shown``. ``setting`` lists the facts that the statement takes for granted, as text;
    ``form`` what the file lacks besides the theorem (a docstring, a known citation, a title of its own), ``warnings`` what
    is odd there and does no harm.
    """

    name: str
    verdict: VerdictWord
    reason: str
    ledger: Ledger
    agreement: Agreement
    numeric: NumericCheck
    rests_on: tuple[str, ...]
    seed: int
    quick: bool
    seconds: float
    versions: Mapping[str, str]
    claimed_sharpness: str = ""
    sharpness: str = ""
    setting: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader must know beside the word: values not found, draws set aside, a sharpness that is not shown."""
        found = [self.ledger.reason] if self.ledger.complete and self.ledger.reason else []
        found += [each.text(self.numeric.draws) for each in self.numeric.set_aside]
        return (*found, *((self.sharpness_text,) if self.sharpness == NOT_SHOWN else ()))

    @property
    def sharpness_text(self) -> str:
        """``attained``, or ``sharpness not shown (attained is claimed; closest ratio 0.5)``."""
        if self.sharpness != NOT_SHOWN:
            return self.sharpness
        ratio = self.numeric.tightness
        closest = "no ratio was measured" if ratio is None else f"closest ratio {ratio:.6g}"
        return f"sharpness not shown ({self.claimed_sharpness} is claimed; {closest})"

    def __repr__(self) -> str:
        return f"<{self.name}: {self.verdict}{', ' + self.reason if self.reason else ''}>"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; a row of ``w2s check --json``."""
        trial = self.numeric
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
            "set_aside": [asdict(each) for each in trial.set_aside],
            "sharpness": self.sharpness,
            "sharpness_claimed": self.claimed_sharpness,
            "remarks": list(self.remarks),
            "setting": list(self.setting),
            "form": list(self.form),
            "warnings": list(self.warnings),
            "agreement": asdict(self.agreement),
            "proof_steps": len(self.ledger.lines),
            "proof_complete": self.ledger.complete,
            "rests_on": list(self.rests_on),
            "seed": self.seed,
            "quick": self.quick,
            "seconds": round(self.seconds, 3),
            "versions": dict(self.versions),
        }

    def _repr_html_(self) -> str:
        from html import escape

        return f"<code>{escape(self.name)}</code>: <b>{self.verdict}</b> {escape(self.reason)}"
