"""The verb that says what there is: `list`."""

import argparse
from typing import Any

from facevae.cli.rows import lines, rows


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    listing = verbs.add_parser("list", parents=[common], help="list face sets, runs or checkpoints")
    listing.add_argument("what", choices=("data", "runs", "checkpoints"))
    listing.set_defaults(verb=_list)


def _list(options: argparse.Namespace) -> tuple[Any, list[str]]:
    found = {"data": _face_sets, "runs": _runs, "checkpoints": _checkpoints}[options.what]()
    return found, lines(found) or [f"no {options.what} yet"]


def _face_sets() -> list[dict[str, Any]]:
    from facevae.data import faceset

    def fields(name: str) -> dict[str, Any]:
        face_set = faceset.FaceSet.open(name)
        return {"faces": len(face_set), "size": face_set.size}

    return rows(faceset.names(empty=True), fields)


def _runs() -> list[dict[str, Any]]:
    from facevae.training import run as runs

    def fields(name: str) -> dict[str, Any]:
        status = runs.Run.open(name).status()
        return {"state": status["state"], "step": status["step"], "steps": status.get("steps")}

    return rows(runs.names(), fields)


def _checkpoints() -> list[dict[str, Any]]:
    from facevae.training import cards

    def fields(name: str) -> dict[str, Any]:
        card = cards.read(name)
        told = ("title", "kind", "backbone", "size", "latent_dim", "parameters")
        return {field: card.get(field) for field in told}

    return rows(cards.names(), fields)
