"""What lies over the points of a map: the user's own faces, and the way between two selected ones."""

from typing import NamedTuple

from facevae.dashboard import map_path, placing
from facevae.dashboard.map_request import Request
from facevae.dashboard.messages import telling_errors


class Over(NamedTuple):
    """The faces that were placed, and the way, where there is one."""

    placed: list[placing.Placed]
    path: map_path.Path | None


def over(request: Request, drawn, codec, pictures: list) -> Over:
    """What can be placed on a map by its own model; what cannot is told.

    Args:
        pictures: the `Found` ones of the user.
    """
    placed, path = [], None
    with telling_errors():
        placed = placing.place(request, drawn, codec, pictures)
    with telling_errors():
        path = map_path.between(request, drawn, codec)
    return Over(placed, path)
