"""One face beside what the model makes of it, with the figures that judge it."""

import numpy as np
import streamlit as st

from facevae.dashboard import caches, comparison, navigation, state, theme
from facevae.dashboard.faces import strip_html
from facevae.dashboard.messages import plain
from facevae.errors import FaceVAEError
from facevae.training import cards

SIZE = 224
NAMES = ("original", "reconstruction", "error")
LOOK = navigation.HERE / "reconstruct.css"
STRANGE = 99  # percent of known faces that are less unusual, from where another model is offered
SHOWN = 13  # faces of the set to try
STILL = {"displayModeBar": False}
HELP = {
    "PSNR": "Peak signal-to-noise ratio over all pixels; more is closer.",
    "SSIM": "Structural similarity, 1 for equal pictures; nearer to what eyes see.",
    "KL, nats": "What the latents of this face tell beyond the prior.",
    "Negative ELBO, nats": "Bound on the nats that the model needs for this face: reconstruction plus KL.",
}


def with_detail() -> bool:
    """Whether the spatial latent is to help, asked where the model has one."""
    coder = caches.codec()
    if not coder.has_spatial:
        return False
    vector = f"{coder.config.latent_dim} numbers"
    both = f"{coder.config.latent_dim + 64 * coder.config.spatial_channels} numbers, with detail"
    chosen = st.segmented_control(
        "Drawn again from",
        (vector, both),
        default=vector,
        required=True,
        key="rec-latents",
        help="Maps, edits and recognition use the vector alone. The 8×8 spatial latent beside it holds what "
        "the vector misses: hair, teeth, glasses.",
    )
    return chosen == both


def of_pictures(crops: np.ndarray, spatial: bool = False):
    """`latents.codec.Reconstructed` of faces that are in no set."""
    coder = caches.codec()
    return _of_pictures(coder.checkpoint.id, crops.shape, crops.tobytes(), spatial, coder)


@st.cache_data(max_entries=64, show_spinner=False)
def _of_pictures(checkpoint_id: str, shape: tuple[int, ...], content: bytes, spatial: bool, _codec):
    return _codec.reconstruct(np.frombuffer(content, np.uint8).reshape(shape), spatial)


def show(
    result, number: int, name: str, card: dict, outlined: np.ndarray | None = None, spatial: bool = False
) -> None:
    """Pictures, figures and the download of one face.

    Args:
        result: `latents.codec.Reconstructed`.
        number: which of its faces.
        name: of the face, for people and for the file.
        outlined: the picture it was found in.
        spatial: whether the spatial latent helped.
    """
    from facevae.figures.error import error_picture

    x, x_hat = result.x[number], result.x_hat[number]
    pictures = np.stack([x, x_hat, error_picture(x, x_hat)])
    left, right = st.columns([5, 2], gap="medium")
    with left:
        strip = strip_html(pictures, labels=NAMES, alts=NAMES, size=SIZE)
        st.html(f'<div class="fv-trio">{strip}{scale_html()}</div>')
        _unusual(result, number, card)
    with right:
        if outlined is not None:
            st.image(outlined, width="stretch", caption=plain(name))
        _figures(result, number, card, spatial)
        st.download_button(
            "Download",
            lambda: comparison.comparison(x, x_hat),
            f"{name.rsplit('.', 1)[0]}-original-generated.png",
            "image/png",
            icon=":material/download:",
            help="Original beside generated, as a PNG.",
            on_click="ignore",
        )


def scale_html() -> str:
    """The error picture's colours with what they mean."""
    from facevae.figures.error import JUST_SEEN, LARGEST, MAGMA

    colours = ", ".join(f"#{colour}" for colour in MAGMA)
    return (
        '<div class="fv-scale" title="Perceived colour difference of each pixel, ΔE (CIE 1976). '
        f'An eye just notices {JUST_SEEN}."><span>alike</span>'
        f'<i style="background: linear-gradient(90deg, {colours})"></i>'
        f"<span>ΔE {LARGEST:.0f} and more</span></div>"
    )


def _figures(result, number: int, card: dict, spatial: bool) -> None:
    figures = {"PSNR": f"{result.psnr[number]:.1f} dB", "SSIM": f"{result.ssim[number]:.2f}"}
    if card.get("kind") != "ae":
        figures["KL, nats"] = f"{result.kl[number]:,.0f}"
        figures["Negative ELBO, nats"] = f"{result.negative_elbo[number]:,.0f}".replace("-", "−")
    with st.grid(2):
        for figure, value in figures.items():
            st.metric(figure, value, help=HELP[figure])
    if known := average(card, spatial):
        st.caption(known)


def _drawn_worse(name: str) -> float:
    """The smaller, the nearer its reconstructions of held-out faces are to them."""
    psnr = _psnr(cards.read(name), False)
    return -psnr["value"] if psnr else 0.0


def average(card: dict, spatial: bool = False) -> str:
    """What the model reaches on held-out faces, to compare with; empty where it was not measured."""
    figure = _psnr(card, spatial)
    if figure is None:
        return ""
    faces = f"{figure['n']:,} faces of {plain(figure['set'])}"
    return f"For comparison: {figure['value']:.1f} dB PSNR on average over {faces}."


def _psnr(card: dict, spatial: bool) -> dict | None:
    """The card's first PSNR, of the vector alone or with the spatial latent."""
    for figure in card.get("figures", []):
        told = "PSNR" in figure.get("unit", "") or "psnr" in figure.get("name", "").lower()
        if told and bool(figure.get("spatial")) == spatial:
            return figure
    return None


def _unusual(result, number: int, card: dict) -> None:
    from facevae.figures.unusual import unusual as hill
    from facevae.latents import unusual

    about = "Where its negative ELBO lies among those of known faces."
    st.subheader("How unusual is this face?", anchor=False, help=about)
    if card.get("kind") == "ae":
        st.caption("A plain autoencoder cannot say: it gives no probability of a face, only a copy of it.")
        return
    try:
        value = float(result.negative_elbo[number])
        percent = unusual.percentile(card, value)
    except FaceVAEError as error:
        st.caption(f"{plain(error.what)} {plain(error.remedy)}")
        return
    st.markdown(unusual.sentence(percent))
    if percent >= STRANGE:
        _others()
    known = card["unusualness"]
    st.caption(
        f"Measured against {known.get('n', 0):,} faces of {plain(known.get('set') or 'its training')}."
    )
    figure = hill(unusual.quantiles(card), value, theme.dark())
    st.plotly_chart(figure, theme=None, config=STILL, key="rec-hill")


def _others() -> None:
    """Other models that may know such faces, first those that draw their own ones best."""
    others = sorted((name for name in state.model_names() if name != state.model()), key=_drawn_worse)[:3]
    if not others:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("Another model may know such faces better:", width="content")
        for name in others:
            st.button(
                plain(name), key=f"rec-try-{name}", type="tertiary", on_click=state.choose_model, args=(name,)
            )
