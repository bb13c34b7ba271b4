import pytest
import torch

from facevae.faces.network import FIELDS, UNIT, cells
from facevae.training.detector.loss import assign, loss, overlaps

CELLS = cells(128, 128)
STRIDE = CELLS[:, 2]


def face(x0, y0, x1, y1, weight=1.0):
    middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
    return torch.tensor([x0, y0, x1, y1, *[middle_x, middle_y] * 5, weight])


def rows(*faces):
    return torch.stack(faces)[None]


def told(truth: torch.Tensor) -> torch.Tensor:
    """The network's answer that is right about one face from every cell."""
    unit = CELLS[:, 2:] * UNIT
    out = torch.zeros(1, len(CELLS), FIELDS)
    out[0, :, 1:3] = ((truth[:2] + truth[2:4]) / 2 - CELLS[:, :2]) / unit
    out[0, :, 3:5] = torch.log((truth[2:4] - truth[:2]) / unit)
    out[0, :, 5:] = (truth[4:14] - CELLS[:, :2].repeat(1, 5)) / unit
    return out


def test_small_middling_and_large_faces_are_answered_for_by_their_grids():
    for size, grids in ((20, {8}), (52, {16}), (100, {32})):
        positive = assign(CELLS, rows(face(20.0, 20, 20 + size, 20 + size)))[1][0]
        assert positive.any() and set(STRIDE[positive].tolist()) == grids


def test_of_two_faces_a_cell_answers_for_the_one_it_is_in_the_middle_of():
    owner, positive, _ = assign(CELLS, rows(face(0.0, 0, 24, 24), face(60.0, 60, 84, 84)))
    for number, middle in enumerate((12, 72)):
        near = (CELLS[:, :2] - middle).abs().amax(1) <= 4
        chosen = near & (STRIDE == 8)
        assert positive[0, chosen].all() and (owner[0, chosen] == number).all()


def test_filler_is_no_face_and_what_nobody_knows_is_not_judged():
    _, positive, ignored = assign(CELLS, rows(face(10.0, 10, 40, 40, -1), face(60.0, 60, 90, 90, 0)))
    assert not positive.any()
    inside = ((CELLS[:, :2] > 60) & (CELLS[:, :2] < 90)).all(1)
    assert ignored[0, inside].all() and not ignored[0, ~inside].any()


def test_boxes_by_hand():
    a, b = torch.tensor([[0.0, 0, 10, 10]]), torch.tensor([[5.0, 0, 15, 10]])
    iou, distance = overlaps(a, b)
    assert iou.item() == pytest.approx(1 / 3)
    assert distance.item() == pytest.approx(2 / 3)  # both lie in a box that they fill
    assert overlaps(a, a + 20)[1].item() == pytest.approx(1 + (900 - 200) / 900)


def test_the_right_answer_costs_nothing_and_a_shifted_one_does():
    truth = face(30.0, 20, 60, 60)
    out = told(truth)
    positive = assign(CELLS, rows(truth))[1][0]
    out[0, :, 0] = torch.where(positive, 20.0, -20.0)
    right = loss(out, CELLS, rows(truth))
    assert max(right[name].item() for name in ("score", "box", "points")) < 1e-4
    out[..., 1] += 0.2
    wrong = loss(out, CELLS, rows(truth))
    assert wrong["box"] > 0.1 and wrong["score"] > right["score"]


def test_a_canvas_without_a_face_only_teaches_the_score():
    out = torch.zeros(1, len(CELLS), FIELDS, requires_grad=True)
    terms = loss(out, CELLS, rows(face(0.0, 0, 9, 9, -1)))
    (terms["score"] + terms["box"] + terms["points"]).backward()
    assert (out.grad[..., 0] > 0).all() and (out.grad[..., 1:] == 0).all()
    assert terms["hardest"].shape == (1,)
