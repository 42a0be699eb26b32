"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const figures = JSON.parse(byId("figures").textContent);
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const DECADE = Math.LN10, COUNTED = 45, MISSING = 65535;

  // Light and dark: the system's choice until the switch is used.
  const dark = () => (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  byId("theme").addEventListener("click", () => {
    document.documentElement.dataset.theme = dark() ? "light" : "dark";
    redraw();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw());

  // The filter.
  const claims = all(".claim");
  const words = new Map(claims.map((claim) => [claim, claim.textContent.toLowerCase()]));
  const find = byId("find"), paper = byId("paper"), kind = byId("kind"), verdict = byId("verdict"), unexpected = byId("unexpected");
  function filter() {
    const wanted = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const shown = new Set();
    for (const claim of claims) {
      const { paper: p, kind: k, verdict: v, expected } = claim.dataset;
      const fits = (!paper.value || p === paper.value) && (!kind.value || k === kind.value) && (!verdict.value || v === verdict.value)
        && (!unexpected.checked || expected === "false") && wanted.every((word) => words.get(claim).includes(word));
      claim.classList.toggle("hidden", !fits);
      if (fits) shown.add(claim.id);
    }
    for (const heading of all("h2.paper")) {
      heading.classList.toggle("hidden", !claims.some((claim) => shown.has(claim.id) && claim.dataset.paper === heading.dataset.paper));
    }
    for (const cell of all(".map .cell")) cell.classList.toggle("dim", !shown.has(decodeURIComponent(cell.hash.slice(1))));
    byId("count").textContent = shown.size === claims.length ? `${claims.length} claims` : `${shown.size} of ${claims.length} claims`;
  }
  for (const control of [find, paper, kind, verdict, unexpected]) control.addEventListener("input", filter);
  document.querySelector(".filter").addEventListener("submit", (event) => {
    event.preventDefault();
    document.querySelector(".claim:not(.hidden) .id a")?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      find.focus();
    } else if (event.key === "Escape" && event.target === find) {
      find.value = "";
      filter();
    }
  });
  // A claim that is asked for by its anchor is shown, whatever the filter says.
  addEventListener("hashchange", () => {
    const claim = byId(decodeURIComponent(location.hash.slice(1)));
    if (claim?.classList.contains("hidden")) {
      find.value = paper.value = kind.value = verdict.value = "";
      unexpected.checked = false;
      filter();
      claim.scrollIntoView();
    }
  });

  // Curves.
  const SUPER = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
  const power = (base, exponent) => base + [...String(exponent)].map((c) => SUPER[c] ?? c).join("");
  function brief(value) {
    if (value === 0) return "0";
    const size = Math.abs(value);
    if (size >= 1e-3 && size < 1e6) return String(Number(value.toPrecision(6)));
    const [mantissa, exponent] = value.toExponential(3).split("e");
    const digits = String(Number(mantissa));
    return (digits === "1" ? "" : `${digits}·`) + power("10", Number(exponent));
  }
  function time(exact) {
    const s = Number(exact.toPrecision(6));
    if (s === 0) return "1";
    if (s <= COUNTED) return power("10", Number((s / DECADE).toPrecision(3)));
    return Number.isInteger(s) && s < 1e6 ? power("e", s) : `e^${brief(s)}`;
  }
  const onAxis = (log, value) => value === null || (log && !(value > 0)) ? null : log ? Math.log10(value) : value;
  function codes(text) {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    return new Uint16Array(bytes.buffer);
  }
  function curves(text, figure) {
    const flat = codes(text), n = figure.grid.length, out = [];
    for (let k = 0; n && k < flat.length; k += n) {
      out.push(Array.from(flat.subarray(k, k + n), (code) => code === MISSING ? null : figure.low + (code / 65534) * (figure.high - figure.low)));
    }
    return out;
  }
  function nice(from, to, wanted) {
    const raw = (to - from) / wanted, unit = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map((m) => m * unit).find((s) => s >= raw) ?? raw;
    const out = [];
    for (let k = Math.ceil(from / step); k <= Math.floor(to / step); k++) out.push(k * step);
    return out;
  }
  function timeTicks(figure, from, to) {
    if (figure.log_time) {
      const places = [1, 2, 4, 6].map((k) => k * DECADE);
      for (let k = 2; k < 8; k++) places.push(10 ** k, 3 * 10 ** k);
      const inside = places.map(Math.log10).filter((at) => at >= from && at <= to);
      return inside.length > 1 ? inside : nice(from, to, 4);
    }
    if (to > COUNTED) return nice(from, to, 5);
    const decades = nice(from / DECADE, to / DECADE, 6);
    const whole = decades.filter(Number.isInteger);
    return (whole.length > 1 ? whole : decades).map((k) => k * DECADE);
  }
  function valueTicks(figure, from, to) {
    if (!figure.log_value) return nice(from, to, 5);
    if (to - from > 1.5) return nice(from, to, 6).filter(Number.isInteger);
    const out = [];
    for (let k = Math.floor(from); k <= to; k++) for (const m of [1, 2, 5]) out.push(k + Math.log10(m));
    const inside = out.filter((at) => at >= from && at <= to);
    return inside.length > 1 ? inside : nice(from, to, 4);
  }

  // The closest call has times of its own: all lines share one ascending list, with gaps that are bridged.
  function table(figure) {
    const x = (s) => onAxis(figure.log_time, s), y = (v) => onAxis(figure.log_value, v);
    const xs = [...new Set([...figure.grid, ...figure.times].map(x).filter((s) => s !== null))].sort((a, b) => a - b);
    const place = new Map(xs.map((s, k) => [s, k]));
    const spread = (times, values) => {
      const out = new Array(xs.length).fill(undefined);
      times.forEach((s, k) => { const at = place.get(x(s)); if (at !== undefined && values.length) out[at] = values[k]; });
      return out;
    };
    const own = (values) => spread(figure.times, values.map(y));
    // What is before is not judged.
    const judged = (values) => values.map((v, k) => k < figure.judged_from ? null : v);
    const common = curves(figure.quantiles, figure).map((curve) => spread(figure.grid, curve));
    return [xs, ...common, own(judged(figure.below)), own(judged(figure.above)), own(figure.law), own(figure.predicted), own(figure.measured)];
  }
  function path(u, xs, ys) {
    const ctx = u.ctx;
    let down = false;
    xs.forEach((x, k) => {
      const y = ys[k];
      if (y === null || x === null) { down = false; return; }
      const at = [u.valToPos(x, "x", true), u.valToPos(y, "y", true)];
      if (down) ctx.lineTo(...at); else ctx.moveTo(...at);
      down = true;
    });
  }
  const drawn = new Map();
  function draw(box) {
    const given = figures[box.dataset.claim][Number(box.dataset.k)];
    const ink = style("--ink"), faint = style("--faint"), rule = style("--rule"), run = style("--run"), other = style("--other"), mid = style("--mid");
    const was = drawn.get(box), ratio = devicePixelRatio || 1;
    const singles = was?.singles ?? curves(given.singles, given);
    const state = { singles, show: was?.show ?? false, log_time: was?.log_time ?? given.log_time };
    const figure = { ...given, log_time: state.log_time };
    was?.plot.destroy();
    box.replaceChildren();
    const data = table(figure);
    const gridX = figure.grid.map((s) => onAxis(figure.log_time, s));
    const timesX = figure.times.map((s) => onAxis(figure.log_time, s));
    const bound = figure.predicted.map((v) => onAxis(figure.log_value, v));
    const under = (u) => {
      const { ctx } = u, { left, top, width, height } = u.bbox;
      ctx.save();
      ctx.beginPath(); ctx.rect(left, top, width, height); ctx.clip();
      const seen = timesX.map((x, k) => [x, bound[k]]).slice(figure.judged_from).filter(([x, y]) => x !== null && y !== null && y !== undefined);
      if (figure.side && seen.length) {
        const far = figure.side > 0 ? top : top + height;
        ctx.beginPath();
        seen.forEach(([x, y], k) => ctx[k ? "lineTo" : "moveTo"](u.valToPos(x, "x", true), u.valToPos(y, "y", true)));
        ctx.lineTo(u.valToPos(seen.at(-1)[0], "x", true), far);
        ctx.lineTo(u.valToPos(seen[0][0], "x", true), far);
        ctx.closePath();
        ctx.globalAlpha = 0.1; ctx.fillStyle = other; ctx.fill(); ctx.globalAlpha = 1;
      }
      if (state.show) {
        ctx.beginPath();
        for (const single of singles) path(u, gridX, single);
        ctx.lineWidth = 0.7 * ratio; ctx.globalAlpha = 0.45; ctx.strokeStyle = mid; ctx.stroke(); ctx.globalAlpha = 1;
      }
      if (figure.flow_from !== null) {
        const x = u.valToPos(onAxis(figure.log_time, figure.flow_from), "x", true);
        ctx.beginPath(); ctx.setLineDash([2 * ratio, 4 * ratio]); ctx.moveTo(x, top); ctx.lineTo(x, top + height);
        ctx.lineWidth = ratio; ctx.strokeStyle = ink; ctx.stroke(); ctx.setLineDash([]);
        ctx.fillStyle = faint; ctx.font = `${11 * ratio}px system-ui, sans-serif`; ctx.textBaseline = "top";
        if (x > left + 0.3 * width) { ctx.textAlign = "right"; ctx.fillText("descent  |  flow", x + 32 * ratio, top + 3 * ratio); }
        else { ctx.textAlign = "left"; ctx.fillText("flow from here", x + 4 * ratio, top + 3 * ratio); }
      }
      ctx.restore();
    };
    const shade = (color, alpha) => color + Math.round(alpha * 255).toString(16).padStart(2, "0");
    const read = (u, value) => value === null || value === undefined ? "" : brief(figure.log_value ? 10 ** value : value);
    const line = (label, stroke, options = {}) => ({ label, stroke, width: 1, spanGaps: true, points: { show: false }, value: read, ...options });
    const present = (list) => ({ show: list.length > 0 });
    const axis = { stroke: faint, grid: { stroke: rule, width: 1 }, ticks: { stroke: rule, width: 1 }, font: "12px system-ui, sans-serif" };
    const plot = new uPlot({
      width: box.clientWidth, height: box.clientWidth < 500 ? 280 : 340,
      scales: { x: { time: false, range: (u, a, b) => [a, b > a ? b : a + 1] }, y: { range: (u, a, b) => { const air = b > a ? 0.04 * (b - a) : 0.5; return [a - air, b + air]; } } },
      cursor: { drag: { x: true, y: true, uni: 20 }, focus: { prox: 24 } },
      focus: { alpha: 0.55 },
      legend: { live: true, markers: { dash: (u, k) => u.series[k].dash ? "dashed" : "solid" } },
      // The interval in sight, for whoever asks the page.
      hooks: { drawAxes: [under], setScale: [(u, key) => { if (key === "x") box.dataset.range = `${u.scales.x.min} ${u.scales.x.max}`; }] },
      axes: [
        { ...axis, space: 60, splits: (u, k, from, to) => timeTicks(figure, from, to), values: (u, at) => at.map((s) => time(figure.log_time ? 10 ** s : s)) },
        { ...axis, size: 64, splits: (u, k, from, to) => valueTicks(figure, from, to), values: (u, at) => at.map((v) => brief(figure.log_value ? 10 ** v : Number(v.toPrecision(9)))) },
      ],
      bands: [{ series: [5, 1], fill: shade(run, 0.1) }, { series: [4, 2], fill: shade(run, 0.18) }, { series: [7, 6], fill: shade(other, 0.14) }],
      series: [
        { label: "t", value: (u, s) => s === null ? "" : time(figure.log_time ? 10 ** s : s) },
        line("5 %", shade(run, 0.35)), line("25 %", shade(run, 0.5)), line("median", mid, { width: 1.4 }), line("75 %", shade(run, 0.5)), line("95 %", shade(run, 0.35)),
        line("budget from", shade(other, 0.5), present(figure.below)), line("budget to", shade(other, 0.5), present(figure.above)),
        line("law", ink, { dash: [2, 4], width: 1.4, ...present(figure.law) }),
        line(figure.against, other, { dash: [8, 4], width: 1.8, ...present(figure.predicted) }),
        line(`closest call, ${figure.at}`, run, { width: 2.4, points: { show: true, size: 4, fill: run } }),
      ],
    }, data, box);
    // What is not in the figure has no place in its legend either.
    plot.series.forEach((series, k) => { if (!series.show) box.querySelectorAll(".u-series")[k]?.classList.add("hidden"); });
    const tools = document.createElement("div");
    tools.className = "tools";
    const label = document.createElement("label"), toggle = document.createElement("input");
    toggle.type = "checkbox"; toggle.checked = state.show; toggle.className = "singles";
    toggle.addEventListener("change", () => { state.show = toggle.checked; plot.redraw(); });
    const stretch = document.createElement("label"), early = document.createElement("input");
    early.type = "checkbox"; early.checked = state.log_time; early.className = "early";
    early.addEventListener("change", () => { state.log_time = early.checked; draw(box); box.querySelector(".early").focus(); });
    stretch.append(early, "log log t");
    label.append(toggle, `${singles.length} of ${figure.trials} trials singly`);
    const reset = document.createElement("button");
    reset.type = "button"; reset.textContent = "whole";
    const whole = () => plot.setData(data);
    reset.addEventListener("click", whole);
    box.onkeydown = (event) => { if (event.key === "Escape") whole(); };
    tools.append(label, stretch, reset);
    box.append(tools);
    state.plot = plot;
    drawn.set(box, state);
    box.dataset.drawn = "true";
  }
  const redraw = () => [...drawn.keys()].forEach(draw);
  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting && !drawn.has(entry.target)) draw(entry.target);
    }
  }, { rootMargin: "300px" });
  all(".plot").forEach((box) => watch.observe(box));
  let width = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; redraw(); } });
  addEventListener("beforeprint", () => {
    const before = document.documentElement.dataset.theme;
    document.documentElement.dataset.theme = "light";
    all(".plot").forEach((box) => { if (box.clientWidth) draw(box); });
    addEventListener("afterprint", () => {
      if (before) document.documentElement.dataset.theme = before; else delete document.documentElement.dataset.theme;
      redraw();
    }, { once: true });
  });
})();
