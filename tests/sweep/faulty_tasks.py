"""What tests let workers do with a task instead of simulating it."""

from __future__ import annotations

import os
import signal
import time


def made_up(plan, cell, task):
    """Numbers that follow from the seed, at once."""
    return [((task.seed % 10007 + number) / 7.0, 1e-12) for number in range(1 + len(plan.taus))]


def slow(plan, cell, task):
    """The same after a while."""
    time.sleep(0.02)
    return made_up(plan, cell, task)


def longer(plan, cell, task):
    """The same after more than the time of a batch."""
    time.sleep(0.11)
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


def together(plan, cell, task):
    """How many tasks run at this moment, counted by files in the folder that the environment names."""
    folder = os.environ["W2S_TEST_FOLDER"]
    mine = os.path.join(folder, f"{task.cell}-{task.trial}")
    open(mine, "w").close()
    time.sleep(0.05)
    running = len(os.listdir(folder))
    os.unlink(mine)
    return [(float(running), 0.0)] * (1 + len(plan.taus))


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
