"""Verbs that make faces: `sample`, `edit`, `again`."""

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from facevae.cli.arguments import CROPS, number, seed
from facevae.cli.pictures import faces_of
from facevae.cli.progress import on_stderr
from facevae.data.labels import EXPRESSIONS
from facevae.errors import ConfigError, FaceSetError, SourceError
from facevae.models.registry import PRIORS

WRITERS = ("png", "gif", "webp", "mp4", "npz", "csv")


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    made = argparse.ArgumentParser(add_help=False, parents=[common])
    made.add_argument(
        "--out", required=True, type=Path, metavar="FILE", help=f"by its ending {', '.join(WRITERS)}"
    )
    made.add_argument("--no-mark", action="store_true", help="leave out the visible word “generated”")

    draw = verbs.add_parser("sample", parents=[made], help="faces that nobody has, from a model's prior")
    draw.add_argument("--checkpoint", required=True, metavar="NAME", help="the model")
    draw.add_argument("--count", type=int, default=16, help="faces (16)")
    draw.add_argument("--seed", type=seed, default=0)
    draw.add_argument(
        "--temperature", type=number, default=0.8, help="0 ordinary, 1 as various as real (0.8)"
    )
    draw.add_argument("--prior", choices=PRIORS, help="that faces are drawn from (the model's own)")
    draw.add_argument(
        "--data", metavar="NAME", help="faces to fit that prior to, else those the model learned from"
    )
    draw.add_argument("--refuse", type=number, default=0.0, help="share of unlikely ones to refuse (0)")
    draw.add_argument("--expression", choices=EXPRESSIONS, help="that all of them show")
    draw.set_defaults(verb=_sample)

    edit = verbs.add_parser("edit", parents=[made], help="another expression on a face, the person kept")
    edit.add_argument("image", type=Path, metavar="IMAGE")
    edit.add_argument("--checkpoint", required=True, metavar="NAME", help="the model")
    edit.add_argument("--expression", choices=(*EXPRESSIONS, "all"), default="all", help="default: all")
    edit.add_argument("--strength", type=number, default=1.0, help="1: as far as faces lie apart (1)")
    edit.add_argument(
        "--data", metavar="NAME", help="labelled faces to learn expressions from, else the model"
    )
    edit.add_argument("--crop", choices=CROPS, default="detect", help="as in reconstruct (detect)")
    edit.set_defaults(verb=_edit)

    again = verbs.add_parser("again", parents=[common], help="the faces of a saved file, made once more")
    again.add_argument("file", type=Path, metavar="FILE", help="a picture, film, NPZ or CSV saved by FaceVAE")
    again.add_argument("--out", type=Path, metavar="FILE", help="write them; else the recipe is told")
    again.add_argument("--no-mark", action="store_true", help="leave out the visible word “generated”")
    again.set_defaults(verb=_again)


def _sample(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.data.faceset import FaceSet
    from facevae.latents import priors, recipe, sampling
    from facevae.latents.codec import Codec

    _check(options.out)
    recipe.check(options.count)
    faces = FaceSet.open(options.data) if options.data else None
    codec = priors.of(Codec.load(options.checkpoint), options.prior, faces, on_stderr())
    asked = {"seed": options.seed, "temperature": options.temperature, "refuse": options.refuse}
    asked |= {"expression": options.expression} if options.expression else {}
    sampled = sampling.sample(codec, options.count, **asked)
    asked |= priors.told(codec)
    made = recipe.make(codec, "sample", sampled.z, **asked)
    _write(options.out, sampled.pictures, made, not options.no_mark)
    return {"file": str(options.out), "faces": len(sampled.z)} | asked, [
        f"{options.out}: {options.count} faces"
    ]


def _edit(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.latents import expressions, recipe
    from facevae.latents.codec import Codec
    from facevae.recognition import edit_judges, edited

    _check(options.out)
    codec = Codec.load(options.checkpoint)
    face = faces_of([options.image], codec.config.size, options.crop)
    centres = _centres(codec, options.data)
    z = codec.encode(face).mu[0]
    start = expressions.of_face(codec, centres, z)
    wanted = centres.known if options.expression == "all" else [options.expression]
    edits = np.stack([expressions.change(z, centres, name, start, options.strength) for name in wanted])
    pictures = codec.decode(edits)
    scores = edited.score(codec.decode(z)[0], pictures, edit_judges.of_model(codec))
    told = {"strength": options.strength, "from": start, "expressions": wanted}
    _write(
        options.out,
        pictures,
        recipe.make(codec, "edit", edits, of_photograph=True, **told),
        not options.no_mark,
    )
    rows = [
        {"expression": name, "cosine": one.cosine, "read_as": one.expression, "probability": one.probability}
        for name, one in zip(wanted, scores, strict=True)
    ]
    lines = [f"{options.out}: from {start}, strength {options.strength:g}"]
    return {"file": str(options.out), "from": start, "edits": rows}, lines + [_line(row) for row in rows]


def _line(row: dict[str, Any]) -> str:
    read = f", read as {row['read_as']} ({row['probability']:.0%})" if row["read_as"] else ""
    return f"  {row['expression']}: cosine to the face before {row['cosine']:.2f}{read}"


def _centres(codec, data: str | None):
    from facevae.data.faceset import FaceSet
    from facevae.latents import expressions, store

    if data is None:
        return expressions.of_prior(codec)
    faces = FaceSet.open(data)
    labels = faces.column("expression").to_numpy()
    rows = faces.rows("train")
    rows = rows[[labels[row] is not None for row in rows]]
    if not len(rows):
        raise FaceSetError(f"“{data}” has no labelled training faces.", "Choose another face set.")
    pictures = faces.pixels[rows]
    return expressions.of_faces(codec, store.latents(codec, faces, rows), labels[rows], pictures, f"“{data}”")


def _again(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.latents import keeping
    from facevae.latents.codec import Codec

    if options.out:
        _check(options.out)
    known = keeping.read(options.file.read_bytes())
    told = {
        "kind": known.kind,
        "checkpoint": known.checkpoint,
        "faces": len(known.z),
        "settings": known.settings,
    }
    if options.out:
        _write(options.out, known.pictures(Codec.load(known.checkpoint)), known, not options.no_mark)
    return told, [f"{known.kind} of {len(known.z)} faces: {keeping.describes(known)}"]


def _ending(file: Path) -> str:
    return file.suffix.lower().removeprefix(".")


def _check(file: Path) -> None:
    """Refuse, before the work begins, a file of no known kind."""
    if _ending(file) not in WRITERS:
        raise ConfigError(f"“{file.name}” has no known ending.", f"Choose one of {', '.join(WRITERS)}.")


def _write(file: Path, pictures: np.ndarray, made, marked: bool) -> None:
    from facevae import home
    from facevae.latents import keeping

    ending = _ending(file)
    writer = getattr(keeping, ending)
    if ending in ("npz", "csv"):
        content = writer(made)
    else:
        content = writer(pictures, made, side=max(128, pictures.shape[1]), marked=marked)
    try:
        keeping.read(content)
    except SourceError as error:
        raise ConfigError(
            f"A {ending.upper()} of {len(made.z):,} faces is too large to be opened again.",
            "Choose fewer faces, or npz.",
        ) from error
    home.write_bytes(file, content)
