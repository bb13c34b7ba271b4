// A map of faces: points by WebGL through Plotly; selection, pictures and marks drawn over it. Its columns come
// through map_data.js. The pointer's rows are those of the columns; the server knows whose they are.
// One concern each: map_points, map_frame, map_tip, map_select, map_over, map_lives, map_pair and map_legend, joined before this file.

const shared = (window.facevaeMaps ??= { maps: new Map(), views: new Map(), seen: new Map(), heard: new Set(), hidden: new Map(), pinned: new Map(), live: new Set() });

function plotly() {
  const slot = (window.facevaePlotly ??= {});
  return (slot.ready ??= new Promise((resolve) => (slot.resolve = resolve)));
}

// A browser has some sixteen contexts of WebGL and takes them from maps at work when there are more.
function letGo(canvases) {
  for (const canvas of canvases) if (!canvas.isConnected) canvas.getContext("webgl")?.getExtension("WEBGL_lose_context")?.loseContext();
}

function make(tag, fields = {}, ...children) {
  const element = Object.assign(document.createElement(tag), fields);
  element.append(...children);
  return element;
}

class FaceMap {
  constructor(host) {
    this.host = host;
    this.part = (name) => host.querySelector(`.fv-${name}`);
    this.chart = this.part("chart");
    this.tool = "pan";
    this.sheets = new Map(); // row -> { source, side, across, place }
    this.sources = [];
    this.sent = 0;
    this.chosen = new Uint8Array(0);
    this.total = 0; // selected faces, also those that are not drawn
    this.hidden = shared.hidden; // map and column -> names not shown
    this.pinned = shared.pinned; // map and column -> kinds looked for, in a colour of their own
    shared.live.add(this);
    this.bind();
    this.listen = (key) => {
      if (!host.isConnected) return shared.heard.delete(this.listen);
      if (key === this.data.key) this.draw();
    };
    shared.heard.add(this.listen);
  }

  // What the server says.
  show(data, tell) {
    this.data = data;
    this.tell = tell;
    this.host.style.setProperty("--fv-height", `${data.height}px`);
    this.host.classList.toggle("fv-solid", data.dimensions === 3);
    this.host.classList.toggle("fv-pair", Boolean(data.pair));
    this.host.classList.toggle("fv-second", Boolean(data.second));
    this.host.inert = Boolean(data.still);
    this.leave();
    for (const button of this.host.querySelectorAll("[data-tool]")) button.parentElement.hidden = data.dimensions === 3;
    if (data.sheet) this.keep(data.sheet);
    if (data.key !== this.chosenOf || data.selection.answer >= this.sent) {
      this.chosen = unpack(data.selection.bits, data.count);
      this.chosenOf = data.key;
      this.total = data.selection.count;
    }
    this.draw();
  }

  get columns() { return shared.maps.get(this.data.key)?.columns; }
  get view() { return `${this.data.view ?? this.data.key}|${this.data.dimensions}`; }
  get shade() { return `${this.data.pair ?? this.data.key}|${this.data.colour.column ?? ""}`; }

  async draw() {
    const { data } = this, need = [...AXES.slice(0, data.dimensions), data.colour.column].filter(Boolean);
    const ready = this.columns && need.every((name) => this.columns[name]);
    this.part("wait").hidden = ready || Boolean(this.base);
    if (!ready) return;
    const off = [...(this.hidden.get(this.shade) ?? [])], pins = this.pinned.get(this.shade) ?? [];
    const base = JSON.stringify([this.view, data.colour, off, pins, need.map((name) => shared.maps.get(data.key).stamps[name])]);
    const solid = data.dimensions === 3;
    const state = base + (solid ? packed(this.chosen) + JSON.stringify([data.placed, data.path]) : "");
    this.host.classList.toggle("fv-has-selection", this.total > 0);
    this.part("axes").textContent = solid || !data.axes.length ? "" : `→ ${data.axes[0]}    ↑ ${data.axes[1]}`;
    if (state !== this.base) {
      this.base = state;
      const Plotly = (this.Plotly = await plotly());
      if (state !== this.base || !this.host.isConnected) return;
      this.at = null;
      this.tip();
      const traces = this.traces();
      this.part("legend").hidden = data.colour.kind === "one" || Boolean(data.second); // it takes its place before the map takes the rest
      const before = [...this.chart.querySelectorAll("canvas")];
      await Plotly.react(this.chart, [...traces, ...(solid ? this.marks() : [])], this.layout(),
        { displayModeBar: false, scrollZoom: true, doubleClick: false, responsive: false, showSendToCloud: false, plotlyServerURL: "" });
      letGo(before);
      this.once();
      this.legend();
      this.part("wait").hidden = true;
      this.host.dataset.drawn = data.count;
    }
    this.overlay();
  }

  once() {
    if (this.bound) return;
    this.bound = true;
    this.chart.on("plotly_hover", ({ points }) => this.hover(points[0]));
    this.chart.on("plotly_unhover", () => { this.at = null; this.tip(); this.point(undefined); });
    this.chart.on("plotly_click", ({ points }) => this.click(points[0]));
    const moved = () => { this.overlay(); if (this.at) { this.at = null; this.tip(); } };
    this.chart.on("plotly_relayouting", moved);
    this.chart.on("plotly_afterplot", () => this.overlay());
    this.chart.on("plotly_relayout", (change) => { moved(); if (Object.keys(change).some((name) => /^(.axis|scene)/.test(name))) this.remember(); });
    let size = "";
    this.sizes = new ResizeObserver(() => {
      const now = `${this.chart.clientWidth}x${this.chart.clientHeight}`;
      if (this.chart.clientWidth && now !== size && this.base) { size = now; this.Plotly.Plots.resize(this.chart); this.overlay(); }
    });
    this.sizes.observe(this.chart);
  }

  // What it holds is given back once it is off the page.
  end() {
    if (this.host.isConnected) return;
    const canvases = [...this.chart.querySelectorAll("canvas")];
    this.sizes?.disconnect();
    this.Plotly?.purge(this.chart);
    letGo(canvases);
    shared.live.delete(this);
    shared.heard.delete(this.listen);
  }
}

Object.assign(FaceMap.prototype, Points, Frame, Tip, Selecting, Over, Lives, Pair, Legend);

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".fv-map");
  (host.map ??= new FaceMap(host)).show(data, setTriggerValue);
  return () => host.map.end();
}
