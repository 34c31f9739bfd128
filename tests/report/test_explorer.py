"""The explorer: its numbers are Python's, its formulas are the package's, and it is usable in a browser."""

from __future__ import annotations

import json
import math
import re

import pytest
from browser_pages import CHROMIUM, look, title_of
from sympy import Symbol

import w2s_theory as w
from w2s_theory.evaluate.eigenvalues.power_floats import compute_spectrum
from w2s_theory.explorer.javascript import javascript, without_cancellation
from w2s_theory.explorer.page import engine_script
from w2s_theory.explorer.trace_series import trace_tail_series
from w2s_theory.records import spectral_filter
from w2s_theory.report.html_page import HtmlPage
from w2s_theory.theorems.equivalents import student_error_eq_of_universality

browser = pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")

# d, p, M_TE, degree -> share, filter, clock
SETTINGS = (
    (32, 1, 512, {1: 1.0}, "gradient_flow", 8.0),
    (32, 1, 512, {1: 1.0}, "ridge", 8.0),
    (16, 0, 300, {1: 1.0}, "averaged_flow", 30.0),
    (8, 2, 1000, {1: 0.64, 2: 0.36}, "gradient_flow", 100.0),
    (3, 1, 1000, {1: 1.0}, "gradient_flow", 50.0),
    (3, 1, 100_000, {1: 1.0}, "gradient_flow", 1e4),
    (4, 1, 10**6, {0: 0.36, 1: 0.64}, "gradient_flow", 3.0),
    (10, 3, 5000, {1: 1.0}, "explicit_steps", 20.0),
    (10**6, 1, 10**9, {1: 1.0}, "gradient_flow", 5.0),
    (10**5, 2, 3 * 10**8, {1: 1.0}, "ridge", 5.0),
    (64, 1, 4096, {2: 1.0}, "heavy_ball", 2.5),
    (20, 1, 3000, {0: 0.25, 1: 0.25, 2: 0.25, 4: 0.25}, "projection", 3.3),
    (100, 1, 10**5, {1: 1.0}, "gradient_flow", 1e9),
    (3, 0, 300, {1: 1.0}, "averaged_flow", 2.0),
    (6, 3, 20_000, {1: 1.0}, "gradient_flow", 1e6),
)
NUMBERS = ("kappa", "teacherError", "studentError", "misfit", "recovered")
_ASK = """
const ask = (page, [d, p, M, shares, filter, clock]) => {
  const state = page.solve({d, p, M, shares}, filter, clock);
  return {kappa: state.kappa, ...page.student(state, filter, clock), shrinkage: null};
};
"""


def asked(setting):
    d, p, units, shares, name, clock = setting
    return [d, p, units, list(shares.items()), name, clock]


def from_python(setting):
    """The same numbers from `equivalent`; the misfit of other filters from the definition, by its own float64 arrays."""
    d, p, units, shares, name, clock = setting
    found = w.equivalent(w.relu_sphere(d, p), units, {k: math.sqrt(share) for k, share in shares.items()})
    letters = found.float_formulas(0.0)
    rates = letters.modes.student
    main, top = float(rates[letters.modes.place(found.main_degree)]), float(rates.max())
    time = {"heavy_ball": clock / math.sqrt(main), "explicit_steps": clock * top / main}.get(
        name, clock / main
    )
    made = {
        "gradient_flow": spectral_filter.gradient_flow,
        "ridge": spectral_filter.ridge,
        "averaged_flow": spectral_filter.averaged_flow,
        "explicit_steps": lambda: spectral_filter.explicit_steps(1 / top, top),
        "projection": lambda: spectral_filter.projection(main / clock),
        "heavy_ball": lambda: spectral_filter.heavy_ball(0.0),
    }[name]()
    error = found.student_error(time, spectral_filter=made)
    left = made.remainder(rates, time)
    signal = float((letters.shares * (letters.root.taken * left)[letters.places] ** 2).sum())
    misfit = signal + letters.noise_level * float((letters.profile * left**2).sum())
    if name == "gradient_flow":
        misfit = found.misfit(time)
    return {
        "kappa": found.kappa,
        "teacherError": found.teacher_error,
        "studentError": error,
        "misfit": misfit,
        "recovered": 1 - error / found.teacher_error,
    }


def answers(script, folder):
    page = folder / "numbers.html"
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>waiting</title>'
    page.write_text(f"{head}<script>{script}</script></html>", encoding="utf-8")
    told, messages = title_of(page, folder / "browser")
    assert messages == []
    return json.loads(told)


@browser
@pytest.mark.slow
def test_the_page_says_the_numbers_of_python_and_follows_a_changed_expression(tmp_path, monkeypatch):
    script = engine_script()
    changed_theorem = student_error_eq_of_universality.BOUND * 2
    monkeypatch.setattr(student_error_eq_of_universality, "BOUND", changed_theorem)
    changed = engine_script().replace("const FORMULAS", "const CHANGED").split("const CHANGED")[1]
    monkeypatch.undo()
    questions = json.dumps([asked(each) for each in SETTINGS])
    said = answers(
        f"{script}const CHANGED{changed}{_ASK}document.title = JSON.stringify({{"
        f"now: {questions}.map(each => ask(engine(FORMULAS), each)), "
        f"changed: ask(engine(CHANGED), {json.dumps(asked(SETTINGS[0]))})}});",
        tmp_path,
    )
    for setting, page in zip(SETTINGS, said["now"], strict=True):
        python = from_python(setting)
        for number in NUMBERS:
            assert page[number] == pytest.approx(python[number], rel=1e-9), (setting, number)
    assert said["changed"]["studentError"] == pytest.approx(2 * said["now"][0]["studentError"], rel=1e-14)
    assert said["changed"]["teacherError"] == said["now"][0]["teacherError"]


@pytest.fixture(scope="module")
def explorer(tmp_path_factory):
    return w.explore().save(tmp_path_factory.mktemp("explorer") / "explorer.html")


@browser
@pytest.mark.slow
@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_cut_or_asked_for(explorer, dark, tmp_path):
    seen, messages = look([explorer], (1200, 420), tmp_path / "browser", dark=dark)
    assert messages == [] and len(seen) == 2
    assert all(each.cut == [] and each.scroll <= each.width for each in seen)


_USE = """
<script>
// a frame may not come while a browser without a window counts its own time: the page is asked to draw
const told = {}, next = () => W2S.settle();
const number = name => document.querySelector(`[data-number="${name}"]`).textContent;
const state = () => ({
  kappa: number("kappa"), teacher: number("teacher"), student: number("student"),
  hash: location.hash, floor: number("floor"),
  labels: [...document.querySelectorAll("svg[role=img]")].map(e => e.getAttribute("aria-label")),
  problem: document.getElementById("problem").hidden ? "" : document.getElementById("problem").textContent,
  text: document.body.innerText, networks: document.querySelectorAll("#plot-time .networks circle").length,
});
const move = (id, value, kind = "input") => {
  const control = document.getElementById(id);
  control.value = value; control.dispatchEvent(new Event(kind)); next();
};
addEventListener("load", async () => {
  told.start = state();
  move("M-text", "2048"); told.units = state();
  document.getElementById("best").click(); next(); told.best = state();
  move("clock", "700"); told.late = state();
  move("filter", "heavy_ball", "change"); told.swing = state();
  document.getElementById("reset").click(); next();
  move("w1", "0"); told.empty = document.getElementById("problem").textContent;
  const visit = async hash => {
    const heard = new Promise(done => addEventListener("hashchange", done, {once: true}));
    location.hash = hash; await heard; next();
  };
  await visit("#d=50&M=300&p=0&target=1:50,3:50&filter=ridge&time=4.5"); told.linked = state();
  await visit("#d=x&M=-4&p=9&target=9:9,a&filter=none&time=nan"); told.nonsense = state();
  const controls = [...document.querySelectorAll("input, select")];
  told.unlabelled = controls.filter(e => !e.labels.length && !e.getAttribute("aria-label")).length;
  document.title = JSON.stringify(told);
});
</script></body>"""


@browser
@pytest.mark.slow
def test_controls_change_numbers_words_and_address(explorer, tmp_path):
    page = tmp_path / "used.html"
    text = explorer.read_text(encoding="utf-8").replace("</body>", _USE)
    page.write_text(re.sub(r"<title>.*?</title>", "<title>waiting</title>", text, count=1), encoding="utf-8")
    told, messages = title_of(page, tmp_path / "browser")
    told = json.loads(told)
    assert messages == [] and told["unlabelled"] == 0
    model, start = w.relu_sphere(32), told["start"]
    assert start["teacher"] == f"{w.equivalent(model, 512, 1).teacher_error:.6g}"
    assert (
        start["networks"] > 0
        and len(start["labels"]) == 3
        and all("NaN" not in each for each in start["labels"])
    )
    assert told["units"]["teacher"] == shown(w.equivalent(model, 2048, 1).teacher_error)
    assert "M=2048" in told["units"]["hash"]
    stop = w.equivalent(model, 2048, 1).best_stopping_time()
    assert told["best"]["student"] == shown(float(stop.error))
    assert (
        told["late"]["student"] != told["best"]["student"]
        and told["late"]["labels"] != told["best"]["labels"]
    )
    assert told["swing"]["floor"] == "none applies" and "overshoots" in told["swing"]["text"]
    assert "at least one degree" in told["empty"]
    assert told["linked"]["hash"].startswith("#d=50&M=300&p=0&target=1:50,3:50&filter=ridge&time=4.5")
    linked = w.equivalent(w.relu_sphere(50, 0), 300, {1: math.sqrt(0.5), 3: math.sqrt(0.5)})
    assert told["linked"]["teacher"] == f"{linked.teacher_error:.6g}"
    assert (
        told["linked"]["problem"] == told["nonsense"]["problem"] == ""
        and "NaN" not in told["nonsense"]["text"]
    )


def shown(value):
    """A number as the page writes it, to six digits."""
    if value >= 1e-3:
        return f"{value:.6g}"
    front, power = f"{value:.5e}".split("e")
    return f"{front}·10" + "".join("⁻" if c == "-" else "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(c)] for c in str(int(power)))


def test_the_file_is_small_and_names_no_address(explorer):
    text = explorer.read_text(encoding="utf-8")
    assert len(text.encode()) < 1_500_000
    assert set(re.findall(r"https?://[^\s\"'<)]+", text)) <= {
        "http://www.w3.org/1998/Math/MathML", "http://www.w3.org/2000/svg"
    }  # fmt: skip
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=\"(?!data:)", text)
    assert "universality" in text and "student_error_ge_of_shrinkage" in text
    assert w.explore().html == text


@pytest.mark.parametrize("path", ["none/x.html", ".", "x.txt", "", "x\0.html"])
def test_a_path_that_cannot_be_written_is_refused_in_one_line(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = HtmlPage("x", "x", "x")
    with pytest.raises(w.InputError) as refusal:
        page.save(path)
    assert "\n" not in str(refusal.value) and not list(tmp_path.iterdir())


@pytest.mark.parametrize(("power", "dimension"), [(1, 3), (0, 4), (2, 10), (3, 32)])
def test_the_trace_beyond_a_degree_by_its_series(power, dimension):
    d = Symbol("d")
    series = [float(each.subs(d, dimension)) for each in trace_tail_series(power, d)]
    spectrum = compute_spectrum(dimension, range(20_003), power)
    trace = spectrum.eigenvalue * spectrum.multiplicity

    def tail(k):
        k += (k - power) % 2 == 0
        x = k + dimension / 2 - 1
        return k, trace[k] * sum(c * x ** (1 - i) for i, c in enumerate(series))

    low, here = tail(8 * (dimension + 2 * power))
    high, beyond = tail(20_000)
    assert here == pytest.approx(math.fsum(trace[low + 1 : high + 1]) + beyond, rel=1e-12)


def test_what_has_no_javascript_or_another_letter_is_refused():
    x, y = Symbol("x", positive=True), Symbol("y")
    with pytest.raises(ValueError, match="holds y"):
        javascript(x + y, (x,))
    assert javascript(
        without_cancellation((1 - x) ** Symbol("n", positive=True)), (x, Symbol("n", positive=True))
    ) == ("(x, n) => (Math.exp(n*Math.log1p(-x)))")
