import json

import numpy as np
import pytest
import torch

from facevae.data import generated
from facevae.faces.detection import Face
from facevae.faces.shipped import Shipped
from facevae.training.detector import lessons, publishing
from facevae.training.detector.learning import Learner, Settings, learn
from facevae.training.detector.lessons import Lessons

ROW = [20, 15, 60, 70, 30, 35, 50, 35, 40, 48, 33, 58, 47, 58, 0.9]
TINY = Settings(steps=6, batch=4, fresh=2, memory=8, side=64, snapshot_every=3, log_every=2, warm_up=2)


@pytest.fixture(scope="module")
def known():
    pictures, _ = generated.faces(4, 80, seed=0)
    return {"drawn": Lessons(list(pictures), [np.array([ROW], np.float32)] * len(pictures))}


def test_a_stopped_training_goes_on_and_ships(known, tmp_path):
    begun = learn(known, tmp_path, Settings(**(vars(TINY) | {"steps": 4})), "cpu")
    again = Learner(TINY, torch.device("cpu"))
    again.restore(tmp_path)
    assert again.step == begun.step == 4
    torch.testing.assert_close(again.averaged, begun.averaged)
    ended = learn(known, tmp_path, TINY, "cpu")
    told = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    assert [row["step"] for row in told] == [2, 4, 6]
    publishing.publish(ended, known, "a teacher", tmp_path / "out")
    card = json.loads((tmp_path / "out" / "card.json").read_text())
    assert card["data"]["faces"] == {"drawn": 4} and card["training"]["canvases"] == 24
    assert Shipped(tmp_path / "out", sure=1.1).detect(known["drawn"].pictures[0]) == []


@pytest.mark.slow
def test_it_learns_to_find_drawn_faces(known, tmp_path):
    settings = Settings(**(vars(TINY) | {"steps": 150, "batch": 16, "fresh": 16, "log_every": 25}))
    learn(known, tmp_path, settings, "cpu")
    told = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    assert told[-1]["box"] < 0.7 * told[0]["box"] and told[-1]["points"] < 0.7 * told[0]["points"]


def test_each_picture_keeps_the_answer_that_the_teacher_gave_for_it_and_none_held_out_is_learned(tmp_path):
    from tests.data.conftest import encoded, picture

    folder, asked = tmp_path / "set", []

    def bring(part: str, *seeds: int) -> None:
        (folder / part).mkdir(parents=True, exist_ok=True)
        for seed in seeds:
            (folder / part / f"{seed}.png").write_bytes(encoded(picture(seed, 48)))

    def teacher(pixels: np.ndarray) -> list[Face]:
        asked.append(pixels)
        return [Face((1, 2, 3, 4), 0.7, np.full((5, 2), pixels[0, 0, 0], float))]

    def gathered() -> Lessons:
        return lessons.gather([folder], 0, teacher, tmp_path)["set"]

    bring("train", *range(10, 40))
    bring("test", 10, 50)
    first = gathered()
    assert 20 < len(first) == len(asked) < 30  # 10 is held out as well; some of the rest serve validation
    bring("train", *range(1, 9))
    second = gathered()
    assert len({pixels.tobytes() for pixels in asked}) == len(asked) >= len(second) > len(first)
    for found in (first, second):
        for pixels, rows in zip(found.pictures, found.faces, strict=True):
            assert rows[0, 4] == pixels[0, 0, 0] and rows[0, 14] == pytest.approx(0.7)
