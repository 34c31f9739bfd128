"""``w2s simulate``: teachers and students with random features, the population integrated exactly."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import Any

import click

from w2s_theory.cli.list_options import TimeList, WholeList, joined_times
from w2s_theory.cli.model_options import activation_option, power_option
from w2s_theory.cli.outcome import Outcome, command
from w2s_theory.cli.parameters import Whole
from w2s_theory.exact_number import exact_number
from w2s_theory.records.errors import InputError


class _Accuracy(click.ParamType):
    """A number strictly between 0 and 1."""

    name = "A"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        if not isinstance(value, str):
            return value
        number = exact_number(value, "the accuracy")
        if not Fraction(1, 10**15) <= number <= Fraction(1, 2):
            raise InputError(
                f"the accuracy must lie between 1e-15 and 0.5, such as 1e-6, and {value[:20]} does not"
            )
        return float(number)


@command("simulate", "Simulate teachers and students.", many=("--tau",), table=True)
@click.option(
    "--dimension", type=WholeList("the dimension", 2, 10**9), required=True, help="Dimension d of the inputs."
)
@click.option(
    "--teacher-units",
    type=WholeList("teacher units", 1, 10**9),
    required=True,
    help="Units M_TE of the teacher; 30,100 or 30:1000:7 (equal ratios), as for all sizes.",
)
@click.option(
    "--student-units",
    type=WholeList("student units", 1, 10**9, infinite=True),
    default=(inf,),
    show_default="inf",
    help="Units M_ST of the student, or inf.",
)
@click.option("--degree", type=Whole("the degree", 0, 10**6), help="Degree of the target; 1 by default.")
@click.option("--target", metavar="K:C,...", help="A mixture of degrees, such as 1:0.8,2:0.6.")
@click.option("--normalise", is_flag=True, help="Divide the mixture by the root of its sum of squares.")
@click.option(
    "--tau",
    type=TimeList("tau", best=True),
    multiple=True,
    required=True,
    help="Stopping times tau = lambda_K t, K the target's (largest) degree; several, 0.1:300:21, inf, best.",
)
@click.option(
    "--start",
    metavar="K:C,...",
    help="Where students start, such as 1:0.5,2:0.1 along the target's axis; 0 without it.",
)
@power_option()
@activation_option()
@click.option(
    "--trials", type=Whole("trials", 1, 10**6), default=20, show_default=True, help="Networks drawn."
)
@click.option("--seed", type=Whole("the seed", 0, 2**128 - 1), default=0, show_default=True, help="Seed.")
@click.option(
    "--accuracy",
    type=_Accuracy(),
    default=1e-6,
    show_default=True,
    help="Relative numerical accuracy of every error.",
)
def COMMAND(
    dimension: tuple[int, ...],
    teacher_units: tuple[int, ...],
    student_units: tuple[float, ...],
    degree: int | None,
    target: str | None,
    normalise: bool,
    tau: tuple[tuple[Any, ...], ...],
    start: str | None,
    power: int | None,
    activation: str | None,
    trials: int,
    seed: int,
    accuracy: float,
    threads: int | None = None,
) -> Outcome:
    """Simulate weak teachers and their students; means with approximate 95 % intervals.

    Sizes may be lists: every combination is one setting. --tau best stops every draw when its error is least.
    The numbers do not depend on --threads, which are processes of one thread each.
    """
    from w2s_theory.cli.output import number_text
    from w2s_theory.cli.target_option import chosen_target, parse_target
    from w2s_theory.cli.threads import limited_threads

    with limited_threads(1):
        from w2s_theory.cli.simulation_rows import Wanted, simulate_all
        from w2s_theory.cli.simulation_table import last_line, long_table, one_setting, several_settings

        goal = chosen_target(target, degree, 1, normalise)
        taus = joined_times(tau, "tau")
        wanted = Wanted(
            dimension,
            teacher_units,
            student_units,
            power,
            activation,
            goal,
            normalise,
            taus,
            trials,
            seed,
            accuracy,
            None if start is None else {k: float(c) for k, c in parse_target(start, "--start").items()},
        )
        found = simulate_all(wanted, threads)

    def show(screen: Any) -> None:
        screen.print_table(one_setting(found[0]) if len(found) == 1 else several_settings(found))
        if found[0].start is not None:
            screen.line(f"start: L_0 = {number_text(found[0].start.error(found[0].target))}")
        screen.line(last_line(found))

    settings = [each.to_dict() for each in found]
    one = settings[0] if len(settings) == 1 else {"trials": trials, "seed": seed}
    return Outcome({**one, "accuracy": accuracy, "settings": settings}, show, table=long_table(found))
