"""A new protocol is a file and one line: the shell and all that is measured at once then know it."""

import pytest

from facevae.cli.main import main
from facevae.recognition import registry
from facevae.registry import Entry
from tests.latents.made import codec
from tests.recognition.support import face_set


def measure(setting):
    """What makes this file a protocol of a user's own."""
    return {"own": {"n": len(setting.face_set), "size": float(setting.size)}}


def test_every_line_leads_to_its_code():
    assert all(callable(protocol.load()) for protocol in registry.PROTOCOLS.values())


@pytest.mark.parametrize("protocol", ["own", "all"])
def test_one_line_makes_a_protocol_that_the_shell_runs(protocol, own_home, monkeypatch, capsys):
    monkeypatch.setitem(registry.PROTOCOLS, "own", Entry(f"{__name__}:measure", "How large?"))
    codec(own_home / "runs", "tiny", size=32)
    face_set([{"split": ("train", "test")[i % 2]} for i in range(12)], name="plain")
    assert main(["evaluate", "--checkpoint", "tiny", "--data", "plain", "--protocol", protocol]) == 0
    assert "model, own: size 32.000  n = 12" in capsys.readouterr().out
