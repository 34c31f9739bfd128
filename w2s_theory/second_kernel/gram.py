"""Hilbert-space arguments as statements about Gram letters: squares of vectors, and vectors of norm 0."""

from __future__ import annotations

from typing import Any

from w2s_theory import notation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement
from w2s_theory.second_kernel.expressions import NoPremise
from w2s_theory.second_kernel.lemma import Setup, vector_parts


def gram_vectors(step: Step, statement: Statement) -> tuple[Any, ...]:
    """The vectors whose Gram form the proof needs: those of the certificate's squares, all for null vectors."""
    if step.rule != "gram" or statement.setting is None:
        return ()
    names = statement.setting.vectors
    used = {
        vector for _, square in step.certificate.get("squares", ()) for vector in vector_parts(square, names)
    }
    if step.certificate.get("null"):
        used |= {getattr(notation, name) for name in names}
    return tuple(vector for vector in (getattr(notation, name) for name in names) if vector in used)


def null_vectors(
    step: Step, setup: Setup, vectors: tuple[Any, ...]
) -> tuple[list[tuple[str, str]], list[str]]:
    """A vector shown to have norm 0: its inner products with all others vanish, by Cauchy and Schwarz.

    Returns pairs (hypothesis, letter that is 0) and the lines that prove them.
    """
    found: list[tuple[str, str]] = []
    lines: list[str] = []
    letters = setup.letters
    for vector, key in step.certificate.get("null", {}).items():
        if key not in setup.names:
            raise NoPremise(f"{key} is no premise of the step")
        own = letters.name(notation.inner(vector, vector))
        lines.append(f"assert (Z : {own} <= 0) by (generalize {setup.names[key]}; lra).")
        for other in vectors:
            name = f"Z{len(found)}"
            if other == vector:
                at = " ".join("1" if each == vector else "0" for each in vectors)
                lines.append(f"assert ({name} : {own} = 0) by (generalize (Psd {at}); lra).")
                found.append((name, own))
                continue
            letter = letters.name(notation.inner(vector, other))
            partner = letters.name(notation.inner(other, other))
            at = " ".join("a" if each == vector else "b" if each == other else "0" for each in vectors)
            lines.append(
                f"assert ({name} : {letter} = 0) by (apply (null_orthogonal {own} {letter} {partner}); "
                f"[intros a b; generalize (Psd {at}); lra | exact Z])."
            )
            found.append((name, letter))
    return found, lines
