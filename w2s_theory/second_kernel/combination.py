"""The lemma of a step that is a combination of its premises: squares, multipliers, and an identity.

``excess of the claim = sum multiplier * excess of a premise + sum coefficient * square + rest``. The certificate of the step
gives multipliers and squares; Coq proves the identity (``ring`` or ``field``, modulo the equalities among the premises) and
every sign anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sympy

from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement
from w2s_theory.second_kernel.abstraction import Abstraction
from w2s_theory.second_kernel.equalities import Equality, solve
from w2s_theory.second_kernel.expressions import NoPremise
from w2s_theory.second_kernel.gram import gram_vectors, null_vectors
from w2s_theory.second_kernel.lemma import Lemma, Setup, claim_to_coq, gram_form, set_up, vector_parts
from w2s_theory.second_kernel.premises import Premise, Premises, premises_of

RING_OR_FIELD = "first [ring | field; sign]"


@dataclass
class _Sum:
    """The combination so far: its terms, those that are equalities, and the lines that show the signs."""

    strict: bool
    terms: list[str] = field(default_factory=list)
    equalities: list[tuple[str, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def add(self, factor: str, other: str) -> None:
        """A term ``factor * other`` of two numbers that were shown to be >= 0."""
        number = len(self.terms)
        product = f"{factor} * {other}"
        self.lines.append(f"assert (T{number} : 0 <= {product}) by (apply Rmult_le_pos; total).")
        if self.strict:
            positive = "apply Rmult_lt_0_compat; [sign | total]"
            self.lines.append(f"try (assert (V{number} : 0 < {product}) by ({positive})).")
        self.terms.append(product)


def combination_lemma(name: str, step: Step, statement: Statement, earlier: dict[str, Step]) -> Lemma:
    """The lemma of an identity or inequality that follows by a combination of the premises.

    Raises
    ------
    NotPrintable
        If a claim has no exact form in Coq.
    NoPremise
        If the certificate names what is no premise.
    """
    premises = premises_of(step, statement, earlier)
    vectors = gram_vectors(step, statement)
    setup = set_up(step, statement, premises, _kept(step, premises), vectors)
    kept = [premise for premise in premises.all() if premise.key in setup.names]
    squares = _squares(step, statement, bool(vectors))
    certificate = step.certificate
    multipliers = {key: sympy.S(value) for key, value in certificate.get("multipliers", {}).items()}
    rest = sympy.S(certificate.get("rest", 0))

    lines = [
        f"assert ({hypothesis(premise, setup)} : {claim_to_coq(premise.claim, setup.letters)}) "
        f"by (apply {setup.names[premise.key]}; sign)."
        for premise in premises.used
        if premise.conditions
    ]
    abstract = Abstraction(setup.letters, _numbers(premises))
    coefficients = [value for coefficient, parts in squares for value in (coefficient, *parts.values())]
    abstract.add(
        [
            premises.claim.both,
            *(premise.claim.both for premise in kept),
            *multipliers.values(),
            rest,
            *coefficients,
        ]
    )
    lines += abstract.lines
    null, null_lines = null_vectors(step, setup, vectors)
    solved = _solve(kept, null, setup, abstract, step)
    lines += [*null_lines, *solved]

    relation = premises.claim.relation
    total = _Sum(relation in ("<", ">"))
    _add_premises(total, multipliers, kept, setup, abstract)
    _add_squares(total, squares, vectors, setup, abstract)
    if rest != 0:
        text = abstract.text(abstract(rest))
        total.lines += _signed("Rest", abstract(rest), abstract)
        if total.strict:
            total.lines.append(f"try (assert (Vrest : 0 < {text}) by sign).")
        total.terms.append(text)
    lines += total.lines
    lines.append(_conclusion(total, relation, abstract.roots, len(solved)))
    return setup.lemma(name, tuple(lines))


def hypothesis(premise: Premise, setup: Setup) -> str:
    """What the proof calls a premise: itself without its conditions, where it has some."""
    name = setup.names[premise.key]
    return f"U{name}" if premise.conditions else name


def _kept(step: Step, premises: Premises):
    """Which premises the lemma has: of the setting, the equalities if the step speaks of vectors, and what is named."""
    inner = notation.inner_type()
    spoken = (premises.claim, *(each.claim for each in (*premises.used, *premises.definitions)))
    hilbert = any(claim.both.has(inner) for claim in spoken)
    named = set(step.certificate.get("multipliers", {}))

    def keep(premise: Premise) -> bool:
        if premise.origin != "setting" or premise.key in named:
            return True
        return hilbert and premise.claim.relation == "=="

    return keep


def _squares(step: Step, statement: Statement, of_vectors: bool) -> list[tuple[Any, dict[Any, Any]]]:
    """(coefficient, parts) of the certificate's squares; a square of a number has the one part ``None``."""
    names = statement.setting.vectors if of_vectors and statement.setting else ()
    return [
        (sympy.S(coefficient), vector_parts(base, names) if of_vectors else {None: sympy.S(base)})
        for coefficient, base in step.certificate.get("squares", ())
    ]


def _numbers(premises: Premises) -> dict[Any, Any]:
    """Letters that a restriction sets equal to a number."""
    claims = [premise.claim for premise in premises.restrictions]
    return {
        claim.left: claim.right
        for claim in claims
        if claim.relation == "==" and sympy.S(claim.right).is_Rational
    }


def _solve(
    kept: list[Premise], null: list[tuple[str, str]], setup: Setup, abstract: Abstraction, step: Step
) -> list[str]:
    """One line for every equality that is solved for a letter: ``E0``, ``E1``, ... are put in, in this order."""
    equalities = [
        Equality(
            hypothesis(premise, setup),
            abstract(premise.claim.left),
            abstract(premise.claim.right),
            premise.origin,
        )
        for premise in kept
        if premise.claim.relation == "=="
    ]
    equalities += [Equality(name, sympy.Symbol(letter), sympy.Integer(0), "null") for name, letter in null]
    lines = []
    unfolded = [sympy.Symbol(name) for name in step.unfold]
    for number, (letter, value, scale, equality) in enumerate(solve(equalities, abstract.meaning, unfolded)):
        by = f"apply (solve_equality _ _ {abstract.text(scale)} _ _ {equality.hypothesis})"
        identity = _identity(abstract.roots, number)
        lines.append(f"assert (E{number} : {letter} = {abstract.text(value)}) by ({by}; {identity}).")
    return lines


def _add_premises(
    total: _Sum, multipliers: dict[str, Any], kept: Iterable[Premise], setup: Setup, abstract: Abstraction
) -> None:
    by_key = {premise.key: premise for premise in kept}
    for number, (key, multiplier) in enumerate(multipliers.items()):
        premise = by_key.get(key)
        if premise is None:
            raise NoPremise(f"{key} is no premise of the step")
        factor, source = abstract.text(abstract(multiplier)), hypothesis(premise, setup)
        if premise.claim.relation == "==":
            total.equalities.append((factor, source))
            continue
        excess = abstract.text(_excess(premise.claim, abstract))
        lemma, sign = (
            ("excess_of_lt", "<") if premise.claim.relation in ("<", ">") else ("excess_of_le", "<=")
        )
        total.lines.append(
            f"assert (X{number} : 0 {sign} {excess}) by (apply ({lemma} _ _ _ {source}); {RING_OR_FIELD})."
        )
        total.lines += _signed(f"M{number}", abstract(multiplier), abstract)
        total.add(factor, excess)


def _add_squares(
    total: _Sum,
    squares: list[tuple[Any, dict[Any, Any]]],
    vectors: tuple[Any, ...],
    setup: Setup,
    abstract: Abstraction,
) -> None:
    for number, (coefficient, parts) in enumerate(squares):
        if None in parts:
            square = f"({abstract.text(abstract(parts[None]))} ^ 2)"
            total.lines.append(f"assert (Y{number} : 0 <= {square}) by apply pow2_ge_0.")
        else:
            at = tuple(abstract.text(abstract(parts.get(vector, sympy.Integer(0)))) for vector in vectors)
            square = gram_form(vectors, setup.letters, at)
            total.lines.append(f"assert (Y{number} : 0 <= {square}) by exact (Psd {' '.join(at)}).")
        total.lines += _signed(f"C{number}", abstract(coefficient), abstract)
        total.add(abstract.text(abstract(coefficient)), square)


def _conclusion(total: _Sum, relation: str, roots: list[str], solved: int) -> str:
    """The claim from the identity and the signs."""
    whole = " + ".join(f"({each})" for each in total.terms) or "0"
    equal = relation == "=="
    lemma = "eq_of_excess" if equal else "lt_of_excess" if total.strict else "le_of_excess"
    adding = "".join(
        f"apply (add_equality _ _ {factor} _ _ {source}); " for factor, source in total.equalities
    )
    close = "reflexivity" if equal else "total"
    combined = f"apply ({lemma} _ _ ({whole})); [{adding}{_identity(roots, solved)} | {close}]"
    # without a certificate Coq may find one
    return f"{combined}." if total.terms or equal else f"first [{combined} | nra]."


def _excess(claim: Claim, abstract: Abstraction) -> Any:
    left, right = abstract(claim.left), abstract(claim.right)
    return left - right if claim.relation in (">=", ">") else right - left


def _signed(name: str, expression: Any, abstract: Abstraction) -> list[str]:
    """That a multiplier is >= 0: as it stands, or as a product of factors."""
    text, factored = abstract.text(expression), abstract.text(sympy.factor(expression))
    other = f" | replace {text} with {factored} by (field; sign); sign" if factored != text else ""
    return [f"assert ({name} : 0 <= {text}) by (first [sign{other}])."]


def _identity(roots: list[str], solved: int) -> str:
    """The tactic that proves an identity: the solved letters put in, then ring or field modulo the roots."""
    modulo = f" [{' '.join(roots)}]" if roots else ""
    put = "".join(f"try rewrite E{number}; " for number in range(solved))
    return f"{put}first [ring{modulo} | field{modulo}; sign]"
