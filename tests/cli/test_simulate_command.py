"""``w2s simulate``: lists of sizes, mixtures, the best stop, and numbers that do not depend on threads."""

from __future__ import annotations

import json

import pytest

from w2s_theory import relu_sphere, simulate_networks

BASE = ("simulate", "--dimension", "8", "--teacher-units", "16", "--trials", "3")


def test_every_setting_is_that_of_its_own_run(w2s):
    many = w2s("simulate", "--dimension", "8,9", "--teacher-units", "16:64:3", "--student-units", "24,inf", "--tau", "1",
               "best", "--trials", "2", "--json").json()  # fmt: skip
    sizes = [(row["dimension"], row["teacher_units"], row["student_units"]) for row in many["settings"]]
    assert sizes == [(d, m, n) for d in (8, 9) for m in (16, 32, 64) for n in (24, "inf")]
    alone = w2s("simulate", "--dimension", "9", "--teacher-units", "32", "--student-units", "24", "--tau", "1",
                "best", "--trials", "2", "--json").json()  # fmt: skip
    assert many["settings"][8] == alone["settings"][0]
    assert alone["teacher_error"] == alone["settings"][0]["teacher_error"] and "teacher_error" not in many
    text = w2s(
        "simulate", "--dimension", "8", "--teacher-units", "16,32", "--tau", "1", "best", "--trials", "2"
    ).out
    assert "M_TE" in text and "tau 1" in text and "best student" in text and " +- " in text


def test_numbers_do_not_depend_on_threads(w2s):
    arguments = (
        "simulate",
        "--dimension",
        "16",
        "--teacher-units",
        "300",
        "--tau",
        "1",
        "8",
        "--trials",
        "3",
        "--json",
    )
    one, two = (w2s(*arguments, "--threads", n).out for n in "12")
    assert json.loads(one)["settings"] == json.loads(two)["settings"]
    row = json.loads(one)["teacher_error"]
    assert 0 < row["accuracy"] < 1e-9 * row["mean"]


def test_the_best_stop_is_below_every_time_and_is_attained(w2s):
    found = simulate_networks(relu_sphere(8), 16, taus=["best", *(0.5 * i for i in range(1, 41))], trials=3)
    assert found.best_student_error is not None and found.best_tau is not None
    assert all(found.best_student_error <= found.student_error.min(axis=1))
    for trial, tau in enumerate(found.best_tau):
        again = simulate_networks(relu_sphere(8), 16, taus=[float(tau)], trials=range(trial, trial + 1))
        assert again.student_error[0, 0] == pytest.approx(found.best_student_error[trial], rel=1e-9)
        near = simulate_networks(
            relu_sphere(8), 16, taus=[0.98 * tau, 1.02 * tau], trials=range(trial, trial + 1)
        )
        assert near.student_error.min() > found.best_student_error[trial]
    data = w2s(*BASE, "--tau", "best", "--json").json()
    assert data["best_student_error"]["mean"] == pytest.approx(
        float(found.best_student_error.mean()), rel=1e-9
    )
    assert data["student_errors"] == []


@pytest.mark.parametrize("width", [12, 40, 300])
def test_the_best_stop_of_a_finite_student(width):
    found = simulate_networks(
        relu_sphere(6), 20, student_units=width, taus=["best", 1.0, 4.0, 16.0, 64.0, float("inf")], trials=2
    )
    assert found.best_student_error is not None and found.best_tau is not None
    assert all(found.best_student_error <= found.student_error.min(axis=1) * (1 + 1e-12))
    again = simulate_networks(
        relu_sphere(6), 20, student_units=width, taus=[float(found.best_tau[0])], trials=1
    )
    assert again.student_error[0, 0] == pytest.approx(found.best_student_error[0], rel=1e-9)


def test_taus_and_times_are_the_same_thing():
    model = relu_sphere(8)
    rate = 1 / (2 * 8 * 8) / 2  # lambda_1 = 1/(4 d^2)
    by_tau = simulate_networks(model, 16, taus=[2.0], trials=2)
    by_time = simulate_networks(model, 16, times=[2.0 / rate], trials=2)
    assert by_tau.student_error == pytest.approx(by_time.student_error, rel=1e-9)
    assert list(by_tau.taus) == [2.0]


def test_mixtures_and_other_activations(w2s):
    plain = w2s(*BASE, "--target", "1:0.8,2:0.6", "--tau", "1", "--json").json()
    assert plain["target"] == {"1": 0.8, "2": 0.6}
    typed = w2s(*BASE, "--target", "1:4,2:3", "--normalise", "--tau", "1", "--json").json()
    assert typed["teacher_error"]["mean"] == pytest.approx(plain["teacher_error"]["mean"], rel=1e-12)
    assert w2s(*BASE, "--activation", "erf", "--tau", "1", "--json").json()["activation"] == "erf"


def test_one_trial_has_no_interval(w2s):
    text = w2s("simulate", "--dimension", "8", "--teacher-units", "16", "--trials", "1", "--tau", "1").out
    assert "1 trial, seed 0: no interval" in text and "low" not in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--tau", "0,5"), "0.5"),
        (("--tau", "1", "1"), "tau is given twice"),
        (
            ("--tau", "1", "--target", "0:0.99902,1:0.0442"),
            "5.4e-06 too little: give more digits, or add --normalise",
        ),
        (("--tau", "1", "--target", "0:2"), "3 too much"),
        (("--tau", "1", "--normalise"), "--normalise belongs to --target"),
        (("--tau", "1", "--degree", "1", "--target", "1:1"), "not both"),
        (("--tau", "1", "--power", "1", "--activation", "erf"), "not both"),
        (("--tau", "1", "--accuracy", "0"), "accuracy"),
        (("--tau", "1", "--degree", "3"), "choose one of 0, 1, 2, 4"),
        (("--tau", "1", "--teacher-units", "30"), "as --teacher-units 16,30"),
        (("--tau", "best", "--target", "0:0"), "not 0"),
    ],
)
def test_wrong_input(w2s, arguments, words):
    answer = w2s(*BASE, *arguments)
    assert (answer.status, answer.out) == (2, "") and answer.err.count("\n") == 1
    assert words in answer.err, answer.err


def test_an_accuracy_that_is_not_reached_names_the_option_that_exists(w2s):
    dense = ("simulate", "--dimension", "3", "--teacher-units", "1500", "--tau", "1", "--trials", "1")
    refused = w2s(*dense, "--accuracy", "1e-9")
    assert refused.status == 3 and "larger accuracy" in refused.err
