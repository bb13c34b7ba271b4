// The latents of a run through time: a heat strip that is also the slider, and the map of fixed faces at the step it shows.

const STORE = (window.facevaeLatents ??= new Map()); // run -> { looks: step -> look, faces }, outlives a page change
const FAR = 6, WIDE = 2.4, HIGH = 2.1; // units of the places, and how many of them the map shows each way
const TOP = 40, FOOT = 22, LEFT = 34; // px around the strip: the curve of latents in use, the axis, the latents' numbers
const PLAY_SECONDS = 9, EASE_MS = 700;

function unpacked(text, Kind) {
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  return new Kind(bytes.buffer);
}

// Returns false where a record is missing of which it was not told now.
function take(data) {
  const known = STORE.get(data.run) ?? { looks: new Map(), faces: null };
  STORE.set(data.run, known);
  for (const { step, places, kl, active } of data.looks)
    if (!known.looks.has(step)) known.looks.set(step, { step, places: unpacked(places, Int16Array), kl: unpacked(kl, Float32Array), active });
  for (const step of [...known.looks.keys()]) if (!data.steps.includes(step)) known.looks.delete(step);
  if (data.faces) {
    known.faces = data.faces;
    known.sheet = null;
    if (data.faces.sheet) { known.sheet = new Image(); known.sheet.src = data.faces.sheet; }
  }
  return known.faces !== null && data.steps.every((step) => known.looks.has(step));
}

function theme(element) {
  const style = getComputedStyle(element), of = (name) => style.getPropertyValue(name).trim();
  const rgb = (text) => (text.match(/[\da-f]{2}/gi) ?? ["88", "88", "88"]).slice(0, 3).map((part) => parseInt(part, 16));
  const text = of("--st-text-color") || "#222222", back = of("--st-background-color") || "#ffffff";
  const dark = rgb(text)[0] > 128;
  return { text, back: rgb(back), ground: back, dark, hot: dark ? [255, 146, 84] : [213, 94, 0], accent: of("--st-primary-color") || "#0f9d8a",
    grid: of("--st-border-color") || "#dddddd", font: of("--st-font") || "sans-serif", grey: `rgba(${rgb(text)},0.62)` };
}

// To one digit that the eye knows: 1, 2 or 5.
function round(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value))), digit = value / power;
  return (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10) * power;
}

const whole = (value) => Math.round(value).toLocaleString("en");
const looksOf = (host) => host.data.steps.map((step) => STORE.get(host.data.run).looks.get(step)).filter(Boolean);

// A canvas ready to draw on in CSS pixels.
function sized(canvas) {
  const ratio = window.devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return { pen, width, height };
}

// Where a step lies on the strip: the whole run is its width, the early steps spread.
function along(host, step, width) {
  const last = Math.max(host.data.last, host.data.steps.at(-1) ?? 1, 1);
  return LEFT + 4 + Math.sqrt(step / last) * (width - LEFT - 12);
}

function drawHeat(host, look) {
  const { pen, width, height } = sized(host.heat), looks = looksOf(host);
  if (!looks.length) return;
  const latents = looks[0].kl.length, bottom = height - FOOT, tall = bottom - TOP;
  const order = [...Array(latents).keys()];
  if (host.busiest.checked) order.sort((a, b) => looks.at(-1).kl[b] - looks.at(-1).kl[a]);
  const most = Math.max(1, ...looks.map(({ kl }) => kl.reduce((a, b) => Math.max(a, b), 0)));
  host.note.textContent = `KL of each latent: from nothing (faint) to ${most.toPrecision(2)} nats (strong)`;
  const shade = Array.from({ length: 65 }, (_, i) => `rgb(${look.back.map((from, c) => Math.round(from + (look.hot[c] - from) * (i / 64)))})`);
  const ends = looks.map(({ step }) => Math.max(along(host, step, width), LEFT + 7));
  looks.forEach(({ kl }, i) => {
    const from = i ? ends[i - 1] : LEFT + 4;
    order.forEach((latent, row) => {
      pen.fillStyle = shade[Math.round(64 * Math.sqrt(Math.min(1, Math.max(0, kl[latent]) / most)))];
      const top = TOP + (row * tall) / latents;
      pen.fillRect(from, top, Math.max(1, ends[i] - from + 0.3), tall / latents + 0.3);
    });
  });
  pen.strokeStyle = look.grid;
  pen.strokeRect(LEFT + 4, TOP, width - LEFT - 12, tall);
  pen.font = `11px ${look.font}`;
  pen.fillStyle = look.grey;
  pen.textAlign = "right";
  pen.textBaseline = "top";
  pen.fillText(host.busiest.checked ? "most" : "1", LEFT, TOP);
  pen.textBaseline = "bottom";
  pen.fillText(host.busiest.checked ? "least" : whole(latents), LEFT, bottom);
  // How many are in use, as a curve above.
  const place = ({ active }) => TOP - 6 - (active / latents) * (TOP - 14);
  pen.strokeStyle = look.text;
  pen.lineWidth = 1.5;
  pen.beginPath();
  looks.forEach((one, i) => pen[i ? "lineTo" : "moveTo"](ends[i], place(one)));
  pen.stroke();
  pen.textBaseline = "middle";
  pen.fillText("in use", LEFT, TOP - 14);
  // Steps below.
  pen.textBaseline = "top";
  pen.textAlign = "center";
  const last = Math.max(host.data.last, host.data.steps.at(-1));
  for (const share of width > 420 ? [0.04, 0.2, 0.5] : [0.2]) pen.fillText(whole(round(share * last)), along(host, round(share * last), width), bottom + 6);
  pen.textAlign = "right";
  pen.fillText(`step ${whole(last)}`, width - 8, bottom + 6);
  const x = ends[host.index];
  pen.strokeStyle = pen.fillStyle = look.accent;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.moveTo(x, TOP - 2);
  pen.lineTo(x, bottom + 4);
  pen.stroke();
  pen.beginPath();
  pen.arc(x, bottom + 5, 5, 0, 7);
  pen.fill();
}

// Places between two records, at a time like 3.25.
function placesAt(looks, time) {
  const first = Math.floor(time), share = time - first, [a, b] = [looks[first], looks[Math.min(first + 1, looks.length - 1)]];
  const eased = share * share * (3 - 2 * share), unit = FAR / 32767;
  return Float32Array.from(a.places, (value, i) => (value + ((b.places[i] ?? value) - value) * eased) * unit);
}

function drawMap(host, look) {
  const { pen, width, height } = sized(host.map), looks = looksOf(host), { faces, sheet } = STORE.get(host.data.run);
  if (!looks.length) return;
  const places = placesAt(looks, host.time), count = places.length / 2;
  const scale = Math.min(width / (2 * WIDE), height / (2 * HIGH));
  const inside = (value, end, edge) => Math.min(end - edge, Math.max(edge, value));
  host.at = [];
  for (let i = 0; i < count; i++) host.at.push([inside(width / 2 + places[2 * i] * scale, width, 10), inside(height / 2 - places[2 * i + 1] * scale, height, 10)]);
  const kind = faces?.colours.find(({ name }) => name === host.kind), pictures = !kind && sheet?.complete && sheet.naturalWidth;
  const face = (i, x, y, size) => {
    const { side, columns } = faces;
    pen.drawImage(sheet, (i % columns) * side, Math.floor(i / columns) * side, side, side, x - size / 2, y - size / 2, size, size);
  };
  const size = Math.max(16, Math.min(30, width / 20));
  host.at.forEach(([x, y], i) => {
    if (pictures) return face(i, x, y, size);
    const code = kind?.codes[i] ?? -1;
    pen.fillStyle = !kind ? look.accent : code < 0 ? kind.other : kind.hues[code];
    pen.globalAlpha = code < 0 && kind ? 0.6 : 0.9;
    pen.beginPath();
    pen.arc(x, y, width < 420 ? 3 : 4, 0, 7);
    pen.fill();
  });
  pen.globalAlpha = 1;
  const near = host.near;
  if (near === null || near === undefined || !host.at[near]) return;
  const [x, y] = host.at[near], big = 72, left = Math.min(width - big / 2 - 4, Math.max(big / 2 + 4, x));
  const middle = y > height / 2 ? y - big / 2 - 16 : y + big / 2 + 16;
  if (sheet?.complete && sheet.naturalWidth) {
    pen.fillStyle = look.ground;
    pen.fillRect(left - big / 2 - 3, middle - big / 2 - 3, big + 6, big + 6);
    face(near, left, middle, big);
    pen.strokeStyle = look.accent;
    pen.lineWidth = 2;
    pen.strokeRect(left - big / 2 - 3, middle - big / 2 - 3, big + 6, big + 6);
  }
}

function told(host) {
  const look = looksOf(host)[host.index];
  if (!look) return;
  const kl = look.kl.reduce((a, b) => a + b, 0);
  host.told.innerHTML = `<b>Step ${whole(look.step)}</b> · ${look.active} of ${look.kl.length} latents in use · KL ${kl.toFixed(kl < 10 ? 1 : 0)} nats`;
  host.heat.setAttribute("aria-valuetext", host.told.textContent);
  host.heat.setAttribute("aria-valuenow", look.step);
}

function kinds(host) {
  const { faces } = STORE.get(host.data.run), names = [...(faces?.sheet ? ["faces"] : []), ...(faces?.colours ?? []).map(({ name }) => name)];
  if (!names.includes(host.kind)) host.kind = names[0] ?? "";
  const wanted = names.join() + host.data.run + host.kind + host.data.dark;
  if (host.offered === wanted) return;
  host.offered = wanted;
  host.kindsAt.replaceChildren(...names.map((name) => {
    const label = document.createElement("label"), input = document.createElement("input");
    Object.assign(input, { type: "radio", name: "fv-kind", value: name, checked: name === host.kind });
    input.addEventListener("change", () => { host.kind = name; draw(host); });
    label.append(input, name);
    return label;
  }));
  const kind = faces?.colours.find(({ name }) => name === host.kind);
  const chip = (hue, name) => {
    const item = document.createElement("span"), dot = document.createElement("i");
    dot.style.background = hue;
    item.append(dot, name.replaceAll("_", " "));
    return item;
  };
  const chips = kind ? kind.names.map((name, i) => chip(kind.hues[i], name)) : [];
  if (kind?.others > 0) chips.push(chip(kind.other, `${whole(kind.others)} others`));
  if (!kind) chips.push(document.createTextNode("Each face stands where the model puts it: the two directions in which its latents vary most."));
  host.legend.replaceChildren(...chips);
}

function draw(host) {
  if (!host.isConnected || !host.clientWidth) return;
  const look = theme(host);
  kinds(host);
  drawHeat(host, look);
  drawMap(host, look);
  told(host);
  host.shownStep = looksOf(host)[host.index]?.step;
}

// Let the map move to a record, by way of those between.
function move(host, to, milliseconds) {
  cancelAnimationFrame(host.frame);
  const from = host.time, began = performance.now();
  const tick = (now) => {
    const share = Math.min(1, Math.max(0, (now - began) / milliseconds));
    host.time = from + (to - from) * share;
    host.index = Math.round(host.time);
    draw(host);
    if (share < 1) host.frame = requestAnimationFrame(tick);
    else stopped(host);
  };
  host.frame = requestAnimationFrame(tick);
}

function stopped(host) {
  host.playing = false;
  host.play.textContent = "Play";
}

function choose(host, index) {
  const newest = looksOf(host).length - 1;
  index = Math.max(0, Math.min(newest, index));
  host.follows = index === newest;
  stopped(host);
  move(host, index, Math.abs(index - host.time) > 1.5 ? 250 : 120);
}

function wire(host) {
  host.heat = host.querySelector(".fv-heat");
  host.map = host.querySelector(".fv-map");
  host.note = host.querySelector(".fv-note");
  host.told = host.querySelector(".fv-told");
  host.busiest = host.querySelector(".fv-busiest");
  host.kindsAt = host.querySelector(".fv-kinds");
  host.legend = host.querySelector(".fv-legend");
  host.play = host.querySelector(".fv-play");
  Object.assign(host, { follows: true, time: 0, index: 0, kind: "", near: null });
  const nearest = (event) => {
    const x = event.clientX - host.heat.getBoundingClientRect().left, width = host.heat.clientWidth;
    const distances = looksOf(host).map(({ step }) => Math.abs(along(host, step, width) - x));
    return distances.indexOf(Math.min(...distances));
  };
  host.heat.addEventListener("pointerdown", (event) => { host.heat.setPointerCapture(event.pointerId); choose(host, nearest(event)); });
  host.heat.addEventListener("pointermove", (event) => { if (event.buttons) choose(host, nearest(event)); });
  host.heat.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -1e9, End: 1e9 }[event.key];
    if (by) { event.preventDefault(); choose(host, host.index + by); }
  });
  host.busiest.addEventListener("change", () => draw(host));
  host.play.addEventListener("click", () => {
    const newest = looksOf(host).length - 1;
    if (host.playing) { cancelAnimationFrame(host.frame); host.follows = false; host.time = host.index; stopped(host); draw(host); return; }
    if (host.index >= newest) host.time = host.index = 0;
    host.playing = host.follows = true;
    host.play.textContent = "Pause";
    move(host, newest, (1000 * PLAY_SECONDS * (newest - host.time)) / Math.max(1, newest));
  });
  host.map.addEventListener("pointermove", (event) => {
    const box = host.map.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
    let near = null, best = 20 ** 2;
    (host.at ?? []).forEach(([a, b], i) => { const far = (a - x) ** 2 + (b - y) ** 2; if (far < best) { best = far; near = i; } });
    if (near !== host.near) { host.near = near; drawMap(host, theme(host)); }
  });
  host.map.addEventListener("pointerleave", () => { host.near = null; drawMap(host, theme(host)); });
  let width = host.clientWidth;
  new ResizeObserver(() => { if (host.clientWidth && host.clientWidth !== width) { width = host.clientWidth; draw(host); } }).observe(host);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".fv-latents"), fresh = !host.data, shown = host.shownStep;
  host.data = data;
  if (!take(data)) setTriggerValue("missing", true);
  if (fresh) wire(host);
  const { sheet } = STORE.get(data.run);
  if (sheet && !sheet.complete) sheet.onload = () => draw(host);
  const newest = looksOf(host).length - 1;
  if (newest < 0 || host.playing) return;
  if (fresh) host.time = host.index = newest;
  else if (!host.follows) host.time = host.index = Math.max(0, data.steps.indexOf(shown)); // records before it may be gone
  if (host.follows && host.index !== newest) move(host, newest, EASE_MS);
  else draw(host);
}
