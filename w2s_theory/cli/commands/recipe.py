"""``w2s recipe``: several rounds of teaching and studying, under the deterministic equivalent and simulated."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from w2s_theory.cli.model_options import activation_option, dimension_option, power_option
from w2s_theory.cli.outcome import Outcome, command
from w2s_theory.cli.output import counted
from w2s_theory.cli.parameters import Whole
from w2s_theory.cli.table import Column, Table

_COLUMNS = (
    Column("step", "number of the step, and of the function that it makes", "function", "step"),
    Column("text", "the step as it is typed", "made by", "step", number=False),
    Column("tau", "stopping time lambda_K t", "tau", r"$\tau$", absent=""),
    Column("error", "mean of ||f* - f||^2 under the equivalent, ||f*|| = 1", "equivalent", "equivalent"),
    Column("mean", "mean over the draws", "simulated", "simulated"),
    Column("low", "lower end of its approximate 95 % interval (Student t)"),
    Column("high", "upper end"),
)


@command("recipe", "Several rounds of teaching and studying.", table=True)
@click.argument("steps", metavar="RECIPE")
@dimension_option()
@click.option("--degree", type=Whole("the degree", 0, 10**6), help="Degree of the target; 1 by default.")
@click.option("--target", metavar="K:C,...", help="A mixture of degrees, such as 1:0.8,2:0.6.")
@click.option("--normalise", is_flag=True, help="Divide the mixture by the root of its sum of squares.")
@power_option()
@activation_option()
@click.option(
    "--trials",
    type=Whole("trials", 0, 10**5),
    default=0,
    show_default=True,
    help="Draws to simulate beside it.",
)
@click.option("--seed", type=Whole("the seed", 0, 2**128 - 1), default=0, show_default=True, help="Seed.")
def COMMAND(
    steps: str,
    dimension: int,
    degree: int | None,
    target: str | None,
    normalise: bool,
    power: int | None,
    activation: str | None,
    trials: int,
    seed: int,
) -> Outcome:
    """Predict a recipe round by round: "teach 100, study best, teach 100 x 4, study 5".

    \b
    teach M         a fresh teacher of M units learns the function made last
                    (f* at first)
    teach M x N     the mean of N such teachers
    study T         an infinitely wide student learns it; it stops at tau = T,
                    or at its best time: study best
    study T from I  the same, starting from function I (0 is f*)
    mix W of I      (1 - W) times it plus W times function I
    """  # noqa: D301
    from w2s_theory.cli.headings import model_heading, target_heading
    from w2s_theory.cli.target_option import chosen_target, exact_shares
    from w2s_theory.equivalents.recipe_steps import recipe
    from w2s_theory.models.named_models import named_model

    model = named_model(dimension, power, activation)
    shares = exact_shares(chosen_target(target, degree, 1, normalise), normalise)
    found = recipe(model, shares, steps)
    rows = found.to_dict()["steps"]
    method = None
    if trials:
        from w2s_theory.cli.progress import progress_bar
        from w2s_theory.records.recipe import Study
        from w2s_theory.simulate.recipes import simulate_recipe

        with progress_bar("simulating", trials) as advance:
            drawn = simulate_recipe(
                model,
                {int(k): c for k, c in shares.to_dict().items()},
                [
                    replace(s, tau=tau) if isinstance(s, Study) else s
                    for s, tau in zip(found.steps, found.taus, strict=True)
                ],
                trials=trials,
                seed=seed,
                progress=lambda done: advance("", done, trials),
            )
        method = drawn.intervals[0].method
        ends = ({"mean": each.mean, "low": each.low, "high": each.high} for each in drawn.intervals)
        rows = [{**row, **extra, "method": method} for row, extra in zip(rows, ends, strict=True)]
    title = f"recipe: {model_heading(model)}; {target_heading(shares.to_dict())}"
    table = Table(title, _COLUMNS, tuple(rows))

    def show(screen: Any) -> None:
        screen.print_table(table)
        screen.line("equivalent: float64, universality, not a theorem about networks")
        if trials:
            interval = f"; 95 % interval, {method}" if trials > 1 else ": no interval"
            screen.line(
                f"{counted(trials, 'trial')}, seed {seed}{interval}; best: the equivalent's tau of that step"
            )

    fields = {"dimension": dimension, "target": shares.to_dict(), "trials": trials, "seed": seed}
    return Outcome({**found.to_dict(), **fields, "steps": rows}, show, table=table)
