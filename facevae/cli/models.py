"""Verbs that use a checkpoint: `reconstruct`, `project`."""

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np

from facevae.cli.arguments import CROPS, seed
from facevae.cli.progress import on_stderr
from facevae.errors import FaceSetError, PictureError
from facevae.progress import silent


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    model = argparse.ArgumentParser(add_help=False, parents=[common])
    model.add_argument("--checkpoint", required=True, metavar="NAME", help="the model")
    faces = argparse.ArgumentParser(add_help=False, parents=[model])
    faces.add_argument("--data", required=True, metavar="NAME", help="the face set")

    show = verbs.add_parser("reconstruct", parents=[model], help="pictures beside what a model makes of them")
    show.add_argument("images", nargs="+", type=Path, metavar="IMAGE")
    show.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder for the pictures")
    show.add_argument(
        "--crop",
        choices=CROPS,
        default="detect",
        help="find and align faces (default), take the middle square, or the picture as it is",
    )
    show.add_argument("--detail", action="store_true", help="with the spatial latent beside the vector")
    show.set_defaults(verb=_reconstruct)

    _add_project(verbs, faces)


def _add_project(verbs: Any, faces: argparse.ArgumentParser) -> None:
    from facevae.latents.projection_methods import DISTANCES, METHODS

    project = verbs.add_parser("project", parents=[faces], help="lay a face set's latents out as a map")
    project.add_argument("--method", choices=METHODS, default="pca")
    project.add_argument("--dimensions", type=int, choices=(2, 3), default=2)
    project.add_argument("--distance", choices=DISTANCES, default="euclidean", help="between latents")
    project.add_argument(
        "--part", default="", metavar="NAME", help="of the latents: identity, expression, rest"
    )
    for method in METHODS.values():
        for name, one in method.settings.items():
            told = {"type": one.kind, "default": one.usual, "help": f"{method.title}'s ({one.usual})"}
            project.add_argument(f"--{name}", **told)
    project.add_argument("--seed", type=seed, default=0)
    project.add_argument("--out", required=True, type=Path, metavar="FILE", help="Parquet file to write")
    project.set_defaults(verb=_project)


def _reconstruct(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.data.cutting import Cutter
    from facevae.faces.decode import decode
    from facevae.latents.codec import Codec

    codec = Codec.load(options.checkpoint)
    cutter = Cutter(codec.config.size, options.crop, several="all", min_side=1)
    options.out.mkdir(parents=True, exist_ok=True)
    faces, refused, progress = [], [], on_stderr()
    for number, path in enumerate(options.images):
        progress(number, len(options.images), "reconstructing")
        try:
            crops = [cut.picture for cut in cutter.cut(decode(path))]
        except PictureError as error:
            refused.append({"image": str(path), "reason": error.reason, "error": str(error)})
            hint = " Use --crop center if it is one." if error.reason == "no_face" else ""
            print(f"{path}: {error}{hint}", file=sys.stderr)
            continue
        taken = {Path(face["file"]) for face in faces} | {image.resolve() for image in options.images}
        faces += _write(codec.reconstruct(np.stack(crops), options.detail), path, options.out, taken)
    progress(len(options.images), len(options.images), "reconstructing")
    if not faces:
        raise PictureError("None of the pictures could be reconstructed.", "See the lines above.", "none")
    lines = [f"{face['file']}  {face['psnr']:.1f} dB  SSIM {face['ssim']:.2f}" for face in faces]
    return {"faces": faces, "refused": refused}, lines


def _write(judged, path: Path, out: Path, taken: set[Path]) -> list[dict[str, Any]]:
    """Write each face's picture, original | reconstruction | error, and tell its figures."""
    from PIL import Image

    from facevae.figures.error import error_picture

    rows = []
    for i in range(len(judged.x)):
        file = _free_file(out, path.stem, taken)
        taken.add(file)
        x, x_hat = judged.x[i], judged.x_hat[i]
        Image.fromarray(np.concatenate([x, x_hat, error_picture(x, x_hat)], axis=1)).save(file)
        rows.append(
            {
                "image": str(path),
                "face": i,
                "file": str(file),
                "psnr": float(judged.psnr[i]),
                "ssim": float(judged.ssim[i]),
                "kl": float(judged.kl[i]),
            }
        )
    return rows


def _free_file(out: Path, stem: str, taken: set[Path]) -> Path:
    """`stem.png`, with a number behind it where this call has used the name or was given it as a picture."""
    number, file = 2, out / f"{stem}.png"
    while file in taken or file.resolve() in taken:
        number, file = number + 1, out / f"{stem}-{number}.png"
    return file


def _project(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae import ranks

    with ranks.joined():
        return _laid_out(options)


def _laid_out(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae import ranks
    from facevae.data.faceset import FaceSet
    from facevae.home import write_bytes
    from facevae.latents import maps, set_maps, store
    from facevae.latents.codec import Codec
    from facevae.latents.projection_methods import all_settings

    codec, face_set = Codec.load(options.checkpoint), FaceSet.open(options.data)
    rows = face_set.rows()
    if not len(rows):
        raise FaceSetError(f"“{face_set.name}” has no faces to lay out.", "Choose another face set.")
    progress = on_stderr() if ranks.main() else silent
    set_maps.place(codec, options.part)  # refused before anything is encoded
    z = store.latents(codec, face_set, rows, progress)
    z = set_maps.of_part(codec, z, options.part, options.distance)
    if not ranks.main():
        return None, []
    drawn = set_maps.draw(
        face_set,
        rows,
        lambda: z,
        checkpoint_id=codec.checkpoint.id,
        method=options.method,
        dimensions=options.dimensions,
        distance=options.distance,
        part=options.part,
        seed=options.seed,
        progress=progress,
        **{name: getattr(options, name) for name in all_settings()},
    )
    write_bytes(options.out, maps.parquet(drawn))
    lines = [f"{options.out}: {len(drawn.points):,} faces"]
    trust = maps.trust(z, drawn.points) if len(z) >= 3 else None
    if trust:
        lines.append(
            f"trustworthiness {trust['trustworthiness']:.3f}, {trust['neighbours_kept']:.0%} of the "
            f"{trust['k']} nearest kept ({trust['by_chance']:.1%} by chance), n = {trust['n']:,}"
        )
    return {"file": str(options.out), "trust": trust} | drawn.facts, lines
