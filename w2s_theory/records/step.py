"""One step of a proof: a claim, the rule that decides it, what it uses, and a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a proof.

    Parameters
    ----------
    name
        Unique in the proof; later steps refer to it.
    claim
        What is claimed, for every value of the statement's parameters (and of ``variables``)
        that satisfies ``where``.
    rule
        Name of the decision procedure: a file of ``proofs_check/rules``.
    note
        The sentence a reader needs beside the line.
    uses
        Names of earlier steps that the rule may take as given.
    where
        Restrictions under which the step holds (case splits). Using it elsewhere needs the same.
    variables
        Letters that occur in this step only, universally quantified over their domain.
    unfold
        Names of ``notation`` whose definition is put in before the rule looks.
    certificate
        What the search found and the rule re-checks (multipliers, antiderivative, ...).
    """

    name: str
    claim: Claim
    rule: str
    note: str
    uses: tuple[str, ...] = ()
    where: tuple[Claim, ...] = ()
    variables: tuple[Parameter, ...] = ()
    unfold: tuple[str, ...] = ()
    certificate: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
