import numpy as np

from facevae.recognition import leaks
from tests.data.conftest import picture
from tests.recognition.support import face_set

LEFT, RIGHT = np.arange(8), np.arange(8, 16)


def planted(**changes):
    """Eight pictures on either side, all of different people, but for what is planted on the left."""
    pictures = np.stack([picture(seed, 16) for seed in range(16)])
    people = [f"p{i}" for i in range(16)]
    for place, planted in changes.get("pictures", {}).items():
        pictures[place] = planted(pictures)
    for place, who in changes.get("people", {}).items():
        people[place] = who
    return face_set([{"identity": who} for who in people], pictures)


def stored_anew(pixels: np.ndarray) -> np.ndarray:
    changed = pixels + np.random.default_rng(0).integers(-2, 3, pixels.shape)
    return changed.clip(0, 255).astype(np.uint8)


def test_a_clean_set_has_none():
    found = leaks.find(planted(), LEFT, RIGHT)
    assert not found.identical and not found.near and not found.identities and not len(found.copies)


def test_copies_are_found_also_stored_anew_and_mirrored():
    faces = planted(
        pictures={
            1: lambda all_: all_[9],
            3: lambda all_: stored_anew(all_[12]),
            5: lambda all_: all_[14][:, ::-1],
        }
    )
    found = leaks.find(faces, LEFT, RIGHT)
    assert found.identical == ((1, 9),) and found.near == ((3, 12), (5, 14))
    assert found.copies.tolist() == [1, 3, 5] and found.copied.tolist() == [9, 12, 14]
    assert leaks.alike(faces.pixels[5], faces.pixels[14]) and not leaks.alike(
        faces.pixels[5], faces.pixels[9]
    )


def test_people_on_both_sides_are_found():
    found = leaks.find(planted(people={2: "p10", 6: "p10"}), LEFT, RIGHT)
    assert found.identities == ("p10",)


def test_nobody_known_is_nobodys_double():
    assert not leaks.find(planted(people={2: None, 10: None}), LEFT, RIGHT).identities
