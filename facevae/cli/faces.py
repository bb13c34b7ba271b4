"""Verbs that bring faces in: `generate`, `import`, `shards`."""

import argparse
from pathlib import Path
from typing import Any

from facevae.cli.arguments import seed
from facevae.cli.progress import on_stderr
from facevae.errors import SourceError


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    generate = verbs.add_parser("generate", parents=[common], help="draw a face set")
    generate.add_argument("--count", type=int, default=2000, help="faces (2000)")
    generate.add_argument("--size", type=int, default=64, help="pixels on a side (64)")
    generate.add_argument("--seed", type=seed, default=0)
    generate.add_argument("--name", default="generated", help="name of the face set (generated)")
    generate.set_defaults(verb=_generate)
    bring = verbs.add_parser("import", parents=[common], help="make a face set of a zip, folder or table")
    bring.add_argument("path", type=Path, help="a zip, a folder, a picture, or fer2013.csv")
    bring.add_argument("--name", required=True, help="name of the face set")
    bring.add_argument("--size", type=int, default=64, help="pixels on a side (64)")
    bring.add_argument("--labels", type=Path, metavar="CSV", help="labels, where the source has none")
    bring.add_argument(
        "--crop",
        choices=("detect", "center", "none"),
        default="detect",
        help="find and align faces (default), take the middle square, or the picture as it is",
    )
    bring.add_argument("--center", type=int, metavar="PX", help="side of the middle square in pixels")
    bring.add_argument(
        "--several",
        choices=("refuse", "largest", "all"),
        default="refuse",
        help="what to do with a picture of several faces (refuse)",
    )
    bring.add_argument("--seed", type=seed, default=0, help="of the splits")
    bring.set_defaults(verb=_import)

    shards = verbs.add_parser("shards", parents=[common], help="make a face set of tar shards (WebDataset)")
    shards.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="tar shards, or folders of them")
    shards.add_argument("--name", required=True, help="name of the face set")
    shards.add_argument("--size", type=int, default=64, help="pixels on a side (64)")
    shards.add_argument("--copy", action="store_true", help="decode all once; else read where they lie")
    shards.add_argument("--check", action="store_true", help="decode all to leave damaged pictures out")
    shards.add_argument("--seed", type=seed, default=0, help="of the splits")
    shards.set_defaults(verb=_shards)


def _generate(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.data.generated.making import make

    made = make(options.name, options.count, options.size, options.seed, on_stderr())
    result = {"name": made.name, "faces": len(made), "size": made.size}
    return result, [f"{made.name}: {len(made):,} faces of {made.size} px"]


def _import(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.data.importer import import_faces

    if not options.path.exists():
        raise SourceError(f"There is no file or folder “{options.path}”.", "Check the path.")
    ledger = import_faces(
        options.path,
        options.name,
        size=options.size,
        crop=options.crop,
        center_px=options.center,
        labels=options.labels,
        several=options.several,
        seed=options.seed,
        progress=on_stderr(),
    )
    refused = {reason: int(count) for reason, count in ledger.refused.items()}
    lines = [f"{options.name}: {ledger.accepted:,} faces accepted"]
    lines += [f"refused, {reason.replace('_', ' ')}: {count:,}" for reason, count in refused.items()]
    return {"name": options.name, "accepted": int(ledger.accepted), "refused": refused}, lines


def _shards(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.data import shard_sets

    brought = shard_sets.bring_in(
        options.paths,
        options.name,
        size=options.size,
        copy=options.copy,
        check=options.check,
        seed=options.seed,
        progress=on_stderr(),
    )
    faces = len(brought.face_set)
    lines = [f"{options.name}: {faces:,} faces"]
    lines += [f"refused, {reason.replace('_', ' ')}: {count:,}" for reason, count in brought.refused.items()]
    return {"name": options.name, "faces": faces, "refused": brought.refused}, lines
