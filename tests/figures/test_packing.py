import gzip
import json

import numpy as np

from facevae.figures.packing import Column, pack, places, smallest


def unpacked(content: bytes) -> tuple[str, dict[str, np.ndarray], dict[str, dict]]:
    """Key, codes and facts by name, read as the browser reads them."""
    body = gzip.decompress(content[16:])
    size = int.from_bytes(body[:4], "little")
    head, at = json.loads(body[4 : 4 + size]), 4 + size
    codes = {}
    for column in head["columns"]:
        kind = {"u8": "<u1", "u16": "<u2", "u32": "<u4"}[column["type"]]
        codes[column["name"]] = np.frombuffer(body[at : at + column["bytes"]], kind)
        at += column["bytes"]
    assert at == len(body)
    return head["key"], codes, {column["name"]: column for column in head["columns"]}


def test_what_was_packed_comes_out():
    columns = [
        Column("a", np.array([0, 7], np.uint8), {"kinds": ["Zoë"]}),
        Column("b", np.array([1, 60_000], np.uint16)),
        Column("c", np.array([0, 70_000], np.uint32)),
    ]
    key, codes, facts = unpacked(pack("one", columns))
    assert key == "one" and facts["a"]["kinds"] == ["Zoë"]
    for column in columns:
        np.testing.assert_array_equal(codes[column.name], column.codes)


def test_places_keep_their_distances_to_a_screen_pixel_even_far_zoomed_in():
    points = np.random.default_rng(0).normal(size=(500, 3)).astype(np.float32) * [9, 1, 3] + 100
    _, codes, facts = unpacked(pack("m", places(points)))
    back = np.stack([facts[a]["low"] + codes[a] * facts[a]["step"] for a in "xyz"], axis=1)
    assert np.abs(back - points).max() < np.ptp(points) / 60_000


def test_the_digest_tells_contents_and_maps_apart():
    points = np.zeros((5, 2), np.float32)
    assert pack("m", places(points)) == pack("m", places(points))
    digests = {pack(key, places(p))[:16] for key in "mn" for p in (points, points + 1)}
    assert len(digests) == 4


def test_a_hundred_thousand_faces_with_labels_stay_under_a_megabyte():
    rng = np.random.default_rng(0)
    columns = places(rng.normal(size=(100_000, 2)).astype(np.float32))
    columns.append(Column("identity", smallest(rng.integers(0, 9000, 100_000)), {"kinds": ["x" * 16] * 9000}))
    columns.append(Column("expression", smallest(rng.integers(0, 9, 100_000))))
    columns.append(Column("age", rng.integers(0, 65_536, 100_000).astype(np.uint16)))
    assert len(pack("m", columns)) < 1_000_000


def test_codes_take_as_few_bytes_as_hold_them():
    assert smallest(np.array([255])).dtype == np.uint8
    assert smallest(np.array([256])).dtype == np.uint16
    assert smallest(np.array([], int)).dtype == np.uint8
