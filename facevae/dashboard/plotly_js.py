"""plotly.js for our own components, out of the plotly wheel: no network, once per opened window."""

import gzip
from pathlib import Path

import streamlit as st

# Components wait for `window.facevaePlotly.ready`, whichever of them runs first.
_LOADER = """
export default async function ({ data }) {
  const slot = (window.facevaePlotly ??= {});
  slot.ready ??= new Promise((resolve) => (slot.resolve = resolve));
  if (slot.loading) return;
  slot.loading = true;
  const unpacked = new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = document.createElement("script");
  const code = await new Response(unpacked).text();
  script.src = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  script.onload = () => slot.resolve(window.Plotly);
  document.head.append(script);
}
"""
_load = st.components.v2.component("facevae.plotly_js", js=_LOADER)


@st.cache_resource(max_entries=1, show_spinner=False)
def _packed() -> bytes:
    import plotly

    # 4.8 MB of text, 1.4 MB on its way to the browser
    return gzip.compress((Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes(), 6)


def provide() -> None:
    """Bring plotly.js to the page, outside of fragments and before the components that draw with it."""
    _load(data=_packed(), key="facevae-plotly-js", height=1)
