"""Notebooks: every cell runs and what it asserts holds; the .ipynb has the same cells and no outputs; failures are named."""

import json
import shutil
import sys

import nbformat
import pytest
from real_processes import environment, finished

import w2s_theory as w
from benchmarks.notebooks import FOLDER, CellFailure, notebook_files, pair_text, read_cells, run_notebook

NOTEBOOKS = notebook_files()
PICTURE = NOTEBOOKS[0]
WRONG = (("assert off < 0.25", "assert off < 0.0001 * 2"),)


def test_notebooks_are_numbered_in_reading_order():
    assert [path.name[:2] for path in NOTEBOOKS] == [
        f"{number:02}" for number in range(1, len(NOTEBOOKS) + 1)
    ]
    assert list(w.list_notebooks()) == [path.stem for path in NOTEBOOKS]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem[:2])
def test_every_cell_runs_and_what_it_asserts_holds(path):
    done = finished(
        [sys.executable, "-m", "benchmarks.notebooks", "run", path.name[:2]], changes={"MPLBACKEND": "Agg"}
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"every cell ran" in done.stdout


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem[:2])
def test_the_ipynb_has_the_same_cells_and_no_outputs(path):
    text = path.with_suffix(".ipynb").read_text(encoding="utf-8")
    assert text == pair_text(path), "run `make notebooks`"
    paired = nbformat.reads(text, as_version=4)
    nbformat.validate(paired)
    assert [(c.cell_type, c.source) for c in paired.cells] == [
        (c.cell_type, c.source) for c in read_cells(path).cells
    ]
    assert all(not c.outputs and c.execution_count is None for c in paired.cells if c.cell_type == "code")


def test_a_pair_that_is_stale_or_kept_outputs_is_found(tmp_path):
    path = shutil.copy(PICTURE, tmp_path)
    changed = tmp_path / PICTURE.name
    changed.write_text(PICTURE.read_text(encoding="utf-8").replace("1e9, 61", "1e9, 62"), encoding="utf-8")
    stored = PICTURE.with_suffix(".ipynb").read_text(encoding="utf-8")
    assert path and pair_text(changed) != stored
    with_output = json.loads(stored)
    cell = next(each for each in with_output["cells"] if each["cell_type"] == "code")
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["1\n"]}]
    assert nbformat.writes(nbformat.from_dict(with_output)) + "\n" != pair_text(PICTURE)


def test_a_number_that_changed_is_reported_with_its_cell_and_both_numbers(monkeypatch):
    import matplotlib.pyplot as plt

    monkeypatch.setattr(plt, "show", lambda: plt.close("all"))
    with pytest.raises(CellFailure) as caught:
        run_notebook(PICTURE, WRONG)
    said = str(caught.value)
    assert "01_weak_to_strong_in_one_picture.py, cell 10: AssertionError" in said
    assert "line 3: assert off < 0.0001 * 2" in said
    assert "off = 0.0" in said and "0.0001 * 2 = 0.0002" in said


def test_a_failing_notebook_ends_the_run_with_status_1_and_no_traceback(tmp_path):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (folder / "01_two.py").write_text(
        "# %% [markdown]\n# # 01 · Two\n\n# %%\ntwo = 2\nassert two + two == 5\n", encoding="utf-8"
    )
    code = (
        "import pathlib, sys; from benchmarks import notebooks as n; n.FOLDER = pathlib.Path(sys.argv[1]);"
        "sys.exit(n.main(['run']))"
    )
    done = finished([sys.executable, "-c", code, str(folder)], changes={"MPLBACKEND": "Agg"})
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [
        "01_two.py, cell 2: AssertionError",
        "  line 2: assert two + two == 5",
        "    two + two = 4",
        "    5 = 5",
    ]


@pytest.mark.parametrize("degree", [0, 2, 4])
def test_the_first_notebook_holds_for_other_degrees(degree, monkeypatch):
    """Its third exercise says: change the degree and run everything again."""
    import matplotlib.pyplot as plt

    monkeypatch.setattr(plt, "show", lambda: plt.close("all"))
    found = run_notebook(PICTURE, [("degree = 32, 512, 1", f"degree = 32, 512, {degree}")])
    assert found["degree"] == degree


def test_a_copy_runs_in_a_kernel_of_jupyter(tmp_path, monkeypatch):
    """As a student would: copied out of the package, without the checkout beside it, figures shown."""
    from nbclient import NotebookClient

    for name, value in environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("MPLBACKEND", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(FOLDER.parent))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    copy = w.copy_notebook("01", tmp_path / "mine")
    notebook = nbformat.read(copy, as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(copy.parent)}}, timeout=600).execute()
    outputs = [out for cell in notebook.cells if cell.cell_type == "code" for out in cell.outputs]
    assert any("image/png" in out.get("data", {}) for out in outputs)
    assert any("01.5: right" in out.get("text", "") for out in outputs)
