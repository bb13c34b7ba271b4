"""Types of arguments that several verbs share."""

import argparse


def seed(text: str) -> int:
    """A whole number from 0 up."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}” is no seed: give a whole number, 0 or more")
    return int(text)
