"""What is known of a checkpoint, in words and figures."""

import html

from facevae.dashboard.messages import plain

KINDS = {"vae": "VAE", "ae": "autoencoder"}
BACKBONES = {"mlp": "fully connected", "conv": "convolutional", "residual": "residual"}


def kind(card: dict) -> str:
    """`Convolutional VAE`."""
    words = f"{BACKBONES.get(card.get('backbone'), '')} {KINDS.get(card.get('kind'), 'model')}".strip()
    return words[0].upper() + words[1:]


def size(card: dict) -> str:
    """`64 px, 128 latents, 3.0 million parameters`."""
    millions = card.get("parameters", 0) / 1e6
    return f"{card['size']} px, {card['latent_dim']} latents, {millions:.1f} million parameters"


def figure_text(figure: dict) -> str:
    """`22.2 dB PSNR on 60 faces of lfw, test (PCA: 21.0)`."""
    baseline = figure.get("baseline")
    beside = f" ({baseline_text(baseline)})" if baseline else ""
    on = f" on {where}" if (where := measured_on(figure)) else ""
    return f"{value_text(figure['value'])} {figure.get('unit', '')}{on}{beside}"


def measured_on(figure: dict) -> str:
    """`60 faces of lfw, test`; empty where the card does not say."""
    count = figure.get("n")
    return f"{count:,} {'face' if count == 1 else 'faces'} of {figure['set']}" if count else ""


def figures_html(card: dict) -> str:
    """All figures as a table: what and on which faces, the value, the baseline."""
    rows = ""
    for figure in card.get("figures", []):
        value = f"{value_text(figure['value'])} {figure.get('unit', '')}"
        baseline = figure.get("baseline")
        beside = baseline_text(baseline) if baseline else ""
        rows += (
            f"<tr><td>{html.escape(figure['name'])}<span>{html.escape(measured_on(figure))}</span></td>"
            f"<td>{html.escape(value)}</td><td>{html.escape(beside)}</td></tr>"
        )
    return f'<table class="fv-figures">{rows}</table>'


def value_text(value: float) -> str:
    """Three significant digits, more for what is larger: `0.812`, `24.6`, `1,204`."""
    digits = 3 if abs(value) < 1 else 1 if abs(value) < 100 else 0
    return f"{value:,.{digits}f}"


def baseline_text(baseline) -> str:
    """A card's baseline, which is a number, words, or a name with its value."""
    if isinstance(baseline, dict):
        return f"{baseline.get('name', 'baseline')}: {value_text(baseline['value'])}"
    return f"PCA: {value_text(baseline)}" if isinstance(baseline, int | float) else str(baseline)


def one_line(name: str, card: dict) -> str:
    """The card as one line of Markdown."""
    figures = card.get("figures") or []
    figure = f" · {plain(figure_text(figures[0]))}" if figures else ""
    return f"**{plain(card.get('title', name))}** · {kind(card)} · {size(card)}{figure}"
