"""What was measured of a model, as figures like those of its card: value, unit, faces, baseline."""

from pathlib import Path
from typing import Any

from facevae.recognition.registry import PROTOCOLS

Figure = dict[str, Any]
# The figures of a protocol that are shown, with their names and units. Of others all numbers are.
HEADS = {
    "reconstruction": (("psnr", "Reconstruction", "dB PSNR"), ("ssim", "Structure", "SSIM")),
    "verification": (
        ("accuracy", "Right answers", "%"),
        ("auc", "Area under the ROC", "AUC"),
        ("eer", "Equal error rate", "%"),
    ),
    "identification": (("rank1", "First match right", "%"), ("rank5", "Among the first five", "%")),
    "expression": (
        ("accuracy", "Right answers", "%"),
        ("balanced_accuracy", "Mean over the expressions", "%"),
    ),
    "disentanglement": (
        ("mig", "Mutual information gap", "MIG"),
        ("sap", "Attribute predictability gap", "SAP"),
        ("disentanglement", "Each number for one property", "DCI"),
        ("completeness", "Each property in one number", "DCI"),
        ("informativeness", "Properties read linearly, mean R²", "R²"),
        ("factor_vae", "FactorVAE score", "of 1"),
    ),
}


def measured(name: str) -> list[Figure]:
    """The figures of all that was measured of a checkpoint here; of the same measured twice, the newest."""
    from facevae.dashboard import caches
    from facevae.recognition import reports

    known: dict[tuple[str, ...], Figure] = {}
    for report in reports.made_here(caches.identity(name)):
        for protocol in (one for one in PROTOCOLS if one in report):
            for figure in of_protocol(report, protocol):
                known.setdefault((protocol, figure["name"], figure["set"]), figure | {"here": True})
    return list(known.values())


def of_protocol(report: dict, protocol: str) -> list[Figure]:
    """One protocol's figures of a report, each beside the strongest baseline."""
    if protocol == "probes":
        return [_probe(report, name, read) for name, read in report["probes"].items()]
    figures, beside = report[protocol], report["baseline"].get(protocol, {})
    numbers = [
        (name, name.replace("_", " "), "") for name, value in figures.items() if isinstance(value, float)
    ]
    shown = [head for head in HEADS.get(protocol, numbers) if figures.get(head[0]) is not None]
    return [_figure(report, protocol, figures, *head, beside) for head in shown]


def _figure(
    report: dict, protocol: str, figures: dict, key: str, name: str, unit: str, beside: dict
) -> Figure:
    if key == "factor_vae":
        name += f" (by chance {figures['chance']:.2f})"
    of = 100 if unit == "%" else 1
    told = {"task": protocol, "name": name, "unit": unit, "value": of * figures[key], "n": figures["n"]}
    if beside.get(key) is not None:
        named = beside.get("name", "baseline").replace("_", " ")
        told["baseline"] = {"name": named, "value": of * beside[key]}
    return told | {"set": _set(report, figures)}


def _probe(report: dict, name: str, read: dict) -> Figure:
    label, _, part = name.partition("_from_")
    eigenfaces = report["baseline"].get("probes", {}).get(name)
    beside = ("eigenfaces", eigenfaces["accuracy"]) if eigenfaces else ("chance", read["chance"])
    source = {"": "the latent", "whole": "the whole latent"}.get(part, f"the {part} part")
    return {
        "task": "probes",
        "name": f"{label.replace('_', ' ').capitalize()} read from {source}",
        "unit": "%",
        "value": 100 * read["accuracy"],
        "n": read["n"],
        "baseline": {"name": beside[0], "value": 100 * beside[1]},
        "set": _set(report, {}),
    }


def _set(report: dict, figures: dict) -> str:
    """`lfw, LFW View 1, split test`."""
    options = {**report["options"], "pairs": None, "seed": None}
    asked = [f"{name.replace('_', ' ')} {_said(value)}" for name, value in options.items() if value]
    return ", ".join([report["data"], *([Path(figures["name"]).name] if figures.get("name") else []), *asked])


def _said(value: Any) -> str:
    return "=".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
