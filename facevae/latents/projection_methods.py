"""The ways to draw a map, one entry each, and what each can be told."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from facevae.errors import ConfigError
from facevae.latents.projection_pca import principal
from facevae.latents.projection_tsne import tsne
from facevae.latents.projection_umap import umap

DISTANCES = {"euclidean": "straight line", "cosine": "direction"}


class Setting(NamedTuple):
    """A number that a method can be told.

    Args:
        about: what it does, for people.
        usual: its default.
        least: the lowest that has a sense.
        kind: int or float.
        offered: lowest and highest that the page offers.
    """

    title: str
    about: str
    usual: float
    least: float
    kind: type
    offered: tuple[int, int] = (2, 100)


class Method(NamedTuple):
    """A way to draw a map.

    Args:
        fewest: faces that it needs.
        lay_out: `(z, PCA's points, seed, facts, progress, watch, **settings)` to points (N, 2 or 3); adds to
            the facts what a person should know.
        settings: by name.
        linear: the points are a linear map of the latents: of all faces, whatever the seed.
    """

    title: str
    fewest: int
    lay_out: Callable[..., np.ndarray]
    settings: Mapping[str, Setting] = {}
    linear: bool = False


METHODS = {
    "pca": Method("PCA", 2, principal, linear=True),
    "tsne": Method(
        "t-SNE",
        5,
        tsne,
        {
            "perplexity": Setting(
                "Perplexity",
                "About how many neighbours each face keeps close; larger shows more of the whole.",
                usual=30,
                least=1,
                kind=float,
            )
        },
    ),
    "umap": Method(
        "UMAP",
        5,
        umap,
        {
            "neighbours": Setting(
                "Neighbours",
                "How many neighbours each face is tied to; larger shows more of the whole.",
                usual=15,
                least=2,
                kind=int,
            )
        },
    ),
}


def all_settings() -> dict[str, Setting]:
    """Those of every method, by name."""
    return {name: setting for method in METHODS.values() for name, setting in method.settings.items()}


def title_of(method: str) -> str:
    return METHODS[method].title


def method_of(name: str) -> Method:
    """The method of that name.

    Raises:
        ConfigError: there is none.
    """
    if name not in METHODS:
        raise ConfigError(f"“{name}” is no way to draw a map.", f"Choose one of {', '.join(METHODS)}.")
    return METHODS[name]


def settings_of(method: Method, given: Mapping[str, float]) -> dict[str, float]:
    """The settings of just this method: as given, else as usual.

    Raises:
        ConfigError: one that was given, be it another method's, is out of range.
    """
    known = all_settings()
    for name, value in given.items():
        setting = known[name]
        if not setting.least <= value < np.inf:
            raise ConfigError(
                f"The {name} cannot be {value}.",
                f"Choose {setting.least} or more; {setting.usual} is usual.",
            )
    return {name: setting.kind(given.get(name, setting.usual)) for name, setting in method.settings.items()}
