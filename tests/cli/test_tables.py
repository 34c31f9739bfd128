"""One table, several forms: CSV that another command reads, LaTeX, files that are written at once or not at all."""

from __future__ import annotations

import csv
import io
import json
import os

import pytest

from w2s_theory.cli.table import Column, Table, rounded_up
from w2s_theory.tables import latex_number

SHRINKAGE = "student_error_ge_of_shrinkage"
SPECTRUM = ("spectrum", "--dimension", "3", "--degrees", "0:6")
EQUIVALENT = ("equivalent", "--dimension", "8", "--teacher-units", "100", "--tau", "1")
TABLES = {
    "spectrum": SPECTRUM,
    "equivalent": EQUIVALENT,
    "simulate": ("simulate", "--dimension", "8", "--teacher-units", "8", "--tau", "1", "--trials", "2"),
    "units": ("units", "--dimension", "8", "--teacher-units", "3000"),
    "list": ("list", "limits"),
    "paper": ("paper",),
    "needs": ("needs", SHRINKAGE, "--proof-only"),
    "facts": ("needs", SHRINKAGE, "--facts"),
    "doctor": ("doctor",),
    "evaluate": ("evaluate", SHRINKAGE, "--at", "L_TE=1/10"),
    "exponents": ("exponents", "--dimension", "8", "--teacher-units", "30,100"),
    "recipe": ("recipe", "--dimension", "8", "teach 30, study best"),
    "compare": ("compare", "--teacher-units", "8", "--labels", "40", "--unlabelled", "60", "--modes", "80"),
}


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_csv_latex_and_a_file(w2s, empty_folder, name):
    printed = w2s(*TABLES[name], "--csv")
    rows = rows_of(printed.out)
    assert printed.status == 0 and rows and all(None not in row and None not in row.values() for row in rows)
    latex = w2s(*TABLES[name], "--latex").out
    assert latex.startswith("% ") and latex.count("\\begin{tabular}") == latex.count("\\end{tabular}") == 1
    assert not any(mark in latex.replace("\\_", "").replace("\\textbackslash", "") for mark in ("e-0", "e+0"))
    answer = w2s(*TABLES[name], "--out", "table.csv")
    assert (answer.status, answer.err) == (0, "") and "table.csv" in answer.out
    if name != "simulate":  # drawn anew, with the last digits of its own
        assert (empty_folder / "table.csv").read_text(encoding="utf-8") == printed.out
    assert os.listdir(empty_folder) == ["table.csv"]


def test_the_file_holds_what_its_ending_says(w2s, empty_folder):
    for ending in ("json", "tex", "txt", "csv"):
        assert w2s(*SPECTRUM, "--out", f"s.{ending}").status == 0
    assert (
        json.loads((empty_folder / "s.json").read_text())["table"]["title"]
        == "degree 0..6, ReLU, d = 3, K(x,x) = 1/(2d)"
    )
    assert "\\lambda_k" in (empty_folder / "s.tex").read_text()
    assert (empty_folder / "s.txt").read_text() == w2s(*SPECTRUM).out
    assert w2s(*SPECTRUM, "--csv", "--out", "s.data").status == 0
    assert (empty_folder / "s.data").read_text() == (empty_folder / "s.csv").read_text()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--out", "x.pdf"), "must end in .csv, .tex, .json, .txt"),
        (("--out", ""), "must end in"),
        (("--out", "nowhere/x.csv"), "existing folder"),
        (("--out", "folder.csv"), "is a folder"),
        (("--csv", "--json"), "not both"),
        (("--csv", "--out", "x.tex"), "does not go with"),
        (("--out", "x.csv", "--out", "y.csv"), "given twice"),
        (("--out", "a\0b.csv"), "usable path"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused_before_the_work(w2s, empty_folder, arguments, word):
    (empty_folder / "folder.csv").mkdir()
    answer = w2s(*SPECTRUM, *arguments)
    assert (answer.status, answer.out) == (2, "") and answer.err.count("\n") == 1 and word in answer.err
    assert os.listdir(empty_folder) == ["folder.csv"]


def test_a_file_that_was_there_stays_when_writing_fails(empty_folder, monkeypatch):
    from pathlib import Path

    from w2s_theory.output_file import write_file
    from w2s_theory.records.errors import InputError

    (empty_folder / "x.csv").write_text("old")

    def fail(self, other):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(InputError, match="No space left"):
        write_file("x.csv", b"new")
    assert os.listdir(empty_folder) == ["x.csv"] and (empty_folder / "x.csv").read_text() == "old"


def test_the_screen_says_what_the_table_is_and_shows_exact_values(w2s):
    text = w2s(*SPECTRUM).out
    assert text.startswith("degree 0..6, ReLU, d = 3, K(x,x) = 1/(2d)\n") and " 1/36 " in text
    # a zero has no logarithm: a dash, not an empty place
    (zero,) = (line for line in text.splitlines() if line.split()[:1] == ["3"])
    assert zero.split()[2:] == ["0.0", "0", "-"]
    assert "d = 8, K(x,x) = 1/(2d); M_TE = 100, M_ST = inf; target of degree 1" in w2s(*EQUIVALENT).out
    mixed = w2s(
        "equivalent", "--dimension", "8,16", "--teacher-units", "30:300:3", "--target", "1:0.8,2:0.6"
    ).out
    assert "target 0.8 of degree 1, 0.6 of degree 2" in mixed and mixed.count("\n") > 8


def test_one_setting_a_row_agrees_with_each_alone(w2s):
    many = rows_of(
        w2s("equivalent", "--dimension", "8,9", "--teacher-units", "30,100", "--tau", "1", "--csv").out
    )
    assert [(row["dimension"], row["teacher_units"]) for row in many[::3]] == [
        ("8", "30"), ("8", "100"), ("9", "30"), ("9", "100"),
    ]  # fmt: skip
    assert many[3:6] == rows_of(w2s(*EQUIVALENT, "--csv").out)


def pandas_like(rows):
    """What ``DataFrame(rows)[[...]].to_csv()`` writes: row numbers, and a column of floats where one entry is a float."""
    lines = [",eigenvalue,multiplicity"]
    lines += [f"{i},{row['eigenvalue']!r},{float(row['multiplicity'])!r}" for i, row in enumerate(rows)]
    return "\n".join(lines) + "\n"


def test_what_spectrum_writes_equivalent_reads(w2s, empty_folder):
    """Sums over the degrees 0..20 in d = 100, whichever way the same table came."""
    wide = ("spectrum", "--dimension", "100", "--degrees", "0:20")
    rows = w2s(*wide, "--json").json()["rows"]
    assert {type(row["multiplicity"]) for row in rows} == {int}
    (empty_folder / "pandas.csv").write_text(pandas_like(rows))
    w2s(*wide, "--out", "float.csv")
    w2s(*wide, "--digits", "20", "--out", "digits.csv")
    w2s(*wide, "--enclose", "--out", "balls.csv")
    text = (empty_folder / "float.csv").read_bytes()
    (empty_folder / "windows.csv").write_bytes(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
    kappas = [
        w2s(
            "equivalent", "--spectrum", f"{name}.csv", "--teacher-units", "500", "--degree", "1", "--json"
        ).json()["kappa"]
        for name in ("pandas", "float", "digits", "balls", "windows")
    ]
    assert kappas == pytest.approx([2.0686144726319784e-06] * 5, rel=1e-12)


def test_exact_rationals_are_read_and_powers_of_pi_are_named(w2s, empty_folder):
    w2s("spectrum", "--dimension", "3", "--degrees", "0:6", "--exact", "--out", "odd.csv")
    exact = w2s(
        "equivalent",
        "--spectrum",
        "odd.csv",
        "--teacher-units",
        "5",
        "--degree",
        "1",
        "--digits",
        "30",
        "--json",
    ).json()
    # M_TE = sum of N_k lambda_k/(lambda_k + kappa) over 1/16, 3 of 1/36, 5 of 1/256, 9 of 1/9216, 13 of 1/65536
    from fractions import Fraction

    table = {
        Fraction(1, 16): 1,
        Fraction(1, 36): 3,
        Fraction(1, 256): 5,
        Fraction(1, 9216): 9,
        Fraction(1, 65536): 13,
    }
    kappa = Fraction(exact["kappa"])
    assert abs(sum(n * lam / (lam + kappa) for lam, n in table.items()) - 5) < Fraction(1, 10**27)
    w2s("spectrum", "--dimension", "4", "--degrees", "0:3", "--exact", "--out", "even.csv")
    answer = w2s("equivalent", "--spectrum", "even.csv", "--teacher-units", "5", "--degree", "1")
    assert answer.status == 2 and "line 2" in answer.err and "--digits 30" in answer.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "eigenvalue,multiplicity\n1," + "9" * 401,
            "line 2",
        ),
        ("eigenvalue,multiplicity\n1," + "9" * 401, "too large"),
        ("eigenvalue,multiplicity\n1,1e31", "too large"),
        ("eigenvalue,multiplicity\n1,2.5", "not '2.5'"),
        ("degree,multiplicity,eigenvalue\n0,1,1\n2,1,1/2", "has the degree '2'"),
        ("degree,multiplicity,eigenvalue\n0,1,", "no eigenvalue"),
        ("eigenvalue,multiplicity\n1,1\n1e-300,1", "line 3"),
        ("eigenvalue,multiplicity\n1,1\n\n-1,1", "line 4"),
        ("eigenvalue,multiplicity\n1,1\n1,0", "line 3"),
        ("eigenvalue,multiplicity\n1,1_0", "not '1_0'"),
        ("eigenvalue,eigenvalue\n1,1", "begins otherwise"),
    ],
)
def test_spectrum_files_are_refused_with_the_line(w2s, empty_folder, text, words):
    (empty_folder / "x.csv").write_text(text + "\n")
    answer = w2s("equivalent", "--spectrum", "x.csv", "--teacher-units", "1")
    assert (answer.status, answer.out) == (2, "") and answer.err.count("\n") == 1 and words in answer.err


def test_numbers_are_set_and_rounded_as_they_must_be():
    assert latex_number("1.5e-05") == r"1.5 \cdot 10^{-5}" and latex_number("1e-05") == "10^{-5}"
    assert latex_number(-1e-05) == "-10^{-5}" and latex_number("1.00e-05") == r"1.00 \cdot 10^{-5}"
    assert latex_number("inf") == r"\infty" and latex_number("-3.25") == "-3.25"
    assert [rounded_up(x, 2) for x in (2.41e-14, 0.99999, 2.0)] == ["2.5e-14", "1", "2"]
    table = Table(
        "a_b", (Column("x_y"), Column("t", number=False), Column("none")), ({"x_y": 1e-5, "t": "50 %"},)
    )
    assert table.to_csv() == "x_y,t,none\n1e-05,50 %,\n"
    assert table.to_latex().splitlines()[1:] == [
        r"\begin{tabular}{rl}", r"x y & t \\ \hline", r"$10^{-5}$ & 50 \% \\", r"\end{tabular}",
    ]  # fmt: skip
