import torch

from facevae.latents.views import VIEWS, views


def test_views_are_the_face_moved_to_each_side_half_of_them_mirrored():
    torch.manual_seed(0)
    x = torch.rand(2, 3, 64, 64)
    left, right, up, down = views(x)
    assert torch.equal(left[:, :, :, :-2], x[:, :, :, 2:])
    assert torch.equal(right[:, :, :, 2:], x[:, :, :, :-2])
    assert torch.equal(up.flip(3)[:, :, :-2], x[:, :, 2:])
    assert torch.equal(down.flip(3)[:, :, 2:], x[:, :, :-2])


def test_views_keep_size_and_a_plain_face_at_any_size():
    for size in (16, 32, 128):
        plain = torch.full((1, 1, size, size), 0.3)
        assert all(torch.equal(view, plain) for view in views(plain))
    assert sum(mirror for _, _, mirror in VIEWS) == len(VIEWS) / 2
