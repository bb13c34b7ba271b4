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
    const over = (points, look) => ({ type: "scatter3d", showlegend: false, hoverinfo: "skip", mode: "markers", ...look,
      ...Object.fromEntries(AXES.map((axis, i) => [axis, points.map((at) => at[i])])) });
    return [
      over(rows.map((row) => AXES.map((axis) => c[axis][row])), { marker: { size: 7, symbol: "circle-open", color: text, line: { width: 2, color: text } } }),
      over(path, { mode: "lines+markers", line: { color: colour.accent, width: 4 }, marker: { size: 4, color: colour.accent } }),
      over(placed.flatMap((face) => face.cloud), { marker: { size: 3.5, opacity: 0.5, color: colour.accent, line: { width: 0 } } }),
      over(placed.map((face) => face.at), { mode: "markers+text", textposition: "top center", textfont: { color: text, size: 13 },
        text: placed.map((face) => face.label.replaceAll("<", "‹").replaceAll("$", "＄")),
        marker: { size: 9, symbol: placed.map((face) => (face.sure ? "diamond" : "diamond-open")), color: colour.accent, line: { width: 2, color: text } } }),
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
