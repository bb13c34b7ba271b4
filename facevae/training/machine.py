"""How the machine bears a run: processor, memory, accelerator, disk."""

import shutil
from pathlib import Path

import psutil
import torch


class Machine:
    """Figures of this process and its device.

    Args:
        folder: on the disk that fills up.
    """

    def __init__(self, device: torch.device, folder: Path):
        self.device, self.folder = device, folder
        self.process = psutil.Process()
        self.process.cpu_percent()  # the next call tells of the time since this one
        self.tells_use = device.type == "cuda"

    def figures(self) -> dict[str, float]:
        """`cpu_percent` (100: one core) and `ram_mb` of this process, `ram_free_mb`, `disk_free_gb`.

        On a GPU also `gpu_percent` and `gpu_memory_mb`, those of the whole card, whoever uses it.
        """
        return {
            "cpu_percent": round(self.process.cpu_percent(), 1),
            "ram_mb": round(self.process.memory_info().rss / 2**20, 1),
            "ram_free_mb": round(psutil.virtual_memory().available / 2**20, 1),
            "disk_free_gb": round(shutil.disk_usage(self.folder).free / 2**30, 2),
        } | self._accelerator()

    def _accelerator(self) -> dict[str, float]:
        if self.device.type == "mps":
            return {"gpu_memory_mb": round(torch.mps.driver_allocated_memory() / 2**20, 1)}
        if self.device.type != "cuda":
            return {}
        free, total = torch.cuda.mem_get_info(self.device)
        return self._use() | {"gpu_memory_mb": round((total - free) / 2**20, 1)}

    def _use(self) -> dict[str, float]:
        """Share of the time in which the GPU computed, in percent, where the driver tells it."""
        if not self.tells_use:
            return {}
        try:
            return {"gpu_percent": float(torch.cuda.utilization(self.device))}
        except Exception:  # no nvidia-ml-py, or NVML's own errors: a shared or sliced card, an old driver
            self.tells_use = False
            return {}
