"""What only a real process shows: start-up time, Ctrl-C, closed pipes, locales, imports."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from real_processes import LIMIT, W2S, finished, next_line, started, wait_until

SHRINKAGE = "student_error_ge_of_shrinkage"
HEAVY = ("sympy", "scipy", "matplotlib", "numpy", "flint", "mpmath")
SLOW = ["simulate", "--dimension", "32", "--teacher-units", "400", "--tau", "1", "--trials", "100000"]
FOR_EVER = Path(__file__).with_name("work_for_ever.py")


def fresh(code: str) -> str:
    """What a line of Python prints in a fresh process."""
    found = finished([sys.executable, "-c", code], text=True)
    assert found.returncode == 0, found.stderr
    return found.stdout


def test_importing_loads_nothing_heavy():
    heavy = fresh(f"import sys, w2s_theory; print([name for name in {HEAVY} if name in sys.modules])")
    assert heavy == "[]\n"


def test_help_loads_nothing_heavy():
    heavy = fresh(
        "import sys; from w2s_theory.cli.entry import main; main(['--help']); main(['simulate', '--help']);"
        f"print([name for name in {(*HEAVY, 'rich')} if name in sys.modules])"
    )
    assert heavy.endswith("[]\n")


def test_public_names_load_on_first_use_and_stay():
    assert (
        fresh(
            "import w2s_theory as w; assert 'relu_sphere' in dir(w); assert 'relu_sphere' not in vars(w);"
            "f = w.relu_sphere; assert vars(w)['relu_sphere'] is f; assert len(w.catalog) > 0;"
            "assert w.catalog is w.catalog; print('ok')"
        )
        == "ok\n"
    )


def test_every_public_name_exists_and_none_is_a_module():
    import pkgutil

    import w2s_theory

    modules = {module.name for module in pkgutil.iter_modules(w2s_theory.__path__)}
    for name in w2s_theory.PUBLIC_NAMES:
        assert getattr(w2s_theory, name) is not None
        assert name not in modules
    with pytest.raises(AttributeError, match="nothing_here"):
        _ = w2s_theory.nothing_here


@pytest.mark.parametrize(
    ("work", "arguments"),
    [
        (("w2s_theory.simulate.networks", "run_trials"), SLOW),
        (("w2s_theory.checks.run", "check_theorem"), ["check", "--report", "report"]),
    ],
    ids=["simulate", "check"],
)
@pytest.mark.parametrize("processes", [1, 2])
def test_interrupt_leaves_status_130_and_no_file(tmp_path, work, arguments, processes):
    here, at_work = tmp_path / "here", tmp_path / "at_work"
    here.mkdir()
    at_work.mkdir()
    command = [sys.executable, str(FOR_EVER), *work, str(at_work), *arguments, "--threads", str(processes)]
    with started(command, cwd=here, start_new_session=True) as process:
        wait_until(lambda: len(list(at_work.iterdir())) == processes, by=process)
        os.killpg(process.pid, signal.SIGINT)  # as the terminal does: the workers get it too
        out, err = process.communicate(timeout=LIMIT)
    assert (process.returncode, out) == (130, b"")
    assert err == b"w2s: interrupted\n"
    assert list(here.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="orphans have no new parent there")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["terminated", "killed"])
def test_no_worker_outlives_a_check_that_is_killed(tmp_path, how):
    at_work = tmp_path / "at_work"
    at_work.mkdir()
    work = ("w2s_theory.checks.run", "check_theorem", str(at_work))
    command = [sys.executable, str(FOR_EVER), *work, "check", "limits", "--threads", "2"]
    with started(command, cwd=tmp_path, start_new_session=True) as process:
        wait_until(lambda: len(list(at_work.iterdir())) == 2, by=process)
        process.send_signal(how)  # to it alone: the workers are told nothing
        process.wait(LIMIT)
        assert process.returncode == -how
        workers = [int(path.name) for path in at_work.iterdir()]
        # the pipe of the output is open as long as a worker is
        process.communicate(timeout=LIMIT)
        wait_until(lambda: not any(alive(each) for each in workers))


def alive(process: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked about does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        return not Path("/proc/self/stat").exists()
    return state != "Z"


def test_an_interrupt_lost_in_a_finaliser_is_made_up_for():
    # the alarm waits until the loss has been seen
    code = (
        "import os, signal, sys, weakref; from w2s_theory.cli import entry\n"
        "class Thing: pass\n"
        "def seen(_):\n"
        "    print('lost', flush=True)\n"
        "    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})\n"
        "def session(arguments):\n"
        "    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})\n"
        "    thing = Thing()\n"
        "    gone = weakref.ref(thing, lambda _: os.kill(os.getpid(), signal.SIGINT))\n"
        "    sys.unraisablehook = seen\n"
        "    del thing\n"
        "    while True:\n"
        "        signal.pause()\n"
        "entry._session = session\n"
        "sys.exit(entry.main())"
    )
    found = finished([sys.executable, "-c", code])
    assert (found.returncode, found.stdout, found.stderr) == (130, b"lost\n", b"w2s: interrupted\n")


@pytest.mark.parametrize("module", ["click", "w2s_theory.cli.group", "numpy", "w2s_theory.simulate.networks"])
def test_interrupt_while_starting(tmp_path, module):
    # what loads after the interpreter itself is ours; it stops at the import until there is no more input
    code = (
        "import sys; from w2s_theory.cli.entry import main\n"
        "def look(event, arguments):\n"
        f"    if event == 'import' and arguments[0] == {module!r}:\n"
        "        print('here', flush=True)\n"
        "        sys.stdin.read()\n"
        "sys.addaudithook(look)\n"
        "sys.exit(main())"
    )
    command = [sys.executable, "-c", code, *SLOW]
    with started(command, cwd=tmp_path, stdin=subprocess.PIPE) as process:
        assert next_line(process) == b"here\n", process.communicate()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=LIMIT)
    assert (process.returncode, out, err) == (130, b"", b"w2s: interrupted\n")
    assert list(tmp_path.iterdir()) == []


def test_closed_pipe_is_silent():
    with started([*W2S, "spectrum", "--dimension", "8", "--degrees", "0:40000"]) as process:
        assert process.stdout is not None
        assert next_line(process)
        process.stdout.close()
        _, err = process.communicate(timeout=LIMIT)
        assert (process.returncode, err) == (0, b"")


def test_closed_standard_output_is_silent():
    found = finished(["sh", "-c", '"$0" -m w2s_theory.cli.entry list >&-', sys.executable])
    assert b"Traceback" not in found.stderr and found.returncode == 0


def test_full_disk_is_one_line():
    if not os.path.exists("/dev/full"):
        pytest.fail("this test needs /dev/full")
    with open("/dev/full", "w") as full:
        found = finished([*W2S, "list"], stdout=full)
    assert found.returncode == 2
    assert found.stderr.count(b"\n") == 1 and b"cannot be written" in found.stderr


@pytest.mark.parametrize(
    "settings",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        pytest.param({"PYTHONIOENCODING": "latin-1"}, marks=pytest.mark.slow),
        pytest.param({"LANG": "C"}, marks=pytest.mark.slow),
    ],
)
def test_any_locale_works(settings):
    found = finished([*W2S, "show", SHRINKAGE], changes=settings)
    assert (found.returncode, found.stderr) == (0, b"")
    assert b"L_ST >= (sqrt(1 + 3 L_TE)" in found.stdout
    found = finished([*W2S, "prove", SHRINKAGE], changes=settings)
    assert found.returncode == 0 and b"?" not in found.stdout
    found = finished([*W2S, "show", "日本"], changes=settings)
    assert found.returncode == 2 and found.stderr.count(b"\n") == 1


def test_a_theorem_file_in_the_folder_is_found_and_a_broken_one_is_named(tmp_path):
    import w2s_theory

    copy = tmp_path / "w2s_theory"
    shutil.copytree(
        os.path.dirname(w2s_theory.__file__), copy, ignore=shutil.ignore_patterns("__pycache__", "assets")
    )
    limits = copy / "theorems" / "limits"
    text = (
        (limits / f"{SHRINKAGE}.py")
        .read_text()
        .replace(f'name="{SHRINKAGE}"', 'name="student_error_ge_again"')
    )
    (limits / "student_error_ge_again.py").write_text(text)
    (limits / "student_error_ge_broken.py").write_text("THEOREM = nothing_of_this_name\n\nTHEOREM = 1\n")
    found = finished([*W2S, "list", "--json"], cwd=tmp_path)
    names = {row["name"] for row in json.loads(found.stdout)["theorems"]}
    assert {SHRINKAGE, "student_error_ge_again"} <= names and "student_error_ge_broken" not in names
    assert found.returncode == 2
    assert found.stderr.count(b"\n") == 1 and b"student_error_ge_broken.py" in found.stderr


def test_json_is_the_only_thing_on_standard_output():
    found = finished([*W2S, "check", SHRINKAGE, "--quick", "--json"])
    assert found.returncode == 0 and found.stderr == b""
    assert json.loads(found.stdout)["verdicts"][0]["verdict"] == "verified"
