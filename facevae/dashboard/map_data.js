// Unpacks the columns of a map (facevae/figures/packing.py) into typed arrays that the maps in this window share.

const KEPT = 8; // maps
const TYPES = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array };
const shared = (window.facevaeMaps ??= { maps: new Map(), views: new Map(), seen: new Map(), heard: new Set(), hidden: new Map(), pinned: new Map(), live: new Set() });

// Places become numbers on the map's axes, steps the numbers that they lead to; labels and numbers stay codes.
function column({ type, low, step, steps, kinds, ...facts }, buffer) {
  const codes = new TYPES[type](buffer);
  if (steps) { let sum = 0; return Uint32Array.from(codes, (code) => (sum += code)); }
  return step === undefined ? { codes, kinds, low, ...facts } : Float32Array.from(codes, (code) => low + code * step);
}

export default async function ({ data }) {
  const digest = Array.from(data.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (shared.seen.has(digest)) return;
  shared.seen.set(digest, null);
  const unpacked = new Blob([data.subarray(16)]).stream().pipeThrough(new DecompressionStream("gzip"));
  const buffer = await new Response(unpacked).arrayBuffer();
  let at = 4 + new DataView(buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(buffer.slice(4, at)));
  const map = shared.maps.get(head.key) ?? { columns: {}, stamps: {} };
  for (const told of head.columns) {
    map.columns[told.name] = column(told, buffer.slice(at, at + told.bytes));
    map.stamps[told.name] = digest;
    at += told.bytes;
  }
  shared.maps.delete(head.key);
  shared.maps.set(head.key, map);
  shared.seen.set(digest, head.key);
  for (const old of [...shared.maps.keys()].slice(0, -KEPT)) {
    shared.maps.delete(old);
    for (const [known, key] of shared.seen) if (key === old) shared.seen.delete(known);
  }
  shared.heard.forEach((listen) => listen(head.key));
}
