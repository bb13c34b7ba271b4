"""What a run is made of, as a short list of terms and values."""

import html
import json
from pathlib import Path
from typing import Any

import streamlit as st

from facevae.dashboard import model_card, setting_fields

TAIL = 262_144  # bytes of metrics that hold the last validation


def show(run, status: dict) -> None:
    """Faces, preset, model, changed settings and how well it does by now."""
    pairs = facts(run.config, status, last_psnr(run.folder / "metrics.jsonl"))
    items = "".join(f"<dt>{html.escape(term)}</dt><dd>{html.escape(value)}</dd>" for term, value in pairs)
    st.html(f'<dl class="fv-facts">{items}</dl>')


def facts(config: dict[str, Any], status: dict, psnr: float | None) -> list[tuple[str, str]]:
    """Terms and values; the settings are those that differ from the preset's."""
    model = config["model"]
    held_out = "held-out faces" if psnr is not None else "measured at the first validation"
    faces = f"{status['faces']:,} of {config['data']}" if status.get("faces") else config["data"]
    if config.get("excluded"):
        faces += f", without {config['excluded']:,} excluded"
    pairs = [
        ("Validation", f"{psnr:.1f} dB PSNR on {held_out}" if psnr is not None else held_out),
        ("Faces", faces),
        ("Preset", config["preset"]),
        ("Model", f"{model_card.kind(model)}, {model['size']} px, {model['latent_dim']} latents"),
    ]
    if changes := setting_fields.unlike_preset(config):
        pairs.append(("Changed", changes))
    return pairs


def last_psnr(metrics: Path) -> float | None:
    """The newest validation's PSNR in dB, read from the end of the file."""
    if not metrics.exists():
        return None
    with open(metrics, "rb") as file:
        start = max(0, metrics.stat().st_size - TAIL)
        file.seek(start)
        lines = file.read().splitlines()[1 if start else 0 :]
    for line in reversed(lines):
        if line.startswith(b"{") and line.endswith(b"}") and b"validation_psnr" in line:
            return json.loads(line)["validation_psnr"]
    return None
