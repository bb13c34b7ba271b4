import json

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from facevae.data.generated.making import make
from facevae.errors import RunError
from facevae.training import watch


def record(step, faces=5, latents=3):
    rng = np.random.default_rng(step)
    return watch.Record(step, rng.normal(size=(faces, latents)), rng.random(latents))


def test_a_record_comes_back_as_it_was_to_half_precision(tmp_path):
    watch.write(tmp_path, record(25))
    back = watch.read(tmp_path, 25)
    np.testing.assert_allclose(back.mu, record(25).mu, rtol=1e-3)
    np.testing.assert_allclose(back.kl, record(25).kl, rtol=1e-6)
    assert watch.steps(tmp_path) == [25]


@pytest.mark.parametrize("length", [0, 1, 40, 300])
def test_a_record_cut_short_or_gone_is_told(tmp_path, length):
    with pytest.raises(RunError, match="step 25"):
        watch.read(tmp_path, 25)
    watch.write(tmp_path, record(25))
    path = tmp_path / "step-00000025.npz"
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(RunError, match="step 25"):
        watch.read(tmp_path, 25)


def test_only_so_many_records_are_kept_from_the_first_to_the_newest(tmp_path):
    for step in range(0, 10_000, 100):
        watch.write(tmp_path, record(step, 1, 1))
    steps = watch.steps(tmp_path)
    assert len(steps) == watch.MOST_RECORDS
    assert steps[0] == 0 and steps[-1] == 9_900


def test_what_is_kept_lies_evenly_on_the_way_and_closer_at_its_beginning():
    kept: list[int] = []
    for step in range(0, 1_000_000, 100):
        kept.append(step)
        dropped = watch.surplus(kept, 60)
        kept = [one for one in kept if one not in dropped]
    gaps = np.diff(np.sqrt(kept))
    assert gaps.max() < 2.5 * np.median(gaps)
    assert kept[10] < 100_000 < kept[30]


def test_a_latent_is_in_use_when_its_mean_varies_over_faces():
    mu = np.random.default_rng(0).normal(size=(1000, 3)) * (1.0, 0.2, 0.05) + 7
    assert watch.active_units(mu) == 2


def test_faces_are_named_over_all_sets(own_home):
    sets = [make("one", 20, size=16, seed=1), make("two", 30, size=16, seed=2)]
    ids = [
        (face_set.name, face_id)
        for face_set in sets
        for face_id in face_set.column("face_id").to_numpy()[face_set.rows("train")]
    ]
    positions = [0, 3, len(ids) - 1]
    watch.name_faces(own_home, sets, "train", positions)
    assert watch.read_faces(own_home) == [ids[position] for position in positions]


@pytest.mark.parametrize("content", [b"", b"[1]", b'[["a"', b"\xff"])
def test_a_damaged_list_of_faces_names_nobody(tmp_path, content):
    (tmp_path / "faces.json").write_bytes(content)
    assert watch.read_faces(tmp_path) == []


def test_what_comes_after_a_step_is_forgotten_and_nothing_else(tmp_path):
    for name in ("step-00000010.npz", "drawn-00000020.png", "step-00000020.png", "faces.json"):
        (tmp_path / name).write_text(json.dumps(0))
    watch.forget_after(tmp_path, 10)
    assert_array_equal(sorted(path.name for path in tmp_path.iterdir()), ["faces.json", "step-00000010.npz"])
