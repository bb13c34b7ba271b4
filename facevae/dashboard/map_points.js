// The points of a map: grouped by their colour, as traces of Plotly.

const AXES = ["x", "y", "z"];
const canvas = document.createElement("canvas").getContext("webgl");
const POINTS = canvas ? "scattergl" : "scatter";
canvas?.getExtension("WEBGL_lose_context")?.loseContext();

const Points = {
  // Points drawn alike. Those behind come first.
  groups() {
    const { colour, count } = this.data, column = this.columns[colour.column];
    if (colour.kind !== "kinds") return [{ name: "", rows: null, count, colour: colour.accent, symbol: "circle" }];
    const pinned = this.pinned.get(this.shade) ?? [];
    const named = [...pinned, ...column.kinds.keys()].filter((kind, i, all) => all.indexOf(kind) === i).slice(0, colour.styles.length);
    const group = new Uint16Array(column.kinds.length + 1).fill(named.length); // others
    group[0] = named.length + 1; // unlabelled
    named.forEach((kind, i) => (group[kind + 1] = i));
    const [rows, codes] = [0, 1].map(() => Array.from({ length: named.length + 2 }, () => []));
    group.forEach((one, code) => codes[one].push(code));
    for (let i = 0; i < count; i++) rows[group[column.codes[i]]].push(i);
    const others = column.kinds.length - named.length;
    const all = named.map((kind, i) => ({ name: column.kinds[kind], kind, colour: colour.styles[i][0], symbol: colour.styles[i][1] }));
    all.push({ name: `${others.toLocaleString("en")} others`, colour: colour.other, symbol: "circle", behind: true });
    all.push({ name: colour.none, colour: colour.hollow, symbol: "circle-open", behind: true });
    return all.map((one, i) => ({ ...one, codes: codes[i], rows: Uint32Array.from(rows[i]), count: codes[i].reduce((sum, code) => sum + column.faces[code], 0) })).filter((one) => one.count);
  },

  traces() {
    const { colour, count, dimensions } = this.data, solid = dimensions === 3;
    const size = Math.min(9, Math.max(3, 13 - 2.1 * Math.log10(Math.max(count, 1)))) * (solid ? 0.6 : 1);
    this.size = size;
    const off = this.hidden.get(this.shade) ?? new Set();
    this.shown = [];
    const trace = (rows, marker) => {
      this.shown.push(rows);
      const at = Object.fromEntries(AXES.slice(0, dimensions).map((axis) => {
        const all = this.columns[axis];
        return [axis, rows ? Float32Array.from(rows, (row) => all[row]) : all];
      }));
      return { ...at, type: solid ? "scatter3d" : POINTS, mode: "markers", hoverinfo: "none", showlegend: false,
        marker: { size, opacity: 0.85, line: { width: 0 }, ...marker } };
    };
    if (colour.kind === "numbers") {
      const { codes } = this.columns[colour.column];
      const known = [], missing = [];
      for (let i = 0; i < count; i++) (codes[i] ? known : missing).push(i);
      const hollow = { color: colour.hollow, symbol: "circle-open", line: { width: 1, color: colour.hollow } };
      const scaled = { color: Float32Array.from(known, (row) => codes[row]), cmin: 1, cmax: 65535,
        colorscale: colour.ramp.map((shade, i) => [i / (colour.ramp.length - 1), shade]) };
      return [...(missing.length ? [trace(Uint32Array.from(missing), hollow)] : []), trace(Uint32Array.from(known), scaled)];
    }
    this.drawn = this.groups();
    const order = this.drawn.filter((group) => !off.has(group.name) && group.rows?.length !== 0).sort((a, b) => (b.behind ?? 0) - (a.behind ?? 0) || b.count - a.count);
    return order.map(({ rows, colour: shade, symbol }) => trace(rows, { color: shade, symbol, line: { width: symbol.endsWith("open") ? 1 : 0, color: shade } }));
  },

  marks() { // in three dimensions Plotly draws what lies over the points
    const { placed, path = [], colour } = this.data, c = this.columns, rows = [];
    this.chosen.forEach((on, row) => { if (on) rows.push(row); });
    const text = getComputedStyle(this.host).color;
    const look = { type: "scatter3d", showlegend: false };
    return [
      { ...look, x: rows.map((r) => c.x[r]), y: rows.map((r) => c.y[r]), z: rows.map((r) => c.z[r]), mode: "markers", hoverinfo: "skip",
        marker: { size: 7, symbol: "circle-open", color: text, line: { width: 2, color: text } } },
      { ...look, x: path.map((at) => at[0]), y: path.map((at) => at[1]), z: path.map((at) => at[2]), mode: "lines+markers", hoverinfo: "skip",
        line: { color: colour.accent, width: 4 }, marker: { size: 4, color: colour.accent } },
      { ...look, x: placed.map((p) => p.at[0]), y: placed.map((p) => p.at[1]), z: placed.map((p) => p.at[2]), mode: "markers+text", hoverinfo: "skip",
        text: placed.map((p) => p.label.replaceAll("<", "‹").replaceAll("$", "＄")), textposition: "top center", textfont: { color: text, size: 13 },
        marker: { size: 9, symbol: "diamond", color: colour.accent, line: { width: 2, color: text } } },
    ];
  },

  shadeOf() {
    const { colour } = this.data;
    if (colour.kind === "one") return () => colour.accent;
    const { codes } = this.columns[colour.column];
    if (colour.kind === "numbers") return (row) => (codes[row] ? colour.ramp[Math.round(((codes[row] - 1) / 65534) * (colour.ramp.length - 1))] : colour.hollow);
    const shades = new Map((this.drawn ?? []).filter((group) => group.kind !== undefined).map((group) => [group.kind + 1, group.colour]));
    return (row) => shades.get(codes[row]) ?? (codes[row] ? colour.other : colour.hollow);
  },
};
