"""``w2s list``, ``w2s paper``, names by a part or a subject, points by printed letters, progress, counts."""

from __future__ import annotations

import os
import shlex
import sys

import pytest
from click.shell_completion import ShellComplete
from real_processes import finished

from w2s_theory.cli.group import w2s as program
from w2s_theory.theorems.listing import Catalog, theorem_files
from w2s_theory.theorems.names import theorems_named
from w2s_theory.theorems.subjects import all_headers, by_subject, headlines

SHRINKAGE = "student_error_ge_of_shrinkage"


def test_list_starts_with_the_headlines_and_goes_by_subject(w2s):
    lines = w2s("list").out.splitlines()
    headers = all_headers()[0]
    assert lines[0] == "Start here"
    first = [line.strip() for line in lines[1:] if line.startswith("  ") and not line.startswith("   ")]
    assert first[: len(headlines(headers))] == [each.name for each in headlines(headers)]
    subjects = by_subject(headers)
    heads = [line for line in lines if line and not line.startswith(" ")]
    assert heads[1:-1] == [f"{each.title}: {each.sentence}" for each in subjects]
    for each in headers:
        place = lines.index(f"  {each.name}")
        assert lines[place + 1].strip().startswith(each.title)


def test_list_of_a_subject_a_status_a_word(w2s):
    def names(*arguments):
        return [row["name"] for row in w2s("list", *arguments, "--json").json()["theorems"]]

    files = theorem_files()
    limits = [name for name in files if files[name].parent.name == "limits"]
    assert names("limits") == names("lim") == limits
    assert set(names("limits", "spectrum")) == {
        n for n in files if files[n].parent.name in ("limits", "spectrum")
    }
    measured = names("--status", "universality")
    assert measured and all(Catalog()[name].status == "universality" for name in measured)
    assert len(names("--status", "proved")) + len(measured) == len(files)
    assert "student_error_tendsto_teacher_error" in names("--search", "early stopping")
    assert names("--search", "EARLY", "gradient") == ["student_error_tendsto_teacher_error"]
    nothing = w2s("list", "--search", "no such word")
    assert nothing.status == 0 and "no theorem with 'no such word'" in nothing.out
    assert w2s("list", "limits").out.splitlines()[-1].startswith(f"{len(limits)} of {len(files)} theorems")


def test_list_and_paper_import_no_theorem_and_nothing_heavy():
    heavy = ("sympy", "numpy", "rich", "flint", "w2s_theory.theorems.limits.student_error_ge_of_shrinkage")
    code = (
        "import sys; from w2s_theory.cli.entry import main; main(['list']); main(['paper']);"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    found = finished([sys.executable, "-c", code], text=True)
    assert found.stdout.endswith("[]\n") and found.returncode == 0


def test_paper_says_what_is_whose(w2s):
    answer = w2s("paper")
    assert answer.status == 0
    rows = w2s("paper", "--json").json()["rows"]
    words = {row["words"]: row for row in rows}
    relu = words["L_ST = O~(L_TE^1.49) for ReLU random features"]
    assert relu["assumption"] == "Gaussian universality"
    assert {each["relation"] for each in relu["theorems"]} == {"beyond", "sharper"}
    for row in rows:
        assert row["words"] in answer.out and row["theorems"]
        assert all(f"    {each['name']}\n" in answer.out for each in row["theorems"])
    assert "not known here" in answer.out


@pytest.mark.parametrize("command", [("show",), ("derive",), ("prove",)])
def test_a_part_of_a_name_is_enough_everywhere(w2s, command):
    assert w2s(*command, "ge_of_shrinkage").out == w2s(*command, SHRINKAGE).out


def test_the_whole_name_stands_in_the_answer(w2s):
    short = w2s("evaluate", "ge_of_shrinkage", "--at", "L_TE=1/10", "--json").json()
    assert short["name"] == SHRINKAGE
    proofs = w2s("prove", "limits", "--json").json()["proofs"]
    assert {each["name"] for each in proofs} == {
        name for name, path in theorem_files().items() if path.parent.name == "limits"
    }
    rows = w2s("needs", "age_eq_of_ridge", "--proof-only", "--json").json()["theorems"]
    assert [each["name"] for each in rows] == ["shrinkage_eq_of_ridge"]
    (verdict,) = w2s("check", "age_eq_of_ridge", "--quick", "--json").json()["verdicts"]
    assert verdict["name"] == "shrinkage_eq_of_ridge"


def completed(*words):
    """What TAB offers after ``w2s words...``, the last of them begun."""
    completion = ShellComplete(program, {}, "w2s", "_W2S_COMPLETE")
    return [item.value for item in completion.get_completions(list(words[:-1]), words[-1])]


def test_tab_completes_names_subjects_and_commands():
    assert completed("show", "student_error_ge_of_shr") == [SHRINKAGE]
    assert "shrinkage_eq_of_ridge" in completed("show", "age_eq_of_ridge")
    assert completed("show", "limit") == []
    assert completed("check", "limit") == ["limits"] == completed("list", "li")[:1]
    assert "evaluate" in completed("ev")


def test_the_shell_completion_of_the_help_works():
    settings = {
        "_W2S_COMPLETE": "bash_complete",
        "COMP_WORDS": "w2s show student_error_ge_of_sh",
        "COMP_CWORD": "2",
    }
    found = finished(
        [sys.executable, "-c", "from w2s_theory.cli.entry import main; main()"], changes=settings, text=True
    )
    assert found.stdout == f"plain,{SHRINKAGE}\n" and found.stderr == ""


# letters of a point


def test_a_letter_may_be_typed_as_it_is_printed(w2s):
    point = ["rho=1", "lam=2", "coefficient=3"]
    known = [each.symbol for each in Catalog()["shrinkage_eq_of_ridge"].parameters]
    assert "lam" in known
    values = {name: "2" for name in known}
    as_named = [f"{name}={value}" for name, value in values.items()]
    as_printed = ["lambda=2" if each.startswith("lam=") else each for each in as_named]
    assert as_named != as_printed and point
    first = w2s("evaluate", "age_eq_of_ridge", "--at", *as_named, "--json").json()
    second = w2s("evaluate", "age_eq_of_ridge", "--at", *as_printed, "--json").json()
    assert first["value"] == second["value"] and first["at"] == second["at"]


def test_the_printed_letter_of_a_number_is_not_the_one_of_a_sequence(w2s):
    answer = w2s("evaluate", "student_error_le_sq_of_relu", "--at", "lambda=1")
    assert answer.status == 2 and "did you mean" not in answer.err
    assert " lam " not in answer.err.split("for example")[0] and "lam=1" in answer.err
    answer = w2s("evaluate", "student_error_le_sq_of_relu", "--at", "lambda_j=1", "--at", "lambda=1")
    assert answer.status == 2 and "lambdas" not in answer.err.split("for example")[0]


def test_all_missing_parameters_are_named_with_a_line_that_works(w2s):
    answer = w2s("evaluate", "expected_teacher_error_le_of_units")
    assert answer.status == 2 and answer.err.count("\n") == 1
    for parameter in Catalog()["expected_teacher_error_le_of_units"].parameters:
        assert f"{parameter.symbol} " in answer.err and str(parameter.domain) in answer.err
    line = answer.err.split("for example `")[1].split("`")[0]
    assert w2s(*shlex.split(line)[1:]).status == 0


def test_the_example_lies_in_the_domain(w2s):
    """A lower end of 1/2 was once answered with the hint 1/10."""
    answer = w2s("evaluate", "gamma_ratio_between")
    line = answer.err.split("for example `")[1].split("`")[0]
    assert w2s(*shlex.split(line)[1:]).status == 0


@pytest.mark.parametrize("name", theorem_files())
def test_the_example_of_every_theorem_can_be_evaluated(name):
    from w2s_theory.cli.point_letters import example_point, require_all
    from w2s_theory.evaluate.bound_at import evaluate_sides, needed_letters, require_point
    from w2s_theory.records.errors import InputError

    theorem = Catalog()[name]
    point = example_point(theorem, {})
    require_point(theorem, point)
    assert evaluate_sides(theorem, point)
    if needed_letters(theorem):
        with pytest.raises(InputError) as refusal:
            require_all(theorem, {})
        assert "for example `w2s evaluate" in str(refusal.value)
        assert len(str(refusal.value)) <= 480, "an error line is cut beyond that"


# counts and progress


def test_check_ends_with_its_counts_and_explains_tightness(w2s):
    lines = w2s("check", SHRINKAGE, "age_eq_of_ridge", "--quick").out.splitlines()
    assert lines[-1] == "2 theorems: 2 verified"
    assert any(line.startswith("tightness: measured/bound") for line in lines)
    assert w2s("check", "age_eq_of_ridge", "--quick").out.splitlines()[-1] == "1 theorem: 1 verified"


def test_a_long_run_writes_a_line_per_theorem_where_no_terminal_is(w2s):
    answer = w2s("prove", "limits")
    lines = answer.err.splitlines()
    count = len(theorems_named("limits", list(theorem_files())))
    assert len(lines) == count and lines[-1].startswith(f"proving {count}/{count} ")
    assert w2s("prove", SHRINKAGE, "age_eq_of_ridge").err == ""


def test_simulate_says_one_trial(w2s):
    arguments = ("simulate", "--dimension", "8", "--teacher-units", "4", "--tau", "1")
    assert "1 trial, seed 0" in w2s(*arguments, "--trials", "1").out
    assert "2 trials, seed 0" in w2s(*arguments, "--trials", "2").out


def test_long_numbers_stand_whole_in_a_pipe(w2s):
    answer = w2s("spectrum", "--dimension", "32", "--degrees", "20:22", "--digits", "300")
    value = w2s("spectrum", "--dimension", "32", "--degrees", "20:22", "--digits", "300", "--json").json()[
        "rows"
    ]
    assert len(value[0]["eigenvalue"]) > 300
    assert all(any(line.endswith(row["eigenvalue"]) for line in answer.out.splitlines()) for row in value)
    assert os.linesep * 3 not in answer.out
