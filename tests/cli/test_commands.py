"""Every command's answer for people and as JSON."""

from __future__ import annotations

import json
import math
from fractions import Fraction

import pytest

from w2s_theory.report import collected

SHRINKAGE = "student_error_ge_of_shrinkage"


def test_list_names_every_theorem_file(w2s):
    from w2s_theory.theorems.listing import theorem_files

    data = w2s("list", "--json").json()
    assert {row["name"] for row in data["theorems"]} | {each["path"][:-3] for each in data["broken"]} == set(
        theorem_files()
    )
    row = next(row for row in data["theorems"] if row["name"] == SHRINKAGE)
    assert row == {
        "name": SHRINKAGE,
        "title": row["title"],
        "status": "proved",
        "about": "network",
        "quantifier": "every draw",
        "sharpness": "attained",
        "subject": "limits",
    }
    assert SHRINKAGE in w2s("list").out


def test_every_object_has_schema_command_and_version(w2s):
    import w2s_theory

    data = w2s("show", SHRINKAGE, "--json").json()
    assert (data["schema"], data["command"], data["version"]) == (1, "show", w2s_theory.__version__)
    assert data["arguments"] == ["show", SHRINKAGE, "--json"]


def test_show_states_the_theorem(w2s):
    data = w2s("show", SHRINKAGE, "--json").json()
    assert data["statement"] == "L_ST >= (sqrt(1 + 3 L_TE) - sqrt(1 - L_TE))^2/4"
    assert {"name", "statement", "latex", "assumptions", "citation", "proof_steps", "rests_on"} <= set(data)
    assert data["proof_steps"][-1]["claim"] == data["statement"]
    assert data["statement"] in w2s("show", SHRINKAGE).out
    assert data["in_words"] in w2s("show", SHRINKAGE).out and data["idea"] in w2s("show", SHRINKAGE).out
    assert w2s("show", SHRINKAGE, "--latex").out.strip() == data["theorem_latex"]
    assert data["latex"] in data["theorem_latex"] and "proved for real networks" in w2s("show", SHRINKAGE).out


def test_show_tells_definitions_from_hypotheses(w2s):
    data = w2s("show", "student_error_le_sq_of_universality", "--json").json()
    assert data["if"] == ["S_1 > S_2"] and "h_j = lambda_j/(kappa + lambda_j)" in data["where"]
    assert all(len(line) <= 110 for line in data["claim"])
    text = w2s("show", "student_error_le_sq_of_universality").out
    assert "\nif       S_1 > S_2\n" in text and "\nwhere    L_TE = 1 - h\n" in text
    domains = w2s("show", "student_error_le_of_units").out
    assert (
        "lambda_j in [0, inf), 3 entries" in domains
        and "lambda in [0, inf): one kernel eigenvalue\n" in domains
    )


def test_a_letter_says_what_it_is_in_this_statement(w2s):
    level = "rho in (0, inf): the level at which the kernel's effective dimension N(rho) is taken"
    assert level in w2s("show", "student_error_le_sq_of_relu", "--json").json()["for"]
    assert (
        "rho in (0, inf): penalty of ridge regression"
        in w2s("show", "shrinkage_eq_of_ridge", "--json").json()["for"]
    )


def test_show_prints_what_is_cited(w2s):
    text = w2s("show", "student_error_le_of_convex_student", "--bib").out
    assert text.startswith("@inproceedings{charikar2024quantifying,")
    assert w2s("show", "noise_energy_eq_of_projection", "--bib").out.strip() == ""


def test_derive_writes_the_certificates_out(w2s):
    text = w2s("derive", SHRINKAGE).out
    assert "[S.square(0)] = <f_TE, f_ST> - ||f_ST||^2 >= 0  (S - S^2 >= 0 at f_TE)" in text
    assert "since (1 - L_TE)/4 - ||f_ST - f_TE/2||^2 = [S.square(0)] - 1/4 [L_TE]" in text
    data = w2s("derive", SHRINKAGE, "--json").json()
    assert data["identities"]["in_ball"] in text and all(fact in text for fact in data["facts"])


def test_derive_gives_each_step_with_its_decision(w2s):
    answer = w2s("derive", SHRINKAGE, "--json")
    data = answer.json()
    assert answer.status == 0
    assert [step["decided"] for step in data["proof_steps"]] == ["decided"] * len(data["proof_steps"])
    text = w2s("derive", SHRINKAGE).out
    assert all(step["note"] in text for step in data["proof_steps"])
    assert r"\begin{proof}" in w2s("derive", SHRINKAGE, "--latex").out


def test_derive_carries_out_the_calculation_for_the_spectrum(w2s):
    answer = w2s("derive", "relu_eigenvalue_eq_gamma_ratio", "--degree", "2", "--json")
    assert answer.status == 0
    assert len(answer.json()["derivation"]["lines"]) > 3
    assert w2s("derive", SHRINKAGE, "--degree", "2").status == 2


def test_evaluate_in_three_views_agrees(w2s):
    exact = (math.sqrt(1.3) - math.sqrt(0.9)) ** 2 / 4
    plain = w2s("evaluate", SHRINKAGE, "--at", "L_TE=1/10", "--json").json()
    assert plain["value"] == pytest.approx(exact, rel=1e-13)
    assert plain["at"] == {"L_TE": "1/10"}
    assert 0 < plain["radius"] < 1e-14
    digits = w2s("evaluate", SHRINKAGE, "--at", "L_TE=0.1", "--digits", "60", "--json").json()
    ball = w2s("evaluate", SHRINKAGE, "--at", "L_TE=1e-1", "--digits", "60", "--enclose", "--json").json()
    assert isinstance(digits["value"], str) and len(digits["value"]) >= 60
    radius = Fraction(ball["radius"])
    assert abs(Fraction(digits["value"]) - Fraction(ball["value"])) <= radius + Fraction(1, 10**60)
    assert 0 < radius < Fraction(1, 10**60)


def test_spectrum_exact_certified_and_float(w2s):
    exact = w2s("spectrum", "--dimension", "3", "--degrees", "0:6", "--exact", "--json").json()["rows"]
    assert [row["exact"] for row in exact] == ["1/16", "1/36", "1/256", "0", "1/9216", "0", "1/65536"]
    assert [row["multiplicity"] for row in exact] == ["1", "3", "5", "7", "9", "11", "13"]
    balls = w2s("spectrum", "--dimension", "3", "--degrees", "0:6", "--enclose", "--json").json()["rows"]
    for row, ball in zip(exact, balls, strict=True):
        assert abs(Fraction(row["exact"]) - Fraction(ball["eigenvalue"])) <= Fraction(ball["radius"])
    plain = w2s("spectrum", "--dimension", "3", "--degrees", "0:6", "--json").json()["rows"]
    assert [row["eigenvalue"] for row in plain] == pytest.approx(
        [float(Fraction(row["exact"])) for row in exact]
    )
    assert plain[3]["log_eigenvalue"] is None


def test_spectrum_underflow_is_null_with_its_logarithm(w2s):
    row = w2s("spectrum", "--dimension", "1000", "--degrees", "1000", "--json").json()["rows"][0]
    assert row["eigenvalue"] is None
    assert row["log_eigenvalue"] < -750


def test_spectrum_of_another_activation(w2s):
    rows = w2s("spectrum", "--dimension", "8", "--degrees", "0:3", "--activation", "erf", "--json").json()[
        "rows"
    ]
    assert rows[0]["eigenvalue"] == rows[2]["eigenvalue"] == 0
    assert rows[1]["eigenvalue"] > rows[3]["eigenvalue"] > 0


def test_simulate_copies_its_teacher_at_infinite_time(w2s):
    arguments = [
        "simulate",
        "--dimension",
        "8",
        "--teacher-units",
        "16",
        "--tau",
        "1",
        "inf",
        "--trials",
        "3",
    ]
    data = w2s(*arguments, "--json").json()
    teacher, (first, last) = data["teacher_error"], data["student_errors"]
    assert {"mean", "low", "high", "method"} <= set(teacher)
    assert (first["tau"], last["tau"]) == (1, "inf")
    assert last["mean"] == pytest.approx(teacher["mean"], rel=1e-6)
    assert data["trials"] == 3 and data["seed"] == 0 and data["student_units"] == "inf"
    assert "seed 0" in w2s(*arguments).out


def test_options_that_take_several_values_may_be_repeated(w2s):
    head = ["simulate", "--dimension", "8", "--teacher-units", "16", "--trials", "2", "--json"]
    several = w2s(*head, "--tau", "1", "2").json()
    assert several["student_errors"] == w2s(*head, "--tau", "1", "--tau", "2").json()["student_errors"]
    assert several["student_errors"] == w2s(*head, "--tau=1", "--tau", "2").json()["student_errors"]


def test_check_gives_verdicts(w2s):
    answer = w2s("check", SHRINKAGE, "--quick", "--threads", "1", "--json")
    assert answer.status == 0
    (row,) = answer.json()["verdicts"]
    assert {"name", "verdict", "measured", "bound", "margin", "tightness", "rests_on", "seconds"} <= set(row)
    assert (row["name"], row["verdict"]) == (SHRINKAGE, "verified")


def test_check_of_a_false_theorem_file_is_refuted(w2s, tmp_path):
    path = tmp_path / "student_error_ge_of_wishes.py"
    path.write_text(
        "from dataclasses import replace\n"
        "from sympy import Rational\n"
        "from w2s_theory.notation import L_TE\n"
        "from w2s_theory.theorems.limits.student_error_ge_of_shrinkage import THEOREM as TRUE\n"
        "THEOREM = replace(TRUE, name='student_error_ge_of_wishes', bound=L_TE, stable_bound=L_TE,\n"
        "                  sharpness='unknown', discrepancy=Rational(1, 10))\n"
    )
    answer = w2s("check", "--file", str(path), "--quick", "--json")
    assert answer.status == 1
    assert [row["verdict"] for row in answer.json()["verdicts"]] == ["refuted"]


def test_check_writes_a_report_whose_path_it_prints(w2s, tmp_path, monkeypatch):
    monkeypatch.setattr(collected, "figure_names", lambda: ("student_width",))
    answer = w2s("check", SHRINKAGE, "--quick", "--report", str(tmp_path / "report"))
    assert answer.status == 0
    page = tmp_path / "report" / "index.html"
    assert page.is_file() and str(page) in answer.out


def test_prove_says_what_decides_each_step(w2s):
    answer = w2s("prove", SHRINKAGE, "--json")
    assert answer.status == 0
    (proof,) = answer.json()["proofs"]
    assert proof["complete"] and proof["name"] == SHRINKAGE
    assert all({"name", "rule", "decided", "rests_on"} <= set(step) for step in proof["steps"])
    assert "every_teacher" in w2s("prove", SHRINKAGE).out


def test_prove_without_coqc_says_what_to_install(w2s, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = w2s("prove", SHRINKAGE, "--coq", "--coq-folder", str(tmp_path / "coq"), "--json")
    assert answer.status == 3 and answer.err.count("\n") == 1 and "apt-get install -y coq" in answer.err
    found = answer.json()
    assert found["coqc"] is None
    (proof,) = found["proofs"]
    assert proof["complete"] and not proof["coq"]["accepted"] and proof["coq"]["axioms"] == []
    assert {step["answer"] for step in proof["coq"]["steps"]} == {"not re-checked"}
    # the lemmas are written all the same
    assert (tmp_path / "coq" / "w2s.v").is_file()
    assert "Lemma step_every_teacher" in (tmp_path / "coq" / f"{SHRINKAGE}.v").read_text(encoding="utf-8")
    assert "not re-checked" in w2s("prove", SHRINKAGE, "--coq").out


def test_prove_fails_only_where_what_is_proved_is_open(w2s):
    """A deterministic equivalent rests on its ansatz: no step of it can be decided, by design."""
    answer = w2s("prove", "teacher_error_eq_of_universality", SHRINKAGE, "--json")
    assert answer.status == 0
    assert [proof["complete"] for proof in answer.json()["proofs"]] == [False, True]


@pytest.mark.parametrize(
    ("claim", "verdict", "status"),
    [
        ("L_ST >= 4/5*L_TE^2", "refuted", 1),
        ("L_ST >= 3/4*L_TE^2", "verified", 0),
        ("L_ST <= 2", "verified", 0),
        ("L_ST <= 5 + log(1 + misfit)", "undecided", 3),
    ],
)
def test_try_maps_its_verdict_to_the_exit_status(w2s, claim, verdict, status):
    answer = w2s("try", claim, "--for", "shrinkage", "--json")
    assert (answer.json()["verdict"], answer.status) == (verdict, status)
    assert verdict in w2s("try", claim).out


def test_try_on_networks_measures_them(w2s):
    answer = w2s("try", "L_ST >= L_TE^2", "--for", "eigenfunction", "--on", "d=8,M_TE=16,trials=2", "--json")
    assert answer.status == 0
    rows = answer.json()["networks"]
    assert len(rows) == 2 and all(row["holds"] and row["student_error"] >= row["bound"] for row in rows)


def test_doctor_finds_every_part(w2s):
    answer = w2s("doctor", "--json")
    assert answer.status == 0
    assert {"sympy", "python-flint", "numpy"} <= {
        part["name"] for part in answer.json()["parts"] if part["found"]
    }
    (coq,) = (part for part in answer.json()["parts"] if part["name"] == "coqc")
    assert not coq["needed"] and "apt-get install" in coq["note"]


def test_version_and_help(w2s):
    import w2s_theory

    assert w2s_theory.__version__ in w2s("--version").out
    assert w2s().status == w2s("--help").status == 0
    assert "spectrum" in w2s().out


def test_json_of_infinite_and_missing_numbers():
    from w2s_theory.cli.output import json_text

    data = json.loads(
        json_text("x", [], {"a": float("inf"), "b": float("nan"), "c": Fraction(1, 3), "d": (1, 2)})
    )
    assert (data["a"], data["b"], data["c"], data["d"]) == ("inf", None, "1/3", [1, 2])


def test_threads_are_limited_only_while_a_command_runs():
    from threadpoolctl import threadpool_info

    from w2s_theory.cli.threads import limited_threads

    import numpy  # noqa: F401, isort: skip

    before = [each["num_threads"] for each in threadpool_info()]
    with limited_threads(1):
        assert {each["num_threads"] for each in threadpool_info()} == {1}
    assert [each["num_threads"] for each in threadpool_info()] == before
