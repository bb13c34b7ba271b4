// A map of faces: points by WebGL through Plotly; selection, pictures and marks drawn over it. Its columns come
// through map_data.js. The pointer's rows are those of the columns; the server knows whose they are.

const shared = (window.facevaeMaps ??= { maps: new Map(), views: new Map(), seen: new Map(), heard: new Set() });
const SHEETS = 30; // of pictures, kept
const AXES = ["x", "y", "z"];
const PATIENCE = 90; // ms that the pointer rests before pictures are asked for
const STILL = 4; // px that a click may move
const CAMERA = { eye: { x: 1.4, y: 1.55, z: 0.8 }, center: { x: 0, y: 0, z: -0.1 } };

function plotly() {
  const slot = (window.facevaePlotly ??= {});
  return (slot.ready ??= new Promise((resolve) => (slot.resolve = resolve)));
}

const canvas = document.createElement("canvas").getContext("webgl");
const POINTS = canvas ? "scattergl" : "scatter";
canvas?.getExtension("WEBGL_lose_context")?.loseContext();

// A selection travels as bits, base64.
function unpack(text, count) {
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)), chosen = new Uint8Array(count);
  for (let i = 0; i < count; i++) chosen[i] = (bytes[i >> 3] >> (i & 7)) & 1;
  return chosen;
}

function packed(chosen) {
  const bytes = new Uint8Array((chosen.length + 7) >> 3);
  chosen.forEach((on, i) => { if (on) bytes[i >> 3] |= 1 << (i & 7); });
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

function inside(x, y, corners) {
  let within = false;
  for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
    const [xi, yi] = corners[i], [xj, yj] = corners[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) within = !within;
  }
  return within;
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
    this.hidden = new Map(); // map and column -> names not shown
    this.pinned = new Map(); // map and column -> kinds looked for, in a colour of their own
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
    this.host.inert = Boolean(data.still);
    for (const button of this.host.querySelectorAll("[data-tool]")) button.parentElement.hidden = data.dimensions === 3;
    if (data.sheet) this.keep(data.sheet);
    if (data.key !== this.chosenOf || data.selection.answer >= this.sent) {
      this.chosen = unpack(data.selection.bits, data.count);
      this.chosenOf = data.key;
    }
    this.draw();
  }

  get columns() { return shared.maps.get(this.data.key)?.columns; }
  get view() { return `${this.data.key}|${this.data.dimensions}`; }
  get shade() { return `${this.data.key}|${this.data.colour.column ?? ""}`; }

  keep({ key, rows, source, side, across }) {
    if (key !== this.data.key || this.sources.includes(source)) return;
    if (this.sheetsOf !== key) this.sheets.clear();
    this.sheetsOf = key;
    this.sources = [...this.sources.slice(1 - SHEETS), source];
    rows.forEach((row, place) => this.sheets.set(row, { source, side, across, place }));
    if (this.at) this.tip();
  }

  // Points drawn alike. Those behind come first.
  groups() {
    const { colour, count } = this.data, column = this.columns[colour.column];
    if (colour.kind !== "kinds") return [{ name: "", rows: null, count, colour: colour.accent, symbol: "circle" }];
    const tally = new Uint32Array(column.kinds.length + 1);
    for (let i = 0; i < count; i++) tally[column.codes[i]]++;
    const pinned = this.pinned.get(this.shade) ?? [];
    const named = [...pinned, ...column.kinds.keys()].filter((kind, i, all) => all.indexOf(kind) === i).slice(0, colour.styles.length);
    const group = new Uint16Array(column.kinds.length + 1).fill(named.length); // others
    group[0] = named.length + 1; // unlabelled
    named.forEach((kind, i) => (group[kind + 1] = i));
    const rows = Array.from({ length: named.length + 2 }, () => []);
    for (let i = 0; i < count; i++) rows[group[column.codes[i]]].push(i);
    const others = column.kinds.length - named.length;
    const all = named.map((kind, i) => ({ name: column.kinds[kind], kind, colour: colour.styles[i][0], symbol: colour.styles[i][1] }));
    all.push({ name: `${others.toLocaleString("en")} others`, colour: colour.other, symbol: "circle", behind: true });
    all.push({ name: colour.none, colour: colour.hollow, symbol: "circle-open", behind: true });
    return all.map((one, i) => ({ ...one, rows: Uint32Array.from(rows[i]), count: rows[i].length })).filter((one) => one.count);
  }

  traces() {
    const { colour, count, dimensions } = this.data, solid = dimensions === 3;
    const size = Math.min(9, Math.max(3, 13 - 2.1 * Math.log10(Math.max(count, 1)))) * (solid ? 0.6 : 1);
    this.size = size;
    const off = this.hidden.get(this.shade) ?? new Set();
    this.shown = [];
    const trace = (rows, marker) => {
      this.shown.push(rows);
      const at = Object.fromEntries(AXES.slice(0, dimensions).map((axis) => {
        const all = this.columns[axis];
        return [axis, rows ? Float32Array.from(rows, (row) => all[row]) : all];
      }));
      return { ...at, type: solid ? "scatter3d" : POINTS, mode: "markers", hoverinfo: "none", showlegend: false,
        marker: { size, opacity: 0.85, line: { width: 0 }, ...marker } };
    };
    if (colour.kind === "numbers") {
      const { codes } = this.columns[colour.column];
      const known = [], missing = [];
      for (let i = 0; i < count; i++) (codes[i] ? known : missing).push(i);
      const hollow = { color: colour.hollow, symbol: "circle-open", line: { width: 1, color: colour.hollow } };
      const scaled = { color: Float32Array.from(known, (row) => codes[row]), cmin: 1, cmax: 65535,
        colorscale: colour.ramp.map((shade, i) => [i / (colour.ramp.length - 1), shade]) };
      return [...(missing.length ? [trace(Uint32Array.from(missing), hollow)] : []), trace(Uint32Array.from(known), scaled)];
    }
    this.drawn = this.groups();
    const order = this.drawn.filter((group) => !off.has(group.name)).sort((a, b) => (b.behind ?? 0) - (a.behind ?? 0) || b.count - a.count);
    return order.map(({ rows, colour: shade, symbol }) => trace(rows, { color: shade, symbol, line: { width: symbol.endsWith("open") ? 1 : 0, color: shade } }));
  }

  marks() { // in three dimensions Plotly draws what lies over the points
    const { placed, selection, colour } = this.data, c = this.columns, rows = [];
    this.chosen.forEach((on, row) => { if (on) rows.push(row); });
    const text = getComputedStyle(this.host).color;
    const look = { type: "scatter3d", showlegend: false };
    return [
      { ...look, x: rows.map((r) => c.x[r]), y: rows.map((r) => c.y[r]), z: rows.map((r) => c.z[r]), mode: "markers", hoverinfo: "skip",
        marker: { size: 7, symbol: "circle-open", color: text, line: { width: 2, color: text } } },
      { ...look, x: placed.map((p) => p.at[0]), y: placed.map((p) => p.at[1]), z: placed.map((p) => p.at[2]), mode: "markers+text", hoverinfo: "skip",
        text: placed.map((p) => p.label.replaceAll("<", "‹").replaceAll("$", "＄")), textposition: "top center", textfont: { color: text, size: 13 },
        marker: { size: 9, symbol: "diamond", color: colour.accent, line: { width: 2, color: text } } },
    ];
  }

  bounds(rows) {
    const range = (axis) => {
      let low = Infinity, high = -Infinity;
      for (const i of rows ?? this.columns[axis].keys()) {
        const value = this.columns[axis][i];
        if (value < low) low = value;
        if (value > high) high = value;
      }
      const pad = 0.05 * (high - low) || 0.5;
      return [low - pad, high + pad];
    };
    return [range("x"), range("y")];
  }

  layout() {
    const solid = this.data.dimensions === 3, style = getComputedStyle(this.host);
    const layout = { margin: { l: 0, r: 0, t: 0, b: 0 }, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", hovermode: "closest", hoverdistance: 12,
      showlegend: false, uirevision: this.view, autosize: true, dragmode: solid ? "orbit" : "pan", font: { color: style.color } };
    const kept = shared.views.get(this.view);
    if (solid) {
      const named = this.data.axes.length > 0;
      const axis = (i) => ({ visible: named, title: { text: this.data.axes[i] ?? "", font: { size: 11 } }, showgrid: false, zeroline: false, showticklabels: false, showspikes: false,
        showbackground: false, showline: named, linecolor: style.getPropertyValue("--st-border-color").trim() || "#888" });
      return { ...layout, scene: { xaxis: axis(0), yaxis: axis(1), zaxis: axis(2), aspectmode: "data", camera: kept ?? CAMERA } };
    }
    const [x, y] = kept ?? this.bounds();
    const bare = { visible: false, showgrid: false, zeroline: false };
    return { ...layout, xaxis: { ...bare, range: [...x] }, yaxis: { ...bare, range: [...y], scaleanchor: "x", scaleratio: 1 } };
  }

  async draw() {
    const { data } = this, need = [...AXES.slice(0, data.dimensions), data.colour.column].filter(Boolean);
    const ready = this.columns && need.every((name) => this.columns[name]);
    this.part("wait").hidden = ready || Boolean(this.base);
    if (!ready) return;
    const off = [...(this.hidden.get(this.shade) ?? [])], pins = this.pinned.get(this.shade) ?? [];
    const base = JSON.stringify([this.view, data.colour, off, pins, need.map((name) => shared.maps.get(data.key).stamps[name])]);
    const solid = data.dimensions === 3;
    const state = base + (solid ? packed(this.chosen) + JSON.stringify(data.placed) : "");
    this.host.classList.toggle("fv-has-selection", this.chosen.some(Boolean) || data.selection.hidden.length > 0);
    this.part("axes").textContent = solid || !data.axes.length ? "" : `→ ${data.axes[0]}    ↑ ${data.axes[1]}`;
    if (state !== this.base) {
      this.base = state;
      const Plotly = (this.Plotly = await plotly());
      if (state !== this.base) return;
      this.at = null;
      this.tip();
      const traces = this.traces();
      this.part("legend").hidden = data.colour.kind === "one"; // it takes its place before the map takes the rest
      await Plotly.react(this.chart, [...traces, ...(solid ? this.marks() : [])], this.layout(),
        { displayModeBar: false, scrollZoom: true, doubleClick: false, responsive: false, showSendToCloud: false, plotlyServerURL: "" });
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
    this.chart.on("plotly_unhover", () => { this.at = null; this.tip(); });
    this.chart.on("plotly_click", ({ points, event }) => this.click(points[0], event));
    const moved = () => { this.overlay(); if (this.at) { this.at = null; this.tip(); } };
    this.chart.on("plotly_relayouting", moved);
    this.chart.on("plotly_afterplot", () => this.overlay());
    this.chart.on("plotly_relayout", (change) => { moved(); if (Object.keys(change).some((name) => /^(.axis|scene)/.test(name))) this.remember(); });
    let size = "";
    new ResizeObserver(() => {
      const now = `${this.chart.clientWidth}x${this.chart.clientHeight}`;
      if (this.chart.clientWidth && now !== size && this.base) { size = now; this.Plotly.Plots.resize(this.chart); this.overlay(); }
    }).observe(this.chart);
  }

  remember() {
    const { xaxis, yaxis, scene } = this.chart._fullLayout;
    shared.views.set(this.view, this.data.dimensions === 3 ? scene._scene.getCamera() : [[...xaxis.range], [...yaxis.range]]);
  }

  row({ curveNumber, pointNumber }) {
    if (curveNumber >= this.shown.length) return undefined;
    const rows = this.shown[curveNumber];
    return rows ? rows[pointNumber] : pointNumber;
  }

  hover(point) {
    const row = this.row(point);
    if (row === undefined) return;
    this.at = { row, box: point.bbox };
    this.tip();
    clearTimeout(this.asking);
    if (!this.sheets.has(row) || this.sheetsOf !== this.data.key)
      this.asking = setTimeout(() => { if (this.at?.row === row) this.tell("look", { key: this.data.key, row }); }, PATIENCE);
  }

  lines(row) {
    const told = [...this.data.labels, ...(this.data.colour.column && !this.data.labels.includes(this.data.colour.column) ? [this.data.colour.column] : [])];
    return told.flatMap((name) => {
      const column = this.columns[name], code = column?.codes[row];
      if (!column) return [];
      const head = name === this.data.colour.column ? this.data.colour.title : name.replaceAll("_", " ");
      if (column.kinds) return code ? [[name === "identity" || name === "expression" ? "" : head, column.kinds[code - 1].replaceAll("_", " ")]] : [];
      if (!code) return [[head, "–"]];
      const value = (column.low + ((code - 1) / 65534) * (column.high - column.low)).toLocaleString("en", { maximumSignificantDigits: 3 });
      return [[head, code === 1 && column.clipped[0] ? `≤ ${value}` : code === 65535 && column.clipped[1] ? `≥ ${value}` : value]];
    });
  }

  tip() {
    const tip = this.part("tip");
    tip.hidden = !this.at;
    if (!this.at) return;
    const { row, box } = this.at, sheet = this.sheetsOf === this.data.key ? this.sheets.get(row) : undefined, [picture, text] = tip.children;
    picture.style.backgroundImage = sheet ? `url(${sheet.source})` : "";
    if (sheet) {
      const side = 98;
      picture.style.backgroundSize = `${side * sheet.across}px`;
      picture.style.backgroundPosition = `${-side * (sheet.place % sheet.across)}px ${-side * Math.floor(sheet.place / sheet.across)}px`;
    }
    text.replaceChildren(...this.lines(row).flatMap(([head, value], i) => [...(i ? [make("br")] : []), ...(head ? [make("small", { textContent: `${head} ` })] : []), value]));
    const plot = this.part("plot"), right = box.x1 + 126 < plot.clientWidth;
    tip.style.left = `${right ? box.x1 + 8 : box.x0 - 134}px`;
    tip.style.top = `${Math.max(4, Math.min(box.y0 - 40, plot.clientHeight - tip.offsetHeight - 4))}px`;
  }

  // Selecting.
  select(rows, event) {
    const chosen = event?.shiftKey || event?.altKey ? this.chosen.slice() : new Uint8Array(this.data.count);
    for (const row of rows) chosen[row] = event?.altKey ? 0 : 1;
    this.choose(chosen);
  }

  choose(chosen) {
    this.chosen = chosen;
    this.sent = Date.now();
    this.draw();
    this.tell("chosen", { key: this.data.key, bits: packed(chosen), stamp: this.sent });
  }

  click(point, event) {
    const row = this.row(point);
    if (row === undefined || this.drawing) return;
    this.select([row], { shiftKey: event?.shiftKey, altKey: event?.altKey || (event?.shiftKey && this.chosen[row]) });
  }

  visible() {
    return this.shown.flatMap((rows) => (rows ? [rows] : [Uint32Array.from({ length: this.data.count }, (_, i) => i)]));
  }

  // Rows whose points lie within corners given in pixels of the plot.
  enclosed(corners) {
    const { x, y } = this.pixels(), found = [];
    const [xs, ys] = [corners.map((p) => p[0]), corners.map((p) => p[1])];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    for (const rows of this.visible()) for (const row of rows) {
      const px = x(this.columns.x[row]), py = y(this.columns.y[row]);
      if (px >= left && px <= right && py >= top && py <= bottom && (this.tool === "box" || inside(px, py, corners))) found.push(row);
    }
    return found;
  }

  bind() {
    const plot = this.part("plot");
    for (const button of this.host.querySelectorAll("[data-tool]")) button.addEventListener("click", () => this.use(button.dataset.tool));
    for (const button of this.host.querySelectorAll("[data-do]")) button.addEventListener("click", () => this.act(button.dataset.do));
    const place = (event) => { const box = plot.getBoundingClientRect(); return [event.clientX - box.left - plot.clientLeft, event.clientY - box.top - plot.clientTop]; };
    const drags = () => this.tool !== "pan" && this.data.dimensions === 2 && this.base;
    for (const kind of ["mousedown", "touchstart"]) plot.addEventListener(kind, (event) => { if (drags()) { event.stopPropagation(); event.preventDefault(); } }, { capture: true, passive: false });
    plot.addEventListener("pointerdown", (event) => {
      this.began = place(event);
      if (!drags() || event.button) return;
      this.drawing = [this.began];
      plot.setPointerCapture(event.pointerId);
    }, true);
    plot.addEventListener("pointermove", (event) => {
      if (!this.drawing) return;
      this.drawing = this.tool === "box" ? [this.began, place(event)] : [...this.drawing, place(event)];
      this.overlay();
    });
    plot.addEventListener("pointerup", (event) => {
      const path = this.drawing, end = place(event), still = this.began && Math.hypot(end[0] - this.began[0], end[1] - this.began[1]) < STILL;
      this.drawing = null;
      if (path && !still) {
        const [a, b] = path;
        this.select(this.enclosed(this.tool === "box" ? [a, [b[0], a[1]], b, [a[0], b[1]]] : path), event);
      } else if (path && this.at) this.select([this.at.row], event);
      this.overlay();
    });
    plot.addEventListener("pointercancel", () => { this.drawing = null; this.overlay(); });
  }

  use(tool) {
    this.tool = tool;
    for (const button of this.host.querySelectorAll("[data-tool]")) button.setAttribute("aria-pressed", button.dataset.tool === tool);
    this.part("plot").classList.toggle("fv-drawing", tool !== "pan");
  }

  act(what) {
    if (!this.base) return;
    if (what === "none") return this.choose(new Uint8Array(this.data.count));
    const solid = this.data.dimensions === 3;
    if (solid) {
      const camera = what === "whole" || what === "chosen" ? CAMERA : structuredClone(this.chart._fullLayout.scene._scene.getCamera());
      if (what === "nearer" || what === "farther") for (const axis of AXES) camera.eye[axis] *= what === "nearer" ? 0.75 : 1.33;
      return this.Plotly.relayout(this.chart, { "scene.camera": camera });
    }
    const { xaxis, yaxis } = this.chart._fullLayout, by = what === "nearer" ? 0.35 : 0.75;
    let [x, y] = [xaxis.range, yaxis.range].map(([low, high]) => [(low + high) / 2 - by * (high - low), (low + high) / 2 + by * (high - low)]);
    if (what === "whole") [x, y] = this.bounds();
    if (what === "chosen") {
      const rows = [];
      this.chosen.forEach((on, row) => { if (on) rows.push(row); });
      if (!rows.length) return;
      [x, y] = this.bounds(rows);
      const least = 0.02 * Math.max(...this.bounds().map(([low, high]) => high - low)); // one face does not fill the map
      [x, y] = [x, y].map(([low, high]) => (high - low < least ? [(low + high - least) / 2, (low + high + least) / 2] : [low, high]));
    }
    return this.Plotly.relayout(this.chart, { "xaxis.range": x, "yaxis.range": y });
  }

  // What lies over the points.
  pixels() {
    const { xaxis, yaxis } = this.chart._fullLayout;
    const of = (axis) => { const b = axis.l2p(0), m = axis.l2p(1) - b, o = axis._offset; return Object.assign((value) => o + b + m * value, { back: (pixel) => (pixel - o - b) / m }); };
    return { x: of(xaxis), y: of(yaxis) };
  }

  overlay() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.paint());
  }

  blank(name) {
    const sheet = this.part(name), plot = this.part("plot"), ratio = window.devicePixelRatio || 1;
    const [width, height] = [plot.clientWidth, plot.clientHeight];
    if (sheet.width !== Math.round(width * ratio) || sheet.height !== Math.round(height * ratio)) { sheet.width = Math.round(width * ratio); sheet.height = Math.round(height * ratio); }
    const pen = sheet.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    return { pen, width, height };
  }

  shadeOf() {
    const { colour } = this.data;
    if (colour.kind === "one") return () => colour.accent;
    const { codes } = this.columns[colour.column];
    if (colour.kind === "numbers") return (row) => (codes[row] ? colour.ramp[Math.round(((codes[row] - 1) / 65534) * (colour.ramp.length - 1))] : colour.hollow);
    const shades = new Map((this.drawn ?? []).filter((group) => group.kind !== undefined).map((group) => [group.kind + 1, group.colour]));
    return (row) => shades.get(codes[row]) ?? (codes[row] ? colour.other : colour.hollow);
  }

  paint() {
    const { pen, width, height } = this.blank("over");
    this.tally();
    if (!this.base || this.data.dimensions === 3 || !this.chart._fullLayout?.xaxis) return;
    const { x, y } = this.pixels(), style = getComputedStyle(this.host), text = style.color, c = this.columns;
    const shade = this.shadeOf(), few = this.chosen.reduce((sum, on) => sum + on, 0) <= 3000;
    const radius = few ? Math.max(3.5, this.size / 2 + 1.5) : this.size / 2;
    pen.strokeStyle = text;
    pen.lineWidth = 1.25;
    const dot = (px, py, fill) => {
      if (px < -9 || py < -9 || px > width + 9 || py > height + 9) return;
      pen.fillStyle = fill;
      if (!few) return pen.fillRect(px - radius, py - radius, 2 * radius, 2 * radius);
      pen.beginPath();
      pen.arc(px, py, radius, 0, 7);
      pen.fill();
      pen.stroke();
    };
    for (let row = 0; row < this.chosen.length; row++) if (this.chosen[row]) dot(x(c.x[row]), y(c.y[row]), shade(row));
    for (const [px, py] of this.data.selection.hidden) dot(x(px), y(py), this.data.colour.other);
    for (const face of this.data.placed) this.star(pen, x(face.at[0]), y(face.at[1]), face.label, style);
    if (this.drawing?.length > 1) this.sketch(pen, style);
  }

  star(pen, px, py, label, style) {
    const back = style.getPropertyValue("--st-background-color").trim() || "#fff", { accent } = this.data.colour;
    pen.beginPath();
    pen.arc(px, py, 13, 0, 7);
    pen.fillStyle = back; pen.fill();
    pen.lineWidth = 2; pen.strokeStyle = accent; pen.stroke();
    pen.beginPath();
    for (let i = 0; i < 10; i++) { const r = i % 2 ? 3.6 : 8.5, a = (i * Math.PI) / 5 - Math.PI / 2; pen.lineTo(px + r * Math.cos(a), py + r * Math.sin(a)); }
    pen.fillStyle = accent; pen.fill();
    pen.font = `600 12px ${style.fontFamily}`;
    pen.textAlign = "center";
    pen.lineWidth = 4; pen.strokeStyle = back; pen.strokeText(label, px, py - 19);
    pen.fillStyle = style.color; pen.fillText(label, px, py - 19);
  }

  sketch(pen, style) {
    const [a, b] = this.drawing;
    pen.beginPath();
    if (this.tool === "box") pen.rect(a[0], a[1], b[0] - a[0], b[1] - a[1]);
    else { this.drawing.forEach(([px, py]) => pen.lineTo(px, py)); pen.closePath(); }
    pen.lineWidth = 1.5;
    pen.strokeStyle = this.data.colour.accent;
    pen.stroke();
    pen.globalAlpha = 0.12; pen.fillStyle = this.data.colour.accent; pen.fill(); pen.globalAlpha = 1;
  }

  tally() {
    const chosen = this.chosen.reduce((sum, on) => sum + on, 0) + this.data.selection.hidden.length;
    this.part("told").textContent = chosen ? `${chosen.toLocaleString("en")} of ${this.data.all.toLocaleString("en")} selected` : "";
  }

  // The legend: press to hide or show, look for a kind to see it in a colour of its own.
  legend() {
    const place = this.part("legend"), { colour } = this.data;
    place.hidden = colour.kind === "one";
    if (place.hidden) return;
    const title = make("h4", { textContent: colour.title });
    if (colour.kind === "numbers") {
      const bar = make("i");
      bar.style.background = `linear-gradient(to top, ${colour.ramp.join(",")})`;
      const ticks = make("ol", {}, ...colour.ticks.toReversed().map((tick) => make("li", { textContent: tick })));
      const missing = colour.missing ? [make("p", { className: "fv-hint", textContent: `${colour.missing.toLocaleString("en")} without a number are hollow.` })] : [];
      return place.replaceChildren(title, make("div", { className: "fv-ramp" }, bar, ticks), ...missing);
    }
    const kinds = this.columns[colour.column].kinds, many = kinds.length > colour.styles.length;
    const search = many ? [this.search(kinds)] : [];
    const kept = place.querySelector("input");
    if (kept && kept === document.activeElement && many) return this.list();
    place.replaceChildren(title, ...search, make("div", { className: "fv-kinds" }));
    this.list();
  }

  search(kinds) {
    const field = make("input", { type: "search", placeholder: `Find one of ${kinds.length.toLocaleString("en")}`, ariaLabel: `Find a kind of ${this.data.colour.title}` });
    field.addEventListener("input", () => this.list(field.value));
    return field;
  }

  list(sought = this.part("legend").querySelector("input")?.value ?? "") {
    const place = this.part("legend").querySelector(".fv-kinds"), off = this.hidden.get(this.shade) ?? new Set();
    const words = sought.trim().toLowerCase();
    if (!words) return place.replaceChildren(...this.drawn.map((group) => this.entry(group, off)));
    const { kinds } = this.columns[this.data.colour.column];
    const found = kinds.map((name, kind) => ({ name, kind })).filter(({ name }) => name.toLowerCase().replaceAll("_", " ").includes(words));
    const rows = found.slice(0, 30).map(({ name, kind }) => {
      const button = make("button", { type: "button", title: name }, make("span", { textContent: name.replaceAll("_", " ") }));
      button.addEventListener("click", () => this.pin(kind));
      return button;
    });
    const more = found.length > 30 ? `${(found.length - 30).toLocaleString("en")} more` : found.length ? "" : "None is called so.";
    place.replaceChildren(...rows, make("p", { className: "fv-hint", textContent: more }));
  }

  entry({ name, count, colour, symbol, behind }, off) {
    const shape = symbol === "diamond" ? `<path d="M6 0 12 6 6 12 0 6Z" fill="${colour}"/>`
      : symbol === "circle-open" ? `<circle cx="6" cy="6" r="4.5" fill="none" stroke="${colour}"/>` : `<circle cx="6" cy="6" r="5" fill="${colour}"/>`;
    const mark = make("span");
    mark.innerHTML = `<svg width="12" height="12">${shape}</svg>`;
    const words = behind ? name : name.replaceAll("_", " ");
    const button = make("button", { type: "button", title: `${words}: press to hide or show` }, mark.firstChild,
      make("span", { textContent: words }), make("data", { textContent: count.toLocaleString("en") }));
    button.setAttribute("aria-pressed", !off.has(name));
    button.addEventListener("click", () => this.toggle(name, off));
    const only = make("button", { type: "button", textContent: "only", className: "fv-only", title: `Show ${words} alone, or all again` });
    only.addEventListener("click", () => this.alone(name));
    return make("div", {}, button, only);
  }

  toggle(name, off) {
    const now = new Set(off);
    now.has(name) ? now.delete(name) : now.add(name);
    this.hidden.set(this.shade, now);
    this.draw();
  }

  alone(name) {
    const others = this.drawn.map((group) => group.name).filter((other) => other !== name);
    const off = this.hidden.get(this.shade) ?? new Set();
    this.hidden.set(this.shade, others.every((other) => off.has(other)) ? new Set() : new Set(others));
    this.draw();
  }

  pin(kind) {
    const field = this.part("legend").querySelector("input");
    const pinned = [kind, ...(this.pinned.get(this.shade) ?? []).filter((other) => other !== kind)].slice(0, this.data.colour.styles.length);
    this.pinned.set(this.shade, pinned);
    field.value = "";
    field.blur();
    this.draw();
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".fv-map");
  (host.map ??= new FaceMap(host)).show(data, setTriggerValue);
}
