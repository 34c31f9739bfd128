"""No test waits on a clock or needs an idle machine: nothing sleeps, nothing is timed, no limit is short.

How long something takes belongs into ``benchmarks/``. Where a test has to wait for another process it waits for what that
does, with the functions of ``real_processes``.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from real_processes import LIMIT

ROOT = Path(__file__).parent
WAITS = ROOT / "real_processes.py"  # the one module that may look at a clock
LEAST = 180  # seconds that a process may always take
OF_TEST = tomllib.loads((ROOT.parent / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"][
    "ini_options"
]["timeout"]

CLOCKS = {"time", "monotonic", "perf_counter", "process_time", "thread_time", "clock_gettime", "sleep"}
CLOCKS |= {f"{name}_ns" for name in CLOCKS}
OTHER_CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("asyncio", "sleep"), ("os", "times")}
OTHER_CLOCKS |= {("os", "getloadavg"), ("os", "cpu_count"), ("psutil", "cpu_percent")}
MODULES = {"timeit", "resource"}
# methods whose first argument is how long they wait
PATIENT = {"wait", "result", "exception", "join", "acquire"}


def faults(source: str) -> list[str]:
    """What is wrong in the source of a test, with its line."""
    return [f"line {line}: {text}" for line, text in _faults(ast.parse(source))]


def _faults(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            of, name = node.value.id, node.attr
            if (of == "time" and name in CLOCKS) or (of, name) in OTHER_CLOCKS:
                yield node.lineno, f"{of}.{name}"
        elif isinstance(node, ast.Import):
            for name in {each.name for each in node.names} & MODULES:
                yield node.lineno, f"import {name}"
        elif isinstance(node, ast.ImportFrom):
            if node.module in MODULES or (
                node.module == "time" and {each.name for each in node.names} & CLOCKS
            ):
                yield node.lineno, f"from {node.module} import"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            # code that another process runs
            for name in CLOCKS:
                if f"time.{name}(" in node.value:
                    yield node.lineno, f"time.{name}( in a string"
        elif isinstance(node, ast.Call):
            yield from _short_limits(node)
        elif isinstance(node, ast.FunctionDef):
            positional = [*node.args.posonlyargs, *node.args.args]
            pairs = zip(reversed(positional), reversed(node.args.defaults), strict=False)
            for argument, default in [*pairs, *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)]:
                if argument.arg == "timeout" and default is not None and not _long(default):
                    yield node.lineno, "a default timeout that is not long"


def _short_limits(call: ast.Call) -> Iterator[tuple[int, str]]:
    for keyword in call.keywords:
        if keyword.arg == "timeout" and not _long(keyword.value):
            yield call.lineno, f"a timeout that is neither LIMIT nor a number of at least {LEAST} seconds"
        if keyword.arg == "deadline" and not (
            isinstance(keyword.value, ast.Constant) and keyword.value.value is None
        ):
            yield call.lineno, "a deadline"
    if isinstance(call.func, ast.Attribute):
        name = call.func.attr
        if name == "Popen":
            yield call.lineno, "a process that real_processes does not end"
        if name in PATIENT and call.args and _is_number(call.args[0]) and not _long(call.args[0]):
            yield call.lineno, f"{name} with a limit under {LEAST} seconds"
        if (
            name == "timeout"
            and call.args
            and not (_is_number(call.args[0]) and _value(call.args[0]) >= OF_TEST)
        ):
            yield call.lineno, f"a test with a shorter limit than the others have, {OF_TEST} seconds"


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def _value(node: ast.expr) -> float:
    assert isinstance(node, ast.Constant) and isinstance(node.value, int | float)
    return node.value


def _long(node: ast.expr) -> bool:
    """Whether a limit is ``LIMIT``, none at all, or a number that is large enough."""
    if isinstance(node, ast.Constant) and node.value is None:
        return True
    if isinstance(node, ast.Name):
        return node.id == "LIMIT"
    return _is_number(node) and _value(node) >= LEAST


FILES = sorted(path for path in ROOT.rglob("*.py") if path not in (WAITS, Path(__file__)))


def test_no_test_looks_at_a_clock() -> None:
    assert len(FILES) > 80
    found = {str(path.relative_to(ROOT)): faults(path.read_text(encoding="utf-8")) for path in FILES}
    assert {name: each for name, each in found.items() if each} == {}


def test_limits_are_long() -> None:
    """A process that hangs is told of before its test is ended."""
    assert LEAST <= LIMIT < OF_TEST


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.sleep(1)",
        "from time import sleep\nsleep(1)",
        "import asyncio\nasyncio.sleep(1)",
        "run('import time; time.sleep(5)')",
        "start = time.process_time()\nassert time.process_time() - start < 2",
        "begin = time.perf_counter_ns()",
        "from time import monotonic",
        "assert datetime.now() > before",
        "import timeit",
        "from resource import getrusage",
        "assert os.getloadavg()[0] < 1",
        "subprocess.Popen(['w2s'])",
        "subprocess.run(command, timeout=60)",
        "process.communicate(timeout=179.9)",
        "process.communicate(timeout=patience)",
        "process.wait(10)",
        "future.result(5)",
        "def fresh(code, *, timeout=120): ...",
        "def fresh(code, timeout=120, more=1): ...",
        "@settings(deadline=200)\ndef test_it(): ...",
        "@pytest.mark.timeout(300)\ndef test_it(): ...",
    ],
)
def test_what_looks_at_a_clock_is_refused(source: str) -> None:
    assert len(set(faults(source))) >= 1


def test_what_does_not_is_accepted() -> None:
    source = """
from real_processes import LIMIT, wait_until
import time

@settings(max_examples=3, deadline=None)
@pytest.mark.timeout(7200)
def test_it(code, *, timeout=600):
    process.communicate(timeout=LIMIT)
    subprocess.run(command, timeout=200)
    ", ".join(names)
    event.wait()
    time.strftime("%Y")
    assert row["seconds"] > 0
"""
    assert faults(source) == []
