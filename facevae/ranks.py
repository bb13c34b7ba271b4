"""Processes that train together, one a GPU: which of them this one is, and what they tell each other.

Rank r of R sees the positions r, r + R, r + 2R, ... of each global batch. Everything here works as one rank
alone where no others were joined, and is then exactly what torch itself computes.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import numpy as np
import torch
from torch import Tensor, distributed

from facevae.errors import RunError

MEETING, WORKING = timedelta(minutes=2), timedelta(minutes=60)


def count() -> int:
    """How many ranks there are."""
    return distributed.get_world_size() if _several() else 1


def index() -> int:
    """Which of them this process is, from 0."""
    return distributed.get_rank() if _several() else 0


def main() -> bool:
    """Whether this is the rank that writes files and talks to people."""
    return index() == 0


def local() -> tuple[int, int]:
    """Which rank this is on its machine, and how many there are on it."""
    if count() == 1:
        return 0, 1
    return int(os.environ.get("LOCAL_RANK", index())), int(os.environ.get("LOCAL_WORLD_SIZE", count()))


def restarts() -> int:
    """How often torchrun has started these ranks anew after one of them died."""
    return int(os.environ.get("TORCHELASTIC_RESTART_COUNT", 0))


def _several() -> bool:
    return distributed.is_available() and distributed.is_initialized()


@contextmanager
def joined() -> Iterator[None]:
    """Together with the other ranks that torchrun started; alone where it started none.

    Raises:
        RunError: this torch was built without what ranks need.
    """
    if int(os.environ.get("WORLD_SIZE", 1)) == 1 or _several():
        yield
        return
    if not distributed.is_available():
        raise RunError("This build of torch knows no ranks.", "Start without torchrun.")
    gpus = torch.cuda.is_available() and distributed.is_nccl_available()
    backend = "cpu:gloo,cuda:nccl" if gpus else "gloo"
    store, rank, world = next(distributed.rendezvous("env://", timeout=MEETING))
    # torchrun keeps one store over its restarts: without names of its own a rank finds the address that
    # another had before it died.
    fresh = distributed.PrefixStore(f"start-{restarts()}", store)
    distributed.init_process_group(backend, store=fresh, rank=rank, world_size=world, timeout=MEETING)
    # Meeting takes seconds, and begins anew where it fails; later one may wait long for the rank that writes.
    older = distributed.distributed_c10d  # torch before `set_timeout`
    (getattr(distributed, "set_timeout", None) or older._set_pg_timeout)(WORKING)
    yield
    distributed.destroy_process_group()  # not after an error: ranks that are gone would be waited for


def lost(error: BaseException) -> bool:
    """Whether an error only says that another rank is gone."""
    if count() == 1:
        return False
    text = str(error).lower()
    told = any(sign in text for sign in ("gloo", "nccl", "connection closed", "connection reset"))
    return isinstance(error, distributed.DistError) or (isinstance(error, RuntimeError) and told)


def told(value: Any = None) -> Any:
    """The JSON value that rank 0 gives, in every rank."""
    if count() == 1:
        return value
    content = torch.frombuffer(bytearray(json.dumps(value).encode()), dtype=torch.uint8)
    length = torch.tensor([len(content)])
    distributed.broadcast(length, 0)
    received = content if main() else torch.zeros(int(length), dtype=torch.uint8)
    distributed.broadcast(received, 0)
    return json.loads(received.numpy().tobytes())


def agreed(asked: bool) -> bool:
    """Whether any rank asks for it; all come to the same answer."""
    if count() == 1:
        return asked
    flag = torch.tensor([int(asked)])
    distributed.all_reduce(flag, distributed.ReduceOp.MAX)
    return bool(flag)


def share(total: int) -> range:
    """The positions of this rank among so many of all ranks."""
    return range(index(), total, count())


def own(values: Tensor, first: int = 0) -> Tensor:
    """This rank's rows of a tensor that is the same in all ranks.

    Args:
        first: position in the global batch of the tensor's first row.
    """
    return values if count() == 1 else values[(index() - first) % count() :: count()]


def normal(like: Tensor, total: int | None = None) -> Tensor:
    """Standard normal numbers for this rank's rows, the same that one rank alone would draw for them.

    Args:
        like: has as many rows as this rank needs.
        total: rows of all ranks, where they do not share them evenly.
    """
    if count() == 1:
        return torch.randn_like(like)
    rows = total or count() * len(like)
    return own(torch.randn(rows, *like.shape[1:], dtype=like.dtype, device=like.device))


def uniform(like: Tensor) -> Tensor:
    """Numbers in 0..1 for this rank's rows, the same that one rank alone would draw for them."""
    return own(torch.rand(count() * len(like), *like.shape[1:], device=like.device))


def sum(values: Tensor) -> Tensor:
    """The sum over the ranks, differentiable.

    Gradients that are averaged over the ranks afterwards are those of the loss that all ranks see.
    """
    return values if count() == 1 else _Sum.apply(values)


def mean(values: Tensor, dim: int | None = None) -> Tensor:
    """The mean of all values of all ranks, or over one dimension, differentiable as `sum` is."""
    if count() == 1:
        return values.mean() if dim is None else values.mean(dim)
    part = values.sum() if dim is None else values.sum(dim)
    number = part.new_tensor([values.numel() / part.numel()])
    both = sum(torch.cat([part.flatten(), number]))
    return (both[:-1] / both[-1]).view(part.shape)


def shared(rows: np.ndarray, work: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """What the work gives for each row, (N, ...), in every rank; each works on a share of the rows.

    Args:
        rows: the same ones in all ranks, (N,).
        work: from some of the rows to as many results, always of one type and shape.
    """
    if count() == 1 or not len(rows):
        return work(rows)
    even = np.resize(rows, -(-len(rows) // count()) * count())  # the first ones again, at the end
    own_part = torch.from_numpy(np.ascontiguousarray(work(even[index() :: count()])))
    return gather(own_part).numpy()[: len(rows)]


def norm(values: Tensor) -> Tensor:
    """The length of the vector that the values of all ranks make up."""
    return values.norm() if count() == 1 else sum(values.square().sum()).sqrt()


def gather(values: Tensor) -> Tensor:
    """The rows of all ranks in the order of the global batch, differentiable as `sum` is.

    Args:
        values: as many rows in each rank.
    """
    return values if count() == 1 else _Gather.apply(values)


class _Sum(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, values: Tensor) -> Tensor:
        return _summed(values)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        return _summed(gradient)


class _Gather(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, values: Tensor) -> Tensor:
        parts = [torch.empty_like(values, memory_format=torch.contiguous_format) for _ in range(count())]
        distributed.all_gather(parts, values.contiguous())
        return torch.stack(parts, 1).flatten(0, 1)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        return own(_summed(gradient))


def _summed(values: Tensor) -> Tensor:
    result = values.detach().clone(memory_format=torch.contiguous_format)
    distributed.all_reduce(result)
    return result
