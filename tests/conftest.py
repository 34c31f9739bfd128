"""What every test shares: restored precision, no window for figures, a strict run without skips, work done once."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from not_in_ci import mark_what_is_long
from run_order import changed_files, touched_first

# set before anything imports matplotlib or NumPy, here or in a subprocess
os.environ["MPLBACKEND"] = "Agg"
# the processes of a run already use the cores; threads that wait for each other only cost time
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
# readline, which the runner of the tests imports, exports the size of its terminal to all that it starts: output in
# tests goes to pipes, whose lines have any length
for name in ("COLUMNS", "LINES"):
    os.environ.pop(name, None)

_SHARED = {"deadline": None, "max_examples": 30, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("default", **_SHARED, database=None)
settings.register_profile("ci", **_SHARED, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "default")

# engines that pip cannot install, and libraries without which only speed is lost
ENGINES = {
    "coqc": lambda: shutil.which("coqc") is not None,
    "chromium": lambda: shutil.which("chromium") is not None,
    "gmpy2": lambda: importlib.util.find_spec("gmpy2") is not None,
}


CHANGED = pytest.StashKey[tuple[str, ...]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--strict-run",
        action="store_true",
        help="a skipped test or a test without its engine fails the session",
    )


def pytest_report_header(config: pytest.Config) -> list[str]:
    found = ", ".join(f"{name} {'present' if there() else 'missing'}" for name, there in ENGINES.items())
    changed = config.stash[CHANGED]
    first = f"first what these change: {', '.join(changed[:4])}{', ...' if len(changed) > 4 else ''}"
    return [f"optional engines: {found}", *([first] if changed else [])]


class Skips:
    """Collects what was skipped (at collection too); a strict run does not pass with any."""

    def __init__(self, strict: bool) -> None:
        self.strict = strict
        self.names: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped:
            self.names.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.names.append(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.strict and self.names and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.names:
            terminalreporter.write_line(f"not run: {', '.join(self.names)}")


def pytest_configure(config: pytest.Config) -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # a run in the background ignores Ctrl-C, and processes of tests would inherit that
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.pluginmanager.register(Skips(config.getoption("--strict-run")), "skips")
    # git is asked once: workers that saw different trees would order their tests differently
    given = getattr(config, "workerinput", {}).get("changed")
    config.stash[CHANGED] = changed_files() if given is None else tuple(given)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker process of pytest-xdist what was changed."""
    node.workerinput["changed"] = list(node.config.stash[CHANGED])


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    from w2s_theory.theorems.listing import theorem_files

    mark_what_is_long(items)
    touched_first(items, config.stash[CHANGED], theorem_files())


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from one_process import OneProcessPerTheorem

    return OneProcessPerTheorem(config, log) if config.option.dist == "load" else None


@pytest.fixture(scope="session")
def drawn_once() -> Any:
    """A theorem as it is, but the same draws are made once in this process, whatever bound they are judged by."""
    from shared_work import DrawnOnce

    return DrawnOnce()


@pytest.fixture(scope="session")
def session_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this session share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(autouse=True)
def ambient_precision() -> Iterator[None]:
    """A test that leaves mpmath's or python-flint's precision changed fails; the next starts clean."""
    import flint
    import mpmath

    before = (mpmath.mp.prec, flint.ctx.prec)
    yield
    after = (mpmath.mp.prec, flint.ctx.prec)
    mpmath.mp.prec, flint.ctx.prec = before
    assert after == before, f"precision (mpmath, flint) was {before} before the test and is {after} after it"
