import torch

from facevae.faces.network import FIELDS, STRIDES, UNIT, Network, cells, faces, fused, hastened


def test_every_grid_has_its_cells_finest_first():
    place = cells(64, 96)
    assert [int((place[:, 2] == stride).sum()) for stride in STRIDES] == [8 * 12, 4 * 6, 2 * 3]
    assert place[0].tolist() == [4, 4, 8] and place[1].tolist() == [12, 4, 8]
    assert place[-1].tolist() == [80, 48, 32]
    assert Network()(torch.zeros(2, 3, 64, 96)).shape == (2, len(place), FIELDS)


def test_an_answer_is_told_from_its_cell_in_units_of_its_grid():
    place = torch.tensor([[20.0, 12.0, 8.0]])
    out = torch.zeros(1, 1, FIELDS)
    out[..., 1:5] = torch.tensor([0.25, -0.5, 0, 0])
    out[..., 13:] = torch.tensor([1.0, 2.0])
    found = faces(out, place)[0, 0]
    unit = 8 * UNIT
    middle = (20 + unit / 4, 12 - unit / 2)
    expected = [middle[0] - unit / 2, middle[1] - unit / 2, middle[0] + unit / 2, middle[1] + unit / 2]
    assert found[:4].tolist() == expected
    assert found[4:6].tolist() == [20, 12] and found[12:].tolist() == [20 + unit, 12 + 2 * unit]


def test_a_hastened_network_says_nearly_the_same_in_whole_precision():
    torch.manual_seed(0)
    network, picture = fused(Network()), torch.rand(1, 3, 64, 64)
    expected = network(picture)
    found = hastened(network, torch.bfloat16)(picture)
    assert found.dtype == torch.float32
    torch.testing.assert_close(found, expected, atol=0.05, rtol=0.05)


def test_a_fused_network_says_the_same():
    torch.manual_seed(0)
    network, picture = Network(), torch.rand(2, 3, 64, 64)
    for _ in range(3):
        network(picture)  # the running means leave their beginnings
    expected = network.eval()(picture)
    assert not any(isinstance(module, torch.nn.BatchNorm2d) for module in fused(network).modules())
    torch.testing.assert_close(network(picture), expected, atol=1e-4, rtol=1e-4)
