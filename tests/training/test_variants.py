"""Every variant of the objective trains, goes on exactly after a stop, and ends as a model that draws."""

import pytest
import torch
from safetensors.torch import load_file

from facevae.latents.codec import Codec
from facevae.models.priors import flow
from facevae.models.registry import LIKELIHOODS, PRIORS
from facevae.training import launch, loop

PEOPLE = {
    "identity_dim": 2,
    "identity_weight": 1,
    "expression_dim": 2,
    "expression_weight": 1,
    "separation_weight": 1,
    "decode_share": 0.5,
    "erase": 0.5,
    "mix": 0.5,
    "blur": 0.5,
}
SPATIAL = {"size": 32, "width": 4, "spatial_channels": 2}
VARIANTS = [
    *({"likelihood": likelihood} for likelihood in LIKELIHOODS),
    *({"prior": prior} for prior in PRIORS),
    {"beta_cycles": 2, "beta_warmup": 0.5, "free_bits": 0.1},
    {"tc_weight": 5},
    {"beta": 0, "mmd_weight": 1000},
    {"sampling": "effective", "sampling_by": "identity"},
    {
        "expression_dim": 2,
        "expression_weight": 1,
        "expression_balance": "inverse",
        "expression_focus": 2,
        "sampling": "inverse",
        "sampling_by": "expression",
    },
    PEOPLE | {"sampling": "root", "sampling_by": "identity"},
    PEOPLE | SPATIAL,
    SPATIAL | {"only": "spatial"},
]


@pytest.mark.parametrize("settings", VARIANTS, ids=lambda settings: ",".join(map(str, settings.values())))
def test_a_variant_trains_goes_on_exactly_and_draws_faces(train, settings, monkeypatch):
    monkeypatch.setattr(flow, "STEPS", 10)
    whole = train("whole", **settings)

    def stop_at_seven(done, *_):
        if done == 7:
            loop.Run.open("parted").stop()

    parted = train("parted", progress=stop_at_seven, **settings)
    launch.revive(parted)
    loop.execute(parted)
    first, second = (load_file(run.folder / "model.safetensors") for run in (whole, parted))
    assert all(torch.equal(first[key], second[key]) for key in first)
    rows = [row for row in whole.metrics()[0] if "loss" in row]
    assert {name.removesuffix("_weight") for name in settings if name.endswith("_weight")} <= rows[-1].keys()
    size = settings.get("size", 16)
    assert Codec.load("whole").sample(3, seed=0)[1].shape == (3, size, size, 3)
