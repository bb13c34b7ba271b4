"""The batches of a run one after the other, what lies on disk read ahead while the model computes."""

import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from torch import Tensor

from facevae import ranks
from facevae.training.batches import Order
from facevae.training.sets import Faces
from facevae.training.source import Stored

AHEAD = 6  # batches read before they are asked for
THREADS = 2

Batch = tuple[Tensor, dict[str, Tensor]]


class Feed:
    """This rank's share of each global batch, from one step on.

    What a step gets is a function of the order alone, whoever reads it and when.

    Args:
        step: the first one that is asked for; the others follow one by one.
        steps: of the whole run.

    Attributes:
        waited: seconds that whoever asked has waited.
    """

    def __init__(self, faces: Faces, order: Order, step: int, steps: int):
        self.faces, self.order, self.steps = faces, order, steps
        self.waited = 0.0
        self._next = step  # to be read
        self._read: deque[tuple[Tensor, Future[Tensor]]] = deque()
        stored = isinstance(faces.pictures, Stored)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="faces") if stored else None

    def __enter__(self) -> "Feed":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._threads:
            self._threads.shutdown(cancel_futures=True)

    def __call__(self) -> Batch:
        """Pictures and labels of the next step, on the device.

        Raises:
            FaceSetError: the faces cannot be read any more.
        """
        began = time.perf_counter()
        batch = self._stored() if self._threads else self.faces.batch(self._rows())
        self.waited += time.perf_counter() - began
        return batch

    def _rows(self) -> Tensor:
        self._next += 1
        return ranks.own(self.order(self._next - 1))

    def _stored(self) -> Batch:
        while len(self._read) < AHEAD and self._next < self.steps:
            rows = self._rows()
            self._read.append((rows, self._threads.submit(self._pictures, rows)))
        rows, pictures = self._read.popleft()
        device = self.faces.pictures.device
        return pictures.result().to(device, non_blocking=True), self.faces.labels_of(rows)

    def _pictures(self, rows: Tensor) -> Tensor:
        pictures = self.faces.pictures.read(rows.numpy())
        return pictures.pin_memory() if self.faces.pictures.device.type == "cuda" else pictures
