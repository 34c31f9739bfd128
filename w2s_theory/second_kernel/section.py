"""The context of a theorem in Coq: one section with its letters, domains, hypotheses, and what its setting says.

Everything is asked for while the steps are printed, so that a section says no more than its proof speaks of. What the
setting says of operators is derived here from what a projection or a shrinkage is, by lemmas of the library.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy

from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Domain
from w2s_theory.records.theorem import Statement
from w2s_theory.second_kernel.expressions import NotPrintable
from w2s_theory.second_kernel.lemma import comment
from w2s_theory.second_kernel.meaning import Meaning
from w2s_theory.second_kernel.premises import domain_claims, domain_claims_at, setting_facts

_OPERATOR = {"projection": "projection", "shrinkage": "shrinkage", "self_adjoint": "self_adjoint"}


class Section:
    """The sentences before the steps, each said once and only if a step needs it."""

    def __init__(self, statement: Statement, quantified: frozenset[str]) -> None:
        # letters that steps quantify over: nothing is assumed of them
        self.quantified = quantified - {each.symbol for each in statement.parameters}
        self.statement, self.meaning = statement, Meaning(statement, self.quantified)
        self.parameters = {each.symbol: each.domain for each in statement.parameters}
        self.hypotheses: dict[str, str] = {}
        self.facts: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.domain_names: dict[str, list[str]] = {}

    # what is assumed

    def assume(self, name: str, proposition: str, note: str = "") -> str:
        """A hypothesis of the section, by its name."""
        said = f"  (* {comment(note)} *)" if note else ""
        self.hypotheses.setdefault(name, f"Hypothesis {name} : {proposition}.{said}")
        return name

    def for_all_outcomes(self, parts: Sequence[Any], proposition: str) -> str:
        """The proposition for every outcome, if one of its parts depends on the draw."""
        if any(self.meaning.depends_on_draw(part) for part in parts):
            return f"forall outcome : Omega, {proposition}"
        return proposition

    def claim(self, claim: Claim) -> str:
        """A claim for every outcome."""
        return self.for_all_outcomes((claim.left, claim.right), self.meaning.claim(claim))

    def domains(self, atom: Any) -> list[str]:
        """The hypotheses that say where a letter lies: its domain, or the sign of its row."""
        name, kind = _named(atom)
        if name in self.quantified or not kind:
            return []
        if name in self.domain_names:
            return self.domain_names[name]
        found = self.domain_names[name] = []
        if kind == "function" and notation.row(name).definition is not None:
            return found
        index = [notation.k] if kind == "sequence" else _arguments(name) if kind == "function" else []
        generic = (
            sympy.IndexedBase(getattr(notation, name))[index[0]]
            if kind == "sequence"
            else getattr(notation, name)(*index)
            if kind == "function"
            else getattr(notation, name)
        )
        known = {each: f"at_{number}" for number, each in enumerate(index)}
        binder = f"forall {' '.join(known.values())} : R, " if index else ""
        for number, claim in enumerate(domain_claims(generic, self.parameters)):
            text = f"{binder}{self.meaning.claim(claim, known)}"
            found.append(self.assume(f"domain_{name}_{number}", self.for_all_outcomes([generic], text)))
        if self.is_whole(name) and not self.meaning.is_random(name):
            text = f"{binder}whole {self.meaning.term(generic, known)}"
            found.append(self.assume(f"whole_{name}", text))
        return found

    def gamma_is_positive(self) -> str:
        """What is known of the gamma function: its sign."""
        return self.assume(
            "gamma_positive", "forall x : R, 0 < x -> 0 < Gamma x", "all that is known of Gamma"
        )

    def is_whole(self, name: str) -> bool:
        """Whether a letter is a whole number: by its domain, or by its row."""
        if name in self.parameters:
            return self.parameters[name].integer
        return name in notation.NAMES and "integer" in notation.row(name).assumptions

    def hypothesis(self, number: int) -> tuple[str, list[Any]]:
        """A hypothesis of the statement, and the letters that it counts through."""
        claim, name = self.statement.hypotheses[number], f"hypothesis_{number}"
        if claim.both.has(sympy.Derivative):
            return self._equation(number)
        counting = self.counting(claim)
        arrows = [each for letter in counting for each in self.lies(letter, domain_of_row(letter.name))]
        names = {each: self.meaning.identifier(each.name) for each in counting}
        text = " -> ".join([*arrows, self.meaning.claim(claim, names)])
        if counting:
            text = f"forall {' '.join(self.meaning.identifier(each.name) for each in counting)} : R, {text}"
        self.assume(name, self.for_all_outcomes((claim.left, claim.right), text))
        return name, counting

    def counting(self, claim: Claim) -> list[Any]:
        """The whole letters of a hypothesis that are no parameters: it holds for all their values."""
        bound = {str(node.base.label) for node in claim.both.atoms(sympy.Indexed)}
        free = {
            each for each in claim.both.free_symbols if isinstance(each, sympy.Symbol) and each.is_integer
        }
        return sorted(
            (each for each in free if each.name not in self.parameters and each.name not in bound),
            key=lambda each: each.name,
        )

    def _equation(self, number: int) -> tuple[str, list[Any]]:
        """A differential equation: for all times after 0, and continuity from the right at 0."""
        claim, name = self.statement.hypotheses[number], f"hypothesis_{number}"
        left = claim.left
        if not isinstance(left, sympy.Derivative) or claim.relation != "==":
            raise NotPrintable("an equation that is not solved for the first derivative")
        time = left.variables[0]
        domain = self.parameters.get(time.name)
        if domain is None or domain.lower != 0 or domain.lower_open or domain.upper is not None:
            raise NotPrintable("an equation at times that do not start at 0")
        counting = [each for each in self.counting(claim) if each != time]
        names = [self.meaning.identifier(each.name) for each in counting]
        arrows = [each for letter in counting for each in self.lies(letter, domain_of_row(letter.name))]
        known = {**{each: self.meaning.identifier(each.name) for each in counting}, time: "time_"}
        text = " -> ".join([*arrows, "0 < time_", self.meaning.claim(claim, known)])
        self.assume(name, f"forall {' '.join([*names, 'time_'])} : R, {text}", "at all times")
        function, _ = self.meaning.derivative(left, known)
        start = " -> ".join([*arrows, f"right_continuous {function}"])
        binder = f"forall {' '.join(names)} : R, " if names else ""
        self.assume(f"continuous_{number}", f"{binder}{start}")
        return name, counting

    def lies(self, letter: Any, domain: Domain) -> list[str]:
        """That a letter lies in a domain, as propositions about its name."""
        name = self.meaning.identifier(letter.name)
        claims = [self.meaning.claim(each, {letter: name}) for each in domain_claims_at(letter, domain)]
        return [*([f"whole {name}"] if domain.integer else []), *claims]

    def definition(self, name: str) -> str:
        """The definition of a scalar, as a hypothesis about it."""
        letter, value = getattr(notation, name), notation.definition(name)
        return self.assume(f"definition_{name}", self.claim(Claim(letter, "==", value)))

    # what the setting says

    def fact(self, key: str) -> str:
        """A fact of the setting, as it is given or as it follows from what an operator is."""
        setting = self.statement.setting
        given = dict(setting.facts) if setting else {}
        name = f"fact_{_plain(key)}"
        if key in given:
            return self.assume(name, self.claim(given[key]), key)
        if name in self.facts:
            return name
        assert setting is not None
        claim = setting_facts(setting)[key]
        letter, rest = key.split(".")
        (operator,) = (each for each in setting.operators if each.letter == letter)
        word, numbers = rest.rstrip(")").split("(")
        images = [operator.images[int(number)] for number in numbers.split(",")]
        drawn = any(self.meaning.depends_on_draw(part) for pair in operator.images for part in pair)
        at, op = (" outcome", f"(op_{_plain(letter)} outcome)") if drawn else ("", f"op_{_plain(letter)}")
        self._operator(operator, drawn)
        points = " ".join(self.meaning.vector(x) for x, _ in (images if word != "square" else images[:1]))
        lemma = f"{operator.kind}_{word} {op} {points} kind_{_plain(letter)}{at}"
        if drawn:
            lemma = f"{operator.kind}_{word} {op} {points} (kind_{_plain(letter)} outcome)"
        rewriting = [
            f"rewrite ?(image_{_plain(letter)}_{number}{at}) in H."
            for number in sorted(set(map(int, numbers.split(","))))
        ]
        text = self.meaning.claim(claim)
        statement = f"forall outcome : Omega, {text}" if drawn else text
        lines = (
            *(("intro outcome.",) if drawn else ()),
            f"pose proof ({lemma}) as H.",
            *rewriting,
            "expand_in H.",
            *self.symmetries([part for pair in images for part in pair], "H"),
            "first [lra | close H].",
        )
        self.facts[name] = (f"Lemma {name} : {statement}.", lines)
        return name

    def _operator(self, operator: Any, drawn: bool) -> None:
        letter = _plain(operator.letter)
        forall, at = ("forall outcome : Omega, ", " outcome") if drawn else ("", "")
        self.meaning.chance |= drawn
        self.meaning.variables.setdefault(f"op_{letter}", "Omega -> V -> V" if drawn else "V -> V")
        kind = f"({_OPERATOR[operator.kind]} (op_{letter}{at}))"
        self.assume(f"kind_{letter}", f"{forall}{kind}")
        for number, (x, px) in enumerate(operator.images):
            op = f"(op_{letter}{at})"
            self.assume(
                f"image_{letter}_{number}",
                f"{forall}{op} {self.meaning.vector(x)} = {self.meaning.vector(px)}",
            )

    def symmetries(self, vectors: Sequence[Any], hypothesis: str) -> list[str]:
        """The rewritings that bring the two vectors of every inner product in the order of their names."""
        names = sorted(
            {
                each
                for vector in vectors
                for each in sympy.S(vector).free_symbols
                if _named(each)[1] == "vector"
            },
            key=lambda each: each.name,
        )
        lines = []
        for i, first in enumerate(names):
            for second in names[i + 1 :]:
                one, other = self.meaning.vector(first), self.meaning.vector(second)
                lines.append(f"rewrite ?(inner_sym {other} {one}) in {hypothesis}.")
        return lines

    # the text

    def text(self) -> str:
        """The beginning of the section: variables, definitions, hypotheses, facts."""
        lines = ["Section Proof.", ""]
        if self.meaning.space:
            lines.append("Context {V : space}.")
        if self.meaning.chance:
            lines.append("Context {Omega : chance}.")
        for name, kind in self.meaning.variables.items():
            lines.append(f"Variable {name} : {kind}.")
        lines += [*self.meaning.definitions.values(), *self.hypotheses.values(), ""]
        for head, proof in self.facts.values():
            lines += [head, "Proof.", *(f"  {line}" for line in proof), "Qed.", ""]
        return "\n".join(lines)


def domain_of_row(name: str) -> Domain:
    """The numbers that the notation table allows a letter."""
    words = notation.row(name).assumptions
    lower = 0 if "nonnegative" in words else None
    whole = "integer" in words
    if "positive" in words:
        lower = 1 if whole else 0
    return Domain(lower=_fraction(lower), lower_open="positive" in words and not whole, integer=whole)


def _fraction(value: int | None) -> Any:
    from fractions import Fraction

    return None if value is None else Fraction(value)


def _arguments(name: str) -> list[Any]:
    return [
        sympy.Symbol(f"argument_{number}", real=True) for number in range(notation.row(name).arguments or 1)
    ]


def _named(atom: Any) -> tuple[str, str]:
    """The name of a letter and what kind of row it is."""
    name = (
        atom.name
        if isinstance(atom, sympy.Symbol)
        else str(atom.base.label)
        if isinstance(atom, sympy.Indexed)
        else type(atom).__name__
    )
    return (name, notation.row(name).kind) if name in notation.NAMES else (name, "")


def _plain(key: str) -> str:
    return "".join(each if each.isalnum() else "_" for each in key).strip("_")
