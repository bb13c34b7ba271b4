"""Tables in the shell: a row a name."""

from collections.abc import Callable, Iterable
from typing import Any

from facevae.errors import FaceVAEError


def rows(names: Iterable[str], fields: Callable[[str], dict[str, Any]]) -> list[dict[str, Any]]:
    """A row a name; where one is damaged, its row says so."""
    found = []
    for name in names:
        try:
            found.append({"name": name} | fields(name))
        except FaceVAEError as error:
            found.append({"name": name, "error": error.what})
    return found


def lines(table: Iterable[dict[str, Any]]) -> list[str]:
    return ["  ".join(str(value) for value in row.values()) for row in table]
