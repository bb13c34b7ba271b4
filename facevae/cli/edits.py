"""The verb that measures edits: `judge-edits`."""

import argparse
from typing import Any

from facevae.cli.arguments import number
from facevae.cli.progress import on_stderr
from facevae.data.labels import EXPRESSIONS
from facevae.errors import CheckpointError

SPLITS = ("train", "validation", "test", "all")
HOW = ("difference", "logistic")
SHOWN = {"edited": "edited", "unedited": "only reconstructed", "real": "real ones"}


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    judge = verbs.add_parser(
        "judge-edits", parents=[common], help="is an edited face read as meant, the person still known?"
    )
    judge.add_argument("--checkpoint", required=True, metavar="NAME", help="the model that edits")
    judge.add_argument("--data", required=True, metavar="NAME", help="faces to edit, several of each person")
    judge.add_argument("--split", choices=SPLITS, default="test", help="which of them (test)")
    judge.add_argument("--learn-from", metavar="NAME", help="labelled faces that tell where expressions lie")
    judge.add_argument(
        "--judge", default="pixels", metavar="NAME", help="a model that reads both, or pixels (default)"
    )
    judge.add_argument("--from", choices=EXPRESSIONS, default="neutral", dest="start")
    judge.add_argument("--to", choices=EXPRESSIONS, default="happiness")
    judge.add_argument("--label", metavar="NAME", help="add this instead, such as glasses or beard")
    judge.add_argument("--remove", action="store_true", help="take the label away from those that have it")
    judge.add_argument("--how", choices=HOW, default="difference", help="how a label's direction is found")
    judge.add_argument("--strength", type=number, default=1.0)
    judge.set_defaults(verb=_judge)


def _judge(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.data.faceset import FaceSet
    from facevae.latents.codec import Codec

    codec, faces = Codec.load(options.checkpoint), FaceSet.open(options.data)
    learn_from = FaceSet.open(options.learn_from or options.data)
    judge = _judge_of(options.judge, learn_from, codec.config.size)
    rows = faces.rows(None if options.split == "all" else options.split)
    edit = _label if options.label else _expression
    how, report, wanted = edit(options, codec, faces, rows, learn_from, judge)
    facts = {name: getattr(options, name) for name in ("checkpoint", "data", "split", "strength")}
    head = f"{options.checkpoint} on {options.data}: {wanted}, judged by {judge.name}"
    lines = [_line(SHOWN[name], part) for name, part in report.items() if name in SHOWN]
    return facts | {"judge": judge.name} | how | report, [head, *lines]


def _judge_of(name: str, learn_from, size: int):
    from facevae.latents.codec import Codec
    from facevae.recognition import edit_judges

    if name == edit_judges.PIXELS:
        return edit_judges.of_pixels(learn_from, size)
    judge = edit_judges.of_model(Codec.load(name))
    if judge.read is None:
        raise CheckpointError(f"“{name}” does not read expressions.", "Choose another judge.")
    return judge


def _expression(options: argparse.Namespace, codec, faces, rows, learn_from, judge):
    from facevae.evaluation import edits
    from facevae.recognition import edit_judges

    centres = edits.learned(codec, learn_from, on_stderr())
    how = {"start": options.start, "to": options.to}
    asked = how | {"strength": options.strength, "progress": on_stderr()}
    report = edit_judges.measure(codec, faces, rows, centres, judge, **asked)
    return how | {"learned_from": centres.learned_from}, report, f"{options.start} to {options.to}"


def _label(options: argparse.Namespace, codec, faces, rows, learn_from, judge):
    from facevae.recognition import label_edits

    direction = label_edits.learned(codec, learn_from, options.label, options.how, on_stderr())
    reader = label_edits.reads(learn_from, options.label, codec.config.size)
    how = {"label": options.label, "remove": options.remove, "how": options.how}
    asked = {"remove": options.remove, "strength": options.strength, "progress": on_stderr()}
    report = label_edits.measure(codec, faces, rows, direction, reader, judge, **asked)
    return how, report, f"{options.label} {'removed' if options.remove else 'added'} ({options.how})"


def _line(who: str, part: dict[str, Any]) -> str:
    cosine = f", cosine {part['cosine']:.2f}" if "cosine" in part else ""
    return (
        f"  {who}: read as meant {part['read_as']:.1%}, rank 1 {part['rank1']:.1%}{cosine}, n = {part['n']:,}"
    )
