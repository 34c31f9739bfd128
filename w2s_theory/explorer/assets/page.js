// The page: controls, address, plots and words. Numbers come from `engine`, drawing from `plotting`.
const W2S = engine(FORMULAS);
(() => {
  const {panel, under, logarithmic, linear, number} = plotting, $ = id => document.getElementById(id);
  const RANGES = {d: [3, 1e6], M: [1, 1e9]};
  const CLOCKS = {
    rate: {range: [1e-2, 1e9], word: "stopping time τ = λ<sub>K</sub> t", axis: "τ = λ t", sign: "τ"},
    steps: {range: [1e-2, 1e9], word: "steps n, as τ = η λ<sub>K</sub> n with η = 1/λ<sub>max</sub>", axis: "τ = η λ n", sign: "τ"},
    kept: {range: [1e-2, 1e9], word: "τ: eigenvalues from λ<sub>K</sub>/τ up are kept", axis: "τ = λ / smallest kept", sign: "τ"},
    phase: {range: [1e-1, 12], word: "phase φ = √λ<sub>K</sub> t", axis: "φ = √λ t", sign: "φ"},
  };
  const START = {d: 32, M: 512, p: 1, filter: "gradient_flow", clock: 8, weights: DATA.degrees.map(k => k === 1 ? 100 : 0)};
  let setting = {...START, weights: [...START.weights]}, kept = {}, sweep = {key: "", points: [], turn: 0};

  const clockOf = () => CLOCKS[W2S.findFilter(setting.filter).clock];
  const clamp = (value, [low, high]) => Math.min(Math.max(value, low), high);
  // what the kernel of max(z, 0)^p lacks: the recursion's factor k - p has hit 0
  const lacks = k => W2S.degrees(8, setting.p, Math.max(...DATA.degrees) + 2).lam[k] === 0;
  const shares = () => {
    const present = DATA.degrees.filter(k => setting.weights[k] > 0 && !lacks(k));
    const total = present.reduce((sum, k) => sum + setting.weights[k], 0);
    return present.map(k => [k, setting.weights[k] / total]);
  };

  const toAddress = () => {
    const target = DATA.degrees.filter(k => setting.weights[k] > 0).map(k => `${k}:${setting.weights[k]}`).join(",");
    const text = `#d=${setting.d}&M=${setting.M}&p=${setting.p}&target=${target}&filter=${setting.filter}&time=${+setting.clock.toPrecision(12)}`;
    if (location.hash !== text) try { history.replaceState(null, "", text); } catch { /* some viewers have no address */ }
  };
  const fromAddress = hash => {
    const given = new URLSearchParams(hash.slice(1)), next = {...START, weights: [...START.weights]};
    const whole = (name, range) => { const v = Math.round(Number(given.get(name))); return given.has(name) && Number.isFinite(v) ? clamp(v, range) : next[name]; };
    next.d = whole("d", RANGES.d); next.M = whole("M", RANGES.M); next.p = whole("p", [0, 3]);
    if (W2S.findFilter(given.get("filter"))) next.filter = given.get("filter");
    if (given.has("target")) {
      const weights = DATA.degrees.map(() => 0);
      for (const part of given.get("target").split(",")) {
        const [k, weight] = part.split(":").map(Number);
        if (DATA.degrees.includes(k) && weight > 0) weights[k] = Math.min(weight, 100);
      }
      if (weights.some(each => each > 0)) next.weights = weights;
    }
    setting = next;
    const time = Number(given.get("time"));
    if (time > 0 && Number.isFinite(time)) setting.clock = clamp(time, clockOf().range);
    setting.clock = clamp(setting.clock, clockOf().range);
  };

  const notch = (value, [low, high]) => Math.round(1000 * Math.log(value / low) / Math.log(high / low));
  const unnotch = (at, [low, high]) => low * (high / low) ** (at / 1000);
  const showControls = () => {
    const clock = clockOf();
    for (const name of ["d", "M"]) { $(name).value = notch(setting[name], RANGES[name]); $(name).setAttribute("aria-valuetext", String(setting[name])); }
    $("clock").value = notch(setting.clock, clock.range);
    $("clock").setAttribute("aria-valuetext", number(setting.clock));
    $("clock-word").innerHTML = clock.word;
    for (const [id, value] of [["d", setting.d], ["M", setting.M], ["clock", +setting.clock.toPrecision(4)]]) {
      const box = $(`${id}-text`);
      if (document.activeElement !== box) { box.value = value; box.removeAttribute("aria-invalid"); }
    }
    $("p").value = setting.p; $("filter").value = setting.filter;
    const has = Object.fromEntries(shares()), gone = DATA.degrees.filter(lacks);
    for (const k of DATA.degrees) {
      $(`w${k}`).value = setting.weights[k]; $(`w${k}`).disabled = lacks(k);
      $(`w${k}-share`).textContent = lacks(k) ? "–" : `${Math.round(100 * (has[k] || 0))} %`;
      $(`w${k}`).setAttribute("aria-valuetext", lacks(k) ? "not in this kernel" : `${Math.round(100 * (has[k] || 0))} per cent of the target`);
    }
    $("absent").textContent = gone.length ? `The kernel of this activation has no degree ${gone.join(", ")}.` : "";
  };

  // a limit and whether its hypotheses hold here: shrinkage in [0, 1], and for the square a target in one eigenspace
  const holds = limit => {
    const filter = W2S.findFilter(setting.filter);
    if (filter.lower < 0 || filter.upper > 1) return "this student overshoots: its shrinkage is not confined to [0, 1]";
    if (limit.name.endsWith("eigenfunction_target") && shares().length > 1) return "the target lies in several eigenspaces";
    return "";
  };
  const lower = () => FORMULAS.limits.filter(each => each.relation === ">=" && !holds(each));
  const floor = teacher => Math.max(0, ...lower().map(each => each.at(teacher)));

  const compute = () => {
    const target = shares(), place = JSON.stringify([setting.d, setting.M, setting.p, target, setting.filter]);
    const question = {d: setting.d, M: setting.M, p: setting.p, shares: target};
    if (!target.length) throw new Error("give the target at least one degree that the kernel has");
    const state = W2S.solve(question, setting.filter, setting.clock), range = clockOf().range;
    if (kept.place !== place) {
      const points = W2S.curve(state, setting.filter, ...range, setting.filter === "heavy_ball" ? 240 : 90);
      kept = {place, points, best: W2S.best(state, setting.filter, points)};
    }
    return {state, now: W2S.student(state, setting.filter, setting.clock), ...kept};
  };

  const drawTime = ({now, points, state}) => {
    const T = now.teacherError, clock = clockOf(), limit = floor(T) / T, stored = DATA.points.curves;
    const mine = setting.d === stored.d && setting.p === stored.p && shares().length === 1 && shares()[0][0] === stored.degree &&
      setting.filter === "gradient_flow" ? stored.points.filter(each => each[0] === setting.M) : [];
    const values = points.map(each => each.studentError / T), low = Math.min(...values, limit || Infinity) / 2;
    const x = logarithmic(...clock.range), y = logarithmic(Math.max(low, 1e-14), 2 * Math.max(1, ...values.slice(0, 1), ...mine.map(e => e[2])));
    const best = points.reduce((a, b) => b.studentError < a.studentError ? b : a);
    const words = `Student error over teacher error against ${clock.sign}: at ${clock.sign} = ${number(setting.clock)} it is ` +
      `${number(now.studentError / T)}; least ${number(best.studentError / T)} near ${clock.sign} = ${number(best.clock)}.` +
      (limit ? ` No student of this kind is below ${number(limit)}.` : " No limit is known for this student.") +
      (mine.length ? ` ${mine.length} means of ${stored.trials} simulated networks.` : "");
    panel($("plot-time"), x, y, clock.axis.replace("λ", 'λ<tspan dy="3" font-size="10">K</tspan><tspan dy="-3"> </tspan>'),
      "L<tspan dy='3' font-size='10'>ST</tspan><tspan dy='-3'> / L</tspan><tspan dy='3' font-size='10'>TE</tspan>", words, at => {
        const flat = value => [[clock.range[0], value], [clock.range[1], value]];
        return (limit ? under(flat(limit), at) + `<path class="limit" d="${at.line(flat(limit))}"/>` : "") +
          `<path class="teacher" d="${at.line(flat(1))}"/>` +
          `<path class="curve misfit" d="${at.line(points.map(e => [e.clock, e.misfit / T]))}"/>` +
          `<path class="curve" d="${at.line(points.map(e => [e.clock, e.studentError / T]))}"/>` +
          `<g class="networks">${mine.map(e => `<circle r="4" cx="${at.across(e[1]).toFixed(1)}" cy="${at.up(e[2]).toFixed(1)}"/>` +
            (e[3] === null ? "" : `<path d="M${at.across(e[1]).toFixed(1)} ${at.up(e[3]).toFixed(1)}V${at.up(e[4]).toFixed(1)}"/>`)).join("")}</g>` +
          `<path class="now" d="M${at.across(setting.clock).toFixed(1)} ${at.top}V${at.bottom}"/>` +
          `<circle class="here" r="5.5" cx="${at.across(setting.clock).toFixed(1)}" cy="${at.up(now.studentError / T).toFixed(1)}"/>`;
      });
    $("caption-time").textContent = "Solid: the student's error over its teacher's (equivalent). Dot-dashed: the teacher. Dashed: misfit ‖f_TE − f_ST‖² over L_TE. " +
      (limit ? "Hatched: excluded for every network by a proved limit. " : "No proved limit applies to this student. ") +
      (mine.length ? `Circles: geometric means over ${stored.trials} simulated networks with 95 % intervals.`
        : `Simulated networks are stored for d = ${stored.d}, ReLU, degree ${stored.degree}, gradient flow, M_TE a power of 2 up to 4096.`);
  };

  const drawPlane = ({now, best}) => {
    const T = now.teacherError, stored = DATA.points.stops;
    const mine = setting.d === stored.d && setting.p === stored.p && shares().length === 1 && shares()[0][0] === stored.degree && setting.filter === "gradient_flow";
    const least = Math.max(Math.min(1e-4, T / 20), 1e-12);
    const x = logarithmic(least, 1), y = logarithmic(Math.max(least * least / 20, 1e-26), 2), samples = [];
    for (let i = 0; i <= 60; i++) samples.push(least ** (1 - i / 60));
    const limits = lower(), points = stored.points;
    const words = `Student error against teacher error: here ${number(now.studentError)} against ${number(T)}, and ${number(best.studentError)} at the best stop. ` +
      (limits.length ? `Below ${number(floor(T))} no such student can be.` : "No limit is known for this student.");
    panel($("plot-plane"), x, y, "L<tspan dy='3' font-size='10'>TE</tspan>", "L<tspan dy='3' font-size='10'>ST</tspan>", words, at =>
      (limits.length ? under(samples.map(v => [v, floor(v)]), at) : "") +
      limits.map(each => `<path class="limit" d="${at.line(samples.map(v => [v, each.at(v)]))}"/>`).join("") +
      `<path class="teacher" d="${at.line(samples.map(v => [v, v]))}"/>` +
      `<g class="networks${mine ? "" : " elsewhere"}">${points.map(e => `<circle r="2.6" cx="${at.across(e[1]).toFixed(1)}" cy="${at.up(e[2]).toFixed(1)}"/>`).join("")}</g>` +
      `<path class="curve path" d="${at.line(sweep.points.filter(e => e.teacher > least / 4).map(e => [e.teacher, e.student]))}"/>` +
      `<path class="now" d="M${at.across(T).toFixed(1)} ${at.up(now.studentError).toFixed(1)}V${at.up(best.studentError).toFixed(1)}"/>` +
      `<path class="here" d="M${at.across(T).toFixed(1)} ${(at.up(best.studentError) - 7).toFixed(1)}l6 12h-12z"/>` +
      `<circle class="here" r="5.5" cx="${at.across(T).toFixed(1)}" cy="${at.up(now.studentError).toFixed(1)}"/>`);
    $("caption-plane").textContent = "Dot: this student. Triangle: the same stopped at its best. Dotted: the best stop for other numbers of teacher units (equivalent). " +
      "Dot-dashed: as good as the teacher. " + (limits.length ? "Hatched: excluded by a proved limit. " : "") +
      `${mine ? "Circles" : "Faint circles"}: single simulated ReLU networks at their best stop, d = ${stored.d}, degree ${stored.degree}, gradient flow.`;
  };

  const drawDegrees = ({state, now}) => {
    const {degree} = state.modes, rows = [], has = Object.fromEntries(state.shares);
    degree.forEach((k, i) => { if (k >= 0) rows.push({k, i}); });
    rows.sort((a, b) => a.k - b.k);
    const narrow = $("plot-degrees").clientWidth < 400, shown = rows.slice(0, narrow ? 6 : 9);
    const bars = shown.map(({k, i}) => ({label: String(k), noise: state.profile[i], target: has[k] || 0, taken: now.shrinkage[i]}));
    bars.push({label: "rest", noise: Math.max(0, 1 - bars.reduce((sum, e) => sum + e.noise, 0)), target: 0, taken: null});
    const high = Math.max(1, ...bars.map(e => e.taken || 0)) > 1.05 ? 2 : 1;
    const x = {place: v => (v + 0.5) / bars.length, ticks: bars.map((e, i) => [i, e.label])}, y = linear(0, high * 1.04, high / 4);
    y.ticks = y.ticks.slice(0, 5);
    const most = bars.reduce((a, b) => b.noise > a.noise ? b : a);
    const words = `By degree: ${bars.map(e => `degree ${e.label}: noise ${number(e.noise, 2)}${e.target ? `, target ${number(e.target, 2)}` : ""}${e.taken === null ? "" : `, learnt ${number(e.taken, 2)}`}`).join("; ")}.`;
    panel($("plot-degrees"), x, y, "degree", "share", words, at => bars.map((e, i) => {
      const middle = at.across(i), half = (at.right - at.left) / bars.length * 0.3, bar = (value, kind, from, to) => value <= 0 ? "" :
        `<rect class="bar ${kind}" x="${(middle + from).toFixed(1)}" y="${at.up(value).toFixed(1)}" width="${(to - from).toFixed(1)}" height="${(at.bottom - at.up(value)).toFixed(1)}"/>`;
      return bar(e.noise, "noise", -half, 0) + bar(e.target, "target", 2, half) +
        (e.taken === null ? "" : `<path class="taken" d="M${middle.toFixed(1)} ${(at.up(e.taken) - 7).toFixed(1)}l6 7l-6 7l-6 -7z"/>`);
    }).join(""));
    $("caption-degrees").textContent = `Filled bars: the noise profile, where the teacher's noise sits (most: ${most.label === "rest" ? "beyond the degrees shown" : `degree ${most.label}`}). ` +
      "Outlined bars: the target. Diamonds: how much of each degree this student has taken over.";
  };

  const facts = ({state, now, best}) => {
    const T = now.teacherError, limit = floor(T), clock = clockOf();
    const rows = [
      ["κ", number(state.kappa, 6), "kappa"], ["L_TE", number(T, 6), "teacher"], [`L_ST at ${clock.sign} = ${number(setting.clock)}`, number(now.studentError, 6), "student"],
      ["gap recovered (PGR)", number(now.recovered, 5), "recovered"], ["misfit ‖f_TE − f_ST‖²", number(now.misfit, 6), "misfit"],
      [best.atEnd ? "best stop (at the end of the range)" : "best stop", `${clock.sign} = ${number(best.clock, 4)}`, "best-clock"],
      ["L_ST there", number(best.studentError, 6), "best"],
      ["log L_ST / log L_TE there", T < 1 ? number(Math.log(best.studentError) / Math.log(T), 4) : "–", "exponent"],
      ["proved floor for L_ST", limit ? number(limit, 6) : "none applies", "floor"],
      ["noise in the target's degrees", number(state.places.reduce((sum, i) => sum + state.profile[i], 0), 4), "noise"],
    ];
    $("facts").innerHTML = rows.map(([word, value, name]) => `<div><dt>${word}</dt><dd class="number" data-number="${name}">${value}</dd></div>`).join("");
    const gain = now.studentError / T;
    $("summary").textContent = `The teacher errs by ${number(T)}. Stopped at ${clock.sign} = ${number(setting.clock)}, its student errs by ${number(now.studentError)}: ` +
      (gain < 0.995 ? `${number(1 / gain)} times less.` : gain > 1.005 ? `${number(gain)} times more.` : "about as much.") +
      ` At its best stop it would err by ${number(best.studentError)}` + (limit ? `; below ${number(limit)} no student of this kind can be.` : "; no proved limit applies to it.");
    for (const each of document.querySelectorAll("[data-limit]")) {
      const found = FORMULAS.limits.find(one => one.name === each.dataset.limit), why = holds(found), value = found.at(T);
      each.textContent = why ? `Does not apply here: ${why}.` +
        (found.name.endsWith("eigenfunction_target") && best.studentError < value && shares().length === 1
          ? ` And indeed its best stop, ${number(best.studentError)}, lies below ${number(value)} (${DATA.overshoot}).` : "")
        : `Applies here: at L_TE = ${number(T)} the bound is ${number(value)}; this student is at ${number(now.studentError / value)} times it, the best stop at ${number(best.studentError / value)} times.`;
    }
  };

  // other numbers of units at their best stop, one at a time so that the sliders stay quick
  const walk = () => {
    const target = shares(), key = JSON.stringify([setting.d, setting.p, target, setting.filter]);
    if (sweep.key === key || !target.length) return;
    sweep = {key, points: [], turn: sweep.turn + 1};
    const turn = sweep.turn, range = clockOf().range, filter = setting.filter, question = {d: setting.d, p: setting.p, shares: target};
    const go = M => {
      if (turn !== sweep.turn) return;
      let last = true;
      try {
        const state = W2S.solve({...question, M}, filter, 1);
        if (state.modes.lam.length < 3000) {
          const best = W2S.best(state, filter, W2S.curve(state, filter, ...range, 60));
          if (best.teacherError < 0.999) sweep.points.push({teacher: best.teacherError, student: best.studentError});
          last = M > 3e8 || best.teacherError < 1e-9;
        }
      } catch { last = true; }
      if (last) { if (current) drawPlane(current); } else setTimeout(go, 0, Math.ceil(M * 2));
    };
    setTimeout(go, 0, 1);
  };

  let current = null, waiting = 0, later = 0;
  const show = () => {
    waiting = 0;
    showControls(); toAddress();
    try {
      const start = performance.now();
      current = compute();
      drawTime(current); drawPlane(current); drawDegrees(current); facts(current);
      W2S.milliseconds = performance.now() - start;
      $("problem").hidden = true; $("content").classList.remove("stale");
      clearTimeout(later); later = setTimeout(walk, 150);
    } catch (problem) {
      $("problem").textContent = `No numbers for this setting: ${problem.message}.`;
      $("problem").hidden = false; $("summary").textContent = ""; $("facts").textContent = "";
      for (const id of ["plot-time", "plot-plane", "plot-degrees"]) $(id).textContent = "";
      current = null;
    }
  };
  const soon = () => { if (!waiting) waiting = requestAnimationFrame(show); };

  for (const name of ["d", "M"]) {
    $(name).addEventListener("input", () => { setting[name] = Math.round(unnotch(Number($(name).value), RANGES[name])); soon(); });
  }
  $("clock").addEventListener("input", () => { setting.clock = unnotch(Number($("clock").value), clockOf().range); soon(); });
  for (const name of ["d", "M", "clock"]) {
    const box = $(`${name}-text`);
    box.addEventListener("input", () => {
      const range = name === "clock" ? clockOf().range : RANGES[name], value = Number(box.value);
      const fits = box.value.trim() !== "" && value >= range[0] && value <= range[1] && (name === "clock" || Number.isInteger(value));
      box.setAttribute("aria-invalid", String(!fits));
      box.title = fits ? "" : `a ${name === "clock" ? "" : "whole "}number from ${range[0]} to ${range[1]}`;
      if (fits) { setting[name] = value; soon(); }
    });
    box.addEventListener("blur", showControls);
  }
  $("p").addEventListener("change", () => { setting.p = Number($("p").value); soon(); });
  $("filter").addEventListener("change", () => {
    const before = clockOf();
    setting.filter = $("filter").value;
    if (before !== clockOf()) setting.clock = clockOf().sign === before.sign ? setting.clock : clockOf().sign === "φ" ? 3 : START.clock;
    soon();
  });
  for (const k of DATA.degrees) $(`w${k}`).addEventListener("input", () => {
    setting.weights[k] = Number($(`w${k}`).value);
    soon();
  });
  $("best").addEventListener("click", () => { if (current) { setting.clock = current.best.clock; soon(); } });
  $("reset").addEventListener("click", () => { setting = {...START, weights: [...START.weights]}; soon(); });
  // a jump inside the page is no setting; a frame that was waiting may have put the old one back into the address
  addEventListener("hashchange", event => {
    const {hash} = new URL(event.newURL);
    if (hash.includes("=")) { fromAddress(hash); soon(); }
  });
  addEventListener("resize", soon);
  addEventListener("beforeprint", show);
  W2S.settle = show;
  fromAddress(location.hash);
  show();
})();
