"""Numbers as a person says them."""


def percent(share: float) -> str:
    """No more digits than some hundred cases can bear: `4.2 %`, `12 %`."""
    return f"{100 * share:.1f} %" if 0 < share < 0.1 else f"{100 * share:.0f} %"


def count(number: int, what: str) -> str:
    """`1 picture`, `1,200 pictures`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
