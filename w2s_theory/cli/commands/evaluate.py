"""``w2s evaluate``: the bound of a theorem at a point."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from w2s_theory.cli.outcome import Outcome, command
from w2s_theory.cli.parameters import Whole, parse_point
from w2s_theory.cli.theorem_names import TheoremName


@command("evaluate", "Evaluate a bound, to any digits, certified.", many=("--at",))
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
    from w2s_theory.cli.point_letters import by_symbol, require_all
    from w2s_theory.evaluate.bound_at import evaluate_sides, require_point
    from w2s_theory.printing.text import expression_text
    from w2s_theory.theorems.listing import Catalog

    theorem = Catalog()[name]
    point = by_symbol(theorem, parse_point(at))
    require_all(theorem, point)
    require_point(theorem, point)
    quantity = expression_text(theorem.quantity)
    sides = [asdict(side) for side in evaluate_sides(theorem, point, digits, enclose)]
    shown = {
        key: [str(v) for v in value] if isinstance(value, tuple) else str(value)
        for key, value in point.items()
    }
    data = {
        "name": name,
        "at": shown,
        "value": sides[0]["value"],
        "radius": sides[0]["radius"],
        "log10": sides[0]["log10"],
        "quantity": quantity,
        "sides": sides,
        "how": "certified" if enclose else "high precision" if digits else "float64",
    }

    def show(screen: Any) -> None:
        for side in sides:
            relation = "=" if side["relation"] == "==" else side["relation"]
            screen.line(f"{quantity} {relation} {_side_text(side, enclose)}")

    return Outcome(data, show)


def _side_text(side: dict[str, Any], enclose: bool) -> str:
    if side["value"] is None:
        return f"a number near +-10^{side['log10']:.6g}, which float64 cannot hold: add --digits or --enclose"
    return f"{side['value']} +- {side['radius']}" if enclose else str(side["value"])
