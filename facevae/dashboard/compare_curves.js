// Curves of several runs over one another. Axis, scale, smoothing and which runs are seen are chosen here, without the server.

const AXES = { step: "step", seconds: "minutes of training", images: "images seen" };

function plotly() {
  const slot = (window.facevaePlotly ??= {});
  return (slot.ready ??= new Promise((resolve) => (slot.resolve = resolve)));
}

function floats(packed) {
  return new Float32Array(Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0)).buffer);
}

function unpacked(data) {
  for (const run of data.runs) {
    for (const parts of [...Object.values(run.lines), ...Object.values(run.axes)])
      for (const [key, value] of Object.entries(parts)) if (typeof value === "string") parts[key] = floats(value);
  }
  return data;
}

// Steps counted in seconds or images: between the points at which these were logged, in proportion.
function along(run, steps, by) {
  if (by === "step" || !run.axes[by]) return steps;
  const [from, to] = run.axes[by], unit = by === "seconds" ? 60 : 1;
  let i = 0;
  return Array.from(steps, (step) => {
    while (i < from.length - 2 && from[i + 1] < step) i += 1;
    const share = from.length > 1 ? (step - from[i]) / (from[i + 1] - from[i]) : 0;
    return (from.length > 1 ? to[i] + Math.min(1, Math.max(0, share)) * (to[i + 1] - to[i]) : to[0]) / unit;
  });
}

function smoothed(values, weight) {
  let mean = 0, norm = 0;
  return Array.from(values, (value) => {
    mean = weight * mean + (1 - weight) * value;
    norm = weight * norm + (1 - weight);
    return mean / norm;
  });
}

function theme(element) {
  const style = getComputedStyle(element), of = (name) => style.getPropertyValue(name).trim();
  const text = of("--st-text-color") || "#222";
  const [r, g, b] = (text.match(/[\da-f]{2}/gi) ?? ["22", "22", "22"]).map((part) => parseInt(part, 16));
  return { text, dark: r + g + b > 384, grey: `rgba(${r},${g},${b},0.62)`, grid: of("--st-border-color") || "#ddd", font: of("--st-font") || "sans-serif", back: of("--st-background-color") || "#fff" };
}

const safe = (text) => text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]).replaceAll("$", "&#36;");

function traces(panel, data, view, dark) {
  const drawn = [], seen = (colour) => (dark && colour === "#0072B2" ? "#3E9BDB" : colour); // the one too dark on black
  for (const run of data.runs) {
    if (view.hidden.has(run.name)) continue;
    for (const [figure, dash] of [[panel.line, "solid"], [panel.dashed, "dash"]]) {
      const line = figure && run.lines[figure];
      if (!line) continue;
      const smooth = view.smoothing > 0 && !figure.startsWith("validation_"); // judged rarely, and on many faces
      const add = (steps, values, more) => drawn.push({
        type: "scatter", mode: steps.length > 1 ? "lines" : "markers", showlegend: false, x: along(run, steps, view.by),
        y: panel.scale === 1 ? values : Array.from(values, (value) => value * panel.scale),
        line: { color: seen(run.colour), width: 1.75, dash }, marker: { color: seen(run.colour), size: 5 },
        hovertemplate: `%{y:,.5~g} at %{x:,.4~g}<extra>${safe(run.name)}${dash === "dash" ? ", validation" : ""}</extra>`, ...more,
      });
      if (smooth && data.runs.length <= 12) add(line.x, line.y, { opacity: 0.2, hoverinfo: "skip", hovertemplate: null });
      if (smooth) add(line.at, smoothed(line.mean, view.smoothing));
      else add(line.x, line.y);
    }
  }
  return drawn;
}

function draw(Plotly, host) {
  const { data, view } = host, look = theme(host), charts = host.querySelector(".fv-charts");
  while (charts.children.length > data.panels.length) { Plotly.purge(charts.lastChild); charts.lastChild.remove(); }
  while (charts.children.length < data.panels.length) charts.append(document.createElement("div"));
  data.panels.forEach((panel, i) => {
    const lines = traces(panel, data, view, look.dark);
    const log = view.scale === "log" && lines.length && !lines.some((line) => line.y.some((y) => y <= 0));
    const unit = view.scale === "log" && !log ? `${panel.unit}, linear: reaches 0 or below` : panel.unit;
    const axis = { gridcolor: look.grid, zeroline: false, showline: false, tickfont: { color: look.grey } };
    const title = (text) => ({ text, standoff: 6, font: { color: look.grey, size: 12 } });
    Plotly.react(charts.children[i], lines, {
      uirevision: `${panel.title}-${view.by}-${view.scale}-${view.reset}`, autosize: true, margin: { l: 56, r: 8, t: 30, b: 40 },
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", hovermode: "closest", dragmode: "zoom",
      font: { family: look.font, size: 12, color: look.text },
      hoverlabel: { bgcolor: look.back, bordercolor: look.grid, font: { color: look.text, family: look.font }, namelength: 40 },
      title: { text: `<b>${panel.title}</b>`, x: 0, xref: "paper", xanchor: "left", y: 0.98, yanchor: "top", font: { size: 14 } },
      xaxis: { ...axis, showgrid: false, nticks: 6, title: title(AXES[view.by]) },
      yaxis: { ...axis, nticks: 6, type: log ? "log" : "linear", title: title(unit), exponentformat: "none", automargin: true },
    }, { displayModeBar: false, responsive: true });
  });
  const dashed = data.panels.some((panel) => panel.dashed);
  host.querySelector(".fv-said").textContent = dashed ? "Solid: while training. Dashed: on faces held out." : "";
}

function names(host, redraw) {
  const { data, view } = host, row = host.querySelector(".fv-runs");
  row.replaceChildren(...data.runs.map((run) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = run.name;
    button.title = "Hide or show";
    button.style.setProperty("--fv-colour", run.colour);
    button.setAttribute("aria-pressed", !view.hidden.has(run.name));
    button.addEventListener("click", () => {
      view.hidden.has(run.name) ? view.hidden.delete(run.name) : view.hidden.add(run.name);
      button.setAttribute("aria-pressed", !view.hidden.has(run.name));
      redraw();
    });
    return button;
  }));
}

export default function ({ data, parentElement }) {
  const host = parentElement.querySelector(".fv-compare");
  host.view ??= { by: "step", scale: "linear", smoothing: 0, reset: 0, hidden: new Set() };
  host.data = unpacked(structuredClone(data));
  plotly().then((Plotly) => {
    const redraw = () => draw(Plotly, host);
    names(host, redraw);
    redraw();
    if (host.ready) return;
    host.ready = true;
    const set = (name, value) => { host.view[name] = value; redraw(); };
    host.querySelector("select").addEventListener("change", (event) => set("by", event.target.value));
    host.querySelectorAll("[name=fv-compare-scale]").forEach((input) => input.addEventListener("change", () => set("scale", input.value)));
    host.querySelector("[type=range]").addEventListener("input", (event) => set("smoothing", +event.target.value));
    host.querySelector(".fv-tools button").addEventListener("click", () => set("reset", host.view.reset + 1));
  });
}
