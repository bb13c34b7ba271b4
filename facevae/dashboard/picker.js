// Faces as buttons; a click tells which one. Pictures are built anew only when they change.

function build(host, faces) {
  host.replaceChildren(...faces.map((face) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.value = face.value;
    button.title = face.alt;
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

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".fv-pick");
  host.style.setProperty("--size", `${data.size}px`);
  host.classList.toggle("fv-pixels", data.pixelated);
  const content = JSON.stringify(data.faces);
  if (host.content !== content) {
    host.content = content;
    build(host, data.faces);
  }
  const mark = (value) => {
    for (const button of host.children) button.setAttribute("aria-pressed", button.dataset.value === value);
  };
  mark(data.picked);
  host.onclick = (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const again = button.getAttribute("aria-pressed") === "true";
    if (again && !data.optional) return;
    const value = again ? "" : button.dataset.value;
    mark(value);
    setTriggerValue("picked", value);
  };
}
