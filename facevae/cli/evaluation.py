"""The verb that measures a model: `evaluate`."""

import argparse
import sys
from pathlib import Path
from typing import Any

from facevae.cli.arguments import column_and_value, model_of, seed
from facevae.cli.progress import on_stderr
from facevae.errors import ConfigError
from facevae.progress import Progress, silent
from facevae.recognition.registry import PROTOCOLS

FIRST = ("accuracy", "balanced_accuracy", "auc", "eer", "rank1", "rank5", "ece")  # of many figures, in order
SEPARATION = ("mig", "sap", "disentanglement", "completeness", "informativeness", "factor_vae")


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    judge = verbs.add_parser("evaluate", parents=[common], help="measure a model beside its baselines")
    judge.add_argument(
        "--checkpoint", required=True, metavar="NAME", help="the model, or an ONNX file's name"
    )
    judge.add_argument(
        "--data", metavar="NAME", help="the face set; disentanglement draws faces where none is named"
    )
    judge.add_argument("--protocol", choices=(*PROTOCOLS, "all"), default="reconstruction")
    judge.add_argument(
        "--split", choices=("train", "validation", "test"), help="test where there is one, else all"
    )
    judge.add_argument("--pairs", metavar="FILE", help="pairs to verify, such as the set's own pairs.txt")
    judge.add_argument("--enrol", type=int, metavar="N", help="pictures of each person to enrol (1)")
    judge.add_argument("--probe-where", metavar="COLUMN=VALUE", help="these pictures are the probes")
    judge.add_argument("--label", metavar="COLUMN", help="labels to read instead of the expression")
    judge.add_argument("--seed", type=seed, default=0, help="of drawn pairs and of who is enrolled")
    judge.add_argument(
        "--out", type=Path, metavar="FILE", help="also write the report there, without faces and names"
    )
    judge.set_defaults(verb=_evaluate)


def _evaluate(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae import ranks

    with ranks.joined():
        return _measured(options)


def _measured(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae import ranks
    from facevae.recognition import protocols, reports

    progress = on_stderr() if ranks.main() else silent
    face_set = _faces(options, progress)
    report = protocols.run(
        model_of(options.checkpoint),
        face_set,
        options.protocol,
        split=options.split,
        pairs=options.pairs,
        enrol=options.enrol,
        probe_where=column_and_value(options.probe_where) if options.probe_where else None,
        label=options.label,
        seed=options.seed,
        progress=progress,
        found=lambda leaks: print(_leaks(leaks), file=sys.stderr) if ranks.main() else None,
    )
    if not ranks.main():
        return None, []
    reports.write(report)
    if options.out:
        reports.export(report, options.out)
    told = protocols.bare(report)
    return told, [f"{options.checkpoint} on {face_set.name}", *_lines(told)]


def _faces(options: argparse.Namespace, progress: Progress) -> Any:
    from facevae.data.faceset import FaceSet
    from facevae.recognition.protocols import disentanglement

    if options.data:
        return FaceSet.open(options.data)
    if options.protocol == "disentanglement":
        return disentanglement.drawn(progress)
    raise ConfigError("Nothing to measure with.", "Name a face set with --data.")


def _leaks(leaks: dict[str, Any]) -> str:
    """Leaks of a protocol in one line."""
    (protocol, counted), *_ = leaks.items()
    if any(isinstance(value, dict) for value in counted.values()):
        return "\n".join(_leaks({f"{protocol} of {name}": value}) for name, value in counted.items())
    return f"leaks, {protocol}: " + ", ".join(
        f"{name.replace('_', ' ')} {n:,}" for name, n in counted.items()
    )


def _lines(report: dict[str, Any]) -> list[str]:
    """The figures of the model and of each baseline, a line each."""
    lines = []
    for protocol in PROTOCOLS:
        if protocol not in report:
            continue
        lines.append(_line("model", protocol, report))
        if protocol == "expression":
            lines += _classes(report[protocol])
        if protocol == "reconstruction":
            pca = report["baseline"]
            lines.append(f"  PCA  PSNR {pca['pca_psnr']:.2f} dB  SSIM {pca['pca_ssim']:.3f}")
            lines += _spatial(report.get("spatial"))
        for name, part in report["baseline"].items():
            if isinstance(part, dict) and name not in PROTOCOLS and protocol in part:
                lines.append(_line(name.replace("_", " "), protocol, part))
    left_out = dict(report.get("left_out", {}))
    for protocol in PROTOCOLS:
        left_out |= report.get(protocol, {}).get("baselines_left_out", {})
    return lines + [f"left out, {name.replace('_', ' ')}: {why}" for name, why in left_out.items()]


def _classes(figures: dict[str, Any]) -> list[str]:
    """Recall and precision of each expression that was shown or told."""
    from facevae.recognition.expression import by_expression

    lines = []
    for label, *shares, n in by_expression(figures):
        recall, precision = ("–" if share is None else f"{share:.3f}" for share in shares)
        lines.append(f"    {label:<10} recall {recall:<5}  precision {precision:<5}  n = {n:,}")
    return lines


def _spatial(figures: dict[str, Any] | None) -> list[str]:
    """The vector and the spatial latent together, beside PCA of as many numbers."""
    if not figures:
        return []
    pca = figures["baseline"]
    return [
        f"  with the spatial latent ({figures['numbers']} numbers)  PSNR {figures['psnr']:.2f} dB  "
        f"SSIM {figures['ssim']:.3f}  n = {figures['n']:,}",
        f"  PCA of {pca['pca_components']}  PSNR {pca['pca_psnr']:.2f} dB  SSIM {pca['pca_ssim']:.3f}",
    ]


def _line(who: str, protocol: str, part: dict[str, Any]) -> str:
    figures = part[protocol]
    if protocol == "reconstruction":
        told = f"PSNR {figures['psnr']:.2f} dB  SSIM {figures['ssim']:.3f}  n = {figures['n']:,}"
    elif protocol == "probes":
        told = "".join(f"\n    {name.replace('_', ' ')} {_read(read)}" for name, read in figures.items())
    elif protocol == "disentanglement":
        told = "  ".join(f"{name.replace('_', ' ')} {figures[name]:.3f}" for name in SEPARATION)
        told += f"  n = {figures['n']:,}"
    else:
        names = [name for name in FIRST if name in figures]
        names = names or [name for name, value in figures.items() if isinstance(value, float)]
        told = "  ".join(f"{name.replace('_', ' ')} {figures[name]:.3f}" for name in names)
        told += f"  n = {figures['n']:,}"
        if "interval" in figures:
            first, (low, high) = next(iter(figures["interval"].items()))
            told += f"  ({first}, 95 % interval: {low:.3f} to {high:.3f})"
    return f"  {who}, {protocol}: {told}"


def _read(probe: dict[str, Any]) -> str:
    return f"{probe['accuracy']:.3f}, chance {probe['chance']:.3f}, n = {probe['n']:,}"
