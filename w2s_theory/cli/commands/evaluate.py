"""``w2s evaluate``: the bound of a theorem at a point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from w2s_theory.cli.outcome import Outcome, command
from w2s_theory.cli.parameters import Whole, parse_point
from w2s_theory.cli.table import Column, Table
from w2s_theory.cli.theorem_names import TheoremName

if TYPE_CHECKING:
    from w2s_theory.evaluate.bound_at import BoundSide


@command("evaluate", "Evaluate a bound, to any digits, certified.", many=("--at",), table=True)
@click.argument("name", type=TheoremName())
@click.option(
    "--at",
    "at",
    multiple=True,
    metavar="NAME=VALUE",
    help="L_TE=1/10; for each parameter, as named or as printed.",
)
@click.option("--digits", type=Whole("digits", 1, 100_000), help="Correct decimal digits.")
@click.option("--enclose", is_flag=True, help="A certified enclosure: value +- radius.")
def COMMAND(name: str, at: tuple[str, ...], digits: int | None, enclose: bool) -> Outcome:
    """Evaluate a theorem's bound at exact values of its parameters."""
    from w2s_theory.checks.evaluated_bound import bound_at
    from w2s_theory.cli.point_letters import by_symbol, require_all
    from w2s_theory.theorems.listing import Catalog

    theorem = Catalog()[name]
    point = by_symbol(theorem, parse_point(at))
    require_all(theorem, point)
    found = bound_at(theorem, point, digits, enclose)
    first = found.sides[0]
    data = {
        **found.to_dict(),
        "value": first.value,
        "radius": first.radius,
        "log10": first.log10,
        "how": "certified" if enclose else "high precision" if digits else "float64",
    }

    def show(screen: Any) -> None:
        for side in found.sides:
            relation = "=" if side.relation == "==" else side.relation
            screen.line(f"{found.quantity} {relation} {_side_text(side, enclose)}")

    columns = (
        Column("name", number=False),
        *(
            Column(letter, "a letter of the theorem", letter, number=False)
            for letter in found.to_dict()["at"]
        ),
        Column("quantity", number=False),
        Column("relation", number=False),
        Column("value", "the bound", digits=None),
        Column("radius", "the bound lies within value +- radius", latex=r"$\pm$", digits=3, up=True),
    )
    rows = tuple(
        {
            "name": name,
            **{letter: _typed(value) for letter, value in found.to_dict()["at"].items()},
            "quantity": str(found.quantity),
            "relation": side.relation,
            "value": side.value,
            "radius": side.radius,
        }
        for side in found.sides
    )
    return Outcome(data, show, table=Table(name, columns, rows))


def _typed(value: Any) -> str:
    """A value as --at takes it."""
    return (
        str(value) if isinstance(value, str) or not hasattr(value, "__iter__") else ",".join(map(str, value))
    )


def _side_text(side: BoundSide, enclose: bool) -> str:
    if side.value is None:
        return f"a number near +-10^{side.log10:.6g}, which float64 cannot hold: add --digits or --enclose"
    return f"{side.value} +- {side.radius}" if enclose else str(side.value)
