"""The words that label a face, whatever the source calls them."""

from collections.abc import Iterable

import numpy as np

EXPRESSIONS = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt")
VOTES = tuple(f"votes_{name}" for name in (*EXPRESSIONS, "unknown", "nf"))  # columns of FER+
SPLITS = ("train", "validation", "test")

_EXPRESSION_WORDS = {
    "neutral": "neutrality calm none normal ne",
    "happiness": "happy joy joyful joyous smile smiling glad ha",
    "surprise": "surprised astonished astonishment amazed su",
    "sadness": "sad unhappy sorrow sorrowful sa",
    "anger": "angry annoyed mad rage furious an",
    "disgust": "disgusted disgusting di",
    "fear": "fearful afraid scared frightened anxious fe",
    "contempt": "contemptuous scorn scornful disdain co",
}
_SPLIT_WORDS = {
    "train": "training learn fit",
    "validation": "valid val dev development publictest eval evaluation",
    "test": "testing privatetest held-out heldout holdout",
}


def _lookup(words: dict[str, str]) -> dict[str, str]:
    return {word: name for name, others in words.items() for word in (name, *others.split())}


_EXPRESSION_OF = _lookup(_EXPRESSION_WORDS)
_SPLIT_OF = _lookup(_SPLIT_WORDS)


def _word(text: object) -> str:
    return text.strip().lower() if isinstance(text, str) else ""


def expression(text: object) -> str | None:
    """The expression that is meant (`Happy`, `joy` -> `happiness`), or None where it is none of the eight."""
    return _EXPRESSION_OF.get(_word(text))


def places(words: Iterable[object]) -> np.ndarray:
    """The places in `EXPRESSIONS` of what the words mean, (N,); -1 where it is none of them."""
    place = {name: index for index, name in enumerate(EXPRESSIONS)}
    return np.array([place.get(expression(word), -1) for word in words], np.int64)


def without_slips(votes: np.ndarray) -> np.ndarray:
    """Counts of votes with those that a single annotator gave, and missing ones, as 0.

    Source: Barsoum et al. 2016, section 3, https://arxiv.org/abs/1608.01041
    """
    return np.where(votes > 1, votes, 0.0)


def split(text: object) -> str | None:
    """The split a label means (`Training`, `PublicTest`, `val` ...), or None."""
    return _SPLIT_OF.get(_word(text))
