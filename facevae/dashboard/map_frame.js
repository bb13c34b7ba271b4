// What of a map one sees: its bounds, and the range or camera that is kept when all else changes.

const EYE = { x: 1.4, y: 1.55, z: 0.8 };

const Frame = {
  bounds(rows) {
    const range = (axis) => {
      let low = Infinity, high = -Infinity;
      for (const i of rows ?? this.columns[axis].keys()) {
        const value = this.columns[axis][i];
        if (value < low) low = value;
        if (value > high) high = value;
      }
      const pad = 0.05 * (high - low) || 0.5;
      return [low - pad, high + pad];
    };
    return [range("x"), range("y")];
  },

  layout() {
    const solid = this.data.dimensions === 3, style = getComputedStyle(this.host);
    const layout = { margin: { l: 0, r: 0, t: 0, b: 0 }, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", hovermode: "closest", hoverdistance: 12,
      showlegend: false, uirevision: this.view, autosize: true, dragmode: solid ? "orbit" : "pan", font: { color: style.color } };
    const kept = shared.views.get(this.view);
    if (solid) {
      const named = this.data.axes.length > 0;
      const axis = (i) => ({ visible: named, title: { text: this.data.axes[i] ?? "", font: { size: 11 } }, showgrid: false, zeroline: false, showticklabels: false, showspikes: false,
        showbackground: false, showline: named, linecolor: style.getPropertyValue("--st-border-color").trim() || "#888" });
      return { ...layout, scene: { xaxis: axis(0), yaxis: axis(1), zaxis: axis(2), aspectmode: "data", camera: kept ?? this.camera() } };
    }
    const [x, y] = kept ?? this.bounds();
    const bare = { visible: false, showgrid: false, zeroline: false };
    return { ...layout, xaxis: { ...bare, range: [...x] }, yaxis: { ...bare, range: [...y], scaleanchor: "x", scaleratio: 1 } };
  },

  // The camera that sees all, also the names of axes where there is little room at the sides.
  camera() {
    const farther = !this.data.axes.length ? 1 : Math.max(1, (1.2 * this.chart.clientHeight) / this.chart.clientWidth);
    return { eye: Object.fromEntries(AXES.map((axis) => [axis, EYE[axis] * farther])), center: { x: 0, y: 0, z: -0.1 } };
  },

  remember() {
    const { xaxis, yaxis, scene } = this.chart._fullLayout;
    shared.views.set(this.view, this.data.dimensions === 3 ? scene._scene.getCamera() : [[...xaxis.range], [...yaxis.range]]);
  },

  act(what) {
    if (!this.base) return;
    if (what === "behind") return this.switchBehind();
    if (what === "forget") return this.forget();
    if (what === "none") return this.choose(new Uint8Array(this.data.count));
    const solid = this.data.dimensions === 3;
    if (solid) {
      const camera = what === "whole" || what === "chosen" ? this.camera() : structuredClone(this.chart._fullLayout.scene._scene.getCamera());
      if (what === "nearer" || what === "farther") for (const axis of AXES) camera.eye[axis] *= what === "nearer" ? 0.75 : 1.33;
      return this.Plotly.relayout(this.chart, { "scene.camera": camera });
    }
    const { xaxis, yaxis } = this.chart._fullLayout, by = what === "nearer" ? 0.35 : 0.75;
    let [x, y] = [xaxis.range, yaxis.range].map(([low, high]) => [(low + high) / 2 - by * (high - low), (low + high) / 2 + by * (high - low)]);
    if (what === "whole") [x, y] = this.bounds();
    if (what === "chosen") {
      const rows = [];
      this.chosen.forEach((on, row) => { if (on) rows.push(row); });
      if (!rows.length) return;
      [x, y] = this.bounds(rows);
      const least = 0.02 * Math.max(...this.bounds().map(([low, high]) => high - low)); // one face does not fill the map
      [x, y] = [x, y].map(([low, high]) => (high - low < least ? [(low + high - least) / 2, (low + high + least) / 2] : [low, high]));
    }
    return this.Plotly.relayout(this.chart, { "xaxis.range": x, "yaxis.range": y });
  },
};
