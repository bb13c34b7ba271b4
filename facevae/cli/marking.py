"""Verbs that say something of faces that are in a set: `tag`, `exclude`."""

import argparse
from pathlib import Path
from typing import Any

from facevae.cli.arguments import column_and_value
from facevae.errors import ConfigError, FaceSetError, SourceError


def add_verbs(verbs: Any, common: argparse.ArgumentParser) -> None:
    faces = argparse.ArgumentParser(add_help=False, parents=[common])
    faces.add_argument("--data", required=True, metavar="NAME", help="the face set")
    faces.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="COLUMN=VALUE",
        help="the faces of which this is so; given several times, of which all of it is",
    )
    faces.add_argument(
        "--faces",
        type=Path,
        metavar="FILE",
        help="their face_ids: a line each, or the column of a CSV or Parquet file",
    )
    tag = verbs.add_parser(
        "tag", parents=[faces], help="put tags on faces; without a tag, list those there are"
    )
    tag.add_argument("words", nargs="*", metavar="TAG")
    tag.add_argument("--remove", action="store_true", help="take them off these faces, or off all")
    tag.set_defaults(verb=_tag)
    exclude = verbs.add_parser(
        "exclude", parents=[faces], help="leave faces out of maps, training and evaluation"
    )
    exclude.add_argument("--back", action="store_true", help="take these faces back, or all")
    exclude.set_defaults(verb=_exclude)


def _tag(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.data import marking, marks
    from facevae.data.faceset import FaceSet

    face_set = FaceSet.open(options.data)
    if options.words:
        chosen = _chosen(options, face_set, all_where_none=options.remove)
        change = marking.untag if options.remove else marking.tag
        face_set = change(face_set, options.words, chosen)
    tags = marks.tags(face_set.facts)
    lines = [f"{word}: {count:,} faces" for word, count in tags.items()]
    return {"data": face_set.name, "tags": tags}, lines or [f"no tags in {face_set.name}"]


def _exclude(options: argparse.Namespace) -> tuple[Any, list[str]]:
    from facevae.data import marking
    from facevae.data.faceset import FaceSet

    face_set = FaceSet.open(options.data)
    if options.back or options.where or options.faces:
        chosen = _chosen(options, face_set, all_where_none=options.back)
        change = marking.take_back if options.back else marking.exclude
        face_set = change(face_set, chosen)
    excluded, used = len(face_set.excluded), len(face_set.rows())
    line = f"{face_set.name}: {excluded:,} faces excluded, {used:,} used"
    return {"data": face_set.name, "excluded": excluded, "used": used}, [line]


def _chosen(options: argparse.Namespace, face_set: Any, all_where_none: bool) -> list[str] | None:
    """face_ids of the faces that are meant; None for all of them.

    Raises:
        ConfigError: it was not said which.
        FaceSetError: there are none such.
    """
    if not options.where and options.faces is None:
        if all_where_none:
            return None
        raise ConfigError("It is not said which faces.", "Add --where COLUMN=VALUE or --faces FILE.")
    face_ids = face_set.column("face_id")
    for column, value in map(column_and_value, options.where):
        face_ids = face_ids[_are(face_set, column, value).reindex(face_ids.index)]
    if options.faces is not None:
        face_ids = face_ids[face_ids.isin(_listed(options.faces))]
    if not len(face_ids):
        raise FaceSetError(f"“{face_set.name}” has no such faces.", "Nothing was changed.")
    return face_ids.tolist()


def _are(face_set: Any, column: str, value: str) -> Any:
    """Which faces have this value, or this tag, as a series of bool."""
    import pandas as pd

    from facevae.data import marks

    if column not in face_set.columns:
        known = ", ".join(face_set.columns)
        raise FaceSetError(f"“{face_set.name}” has no column “{column}”.", f"Its columns: {known}.")
    values = face_set.column(column)
    if column == marks.TAGS:
        return pd.Series(marks.has(values, value))
    return values.notna() & (values.astype(str) == value)


def _listed(path: Path) -> set[str]:
    """The face_ids in a file.

    Raises:
        SourceError: it has none.
    """
    import pandas as pd

    try:
        if path.suffix.lower() in (".csv", ".parquet"):
            table = (
                pd.read_parquet(path) if path.suffix.lower() == ".parquet" else pd.read_csv(path, dtype=str)
            )
            return set(table["face_id"])
        return set(path.read_text(encoding="utf-8").split())
    except (KeyError, ValueError) as error:
        raise SourceError(
            f"“{path.name}” lists no face_ids.", "Give a line each, or a column face_id."
        ) from error
