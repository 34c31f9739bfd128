"""Every theorem put to Coq, two at a time, and the page that says what came of it.

``python -m benchmarks.second_kernel docs/second_kernel.md`` prints the page (``make prove-coq``). The exit status is 0 if
Coq refused nothing, 70 if it refused a step or cannot say one of a required theorem, else 3 if something was not re-checked.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from w2s_theory.second_kernel.coqc import INSTALL, compiled_library, coq_version, find_coqc
from w2s_theory.second_kernel.recheck import ANSWERS, Recheck, recheck
from w2s_theory.second_kernel.required import REQUIRED
from w2s_theory.theorems.listing import Catalog

AT_ONCE = 2
HEAD = (
    "theorem",
    "steps",
    "accepted",
    "axioms",
    "not expressible",
    "refused",
    "not re-checked",
    "axioms, by their steps",
)


def put_to_coq(names: Sequence[str], catalog: Catalog, coqc: str | None) -> dict[str, Recheck]:
    """What Coq says of the named theorems' proofs."""
    if coqc is not None:
        compiled_library(coqc)

    def statement(name: str):
        return catalog[name].statement()

    # SymPy is not asked from two threads: the proofs are made before Coq is waited for
    proofs = {name: catalog[name].proof() for name in names}
    with ThreadPoolExecutor(AT_ONCE) as waiting:
        asked = {
            name: waiting.submit(recheck, name, statement(name), steps, coqc, statement)
            for name, steps in proofs.items()
        }
        return {name: each.result() for name, each in asked.items()}


def page(found: dict[str, Recheck], statuses: dict[str, str], version: str | None) -> str:
    """The page in Markdown: counts over the theorems of status *proved*, a row for every theorem, reasons."""
    proved = [each for name, each in found.items() if statuses[name] == "proved"]
    total = Counter(step.answer for each in proved for step in each.steps)
    steps = sum(total.values())
    share = 100 * total["accepted"] / steps if steps else 0.0
    whole = [each for each in proved if each.count("accepted") == len(each.steps)]
    axioms = sorted({axiom for each in proved for axiom in each.axioms})
    lines = [
        "# The second kernel",
        "",
        "Printed by `make prove-coq`; [architecture](architecture.md) says how a proof is put to Coq. Every theorem",
        "is one Coq file: its letters, domains, hypotheses and setting are variables and hypotheses of a section,",
        "each step a lemma that may use only what its step names, the last ones the statement. *Accepted*: Coq",
        "checked the lemma. *Axiom*: Coq can say the step and was not told how to prove it; it stands in the file as",
        "a hypothesis with the step's name. *Not expressible*: it cannot be said. *Refused*: Coq did not accept a",
        "proof that was put to it.",
        "",
        f"Coq {version or 'was not asked'}, with Coquelicot and Interval. {len(proved)} theorems have status *proved*: of",
        f"their {steps} steps **{total['accepted']} are accepted ({share:.1f} %)**, {total['axiom']} are axioms,",
        f"{total['not expressible']} cannot be said, {total['refused']} are refused,",
        f"{total['not re-checked']} were not re-checked. {len(whole)} of these theorems are proved to Coq whole.",
        "",
        f"Coq's own axioms, as `Print Assumptions` lists them: {_listed(axioms)}.",
        "",
        "## Theorems",
        "",
        f"| {' | '.join(HEAD)} |",
        f"|---|{'---:|' * (len(HEAD) - 2)}---|",
    ]
    for name, each in found.items():
        named = (
            ", ".join(step.step for step in each.steps if step.answer in ("axiom", "not expressible")) or "-"
        )
        counts = [str(each.count(word)) for word in ANSWERS]
        lines.append(f"| {' | '.join([f'`{name}`', str(len(each.steps)), *counts, named])} |")
    lines += ["", "## By rule", "", f"| rule | {' | '.join(ANSWERS)} |", f"|---|{'---:|' * len(ANSWERS)}"]
    by_rule = Counter((step.rule, step.answer) for each in proved for step in each.steps)
    for rule in sorted({rule for rule, _ in by_rule}):
        lines.append(f"| {' | '.join([rule, *(str(by_rule[rule, word]) for word in ANSWERS)])} |")
    lines += ["", "## Why a step is no lemma", "", "| reason | steps |", "|---|---:|"]
    reasons = Counter(
        step.reason for each in proved for step in each.steps if step.answer in ("axiom", "not expressible")
    )
    for reason, count in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])):
        lines.append(f"| {reason.replace('|', '/')} | {count} |")
    return "\n".join(lines) + "\n"


def _listed(axioms: Sequence[str]) -> str:
    named = ", ".join(f"`{each}`" for each in axioms if not _machine(each)) or "none"
    return named + (
        ", and those of the processor's integers where `interval` is used"
        if any(map(_machine, axioms))
        else ""
    )


def _machine(axiom: str) -> bool:
    return axiom.startswith(
        ("PrimInt63.", "Uint63.", "Sint63.", "PrimFloat.", "FloatAxioms.", "FloatOps.", "PArray.")
    )


def main(arguments: Sequence[str]) -> int:
    """Put all theorems to Coq and write the page; the exit status."""
    if len(arguments) != 1:
        print("usage: python -m benchmarks.second_kernel PAGE.md", file=sys.stderr)
        return 2
    coqc = find_coqc()
    if coqc is None:
        print(f"there is no coqc, so nothing was re-checked: {INSTALL}", file=sys.stderr)
        return 3
    catalog = Catalog()
    names = list(catalog)
    found = put_to_coq(names, catalog, coqc)
    for name, each in found.items():
        for step in each.steps:
            if step.answer in ("refused", "not re-checked"):
                print(
                    f"{name}: {step.step} [{step.rule}]: {step.answer}: {step.reason[:200]}", file=sys.stderr
                )
    target = Path(arguments[0])
    beside = target.with_suffix(".part")
    beside.write_text(
        page(found, {name: catalog[name].status for name in names}, coq_version()), encoding="utf-8"
    )
    os.replace(beside, target)
    total = Counter(step.answer for each in found.values() for step in each.steps)
    print(", ".join(f"{total[word]} {word}" for word in ANSWERS))
    unsaid = [name for name in REQUIRED if found[name].count("not expressible")]
    if unsaid:
        print(f"steps of required theorems cannot be said: {', '.join(unsaid)}", file=sys.stderr)
    if total["refused"] or unsaid:
        return 70
    return 3 if total["not re-checked"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
