"""What a measurement was made on: names, cores, versions, and how fast it multiplies matrices."""

import os
import platform
import time
from pathlib import Path
from typing import Any

import torch

SIDE = {"cpu": 1024, "cuda": 8192}  # of the matrices


def cores() -> int:
    """Cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # Linux alone has it
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def facts(device: torch.device, dtype: torch.dtype) -> dict[str, Any]:
    """The machine, named; `load` is how many programs wanted to compute in the minute before."""
    return {
        "cpu": _processor(),
        "cores": cores(),
        "gpu": torch.cuda.get_device_name(device) if device.type == "cuda" else None,
        "system": platform.system(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "number": str(dtype).removeprefix("torch."),
        "tera_flops": round(matrix_rate(device, dtype) / 1e12, 3),
        "tera_flops_float32": round(matrix_rate(device, torch.float32) / 1e12, 3),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }


def matrix_rate(device: torch.device, dtype: torch.dtype, seconds: float = 1.0) -> float:
    """Floating-point operations a second in products of square matrices, the best of some."""
    side = SIDE.get(device.type, SIDE["cpu"])
    a, b = (torch.randn(side, side, device=device).to(dtype) for _ in range(2))
    best, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end:
        began = time.perf_counter()
        a @ b
        synchronise(device)
        best = min(best, time.perf_counter() - began)
    return 2 * side**3 / best


def synchronise(device: torch.device) -> None:
    """Wait until the device has done what it was given."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    if listed.is_file():
        for line in listed.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
