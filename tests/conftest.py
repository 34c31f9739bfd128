"""What every test shares: restored precision, no window for figures, and a strict run without skips."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# set before anything imports matplotlib, here or in a subprocess
os.environ["MPLBACKEND"] = "Agg"

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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--strict-run",
        action="store_true",
        help="a skipped test or a test without its engine fails the session",
    )


def pytest_report_header() -> str:
    found = ", ".join(f"{name} {'present' if there() else 'missing'}" for name, there in ENGINES.items())
    return f"optional engines: {found}"


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
