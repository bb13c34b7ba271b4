"""All hair styles by name."""

from collections.abc import Callable

from facevae.data.generated import hair_long, hair_short
from facevae.data.generated.face import Face
from facevae.data.generated.hair_shapes import Locks

STYLES: dict[str, Callable[[Face], Locks]] = {
    "bald": hair_short.bald,
    "buzz": hair_short.buzz,
    "side part": hair_short.side_part,
    "quiff": hair_short.quiff,
    "crop": hair_short.crop,
    "spiky": hair_short.spiky,
    "receding": hair_short.receding,
    "fade curls": hair_short.fade_curls,
    "pixie": hair_short.pixie,
    "afro": hair_long.afro,
    "long curls": hair_long.long_curls,
    "bob": hair_long.bob,
    "long straight": hair_long.long_straight,
    "long wavy": hair_long.long_wavy,
    "bun": hair_long.bun,
    "pigtails": hair_long.pigtails,
    "headscarf": hair_long.headscarf,
}
