import torch

from facevae.training.tensors import of_optimiser, restore_optimiser, under


def test_an_optimisers_state_comes_back_as_it_was():
    torch.manual_seed(0)
    layers = [torch.nn.Linear(3, 2) for _ in range(2)]
    first, second = (torch.optim.AdamW(layer.parameters()) for layer in layers)
    layers[0](torch.rand(4, 3)).square().mean().backward()
    first.step()
    restore_optimiser(second, of_optimiser(first))
    one, two = (optimiser.state_dict()["state"] for optimiser in (first, second))
    assert one.keys() == two.keys() != set()
    assert all(torch.equal(one[i][key], two[i][key]) for i in one for key in one[i])


def test_a_prefix_picks_its_tensors_and_goes():
    tensors = {"a/x": torch.zeros(1), "ab/x": torch.ones(1)}
    assert list(under("a/", tensors)) == ["x"] and under("c/", tensors) == {}
