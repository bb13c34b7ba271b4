"""Arguments that several verbs share."""

import argparse
from typing import Any

CROPS = ("detect", "center", "none")


def seed(text: str) -> int:
    """A whole number from 0 up."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}” is no seed: give a whole number, 0 or more")
    return int(text)


def model_of(name: str) -> Any:
    """The checkpoint of that name as a codec, or else the recogniser of another maker."""
    from facevae.latents.codec import Codec
    from facevae.recognition import onnx
    from facevae.training import cards

    other = name in onnx.names() and name not in cards.names()
    return onnx.open_embedder(name) if other else Codec.load(name)
