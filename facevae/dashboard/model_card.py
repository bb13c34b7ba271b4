"""What is known of a checkpoint, in words and figures."""

import html

from facevae.dashboard import words
from facevae.dashboard.messages import plain
from facevae.models.registry import BACKBONES
from facevae.recognition.registry import PROTOCOLS

KINDS = {"vae": "VAE", "ae": "autoencoder"}
TASKS = {name: str(protocol) for name, protocol in PROTOCOLS.items()} | {"speed": "Speed"}
# Words that tell the task of a figure whose card does not.
TELLING = {
    "verification": ("verification", "same person", "pairs", "auc", "tar at"),
    "identification": ("identification", "rank"),
    "disentanglement": ("mig", "sap", "dci", "factorvae"),
    "probes": ("probe", " from the ", " part"),
    "expression": ("expression",),
    "speed": ("forward pass", "a second"),
}


def kind(card: dict) -> str:
    """`Convolutional VAE`."""
    words = f"{network(card.get('backbone'))} {KINDS.get(card.get('kind'), 'model')}".strip()
    return words[0].upper() + words[1:]


def network(backbone: str | None) -> str:
    """`convolutional`; empty for one that is not known here."""
    return str(BACKBONES.get(backbone, "")).partition(",")[0]


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
    """`60 faces of lfw, test`; empty where that is not said."""
    count = figure.get("n")
    what = "pair" if task(figure) == "verification" else "face"
    here = ", measured here" if figure.get("here") else ""
    return f"{words.count(count, what)} of {figure['set']}{here}" if count else ""


def task(figure: dict) -> str:
    """A key of `TASKS`."""
    told = f"{figure['name']} {figure.get('unit', '')}".lower()
    guesses = (name for name, marks in TELLING.items() if any(mark in told for mark in marks))
    return figure["task"] if figure.get("task") in TASKS else next(guesses, "reconstruction")


def figures_html(figures: list[dict], where: bool = True) -> str:
    """Figures as a table, by task: what and on which faces, the value, the baseline.

    Args:
        where: say of each on which faces.
    """
    groups = {title: [one for one in figures if task(one) == name] for name, title in TASKS.items()}
    groups = {title: group for title, group in groups.items() if group}
    rows = ""
    for title, group in groups.items():
        if len(groups) > 1:
            rows += f'<tr><th colspan="3">{title}</th></tr>'
        rows += "".join(_row(figure, where) for figure in group)
    return f'<div class="fv-scroll"><table class="fv-figures fv-card">{rows}</table></div>'


def _row(figure: dict, where: bool) -> str:
    value = f"{value_text(figure['value'])} {figure.get('unit', '')}"
    baseline = figure.get("baseline")
    beside = baseline_text(baseline) if baseline else ""
    faces = f"<span>{html.escape(measured_on(figure))}</span>" if where else ""
    return (
        f"<tr><td>{html.escape(figure['name'])}{faces}</td>"
        f"<td>{html.escape(value)}</td><td>{html.escape(beside)}</td></tr>"
    )


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
