"""What tests let workers do with a task instead of simulating it."""

from __future__ import annotations

import os
import signal
from contextlib import closing
from pathlib import Path

from real_processes import wait_until

from w2s_theory.sweep.store_opening import open_to_read
from w2s_theory.sweep.task_run import compute_task


def made_up(plan, cell, task):
    """Numbers that follow from the seed, at once."""
    return [((task.seed % 10007 + number) / 7.0, 1e-12) for number in range(1 + len(plan.taus))]


def gated(plan, cell, task):
    """The simulation, once there is no file that tells the tasks of this cell to wait."""
    gate = Path(os.environ["W2S_TEST_FOLDER"], f"cell-{cell.number}-waits")
    wait_until(lambda: not gate.exists())
    return compute_task(plan, cell, task)


def one_after_the_other(plan, cell, task):
    """Made up, once all tasks before are in the store that the environment names, but for one that may run beside."""
    before = plan.trials * cell.number + task.trial

    def kept():
        with closing(open_to_read(os.environ["W2S_TEST_STORE"])) as opened:
            return opened.counts().done >= before - 1

    wait_until(kept)
    return made_up(plan, cell, task)


def one_fails(plan, cell, task):
    """Cell 1 never works."""
    if cell.number == 1:
        raise ZeroDivisionError("never\nworks")
    return made_up(plan, cell, task)


def one_kills(plan, cell, task):
    """One task kills its worker whenever it runs."""
    if task.key == "000001/000003":
        os.kill(os.getpid(), signal.SIGKILL)
    return made_up(plan, cell, task)


def all_kill(plan, cell, task):
    """No worker survives a task."""
    os.kill(os.getpid(), signal.SIGKILL)


def not_finite(plan, cell, task):
    """A value that is no number."""
    return [(float("nan"), 0.0)]


def meeting(plan, cell, task):
    """Two tasks meet in the folder that the environment names, which they do only if they run at the same time."""
    folder = Path(os.environ["W2S_TEST_FOLDER"])
    (folder / f"process-{os.getpid()}").touch()
    wait_until(lambda: len(list(folder.iterdir())) >= 2)
    return made_up(plan, cell, task)


def uneven(plan, cell, task):
    """Values in [0, 1]: cells of odd number scatter, the others hardly do."""
    chance = task.seed % 10007 / 10007
    value = chance if cell.number % 2 else 0.4 + 0.01 * chance
    return [(value, 1e-12)] * (1 + len(plan.taus))


def one_fails_uneven(plan, cell, task):
    """The same, and one task of cell 1 never works."""
    if task.key == "000001/000005":
        raise ZeroDivisionError("never works")
    return uneven(plan, cell, task)


def kills_often(plan, cell, task):
    """Every worker dies once over some tasks: those whose file is not there yet."""
    mine = os.path.join(os.environ["W2S_TEST_FOLDER"], task.key.replace("/", "-"))
    if task.trial % 7 == 3 and not os.path.exists(mine):
        open(mine, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return made_up(plan, cell, task)
