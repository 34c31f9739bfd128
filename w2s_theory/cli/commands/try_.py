"""``w2s try``: whether a bound is true."""

from __future__ import annotations

import re
from fractions import Fraction
from math import inf
from typing import Any

import click

from w2s_theory.cli.outcome import HOLDS, REFUTED, UNDECIDED, Outcome, command
from w2s_theory.cli.output import counted, number_text

_LONGEST_CLAIM = 100


@command("try", "Is this bound true?")
@click.argument("claim")
@click.option(
    "--for",
    "for_",
    default="shrinkage",
    show_default=True,
    metavar="KIND",
    help="The kind of student: shrinkage (gradient_flow, ridge, averaged), eigenfunction (the target is an "
    "eigenfunction of the student's kernel), least_squares (projection), convex, norm_nonincreasing.",
)
@click.option(
    "--when",
    metavar="WHEN",
    help="best: of the student stopped at its best time, the default for upper bounds; always: of every student.",
)
@click.option(
    "--on",
    metavar="relu,d=32,M_TE=512",
    help="Also ask it of networks of one kind: equivalent, simulation, what is proved (M_ST, k, trials, seed).",
)
def COMMAND(claim: str, for_: str, when: str | None, on: str | None) -> Outcome:
    """Decide a bound of your own: "L_ST >= 4/5 L_TE^2", "PGR <= 1 - L_TE/2", "L_ST <= L_TE - misfit".

    Numbers, L_ST, L_TE, PGR, misfit = ||f_TE - f_ST||^2, tau = lambda_k t, + - * / ^, sqrt, exp, log; nothing
    typed is executed.
    """
    from w2s_theory.typed_bounds.try_bound import try_bound

    tried = try_bound(claim, for_, on, when=when)

    def show(screen: Any) -> None:
        screen.line(tried.headline)
        screen.line(tried.reason)
        screen.fields(_rows(tried))
        if tried.counter_example is not None:
            _show_example(screen, tried.counter_example)
        _show_others(screen, tried)
        if tried.on_networks is not None:
            _show_networks(screen, tried.on_networks)
        if tried.hint:
            screen.line()
            screen.line(tried.hint)

    status = {"verified": HOLDS, "refuted": REFUTED, "undecided": UNDECIDED}[tried.verdict]
    return Outcome(tried.to_dict(), show, status)


def _rows(tried: Any) -> list[tuple[str, Any]]:
    rows = [("students", tried.students_in_words)]
    if re.match(r"L_ST\s*(<=|>=|≤|≥)", tried.typed) is None:
        rows.insert(0, ("that is", tried.claim if len(tried.claim) <= _LONGEST_CLAIM else ""))
    if tried.when == "best":
        rows.append(("stopped", "each at its best time in [0, inf]; its kernel K > 0 (infinite width)"))
    rows += [("decided by", tried.method), ("rests on", tried.implied_by)]
    best = tried.best
    # next to a limit that falls below every multiple of the bound a ratio says nothing
    if tried.tightest_ratio is not None and not (best is not None and best.none):
        about = "" if best is not None and best.exact is not None else "about "
        rows.append(("largest bound/limit", f"{about}{number_text(tried.tightest_ratio)}"))
    if best is not None:
        which = "largest" if best.relation == ">=" else "smallest"
        label = "best constant" if best.none else f"{which} c in {best.multiple}"
        rows.append((label, _constant_text(best)))
    return rows


def _constant_text(best: Any) -> str:
    if best.none:
        return _no_constant(best)
    near = float(best.near)
    where = f"near L_TE = {near:.6g}"
    if min(near, 1 - near) < 1e-5:
        where = f"as L_TE goes to {near:.0f}"
    if best.exact is not None:
        how = {
            "everywhere": "attained at every L_TE",
            "at near": f"attained at L_TE = {near:.6g}",
            "in the limit": f"approached {where}",
        }
        return f"{best.exact} ({how[best.attained]})"
    low, high = f"{float(best.lower):.13g}", f"{float(best.upper):.13g}"
    if low == high:
        return f"about {low} (tight {where})"
    return f"between {low} and {high} (tight {where})"


def _no_constant(best: Any) -> str:
    """Which constants are shown not to work: all, or those beyond the one that a certified point admits."""
    lower = best.relation == ">="
    if best.attained == "in the limit":
        some, goes = ("c > 0", "0") if lower else ("c", "infinity")
        end = 0 if best.near < Fraction(1, 2) else 1
        return f"none: no {some} makes {best.multiple} a bound (limit/bound goes to {goes} as L_TE goes to {end})"
    beyond = f"above {float(best.upper):.6g}" if lower else f"up to {float(best.lower):.6g}"
    where = f"at L_TE = {float(best.near):.6g}, certified; others are not decided"
    return f"no c {beyond} makes {best.multiple} a bound ({where})"


def _show_example(screen: Any, example: Any) -> None:
    witness = example.witness
    matrices = [("P", witness.teacher_projection)]
    if witness.student_operator is not None:
        matrices.append(("S", witness.student_operator))
    how = "f_ST = S f_TE" if witness.student_operator is not None else f"f_ST = {_vector(witness.student)}"
    screen.line()
    screen.line(f"counter-example: f* = {_vector(witness.target)}, f_TE = P f*, {how} with")
    width = max(len(entry) for _, matrix in matrices for row in matrix for entry in row)
    for letter, matrix in matrices:
        for row, entries in enumerate(matrix):
            head = f"{letter} =" if row == 0 else "   "
            screen.line(f"  {head} [ {' '.join(f'{entry:>{width}}' for entry in entries)} ]")
    rows = [("  which is", witness.note), ("  L_TE", witness.teacher_error), ("  L_ST", witness.measured)]
    screen.fields(
        [
            *rows,
            ("  misfit", witness.misfit),
            ("  the bound there", example.bound),
            ("  |bound/L_ST - 1|", example.excess),
        ]
    )


def _vector(entries: Any) -> str:
    return f"({', '.join('0' if entry == '0.0' else '1' if entry == '1.0' else entry for entry in entries)})"


def _show_others(screen: Any, tried: Any) -> None:
    changed = [each for each in tried.others if each.verdict != tried.verdict]
    if not changed:
        return
    screen.line()
    screen.line("another kind of student would change the verdict:")
    for each in changed:
        stopped = ", at its best time" if each.when == "best" else ""
        screen.line(f"  --for {each.name}{stopped}: {each.verdict}; {each.reason}", 4)
        screen.line(f"    {each.meaning}", 4)


def _show_networks(screen: Any, answer: Any) -> None:
    sizes = ", ".join(
        f"{name}={value:g}" for name, value in answer.sizes.items() if name in ("d", "M_TE", "M_ST", "k")
    )
    screen.line()
    screen.line(f"on {answer.sizes['kind']} networks ({sizes}), of the {_which(answer.when)}:")
    rows: list[tuple[str, Any]] = []
    if answer.equivalent is not None:
        found = answer.equivalent
        holds = "holds" if found.holds else "does not hold"
        rows.append(
            (
                "  equivalent",
                f"{holds}: L_ST = {found.student_error:.6g} at tau = {found.tau:.4g}, bound {found.bound:.6g}, "
                f"L_TE = {found.teacher_error:.6g} (universality)",
            )
        )
        rows.append(("  its exponent", f"log L_ST/log L_TE = {found.exponent:.4g} at the best time"))
        if found.guaranteed is not None and found.guaranteed > 1:
            rows.append(
                (
                    "  proved of it",
                    f"exponent at least {_below(found.guaranteed)} at this size, by an explicit bound",
                )
            )
    elif answer.sizes["M_ST"] != inf:
        rows.append(("  equivalent", "none for a student of finite width, which is simulated only"))
    else:
        rows.append(("  equivalent", "none that float64 can tell at these sizes"))
    draws = counted(len(answer.rows), "draw")
    held = f"holds in {answer.held} of {draws}"
    rows.append(
        (
            "  simulation",
            f"{held}; mean L_TE {_mean(answer.teacher_error)}, L_ST {_mean(answer.student_error)}",
        )
    )
    if answer.proved is not None:
        found = answer.proved
        rows.append(
            (
                "  proved",
                f"PGR >= {found.goal} from M_TE = {found.teacher_units}, {found.statement}; no universality",
            )
        )
        rows.append(("  resting on", ", ".join(found.rests_on)))
    elif answer.sizes["M_ST"] != inf:
        rows.append(
            ("  proved", "nothing of a student of finite width: M_ST=inf, the default, asks for what is")
        )
    elif answer.sizes["kind"] != "relu":
        rows.append(("  proved", f"not searched: ask with w2s units --activation {answer.sizes['kind']}"))
    screen.fields(rows)
    table = [
        (
            row.trial,
            *(number_text(x) for x in (row.teacher_error, row.student_error, row.bound, row.misfit, row.tau)),
            "yes" if row.holds else "no",
        )
        for row in answer.rows
    ]
    columns = ("network", "L_TE", "L_ST", "bound", "misfit", "tau", "holds")
    screen.table(columns, table, right=(0, 1, 2, 3, 4, 5))


def _which(when: str) -> str:
    return "student at its best time" if when == "best" else "time closest to failing"


def _below(value: float) -> str:
    """Four digits, rounded down: it is a guarantee."""
    from math import floor

    return f"{floor(value * 1e4) / 1e4:.4f}"


def _mean(interval: Any) -> str:
    mean, low, high = interval
    return f"{mean:.6g}" if low is None else f"{mean:.6g} (95 %: {low:.4g} to {high:.4g})"
