// Selecting faces on a map: a click, a box, a lasso.

const STILL = 4; // px that a click may move

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

function marked(chosen) {
  return chosen.reduce((sum, on) => sum + on, 0);
}

function inside(x, y, corners) {
  let within = false;
  for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
    const [xi, yi] = corners[i], [xj, yj] = corners[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) within = !within;
  }
  return within;
}

const Selecting = {
  select(rows, event, corners) {
    const how = event?.altKey ? "take" : event?.shiftKey ? "add" : "new";
    const chosen = how === "new" ? new Uint8Array(this.data.count) : this.chosen.slice();
    for (const row of rows) chosen[row] = how === "take" ? 0 : 1;
    this.choose(chosen, how !== "new", corners && this.data.count < this.data.all ? this.region(corners, how) : null);
  },

  choose(chosen, further = false, region = null) {
    this.total = (further ? this.total - marked(this.chosen) : 0) + marked(chosen);
    this.chosen = chosen;
    this.sent = Date.now();
    this.draw();
    this.tell("chosen", { key: this.data.key, bits: packed(chosen), stamp: this.sent, further, region });
  },

  // Where faces were drawn around, for the server to find also those that are not drawn.
  region(corners, how) {
    const { x, y } = this.pixels(), off = this.hidden.get(this.shade) ?? new Set();
    const hidden = this.data.colour.kind === "kinds" ? this.drawn.filter((group) => off.has(group.name)) : [];
    return { corners: corners.map(([px, py]) => [x.back(px), y.back(py)]), off: hidden.flatMap((group) => group.codes), how };
  },

  // In three dimensions Plotly tells of one press at every frame, and not of its keys.
  click(point) {
    const row = this.row(point), { pressed } = this;
    if (row === undefined || this.drawing || !pressed) return;
    this.pressed = null;
    this.select([row], { shiftKey: pressed.shiftKey, altKey: pressed.altKey || (pressed.shiftKey && this.chosen[row]) });
  },

  visible() {
    return this.shown.flatMap((rows) => (rows ? [rows] : [Uint32Array.from({ length: this.data.count }, (_, i) => i)]));
  },

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
  },

  bind() {
    const plot = this.part("plot");
    for (const button of this.host.querySelectorAll("[data-tool]")) button.addEventListener("click", () => this.use(button.dataset.tool));
    for (const button of this.host.querySelectorAll("[data-do]")) button.addEventListener("click", () => this.act(button.dataset.do));
    const place = (event) => { const box = plot.getBoundingClientRect(); return [event.clientX - box.left - plot.clientLeft, event.clientY - box.top - plot.clientTop]; };
    const drags = () => this.tool !== "pan" && this.tool !== "face" && this.data.dimensions === 2 && this.base;
    for (const kind of ["mousedown", "touchstart"]) plot.addEventListener(kind, (event) => { if (drags() || this.grabbed) { event.stopPropagation(); event.preventDefault(); } }, { capture: true, passive: false });
    plot.addEventListener("pointerdown", (event) => {
      this.began = place(event);
      this.pressed = event;
      if (event.target.closest(".fv-lives")) return;
      this.grabbed = !event.button && this.grabs(this.began);
      if (this.grabbed) { this.reach(this.began); return plot.setPointerCapture(event.pointerId); }
      if (this.tool === "pan" && !event.button) this.maybe(place, this.at);
      if (!drags() || event.button) return;
      this.drawing = [this.began];
      plot.setPointerCapture(event.pointerId);
    }, true);
    plot.addEventListener("pointermove", (event) => {
      if (this.grabbed) return this.reach(place(event));
      if (!this.drawing) return;
      this.drawing = this.tool === "box" ? [this.began, place(event)] : [...this.drawing, place(event)];
      this.overlay();
    });
    plot.addEventListener("pointerup", (event) => {
      if (this.grabbed) return (this.grabbed = false);
      const path = this.drawing, moved = path?.some((at) => Math.hypot(at[0] - path[0][0], at[1] - path[0][1]) >= STILL);
      this.drawing = null;
      if (moved) { // also by a lasso that ends where it began
        const [a, b] = path;
        const corners = this.tool === "box" ? [a, [b[0], a[1]], b, [a[0], b[1]]] : path;
        this.select(this.enclosed(corners), event, corners);
      } else if (path && this.at) this.select([this.at.row], event);
      this.overlay();
    });
    plot.addEventListener("pointercancel", () => { this.drawing = null; this.grabbed = false; this.overlay(); });
  },

  // A click on an empty place, which Plotly, that moves the map, does not tell of.
  maybe(place, face) {
    const began = this.began;
    document.addEventListener("pointerup", (event) => {
      const end = place(event);
      if (!face && this.base && this.livable() && Math.hypot(end[0] - began[0], end[1] - began[1]) < STILL) this.reach(end);
    }, { once: true, capture: true });
  },

  use(tool) {
    this.tool = tool;
    for (const button of this.host.querySelectorAll("[data-tool]")) button.setAttribute("aria-pressed", button.dataset.tool === tool);
    this.part("plot").classList.toggle("fv-drawing", tool !== "pan");
  },
};
