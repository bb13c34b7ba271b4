import torch
from safetensors.torch import load

from facevae.training.host_copy import HostCopy


def tensors():
    torch.manual_seed(0)
    return {
        "weights": torch.randn(4, 3, 3, 3).to(memory_format=torch.channels_last),
        "flag": torch.tensor([True, False, True]),
        "count": torch.tensor(7),
        "half": torch.randn(5).bfloat16(),
        "none": torch.zeros(0, 3),
    }


def test_a_copy_is_a_safetensors_file_of_the_tensors_as_they_were():
    values = tensors()
    copy = HostCopy(values)
    copy.fill(values)
    for value in values.values():
        value.zero_()  # training goes on
    read = load(bytes(copy.file))
    assert read.keys() == values.keys()
    assert all(torch.equal(read[name], value) for name, value in tensors().items())
    copy.fill(values)
    assert not any(value.any() for value in load(bytes(copy.file)).values())


def test_what_is_not_finite_is_seen_in_the_named_tensors_alone():
    values = {"model/a": torch.ones(2), "optimiser/a": torch.tensor([1.0, float("inf")])}
    copy = HostCopy(values)
    copy.fill(values)
    assert copy.finite(("model/",)) and not copy.finite(("optimiser/",))
