"""Verbs about single faces: `verify`, `identify`, `enrol`, `expression`."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from facevae.cli.arguments import CROPS, model_of, number
from facevae.cli.pictures import faces_of
from facevae.cli.progress import on_stderr
from facevae.errors import ConfigError

RECOGNISER, READER = "recognise-64", "expression-64"  # the models that are asked where none is named


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    crop = argparse.ArgumentParser(add_help=False, parents=[common])
    crop.add_argument(
        "--crop", choices=CROPS, default="detect", help="find and align the face (default), or how to cut it"
    )
    recogniser, reader = (_model(crop, name) for name in (RECOGNISER, READER))

    verify = verbs.add_parser("verify", parents=[recogniser], help="are these pictures of one person?")
    verify.add_argument("first", type=Path, metavar="A")
    verify.add_argument("second", type=Path, metavar="B")
    verify.add_argument("--threshold", type=number, help="score from which it is the same person")
    verify.set_defaults(verb=_verify)

    identify = verbs.add_parser("identify", parents=[recogniser], help="who of a gallery is this?")
    identify.add_argument("image", type=Path, metavar="IMAGE")
    identify.add_argument("--gallery", required=True, metavar="NAME")
    identify.add_argument("--count", type=int, default=5, help="people to name at most (5)")
    identify.add_argument("--threshold", type=number, help="score below which it is nobody")
    identify.set_defaults(verb=_identify)

    enrol = verbs.add_parser("enrol", parents=[crop], help="put pictures of a person into a gallery")
    enrol.add_argument("name", metavar="NAME", help="the person")
    enrol.add_argument("images", nargs="+", type=Path, metavar="IMAGE")
    enrol.add_argument(
        "--gallery", required=True, metavar="NAME", help="a new one is made where there is none"
    )
    enrol.set_defaults(verb=_enrol)

    expression = verbs.add_parser("expression", parents=[reader], help="what expression does a face show?")
    expression.add_argument("images", nargs="+", type=Path, metavar="IMAGE")
    expression.set_defaults(verb=_expression)


def _model(crop: argparse.ArgumentParser, shipped: str) -> argparse.ArgumentParser:
    model = argparse.ArgumentParser(add_help=False, parents=[crop])
    model.add_argument("--checkpoint", default=shipped, metavar="NAME", help=f"the model ({shipped})")
    return model


def _verify(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.recognition import decision, reports

    embedder, model_id, size = _embedder(options.checkpoint)
    first, second = embedder.embed(faces_of([options.first, options.second], size, options.crop))
    score = float(first @ second)
    result: dict[str, Any] = {"checkpoint": options.checkpoint, "score": score}
    report = decision.surest(reports.of(options.checkpoint, model_id), "verification")
    if report:
        decided = decision.decide(score, report, options.threshold)
        said = "the same person" if decided.same else "not the same person"
        errors = f"{decided.far:.1%} of strangers pass and {decided.frr:.1%} of pairs of one person fail"
        line = f"{said}: score {score:.3f}, threshold {decided.threshold:.3f}, at which {errors}"
        return result | asdict(decided), [f"{line} ({decided.measured_on}, n = {decided.n:,})"]
    same = None if options.threshold is None else score >= options.threshold
    unknown = {"same": same, "threshold": options.threshold, "far": None, "frr": None}
    return result | unknown, [f"score {score:.3f}; {_untested(options.checkpoint)}"]


def _identify(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.recognition import decision, naming, reports
    from facevae.recognition.gallery import Gallery

    if options.count < 1:
        raise ConfigError(f"{options.count} people cannot be named.", "Ask for one or more.")
    gallery = Gallery.open(options.gallery)
    gallery.must_have_people()
    embedder, model_id, size = _embedder(options.checkpoint)
    (vector,) = embedder.embed(faces_of([options.image], size, options.crop))
    matches = gallery.search(vector, options.count, embedder, on_stderr())
    report = decision.surest(reports.of(options.checkpoint, model_id), "verification")
    weighed = report and naming.weigh(report, len(gallery), options.threshold)
    threshold = weighed.threshold if weighed else options.threshold
    known = threshold is not None and matches[0].score >= threshold
    result = {
        "checkpoint": options.checkpoint,
        "gallery": gallery.name,
        "person": matches[0].person if known else None,
        "threshold": threshold,
        "strangers_named": weighed and weighed.strangers,
        "known_named": weighed and weighed.known,
        "matches": [{"person": match.person, "score": match.score} for match in matches],
    }
    said = matches[0].person if known else "nobody who is enrolled"
    lines = ["nobody is named" if threshold is None else f"{said} (threshold {threshold:.3f})"]
    lines.append(weighed.told() if weighed else _untested(options.checkpoint))
    return result, lines + [f"{match.score:.3f}  {match.person}" for match in matches]


def _untested(name: str) -> str:
    return f"how often “{name}” errs was not measured (evaluate --protocol verification)"


def _embedder(name: str) -> tuple[Any, str, int]:
    """What makes vectors, the id its reports go by, and the side of the pictures it wants."""
    from facevae.latents.codec import Codec
    from facevae.recognition.embedding import LatentEmbedder

    model = model_of(name)
    if isinstance(model, Codec):
        return LatentEmbedder(model), model.checkpoint.id, model.config.size
    return model, model.id, model.side


def _enrol(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.recognition import gallery as galleries

    name, person = options.gallery.strip(), galleries.checked_person(options.name)
    known = name in galleries.names()
    size = galleries.Gallery.open(name).size if known else galleries.SIZE
    faces = faces_of(options.images, size, options.crop)
    gallery = galleries.Gallery.open(name) if known else galleries.Gallery.create(name)
    gallery.enrol(person, faces)
    count = len(gallery.pictures(person))
    result = {"gallery": name, "person": person, "added": len(faces), "pictures": count}
    line = f"{person}: pictures added: {len(faces)}, in all: {count}"
    return result | {"people": len(gallery.people)}, [f"{line}; people in “{name}”: {len(gallery.people)}"]


def _expression(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.data.labels import EXPRESSIONS
    from facevae.latents.codec import Codec
    from facevae.recognition.expression import calibrated, read

    codec = Codec.load(options.checkpoint)
    probabilities = read(codec, faces_of(options.images, codec.config.size, options.crop))
    faces, lines = [], []
    for path, row in zip(options.images, probabilities, strict=True):
        by_name = dict(zip(EXPRESSIONS, map(float, row), strict=True))
        faces.append({"image": str(path), "expression": EXPRESSIONS[row.argmax()], "probabilities": by_name})
        first = sorted(by_name.items(), key=lambda item: -item[1])[:3]
        lines.append(f"{path}: " + ", ".join(f"{name} {share:.0%}" for name, share in first))
    known = calibrated(codec).fitted_on
    lines.append(f"the shares were calibrated on {known}" if known else "the shares were not calibrated")
    return {"checkpoint": options.checkpoint, "calibrated_on": known, "faces": faces}, lines
