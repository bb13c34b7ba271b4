"""Which cells answer for which face, and how far their answers are from the teacher's."""

import torch
from torch import Tensor
from torch.nn import functional as F

from facevae.faces.network import UNIT, faces

# Sizes of the faces that each grid answers for (root of the area, in its unit of 32, 64 and 128 px).
RANGES = {8: (0.0, 1.35), 16: (0.45, 1.4), 32: (0.5, 99.0)}
SLACK = 1.4  # up to this factor outside its range a grid may say what it likes
NEAR, AROUND = 0.25, 0.4  # of the box from its middle: cells that must see the face, cells that may
FOCUS = 2.0
BOX_WEIGHT, POINTS_WEIGHT = 2.0, 12.0


def loss(out: Tensor, cells: Tensor, rows: Tensor) -> dict[str, Tensor]:
    """Score, box and landmark terms, each a mean over the cells that answer for a face; and `hardest`.

    `hardest` (N,) is the largest score term of each picture.

    Args:
        out: the network's answer (N, A, 15).
        rows: (N, M, 15) box, landmarks, weight: 1 a face, 0 look away, -1 filler.

    Source: the score is taught the overlap, Li et al., "Generalized Focal Loss", 2020.
    """
    owner, positive, ignored = assign(cells, rows)
    found = faces(out.float(), cells)[positive]
    wanted = rows.gather(1, owner[..., None].expand(-1, -1, rows.shape[2]))[positive]
    overlap, distance = overlaps(found[:, :4], wanted[:, :4])
    target = torch.zeros_like(out[..., 0], dtype=torch.float32)
    target[positive] = overlap.detach().clamp(0, 1)
    logit = out[..., 0].float()
    score = F.binary_cross_entropy_with_logits(logit, target, reduction="none")
    score = score * (logit.sigmoid() - target).abs() ** FOCUS * ~ignored
    count = max(len(found), 1)
    size = (wanted[:, 2:4] - wanted[:, :2]).prod(1).clamp(min=1).sqrt()
    points = F.smooth_l1_loss(found[:, 4:] / size[:, None], wanted[:, 4:14] / size[:, None], beta=0.02)
    return {
        "hardest": score.detach().amax(1),
        "score": score.sum() / count,
        "box": BOX_WEIGHT * distance.sum() / count,
        "points": POINTS_WEIGHT * (points if len(found) else out.sum() * 0),
    }


def assign(cells: Tensor, rows: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """For every cell the number of its face, whether it must see it, and whether its score is not judged.

    Returns:
        (N, A) long, bool, bool.
    """
    place, stride = cells[:, None, :2], cells[:, None, 2]
    box, weight = rows[:, None, :, :4], rows[:, None, :, 14]
    size = (box[..., 2:] - box[..., :2]).clamp(min=1)
    off = (place - (box[..., :2] + box[..., 2:]) / 2).abs()
    reach = (off / size).amax(-1)  # (N, A, M): 0 the middle, 0.5 the edge
    ratio = size.prod(-1).sqrt() / (stride * UNIT)
    low, high = (sum((stride == step) * limits[end] for step, limits in RANGES.items()) for end in range(2))
    at_home = (ratio >= low) & (ratio <= high)
    nearby = (ratio >= low / SLACK) & (ratio <= high * SLACK)
    is_face = weight > 0
    must = is_face & at_home & ((reach < NEAR) | (off <= stride[..., None] / 2).all(-1))
    may = (is_face & nearby & (reach < AROUND)) | ((weight == 0) & (reach < 0.5))
    owner = torch.where(must, reach, torch.inf).argmin(-1)
    positive = must.any(-1)
    return owner, positive, may.any(-1) & ~positive


def overlaps(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Intersection over union of boxes (n, 4), and 1 minus its generalised form.

    Source: Rezatofighi et al., "Generalized Intersection over Union", 2019.
    """
    both = (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clamp(min=0).prod(1)
    around = (torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])).prod(1)
    either = (a[:, 2:] - a[:, :2]).prod(1) + (b[:, 2:] - b[:, :2]).prod(1) - both
    iou = both / either.clamp(min=1e-6)
    return iou, 1 - iou + (around - either) / around.clamp(min=1e-6)
