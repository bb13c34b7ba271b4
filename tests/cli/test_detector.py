import pytest

from facevae.cli.main import main


@pytest.mark.parametrize(("setting", "said"), [("steps=many", "no number"), ("speed=9", "no setting speed")])
def test_a_wrong_setting_is_one_clear_line(tmp_path, capsys, setting, said):
    arguments = ["--data", "a.zip", "--teacher", "t.onnx", "--out", str(tmp_path), "--set", setting]
    assert main(["train-detector", *arguments]) == 1
    assert said in capsys.readouterr().err
