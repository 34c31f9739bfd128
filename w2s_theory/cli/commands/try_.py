"""``w2s try``: whether a bound is true."""

from __future__ import annotations

from typing import Any

import click

from w2s_theory.cli.outcome import HOLDS, REFUTED, UNDECIDED, Outcome, command
from w2s_theory.cli.output import number_text


@command("try", "Is this bound true?")
@click.argument("claim")
@click.option(
    "--for",
    "for_",
    default="shrinkage",
    show_default=True,
    metavar="KIND",
    help="The kind of student: shrinkage, eigenfunction or norm_nonincreasing.",
)
@click.option(
    "--on", metavar="d=32,M_TE=64", help="Also measure it on simulated ReLU networks (M_ST, k, trials, seed)."
)
def COMMAND(claim: str, for_: str, on: str | None) -> Outcome:
    """Decide a bound of your own, such as "L_ST >= 4/5*L_TE^2" or "PGR <= 1 - L_TE/2".

    Numbers, L_ST, L_TE, PGR, + - * / ^, sqrt, exp, log; nothing typed is executed.
    """
    from w2s_theory.typed_bounds.try_bound import try_bound

    tried = try_bound(claim, for_, on)

    def show(screen: Any) -> None:
        screen.line(f"{tried.claim}: {tried.verdict}")
        screen.line(tried.reason)
        rows = [("decided by", tried.method), ("implied by", tried.implied_by)]
        if tried.tightest_ratio is not None:
            rows.append(("largest bound/limit", number_text(tried.tightest_ratio)))
        if tried.best is not None:
            rows.append((f"largest c in c*{tried.best.shape}", _constant_text(tried.best)))
        screen.fields(rows)
        if tried.counter_example is not None:
            _show_example(screen, tried.counter_example.to_dict())
        if tried.networks:
            table = [
                (
                    row.trial,
                    *(number_text(x) for x in (row.teacher_error, row.student_error, row.bound, row.tau)),
                    "yes" if row.holds else "no",
                )
                for row in tried.networks
            ]
            screen.table(("network", "L_TE", "L_ST", "bound", "tau", "holds"), table, right=(0, 1, 2, 3, 4))

    status = {"verified": HOLDS, "refuted": REFUTED, "undecided": UNDECIDED}[tried.verdict]
    return Outcome(tried.to_dict(), show, status)


def _constant_text(best: Any) -> str:
    if best.exact is not None:
        return f"{best.exact} (attained at L_TE = {float(best.near):.6g})"
    low, high, near = float(best.lower), float(best.upper), float(best.near)
    return f"between {low:.13g} and {high:.13g} (tight near L_TE = {near:.6g})"


def _show_example(screen: Any, example: dict[str, Any]) -> None:
    witness = example["witness"]
    screen.line()
    screen.line("counter-example: f* = (1, 0), f_TE = P f*, f_ST = S f_TE with")
    for letter, matrix in (("P", witness["teacher_projection"]), ("S", witness["student_operator"])):
        for row, entries in enumerate(matrix):
            head = f"{letter} =" if row == 0 else "   "
            screen.line(f"  {head} [ {entries[0]:>24} {entries[1]:>24} ]")
    screen.fields(
        [
            ("  L_TE", witness["teacher_error"]),
            ("  L_ST measured", witness["student_error"]),
            ("  the bound there", example["bound"]),
        ]
    )
