"""The fuzzer reaches the rules that it is meant to reach, and reports a rule that believes everything."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.fuzz_proofs import run
from proofs_check.rules import load_rules
from w2s_theory.records.ledger import decided


def test_a_few_random_proofs_reach_sums_and_least_values() -> None:
    counts: Counter[str] = Counter()
    for number in range(60):
        assert run(f"sample-{number}", load_rules(), counts) == ""
    assert counts["accepted by finite_sum"] and counts["accepted by minimum"], counts
    assert counts["accepted that use others"], counts


@pytest.mark.parametrize("rule", ["finite_sum", "minimum"])
def test_a_rule_that_believes_everything_is_reported(rule: str) -> None:
    rules = {**load_rules(), rule: lambda context: decided()}
    found = (run(f"gullible-{number}", rules, Counter()) for number in range(150))
    line = next(filter(None, found))
    assert f"{rule} accepted" in line
