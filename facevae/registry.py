"""What is chosen by a name: a line a choice says what it means and where its code is."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One line of a registry; its code is loaded when it is first used, so that names cost nothing.

    Args:
        where: a module, or `module:name` in it.
        meaning: what it is, in a person's words.
    """

    where: str
    meaning: str = ""

    def __str__(self) -> str:
        return self.meaning

    def load(self) -> Any:
        module, _, name = self.where.partition(":")
        found = import_module(module)
        return getattr(found, name) if name else found
