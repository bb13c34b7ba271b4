"""Numbers as a person says them."""


def percent(share: float) -> str:
    """No more digits than some hundred cases can bear: `4.2 %`, `12 %`, on one line."""
    return f"{100 * share:.1f}\u00a0%" if 0 < share < 0.1 else f"{100 * share:.0f}\u00a0%"


def count(number: int, what: str, several: str = "") -> str:
    """`1 picture`, `1,200 pictures`."""
    return f"{number:,} {what if number == 1 else several or what + 's'}"


def people(number: int) -> str:
    return count(number, "person", "people")
