"""A Dask cluster of real processes: a killed worker, a killed scheduler, a cluster started here."""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import pytest
from faulty_tasks import kills_often, made_up, one_kills
from real_processes import LIMIT, started, wait_until, with_modules_of
from sweep_cases import PLAN, Gates, compute_inline, exported, small_plan, w2s, wait_for

from w2s_theory import run_sweep
from w2s_theory.records.errors import InputError
from w2s_theory.sweep.store_opening import open_to_read

pytestmark = pytest.mark.slow
TRIALS = 200
HERE = Path(__file__).parent


def address_in(file: Path) -> str:
    """The address that a scheduler has written; empty as long as it has not."""
    try:
        return json.loads(file.read_text())["address"]
    except (FileNotFoundError, json.JSONDecodeError):
        return ""


@contextmanager
def cluster(folder, changes, workers=2):
    """A scheduler and workers as an administrator starts them; gives (address, scheduler, workers)."""
    file = folder / "scheduler.json"
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(file)]
    worker += ["--nworkers", str(workers), "--nthreads", "1", "--no-dashboard", "--memory-limit", "0"]
    # the tests' own functions travel by name: ``changes`` says where they are
    options = {"changes": changes, "cwd": HERE, "start_new_session": True}
    with (
        started([*scheduler, "--no-dashboard", "--scheduler-file", str(file)], **options) as first,
        started([*worker, "--local-directory", str(folder)], **options) as second,
    ):
        wait_until(lambda: address_in(file) != "", by=first)
        yield address_in(file), first, second


def worker_processes(of):
    """The processes that compute, not those that look after them."""
    found = []
    for child in psutil.Process(of.pid).children(recursive=True):
        try:
            if "spawn_main" in " ".join(child.cmdline()):
                found.append(child)
        except psutil.Error:
            pass  # it has just ended
    return found


def test_a_killed_worker_and_a_killed_scheduler_change_nothing(tmp_path):
    (tmp_path / "p.toml").write_text(PLAN.format(trials=TRIALS))
    store = tmp_path / "s.sqlite"
    gates = Gates(tmp_path / "gates", 1, 3)
    with cluster(tmp_path, gates.changes) as (address, scheduler, workers):
        command = [*gates.command, "--scheduler", address]
        with started(command, changes=gates.changes, cwd=tmp_path) as driver:
            wait_for(store, 20, driver)
            worker_processes(workers)[0].kill()
            gates.open(1)
            before = wait_for(store, TRIALS + 100, driver)
            scheduler.kill()
            out, err = driver.communicate(timeout=LIMIT)
    assert (driver.returncode, out, err.count(b"\n")) == (2, b"", 1), err
    assert b"scheduler has gone" in err and b"run the same command again" in err
    with closing(open_to_read(store)) as opened:
        assert before <= opened.counts().done < 4 * TRIALS and opened.counts().failed == 0
    # on this machine, without the cluster, it goes on
    done = w2s("sweep", "run", "p.toml", "--store", "s.sqlite", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "p.toml").write_text(PLAN.format(trials=TRIALS))
    assert w2s("sweep", "run", "p.toml", "--workers", "1", cwd=tmp_path / "r").returncode == 0
    assert exported(store) == exported(tmp_path / "r" / "sweep.sqlite")


def test_a_cluster_started_here_and_its_interruption(tmp_path):
    (tmp_path / "p.toml").write_text(PLAN.format(trials=TRIALS))
    gates = Gates(tmp_path / "gates", 1)
    command = [*gates.command, "--scheduler", "local", "--workers", "2"]
    with started(command, changes=gates.changes, cwd=tmp_path, start_new_session=True) as driver:
        before = wait_for(tmp_path / "s.sqlite", 20, driver)
        children = psutil.Process(driver.pid).children(recursive=True)
        os.killpg(driver.pid, signal.SIGINT)
        out, err = driver.communicate(timeout=LIMIT)
        _, alive = psutil.wait_procs(children, timeout=LIMIT)
    again = b"go on with: w2s sweep run p.toml --store s.sqlite --workers 2 --scheduler local\n"
    assert (driver.returncode, out) == (130, b"") and err == b"w2s: " + again + b"w2s: interrupted\n"
    assert not alive
    with closing(open_to_read(tmp_path / "s.sqlite")) as opened:
        assert before <= opened.counts().done < 4 * TRIALS


def test_tasks_that_kill_their_workers(tmp_path, monkeypatch):
    meeting = tmp_path / "meeting"
    meeting.mkdir()
    monkeypatch.setenv("W2S_TEST_FOLDER", str(meeting))
    monkeypatch.setenv("PYTHONPATH", with_modules_of(HERE, HERE.parent))
    plan, reference = small_plan(20), tmp_path / "r.sqlite"
    compute_inline(plan, reference, made_up)
    state = run_sweep(plan, tmp_path / "s.sqlite", scheduler="local", workers=2, compute=kills_often)
    assert state.done == 80 and exported(tmp_path / "s.sqlite") == exported(reference)
    state = run_sweep(plan, tmp_path / "t.sqlite", scheduler="local", workers=2, compute=one_kills)
    assert (state.done, state.failed) == (79, 1)
    with closing(open_to_read(tmp_path / "t.sqlite")) as opened:
        assert opened.failures(1)[0]["key"] == "000001/000003"


def test_wrong_clusters_are_one_line(tmp_path, monkeypatch):
    # nobody ever answers there: it need not take long to see
    monkeypatch.setattr("w2s_theory.sweep.cluster._PATIENCE", 0.5)
    for address in ("tcp://127.0.0.1:1", "nonsense", "http://127.0.0.1:1", "tcp://no.such.host.invalid:1"):
        with pytest.raises(InputError, match="no Dask scheduler answers") as caught:
            run_sweep(small_plan(), tmp_path / "s.sqlite", scheduler=address, compute=made_up)
        assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match="not both"):
        run_sweep(small_plan(), tmp_path / "s.sqlite", scheduler="tcp://127.0.0.1:1", workers=2)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match="pip install"):
        run_sweep(small_plan(), tmp_path / "s.sqlite", scheduler="local", compute=made_up)


def test_a_thread_of_dask_that_starts_late_is_waited_for(tmp_path, monkeypatch):
    import distributed

    tries = []

    def late(*_, **__):
        tries.append(1)
        raise AssertionError if len(tries) == 1 else OSError("nobody")

    monkeypatch.setattr(distributed, "Client", late)
    with pytest.raises(InputError, match="no Dask scheduler answers"):
        run_sweep(small_plan(), tmp_path / "s.sqlite", scheduler="tcp://127.0.0.1:1", compute=made_up)
    assert len(tries) == 2
