// Two maps beside each other: a face under the pointer of one is ringed on the other, and one legend is that of both.

function place(numbers, sought) {
  let low = 0, high = numbers.length;
  while (low < high) { const middle = (low + high) >> 1; if (numbers[middle] < sought) low = middle + 1; else high = middle; }
  return numbers[low] === sought ? low : undefined;
}

// Rows of a matrix that lies column by column, times a point.
const times = (m, p) => [0, 1, 2, 3].map((i) => m[i] * p[0] + m[4 + i] * p[1] + m[8 + i] * p[2] + m[12 + i] * p[3]);

const Pair = {
  others() {
    for (const map of shared.live) if (!map.host.isConnected) shared.live.delete(map);
    return [...shared.live].filter((map) => map !== this && map.data.pair && map.data.pair === this.data.pair);
  },

  point(row) {
    const face = row === undefined ? undefined : this.columns["=face"]?.[row];
    for (const map of this.others()) map.mark(face);
  },

  mark(face) {
    const faces = this.columns?.["=face"];
    this.marked = face === undefined || !faces ? undefined : place(faces, face);
    this.overlay();
  },

  redraw() {
    for (const map of [this, ...this.others()]) map.draw();
  },

  // Where a face lies, in pixels of the plot.
  spot(row) {
    const c = this.columns;
    if (this.data.dimensions === 2) { const { x, y } = this.pixels(); return [x(c.x[row]), y(c.y[row])]; }
    const { glplot, dataScale } = this.chart._fullLayout.scene._scene, { model, view, projection } = glplot.cameraParams;
    const [x, y, , w] = times(projection, times(view, times(model, [...AXES.map((axis, i) => c[axis][row] * dataScale[i]), 1])));
    return [(this.chart.clientWidth * (1 + x / w)) / 2, (this.chart.clientHeight * (1 - y / w)) / 2];
  },

  ring(pen) {
    if (this.marked === undefined || !this.base || !this.bound) return;
    const [px, py] = this.spot(this.marked);
    for (const [width, shade] of [[5, getComputedStyle(this.host).getPropertyValue("--st-background-color").trim() || "#fff"], [2.5, this.data.colour.accent]]) {
      pen.beginPath();
      pen.arc(px, py, 10, 0, 7);
      pen.lineWidth = width;
      pen.strokeStyle = shade;
      pen.stroke();
    }
  },
};
