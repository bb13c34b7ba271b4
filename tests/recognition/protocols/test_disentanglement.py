import json

import pytest

from facevae.cli.main import main
from facevae.data.generated.making import make
from facevae.errors import FaceSetError
from facevae.recognition import protocols
from tests.latents.made import codec
from tests.recognition.support import people


def test_a_model_is_measured_beside_pca_on_faces_of_known_properties(own_home, capsys):
    make("drawn", 260, size=16)
    codec(own_home / "runs", "tiny", prior="gaussian")
    assert main(["evaluate", "--checkpoint", "tiny", "--data", "drawn", "--protocol", "disentanglement"]) == 0
    told = capsys.readouterr().out
    assert "model, disentanglement: mig 0." in told and "pca, disentanglement: mig 0." in told


def test_its_report_names_factors_and_chance(own_home):
    report = protocols.run(codec(own_home / "runs", "tiny"), make("drawn", 260, size=16), "disentanglement")
    figures, pca = report["disentanglement"], report["baseline"]["disentanglement"]
    assert figures["n"] == pca["n"] == 260 and pca["name"] == "PCA of 12"
    assert "skin_tone" in figures["factors"] and figures["chance"] == pytest.approx(
        1 / len(figures["factors"])
    )
    assert pca["informativeness"] > figures["informativeness"]  # the model has learned nothing
    json.dumps(report)


def test_faces_of_unknown_properties_are_refused(own_home):
    with pytest.raises(FaceSetError, match="properties are known"):
        protocols.run(codec(own_home / "runs", "tiny"), people(), "disentanglement")
