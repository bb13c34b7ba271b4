// A big face with its sliders. A slider tells the server where it stands as it moves: one message at a time, always
// the latest; the face is exchanged in place, so that nothing jumps.

const WAIT = 2000; // ms after which an unanswered message no longer holds the next one back

function row(slider, host, tell) {
  const label = document.createElement("label");
  const name = document.createElement("span");
  name.textContent = slider.label;
  name.title = slider.help;
  const input = document.createElement("input");
  Object.assign(input, { type: "range", min: slider.min, max: slider.max, step: slider.step, value: slider.value });
  input.dataset.key = slider.key;
  input.setAttribute("aria-label", slider.label);
  const value = document.createElement("output");
  const show = () => (value.textContent = Number(input.value).toFixed(1));
  const back = () => { input.value = 0; show(); tell(true); };
  input.oninput = () => { show(); tell(false); };
  input.onchange = () => tell(true);
  name.ondblclick = input.ondblclick = back;
  show();
  label.append(name, input, value);
  return label;
}

export default function ({ data, parentElement, setStateValue }) {
  const host = parentElement.querySelector(".fv-bench");
  const face = host.querySelector("img");
  const list = host.querySelector(".fv-sliders");
  host.send = setStateValue;
  const values = () => Object.fromEntries([...list.querySelectorAll("input")].map((i) => [i.dataset.key, +i.value]));
  const flush = () => {
    if (!host.next || (host.sent && performance.now() - host.sentAt < WAIT)) return;
    host.number = (host.number ?? 0) + 1;
    host.sent = `${data.serial}:${host.number}`;
    host.sentAt = performance.now();
    const message = { ...host.next, serial: host.serial, token: host.sent };
    host.next = null;
    host.send("moved", message);
  };
  host.tell = (done) => {
    host.next = { values: values(), done: done || Boolean(host.next?.done) };
    flush();
  };
  if (host.serial !== data.serial) {
    host.serial = data.serial;
    host.next = host.sent = null;
    list.replaceChildren(...data.sliders.map((slider) => row(slider, host, (done) => host.tell(done))));
  }
  if (face.src !== data.picture) face.src = data.picture;
  face.alt = data.alt;
  host.classList.toggle("fv-pixels", data.pixelated);
  if (host.sent && host.sent === data.token) {
    host.dataset.latency = Math.round(performance.now() - host.sentAt);
    host.sent = null;
  }
  flush();
}
