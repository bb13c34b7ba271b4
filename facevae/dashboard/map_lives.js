// Who lives between the points: a cross that can be put and dragged anywhere, the face there beside it, and faces as
// the map's background. Questions go through map_bridge.js, one at a time, always the latest.

const ANSWER = 2500; // ms after which an unanswered question no longer holds the next one back
const GRIP = 14; // px around the cross
const TILE = 68, RESTED = 160; // px of a face of the background; ms after which a new window is asked for
const kept = (window.facevaeKept ??= { behind: false });

const Lives = {
  ask(kind, question) {
    const line = ((this.questions ??= {})[kind] ??= { number: 0 });
    if (question) line.next = question;
    const bridge = window.facevaeBridges?.get(`${this.data.key}|${kind}`);
    if (!line.next || !bridge || (line.token && performance.now() - line.at < ANSWER)) return;
    line.token = `${Date.now()}-${++line.number}`;
    line.at = performance.now();
    bridge({ ...line.next, token: line.token });
    line.next = null;
  },

  answered(answer) {
    const line = this.questions?.[answer.kind];
    if (!line?.token || line.token !== answer.token) return;
    this.host.dataset[`${answer.kind}Latency`] = Math.round(performance.now() - line.at);
    line.token = null;
    if (answer.kind === "face") this.meet(answer);
    else this.lay(answer.sheet);
    this.ask(answer.kind);
  },

  // Faces are decoded by the active model, on a map of its own.
  livable() { return this.data.dimensions === 2 && !this.data.still && !this.data.second; },

  // Of another map nothing stays.
  leave() {
    if (this.livesOf === this.data.key) return;
    this.livesOf = this.data.key;
    this.questions = {};
    this.cross = this.face = this.behind = this.window = null;
    this.part("lives").hidden = true;
  },

  grabs([px, py]) {
    if (!this.base || !this.livable()) return false;
    if (this.tool === "face") return true;
    if (!this.cross || this.tool !== "pan") return false;
    const { x, y } = this.pixels();
    return Math.hypot(px - x(this.cross[0]), py - y(this.cross[1])) < GRIP;
  },

  reach([px, py]) {
    const { x, y } = this.pixels();
    this.cross = [x.back(px), y.back(py)];
    this.at = null;
    this.tip();
    this.ask("face", { at: this.cross });
    this.overlay();
  },

  meet({ picture, told, far }) {
    if (!this.cross) return;
    const [image, words] = this.part("lives").children;
    image.src = picture;
    words.textContent = told;
    this.part("lives").classList.toggle("fv-far", far);
    this.face = true;
    this.overlay();
  },

  forget() {
    this.cross = this.face = null;
    this.overlay();
  },

  target(pen, style) {
    const card = this.part("lives"), plot = this.part("plot");
    card.hidden = !this.cross || !this.face;
    if (!this.cross) return;
    const { x, y } = this.pixels(), [px, py] = [x(this.cross[0]), y(this.cross[1])];
    const back = style.getPropertyValue("--st-background-color").trim() || "#fff";
    for (const [shade, width] of [[back, 5], [this.data.colour.accent, 2]]) {
      pen.beginPath();
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) { pen.moveTo(px + 4 * dx, py + 4 * dy); pen.lineTo(px + 11 * dx, py + 11 * dy); }
      pen.lineWidth = width; pen.strokeStyle = shade; pen.stroke();
    }
    if (px < 0 || py < 0 || px > plot.clientWidth || py > plot.clientHeight) card.hidden = true;
    if (card.hidden) return;
    const right = px + 18 + card.offsetWidth < plot.clientWidth;
    card.style.left = `${right ? px + 18 : px - 18 - card.offsetWidth}px`;
    card.style.top = `${Math.max(4, Math.min(py - card.offsetHeight / 2, plot.clientHeight - card.offsetHeight - 4))}px`;
  },

  // The background.
  lay(sheet) {
    this.behind = null;
    if (sheet) {
      const image = new Image();
      image.onload = () => { this.behind = { ...sheet, image }; this.overlay(); };
      image.src = sheet.source;
    }
    this.overlay();
  },

  switchBehind() {
    kept.behind = !kept.behind;
    this.window = null;
    this.overlay();
  },

  ground(width, height) {
    const { pen } = this.blank("under"), on = kept.behind && this.livable();
    this.part("behind").setAttribute("aria-pressed", on);
    this.host.classList.toggle("fv-on-faces", Boolean(on && this.behind));
    this.host.dataset.behind = on && this.behind ? "drawn" : "";
    if (!on) return;
    const { x, y } = this.pixels();
    this.lookBehind(x, y, width, height);
    if (!this.behind) return;
    const { image, left, right, bottom, top } = this.behind;
    pen.imageSmoothingEnabled = true;
    pen.drawImage(image, x(left), y(top), x(right) - x(left), y(bottom) - y(top));
  },

  lookBehind(x, y, width, height) {
    const unit = Math.abs(x.back(1) - x.back(0)), side = 2 ** (Math.round(2 * Math.log2(TILE * unit)) / 2);
    const question = { x: [x.back(0), x.back(width)], y: [y.back(height), y.back(0)], side };
    const window = JSON.stringify(question, (_, value) => (typeof value === "number" ? Number(value.toPrecision(5)) : value));
    if (window === this.window) return;
    this.window = window;
    clearTimeout(this.looking);
    this.looking = setTimeout(() => this.ask("tiles", question), RESTED);
  },
};
