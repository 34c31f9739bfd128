"""Wrong input: one line on standard error, status 2, nothing on standard output, no new file."""

from __future__ import annotations

import os

import pytest

SHRINKAGE = "student_error_ge_of_shrinkage"
SPECTRUM = ("spectrum", "--dimension", "8", "--degrees", "0:3")
SIMULATE = ("simulate", "--dimension", "8", "--teacher-units", "16", "--tau", "1")

WRONG = [
    (("spectrum", "--dimension", "1", "--degrees", "0:3"), "from 2"),
    (("spectrum", "--dimension", "2.5", "--degrees", "0:3"), "whole number"),
    (("spectrum", "--dimension", "8", "--degrees", "-1:3"), "degree"),
    (("spectrum", "--dimension", "8", "--degrees", "3:1"), "1:3"),
    (("spectrum", "--dimension", "8", "--degrees", "0:99999999999999"), "rows"),
    (("spectrum", "--dimension", "8", "--degrees", "9" * 4000), "degree"),
    (("spectrum", "--dimension", "999999", "--degrees", "0:99999", "--exact"), "digits"),
    (("spectrum", "--dimension", "1000000000", "--degrees", "1000000000", "--digits", "5"), "digits"),
    ((*SPECTRUM, "--power", "4"), "0 to 3"),
    ((*SPECTRUM, "--power", "-1"), "0 to 3"),
    ((*SPECTRUM, "--digits", "0"), "digits"),
    ((*SPECTRUM, "--digits", "-3"), "digits"),
    ((*SPECTRUM, "--activation", "erg"), "erf"),
    ((*SPECTRUM, "--activation", "erf", "--power", "1"), "not both"),
    ((*SPECTRUM, "--exact", "--digits", "5"), "not both"),
    ((*SPECTRUM, "--activation", "../erf"), "activation"),
    (("simulate", "--dimension", "8", "--teacher-units", "0", "--tau", "1"), "teacher units"),
    (("simulate", "--dimension", "8", "--teacher-units", "10000000", "--tau", "1"), "GiB"),
    ((*SIMULATE, "nan"), "tau"),
    ((*SIMULATE, "-1"), ">= 0"),
    ((*SIMULATE, "1e400"), "1e300"),
    ((*SIMULATE, "1e999999999999"), "exponent"),
    ((*SIMULATE, "-inf"), "tau"),
    ((*SIMULATE, "--trials", "0"), "trials"),
    ((*SIMULATE, "--seed", "-1"), "seed"),
    ((*SIMULATE, "--seed", "1" + "0" * 60), "seed"),
    ((*SIMULATE, "--degree", "3"), "degree 3"),
    ((*SIMULATE, "--student-units", "0"), "student units"),
    ((*SIMULATE, "--student-units", "nan"), "student units"),
    (("simulate", "--dimension", "8", "--tau", "1"), "--teacher-units"),
    (("evaluate", SHRINKAGE), "--at L_TE"),
    (("evaluate", SHRINKAGE, "--at", "L_TE=0.1", "--at", "L_TE=0.2"), "twice"),
    (("evaluate", SHRINKAGE, "--at", "L_TE=0.1", "--at", "d=3"), "no parameter"),
    (("evaluate", SHRINKAGE, "--at", "L_T=0.1"), "did you mean L_TE"),
    (("evaluate", SHRINKAGE, "--at", "L_TE"), "NAME=VALUE"),
    (("evaluate", SHRINKAGE, "--at", "L_TE=1.5"), "[0, 1]"),
    (("evaluate", SHRINKAGE, "--at", "L_TE=-1/10"), "[0, 1]"),
    (("evaluate", SHRINKAGE, "--at", "L_TE=nan"), "number"),
    (("evaluate", SHRINKAGE, "--at", "L_TE=inf"), "number"),
    (("evaluate", SHRINKAGE, "--at", "L_TE=1e400"), "[0, 1]"),
    (("evaluate", SHRINKAGE, "--at", "L_TE=1/0"), "zero"),
    (("evaluate", SHRINKAGE, "--at", "L_TE=0.1,0.2"), "one value"),
    (("evaluate", SHRINKAGE, "--at", "L_TE=__import__('os').getcwd()"), "number"),
    (("evaluate", SHRINKAGE, "--at", "L_TE=0.1", "--digits", "0"), "digits"),
    (("evaluate", "student_error_ge_of_shrinkge", "--at", "L_TE=0.1"), "did you mean " + SHRINKAGE),
    (("show", "student_error_ge_of_shrinkagee"), "did you mean " + SHRINKAGE),
    (("show", "of_shrinkage"), "could be performance_gap_recovered_le_of_shrinkage, " + SHRINKAGE),
    (("derive", "limits"), "a subject of "),
    (("check", "limit"), "did you mean limits"),
    (
        ("evaluate", "ge_of_shrinkage", "--at", "L_TE=1/2", "--digits", "3", "--digits", "4"),
        "--digits is given twice",
    ),
    ((*SIMULATE, "--dimension", "9"), "--dimension is given twice, '8' and '9'"),
    ((*SIMULATE, "--degree=1", "--degree", "2"), "--degree is given twice"),
    ((*SIMULATE, "--threads", "1", "--threads", "2"), "--threads is given twice"),
    (("--threads", "1", "--threads", "2", "list"), "--threads is given twice"),
    (("evaluate", "student_error_le_sq_of_relu", "--at", "lambda=1", "lam=1"), "gives lam twice"),
    (("list", "everything"), "limits, gains, teacher"),
    (("list", "g"), "gains, gradient_flow"),
    (("list", "--status", "true"), "universality"),
    (("derive", "nothing"), "w2s list"),
    (("prove", SHRINKAGE, "nothing"), "nothing"),
    (("prove", SHRINKAGE, "--coq-folder", "."), "give --coq"),
    (("prove", SHRINKAGE, "--coq", "--coq-folder", ""), "--coq-folder"),
    (("prove", SHRINKAGE, "--coq", "--coq-folder", "missing/deeper"), "existing folder"),
    (("prove", "nothing", "--coq"), "nothing"),
    (("check", "nothing"), "nothing"),
    (("check", "--seed", "x"), "seed"),
    (("check", "--file", "missing.py"), "not a file"),
    (("check", "--folder", "missing"), "not a folder"),
    (("check", SHRINKAGE, "--report", "missing/deeper/report"), "existing folder"),
    (("check", SHRINKAGE, "--report", ""), "report"),
    (("check", SHRINKAGE, "--threads", "0"), "threads"),
    (("--threads", "zero", "list"), "threads"),
    (("try", "L_ST >= exec('1')"), "claim"),
    (("try", "L_ST >= __class__"), "__class__"),
    (("try", "L_ST > L_TE"), ">="),
    (("try", "L_TE <= 1"), "L_ST or PGR"),
    (("try", "L_ST^2 >= L_TE"), "solved for L_ST"),
    (("try", "L_ST >= log(L_TE - 1/2)"), "real number"),
    (("try", "L_ST >= 1/(2*L_TE - 1)"), "real number"),
    (("try", "L_ST >= -1/(L_TE - 1/3)^2"), "infinite"),
    (("try", "L_ST >= 9^9^9^9"), "exponent"),
    (("try", "L_ST >= " + "(" * 200 + "1"), "nested"),
    (("try", "L_ST >= " + "1+" * 200 + "1"), "shorter"),
    (("try", "L_ST >= L_TE^2", "--for", "everybody"), "shrinkage"),
    (("try", "L_ST >= L_TE^2", "--on", "d=8"), "M_TE"),
    (("try", "L_ST >= L_TE^2", "--on", "d=8,d=9,M_TE=3"), "repeats"),
    (("try", "L_ST >= L_TE^2", "--on", "d=8,M_TE=3,width=3"), "width"),
    (("try", "L_ST >= L_TE^2", "--on", "d=8,M_TE=3,k=3"), "degree 3"),
    (("try", "L_ST >= L_TE^2", "--on", "d=8,M_TE=3,trials=0"), "trials"),
    (("chek",), "did you mean check"),
    (("list", "everything"), "everything"),
    (("doctor", "--fix"), "--fix"),
    (("sweep",), "plan, run, status, export"),
    (("sweep", "go"), "go"),
    (("sweep", "plan"), "--example"),
    (("sweep", "plan", "no.toml"), "no.toml"),
    (("sweep", "plan", "no.toml", "--example"), "either"),
    (("sweep", "run"), "PLAN.toml"),
    (("sweep", "run", "no.toml"), "no.toml"),
    (("sweep", "run", "no.toml", "--workers", "0"), "from 1"),
    (("sweep", "run", "no.toml", "--memory", "0"), "from 1"),
    (("sweep", "run", "no.toml", "--threads", "2"), "--workers"),
    (("sweep", "status"), "there is no store"),
    (("sweep", "status", "--store", "."), "must name a file"),
    (("sweep", "export"), "--out"),
    (("sweep", "export", "--out", "x.csv"), "there is no store"),
]


@pytest.mark.parametrize(
    ("arguments", "word"), WRONG, ids=[" ".join(arguments)[:60] for arguments, _ in WRONG]
)
def test_wrong_input_is_one_line_that_helps(w2s, empty_folder, arguments, word):
    answer = w2s(*arguments)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.count("\n") == 1 and answer.err.endswith("\n")
    assert word in answer.err
    assert "Traceback" not in answer.err and len(answer.err) < 500
    assert os.listdir(empty_folder) == []


def test_report_on_a_file_or_in_a_locked_folder_is_refused_before_the_work(w2s, empty_folder):
    from w2s_theory.cli.files import require_output_folder
    from w2s_theory.records.errors import InputError

    taken = empty_folder / "taken"
    taken.write_text("mine")
    answer = w2s("check", SHRINKAGE, "--report", str(taken))
    assert (answer.status, answer.out) == (2, "") and "file" in answer.err
    assert taken.read_text() == "mine"
    foreign = empty_folder / "foreign"
    foreign.mkdir()
    (foreign / "thesis.tex").write_text("mine")
    answer = w2s("check", SHRINKAGE, "--report", str(foreign))
    assert (answer.status, answer.out) == (2, "")
    assert [path.name for path in foreign.iterdir()] == ["thesis.tex"]
    for name in ("bad\0name", "x" * 5000, "taken/inside"):
        with pytest.raises(InputError, match="usable path|existing folder"):
            require_output_folder(name)


def test_a_folder_without_write_permission_is_refused(empty_folder, monkeypatch):
    from w2s_theory.cli.files import require_output_folder
    from w2s_theory.records.errors import InputError

    # a superuser may write everywhere, so the answer of the system is replaced
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    (empty_folder / "there").mkdir()
    for name in ("there", "new"):
        with pytest.raises(InputError, match="can be written"):
            require_output_folder(name)


def test_a_broken_theorem_file_is_named_and_the_others_still_work(w2s, tmp_path):
    (tmp_path / "broken_one.py").write_text("import nowhere_to_be_found\nTHEOREM = 1\n")
    (tmp_path / "also_true.py").write_text(
        '"""Also true."""\n\n'
        "from dataclasses import replace\n"
        "from w2s_theory.theorems.limits.student_error_ge_of_norm_nonincreasing import THEOREM as TRUE\n"
        "\nTHEOREM = replace(TRUE, name='also_true', title='Also true')\n"
    )
    answer = w2s("check", "--folder", str(tmp_path), "--quick", "--json")
    assert answer.status == 2
    assert [row["name"] for row in answer.json()["verdicts"]] == ["also_true"]
    assert "broken_one" in answer.err and answer.err.count("\n") == 1


def test_a_folder_with_a_file_that_is_no_text_is_refused(w2s, tmp_path):
    (tmp_path / "noise.py").write_bytes(b"\xff\xfe\x00THEOREM = ")
    answer = w2s("check", "--folder", str(tmp_path), "--quick")
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.count("\n") == 1 and "no theorem file" in answer.err


def test_a_defect_is_one_line_and_a_traceback_in_a_file(w2s, monkeypatch, tmp_path):
    import tempfile

    import w2s_theory.api.machine

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def burst():
        raise RuntimeError("a line\nand another")

    monkeypatch.setattr(w2s_theory.api.machine, "describe_machine", burst)
    answer = w2s("doctor")
    assert (answer.status, answer.out) == (70, "")
    assert answer.err.count("\n") == 1
    (file,) = tmp_path.iterdir()
    assert str(file) in answer.err
    assert "RuntimeError: a line" in file.read_text()


def test_accuracy_that_cannot_be_reached_is_status_three(w2s, monkeypatch):
    import w2s_theory.api.machine
    from w2s_theory.records.errors import AccuracyError

    def refuse():
        raise AccuracyError("only 3 digits were reached: ask for fewer")

    monkeypatch.setattr(w2s_theory.api.machine, "describe_machine", refuse)
    answer = w2s("doctor")
    assert (answer.status, answer.err) == (3, "w2s: only 3 digits were reached: ask for fewer\n")
