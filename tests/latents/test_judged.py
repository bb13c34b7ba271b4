import numpy as np
import pytest

from facevae.errors import Cancelled
from facevae.latents import judged as module
from facevae.latents import store
from facevae.latents.judged import judged
from tests.latents.test_store import codec, faces  # noqa: F401


def test_figures_are_those_of_the_faces_asked_for_and_are_kept(codec, faces, monkeypatch):  # noqa: F811
    expected = codec.reconstruct(np.asarray(faces.pixels))
    rows = np.array([3, 17, 40])
    found = judged(codec, faces, rows)
    np.testing.assert_allclose(found["kl"], expected.kl[rows], rtol=0.02, atol=0.1)
    np.testing.assert_allclose(found["psnr"], expected.psnr[rows], atol=0.1)
    monkeypatch.setattr(codec, "reconstruct", None)
    np.testing.assert_array_equal(judged(codec, faces, rows[::-1])["nll"], found["nll"][::-1])


def test_what_was_computed_before_a_cancel_is_kept(codec, faces, monkeypatch):  # noqa: F811
    monkeypatch.setattr(module, "CHUNK", 20)

    def cancel(done, total, doing):
        if done == 40:
            raise Cancelled

    with pytest.raises(Cancelled):
        judged(codec, faces, np.arange(60), cancel)
    monkeypatch.setattr(codec, "reconstruct", None)
    assert np.isfinite(judged(codec, faces, np.arange(40))["psnr"]).all()


def test_a_damaged_file_costs_only_time(codec, faces):  # noqa: F811
    judged(codec, faces, np.arange(5))
    next(store.folder().glob("*-judged.npz")).write_bytes(b"PK cut")
    assert np.isfinite(judged(codec, faces, np.arange(5))["nll"]).all()
