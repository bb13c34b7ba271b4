import numpy as np
import pytest

from facevae.errors import CheckpointError
from facevae.latents.edits import mixed, with_part
from tests.latents.made import codec, with_parts

FIRST, SECOND = np.zeros(12, np.float32), np.ones(12, np.float32)


def test_a_part_is_exchanged_and_nothing_else(tmp_path):
    z = with_part(with_parts(tmp_path), FIRST, SECOND, "expression")
    assert z.tolist() == [0] * 4 + [1] * 4 + [0] * 4
    with pytest.raises(CheckpointError, match="no identity part"):
        with_part(codec(tmp_path), FIRST, SECOND, "identity")


def test_parts_are_mixed_each_by_its_share(tmp_path):
    z = mixed(with_parts(tmp_path), FIRST, SECOND, {"identity": 0.25, "rest": 1})
    assert z.tolist() == [0.25] * 4 + [0] * 4 + [1] * 4
