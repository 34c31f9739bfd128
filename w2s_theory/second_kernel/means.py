"""Means over the draw: linearity and monotony of an abstract ``E``, and what an indicator is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy

from w2s_theory import notation
from w2s_theory.second_kernel.expressions import NotPrintable, opaque_atoms
from w2s_theory.second_kernel.link import Stated, instance, rewritings
from w2s_theory.second_kernel.section import Section

ORDERS = ("bounded", "square_integrable", "integrable")
Terms = list[tuple[Any, Any]]


def expectation(stated: Stated, earlier: Mapping[str, Stated], section: Section) -> tuple[str, ...]:
    """The mean of both sides of a step that holds for every outcome, taken apart by linearity."""
    step = stated.step
    source = earlier[step.certificate["of"]]
    at = dict(step.certificate.get("at", {}).get(source.step.name, {}))
    claim = source.step.claim
    left, right = (
        sympy.S(side).subs(at, simultaneous=True) if at else sympy.S(side)
        for side in (claim.left, claim.right)
    )
    if claim.relation in (">=", ">"):
        left, right = right, left
    lines = [*stated.intros()]
    quantities = [left, right]
    bound = {limits[0] for node in step.claim.both.atoms(sympy.Sum) for limits in node.limits}
    for node in sorted(step.claim.both.atoms(notation.mean), key=str):
        if node.args[0].free_symbols & bound:
            # a mean of products is left as it is
            if len(sympy.Add.make_args(sympy.expand(node.args[0]))) > 1:
                raise NotPrintable("the mean of a sum inside a sum")
        elif node.args[0] not in quantities:
            quantities.append(node.args[0])
    for number, quantity in enumerate(quantities):
        lines += _mean(quantity, f"M{number}", section, {})
    first, second = (_function(each, section) for each in (left, right))
    taken = [
        f"pose proof {instance(source, at, section, True)} as H.",
        *rewritings(claim, at, section, "H"),
        "discharge H.",
        "close H.",
    ]
    if claim.relation == "==":
        lines.append(f"assert (G : E {first} = E {second}) by (apply E_eq; intro outcome; {_joined(taken)}).")
    else:
        lines.append(f"assert (G : E {first} <= E {second}).")
        lines.append(f"{{ apply E_le; [apply M0|apply M1|]. intro outcome. {' '.join(taken)} }}")
    for number, _ in enumerate(quantities):
        lines.append(f"destruct M{number} as [_ M{number}].")
    lines.append("rewrite M0, M1 in G. try rewrite M0. try rewrite M1. clear M0 M1.")
    lines += [
        f"try rewrite M{number} in G. try rewrite M{number}. clear M{number}."
        for number in range(2, len(quantities))
    ]
    lines.append("close G.")
    return tuple(lines)


def _joined(lines: list[str]) -> str:
    return "; ".join(line.rstrip(".") for line in lines)


def _function(quantity: Any, section: Section, known: Mapping[Any, str] | None = None) -> str:
    section.meaning.chance = True
    return f"(fun outcome : Omega => {section.meaning.term(quantity, known)})"


def _mean(quantity: Any, name: str, section: Section, known: Mapping[Any, str]) -> list[str]:
    """That a quantity is integrable and its mean a combination of means of products: ``name``."""
    meaning = section.meaning
    terms, split = _terms(quantity, section)
    listed = " :: ".join(
        [
            *(
                f"({meaning.term(factor, known)}, {_function(product, section, known)})"
                for factor, product in terms
            ),
            "nil",
        ]
    )
    whole = _function(quantity, section, known)
    combined = " + ".join(
        meaning.term(factor, known)
        + ("" if product == 1 else f" * {meaning.term(_mean_of(product, section), known)}")
        for factor, product in terms
    ) or "0"  # fmt: skip
    lines = []
    for number, (_, product) in enumerate(terms):
        if isinstance(product, sympy.Sum):
            lines += _mean_of_sum(product, f"{name}S{number}", section, known)
        else:
            _declare(product, section)
    linear = " ".join(
        f"replace ({meaning.term(node, known)}) with ({meaning.term(parts, known)}) by sum_is_linear."
        for node, parts in split
    )
    lines.append(f"assert ({name} : integrable {whole} /\\ E {whole} = {combined}).")
    lines.append(f"{{ destruct (mean_of_combination {whole} ({listed})) as [I Q].")
    lines.append(
        "  - repeat (apply List.Forall_cons; [cbn [snd]; first [assumption|is_integrable]|]); apply List.Forall_nil."
    )
    lines.append(f"  - intro outcome. {linear} cbn [combination]. same.")
    rewritten = "".join(
        f"rewrite ?{name}S{n}'; " for n, (_, product) in enumerate(terms) if isinstance(product, sympy.Sum)
    )
    lines.append(
        f"  - split; [exact I|]. rewrite Q. cbn [combination_of_means]. rewrite ?E_const. "
        f"{rewritten.rstrip('; ')}{'. ' if rewritten else ''}ring. }}"
    )
    return lines


def _mean_of(product: Any, section: Section) -> Any:
    """The mean of a product, or of a sum of products over a fixed range, term by term."""
    if not isinstance(product, sympy.Sum):
        return notation.mean(product)
    fixed, chance = _split(product.function, section)
    return sympy.Sum(fixed * notation.mean(chance), *product.limits)


def _split(product: Any, section: Section) -> tuple[Any, Any]:
    """(fixed, random) factors of a product."""
    fixed, chance = sympy.Integer(1), sympy.Integer(1)
    for factor in sympy.Mul.make_args(product):
        if section.meaning.depends_on_draw(factor):
            chance *= factor
        else:
            fixed *= factor
    return fixed, chance


def _mean_of_sum(node: Any, name: str, section: Section, known: Mapping[Any, str]) -> list[str]:
    """That a sum of products over a fixed range is integrable (``name``), and its mean the sum of the means."""
    meaning = section.meaning
    fixed, chance = _split(node.function, section)
    index, first, last = node.limits[0]
    _declare(chance, section)
    for letter in sympy.Tuple(first, last).free_symbols:
        section.domains(letter)
    j = meaning.identifier(index.name)
    inside = {**known, index: j}
    terms = f"(fun ({j} : R) (outcome : Omega) => {meaning.term(node.function, inside)})"
    factor = meaning.term(fixed, inside)
    function = _function(chance, section, inside)
    whole = _function(node, section, known)
    ends = f"{meaning.term(first, known)} {meaning.term(last, known)}"
    total = meaning.term(_mean_of(node, section), known)
    each = f"{name}I"
    return [
        f"assert ({each} : forall {j} : R, integrable (fun outcome : Omega => {meaning.term(node.function, inside)}) /\\",
        f"  E (fun outcome : Omega => {meaning.term(node.function, inside)}) = {factor} * E {function}).",
        f"{{ intro {j}. destruct (mean_of_combination (fun outcome : Omega => {meaning.term(node.function, inside)})"
        f" (({factor}, {function}) :: nil)) as [I Q].",
        "  - repeat (apply List.Forall_cons; [cbn [snd]; is_integrable|]); apply List.Forall_nil.",
        "  - intro outcome. cbn [combination]. same.",
        "  - split; [exact I|]. rewrite Q. cbn [combination_of_means]. ring. }",
        f"assert ({name} : integrable {whole}) by (apply (integrable_fsum {terms}); [whole|intros; apply {each}]).",
        f"assert ({name}' : E {whole} = {total}).",
        f"{{ rewrite (E_fsum {terms} {ends}); [|whole|intros; apply {each}].",
        f"  apply fsum_ext; [whole|intros {j} Wh Ab Be]. rewrite (proj2 ({each} {j})). same. }}",
    ]


def _terms(quantity: Any, section: Section) -> tuple[Terms, list[tuple[Any, Any]]]:
    """(fixed factor, product of random factors), which add up to the quantity; and how its sums are taken apart for that."""
    found: dict[Any, Any] = {}
    split: list[tuple[Any, Any]] = []
    letters: dict[Any, Any] = {}
    parts_by_letter: dict[Any, Any] = {}
    expression = sympy.S(quantity)
    # nothing is expanded inside an indicator, a mean or a sum that is fixed
    whole = {
        node for node in expression.atoms(sympy.Sum) if not section.meaning.depends_on_draw(node.function)
    }
    whole |= expression.atoms(notation.exceeds, notation.mean)
    kept = {node: sympy.Dummy("kept") for node in sorted(whole, key=str)}
    expression = expression.xreplace(kept)
    inside = {letter: node for node, letter in kept.items()}
    for node in sorted(expression.atoms(sympy.Sum), key=str):
        if not section.meaning.depends_on_draw(node.function):
            continue
        parts = _parts_of_sum(node, section)
        split.append((node, sympy.Add(*(factor * part for factor, part in parts))))
        named = {sympy.Dummy("part"): pair for pair in parts}
        letters[node] = sympy.Add(*(factor * letter for letter, (factor, _) in named.items()))
        parts_by_letter |= {letter: part for letter, (_, part) in named.items()}
    expression = expression.xreplace(letters)
    for term in sympy.Add.make_args(sympy.expand(expression)):
        fixed, chance = sympy.Integer(1), sympy.Integer(1)
        for factor in sympy.Mul.make_args(term):
            factor = factor.xreplace(inside)
            if factor in parts_by_letter:
                if chance != 1:
                    raise NotPrintable("the mean of a product with a sum")
                chance = parts_by_letter[factor]
            elif section.meaning.depends_on_draw(factor):
                if isinstance(chance, sympy.Sum):
                    raise NotPrintable("the mean of a product with a sum")
                chance *= factor
            else:
                fixed *= factor
        if term != 0:
            found[chance] = found.get(chance, 0) + fixed
    return [(fixed, chance) for chance, fixed in found.items()], split


def _parts_of_sum(node: Any, section: Section) -> Terms:
    """A sum as a combination of sums of (fixed factor) times (product of random factors)."""
    (index, first, last) = node.limits[0]
    if last is sympy.oo or len(node.limits) != 1:
        raise NotPrintable("the mean of an endless sum")
    found = []
    for term in sympy.Add.make_args(sympy.expand(node.function)):
        outside, fixed, chance = sympy.Integer(1), sympy.Integer(1), sympy.Integer(1)
        for factor in sympy.Mul.make_args(term):
            if section.meaning.depends_on_draw(factor):
                chance *= factor
            elif factor.has(index):
                fixed *= factor
            else:
                outside *= factor
        if chance == 1:
            raise NotPrintable("a fixed term in a random sum")
        found.append((outside, sympy.Sum(fixed * chance, (index, first, last))))
    return found


def _declare(product: Any, section: Section) -> None:
    """What the setting says of the factors: how far each is integrable."""
    for factor in sympy.Mul.make_args(sympy.S(product)):
        base, _ = factor.as_base_exp()
        if not section.meaning.depends_on_draw(base):
            continue
        if isinstance(base, sympy.Sum):
            raise NotPrintable("the mean of a sum")
        order = _order(base, section)
        if order is None:
            raise NotPrintable(f"the setting does not say that {base} has a mean")
        known, binder = {}, ""
        if isinstance(base, sympy.Indexed):
            known = {base.indices[0]: "at_0"}
            binder = "forall at_0 : R, "
            if not isinstance(base.indices[0], sympy.Symbol):
                known, binder = {}, ""
        text = f"{binder}{ORDERS[order]} {_function(base, section, known)}"
        said = [each for each in section.hypotheses.values() if text + "." in each]
        if not said:
            section.assume(f"mean_{len(section.hypotheses)}", text)


def _order(base: Any, section: Section) -> int | None:
    """0: bounded, 1: square integrable, 2: integrable, ``None``: nothing is said."""
    setting = section.statement.setting
    assert setting is not None
    orders = dict.fromkeys(setting.integrable, 2) | dict.fromkeys(setting.square_integrable, 1)

    def of(letter: str) -> int | None:
        if letter in orders:
            return orders[letter]
        if not section.meaning.is_random(letter) or letter in setting.random:
            return 0
        # what is defined: bounded, if all that it is made of is, and it is made without a quotient
        definition = notation.definition(letter)
        if not sympy.fraction(sympy.together(definition))[1].is_number:
            return None
        letters = {each.name for each in definition.free_symbols if isinstance(each, sympy.Symbol)}
        return 0 if all(of(each) == 0 for each in letters if each in notation.NAMES) else None

    if isinstance(base, notation.exceeds):
        return 0
    if isinstance(base, notation.inner_type()):
        names = [each.name for each in base.args]
        for noise in setting.noises:
            for one, other in (names, names[::-1]):
                if one == noise.vector and other in noise.independent:
                    found = of(other)
                    return None if found is None else max(1, found)
        first, second = (of(each) for each in names)
        return None if first is None or second is None or first + second > 2 else first + second
    if isinstance(base, (sympy.Symbol, sympy.Indexed)):
        return of(base.name if isinstance(base, sympy.Symbol) else str(base.base.label))
    return None


def indicator(stated: Stated, earlier: Mapping[str, Stated], section: Section) -> tuple[str, ...]:
    """By what an indicator is: 1 where the first exceeds the second, else 0."""
    step, meaning = stated.step, section.meaning
    split = (
        "unfold exceeds in *; repeat match goal with |- context [Rlt_dec ?a ?b] => destruct (Rlt_dec a b) end"
    )
    if "implied_by" not in step.certificate:
        return (*stated.intros(), f"{split}; first [lra | nra].")
    used = earlier[step.certificate["implied_by"]]
    at = dict(step.certificate.get("at", {}).get(used.step.name, {}))
    (x, y), (above, below) = step.claim.left.args, step.claim.right.args
    factor = sympy.S(step.certificate["factor"])
    known = []
    for atom in opaque_atoms(factor):
        for name in section.domains(atom):
            if meaning.depends_on_draw(atom) and not isinstance(atom, sympy.Indexed):
                known.append(f"pose proof ({name} outcome).")
    larger = f"({meaning.term(above)} - {meaning.term(below)})"
    between = f"{meaning.term(x)} - {meaning.term(y)} <= {meaning.term(factor)} * {larger}"
    return (
        *stated.intros(),
        f"pose proof {instance(used, at, section, stated.drawn)} as G.",
        *rewritings(used.step.claim, at, section, "G"),
        "discharge G.",
        *known,
        f"assert (F : 0 <= {meaning.term(factor)}) by (clear G; side).",
        f"assert (B : {between}) by (close G).",
        f"clear G; {split}; try lra; exfalso.",
        f"assert (N : 0 <= {meaning.term(factor)} * ({meaning.term(below)} - {meaning.term(above)})) by "
        "(apply Rmult_le_pos; [exact F|lra]).",
        "lra.",
    )
