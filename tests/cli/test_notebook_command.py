"""``w2s notebook``: lists, copies, opens in Jupyter; a copy of the user's is kept; an installed package has them too."""

from __future__ import annotations

import os
import shutil
import sys
import tomllib
from pathlib import Path

import pytest
from real_processes import W2S, finished, with_modules_of

ROOT = Path(__file__).parent.parent.parent
FIRST = "01_weak_to_strong_in_one_picture"


@pytest.fixture
def jupyter(tmp_path, monkeypatch):
    """A stand-in for Jupyter on the path, which prints what it is asked to open."""
    folder = tmp_path / "modules"
    folder.mkdir()

    def make(code: str) -> None:
        (folder / "jupyterlab.py").write_text(code, encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", with_modules_of(folder))
        monkeypatch.chdir(tmp_path)

    return make


def without_jupyter(monkeypatch):
    from w2s_theory.cli.commands import notebook

    monkeypatch.setattr(notebook, "find_spec", lambda name: None)


def test_the_list_says_what_each_teaches(w2s):
    answer = w2s("notebook")
    assert (answer.status, answer.err) == (0, "")
    assert "01  Weak-to-strong generalization in one picture" in answer.out and "$" not in answer.out
    rows = w2s("notebook", "--json").json()["notebooks"]
    assert rows[0]["name"] == FIRST and all(row["title"] and len(row["idea"]) > 40 for row in rows)


@pytest.mark.parametrize("name", ["1", "01", FIRST, f"{FIRST}.ipynb", "one_picture"])
def test_number_name_or_part_gives_a_copy_that_can_be_worked_in(w2s, empty_folder, monkeypatch, name):
    without_jupyter(monkeypatch)
    answer = w2s("notebook", name, "--out", "mine")
    assert (answer.status, answer.err) == (0, "")
    path = os.path.join("mine", f"{FIRST}.ipynb")
    assert (
        f"your copy: {path}" in answer.out
        and f"-m jupyterlab {path}" in answer.out
        and "pip install" in answer.out
    )
    assert sorted(os.listdir("mine")) == [f"{FIRST}.ipynb", "exercise_table.py", "exercises.py"]
    assert Path(path).read_bytes() == (ROOT / "notebooks" / f"{FIRST}.ipynb").read_bytes()


def test_a_copy_of_the_users_is_kept(w2s, empty_folder):
    assert w2s("notebook", "01", "--copy").status == 0
    path = empty_folder / "w2s_notebooks" / f"{FIRST}.ipynb"
    path.write_text("my answers", encoding="utf-8")
    (path.parent / "exercises.py").write_text((path.parent / "exercises.py").read_text() + "# older\n")
    assert w2s("notebook", "01", "--copy").status == 0
    assert path.read_text() == "my answers" and "# older" not in (path.parent / "exercises.py").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["99"], "there is no such notebook"),
        ([""], "there is no such notebook"),
        (["_"], "several notebooks"),
        (["01", "--out", "none/mine"], "must lie in an existing folder"),
        (["01", "--out", "file"], "is a file"),
        (["01", "--out", ""], "by the path of a file"),
        (["01", "--out", "taken"], "is a file of yours"),
        (["--out", "mine"], "give the NAME"),
        (["--copy"], "give the NAME"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_and_nothing_is_written(w2s, empty_folder, arguments, said):
    (empty_folder / "file").write_text("mine")
    (empty_folder / "taken").mkdir()
    (empty_folder / "taken" / "exercises.py").write_text('"""My own exercises."""\n')
    answer = w2s("notebook", *arguments)
    assert (answer.status, answer.out) == (2, "") and answer.err.count("\n") == 1 and said in answer.err
    assert sorted(os.listdir(empty_folder)) == ["file", "taken"] and os.listdir("taken") == ["exercises.py"]


def test_a_folder_that_cannot_be_made_is_refused(w2s, empty_folder, monkeypatch):
    def locked(self, **_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", locked)
    answer = w2s("notebook", "01")
    assert (answer.status, answer.out) == (2, "")
    assert answer.err == "w2s: 'w2s_notebooks' cannot be written (Permission denied): give another folder\n"


def test_a_copy_that_fails_half_way_is_one_line(w2s, empty_folder, monkeypatch):
    from w2s_theory.api import teaching

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(teaching.shutil, "copyfile", full)
    answer = w2s("notebook", "01", "--out", "mine")
    assert (answer.status, answer.out) == (2, "")
    assert answer.err == "w2s: 'mine' cannot be written (No space left on device): give another folder\n"


def test_jupyter_is_started_on_the_copy(jupyter):
    jupyter("import sys; print('opened', sys.argv[1])")
    done = finished([*W2S, "notebook", "01", "--out", "mine"])
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().splitlines()[-1] == f"opened {os.path.join('mine', FIRST)}.ipynb"


def test_a_jupyter_that_fails_is_one_line_and_status_2(jupyter):
    jupyter("import sys; sys.exit(3)")
    done = finished([*W2S, "notebook", "01", "--out", "mine"])
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1 and b"ended with status 3" in done.stderr


def test_ctrl_c_is_for_jupyter_to_answer(jupyter):
    """A terminal sends it to both: w2s waits until Jupyter has saved and ended, and Jupyter does hear it."""
    jupyter(
        "import os, signal\n"
        "try:\n    os.kill(os.getppid(), signal.SIGINT); os.kill(os.getpid(), signal.SIGINT)\n"
        "except KeyboardInterrupt:\n    print('saved')"
    )
    done = finished([*W2S, "notebook", "01", "--out", "mine"])
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().splitlines()[-1] == "saved"


def test_copy_and_json_start_nothing(jupyter):
    jupyter("print('opened')")
    for option in ("--copy", "--json"):
        done = finished([*W2S, "notebook", "01", "--out", "mine", option])
        assert done.returncode == 0 and b"opened" not in done.stdout


def test_an_installed_package_has_the_notebooks(tmp_path):
    """What the wheel holds, laid out as pip does, finds them with no checkout beside it."""
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    site = tmp_path / "site"
    for package in wheel["packages"]:
        shutil.copytree(ROOT / package, site / package, ignore=shutil.ignore_patterns("__pycache__"))
    for source, target in wheel["force-include"].items():
        (shutil.copytree if (ROOT / source).is_dir() else shutil.copyfile)(ROOT / source, site / target)
    code = "import w2s_theory as w; print(w.__file__); print(*w.list_notebooks()); print(w.copy_notebook('01', 'mine'))"
    done = finished([sys.executable, "-c", code], changes={"PYTHONPATH": str(site)}, cwd=tmp_path)
    where, names, copied = done.stdout.decode().splitlines()
    assert where.startswith(str(site)) and FIRST in names.split() and Path(tmp_path, copied).is_file()
