// What lies over the points: the selection, the faces placed, the box or lasso that is being drawn.

const Over = {
  pixels() {
    const { xaxis, yaxis } = this.chart._fullLayout;
    const of = (axis) => { const b = axis.l2p(0), m = axis.l2p(1) - b, o = axis._offset; return Object.assign((value) => o + b + m * value, { back: (pixel) => (pixel - o - b) / m }); };
    return { x: of(xaxis), y: of(yaxis) };
  },

  overlay() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.paint());
  },

  blank(name) {
    const sheet = this.part(name), plot = this.part("plot"), ratio = window.devicePixelRatio || 1;
    const [width, height] = [plot.clientWidth, plot.clientHeight];
    if (sheet.width !== Math.round(width * ratio) || sheet.height !== Math.round(height * ratio)) { sheet.width = Math.round(width * ratio); sheet.height = Math.round(height * ratio); }
    const pen = sheet.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    return { pen, width, height };
  },

  paint() {
    const { pen, width, height } = this.blank("over");
    this.tally();
    this.ring(pen);
    if (!this.base || this.data.dimensions === 3 || !this.chart._fullLayout?.xaxis) return;
    this.ground(width, height);
    const { x, y } = this.pixels(), style = getComputedStyle(this.host), text = style.color, c = this.columns;
    const shade = this.shadeOf(), few = marked(this.chosen) <= 3000;
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
    this.walk(pen, style);
    for (const face of this.data.placed) this.cloud(pen, face, x, y);
    for (const face of this.data.placed) this.star(pen, x(face.at[0]), y(face.at[1]), face, style);
    this.target(pen, style);
    if (this.drawing?.length > 1) this.sketch(pen, style);
  },

  // The way between two selected faces, a dot a step.
  walk(pen, style) {
    if (!this.data.path?.length) return;
    const { x, y } = this.pixels(), steps = this.data.path.map((at) => [x(at[0]), y(at[1])]);
    const back = style.getPropertyValue("--st-background-color").trim() || "#fff";
    for (const [shade, width] of [[back, 5], [this.data.colour.accent, 2.5]]) {
      pen.beginPath();
      steps.forEach(([px, py]) => pen.lineTo(px, py));
      pen.lineWidth = width; pen.strokeStyle = shade; pen.stroke();
    }
    for (const [px, py] of steps) { pen.beginPath(); pen.arc(px, py, 4, 0, 7); pen.fillStyle = back; pen.fill(); pen.lineWidth = 2; pen.stroke(); }
  },

  // Where else the posterior would have a placed face.
  cloud(pen, { cloud }, x, y) {
    pen.fillStyle = this.data.colour.accent;
    pen.globalAlpha = 0.4;
    for (const [ax, ay] of cloud) { pen.beginPath(); pen.arc(x(ax), y(ay), 3, 0, 7); pen.fill(); }
    pen.globalAlpha = 1;
  },

  star(pen, px, py, { label, sure }, style) {
    const back = style.getPropertyValue("--st-background-color").trim() || "#fff", { accent } = this.data.colour;
    pen.beginPath();
    pen.arc(px, py, 13, 0, 7);
    pen.fillStyle = back; pen.fill();
    pen.lineWidth = 2; pen.strokeStyle = accent; pen.stroke();
    pen.beginPath();
    for (let i = 0; i < 10; i++) { const r = i % 2 ? 3.6 : 8.5, a = (i * Math.PI) / 5 - Math.PI / 2; pen.lineTo(px + r * Math.cos(a), py + r * Math.sin(a)); }
    pen.closePath();
    pen.fillStyle = accent;
    if (sure) pen.fill();
    else { pen.lineWidth = 1.25; pen.stroke(); }
    pen.font = `600 12px ${style.fontFamily}`;
    pen.textAlign = "center";
    pen.lineWidth = 4; pen.strokeStyle = back; pen.strokeText(label, px, py - 19);
    pen.fillStyle = style.color; pen.fillText(label, px, py - 19);
  },

  sketch(pen, style) {
    const [a, b] = this.drawing;
    pen.beginPath();
    if (this.tool === "box") pen.rect(a[0], a[1], b[0] - a[0], b[1] - a[1]);
    else { this.drawing.forEach(([px, py]) => pen.lineTo(px, py)); pen.closePath(); }
    pen.lineWidth = 1.5;
    pen.strokeStyle = this.data.colour.accent;
    pen.stroke();
    pen.globalAlpha = 0.12; pen.fillStyle = this.data.colour.accent; pen.fill(); pen.globalAlpha = 1;
  },

  tally() {
    this.part("told").textContent = this.total ? `${this.total.toLocaleString("en")} of ${this.data.all.toLocaleString("en")} selected` : "";
  },
};
