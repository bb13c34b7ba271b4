// Carries what a map in this window asks of the server, a question at a time, and brings the answer. It stands in a
// fragment of its own, so that the map itself is not sent again.

export default function ({ data, setStateValue }) {
  const bridges = (window.facevaeBridges ??= new Map());
  bridges.set(`${data.key}|${data.kind}`, (question) => setStateValue("asked", { key: data.key, ...question }));
  for (const host of document.querySelectorAll(".fv-map")) if (host.map?.data.key === data.key) host.map.answered(data);
}
