"""A face seen in four ways, so that what is read of it does not hang on a pixel or on a side."""

from torch import Tensor
from torch.nn import functional

SHIFT = 32  # of a side: how far a view is moved
VIEWS = ((1, 0, False), (-1, 0, False), (0, 1, True), (0, -1, True))  # right, down, mirrored


def views(x: Tensor) -> list[Tensor]:
    """Faces (N, C, S, S), float, moved a little to the left and right, and mirrored up and down.

    What is moved in from outside is the picture mirrored at its border.

    Source: Krizhevsky et al. 2012, section 4.1 (predictions averaged over shifted and mirrored pictures)
    """
    size, step = x.shape[3], max(1, x.shape[3] // SHIFT)
    wide = functional.pad(x, [step] * 4, mode="reflect")
    seen = []
    for right, down, mirror in VIEWS:
        across, along = step * (1 + right), step * (1 + down)
        view = wide[:, :, along : along + size, across : across + size]
        seen.append(view.flip(3) if mirror else view)
    return seen
