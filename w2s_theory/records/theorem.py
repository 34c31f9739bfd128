"""A theorem is one value in one file: this is the record that such a file assembles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from w2s_theory.records.citation import Citation as Citation
from w2s_theory.records.claim import Claim, Relation
from w2s_theory.records.draws import Condition, Draws
from w2s_theory.records.errors import InputError
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter
from w2s_theory.records.quantifier import (
    QUANTIFIERS,
    Asymptotic,
    EveryDraw,
    Measured,
    Probability,
    Quantifier,
)
from w2s_theory.records.step import Step

Status = Literal["proved", "universality", "empirical"]
About = Literal["network", "gaussian features", "equivalent"]
Sharpness = Literal["exact", "attained", "rate", "unknown"]


@dataclass(frozen=True, slots=True)
class Attack:
    """A family of draws with free real coordinates, for an optimiser that tries to break the bound.

    ``draw(x)`` maps any array of shape (``coordinates``,) to one admissible draw.
    """

    coordinates: int
    draw: Callable[[Any], Draws]


@dataclass(frozen=True, slots=True)
class Family:
    """One setting of another theorem for every value of some index letters.

    A statement that declares it speaks of many situations of the named theorem at once (every degree, every
    number of units): ``values`` pairs each parameter of that theorem with its value in terms of ``variables``.
    """

    theorem: str
    variables: tuple[Parameter, ...]
    values: tuple[tuple[Any, Any], ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What the checker is given: the claims and all that may be assumed, nothing of the proof."""

    claims: tuple[Claim, ...]
    parameters: tuple[Parameter, ...]
    hypotheses: tuple[Claim, ...] = ()
    setting: Hilbert | None = None
    families: tuple[Family, ...] = ()


def made_from_setting(rng: Any, size: int) -> Draws:
    """The experiment of a theorem that names none: whoever loads its file puts one in that is made from the setting."""
    raise InputError(
        "this theorem has no experiment: load its file with w2s_theory.load_theorem, which makes one"
    )


@dataclass(frozen=True, repr=False, kw_only=True)
class Theorem:
    """A statement with its derivation, evaluation, simulation, witness and proof.

    Only name, statement (``parameters``, ``quantity``, ``relation``, ``bound``, ``setting``) and ``proof`` must be given;
    the defaults say no more than that: a claim of this project about every draw, of unknown sharpness.

    Parameters
    ----------
    name
        The file's stem: conclusion, relation, ``of``, hypotheses.
    title
        One line for people; by default the name, its underscores taken out.
    citation
        Where it comes from.
    status
        ``proved``, ``universality`` or ``empirical``.
    about
        What it speaks of: networks, Gaussian features, or a deterministic equivalent.
    parameters
        The quantified letters with their exact domains.
    quantity, relation, bound
        The claim. ``between`` takes a pair (lower, upper) as bound.
    quantifier, sharpness
        In which sense it holds (a record of :mod:`w2s_theory.records.quantifier`), and how tight it is.
    discrepancy
        By which relative change of the bound the numeric check must notice it was wrong.
    proof
        Function of no argument that returns the steps (nothing is derived at import).
    experiment
        ``experiment(rng, size)`` returns about ``size`` draws that know nothing of the bound; by default made from the
        setting when the file is loaded, with an ``attack``.
    assumptions
        The hypotheses in words, one string each, for people.
    hypotheses
        The hypotheses on the parameters as exact claims, beyond their domains.
    setting
        The Hilbert-space setting, if the claim lives in one.
    conditions
        Predicates evaluated on every draw.
    stable_bound
        The bound in a form without cancellation (default: the bound itself); equal to it, which
        the check tests with certified balls.
    float_accuracy
        Relative accuracy that ``stable_bound`` promises in float64 over the typical range.
    witness
        ``witness()`` returns draws at which the bound is attained (sharpness exact or attained).
    attack
        What the optimiser may move.
    depends_on
        Names of theorems that the proof uses.
    families
        Settings of other theorems that the statement speaks of, one for every value of an index.
    without
        Condition text, or name of a hypothesis on the parameters -> ``draws(rng)`` that violate it and nothing else:
        where the claim fails without it. The check judges them; it believes nothing.
    headline
        Place among the few theorems that are shown first (1 is first); ``None`` for all others.
    kept
        Name of a hypothesis that no step of the proof uses -> why the statement still has it.

    Raises
    ------
    InputError
        If the quantifier is none of its records, its scale is no parameter, or a statement of status universality is
        not ``Measured``.
    """

    name: str
    title: str = ""
    citation: Citation = Citation("this project")
    status: Status = "proved"
    about: About = "network"
    parameters: tuple[Parameter, ...]
    quantity: Any
    relation: Relation | Literal["between"]
    bound: Any
    quantifier: Quantifier = EveryDraw()
    sharpness: Sharpness = "unknown"
    discrepancy: Fraction = Fraction(1, 2)
    proof: Callable[[], tuple[Step, ...]]
    experiment: Callable[[Any, int], Draws] = made_from_setting
    assumptions: tuple[str, ...] = ()
    hypotheses: tuple[Claim, ...] = ()
    setting: Hilbert | None = None
    conditions: tuple[Condition, ...] = ()
    stable_bound: Any = None
    float_accuracy: float = 1e-13
    witness: Callable[[], Draws] | None = None
    attack: Attack | None = None
    depends_on: tuple[str, ...] = ()
    families: tuple[Family, ...] = ()
    without: Mapping[str, Callable[[Any], Draws]] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    headline: int | None = None

    def __post_init__(self) -> None:
        if not self.title:
            object.__setattr__(self, "title", self.name.replace("_", " "))
        if not isinstance(self.quantifier, QUANTIFIERS):
            names = ", ".join(each.__name__ for each in QUANTIFIERS)
            raise InputError(f"{self.name}: quantifier must be one of the records {names}, as in EveryDraw()")
        if self.status == "universality" and not isinstance(self.quantifier, Measured):
            raise InputError(
                f"{self.name} has status universality: quantifier=Measured(region, largest_gap) says where it was measured"
            )

        if isinstance(self.parameters, Parameter):
            raise InputError(
                f"{self.name}: parameters must be a tuple, and is one Parameter: a comma is missing, "
                'a tuple of one is written (Parameter("L_TE", reals(0, 1)),)'
            )
        names = {each.symbol for each in self.parameters}
        if isinstance(self.quantifier, Asymptotic) and self.quantifier.scale not in names:
            raise InputError(
                f"{self.name}: Asymptotic({self.quantifier.scale!r}): {self.quantifier.scale} does not name a parameter"
            )

    def claims(self) -> tuple[Claim, ...]:
        """The claim, or the two of ``between`` (lower one first)."""
        if self.relation == "between":
            lower, upper = self.bound
            return (Claim(self.quantity, ">=", lower), Claim(self.quantity, "<=", upper))
        return (Claim(self.quantity, self.relation, self.bound),)

    def stable_sides(self) -> tuple[tuple[Relation, Any], ...]:
        """The same claims as (relation, side) with the sides in their stable form."""
        exact = self.claims()
        if self.stable_bound is None:
            return tuple((claim.relation, claim.right) for claim in exact)
        sides = self.stable_bound if self.relation == "between" else (self.stable_bound,)
        return tuple((claim.relation, side) for claim, side in zip(exact, sides, strict=True))

    # its face: printed by the package above, which is loaded when somebody looks

    def __repr__(self) -> str:
        from w2s_theory.printing.face import one_line

        return one_line(self)

    def _repr_latex_(self) -> str:
        from w2s_theory.printing.face import for_notebook

        return for_notebook(self)

    def to_latex(self) -> str:
        r"""The statement as a LaTeX ``theorem`` environment."""
        from w2s_theory.printing.face import as_environment

        return as_environment(self)

    def to_dict(self) -> dict[str, Any]:
        """The statement as plain text fields; what a proof says of it is in :func:`w2s_theory.prove`."""
        from w2s_theory.printing.face import as_fields

        return as_fields(self)

    def show(self) -> None:
        """Print the statement as people read it: claim, where, if, for, setting, status and citation."""
        from w2s_theory.printing.face import as_text

        print(as_text(self))

    def statement(self) -> Statement:
        """What must be proved, without the proof."""
        claims = self.claims()
        if isinstance(self.quantifier, Probability):
            claims = (_failure_bound(claims),)
        return Statement(claims, self.parameters, self.hypotheses, self.setting, self.families)


def _failure_bound(claims: tuple[Claim, ...]) -> Claim:
    """That all of ``claims`` hold but with probability at most delta, as one claim about a mean.

    An equality fails above and below, two bounds fail at either: the probabilities add up before they are compared.
    """
    from w2s_theory import notation

    failures = []
    for claim in claims:
        if claim.relation in ("<", ">"):
            raise InputError(
                f"{claim} with probability >= 1 - delta: write <= or >=, which fails where an indicator is 1"
            )
        if claim.relation in ("<=", "=="):
            failures.append(notation.exceeds(claim.left, claim.right))
        if claim.relation in (">=", "=="):
            failures.append(notation.exceeds(claim.right, claim.left))
    return Claim(notation.mean(sum(failures)), "<=", notation.delta)
