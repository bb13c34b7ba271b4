import pytest
import torch

from facevae.training.machine import Machine


def test_a_machine_without_gpu_tells_of_processor_memory_and_disk(tmp_path):
    figures = Machine(torch.device("cpu"), tmp_path).figures()
    assert figures.keys() == {"cpu_percent", "ram_mb", "ram_free_mb", "disk_free_gb"}
    assert 20 < figures["ram_mb"] < 64 * 1024 and figures["disk_free_gb"] > 0


@pytest.fixture
def gpu(monkeypatch):
    """A card of 8 GiB, 3 of them taken, whose use is 70 %; counts how often that was asked."""
    asked = []
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (5 * 2**30, 8 * 2**30))
    monkeypatch.setattr(torch.cuda, "utilization", lambda device: asked.append(device) or 70)
    return asked


def test_a_card_tells_its_use_and_all_memory_that_is_taken(gpu, tmp_path):
    figures = Machine(torch.device("cuda"), tmp_path).figures()
    assert figures["gpu_percent"] == 70.0 and figures["gpu_memory_mb"] == 3 * 1024


@pytest.mark.parametrize("error", [ModuleNotFoundError("pynvml"), RuntimeError("Not Supported")])
def test_a_card_that_does_not_tell_its_use_is_not_asked_again(gpu, tmp_path, monkeypatch, error):
    def refuses(device):
        gpu.append(device)
        raise error

    monkeypatch.setattr(torch.cuda, "utilization", refuses)
    machine = Machine(torch.device("cuda"), tmp_path)
    assert "gpu_percent" not in machine.figures() | machine.figures()
    assert len(gpu) == 1 and machine.figures()["gpu_memory_mb"] == 3 * 1024


@pytest.mark.gpu
def test_a_real_card_is_within_its_bounds(tmp_path):
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device on this machine")
    device = torch.device("cuda")
    held = torch.empty(2**28, dtype=torch.uint8, device=device)
    figures = Machine(device, tmp_path).figures()
    assert 0 <= figures["gpu_percent"] <= 100
    total = torch.cuda.mem_get_info(device)[1]
    assert held.numel() / 2**20 <= figures["gpu_memory_mb"] <= total / 2**20
