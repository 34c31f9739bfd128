"""200 wrong argument lists per command: status 2, one line, nothing printed, no file."""

from __future__ import annotations

import os
import random

import pytest
from real_processes import W2S, finished

SHRINKAGE = "student_error_ge_of_shrinkage"
ROUNDS = 200

JUNK = (
    "",
    " ",
    "nan",
    "NaN",
    "-nan",
    "-inf",
    "-5",
    "-0.5",
    "1e400",
    "1e-99999999",
    "9" * 5000,
    "0x10",
    "1_000",
    "１２",
    "1/0",
    "1//2",
    "a\nb",
    "\x1b[31m",
    "\x00"[:0] + "\x07",
    "日本",
    "\U0001f4a5",
    "\udcff",
    "../../etc/passwd",
    "__import__('os')",
    "eval(1)",
    "{}",
    "[1]",
    "0:0:0",
    ":",
    "=",
    "==",
    ",",
    "+-3",
    "1e",
    "e5",
    ".",
    "None",
    "True",
    "%s%n",
    "$(id)",
    "`id`",
    "*",
    "~",
    "inf inf",
)
UNKNOWN = ("--nothing", "--jsn", "-x", "--Json", "--degrees-of", "-", "--json=1")

SPECTRUM = {"--dimension": "8", "--degrees": "0:3"}
SIMULATE = {"--dimension": "8", "--teacher-units": "16", "--tau": "1"}

# command: valid positional arguments, valid options, options any of whose JUNK values is wrong
COMMANDS = {
    "list": ([], {}, ["--threads"]),
    "diagnose": (
        ["weak.npy", "strong.npy"],
        {},
        ["--cut", "--labelled", "--unlabelled", "--teacher-units", "--tau", "--figure"],
    ),
    "doctor": ([], {}, ["--threads"]),
    "paper": ([], {}, ["--threads"]),
    "show": ([SHRINKAGE], {}, ["--threads"]),
    "explain": (["verified"], {}, ["--threads"]),
    "derive": ([SHRINKAGE], {}, ["--degree", "--power"]),
    "evaluate": ([SHRINKAGE], {"--at": "L_TE=1/10"}, ["--at", "--digits"]),
    "spectrum": ([], SPECTRUM, ["--dimension", "--degrees", "--power", "--digits", "--activation"]),
    "simulate": (
        [],
        SIMULATE,
        ["--dimension", "--teacher-units", "--tau", "--trials", "--seed", "--degree", "--student-units"],
    ),
    "equivalent": (
        [],
        {"--dimension": "8", "--teacher-units": "16"},
        [
            "--dimension",
            "--teacher-units",
            "--tau",
            "--degree",
            "--digits",
            "--power",
            "--student-activation",
            "--target",
        ],
    ),
    "figure": (["student_width"], {"--out": "x.svg"}, ["--out", "--data", "--seed", "--threads"]),
    "explore": ([], {}, ["--out", "--threads"]),
    "sgd": (
        [],
        {"--dimension": "8", "--teacher-units": "16", "--tau": "1"},
        [
            "--dimension",
            "--teacher-units",
            "--tau",
            "--step",
            "--batch",
            "--label-noise",
            "--degree",
            "--activation",
        ],
    ),
    "exponents": (
        [],
        {"--dimension": "8", "--teacher-units": "16,32"},
        ["--dimension", "--teacher-units", "--degree", "--activation", "--threads"],
    ),
    "samples": (
        [],
        {"--dimension": "8", "--teacher-units": "16"},
        [
            "--dimension",
            "--teacher-units",
            "--degree",
            "--noise",
            "--samples",
            "--ridge",
            "--tau",
            "--threads",
        ],
    ),
    "recipe": (
        ["teach 8, study 2"],
        {"--dimension": "8"},
        ["--dimension", "--degree", "--trials", "--seed", "--target"],
    ),
    "slides": ([], {}, ["--out", "--threads"]),
    "compare": (
        [],
        {"--teacher-units": "8", "--labels": "40", "--unlabelled": "60"},
        [
            "--teacher-units",
            "--labels",
            "--unlabelled",
            "--modes",
            "--capacity",
            "--source",
            "--noise",
            "--teachers",
        ],
    ),
    "new": (["mine.py"], {}, ["--threads"]),
    "notebook": (["02"], {}, ["--threads"]),
    "units": (
        [],
        {"--dimension": "8", "--pgr": "0.5"},
        ["--dimension", "--pgr", "--delta", "--degree", "--power", "--activation", "--bound"],
    ),
    "check": ([SHRINKAGE], {}, ["--seed", "--threads", "--file", "--folder"]),
    "needs": ([SHRINKAGE], {}, ["--seed", "--file", "--threads"]),
    "prove": ([SHRINKAGE], {}, ["--file", "--threads", "--coq-folder"]),
    "sweep": (["status"], {}, ["--store"]),
    "try": (["L_ST >= L_TE^2"], {}, ["--for", "--on"]),
}
# commands that take no name too, most of them also several
MANY = ("check", "explain", "needs", "notebook", "prove")
# a current folder exists, so these are wrong for folders and files but may be right paths elsewhere
NO_PATHS = {"--file": {"*", "~"}, "--folder": {".", "*", "~", " "}}


def wrong_arguments(command: str, rng: random.Random) -> list[str]:
    """One list that cannot be right, by construction."""
    positional, options, junkable = COMMANDS[command]
    positional, options, extra = list(positional), dict(options), []
    kinds = ["unknown", "surplus", "junk", "junk", "junk"]
    kinds += ["missing"] * bool(positional or options) * (command not in MANY)
    kinds += ["positional"] * bool(positional)
    kind = rng.choice(kinds)
    if kind == "unknown":
        extra = [rng.choice(UNKNOWN)]
    elif kind == "surplus":
        extra = [rng.choice([j for j in JUNK if not j.startswith("-")])]
        if command in MANY:
            extra = [extra[0] + "?"]
    elif kind == "junk":
        name = rng.choice(junkable)
        options[name] = rng.choice([j for j in JUNK if j not in NO_PATHS.get(name, ())])
    elif kind == "missing":
        if options and (not positional or rng.random() < 0.5):
            options.pop(rng.choice(sorted(options)))
        else:
            positional.pop()
    else:
        positional[0] = rng.choice([j for j in JUNK if not j.startswith("-")])
    pieces = [[word] for word in positional] + [[name, value] for name, value in options.items()]
    rng.shuffle(pieces)
    words = [word for piece in pieces for word in piece] + extra
    return [command, *words, *(["--json"] if rng.random() < 0.5 and kind != "unknown" else [])]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_wrong_argument_lists_are_refused(w2s, empty_folder, command):
    rng = random.Random(f"fuzz {command}")
    for _ in range(ROUNDS):
        arguments = wrong_arguments(command, rng)
        answer = w2s(*arguments)
        assert (answer.status, answer.out) == (2, ""), (arguments, answer)
        assert answer.err.count("\n") == 1 and answer.err.endswith("\n"), (arguments, answer.err)
        assert len(answer.err) < 700 and answer.err[:-1].isprintable(), (arguments, answer.err)
    assert os.listdir(empty_folder) == []


@pytest.mark.parametrize("command", ["spectrum", "try"])
def test_the_same_in_real_processes(empty_folder, command):
    rng = random.Random(f"processes {command}")
    for _ in range(3):
        arguments = [each for each in wrong_arguments(command, rng)]
        found = finished(list(map(os.fsencode, [*W2S, *arguments])))
        assert (found.returncode, found.stdout) == (2, b""), (arguments, found)
        assert found.stderr.count(b"\n") == 1, (arguments, found.stderr)
    assert os.listdir(empty_folder) == []


def test_every_command_is_fuzzed():
    import click

    from w2s_theory.cli.group import w2s

    assert sorted(COMMANDS) == w2s.list_commands(click.Context(w2s))
