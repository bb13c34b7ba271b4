import pytest
import torch
from safetensors.torch import save_file
from torchvision.models import vgg
from torchvision.transforms.v2 import functional

from facevae.data.generated.making import faces
from facevae.errors import CheckpointError
from facevae.models.terms.perceptual import distance
from facevae.training.augmentation import to_float
from facevae.training.batches import as_tensor
from facevae.training.features import open_features
from facevae.training.vgg import IMAGENET, LEVELS, folder


def opened(name):
    return open_features(name, torch.device("cpu"), torch.float32)


@pytest.fixture(scope="module")
def x():
    return to_float(as_tensor(faces(8, 64, seed=5)[0], 64, 3))


def test_to_our_own_encoder_a_blur_is_a_greater_change_than_noise_of_the_same_error(x):
    features = opened("generated-64")
    wanted = features(x)
    assert [level.shape[2] for level in wanted] == [32, 16, 8, 4]
    blurred = functional.gaussian_blur(x, [9, 9], [2.0, 2.0])
    error = (blurred - x).square().mean().sqrt()
    noise = torch.randn(x.shape, generator=torch.Generator().manual_seed(0))
    changed = {"blurred": blurred, "noisy": x + error * noise, "same": x}
    far = {how: float(distance(features(y), wanted).mean()) for how, y in changed.items()}
    assert far["blurred"] > 2 * far["noisy"] > far["same"] == 0


def test_the_frozen_network_is_not_trained_but_shows_the_picture_what_to_change(x):
    features = opened("generated-64")
    y = (0.9 * x).requires_grad_()
    distance(features(y), features(x)).sum().backward()
    assert y.grad.abs().sum() > 0
    grey = x.mean(1, keepdim=True)
    assert distance(features(grey), features(grey.expand(-1, 3, -1, -1))).max() < 1e-6


def test_an_encoder_without_convolutions_has_no_levels(train):
    with pytest.raises(CheckpointError, match="does not see in levels"):
        opened(train().name)


@pytest.fixture(scope="module")
def weights():
    """VGG16's layers with random weights, and LPIPS' weights of their channels."""
    torch.manual_seed(0)
    layers = vgg.make_layers(vgg.cfgs["D"])
    widths = [layers[number - 1].out_channels for number in LEVELS]
    return layers, {f"lin{i}.model.1.weight": torch.rand(1, width, 1, 1) for i, width in enumerate(widths)}


@pytest.mark.parametrize("suffix", [".safetensors", ".pth"])
def test_vgg_and_lpips_from_the_home_folder_measure_as_lpips_does(weights, x, suffix):
    layers, lpips = weights
    folder().mkdir(parents=True)
    write = save_file if suffix == ".safetensors" else torch.save
    write(
        {f"features.{key}": value for key, value in layers.state_dict().items()}, folder() / f"vgg16{suffix}"
    )
    write(lpips, folder() / f"lpips{suffix}")
    a, b = x[:2], x[2:4]
    wanted, plain = torch.zeros(2), torch.zeros(2)
    with torch.no_grad():
        for number, weight in zip(
            LEVELS, lpips.values(), strict=True
        ):  # equation 1 of the paper, step by step
            seen = [layers[: number + 1](functional.normalize(y, *IMAGENET)) for y in (a, b)]
            one, two = (torch.nn.functional.normalize(level, dim=1) for level in seen)
            plain += (one - two).square().sum(1).mean((1, 2))
            wanted += torch.nn.functional.conv2d((one - two).square(), weight).mean((1, 2, 3))
        for name, told in (("lpips", wanted), ("vgg16", plain)):
            features = opened(name)
            assert torch.allclose(distance(features(a), features(b)), told, rtol=1e-4)


def test_weights_that_are_missing_or_of_another_network_are_told():
    with pytest.raises(CheckpointError, match=r"“vgg16” are not in the home folder.*vgg16\.safetensors"):
        opened("vgg16")
    folder().mkdir(parents=True)
    save_file({"features.0.weight": torch.zeros(64, 3, 7, 7)}, folder() / "vgg16.safetensors")
    with pytest.raises(CheckpointError, match=r"features\.0\.weight is \(64, 3, 7, 7\); it should be"):
        opened("vgg16")
    save_file({"conv1.weight": torch.zeros(1)}, folder() / "vgg16.safetensors")
    with pytest.raises(CheckpointError, match=r"features\.0\.weight is missing"):
        opened("vgg16")
    (folder() / "vgg16.safetensors").write_bytes(b"no weights")
    with pytest.raises(CheckpointError, match="cannot be read"):
        opened("vgg16")


class Harm:
    def __reduce__(self):
        return print, ("run by a pickle",)


def test_a_pickle_that_would_run_code_is_refused(capsys):
    folder().mkdir(parents=True)
    torch.save({"features.0.weight": Harm()}, folder() / "vgg16.pth")
    with pytest.raises(CheckpointError, match="cannot be read"):
        opened("vgg16")
    assert "pickle" not in capsys.readouterr().out
