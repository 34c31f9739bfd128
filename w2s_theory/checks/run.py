"""Run the check: every theorem proved, evaluated three ways, simulated; one verdict each."""

from __future__ import annotations

import platform
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from w2s_theory.checks.agreement import evaluations_agree
from w2s_theory.checks.numeric import FULL, QUICK, check_numerically
from w2s_theory.checks.processes import run_jobs
from w2s_theory.checks.proofs import Proof, prove, require_well_formed
from w2s_theory.checks.sharpness import shown_sharpness
from w2s_theory.checks.shown import Remembering, shown_draws
from w2s_theory.checks.universality import gap_summary
from w2s_theory.given import require_flag, require_list, require_path, require_text
from w2s_theory.models.sizes import require_whole
from w2s_theory.printing.escaped import escaped
from w2s_theory.records.claim import Claim
from w2s_theory.records.errors import InputError
from w2s_theory.records.quantifier import Asymptotic, Measured
from w2s_theory.records.theorem import Theorem
from w2s_theory.records.verdict import Agreement, NumericCheck, Verdict, VerdictWord
from w2s_theory.simulate.machine.streams import child_generator, require_seed
from w2s_theory.tables import html_table, latex_number, latex_table
from w2s_theory.theorems.form import form_problems, form_warnings
from w2s_theory.theorems.listing import (
    Broken,
    Catalog,
    is_theorem_file,
    load_theorem,
    one_line,
    theorem_files,
)
from w2s_theory.theorems.names import chosen_names
from w2s_theory.theorems.user_code import user_code

Progress = Callable[[str, int, int], None]
Words = Callable[[Claim], str]


def plain_claim(claim: Claim) -> str:
    """A claim as SymPy prints its sides; the command line prints it in the paper's letters."""
    return f"{claim.left} {claim.relation} {claim.right}"


@dataclass(frozen=True, slots=True, repr=False)
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

    def to_latex(self) -> str:
        """A ``tabular`` of theorem, verdict and tightness (measured/bound at the closest draw)."""
        rows = [
            (rf"\texttt{{{escaped(v.name)}}}", v.verdict, f"${latex_number(v.numeric.tightness, 6)}$")
            for v in self.verdicts
        ]
        return latex_table(rows, "lll", ("theorem", "verdict", "tightness"))

    def __repr__(self) -> str:
        if len(self.verdicts) == 1 and not self.broken:
            return repr(self.verdicts[0])
        words = Counter(each.verdict for each in self.verdicts)
        parts = [f"{count} {word}" for word, count in words.items()]
        parts += [f"{len(self.broken)} not loaded"] if self.broken else []
        return f"<check of {len(self.verdicts) + len(self.broken)} theorems: {', '.join(parts)}>"

    def _repr_html_(self) -> str:
        rows: list[tuple[Any, ...]] = [
            (v.name, v.verdict, v.numeric.tightness, "; ".join((v.reason, *v.remarks)).strip("; "))
            for v in self.verdicts
        ]
        rows += [(each.path, "not loaded", None, each.reason) for each in self.broken]
        return html_table(rows, ("theorem", "verdict", "tightness", ""), repr(self))


def check(
    names: str | Iterable[str] | None = None,
    *,
    quick: bool = False,
    seed: int = 0,
    file: str | Path | None = None,
    folder: str | Path | None = None,
    progress: Progress | None = None,
    workers: int = 1,
    apart: bool = False,
    words: Words = plain_claim,
) -> CheckResult:
    """Check theorems by name (all of them by default), a user's file, or a folder of such files.

    Parameters
    ----------
    names
        One name or several: a part that no other name has will do, a subject stands for all its
        theorems; ``None`` for every theorem (or none beside ``file`` / ``folder``).
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
    apart
        Whether files of the user's run in another process than this one even if there is but one: a file that
        ends its process (``os._exit``, out of memory) is then named like any other that does not load.
    words
        Prints the facts of a setting.

    Returns
    -------
    CheckResult
        ``.verdicts``, one each; ``.holds`` and ``.refuted``.

    Raises
    ------
    InputError
        For an unknown name (with the nearest), a bad seed, or a file without a theorem.
    """
    require_seed(seed)  # refuses a bad seed before any work
    quick = require_flag(quick, "quick")
    workers = require_whole(workers, "the number of workers", 1, 1024)
    catalog = Catalog()
    chosen = (
        [names]
        if isinstance(names, str)
        else []
        if names is None
        else require_list(names, "names", "['limits']")
    )
    chosen = [require_text(each, "the name of a theorem", "'three_quarters'") for each in chosen]
    chosen = chosen_names(chosen, catalog)
    paths = _user_files(file, folder)
    if not chosen and not paths:
        chosen = list(catalog)
    jobs: list[str | Path] = [*dict.fromkeys(chosen), *paths]
    found = _run_all(jobs, quick, seed, progress, workers, apart and bool(paths), words)
    verdicts = tuple(each for each in found if isinstance(each, Verdict))
    broken = tuple(each for each in found if isinstance(each, Broken))
    if len(jobs) == 1 and broken and paths:
        path, reason = broken[0].path, broken[0].reason
        raise InputError(reason if Path(path).name in reason else f"{path}: {reason}")
    return CheckResult(verdicts, broken)


def _user_files(file: str | Path | None, folder: str | Path | None) -> list[Path]:
    paths = [require_path(file, "a theorem file")] if file is not None else []
    if file is not None and not paths[0].is_file():
        raise InputError(f"{file} is not a file: give the path of a theorem file")
    if folder is not None:
        if not require_path(folder, "a folder of theorem files").is_dir():
            raise InputError(f"{folder} is not a folder of theorem files")
        inside = sorted(path for path in Path(folder).glob("*.py") if is_theorem_file(path))
        if not inside:
            raise InputError(f"{folder} holds no theorem file (a .py file with THEOREM = ...)")
        paths += inside
    return paths


def _run_all(
    jobs: list[str | Path],
    quick: bool,
    seed: int,
    progress: Progress | None,
    workers: int,
    apart: bool,
    words: Words,
) -> list[Verdict | Broken]:
    done = 0

    def finished(number: int, result: Verdict | Broken) -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(result.name if isinstance(result, Verdict) else result.path, done, len(jobs))

    def lost(number: int, error: Exception) -> Broken:
        ended = isinstance(error, BrokenExecutor)
        reason = "it ended its process (os._exit, a signal, or no memory left)" if ended else one_line(error)
        return Broken(_path(jobs[number]), reason)

    wanted = {number: partial(check_one, job, quick, seed, words) for number, job in enumerate(jobs)}
    return list(run_jobs(wanted, workers, finished, lost if apart else None).values())


def _path(job: str | Path) -> str:
    return f"{job}.py" if isinstance(job, str) else str(job)


def check_one(job: str | Path, quick: bool, seed: int, words: Words = plain_claim) -> Verdict | Broken:
    """The verdict on one theorem, by name or by file; a file that does not load is named.

    What a file prints goes to standard error, and what it raises, of whatever kind, breaks that file alone.
    """
    catalog = Catalog()
    try:
        with user_code(_path(job)):
            theorem = catalog[job] if isinstance(job, str) else load_theorem(job)
            if not isinstance(job, str):
                require_well_formed(theorem, catalog)
            verdict = check_theorem(theorem, catalog, quick=quick, seed=seed, words=words)
            path = theorem_files()[job] if isinstance(job, str) else Path(job)
            return replace(verdict, form=form_problems(theorem, path), warnings=form_warnings(theorem, path))
    except Exception as error:  # a broken file must not hide the others
        return Broken(_path(job), str(error) if isinstance(error, InputError) else one_line(error))


def check_theorem(
    theorem: Theorem,
    catalog: Mapping[str, Theorem],
    *,
    quick: bool = False,
    seed: int = 0,
    words: Words = plain_claim,
) -> Verdict:
    """The verdict on a theorem record."""
    start = time.perf_counter()
    effort = QUICK if quick else FULL
    proof = prove(theorem, catalog)
    agreement = evaluations_agree(theorem, child_generator(seed, f"{theorem.name}/points"), effort.points)
    remembering = Remembering(theorem)
    trial = check_numerically(remembering.theorem, seed, effort)
    if remembering.first is not None:
        trial = replace(trial, shown=shown_draws(theorem, remembering.first))
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
        theorem.sharpness,
        shown_sharpness(theorem, trial),
        setting_facts(theorem, words),
    )


def setting_facts(theorem: Theorem, words: Words = plain_claim) -> tuple[str, ...]:
    """The facts of the setting that the statement takes for granted: ``name: claim``."""
    facts = theorem.setting.facts if theorem.setting else ()
    return tuple(f"{name}: {words(claim)}" for name, claim in facts)


def decide_verdict(
    theorem: Theorem, proof: Proof, agreement: Agreement, trial: NumericCheck
) -> tuple[VerdictWord, str]:
    """The rules by which the three parts become one word.

    Evaluations that disagree say that a number here is wrong, not that the claim is; and draws were judged by one of
    these numbers, so they refute only where the exact bound, in balls, is contradicted too.
    """
    if proof.ledger.refuted:
        return "refuted", proof.problem
    disagree = bool(agreement.problem and agreement.points)
    if trial.refuted and (trial.certified or not disagree):
        return "refuted", trial.problem
    if disagree or not agreement.points or not trial.decided or not trial.powerful:
        return "undecided", agreement.problem or trial.problem
    if theorem.status != "proved":
        claimed = theorem.quantifier
        return "measured", gap_summary(claimed, trial.gaps) if isinstance(claimed, Measured) else ""
    if not proof.complete:
        return "consistent", proof.problem
    if isinstance(theorem.quantifier, Asymptotic):
        return "consistent", "asymptotic: consistent on the range that was tried"
    return "verified", ""


@cache
def versions() -> dict[str, str]:
    """Versions of everything that a number here depends on."""
    names = ("w2s_theory", "sympy", "mpmath", "python-flint", "numpy", "scipy")
    return {"python": platform.python_version(), **{name: version(name) for name in names}}
