// Faces one can press: to look at one, or to choose several. Only face ids go back.

export default function ({ data, parentElement, setTriggerValue, setStateValue }) {
  const host = parentElement.querySelector(".fv-faces");
  const key = JSON.stringify([data.faces.map((face) => face.id), data.mode]);
  if (host.key !== key) {
    host.key = key;
    host.chosen = new Set();
  }
  host.style.setProperty("--fv-size", `${data.size}px`);
  host.classList.toggle("fv-pixels", data.pixels);
  const buttons = data.faces.map((face) => {
    const button = document.createElement("button");
    button.type = "button";
    button.title = face.label;
    button.setAttribute("aria-label", face.alt);
    const image = document.createElement("img");
    image.src = face.picture;
    image.alt = "";
    const caption = document.createElement("span");
    caption.textContent = face.label;
    button.append(image, caption);
    const toggle = data.mode === "choose";
    if (toggle) button.setAttribute("aria-pressed", host.chosen.has(face.id));
    button.onclick = () => {
      if (!toggle) return setTriggerValue("picked", face.id);
      host.chosen.has(face.id) ? host.chosen.delete(face.id) : host.chosen.add(face.id);
      button.setAttribute("aria-pressed", host.chosen.has(face.id));
      setStateValue("chosen", [...host.chosen]);
    };
    return button;
  });
  host.replaceChildren(...buttons);
}
