"""Reads the command line and calls the verb."""

import argparse
import json
import sys
from collections.abc import Sequence

from facevae import __version__
from facevae.cli import (
    detector,
    edits,
    evaluation,
    faces,
    listing,
    marking,
    models,
    queue,
    recognition,
    runs,
    studio,
    training,
)
from facevae.errors import FaceVAEError
from facevae.json_values import plain

GROUPS = (
    faces,
    marking,
    training,
    queue,
    runs,
    listing,
    models,
    studio,
    edits,
    evaluation,
    recognition,
    detector,
)


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(
        prog="python -m facevae", description="A laboratory for faces and autoencoders."
    )
    root.add_argument("--version", action="version", version=__version__)
    verbs = root.add_subparsers(title="verbs", metavar="VERB", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="print the result as JSON, for machines")
    for group in GROUPS:
        group.add_verbs(verbs, common)
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; its exit code is 0, or 1 with one clear line on an error a person can mend."""
    options = parser().parse_args(arguments)
    try:
        result, lines = options.verb(options)
    except FaceVAEError as error:
        _tell(f"error: {error}")
        return 1
    except OSError as error:
        place = error.filename2 or error.filename
        where = f"“{place}”: " if place else ""
        _tell(f"error: {where}{error.strerror or error}.")
        return 1
    except KeyboardInterrupt:
        _tell("Cancelled.")
        return 130
    if result is None:  # of several ranks one speaks
        return 0
    told = json.dumps(plain(result)) if options.json else "\n".join(lines)
    print(told)
    return 0


def _tell(line: str) -> None:
    """Say how it ended, on a terminal in place of how far it was."""
    print(f"\r\x1b[K{line}" if sys.stderr.isatty() else line, file=sys.stderr)
