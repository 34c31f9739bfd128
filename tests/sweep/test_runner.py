"""The runner with real processes: whatever is killed, the table of results comes out the same, byte for byte."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import gettempdir

import psutil
import pytest
from faulty_tasks import all_kill, longer, made_up, one_fails, one_kills, slow, together
from real_processes import W2S, started
from sweep_cases import (
    PLAN,
    Inline,
    compute_inline,
    exported,
    small_plan,
    w2s,
    wait_for,
    worker_processes,
)

from w2s_theory import run_sweep
from w2s_theory.spec.errors import InputError
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


@pytest.mark.slow
def test_killed_workers_and_a_killed_driver_change_nothing(folder, reference):
    store = folder / "s.sqlite"
    with started(sweep("--workers", "2"), cwd=folder, start_new_session=True) as driver:
        wait_for(store, 20, driver)
        victim = worker_processes(driver.pid)[0]
        victim.kill()
        before = wait_for(store, 60, driver)
        orphans = worker_processes(driver.pid)
        driver.kill()
        driver.communicate()
    _, alive = psutil.wait_procs(orphans, timeout=30)
    assert not alive, "workers outlive their driver"
    with closing(open_to_read(store)) as opened:
        assert before <= opened.counts().done < 4 * TRIALS
        assert opened.counts().failed == 0
    finish(folder, reference)


@pytest.mark.slow
def test_drivers_killed_again_and_again(folder, reference):
    store, done = folder / "s.sqlite", 0
    for _ in range(4):
        with started(sweep("--workers", "2"), cwd=folder, start_new_session=True) as driver:
            done = wait_for(store, done + 40, driver)
            driver.kill()
            driver.communicate()
        with closing(sqlite3.connect(store)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finish(folder, reference)


@pytest.mark.slow
def test_one_worker_and_two_are_the_same(folder, reference):
    finish(folder, reference)


@pytest.mark.slow
def test_interrupt_keeps_what_is_done_and_prints_how_to_go_on(folder, reference):
    with started(sweep("--workers", "2"), cwd=folder, start_new_session=True) as driver:
        before = wait_for(folder / "s.sqlite", 20, driver)
        workers = worker_processes(driver.pid)
        os.killpg(driver.pid, signal.SIGINT)  # as the terminal does: the workers get it too
        out, err = driver.communicate(timeout=30)
    again = b"w2s: go on with: w2s sweep run p.toml --store s.sqlite --workers 2\n"
    assert (driver.returncode, out, err) == (130, b"", again + b"w2s: interrupted\n")
    assert not psutil.wait_procs(workers, timeout=30)[1]
    with closing(open_to_read(folder / "s.sqlite")) as opened:
        assert before <= opened.counts().done < 4 * TRIALS
    assert sorted(each.name for each in folder.iterdir()) == ["p.toml", "s.sqlite"]


@pytest.mark.slow
def test_a_second_driver_is_refused_and_a_reader_is_not(tmp_path):
    (tmp_path / "p.toml").write_text(PLAN.format(trials=5000))
    with started(sweep("--workers", "1"), cwd=tmp_path) as driver:
        wait_for(tmp_path / "s.sqlite", 1, driver)
        second = w2s("sweep", "run", "p.toml", "--store", "s.sqlite", cwd=tmp_path)
        assert second.returncode == 2 and b"another `w2s sweep run`" in second.stderr
        status = w2s("sweep", "status", "--store", "s.sqlite", cwd=tmp_path)
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
def test_a_hundred_thousand_small_tasks(tmp_path, capsys):
    """The driver's own time is printed, and kept by the benchmarks; no test asserts it."""
    plan, path = small_plan(25_000), tmp_path / "s.sqlite"
    cpu = time.process_time()
    state = run_sweep(plan, path, workers=2, compute=made_up)
    used = time.process_time() - cpu
    with capsys.disabled():
        print(f" [{state.done} tasks: {1e3 * used / state.done:.3f} ms of the driver for each]", end="")
    assert (state.done, state.failed, state.remaining) == (100_000, 0, 0)
    reference = tmp_path / "r.sqlite"
    compute_inline(plan, reference, made_up)
    assert exported(path) == exported(reference)
    start = time.perf_counter()
    status = w2s("sweep", "status", "--store", "s.sqlite", cwd=tmp_path)
    with capsys.disabled():
        print(f" [status after {time.perf_counter() - start:.2f} s]", end="")
    assert b"100000 done, 0 failed, 0 remaining" in status.stdout


def test_small_tasks_travel_together_and_long_ones_alone(tmp_path):
    sizes = []

    class Watched(Inline):
        def submit(self, function, *arguments):
            sizes.append(len(arguments[1]))
            return super().submit(function, *arguments)

    plan = small_plan(300, dimension=[8], teacher_units=[4])
    compute_inline(plan, tmp_path / "s.sqlite", made_up, pool=Watched())
    assert sum(sizes) == 300 and max(sizes) > 20
    sizes.clear()
    plan = small_plan(8, dimension=[8], teacher_units=[4])
    compute_inline(plan, tmp_path / "t.sqlite", longer, pool=Watched())
    assert sizes == [1] * 8


@pytest.mark.slow
def test_memory_limits_what_runs_at_the_same_time(tmp_path, monkeypatch):
    meeting = tmp_path / "meeting"
    meeting.mkdir()
    monkeypatch.setenv("W2S_TEST_FOLDER", str(meeting))
    plan = small_plan(6)
    need = max(cell.memory for cell in list_cells(plan))
    most = {}
    for name, memory in (("one", need), ("two", 10 * need)):
        path = tmp_path / f"{name}.sqlite"
        run_sweep(plan, path, workers=2, memory=memory, compute=together)
        with closing(open_to_read(path)) as opened:
            most[name] = max(row[9] for row in opened.rows())
    assert most == {"one": 1.0, "two": 2.0}


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
        out, err = driver.communicate(timeout=120)
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
        out, err = driver.communicate(timeout=120)
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
def test_a_store_that_may_not_be_written_is_one_line_and_still_read(tmp_path, mode):
    (tmp_path / "p.toml").write_text(PLAN.format(trials=1))
    for each in (tmp_path, *tmp_path.parents):  # pytest keeps its folders to itself
        if each.is_relative_to(gettempdir()) and each != Path(gettempdir()):
            each.chmod(0o755)
    with started([sys.executable, "-c", AS_SOMEBODY_ELSE, mode], cwd=tmp_path) as driver:
        out, err = driver.communicate(timeout=60)
    assert (driver.returncode, out.count(b"4 done"), err.count(b"\n")) == (2, 2, 1), err
    assert b"may not be written" in err
    tmp_path.chmod(0o755)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["p.toml", "s.sqlite"]
    with closing(open_to_read(tmp_path / "s.sqlite")) as opened:
        assert opened.counts().done == 4


@pytest.mark.slow
def test_slow_tasks_are_kept_one_by_one(tmp_path):
    path = tmp_path / "s.sqlite"
    run_sweep(small_plan(2), path, workers=2, compute=slow)
    other = tmp_path / "o.sqlite"
    compute_inline(small_plan(2), other, made_up)
    assert exported(path) == exported(other)
