"""For how many steps of the library the search finds a certificate again.

    python benchmarks/search_certificates.py [RULE] [PART]...

Each step of the rule (``gram`` by default) that has multipliers, squares or a rest loses them, the steps before it stay.
PART keeps the steps whose ``theorem.step`` contains it. Minutes for all of them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import replace

from w2s_theory.proof_search.problem import FOUND
from w2s_theory.proof_search.search import search
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement, Theorem
from w2s_theory.theorems.listing import Catalog


def bare_steps(theorem: Theorem, rule: str) -> Iterator[tuple[Step, dict[str, Step]]]:
    """Steps without what the search is for, and the steps before each."""
    accepted: dict[str, Step] = {}
    for step in theorem.proof():
        if step.rule == rule and set(FOUND) & set(step.certificate):
            kept = {key: value for key, value in step.certificate.items() if key not in FOUND}
            yield replace(step, certificate=kept), dict(accepted)
        accepted[step.name] = step


def main(rule: str, parts: list[str]) -> None:
    """Print a line for each step, and how many were found."""
    catalog = Catalog()
    count = found = 0
    for name, theorem in catalog.items():
        theorems: dict[str, Statement] = {each: catalog[each].statement() for each in theorem.depends_on}
        for step, accepted in bare_steps(theorem, rule):
            if parts and not any(part in f"{name}.{step.name}" for part in parts):
                continue
            start = time.perf_counter()
            result = search(step, accepted, theorem.statement(), theorems)
            count, found = count + 1, found + (result.certificate is not None)
            word = "found" if result.certificate is not None else "not found"
            seconds = time.perf_counter() - start
            print(f"{word:9} {seconds:6.1f} s {result.trials:4} trials  {name}.{step.name}", flush=True)
    print(f"{found} of {count}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "gram", sys.argv[2:])
