"""Using a premise that says more than the step needs: for all values of some letters, or under a condition."""

from __future__ import annotations

from typing import Any

import sympy

from w2s_theory import notation
from w2s_theory.second_kernel.expressions import elementary_nodes, to_coq
from w2s_theory.second_kernel.lemma import Setup, claim_to_coq
from w2s_theory.second_kernel.premises import Premise

RING_OR_FIELD = "first [ring | field; sign]"


def hypothesis(premise: Premise, setup: Setup) -> str:
    """What the proof calls a premise: its instance, where the premise is more general or conditional."""
    name = setup.names[premise.key]
    return f"U{name}" if premise.general is not None or premise.conditions else name


def instance_lines(premise: Premise, setup: Setup) -> list[str]:
    """The lines that prove the instance of a used step which the step needs."""
    name, letters = setup.names[premise.key], setup.letters
    here = claim_to_coq(premise.claim, letters)
    if premise.general is None:
        return [f"assert (U{name} : {here}) by (apply {name}; sign)."] if premise.conditions else []
    values = {
        getattr(notation, each.symbol): sympy.S(premise.at[getattr(notation, each.symbol)])
        for each in premise.own
    }
    texts = {symbol: to_coq(value, letters) for symbol, value in values.items()}
    ends = [end for each in premise.own for end in (each.domain.lower, each.domain.upper) if end is not None]
    lines = [f"assert (G{name} := {name} {' '.join(texts.values())})."]
    # every end of a domain and every restriction of the used step is shown here
    shown = f"assert (G{name}' := G{name} ltac:(sign)); clear G{name}; rename G{name}' into G{name}."
    lines += [shown] * (len(ends) + len(premise.conditions))
    for number, (literal, meant) in enumerate(_elementary_pairs(premise, values, texts, setup)):
        lines.append(
            f"assert (F{number} : {literal} = {meant}) by (f_equal; {RING_OR_FIELD}); "
            f"try rewrite F{number} in G{name}; clear F{number}."
        )
    same = {"==": "eq_same", "<=": "le_same", ">=": "le_same"}.get(premise.claim.relation, "lt_same")
    lines.append(f"assert (U{name} : {here}) by (apply ({same} _ _ _ _ G{name}); {RING_OR_FIELD}).")
    return [*lines, f"clear G{name}."]


def _elementary_pairs(
    premise: Premise, values: dict[Any, Any], texts: dict[Any, str], setup: Setup
) -> list[tuple[str, str]]:
    """exp, sqrt and ln of the general step: as Coq has them at the values, and as they are meant."""
    assert premise.general is not None
    pairs = []
    for node in elementary_nodes(premise.general.both):
        if node.free_symbols & set(values):
            meant = node.func(*[part.subs(values, simultaneous=True) for part in node.args], evaluate=False)
            literal, text = to_coq(node, setup.letters, texts), to_coq(meant, setup.letters)
            if literal != text:
                pairs.append((literal, text))
    return pairs
