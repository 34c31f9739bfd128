"""Files are read rightly, or refused in one line before a number is converted."""

import json
import os

import numpy as np
import pytest
from planted_features import planted
from safetensors.numpy import save_file

from w2s_theory.cli.entry import main
from w2s_theory.diagnosis.diagnose import diagnose
from w2s_theory.diagnosis.feature_files import open_numbers
from w2s_theory.records.errors import InputError

MADE = planted(300, np.random.default_rng(0))
WEAK, STRONG = MADE.weak.astype("f4"), MADE.strong.astype("f4")


def raw_safetensors(path, dtype, shape, content):
    header = json.dumps({"x": {"dtype": dtype, "shape": shape, "data_offsets": [0, len(content)]}}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header + content)


def written(folder):
    """The strong features in every form that is read."""
    np.save(folder / "c.npy", STRONG)
    np.save(folder / "fortran.npy", np.asfortranarray(STRONG))
    np.save(folder / "big_endian.npy", STRONG.astype(">f4"))
    np.savez(folder / "one.npz", STRONG)
    np.savez_compressed(folder / "several.npz", other=WEAK, deep=STRONG)
    save_file({"deep": STRONG, "other": WEAK}, folder / "several.safetensors")
    save_file({"only": STRONG}, folder / "one.safetensors")
    brain = (STRONG.view("u4") >> 16).astype("u2")
    raw_safetensors(folder / "brain.safetensors", "BF16", list(STRONG.shape), brain.tobytes())
    return [
        "c.npy", "fortran.npy", "big_endian.npy", "one.npz", "several.npz:deep", "several.safetensors:deep",
        "one.safetensors", "brain.safetensors",
    ]  # fmt: skip


def test_all_forms_hold_the_same_numbers(tmp_path):
    for name in written(tmp_path):
        numbers = open_numbers(tmp_path / name, "the features")
        assert numbers.shape == STRONG.shape and numbers.working_type is np.float32, name
        slack = 2**-7 if "brain" in name else 0
        rows = numbers.rows(17, 60, np.float32)
        assert rows.flags.c_contiguous and np.all(
            np.abs(rows - STRONG[17:60]) <= slack * np.abs(STRONG[17:60])
        ), name


def test_files_stay_in_files(tmp_path):
    for name in written(tmp_path):
        array = open_numbers(tmp_path / name, "the features").array
        assert "npz" in name or isinstance(array, np.memmap), name


def test_the_command_and_its_twin_say_the_same(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    np.save("labels.npy", MADE.labels)
    options = ["--labelled", "30", "--unlabelled", "60", "--tau", "1", "10"]
    assert main(["diagnose", "several.npz:other", "fortran.npy", "labels.npy", *options, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    twin = diagnose(WEAK, STRONG, MADE.labels, labelled=30, unlabelled=60, taus=[1, 10]).to_dict()
    assert {name: answer[name] for name in twin} == json.loads(json.dumps(twin))
    assert main(["diagnose", "several.npz:other", "c.npy", "labels.npy", *options, "--out", "all.csv"]) == 0
    lines = (tmp_path / "all.csv").read_text().splitlines()
    assert lines[0] == "quantity,words,value,low,high,plain,rests_on" and len(lines) == 1 + len(twin["rows"])
    assert main(["diagnose", "several.npz:other", "c.npy", "labels.npy", *options]) == 0
    shown = capsys.readouterr().out
    assert "What this cannot know" in shown and "PGR under discrepancies (S1)" in shown


def test_the_figure_is_the_same_every_time(tmp_path):
    found = diagnose(WEAK, STRONG, MADE.labels, labelled=30, unlabelled=60)
    first, second = (found.save_figure(tmp_path / name).read_bytes() for name in ("a.svg", "b.svg"))
    assert first == second and first.startswith(b"<?xml")
    assert diagnose(WEAK, STRONG).save_figure(tmp_path / "c.png").stat().st_size > 1000


class Trap:
    """Would leave a file behind if it were unpickled."""

    def __reduce__(self):
        return open, ("unpickled", "w")


def bad_files(folder):
    """Arguments of ``w2s diagnose`` and what the refusal says."""
    labels = MADE.labels
    nan, infinite, huge = WEAK.copy(), WEAK.copy(), WEAK * np.float32(1e25)
    nan[211, 3], infinite[0, 0] = np.nan, np.inf
    objects = np.empty((300, 2), object)
    objects[:] = Trap()
    for name, array in {
        "weak": WEAK, "strong": STRONG, "short": STRONG[:-1], "nan": nan, "infinite": infinite, "huge": huge,
        "flat": WEAK[:, 0], "deep": WEAK[:, None], "empty": WEAK[:, :0], "constant": np.ones_like(WEAK), "few": WEAK[:20],
        "records": np.zeros(300, [("a", "f4"), ("b", "f4")]), "bytes": np.zeros((300, 4), "V2"), "complex": WEAK + 0j,
        "text": np.array([["a", "b"]] * 300), "dates": np.zeros((300, 2), "M8[s]"), "long": WEAK.astype(np.longdouble),
        "labels": labels, "names": np.array(["cat", "dog"] * 150), "one_class": np.ones(300, int), "ids": np.arange(300),
        "nan_labels": np.where(np.arange(300) == 7, np.nan, labels), "short_labels": labels[:-1], "equal": np.ones(300),
        "flat_labels": labels[:, None, None],
    }.items():  # fmt: skip
        np.save(folder / f"{name}.npy", array)
    np.save(folder / "objects.npy", objects, allow_pickle=True)
    np.savez(folder / "objects.npz", objects, allow_pickle=True)
    np.savez(folder / "several.npz", a=WEAK, b=STRONG)
    raw_safetensors(folder / "float8.safetensors", "F8_E4M3", [300, 4], bytes(1200))
    raw_safetensors(folder / "lies.safetensors", "F32", [300, 400], bytes(1200))
    (folder / "cut.npy").write_bytes((folder / "weak.npy").read_bytes()[:-1])
    (folder / "no.npy").write_text("no array")
    (folder / "no.npz").write_text("no archive")
    (folder / "nothing.npy").write_bytes(b"")
    (folder / "features.txt").write_text("1 2 3")
    (folder / "folder.npy").mkdir()
    yield ["weak.npy", "short.npy"], "300 rows and the strong ones 299"
    yield ["nan.npy", "strong.npy"], "the weak features are not finite at row 211, column 3"
    yield ["infinite.npy", "strong.npy"], "row 0, column 0"
    yield ["huge.npy", "strong.npy"], "divide them by a constant"
    yield ["weak.npy", "flat.npy"], "two axes"
    yield ["deep.npy", "strong.npy"], "two axes"
    yield ["empty.npy", "strong.npy"], "empty"
    yield ["constant.npy", "strong.npy"], "the weak features do not vary"
    yield ["few.npy", "few.npy"], "20 rows are too few"
    yield ["weak.npy", "strong.npy", "--cut", "1e-7"], "rounding of float32"
    for name in ("objects.npy", "objects.npz"):
        yield [name, "strong.npy"], "Python objects"
    yield ["records.npy", "strong.npy"], "records"
    yield ["bytes.npy", "strong.npy"], "raw bytes"
    for name in ("complex", "text", "dates", "long"):
        yield [f"{name}.npy", "strong.npy"], "must be real numbers"
    yield ["float8.safetensors", "strong.npy"], "F8_E4M3"
    yield ["lies.safetensors", "strong.npy"], "no safetensors file"
    yield ["several.npz", "strong.npy"], "several.npz:KEY, KEY of 'a', 'b'"
    yield ["several.npz:c", "strong.npy"], "no array 'c'"
    yield ["weak.npy:a", "strong.npy"], "no key"
    yield ["cut.npy", "strong.npy"], "cut off"
    for name in ("no.npy", "nothing.npy"):
        yield [name, "strong.npy"], "no NumPy file"
    yield ["no.npz", "strong.npy"], "no NumPy archive"
    yield ["features.txt", "strong.npy"], "ends in .npy"
    yield ["folder.npy", "strong.npy"], "folder"
    yield ["absent.npy", "strong.npy"], "there is no file 'absent.npy'"
    yield ["absent.safetensors", "strong.npy"], "there is no file"
    both = ["weak.npy", "strong.npy"]
    yield [*both, "names.npy"], "the labels must be real numbers"
    yield [*both, "one_class.npy"], "one class only"
    yield [*both, "ids.npy"], "300 different values"
    yield [*both, "equal.npy"], "all labels are equal"
    yield [*both, "nan_labels.npy"], "not finite at row 7"
    yield [*both, "short_labels.npy"], "299 labels"
    yield [*both, "flat_labels.npy"], "shape (m,) or (m, c)"
    yield [*both, "labels.npy", "--teacher-units", "5000"], "below the rank"
    yield [*both, "labels.npy", "--figure", "x.bmp"], "the figure must end in"
    yield [*both, "labels.npy", "--figure", "nowhere/x.svg"], "existing folder"


def test_bad_input_is_refused_in_one_line_and_nothing_is_written(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    cases = list(bad_files(tmp_path))
    before = sorted(os.listdir())
    for arguments, said in cases:
        status = main(["diagnose", *arguments])
        answer = capsys.readouterr()
        assert (status, answer.out) == (2, ""), arguments
        assert said in answer.err and answer.err.count("\n") == 1 and len(answer.err) < 400, (
            arguments,
            answer.err,
        )
    assert sorted(os.listdir()) == before


def test_more_columns_than_rows_say_what_can_still_be_said():
    rng = np.random.default_rng(1)
    wide = np.hstack([STRONG[:100], 1e-3 * rng.standard_normal((100, 300)).astype("f4")])
    found = diagnose(WEAK[:100], wide, MADE.labels[:100], labelled=30, unlabelled=60)
    assert found.strong.rank == 5 and "columns on 100 rows" in found.remarks[0]
    with pytest.raises(InputError, match="too few for 4 weak and"):
        diagnose(WEAK[:100], rng.standard_normal((100, 300)), cut=1e-3)


def test_sorted_classes_and_sizes_without_a_prediction_are_remarked():
    classes = np.sort(np.arange(300) % 2)
    found = diagnose(WEAK, STRONG, classes, labelled=5, unlabelled=60)
    assert any("sorted by class" in each for each in found.remarks)
    assert any("no predicted errors" in each for each in found.remarks)
    assert found.teacher_error is None and found.performance_gap_recovered is None
    assert "no PGR at these sizes" in repr(found)
    json.dumps(found.to_dict(), allow_nan=False)
