import numpy as np
import pytest

from facevae.dashboard import recognise_groups
from facevae.dashboard.recognise_charts import classes, compared, table
from facevae.dashboard.recognise_report import leaks_text
from facevae.dashboard.recognise_same import rate

REPORT = {
    "checkpoint": "<mine>",
    "data": "lfw",
    "verification": {"n": 1000, "accuracy": 0.9, "auc": 0.957, "interval": {"accuracy": [0.88, 0.92]}},
    "baseline": {
        "chance": {"verification": {"n": 1000, "accuracy": 0.5}},
        "eigenfaces": {"verification": {"n": 1000, "accuracy": 0.7, "tar_at_far": {"0.01": 0.13}}},
        "fisherfaces": {"verification": {"n": 1000, "accuracy": 0.75}},
        "verification": {"name": "fisherfaces", "accuracy": 0.75},
    },
}


def test_the_share_of_genuine_pairs_stands_at_each_share_of_strangers():
    figures = {"accuracy": 0.9, "tar_at_far": {"0.1": 0.91, "0.01": 0.62, "0.001": 0.33}}
    text = table("verification", {"checkpoint": "mine", "verification": figures, "baseline": {}})
    levels = [text.index(f"FAR\u00a0{level}\u00a0%") for level in ("10", "1", "0.1")]
    assert levels == sorted(levels)
    assert text.index("91\u00a0%") < text.index("62\u00a0%") < text.index("33\u00a0%")


def test_each_expression_that_was_shown_or_told_has_its_recall_and_precision():
    text = classes(
        {
            "labels": ["neutral", "happiness", "fear"],
            "confusion": [[3, 1, 0], [0, 0, 0], [0, 0, 0]],
            "recall": [0.75, None, None],
            "precision": [1.0, 0.0, None],
        }
    )
    assert "<td>neutral</td><td>75\u00a0%</td><td>100\u00a0%</td><td>4</td>" in text
    assert "<td>happiness</td><td>–</td>" in text and "fear" not in text


def test_no_error_among_few_is_no_proof_of_none():
    assert rate(np.zeros(300, bool)) == "none of 300 pairs (so below 1.0\u00a0%)"
    assert rate(np.arange(200) < 9) == "4.5\u00a0% of 200 pairs"


def test_the_model_stands_first_then_the_strongest_baseline_and_chance_last():
    assert list(compared("verification", REPORT)) == ["<mine>", "fisherfaces", "eigenfaces", "chance"]


def test_a_table_has_intervals_gaps_for_what_was_not_measured_and_no_foreign_html():
    text = table("verification", REPORT)
    assert "&lt;mine&gt;" in text and "88\u00a0% – 92\u00a0%" in text and "0.957" in text
    assert "13\u00a0%" in text and "–" in text


def test_a_share_without_a_single_error_has_no_interval_of_no_width():
    figures = {"n": 8, "rank1": 1.0, "interval": {"rank1": [1.0, 1.0]}}
    text = table("identification", {"checkpoint": "mine", "identification": figures, "baseline": {}})
    assert text.count("100\u00a0%") == 1


@pytest.mark.parametrize(
    ("leaks", "text"),
    [
        ({"identical": 0, "near": 0}, "no picture and no person is on both sides"),
        (
            {"identical": 2, "removed_pictures": 2, "removed_pairs": 1},
            "removed for it: 2 pictures and 1 pair.",
        ),
        ({"near": 1}, "1 nearly identical picture on both sides."),
        ({"shared_identities": 1}, "1 person on both sides."),
    ],
)
def test_leaks_are_told(leaks, text):
    assert text in leaks_text(leaks)


def test_groups_of_few_are_grey():
    text = recognise_groups.table("gender", {"female": {"n": 98, "far": 0.02}, "male": {"n": 9, "far": 0.5}})
    assert text.count("fv-few") == 1 and "n = 98" in text and "false accepts" in text
