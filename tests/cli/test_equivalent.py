"""``w2s equivalent``: its fields, spectrum files, and what it refuses."""

from __future__ import annotations

import pytest

BASE = ("equivalent", "--dimension", "16", "--teacher-units", "512", "--tau", "8")
FIELDS = {
    "kappa",
    "teacher_error",
    "student_errors",
    "best_tau",
    "best_student_error",
    "performance_gap_recovered",
}


def test_fields(w2s):
    found = w2s(*BASE, "inf", "--json").json()
    assert FIELDS <= set(found) and found["command"] == "equivalent" and found["status"] == "universality"
    assert found["teacher_error"] == pytest.approx(0.001526, rel=5e-4, abs=0)
    assert [row["tau"] for row in found["student_errors"]] == [8, "inf"]
    assert found["student_errors"][0]["value"] == pytest.approx(4.99e-6, rel=2e-3, abs=0)
    assert found["student_errors"][1]["value"] == pytest.approx(found["teacher_error"])
    # at the end the student is its teacher; before, the misfit is most of the gain
    first, last = found["misfits"]
    assert (first["tau"], last["tau"], last["value"]) == (8, "inf", 0)
    assert first["value"] < found["teacher_error"] - found["student_errors"][0]["value"]
    assert found["best_student_error"] < found["student_errors"][0]["value"]
    assert 0.99 < found["performance_gap_recovered"] < 1


@pytest.mark.parametrize("options", [("--digits", "30"), ("--certified",), ("--certified", "--digits", "30")])
def test_numbers_are_strings_with_digits(w2s, options):
    plain, found = w2s(*BASE, "--json").json(), w2s(*BASE, *options, "--json").json()
    for name in FIELDS - {"student_errors"}:
        assert isinstance(found[name], str) and float(found[name]) == pytest.approx(
            plain[name], rel=1e-12, abs=0
        )
    (row,) = found["student_errors"]
    assert row["tau"] == "8" and isinstance(row["value"], str)
    assert (row["radius"] is not None) == ("--certified" in options)
    assert (found["radii"] is not None) == ("--certified" in options)


def test_mixtures_students_and_text(w2s):
    found = w2s(*BASE, "--target", "1:0.8,2:0.6", "--student-activation", "relu_cubed", "--json").json()
    assert found["target"] == {"1": 0.8, "2": 0.6}
    answer = w2s(*BASE)
    assert answer.status == 0 and "universality" in answer.out and "best student" in answer.out


def test_spectrum_file(w2s, tmp_path):
    file = tmp_path / "spectrum.csv"
    file.write_text("eigenvalue,multiplicity\n1,1\n0.1,2\n\n", encoding="utf-8")
    found = w2s("equivalent", "--spectrum", str(file), "--teacher-units", "1", "--tau", "1", "--json").json()
    assert 1 - found["teacher_error"] == pytest.approx(2 / 3, rel=1e-13) and found["kappa"] == pytest.approx(
        0.5, rel=1e-13
    )
    file.write_text("eigenvalue\n1\n1/10\n1e-1\n", encoding="utf-8")
    again = w2s("equivalent", "--spectrum", str(file), "--teacher-units", "1", "--tau", "1", "--json").json()
    assert again["kappa"] == pytest.approx(0.5, rel=1e-13)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "begins otherwise"),
        ("1,2\n3,4\n", "begins otherwise"),
        ("eigenvalue,count\n1,2\n", "begins otherwise"),
        ("eigenvalue,multiplicity,more\n1,2,3\n", "begins otherwise"),
        ("eigenvalue,multiplicity\n", "empty"),
        ("eigenvalue,multiplicity\n1\n", "line 2"),
        ("eigenvalue,multiplicity\n1,2\n1,2,3\n", "line 3"),
        ("eigenvalue,multiplicity\nx,2\n", "line 2"),
        ("eigenvalue,multiplicity\nnan,2\n", "line 2"),
        ("eigenvalue,multiplicity\n1,0\n", "multiplicity"),
        ("eigenvalue,multiplicity\n1,two\n", "multiplicity"),
        ("eigenvalue,multiplicity\n-1,20\n", "negative"),
        ("eigenvalue,multiplicity\n1,16\n", "rank 16"),
        ('eigenvalue,multiplicity\n"1,16\n', "cannot be read"),
    ],
)
def test_wrong_spectrum_files(w2s, tmp_path, text, words):
    file = tmp_path / "wrong.csv"
    file.write_text(text, encoding="utf-8")
    answer = w2s("equivalent", "--spectrum", str(file), "--teacher-units", "16", "--tau", "1")
    assert (answer.status, answer.out) == (2, "") and answer.err.count("\n") == 1
    assert words in answer.err, answer.err


def test_unreadable_spectrum_files(w2s, tmp_path):
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00eigen")
    for path in (tmp_path, tmp_path / "missing.csv", tmp_path / "bytes.csv"):
        answer = w2s("equivalent", "--spectrum", str(path), "--teacher-units", "16", "--tau", "1")
        assert (answer.status, answer.out) == (2, "") and answer.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((*BASE, "--degree", "3"), "outside their span"),
        ((*BASE, "--degree", "1", "--target", "1:1"), "not both"),
        ((*BASE, "--power", "2", "--activation", "erf"), "not both"),
        ((*BASE, "--spectrum", "x.csv"), "one of them"),
        (("equivalent", "--teacher-units", "5", "--tau", "1"), "--dimension or --spectrum"),
        ((*BASE, "--target", "1"), "DEGREE:COEFFICIENT"),
        ((*BASE, "--target", "1:1,1:0"), "twice"),
        ((*BASE, "--target", "1:0.5"), "sum to 1"),
        ((*BASE, "--student-activation", "erg"), "erf"),
        ((*BASE, "--digits", "0"), "digits"),
        ((*BASE, "nan"), "tau"),
        ((*BASE, "-1"), ">= 0"),
        (
            (
                "equivalent",
                "--dimension",
                "4",
                "--activation",
                "identity",
                "--teacher-units",
                "4",
                "--tau",
                "1",
            ),
            "rank 4",
        ),
    ],
)
def test_wrong_input(w2s, arguments, words):
    answer = w2s(*arguments)
    assert (answer.status, answer.out) == (2, "") and answer.err.count("\n") == 1
    assert words in answer.err, answer.err


def test_digits_out_of_reach(w2s):
    answer = w2s(
        "equivalent", "--dimension", "2", "--teacher-units", "1000000000000", "--tau", "1", "--certified"
    )
    assert answer.status == 3 and "explicit degrees" in answer.err
