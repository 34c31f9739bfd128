"""How much a numeric check may spend, and when it may speak."""

from __future__ import annotations

from dataclasses import dataclass

# probability that a true claim is refuted by chance, per theorem
FALSE_ALARM = 1e-8
# fewer admitted random draws than that are no trial of a claim about every draw
FEWEST_DRAWS = 10
# an experiment of which the conditions admit few draws is run again, at most so often in all
MOST_BATCHES = 4


@dataclass(frozen=True, slots=True)
class Effort:
    """How much a check may spend: draws of an experiment, optimiser starts and evaluations."""

    draws: int
    starts: int
    evaluations: int
    samples: int
    points: int


# an expectation starts with ``draws`` and doubles them until it is decided, or ``samples`` are drawn
FULL = Effort(draws=400, starts=6, evaluations=4000, samples=32_000, points=60)
QUICK = Effort(draws=60, starts=2, evaluations=1500, samples=8_000, points=16)
