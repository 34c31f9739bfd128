"""The runner with real processes: whatever is killed, the table of results comes out the same, byte for byte."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import psutil
import pytest
from faulty_tasks import all_kill, made_up, meeting, one_after_the_other, one_fails, one_kills
from real_processes import LIMIT, W2S, finished, started, with_modules_of
from sweep_cases import (
    PLAN,
    Gates,
    Inline,
    compute_inline,
    exported,
    small_plan,
    w2s,
    wait_for,
    worker_processes,
)

from w2s_theory import run_sweep
from w2s_theory.records.errors import InputError
from w2s_theory.sweep import runner, task_run
from w2s_theory.sweep.store_opening import open_to_read
from w2s_theory.sweep.tasks import list_cells

TRIALS = 100


def sweep(*arguments: str) -> list[str]:
    return [*W2S, "sweep", "run", "p.toml", "--store", "s.sqlite", *arguments]


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """The export of a run that nobody disturbed, on one worker."""
    folder = tmp_path_factory.mktemp("reference")
    (folder / "p.toml").write_text(PLAN.format(trials=TRIALS))
    done = w2s("sweep", "run", "p.toml", "--store", "s.sqlite", "--workers", "1", cwd=folder)
    assert (done.returncode, done.stderr) == (0, b"")
    return exported(folder / "s.sqlite")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "p.toml").write_text(PLAN.format(trials=TRIALS))
    return tmp_path


def finish(folder, reference):
    """Go on to the end, as the user would."""
    done = w2s("sweep", "run", "p.toml", "--store", "s.sqlite", "--workers", "2", cwd=folder)
    assert (done.returncode, done.stderr) == (0, b""), done
    assert exported(folder / "s.sqlite") == reference
    assert sorted(each.name for each in folder.iterdir()) == ["p.toml", "s-export.csv", "s.sqlite"]


@pytest.fixture
def gates(tmp_path_factory):
    """The sweep stops after one of four cells, and again after three."""
    return Gates(tmp_path_factory.mktemp("gates") / "gates", 1, 3)


@pytest.fixture
def begin(folder, gates):
    """Starts the sweep that stops at the gates."""
    return lambda workers=2: started(
        [*gates.command, "--workers", str(workers)], changes=gates.changes, cwd=folder, start_new_session=True
    )


@pytest.mark.slow
def test_killed_workers_and_a_killed_driver_change_nothing(folder, reference, gates, begin):
    store = folder / "s.sqlite"
    with begin() as driver:
        wait_for(store, 20, driver)
        worker_processes(driver.pid)[0].kill()
        gates.open(1)
        before = wait_for(store, TRIALS + 50, driver)
        orphans = worker_processes(driver.pid)
        driver.kill()
        driver.communicate()
        _, alive = psutil.wait_procs(orphans, timeout=LIMIT)
    assert not alive, "workers outlive their driver"
    with closing(open_to_read(store)) as opened:
        assert before <= opened.counts().done < 4 * TRIALS
        assert opened.counts().failed == 0
    finish(folder, reference)


@pytest.mark.slow
def test_drivers_killed_again_and_again(folder, reference, gates, begin):
    store = folder / "s.sqlite"
    for done in (40, TRIALS, TRIALS + 40, 3 * TRIALS):
        if done == TRIALS + 40:
            gates.open(1)
        with begin() as driver:
            wait_for(store, done, driver)
            driver.kill()
            driver.communicate()
        with closing(sqlite3.connect(store)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finish(folder, reference)


@pytest.mark.slow
def test_one_worker_and_two_are_the_same(folder, reference):
    finish(folder, reference)


@pytest.mark.slow
def test_interrupt_keeps_what_is_done_and_prints_how_to_go_on(folder, begin):
    with begin() as driver:
        before = wait_for(folder / "s.sqlite", 20, driver)
        workers = worker_processes(driver.pid)
        os.killpg(driver.pid, signal.SIGINT)  # as the terminal does: the workers get it too
        out, err = driver.communicate(timeout=LIMIT)
        _, alive = psutil.wait_procs(workers, timeout=LIMIT)
    again = b"w2s: go on with: w2s sweep run p.toml --store s.sqlite --workers 2\n"
    assert (driver.returncode, out, err) == (130, b"", again + b"w2s: interrupted\n")
    assert not alive
    with closing(open_to_read(folder / "s.sqlite")) as opened:
        assert before <= opened.counts().done < 4 * TRIALS
    assert sorted(each.name for each in folder.iterdir()) == ["p.toml", "s.sqlite"]


ALARM = """
import signal
from sweep_cases import Inline, small_plan
from faulty_tasks import made_up
from w2s_theory.sweep import run
def left(): return signal.getitimer(signal.ITIMER_REAL)[0]
class Stop(BaseException): pass
def stop(finished, planned):
    if finished:
        signal.setitimer(signal.ITIMER_REAL, 1e6)
        raise Stop
run.LocalWorkers = lambda workers: Inline()
try:
    run.run_sweep(small_plan(), "s.sqlite", compute=made_up, progress=stop, interrupted=lambda: print(left()))
except Stop:
    print(0 < left() < 2e6)
"""


def test_an_interrupted_sweep_has_the_time_it_needs_to_keep_its_results(tmp_path):
    """The alarm behind Ctrl-C stands still from when the interruption arrives until the sweep is over."""
    here = Path(__file__).parent
    paths = {"PYTHONPATH": with_modules_of(here, here.parent)}
    found = finished([sys.executable, "-c", ALARM], changes=paths, cwd=tmp_path)
    assert (found.stdout, found.stderr) == (b"0.0\nTrue\n", b"")
    with closing(open_to_read(tmp_path / "s.sqlite")) as opened:
        assert opened.counts().done == 1


@pytest.mark.slow
def test_a_second_driver_is_refused_and_a_reader_is_not(folder, begin):
    with begin(workers=1) as driver:
        wait_for(folder / "s.sqlite", 1, driver)
        second = w2s("sweep", "run", "p.toml", "--store", "s.sqlite", cwd=folder)
        assert second.returncode == 2 and b"another `w2s sweep run`" in second.stderr
        status = w2s("sweep", "status", "--store", "s.sqlite", cwd=folder)
        assert status.returncode == 0 and b"remaining" in status.stdout
        assert driver.poll() is None


@pytest.mark.slow
def test_a_task_that_always_fails_does_not_stop_the_rest(tmp_path):
    path = tmp_path / "s.sqlite"
    state = run_sweep(small_plan(), path, workers=2, compute=one_fails)
    assert (state.done, state.failed, state.remaining) == (18, 6, 0)
    assert "18 done, 6 failed" in repr(state) and "18 & 6 & 0" in state.to_latex()
    state = run_sweep(small_plan(), path, workers=1, compute=made_up, retry_failed=True)
    assert state.to_dict() == {"store": str(path), "done": 24, "failed": 0, "remaining": 0}


@pytest.mark.slow
def test_a_task_that_kills_its_workers_is_found_and_recorded(tmp_path):
    path = tmp_path / "s.sqlite"
    state = run_sweep(small_plan(20), path, workers=2, compute=one_kills)
    assert (state.done, state.failed) == (79, 1)
    with closing(open_to_read(path)) as opened:
        failure = opened.failures(1)[0]
    assert failure["key"] == "000001/000003" and "worker process died each time" in failure["problem"]


@pytest.mark.slow
def test_a_hundred_thousand_small_tasks(tmp_path):
    """How long the driver takes for them is for the benchmarks."""
    plan, path = small_plan(25_000), tmp_path / "s.sqlite"
    state = run_sweep(plan, path, workers=2, compute=made_up)
    assert (state.done, state.failed, state.remaining) == (100_000, 0, 0)
    reference = tmp_path / "r.sqlite"
    compute_inline(plan, reference, made_up)
    assert exported(path) == exported(reference)
    status = w2s("sweep", "status", "--store", "s.sqlite", cwd=tmp_path)
    assert b"100000 done, 0 failed, 0 remaining" in status.stdout


@pytest.mark.parametrize(("seconds", "largest"), [(0.004, 25), (0.11, 1)])
def test_small_tasks_travel_together_and_long_ones_alone(tmp_path, monkeypatch, seconds, largest):
    sizes, now = [], 0.0

    class Watched(Inline):
        def submit(self, function, *arguments):
            sizes.append(len(arguments[1]))
            return super().submit(function, *arguments)

    def takes_long(plan, cell, task):
        nonlocal now
        now += seconds
        return made_up(plan, cell, task)

    # the clock of the workers, by which the driver learns how long a task takes
    monkeypatch.setattr(task_run, "time", SimpleNamespace(perf_counter=lambda: now))
    plan = small_plan(300, dimension=[8], teacher_units=[4])
    compute_inline(plan, tmp_path / "s.sqlite", takes_long, pool=Watched())
    assert sum(sizes) == 300 and largest - 1 <= max(sizes) <= largest


@pytest.mark.slow
def test_memory_limits_what_runs_at_the_same_time(tmp_path, monkeypatch):
    folder = tmp_path / "meeting"
    folder.mkdir()
    monkeypatch.setenv("W2S_TEST_FOLDER", str(folder))
    under_way = []
    send = runner._send

    def watched(driver, work):
        sent = send(driver, work)
        under_way.append(len(driver.flying))
        return sent

    monkeypatch.setattr(runner, "_send", watched)
    plan = small_plan(6)
    need = max(cell.memory for cell in list_cells(plan))
    run_sweep(plan, tmp_path / "one.sqlite", workers=2, memory=need, compute=made_up)
    assert set(under_way) == {1}
    # ends only if two tasks run at the same time
    state = run_sweep(plan, tmp_path / "two.sqlite", workers=2, memory=10 * need, compute=meeting)
    assert state.done == 24 and max(under_way) > 1


@pytest.mark.slow
def test_a_machine_on_which_no_worker_lives_is_no_fault_of_the_tasks(tmp_path, monkeypatch):
    monkeypatch.setattr("w2s_theory.sweep.local_workers._prepare", _dies)
    with pytest.raises(InputError, match="die as soon as they start.*kept in the store"):
        run_sweep(small_plan(), tmp_path / "s.sqlite", workers=1, compute=made_up)
    with closing(open_to_read(tmp_path / "s.sqlite")) as opened:
        assert opened.counts().failed == 0


def _dies(driver):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.slow
def test_tasks_that_all_kill_are_all_recorded(tmp_path):
    state = run_sweep(
        small_plan(1, dimension=[8], teacher_units=[4, 5]), tmp_path / "s.sqlite", workers=2, compute=all_kill
    )
    assert (state.done, state.failed) == (0, 2)


@pytest.mark.slow
def test_too_little_memory_for_one_task_is_its_own_failure(tmp_path):
    (tmp_path / "p.toml").write_text(
        PLAN.format(trials=1).replace("[64, 256]", "[64, 9000]").replace("[8, 16]", "[64]")
    )
    with started(
        ["sh", "-c", 'ulimit -v 800000; exec "$@"', "sh", *sweep("--workers", "1")], cwd=tmp_path
    ) as driver:
        out, err = driver.communicate(timeout=LIMIT)
    assert (driver.returncode, err) == (0, b"")
    with closing(open_to_read(tmp_path / "s.sqlite")) as opened:
        assert (opened.counts().done, opened.counts().failed) == (1, 1)
        assert "memory" in opened.failures(1)[0]["problem"].lower()
    done = w2s("sweep", "run", "p.toml", "--store", "s.sqlite", cwd=tmp_path)
    assert b"1 done, 1 failed" in done.stdout


@pytest.mark.slow
def test_a_file_size_limit_is_one_line_and_loses_nothing(folder, reference):
    with started(
        ["sh", "-c", 'ulimit -f 200; exec "$@"', "sh", *sweep("--workers", "2")], cwd=folder
    ) as driver:
        out, err = driver.communicate(timeout=LIMIT)
    assert (driver.returncode, out, err.count(b"\n")) == (2, b"", 1), err
    assert b"cannot be written" in err and b"what was committed is kept" in err
    with closing(open_to_read(folder / "s.sqlite")) as opened:
        assert 0 < opened.counts().done < 4 * TRIALS
    finish(folder, reference)


AS_SOMEBODY_ELSE = """
import os, sys
from w2s_theory.cli.entry import main
assert main(["sweep", "run", "p.toml", "--store", "s.sqlite", "--workers", "1"]) == 0
os.chmod("s.sqlite", 0o444)
os.chmod(".", int(sys.argv[1], 8))
if os.geteuid() == 0:  # who may write everything
    os.setgid(65534)
    os.setuid(65534)
assert main(["sweep", "status", "--store", "s.sqlite"]) == 0
sys.exit(main(["sweep", "run", "p.toml", "--store", "s.sqlite"]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["777", "555"])
def test_a_store_that_may_not_be_written_is_one_line_and_still_read(mode):
    # pytest keeps its folders to itself, and takes them back when another session starts
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        place = Path(name)
        place.chmod(0o755)
        (place / "p.toml").write_text(PLAN.format(trials=1))
        with started([sys.executable, "-c", AS_SOMEBODY_ELSE, mode], cwd=place) as driver:
            out, err = driver.communicate(timeout=LIMIT)
        assert (driver.returncode, out.count(b"4 done"), err.count(b"\n")) == (2, 2, 1), err
        assert b"may not be written" in err
        place.chmod(0o755)
        assert sorted(each.name for each in place.iterdir()) == ["p.toml", "s.sqlite"]
        with closing(open_to_read(place / "s.sqlite")) as opened:
            assert opened.counts().done == 4


@pytest.mark.slow
def test_tasks_are_kept_one_by_one_while_others_run(tmp_path, monkeypatch):
    path = tmp_path / "s.sqlite"
    monkeypatch.setenv("W2S_TEST_STORE", str(path))
    monkeypatch.setattr(runner, "_batch", lambda driver, ahead, long: (ahead.take(),))
    state = run_sweep(small_plan(2), path, workers=2, compute=one_after_the_other)
    assert state.done == 8
    other = tmp_path / "o.sqlite"
    compute_inline(small_plan(2), other, made_up)
    assert exported(path) == exported(other)
