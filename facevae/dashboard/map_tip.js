// Under the pointer: a face, and what is known of it.

const SHEETS = 30; // of pictures, kept
const PATIENCE = 90; // ms that the pointer rests before pictures are asked for

const Tip = {
  row({ curveNumber, pointNumber }) {
    if (curveNumber >= this.shown.length) return undefined;
    const rows = this.shown[curveNumber];
    return rows ? rows[pointNumber] : pointNumber;
  },

  hover(point) {
    const row = this.row(point);
    if (row === undefined) return;
    this.at = { row, box: point.bbox };
    this.tip();
    this.point(row);
    clearTimeout(this.asking);
    if (!this.sheets.has(row) || this.sheetsOf !== this.data.key)
      this.asking = setTimeout(() => { if (this.at?.row === row) this.tell("look", { key: this.data.key, row }); }, PATIENCE);
  },

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
  },

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
  },

  keep({ key, rows, source, side, across }) {
    if (key !== this.data.key || this.sources.includes(source)) return;
    if (this.sheetsOf !== key) this.sheets.clear();
    this.sheetsOf = key;
    this.sources = [...this.sources.slice(1 - SHEETS), source];
    rows.forEach((row, place) => this.sheets.set(row, { source, side, across, place }));
    if (this.at) this.tip();
  },
};
