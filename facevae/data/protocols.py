"""Protocol files that come with a benchmark: who is held out."""

from posixpath import basename

NAMES = (
    "pairs.txt",
    "pairsDevTrain.txt",
    "pairsDevTest.txt",
    "people.txt",
    "peopleDevTrain.txt",
    "peopleDevTest.txt",
)
HELD_OUT = "pairsDevTest.txt"


def is_protocol(path: str) -> bool:
    return basename(path) in NAMES


def identities(text: str) -> set[str]:
    """Everyone named in a file of pairs: `name n m` for one person, `name n other m` for two."""
    people = set()
    for line in text.splitlines():
        cells = line.split("\t") if "\t" in line else line.split()
        if len(cells) >= 3:
            people.add(cells[0])
        if len(cells) == 4:
            people.add(cells[2])
    return people
