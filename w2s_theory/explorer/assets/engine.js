// The numbers of the page, from formulas that are printed out of the Python package (the argument `formulas`).
// Here stand only loops, a bracketed root and bookkeeping; the scheme is that of w2s_theory/equivalents.
"use strict";
const engine = formulas => {
  const MOST = 1 << 15, SMALLEST = 1e-290, ACCEPTED = 1e-9, ENOUGH = 1e-11;

  // Gamma(x)/Gamma(x + 1/2)
  const gammaRatio = x => {
    let factor = 1;
    for (; x < 32; x += 1) factor *= formulas.spectrum.gammaRatioStep(x);
    return factor * Math.exp(formulas.spectrum.logGammaRatio(x));
  };

  // eigenvalue and trace (eigenvalue times multiplicity) of every degree up to `last`, by the two-step recursion
  const degrees = (d, p, last) => {
    const {seeds, step, first, countStep} = formulas.spectrum, ratio = gammaRatio(d / 2);
    const lam = new Float64Array(last + 1), trace = new Float64Array(last + 1);
    for (const k of [0, 1]) {
      let a = seeds[p][k](d, ratio);
      lam[k] = a * a;
      trace[k] = lam[k] * first[k](d);
    }
    for (let k = 0; k + 2 <= last; k++) {
      const square = step(k, d, p) ** 2;
      lam[k + 2] = lam[k] * square;
      trace[k + 2] = trace[k] * square * countStep(k, d);
    }
    return {lam, trace};
  };

  // the eigenspaces, largest eigenvalue first, and one entry for all degrees beyond them
  const spectra = new Map();
  const spectrum = (d, p, last) => {
    const key = `${d} ${p} ${last}`;
    if (spectra.has(key)) return spectra.get(key);
    const all = degrees(d, p, last + 2), kept = [];
    for (let k = 0; k <= last; k++) if (all.lam[k] > SMALLEST) kept.push(k);
    const end = kept[kept.length - 1];
    const lam = kept.map(k => all.lam[k]), trace = kept.map(k => all.trace[k]);
    let rest;
    if (end >= 8 * (d + 2 * p)) {
      const x = end + d / 2 - 1;
      rest = trace[trace.length - 1] * formulas.spectrum.tail[p].reduce((sum, c, i) => sum + c(d) * x ** (1 - i), 0);
    } else {
      rest = Math.max(formulas.spectrum.trace[p](d) - trace.reduce((a, b) => a + b, 0), 0);
    }
    const order = kept.map((_, i) => i).sort((a, b) => lam[b] - lam[a]);
    const top = Math.max(all.lam[end + 1] || 0, all.lam[end + 2] || 0);
    const found = {
      degree: [...order.map(i => kept[i]), -1],
      lam: Float64Array.from([...order.map(i => lam[i]), top || SMALLEST]),
      trace: Float64Array.from([...order.map(i => trace[i]), rest]),
      exhausted: end < last - 2 || last >= MOST,
    };
    if (spectra.size > 60) spectra.clear();
    spectra.set(key, found);
    return found;
  };

  // kappa from the complementary equation: what the first M units lack is what the others have. The logarithm of the quotient
  // has a slope between 1 and 2 in log(kappa), which gives the bracket. 0 where the degrees hold fewer than M units.
  const root = (modes, units) => {
    const {lam, trace} = modes, n = lam.length;
    let border = 0, held = 0;
    while (border < n - 1 && held + trace[border] / lam[border] < units) { held += trace[border] / lam[border]; border++; }
    if (border >= n - 1) return 0;
    const inside = (units - held) / (trace[border] / lam[border]);
    const sides = kappa => {
      let left = 0, right = 0, slopeLeft = 0, slopeRight = 0;
      for (let i = 0; i < n; i++) {
        const taken = formulas.taken(lam[i], kappa);
        if (i <= border) {
          const lacking = formulas.lacking(trace[i], lam[i], kappa) * (i === border ? inside : 1);
          left += lacking; slopeLeft += lacking * taken;
        }
        if (i >= border) {
          const having = formulas.units(trace[i], lam[i], kappa) * (i === border ? 1 - inside : 1);
          right += having; slopeRight += having * (kappa / (lam[i] + kappa));
        }
      }
      return [Math.log(left / right), Math.min(Math.max(slopeLeft / left + slopeRight / right, 1), 2)];
    };
    let low = 0, high = Infinity, kappa = Math.sqrt(lam[border]) * Math.sqrt(lam[inside < 1 ? border : border + 1]);
    for (let step = 0; step < 100; step++) {
      const [distance, slope] = sides(kappa);
      if (distance > 0) { low = Math.max(low, kappa * Math.exp(-distance)); high = Math.min(high, kappa); }
      else { low = Math.max(low, kappa); high = Math.min(high, kappa * Math.exp(-distance)); }
      let next = kappa * Math.exp(-distance / slope);
      if (!(low <= next && next <= high)) next = Math.sqrt(low) * Math.sqrt(high);
      if (Math.abs(distance / slope) <= 4e-16) return next;
      kappa = next;
    }
    return kappa;
  };

  // everything that does not depend on the stopping time; `shares` is a list of [degree, share] with sum 1
  const prepare = ({d, p, M, shares}, last) => {
    const modes = spectrum(d, p, last), kappa = root(modes, M);
    const places = shares.map(([k]) => modes.degree.indexOf(k));
    const absent = shares.filter(([k], i) => places[i] < 0).map(([k]) => k);
    if (absent.length) throw new Error(`the kernel of this activation has no degree ${absent.join(", ")}: no student learns it`);
    const state = {d, p, M, shares, last, modes, kappa, places, fixed: new Map()};
    const n = modes.lam.length, spread = new Float64Array(n);
    let total = 0;
    for (let i = 0; i < n; i++) {
      spread[i] = formulas.units(modes.trace[i], modes.lam[i], kappa) * (1 - formulas.taken(modes.lam[i], kappa));
      total += spread[i];
    }
    state.missing = kappa === 0 ? Infinity
      : formulas.units(modes.trace[n - 1], modes.lam[n - 1], kappa) * (modes.lam[n - 1] / kappa) / total;
    state.profile = spread.map(each => each / total);
    const main = shares.reduce((best, each) => each[1] > best[1] ? each : best);
    state.mainDegree = main[0];
    state.mainRate = modes.lam[modes.degree.indexOf(main[0])];
    return state;
  };

  // the filter's own time, and shrinkage and remainder of every eigenspace
  const filtered = (state, filter, clock) => {
    const {lam} = state.modes, n = lam.length, top = lam[0], scale = filter.clock === "steps" ? 1 / top : 1;
    const time = filter.clock === "phase" ? clock / Math.sqrt(state.mainRate) : clock / (state.mainRate * scale);
    const s = new Float64Array(n), r = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const x = filter.clock === "kept" ? lam[i] * time : Math.min(lam[i] * scale, filter.clock === "steps" ? 1 : Infinity);
      s[i] = filter.shrinkage(x, time);
      r[i] = filter.remainder(x, time);
    }
    return {time, s, r};
  };

  // a bound of the equivalents: its sums over eigenspaces, and what is made of them
  const bound = (name, state, student) => {
    const {lam, trace} = state.modes, {sums, total} = formulas[name];
    const values = sums.map((each, number) => {
      const key = `${name} ${number}`;
      if (!each.moves && state.fixed.has(key)) return state.fixed.get(key);
      let sum = 0;
      if (each.ofTarget) {
        state.places.forEach((i, place) => {
          sum += each.at(state.shares[place][1], trace[i], lam[i], state.kappa, student?.s[i], student?.r[i]);
        });
      } else {
        for (let i = 0; i < lam.length; i++) sum += each.at(0, trace[i], lam[i], state.kappa, student?.s[i], student?.r[i]);
      }
      if (!each.moves) state.fixed.set(key, sum);
      return sum;
    });
    return total(...values);
  };

  const findFilter = name => formulas.filters.find(each => each.name === name);
  const student = (state, name, clock) => {
    const found = filtered(state, findFilter(name), clock), teacherError = bound("teacherError", state);
    const studentError = bound("studentError", state, found);
    return {
      time: found.time, shrinkage: found.s, teacherError, studentError, misfit: bound("misfit", state, found),
      recovered: formulas.recovered(teacherError, studentError),
    };
  };

  // enough degrees for the root, and for this student
  const solve = (setting, filter = "gradient_flow", clock = 1) => {
    let last = Math.max(setting.d <= 64 ? 8 * (setting.d + 2 * setting.p) : 64, 64);
    for (const [k] of setting.shares) last = Math.max(last, 2 * k + 2);
    for (;; last *= 2) {
      const state = prepare(setting, last), n = state.modes.lam.length;
      let doubt = state.missing;
      if (doubt <= ENOUGH) {
        const {s} = filtered(state, findFilter(filter), clock);
        let passed = 0;
        for (let i = 0; i < n; i++) passed += state.profile[i] * s[i] * s[i];
        const most = Math.max(s[n - 1] * s[n - 1], s[n - 2] * s[n - 2]);
        doubt = most === 0 ? 0 : state.profile[n - 1] * most / passed;
      }
      if (doubt <= ENOUGH) return state;
      if (state.modes.exhausted || last >= MOST) {
        if (doubt <= ACCEPTED) return state;
        throw new Error("so many units or so long a time reach degrees beyond those that are computed here: use fewer, or w2s equivalent");
      }
    }
  };

  // neighbouring eigenvalues as one, for curves on paper: three digits, which no line shows
  const coarse = state => {
    const {degree, lam, trace} = state.modes, n = lam.length;
    if (n <= 200) return state;
    const found = {degree: [], lam: [], trace: []};
    for (let i = 0; i < n;) {
      let end = i + 1, weight = trace[i], sum = trace[i] * lam[i];
      if (i > 40 && !state.places.includes(i)) {
        for (; end < n - 1 && lam[end] > 0.93 * lam[i] && !state.places.includes(end); end++) {
          weight += trace[end]; sum += trace[end] * lam[end];
        }
      }
      found.degree.push(degree[i]); found.lam.push(sum / weight); found.trace.push(weight);
      i = end;
    }
    return {...state, modes: found, places: state.shares.map(([k]) => found.degree.indexOf(k)), fixed: new Map()};
  };

  // L_ST and misfit along the clock
  const curve = (state, name, low, high, count) => {
    const few = coarse(state);
    return Array.from({length: count}, (_, i) => {
      const clock = low * (high / low) ** (i / (count - 1)), {studentError, misfit} = student(few, name, clock);
      return {clock, studentError, misfit};
    });
  };

  // golden section for the least student error, in the logarithm of the clock
  const golden = (state, name, low, high, steps) => {
    const part = (Math.sqrt(5) - 1) / 2, value = x => student(state, name, Math.exp(x)).studentError;
    let a = high - part * (high - low), b = low + part * (high - low), atA = value(a), atB = value(b);
    for (let step = 0; step < steps; step++) {
      if (atA < atB) { high = b; b = a; atB = atA; a = high - part * (high - low); atA = value(a); }
      else { low = a; a = b; atA = atB; b = low + part * (high - low); atB = value(b); }
    }
    return (low + high) / 2;
  };

  // the least point of a curve; with very many eigenspaces first on the coarse ones, then beside it on all
  const best = (state, name, points) => {
    let at = 0;
    points.forEach((each, i) => { if (each.studentError < points[at].studentError) at = i; });
    const low = Math.log(points[Math.max(at - 1, 0)].clock), high = Math.log(points[Math.min(at + 1, points.length - 1)].clock);
    let found = golden(coarse(state), name, low, high, 24);
    if (coarse(state) !== state) found = golden(state, name, Math.max(low, found - 0.02), Math.min(high, found + 0.02), 10);
    const clock = Math.exp(found);
    return {clock, ...student(state, name, clock), atEnd: at === 0 || at === points.length - 1};
  };

  return {formulas, solve, student, curve, best, findFilter, degrees};
};
if (typeof module !== "undefined") module.exports = {engine};
