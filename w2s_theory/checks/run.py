"""Run the check: every theorem proved, evaluated three ways, simulated; one verdict each."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from w2s_theory.checks.agreement import evaluations_agree
from w2s_theory.checks.numeric import FULL, QUICK, run_trial
from w2s_theory.checks.processes import run_jobs
from w2s_theory.checks.proofs import Proof, prove, require_well_formed
from w2s_theory.checks.universality import gap_summary
from w2s_theory.simulate.streams import child_generator, require_seed
from w2s_theory.spec.errors import InputError
from w2s_theory.spec.theorem import Theorem
from w2s_theory.spec.verdict import Agreement, Trial, Verdict, VerdictWord
from w2s_theory.theorems.listing import Broken, Catalog, load_theorem, one_line, suggestion

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Verdicts in the order of the catalog, and the theorem files that did not load."""

    verdicts: tuple[Verdict, ...]
    broken: tuple[Broken, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.broken and all(
            v.verdict in ("verified", "consistent", "measured") for v in self.verdicts
        )

    @property
    def refuted(self) -> bool:
        return any(v.verdict == "refuted" for v in self.verdicts)

    def to_dict(self) -> dict[str, Any]:
        return {
            "verdicts": [each.to_dict() for each in self.verdicts],
            "broken": [{"path": each.path, "reason": each.reason} for each in self.broken],
        }


def check(
    names: str | Iterable[str] | None = None,
    *,
    quick: bool = False,
    seed: int = 0,
    file: str | Path | None = None,
    folder: str | Path | None = None,
    progress: Progress | None = None,
    workers: int = 1,
) -> CheckResult:
    """Check theorems by name (all of them by default), a user's file, or a folder of such files.

    Parameters
    ----------
    names
        One name or several; ``None`` for every theorem (or none beside ``file`` / ``folder``).
    quick
        Fewer draws and points; the same decisions.
    seed
        Of the simulation; each theorem has its own named streams, so that adding a theorem
        changes no other verdict.
    file, folder
        Theorem files of the user's (Python that the user chose to run).
    progress
        Called as ``progress(name, done, total)`` when a theorem is finished.
    workers
        Processes; verdicts do not depend on it.

    Raises
    ------
    InputError
        For an unknown name (with the nearest), a bad seed, or a file without a theorem.
    """
    require_seed(seed)  # refuses a bad seed before any work
    catalog = Catalog()
    chosen = [names] if isinstance(names, str) else list(names or [])
    for name in chosen:
        if name not in catalog:
            raise InputError(f"there is no theorem {name!r}{suggestion(name, catalog)}")
    paths = _user_files(file, folder)
    if not chosen and not paths:
        chosen = list(catalog)
    jobs: list[str | Path] = [*dict.fromkeys(chosen), *paths]
    found = _run_all(jobs, quick, seed, progress, workers)
    verdicts = tuple(each for each in found if isinstance(each, Verdict))
    broken = tuple(each for each in found if isinstance(each, Broken))
    if len(jobs) == 1 and broken and paths:
        raise InputError(broken[0].reason)
    return CheckResult(verdicts, broken)


def _user_files(file: str | Path | None, folder: str | Path | None) -> list[Path]:
    paths = [Path(file)] if file is not None else []
    if file is not None and not paths[0].is_file():
        raise InputError(f"{file} is not a file: give the path of a theorem file")
    if folder is not None:
        if not Path(folder).is_dir():
            raise InputError(f"{folder} is not a folder of theorem files")
        texts = {
            path: path.read_text(encoding="utf-8", errors="replace") for path in Path(folder).glob("*.py")
        }
        inside = sorted(path for path, text in texts.items() if "\nTHEOREM = " in text)
        if not inside:
            raise InputError(f"{folder} holds no theorem file (a .py file with THEOREM = ...)")
        paths += inside
    return paths


def _run_all(
    jobs: list[str | Path], quick: bool, seed: int, progress: Progress | None, workers: int
) -> list[Verdict | Broken]:
    done = 0

    def finished(number: int, result: Verdict | Broken) -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(result.name if isinstance(result, Verdict) else result.path, done, len(jobs))

    wanted = {number: partial(check_one, job, quick, seed) for number, job in enumerate(jobs)}
    return list(run_jobs(wanted, workers, finished).values())


def check_one(job: str | Path, quick: bool, seed: int) -> Verdict | Broken:
    """The verdict on one theorem, by name or by file; a file that does not load is named."""
    catalog = Catalog()
    try:
        theorem = catalog[job] if isinstance(job, str) else load_theorem(job)
        if not isinstance(job, str):
            require_well_formed(theorem, catalog)
        return check_theorem(theorem, catalog, quick=quick, seed=seed)
    except Exception as error:  # a broken file must not hide the others
        reason = str(error) if isinstance(error, InputError) else one_line(error)
        return Broken(f"{job}.py" if isinstance(job, str) else str(job), reason)


def check_theorem(
    theorem: Theorem, catalog: Mapping[str, Theorem], *, quick: bool = False, seed: int = 0
) -> Verdict:
    """The verdict on a theorem record."""
    start = time.perf_counter()
    effort = QUICK if quick else FULL
    proof = prove(theorem, catalog)
    agreement = evaluations_agree(theorem, child_generator(seed, f"{theorem.name}/points"), effort.points)
    trial = run_trial(theorem, seed, effort)
    word, reason = decide_verdict(theorem, proof, agreement, trial)
    return Verdict(
        theorem.name,
        word,
        reason,
        proof.ledger,
        agreement,
        trial,
        proof.rests_on,
        seed,
        quick,
        time.perf_counter() - start,
        versions(),
    )


def decide_verdict(
    theorem: Theorem, proof: Proof, agreement: Agreement, trial: Trial
) -> tuple[VerdictWord, str]:
    """The rules by which the three parts become one word."""
    if proof.ledger.refuted:
        return "refuted", proof.problem
    if agreement.problem and agreement.points:
        return "refuted", agreement.problem
    if trial.refuted:
        return "refuted", trial.problem
    if not agreement.points or not trial.decided or not trial.powerful:
        return "undecided", agreement.problem or trial.problem
    if theorem.status != "proved":
        return "measured", gap_summary(theorem, trial.gaps) if trial.gaps else ""
    if not proof.complete:
        return "consistent", proof.problem
    if theorem.quantifier == "asymptotic":
        return "consistent", "asymptotic: consistent on the range that was tried"
    return "verified", ""


@cache
def versions() -> dict[str, str]:
    """Versions of everything that a number here depends on."""
    names = ("w2s_theory", "sympy", "mpmath", "python-flint", "numpy", "scipy")
    return {"python": platform.python_version(), **{name: version(name) for name in names}}
