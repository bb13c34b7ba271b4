import pytest

from facevae.data import labels


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Happy", "happiness"),
        (" joy ", "happiness"),
        ("angry", "anger"),
        ("Sad", "sadness"),
        ("scared", "fear"),
        ("surprised", "surprise"),
        ("Disgusted", "disgust"),
        ("contempt", "contempt"),
        ("NEUTRAL", "neutral"),
    ],
)
def test_usual_words_mean_one_of_the_eight(text, meant):
    assert labels.expression(text) == meant


@pytest.mark.parametrize("text", ["confused", "", None, 3, float("nan"), "NF"])
def test_other_words_mean_none(text):
    assert labels.expression(text) is None


def test_every_expression_means_itself():
    assert [labels.expression(name) for name in labels.EXPRESSIONS] == list(labels.EXPRESSIONS)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Training", "train"),
        ("PublicTest", "validation"),
        ("PrivateTest", "test"),
        ("val", "validation"),
        ("A", None),
    ],
)
def test_splits_of_known_sets(text, meant):
    assert labels.split(text) == meant
