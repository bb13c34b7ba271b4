"""The verb that measures edits: `judge-edits`."""

import argparse
from typing import Any

from facevae.cli.progress import on_stderr
from facevae.data.labels import EXPRESSIONS

SPLITS = ("train", "validation", "test", "all")
SHOWN = {"edited": "edited", "unedited": "only reconstructed", "real": "real ones"}


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    judge = verbs.add_parser(
        "judge-edits", parents=[common], help="is an edited expression read as meant, the person still known?"
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
    judge.add_argument("--strength", type=float, default=1.0)
    judge.set_defaults(verb=_judge)


def _judge(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.data.faceset import FaceSet
    from facevae.evaluation import edits
    from facevae.latents.codec import Codec
    from facevae.recognition import edit_judges

    codec, faces = Codec.load(options.checkpoint), FaceSet.open(options.data)
    learn_from = FaceSet.open(options.learn_from or options.data)
    if options.judge == edit_judges.PIXELS:
        judge = edit_judges.of_pixels(learn_from, codec.config.size)
    else:
        judge = edit_judges.of_model(Codec.load(options.judge))
    centres = edits.learned(codec, learn_from, on_stderr())
    how = {"start": options.start, "to": options.to, "strength": options.strength}
    rows = faces.rows(None if options.split == "all" else options.split)
    report = edit_judges.measure(codec, faces, rows, centres, judge, progress=on_stderr(), **how)
    facts = {
        "checkpoint": options.checkpoint,
        "data": options.data,
        "split": options.split,
        "judge": judge.name,
    }
    head = f"{options.checkpoint} on {options.data}: {options.start} to {options.to}, judged by {judge.name}"
    lines = [_line(SHOWN[name], options.to, part) for name, part in report.items()]
    return facts | how | {"learned_from": centres.learned_from} | report, [head, *lines]


def _line(who: str, wanted: str, part: dict[str, Any]) -> str:
    cosine = f", cosine {part['cosine']:.2f}" if "cosine" in part else ""
    return (
        f"  {who}: read as {wanted} {part['read_as']:.1%}, rank 1 {part['rank1']:.1%}{cosine}, "
        f"n = {part['n']:,}"
    )
