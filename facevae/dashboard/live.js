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

function number(value) {
  const small = value !== 0 && Math.abs(value) < 1e-3;
  const text = small ? value.toExponential(1) : value.toLocaleString("en", { maximumSignificantDigits: 4 });
  return text.replaceAll("-", "−");
}

const HEAD = 34, FOOT = 30, HERO = 190, SMALL = 118; // px: above a chart, below it, the chart itself
const DASHED = { training: "solid", validation: "dash" };

function lineOf(lines, name, scale = 1) {
  const line = lines[name] ?? { x: [], y: [] };
  return scale === 1 ? line : { x: line.x, y: line.y.map((value) => value * scale) };
}

function traces(panel, index, lines, view, colour) {
  const axes = { xaxis: `x${index || ""}`, yaxis: `y${index || ""}`, type: "scatter", mode: "lines", showlegend: false };
  const drawn = [];
  for (const [what, dash] of Object.entries(DASHED)) {
    const line = lineOf(lines, panel[what], panel.scale);
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

function heading(panel, lines, look, width) {
  const [training, validation] = [panel.training, panel.validation].map((name) => lineOf(lines, name, panel.scale).y.at(-1));
  const small = (text) => `<span style="color:${look.grey};font-size:12px">${text}</span>`;
  const value = training === undefined ? "" : ` ${number(training)}`;
  const roomy = width > 400;
  const dashed = validation === undefined ? "" : small(`  – – ${roomy ? "held-out faces " : ""}${number(validation)}`);
  const unit = panel.unit && (roomy || !dashed || !value) ? small(`  ${panel.unit}`) : "";
  return `<b>${panel.title}</b>${value}${unit}${dashed}`;
}

// Places of the charts in px from the top: the wide ones in a row of their own, the others side by side.
function places(panels, width) {
  const columns = width >= 900 ? 3 : width >= 460 ? 2 : 1, gap = 64, left = 46;
  const room = width - left - 8, share = (room - gap * (columns - 1)) / columns;
  const rows = [];
  for (const panel of panels) {
    const row = rows.at(-1);
    if (!panel.wide && row && !row.wide && row.panels.length < columns) row.panels.push(panel);
    else rows.push({ wide: panel.wide, panels: [panel] });
  }
  const found = [];
  let top = 0;
  for (const { wide, panels: inRow } of rows) {
    const tall = wide ? HERO : SMALL;
    inRow.forEach((panel, i) => found.push({ panel, x: left + i * (share + gap), y: top + HEAD, wide: wide ? room : share, tall }));
    top += HEAD + tall + FOOT;
  }
  return { found, height: top };
}

function draw(Plotly, host, data) {
  const lines = STORE.get(data.run)?.series ?? {};
  const look = theme(host), view = host.view, chart = host.querySelector(".fv-chart");
  const has = (panel) => lines[panel.training]?.x.length || lines[panel.validation]?.x.length;
  const width = chart.clientWidth;
  const { found, height } = places(data.panels.filter((panel) => panel.always || has(panel)), width);
  const layout = {
    uirevision: `${data.run}-${data.panels[0]?.title}-${view.scale}-${view.reset}`, width, height, margin: { l: 0, r: 0, t: 0, b: 0 },
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", dragmode: "zoom", hovermode: "x",
    font: { family: look.font, size: 12, color: look.text },
    hoverlabel: { bgcolor: look.back, bordercolor: look.grid, font: { color: look.text, family: look.font } }, annotations: [],
  };
  const all = found.flatMap(({ panel, x, y, wide, tall }, i) => {
    const index = i ? i + 1 : 0, at = index || "";
    const colour = { text: look.text, blue: look.dark ? "#56B4E9" : "#0072B2", vermilion: look.dark ? "#E8793A" : "#D55E00" }[panel.colour] ?? look.grey;
    const axis = { gridcolor: look.grid, gridwidth: 1, zeroline: false, showline: false, fixedrange: false, tickfont: { color: look.grey, size: 11 } };
    const log = view.scale === "log" && ![panel.training, panel.validation].some((name) => lines[name]?.y.some((value) => value <= 0));
    layout[`xaxis${at}`] = { ...axis, showgrid: false, nticks: panel.wide ? 8 : 4, matches: index ? "x" : undefined, anchor: `y${at}`,
      domain: [x / width, (x + wide) / width], tickformat: ",d", ticksuffix: panel.wide ? " steps" : "", showticksuffix: "last", showticklabels: !!has(panel) };
    layout[`yaxis${at}`] = { ...axis, nticks: panel.wide ? 6 : 4, type: log ? "log" : "linear", exponentformat: "power", separatethousands: true, anchor: `x${at}`,
      domain: [1 - (y + tall) / height, 1 - y / height], rangemode: panel.floor && !log ? "tozero" : "normal", showticklabels: !!has(panel) };
    layout.annotations.push({ xref: `x${at} domain`, yref: `y${at} domain`, x: 0, y: 1, yshift: 27, xanchor: "left", yanchor: "top",
      showarrow: false, align: "left", text: heading(panel, lines, look, wide), font: { size: panel.wide ? 15 : 13, color: panel.colour ? colour : look.text } });
    if (!has(panel)) layout.annotations.push({ xref: `x${at} domain`, yref: `y${at} domain`, x: 0, y: 0.5, xanchor: "left", showarrow: false,
      text: panel.training ? "from the first steps on" : "from the first validation on", font: { size: 12, color: look.grey } });
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
