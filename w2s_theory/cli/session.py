"""One command from arguments to exit status: its outcome printed, every failure one line."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import traceback

import click

from w2s_theory.cli.group import w2s
from w2s_theory.cli.outcome import DEFECT, HOLDS, UNDECIDED, WRONG_INPUT, Form, Outcome
from w2s_theory.cli.output import Screen, complain, counted, json_text, prepare_streams
from w2s_theory.cli.table import table_of_fields
from w2s_theory.records.errors import AccuracyError, InputError


def run_command(arguments: list[str]) -> int:
    """Run ``w2s`` with arguments; returns the exit status. Only an interruption gets out."""
    prepare_streams()
    try:
        result = w2s.main(args=arguments, prog_name="w2s", standalone_mode=False)
    except click.UsageError as problem:
        command = problem.ctx.command_path if problem.ctx else "w2s"
        return _fail(f"{problem.format_message()} (see {command} --help)", WRONG_INPUT)
    except click.ClickException as problem:
        return _fail(problem.format_message(), WRONG_INPUT)
    except UnicodeDecodeError:
        return _fail("a file that was given is not UTF-8 text: save it as UTF-8", WRONG_INPUT)
    except InputError as problem:
        return _fail(str(problem), WRONG_INPUT)
    except AccuracyError as problem:
        return _fail(str(problem), UNDECIDED)
    except MemoryError:
        return _fail("this needs more memory than is free: choose smaller sizes", WRONG_INPUT)
    except click.Abort as problem:
        raise KeyboardInterrupt from problem
    except BrokenPipeError:
        return _swallow_output(HOLDS)
    except OSError as problem:
        return _fail(f"{problem.filename or 'a file'}: {problem.strerror}: give another path", WRONG_INPUT)
    except Exception as problem:
        return _defect(problem, arguments)
    if not isinstance(result, tuple):  # --help, --version, or no command at all
        return _finish_output(result if isinstance(result, int) else HOLDS)
    outcome, form = result
    return _print(outcome, form, arguments)


def _print(outcome: Outcome, form: Form, arguments: list[str]) -> int:
    try:
        if form.out is not None:
            _write(outcome, form, arguments)
        elif sys.stdout is None:
            pass
        elif form.kind == "text":
            outcome.show(Screen())
        else:
            print(_text(outcome, form.kind, arguments), end="")
        for remark in outcome.remarks:
            complain(remark)
        return _finish_output(outcome.status)
    except BrokenPipeError:
        return _swallow_output(outcome.status)
    except InputError as problem:
        return _fail(str(problem), WRONG_INPUT)
    except OSError as problem:
        _swallow_output(WRONG_INPUT)
        return _fail(f"standard output cannot be written: {problem.strerror}", WRONG_INPUT)
    except Exception as problem:
        return _defect(problem, arguments)


def _text(outcome: Outcome, kind: str, arguments: list[str]) -> str:
    """The answer as JSON, CSV or LaTeX, or as it stands in a pipe."""
    if kind == "text":
        with contextlib.redirect_stdout(io.StringIO()) as screen:
            outcome.show(Screen())
        return screen.getvalue()
    table = outcome.table or table_of_fields(_command_name(arguments), outcome.data)
    if kind == "json":
        about = {} if outcome.table is None else {"table": outcome.table.to_dict()}
        return json_text(_command_name(arguments), arguments, {**outcome.data, **about}) + "\n"
    return table.to_csv() if kind == "csv" else table.to_latex()


def _write(outcome: Outcome, form: Form, arguments: list[str]) -> None:
    """The answer to the file that was named; one line says so."""
    from w2s_theory.output_file import write_file

    assert form.out is not None
    write_file(form.out, _text(outcome, form.kind, arguments).encode("utf-8"))
    if sys.stdout is not None:
        rows = "" if outcome.table is None else f"{counted(len(outcome.table.rows), 'row')}: "
        print(f"{rows}{form.out}")


def _finish_output(status: int) -> int:
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        return _swallow_output(status)
    except OSError as problem:
        _swallow_output(status)
        return _fail(f"standard output cannot be written: {problem.strerror}", WRONG_INPUT)
    return status


def _swallow_output(status: int) -> int:
    """The reader has gone: let the interpreter's last flush go nowhere instead of complaining."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        pass
    return status


def _command_name(arguments: list[str]) -> str:
    names = w2s.list_commands(click.Context(w2s))
    return next(argument for argument in arguments if argument in names)


def _fail(text: str, status: int) -> int:
    complain(text)
    return status


def _defect(problem: Exception, arguments: list[str]) -> int:
    import tempfile

    lines = [f"w2s {' '.join(map(ascii, arguments))}\n\n", *traceback.format_exception(problem)]
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="w2s-", suffix=".txt", delete=False, encoding="utf-8"
        ) as file:
            file.writelines(lines)
        where = f"the traceback is in {file.name}"
    except OSError:
        where = "the traceback could not be written"
    return _fail(f"a defect of ours ({type(problem).__name__}); {where}", DEFECT)
