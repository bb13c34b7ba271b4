// Training curves that grow while one looks at them: fed new points only, drawn in place, the user's zoom kept.

const STORE = (window.facevaeCurves ??= new Map()); // run -> { count of rows, series: { name: { x, y } } }, outlives a page change
const SHOWN = 2000; // points a line

function plotly() {
  const slot = (window.facevaePlotly ??= {});
  return (slot.ready ??= new Promise((resolve) => (slot.resolve = resolve)));
}

// Returns false where rows between what is stored and what came are missing.
function take({ run, first, count, series }) {
  const known = STORE.get(run) ?? { count: 0, series: {} };
  if (first > known.count) return false;
  const kept = first === 0 ? { count: 0, series: {} } : known;
  for (const [name, { n, x, y }] of Object.entries(series)) {
    const line = (kept.series[name] ??= { x: [], y: [] });
    for (let i = 0; i < x.length; i++) {
      if (n[i] < kept.count) continue;
      while (line.x.length && line.x.at(-1) >= x[i]) { line.x.pop(); line.y.pop(); } // gone on from an earlier snapshot
      line.x.push(x[i]);
      line.y.push(y[i]);
    }
  }
  kept.count = Math.max(kept.count, count);
  STORE.set(run, kept);
  return true;
}

function smoothed(y, weight) {
  let mean = 0, norm = 0;
  return y.map((value) => {
    mean = weight * mean + (1 - weight) * value;
    norm = weight * norm + (1 - weight);
    return mean / norm;
  });
}

// Of each bucket the lowest and the highest point stay, so that no spike is lost.
function thinned(x, y) {
  if (x.length <= SHOWN) return [x, y];
  const width = (2 * x.length) / SHOWN, xs = [], ys = [];
  for (let from = 0; from < x.length; from += width) {
    const begin = Math.floor(from), end = Math.min(x.length, Math.floor(from + width));
    let low = begin, high = begin;
    for (let i = begin; i < end; i++) {
      if (y[i] < y[low]) low = i;
      if (y[i] > y[high]) high = i;
    }
    for (const i of low < high ? [low, high] : low > high ? [high, low] : [low]) {
      xs.push(x[i]);
      ys.push(y[i]);
    }
  }
  return [xs, ys];
}

function theme(element) {
  const style = getComputedStyle(element), of = (name) => style.getPropertyValue(name).trim();
  const text = of("--st-text-color") || "#222";
  const [r, g, b] = (text.match(/[\da-f]{2}/gi) ?? ["22", "22", "22"]).map((part) => parseInt(part, 16));
  return {
    text, grey: `rgba(${r},${g},${b},0.62)`, dark: r + g + b > 384, grid: of("--st-border-color") || "#ddd", font: of("--st-font") || "sans-serif",
    back: of("--st-background-color") || "#fff",
  };
}

const number = (value) => value.toLocaleString("en", { maximumSignificantDigits: 4 });

function traces(panel, index, lines, view, colour) {
  const axes = { xaxis: `x${index || ""}`, yaxis: `y${index || ""}`, type: "scatter", mode: "lines", showlegend: false };
  const drawn = [];
  for (const [name, dash] of [[panel.training, "solid"], [panel.validation, "dash"]]) {
    const line = lines[name] ?? { x: [], y: [] };
    const what = dash === "dash" ? "validation" : "training";
    const style = { color: colour, width: 1.75, dash };
    const add = (y, more) => {
      const [xs, ys] = thinned(line.x, y);
      drawn.push({ ...axes, x: xs, y: ys, name: what, line: style, hovertemplate: `%{y:,.5~g}<extra>${what}</extra>`, ...more });
    };
    const smooth = view.smoothing > 0 && dash === "solid";
    if (dash === "solid") add(smooth ? line.y : [], { opacity: 0.25, hoverinfo: "skip", hovertemplate: null, line: { ...style, width: 1 } });
    add(smooth ? smoothed(line.y, view.smoothing) : line.y, line.x.length === 1 ? { mode: "markers", marker: { color: colour, size: 5 } } : {});
  }
  return drawn;
}

function heading(panel, lines, grey) {
  const last = (name) => lines[name]?.y.at(-1);
  const training = last(panel.training), validation = last(panel.validation);
  const value = training === undefined ? "" : ` ${number(training)}`;
  const dashed = validation === undefined ? "" : `<span style="color:${grey};font-size:12px">   – – validation ${number(validation)}</span>`;
  return `<b>${panel.title}</b>${value}${dashed}`;
}

function draw(Plotly, host, data) {
  const lines = STORE.get(data.run)?.series ?? {};
  const look = theme(host), view = host.view;
  const panels = data.panels.filter((panel) => lines[panel.training]?.x.length || lines[panel.validation]?.x.length);
  const shown = panels.length ? panels : data.panels;
  const chart = host.querySelector(".fv-chart"), wide = chart.clientWidth >= 760;
  const layout = {
    uirevision: `${data.run}-${view.scale}-${view.reset}`, autosize: true,
    height: wide ? 300 : 40 + 240 * shown.length, margin: { l: 52, r: 8, t: 34, b: 40 },
    grid: { rows: wide ? 1 : shown.length, columns: wide ? shown.length : 1, pattern: "independent", xgap: 0.17, ygap: 0.34 },
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", dragmode: "zoom", hovermode: "x",
    font: { family: look.font, size: 12, color: look.text },
    hoverlabel: { bgcolor: look.back, bordercolor: look.grid, font: { color: look.text, family: look.font } }, annotations: [],
  };
  const all = shown.flatMap((panel, i) => {
    const index = i ? i + 1 : 0, at = index || "";
    const colour = { text: look.text, blue: look.dark ? "#56B4E9" : "#0072B2", vermilion: look.dark ? "#E8793A" : "#D55E00" }[panel.colour];
    const axis = { gridcolor: look.grid, gridwidth: 1, zeroline: false, showline: false, tickcolor: look.grid, fixedrange: false };
    const log = view.scale === "log" && ![panel.training, panel.validation].some((name) => lines[name]?.y.some((y) => y <= 0));
    const unit = view.scale === "log" && !log ? `${panel.unit}, linear: reaches below 0` : panel.unit;
    const title = (text, standoff) => ({ text, standoff, font: { color: look.grey, size: 12 } });
    layout[`xaxis${at}`] = { ...axis, showgrid: false, nticks: 5, matches: index ? "x" : undefined,
      title: title(wide || i === shown.length - 1 ? "step" : "", 6) };
    layout[`yaxis${at}`] = { ...axis, nticks: 6, type: log ? "log" : "linear", title: title(unit, 4), exponentformat: "none", automargin: true };
    layout.annotations.push({ xref: `x${at} domain`, yref: `y${at} domain`, x: 0, y: 1, yshift: 26, xanchor: "left", yanchor: "top",
      showarrow: false, align: "left", text: heading(panel, lines, look.grey), font: { size: 14, color: colour } });
    return traces(panel, index, lines, view, colour);
  });
  return Plotly.react(chart, all, layout, { displayModeBar: false, responsive: false });
}

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".fv-live");
  host.view ??= { scale: "linear", smoothing: 0, reset: 0 };
  host.data = data;
  if (!take(data)) setTriggerValue("missing", true);
  plotly().then((Plotly) => {
    const redraw = () => draw(Plotly, host, host.data);
    redraw();
    if (host.ready) return;
    host.ready = true;
    host.querySelectorAll("[name=fv-scale]").forEach((input) => input.addEventListener("change", () => { host.view.scale = input.value; redraw(); }));
    host.querySelector("[type=range]").addEventListener("input", (event) => { host.view.smoothing = +event.target.value; redraw(); });
    host.querySelector("button").addEventListener("click", () => { host.view.reset += 1; redraw(); });
    let width = host.clientWidth;
    new ResizeObserver(() => { if (host.clientWidth && host.clientWidth !== width) { width = host.clientWidth; redraw(); } }).observe(host);
  });
}
