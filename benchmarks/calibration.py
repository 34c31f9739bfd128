"""Do the statistics keep their promises?  Writes docs/calibration.md: ``python -m benchmarks.calibration``.

False alarms and coverage of the deciding statistics are counted at levels at which counting is possible; that the
same procedures hold at the level of the verdicts is their theorem (Ville's inequality, exact binomial limits). Power
is counted at the level of the verdicts itself. Exit status 1 if a deciding statistic errs significantly too often.

One row again: ``python -m benchmarks.calibration --only "bet: a coin, above"``
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.known_laws import POOL, Law, bounded_laws, unbounded_laws

PAGE = Path(__file__).parent.parent / "docs" / "calibration.md"
RUNS, DRAWS = 10_000, 400
LEVELS = (0.05, 0.01)
# a deciding statistic is called wrong when its share of errors is above the level with this confidence
CERTAIN = 1e-4


def error_limits(errors: int, runs: int, confidence: float = 0.99) -> tuple[float, float]:
    """Exact binomial limits (Clopper-Pearson) of a probability."""
    from scipy.stats import binomtest

    limits = binomtest(errors, runs).proportion_ci(confidence)
    return float(limits.low), float(limits.high)


def too_often(errors: int, runs: int, level: float) -> bool:
    """Whether that many errors would be a surprise for a procedure that errs with probability ``level``."""
    from scipy.stats import binom

    return bool(binom.sf(errors - 1, runs, level) < CERTAIN)


def share(errors: int, runs: int) -> str:
    """A share with its limits, in percent."""
    low, high = error_limits(errors, runs)
    return f"{100 * errors / runs:.2f} ({100 * low:.2f} to {100 * high:.2f})"


@dataclass(frozen=True)
class Count:
    """Errors of one procedure on one law, of ``runs`` at each level."""

    name: str
    errors: tuple[int, ...]
    runs: int
    deciding: bool = True

    @property
    def wrong(self) -> bool:
        """Whether a deciding statistic errs significantly more often than it promises."""
        pairs = zip(self.errors, LEVELS, strict=True)
        return self.deciding and any(too_often(errors, self.runs, level) for errors, level in pairs)

    def row(self) -> str:
        """As a row of its table."""
        return f"| {self.name} | " + " | ".join(share(errors, self.runs) for errors in self.errors) + " |"


def _capitals(name: str, law: Law, capital: Callable[[np.ndarray], float], runs: int) -> Count:
    rng = np.random.default_rng([7, *name.encode()])
    found = np.array([capital(law.draw(rng, DRAWS)) for _ in range(runs)])
    return Count(name, tuple(int(np.sum(found >= math.log(1 / level))) for level in LEVELS), runs)


def count_bets(law_name: str, side: str, runs: int = RUNS) -> Count:
    """False alarms of bets on values in a known range against their true mean, looked at after every draw."""
    from w2s_theory.checks.confidence_sequences import log_capital_against

    law = bounded_laws()[law_name]()
    name = bet_name(law_name, side)
    return _capitals(name, law, lambda x: log_capital_against(x, law.mean, side, law.low, law.high), runs)


def count_variance_bets(law_name: str, side: str, runs: int = RUNS) -> Count:
    """The same for values whose variance is known instead of their range."""
    from w2s_theory.checks.confidence_sequences import log_capital_of_variance

    law = unbounded_laws()[law_name]()
    name = bet_name(law_name, side)
    variance, edge = np.full(DRAWS, law.variance), np.full(DRAWS, 0.1 * law.mean)
    mean = np.full(DRAWS, law.mean)
    return _capitals(name, law, lambda x: log_capital_of_variance(x, mean, side, variance, edge), runs)


def count_interval(law_name: str, runs: int = RUNS) -> Count:
    """Runs whose interval after the last draw misses the mean; it counts misses at all earlier draws too."""
    from w2s_theory.checks.confidence_sequences import mean_confidence_interval

    law = bounded_laws()[law_name]()
    name = interval_name(law_name)
    rng = np.random.default_rng([7, *name.encode()])
    missed = [0] * len(LEVELS)
    for _ in range(runs):
        values = law.draw(rng, DRAWS)
        for place, level in enumerate(LEVELS):
            low, high = mean_confidence_interval(values, law.low, law.high, level)
            missed[place] += not low <= law.mean <= high
    return Count(name, tuple(missed), runs)


def count_failure_limits(rate: float, side: str, runs: int = RUNS) -> Count:
    """Runs in which an exact binomial limit of a failure rate lies on the wrong side of it."""
    from w2s_theory.checks.confidence_sequences import largest_failure_rate, smallest_failure_rate

    name = failure_name(rate, side)
    rng = np.random.default_rng([7, *name.encode()])
    counts = rng.binomial(DRAWS, rate, runs)
    missed = []
    for level in LEVELS:
        limit = {
            int(count): smallest_failure_rate(int(count), DRAWS, level) > rate
            if side == "lower"
            else largest_failure_rate(int(count), DRAWS, level) < rate
            for count in np.unique(counts)
        }
        missed.append(sum(limit[int(count)] for count in counts))
    return Count(name, tuple(missed), runs)


def count_power(law_name: str, side: str, change: float) -> str:
    """Row of the table of power: how often a mean changed by a share is refuted, by number of draws."""
    from w2s_theory.checks.confidence_sequences import log_capital_against
    from w2s_theory.checks.numeric import FALSE_ALARM

    law = bounded_laws()[law_name]()
    claimed = law.mean * (1 + change if side == "below" else 1 - change)
    name = f"{law_name}, {side}"
    rng = np.random.default_rng([8, *name.encode()])
    found = {size: 0 for size in POWER_SIZES}
    for _ in range(POWER_RUNS):
        values = law.draw(rng, max(POWER_SIZES))
        for size in POWER_SIZES:
            capital = log_capital_against(values[:size], claimed, side, law.low, law.high)
            found[size] += capital >= math.log(2 / FALSE_ALARM)
    return (
        f"| {name} | {100 * change:g} % | "
        + " | ".join(share(found[n], POWER_RUNS) for n in POWER_SIZES)
        + " |"
    )


POWER_SIZES, POWER_RUNS, CHANGES = (400, 1600, 6400, 25_600), 200, (0.05, 0.1, 0.2)


def count_verdicts(theorem_name: str, seeds: int) -> str:
    """Row of the table of theorems: in how many quick checks the changed claim was noticed, and none refuted."""
    from w2s_theory.checks.numeric import QUICK, check_numerically
    from w2s_theory.theorems.listing import Catalog

    theorem = Catalog()[theorem_name]
    trials = [check_numerically(theorem, seed, QUICK) for seed in range(1, seeds + 1)]
    powerful, refuted = sum(t.powerful and t.decided for t in trials), sum(t.refuted for t in trials)
    drawn = int(np.median([trial.draws for trial in trials]))
    return (
        f"| `{theorem_name}` | {theorem.quantifier} | {100 * float(theorem.discrepancy):g} % | {drawn} "
        f"| {share(powerful, seeds)} | {refuted} |"
    )


def statistical_theorems() -> list[str]:
    """Names of the proved theorems whose check decides by statistics."""
    from w2s_theory.records.quantifier import Expectation, Probability
    from w2s_theory.theorems.listing import Catalog

    catalog = Catalog()
    return [
        name
        for name in catalog
        if catalog[name].status == "proved"
        and isinstance(catalog[name].quantifier, Expectation | Probability)
    ]


def bet_name(law_name: str, side: str) -> str:
    """First column of a bet's row."""
    return f"bet: {law_name}, {side}"


def interval_name(law_name: str) -> str:
    """First column of an interval's row."""
    return f"interval: {law_name}"


def failure_name(rate: float, side: str) -> str:
    """First column of the row of a limit of a failure rate."""
    return f"failure rate {rate:g}, {side} limit"


def count_jobs() -> dict[str, dict[str, Callable[[], Count]]]:
    """The counted tables: title -> name of a row -> what counts it."""
    sides, bounded, unbounded = ("above", "below"), bounded_laws(), unbounded_laws()
    return {
        "Bets on a mean in a known range": {
            bet_name(law, side): partial(count_bets, law, side) for law in bounded for side in sides
        },
        "Bets on a mean of known variance": {
            bet_name(law, side): partial(count_variance_bets, law, side) for law in unbounded for side in sides
        },
        "Intervals for a mean, at any time": {
            interval_name(law): partial(count_interval, law) for law in bounded
        },
        "Limits of a failure rate": {
            failure_name(rate, side): partial(count_failure_limits, rate, side)
            for rate in (0.01, 0.1, 0.5) for side in ("lower", "upper")
        },
    }  # fmt: skip


def describing_rows(pool: int) -> Iterable[str]:
    """Misses of the describing interval at 95 %, by number of trials: approximate, and said to be so."""
    from benchmarks.interval_coverage import TRIALS, measure

    rows = measure(pool)
    yield "| d, M_TE, degree | quantity | skewness | " + " | ".join(f"{n} trials" for n in TRIALS) + " |"
    yield "|---|---|---|" + "---|" * len(TRIALS)
    for row in rows:
        if row["trials"] != TRIALS[0]:
            continue
        same = [r for r in rows if all(r[k] == row[k] for k in ("dimension", "units", "degree", "quantity"))]
        missed = {r["trials"]: [100 * (1 - r[key]) for key in ("coverage", "high", "low")] for r in same}
        cells = {n: f"{mean:.1f} ({low:.1f} to {high:.1f})" for n, (mean, low, high) in missed.items()}
        shown = " | ".join(cells.get(n, "") for n in TRIALS)
        place = f"{row['dimension']}, {row['units']}, {row['degree']}"
        yield f"| {place} | {row['quantity']} | {row['skewness']:.2f} | {shown} |"


WORDS = f"""\
# Calibration of the statistics

Written by `make calibrate` (`python -m benchmarks.calibration`). Deciding statistics may refute a claim; describing ones
only draw error bars. All shares are in percent, with exact binomial limits (99 %) in brackets.

## False alarms and misses of the deciding statistics

Each row: {RUNS:,} simulated runs of {DRAWS} draws in which the claim is true. A bet is looked at after every draw and
counts if it ever reaches 1/level; an interval counts if it misses the mean at any time. No share may be above its level.
The verdicts use level 1e-8, at which nothing can be counted: that the level holds there as well is the theorem behind
each procedure (Ville's inequality for bets, exact binomial probabilities for failure rates). The laws "of networks" are the
errors of {POOL} simulated networks (d = 4, M_TE = 16, tau = 8), drawn with replacement, so that their mean is exact.
"""


POWER_WORDS = f"""
## Power at the level of the verdicts

Share of {POWER_RUNS} runs in which a mean that is claimed wrongly by the given change is refuted, by number of draws.

"""
CHECK_WORDS = """
## Power of the checks

Quick checks (`w2s check --quick`) with {seeds} seeds of every proved theorem that is decided by statistics: how often the
bound changed by the declared discrepancy was noticed within the quick budget, and how often the true claim was refuted.

"""
DESCRIBING_WORDS = """
## Describing intervals

Share of Student intervals at 95 % that miss the mean (5 would be exact). They describe: no verdict rests on them.
{pool} independent teachers per case stand for the population (`python benchmarks/interval_coverage.py`).

"""


def write_page(seeds: int, pool: int, workers: int) -> tuple[str, bool]:
    """The page, and whether a deciding statistic errs too often."""
    lines, wrong = WORDS.splitlines(), False
    with ProcessPoolExecutor(workers) as executor:
        counted = {
            title: [executor.submit(call) for call in jobs.values()] for title, jobs in count_jobs().items()
        }
        powers = [
            executor.submit(count_power, law, side, change)
            for law in bounded_laws() if law != "1 in 100" for side in ("above", "below") for change in CHANGES
        ]  # fmt: skip
        verdicts = [executor.submit(count_verdicts, name, seeds) for name in statistical_theorems()]
        for title, rows in counted.items():
            print(f"{title} ...", file=sys.stderr)
            counts = [row.result() for row in rows]
            wrong |= any(count.wrong for count in counts)
            lines += ["", f"### {title}", "", "| what | level 5 % | level 1 % |", "|---|---|---|"]
            lines += [count.row() for count in counts]
        print("Power ...", file=sys.stderr)
        sizes = " | ".join(f"{n} draws" for n in POWER_SIZES)
        lines += POWER_WORDS.splitlines()
        lines += [f"| law, side | change | {sizes} |", "|---|---|" + "---|" * len(POWER_SIZES)]
        lines += [row.result() for row in powers]
        lines += CHECK_WORDS.format(seeds=seeds).splitlines()
        lines += [
            "| theorem | quantifier | discrepancy | draws (median) | noticed | refuted |",
            "|" + "---|" * 6,
        ]
        lines += [row.result() for row in verdicts]
    print("Describing intervals ...", file=sys.stderr)
    lines += DESCRIBING_WORDS.format(pool=pool).splitlines()
    lines += list(describing_rows(pool))
    return "\n".join(lines) + "\n", wrong


def find_row(name: str) -> Count:
    """Count one row again, by the name in its first column.

    Raises
    ------
    KeyError
        If no table has such a row.
    """
    for jobs in count_jobs().values():
        if name in jobs:
            return jobs[name]()
    raise KeyError(f"there is no row {name!r}")


def main(arguments: list[str] | None = None) -> int:
    """Write the page, or count one row again."""
    parser = argparse.ArgumentParser(description="Calibration of the statistics.")
    parser.add_argument("--seeds", type=int, default=20, help="quick checks per theorem (default 20)")
    parser.add_argument(
        "--pool", type=int, default=10_000, help="teachers per case of the describing intervals"
    )
    parser.add_argument("--workers", type=int, default=2, help="processes (default 2)")
    parser.add_argument("--only", help="count the row of this name again and write nothing")
    parser.add_argument("--out", type=Path, default=PAGE, help="the page to write")
    options = parser.parse_args(arguments)
    if options.only is not None:
        print(find_row(options.only).row())
        return 0
    text, wrong = write_page(options.seeds, options.pool, options.workers)
    temporary = options.out.with_suffix(".tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(options.out)
    print(options.out)
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
