"""Faces of people who do not exist, drawn from parameters; imports `data` itself and the ground floor."""

from facevae.data.generated.making import faces, make

__all__ = ["faces", "make"]
