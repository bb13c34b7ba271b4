// The legend: press to hide or show, look for a kind to see it in a colour of its own.

const Legend = {
  legend() {
    const place = this.part("legend"), { colour } = this.data;
    place.hidden = colour.kind === "one" || Boolean(this.data.second);
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
  },

  search(kinds) {
    const field = make("input", { type: "search", placeholder: `Find one of ${kinds.length.toLocaleString("en")}`, ariaLabel: `Find a kind of ${this.data.colour.title}` });
    field.addEventListener("input", () => this.list(field.value));
    return field;
  },

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
  },

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
  },

  toggle(name, off) {
    const now = new Set(off);
    now.has(name) ? now.delete(name) : now.add(name);
    this.hidden.set(this.shade, now);
    this.redraw();
  },

  alone(name) {
    const others = this.drawn.map((group) => group.name).filter((other) => other !== name);
    const off = this.hidden.get(this.shade) ?? new Set();
    this.hidden.set(this.shade, others.every((other) => off.has(other)) ? new Set() : new Set(others));
    this.redraw();
  },

  pin(kind) {
    const field = this.part("legend").querySelector("input");
    const pinned = [kind, ...(this.pinned.get(this.shade) ?? []).filter((other) => other !== kind)].slice(0, this.data.colour.styles.length);
    this.pinned.set(this.shade, pinned);
    field.value = "";
    field.blur();
    this.redraw();
  },
};
