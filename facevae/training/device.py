"""Which device computes, how precisely, and on how many threads."""

import ctypes
import os
import sys

import torch

from facevae import ranks
from facevae.errors import ConfigError

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # of malloc.h


def choose(name: str = "auto") -> torch.device:
    """The named device, or with `auto` the best there is: cuda, then mps, then cpu.

    Of several ranks each takes a GPU of its own.

    Raises:
        ConfigError: the device is not known or not there.
    """
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    if name == "cuda":
        name = _own_gpu()
    try:
        device = torch.device(name)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise ConfigError(f"There is no device “{name}” here.", "Use auto, or cpu.") from error
    return device


def places(name: str, count: int = 1) -> tuple[list[str], int]:
    """The devices that a run with this setting may work on, and how many of them it needs.

    Nothing is allocated on them.

    Raises:
        ConfigError: the device is not known or not there, or there are fewer than this count of ranks.
    """
    cuda = [f"cuda:{number}" for number in range(torch.cuda.device_count())]
    if name == "auto":
        found = cuda or (["mps"] if torch.backends.mps.is_available() else ["cpu"])
    else:
        found = cuda if name == "cuda" else [name] if name in (*cuda, "cpu", "mps") else []
    if not found:
        raise ConfigError(f"There is no device “{name}” here.", "Use auto, or cpu.")
    if cuda and found[0] in cuda and len(found) < count:
        raise ConfigError(
            f"ranks is {count}, but GPUs to choose from: {len(found)}.", "Lower ranks, or set device to auto."
        )
    return found, count if found[0] in cuda else 1


def prefer(name: str) -> None:
    """Let `cuda` mean this GPU in this process, if it is one."""
    if name.startswith("cuda:"):
        torch.cuda.set_device(name)


def _own_gpu() -> str:
    """The GPU of this rank; alone, whichever is the current one.

    Raises:
        ConfigError: there are fewer GPUs than ranks on this machine.
    """
    place, here = ranks.local()
    if here == 1:
        return "cuda"
    if torch.cuda.device_count() < here:
        raise ConfigError(
            f"{here} ranks need {here} GPUs, this machine has {torch.cuda.device_count()}.",
            "Start as many ranks as there are GPUs, or choose device=cpu.",
        )
    torch.cuda.set_device(place)
    return f"cuda:{place}"


def accelerators() -> dict[str, str]:
    """What there is besides the processor, by the name that `device` has for it, with what it is called."""
    if torch.backends.mps.is_available():
        return {"mps": "Apple GPU"}
    count = torch.cuda.device_count()
    return {f"cuda:{place}": f"GPU {place}, {torch.cuda.get_device_name(place)}" for place in range(count)}


def precision(device: torch.device, wanted: str = "auto") -> torch.dtype:
    """The number format of the heavy arithmetic: bfloat16 where the hardware multiplies it natively."""
    if wanted != "auto":
        return getattr(torch, wanted)
    if device.type == "cuda":
        native = torch.cuda.is_bf16_supported()
    else:
        onednn = device.type == "cpu" and torch.backends.mkldnn.is_available()
        native = onednn and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    return torch.bfloat16 if native else torch.float32


def autocast(device: torch.device, dtype: torch.dtype) -> torch.autocast:
    return torch.autocast(device.type, dtype, enabled=dtype is not torch.float32)


def use_threads(threads: int = 0) -> int:
    """Compute on this many CPU threads and say how many; by default all cores but one, shared by ranks.

    Two programs that both take all cores wait for each other at every layer: on two cores a training
    run fell to a tenth of its speed while another program computed. So one core is left free.
    """
    threads = threads or max(1, ((os.cpu_count() or 2) - 1) // ranks.local()[1])
    torch.set_num_threads(threads)
    return threads


def keep_memory() -> None:
    """Let glibc keep what is freed for what is asked for next, up to 512 MiB; elsewhere nothing changes.

    Otherwise each step gives its activations back to the system and gets them again as thousands of empty
    pages, which took up to a tenth of its time.

    Source: mallopt(3), https://man7.org/linux/man-pages/man3/mallopt.3.html
    """
    if sys.platform == "linux" and (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)):
        mallopt(M_TRIM_THRESHOLD, 512 * 2**20)
        mallopt(M_MMAP_THRESHOLD, 32 * 2**20)  # the most that it takes


def describe(device: torch.device, dtype: torch.dtype) -> str:
    """The device in words, such as `CPU, 1 thread, bfloat16`."""
    number = str(dtype).removeprefix("torch.")
    if device.type == "cuda":
        return f"{torch.cuda.get_device_name(device)}, {number}"
    if device.type == "cpu":
        threads = torch.get_num_threads()
        return f"CPU, {threads} thread{'s' * (threads > 1)}, {number}"
    return f"{device.type}, {number}"


def memory_mb(device: torch.device) -> float:
    """Memory in use in MiB: the device's where it has its own, else this process's."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device) / 2**20
    import psutil

    return psutil.Process().memory_info().rss / 2**20
