"""``w2s compare``: the twin's numbers, the two claims about scaling laws, refusals."""

from __future__ import annotations

import json

from w2s_theory import compare, power_law

SIZES = ("--teacher-units", "12", "--labels", "40", "--unlabelled", "70", "--modes", "90")


def test_command_prints_what_the_twin_returns(w2s) -> None:
    answer = w2s("compare", *SIZES, "--json")
    found = compare(*power_law(90, 2, 0.75), 12, 40, 70, noise_variance=0.1)
    data = json.loads(answer.out)
    assert data["systems"] == json.loads(json.dumps(found.to_dict()["systems"])) and len(data["regimes"]) == 2
    shown = w2s(
        "compare", "--teacher-units", "12", "--labels", "40", "--unlabelled", "70", "--modes", "90"
    ).out
    assert "cannot improve the scaling law (Ildiz et al.)" in shown and "universality" in shown
    refused = w2s("compare", "--teacher-units", "12", "--labels", "13", "--unlabelled", "70")
    assert refused.status == 2 and refused.err.count("\n") == 1
