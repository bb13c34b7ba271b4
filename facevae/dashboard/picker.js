// Faces as buttons. Mode `press`: a click tells which one; `one`: it stays picked; `many`: each click marks or
// unmarks. Pictures are built anew only when they change.

function build(host, faces) {
  host.replaceChildren(...faces.map((face) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.value = face.value;
    button.title = face.label || face.alt;
    face.pictures.forEach((source, i) => {
      const image = document.createElement("img");
      image.src = source;
      image.alt = i ? "" : face.alt;
      image.draggable = false;
      button.append(image);
    });
    if (face.label) {
      const label = document.createElement("span");
      label.textContent = face.label;
      button.append(label);
    }
    return button;
  }));
}

export default function ({ data, parentElement, setTriggerValue, setStateValue }) {
  const host = parentElement.querySelector(".fv-pick");
  host.style.setProperty("--size", `${data.size}px`);
  host.classList.toggle("fv-pixels", data.pixelated);
  const content = JSON.stringify(data.faces);
  if (host.content !== content) {
    host.content = content;
    host.marked = new Set();
    build(host, data.faces);
  }
  if (data.mode === "one") host.marked = new Set([data.picked]);
  const show = () => {
    for (const button of host.children) button.setAttribute("aria-pressed", host.marked.has(button.dataset.value));
  };
  if (data.mode !== "press") show();
  host.onclick = (event) => {
    const value = event.target.closest("button")?.dataset.value;
    if (value === undefined) return;
    if (data.mode === "press") return setTriggerValue("picked", value);
    const again = host.marked.has(value);
    if (data.mode === "many") {
      again ? host.marked.delete(value) : host.marked.add(value);
      setStateValue("chosen", [...host.marked]);
    } else {
      if (again) return;
      host.marked = new Set([value]);
      setTriggerValue("picked", value);
    }
    show();
  };
}
