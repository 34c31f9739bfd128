// Panels as SVG text, drawn at the width they are shown at, so that letters keep their size on a phone.
const plotting = (() => {
  const MARGIN = {left: 54, right: 12, top: 10, bottom: 44};
  const raised = power => `10<tspan dy="-5" font-size="10">${String(power).replace("-", "−")}</tspan>`;
  const number = (value, digits = 3) => {
    if (!Number.isFinite(value)) return String(value).replace("Infinity", "∞");
    if (value === 0) return "0";
    const size = Math.abs(value);
    if (size >= 1e-3 && size < 1e5) return String(+value.toPrecision(digits));
    const [front, power] = value.toExponential(digits - 1).split("e");
    return `${front}·10${[...power.replace("+", "")].map(c => c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]).join("")}`;
  };
  const clean = text => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

  const logarithmic = (low, high) => {
    const a = Math.log10(low), b = Math.log10(high), first = Math.ceil(a - 1e-9), last = Math.floor(b + 1e-9);
    const ticks = [], every = Math.max(1, Math.ceil((last - first + 1) / 6));
    for (let k = first; k <= last; k++) if ((k - first) % every === 0) ticks.push([10 ** k, k >= -1 && k <= 2 ? String(10 ** k) : raised(k)]);
    if (ticks.length < 2) for (const m of [2, 3, 5, 7]) for (let k = first - 1; k <= last; k++) {
      const value = m * 10 ** k;
      if (value >= low && value <= high) ticks.push([value, number(value, 1)]);
    }
    return {place: value => (Math.log10(value) - a) / (b - a), ticks};
  };
  const linear = (low, high, step) => {
    const ticks = [];
    for (let value = low; value <= high + 1e-9; value += step) ticks.push([value, String(+value.toFixed(2))]);
    return {place: value => (value - low) / (high - low), ticks};
  };

  let panels = 0;
  // `draw` gets functions that place points and returns the inside as text
  const panel = (element, x, y, xLabel, yLabel, description, draw, heightOf = 0.66) => {
    const width = Math.max(element.clientWidth, 260), height = Math.round(Math.min(Math.max(width * heightOf, 250), 420));
    const left = MARGIN.left, right = width - MARGIN.right, top = MARGIN.top, bottom = height - MARGIN.bottom, id = `panel${panels++}`;
    const across = value => left + Math.min(Math.max(x.place(value), -0.5), 1.5) * (right - left);
    const up = value => bottom - Math.min(Math.max(y.place(value), -0.5), 1.5) * (bottom - top);
    const line = points => points.filter(([a, b]) => Number.isFinite(across(a)) && Number.isFinite(up(b)))
      .map(([a, b], i) => `${i ? "L" : "M"}${across(a).toFixed(1)} ${up(b).toFixed(1)}`).join("");
    const parts = [];
    for (const [value, label] of y.ticks) parts.push(`<path class="grid" d="M${left} ${up(value).toFixed(1)}H${right}"/>`,
      `<text class="minor" x="${left - 6}" y="${(up(value) + 4).toFixed(1)}" text-anchor="end">${label}</text>`);
    for (const [value, label] of x.ticks) parts.push(`<path class="axis" d="M${across(value).toFixed(1)} ${bottom}v4"/>`,
      `<text class="minor" x="${across(value).toFixed(1)}" y="${bottom + 17}" text-anchor="middle">${label}</text>`);
    parts.push(`<text x="${(left + right) / 2}" y="${height - 6}" text-anchor="middle">${xLabel}</text>`,
      `<text transform="translate(13 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${yLabel}</text>`);
    element.innerHTML = `<svg role="img" aria-label="${clean(description)}" viewBox="0 0 ${width} ${height}" height="${height}">` +
      `<defs><clipPath id="${id}"><rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"/></clipPath>` +
      `<pattern id="${id}h" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V7"/></pattern></defs>` +
      `${parts.join("")}<g clip-path="url(#${id})">${draw({across, up, line, left, right, top, bottom, hatch: `url(#${id}h)`})}</g>` +
      `<path class="axis" d="M${left} ${top}V${bottom}H${right}"/></svg>`;
  };
  // what lies under a line, shaded and hatched
  const under = (points, at) => {
    const shape = `${at.line(points)}L${at.right} ${at.bottom}L${at.left} ${at.bottom}Z`;
    return `<path class="forbidden" d="${shape}"/><path fill="${at.hatch}" d="${shape}"/>`;
  };
  return {panel, under, logarithmic, linear, number, clean};
})();
