"""Parameters of faces to draw, one row a picture."""

import numpy as np
import pandas as pd

from facevae.data.generated.expressions import movements
from facevae.data.generated.identities import person
from facevae.data.generated.scenes import scene
from facevae.data.labels import EXPRESSIONS

_DIGITS = 4


def sample(count: int, seed: int = 0, identities: int | None = None) -> pd.DataFrame:
    """Random faces: `identity`, `expression` and the columns `p_*` that `drawing.draw` reads.

    People and expressions are spread evenly over the rows. Person n of a seed is the same in every table.

    Args:
        identities: how many people; by default one for twelve pictures, at least two.
    """
    people = identities or default_identities(count)
    rows = [
        picture(number % people, (number // people + number % people) % 8, number, seed)
        for number in range(count)
    ]
    return pd.DataFrame(rows)


def default_identities(count: int) -> int:
    return max(1, min(count, max(2, round(count / 12))))


def picture(who: int, expression: int, number: int, seed: int) -> dict[str, float | str]:
    """The row of picture `number`, showing person `who`."""
    name = EXPRESSIONS[expression]
    rng = np.random.default_rng([seed, 2, number])
    side = int(rng.choice([-1, 1]))
    intensity = float(rng.uniform(0.78, 1.12))
    changing = (
        {"intensity": intensity, "side": side} | movements(name, intensity, side, rng) | scene(name, rng)
    )
    staying = person(np.random.default_rng([seed, 1, who]))
    own = {f"p_{key}": _exact(value) for key, value in (staying | changing).items()}
    return {"identity": f"person-{who + 1:04d}", "expression": name} | own


def _exact(value: float | str) -> float | str:
    return value if isinstance(value, str) else round(float(value), _DIGITS)
