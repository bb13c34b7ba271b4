import json

from facevae.data import faceset
from facevae.recognition import reports
from facevae.recognition.decision import decide, surest
from facevae.training import cards
from tests.recognition.support import face_set

REPORT = {
    "checkpoint": "mine",
    "checkpoint_id": "abc",
    "data": "people",
    "version": "v1",
    "protocol": "verification",
    "options": {"seed": 0},
    "created": "2026-01-01T00:00:00+00:00",
    "verification": {
        "name": "drawn",
        "n": 8,
        "threshold": 0.5,
        "curves": {"scores": {"genuine": [0.4, 0.6, 0.8, 0.9], "impostor": [0.0, 0.1, 0.3, 0.7]}},
    },
}


def test_reports_with_other_options_stand_beside_each_other():
    reports.write(REPORT)
    later = REPORT | {"options": {"pairs": "pairs.txt", "seed": 0}, "created": "2026-01-02T00:00:00+00:00"}
    reports.write(later)
    assert reports.of("mine", "abc") == [later, REPORT]
    reports.write(later)
    assert reports.of("mine", "abc") == [later, REPORT] and reports.of("mine", "ab") == []


def test_all_reports_of_a_model_newest_first_with_those_it_came_with(tmp_path, monkeypatch):
    from facevae import home

    reports.write(REPORT)
    reports.write(REPORT | {"version": "v2", "created": "2026-02-01T00:00:00+00:00"})
    reports.write(REPORT | {"checkpoint_id": "other"})
    monkeypatch.setattr(cards, "folder", lambda name: tmp_path / name)
    home.write_json(
        tmp_path / "mine" / "reports" / "a.json", REPORT | {"version": "v3", "created": "2026-03"}
    )
    home.write_json(tmp_path / "mine" / "reports" / "b.json", REPORT | {"checkpoint_id": "earlier weights"})
    (tmp_path / "mine" / "reports" / "c.json").write_text("{")
    assert [report["version"] for report in reports.of("mine", "abc")] == ["v3", "v2", "v1"]
    assert reports.of("untested", "xyz") == []


def test_a_report_is_passed_on_without_faces_and_names(tmp_path):
    worst = {"impostors": [{"first": "f1", "second": "f2", "score": 0.7}]}
    named = [{"probe": "f3", "taken_for": "Ada_Lovelace", "score": 0.6}]
    full = REPORT | {
        "options": {"pairs": "/home/me/pairs.txt", "seed": 0},
        "verification": REPORT["verification"] | {"worst": worst},
        "identification": {"n": 3, "rank1": 0.5, "worst": named},
    }
    reports.export(full, tmp_path / "told" / "report.json")
    written = (tmp_path / "told" / "report.json").read_text()
    assert not any(word in written for word in ("f1", "f3", "Ada", "worst", "/home/me"))
    told = json.loads(written)
    assert told["verification"] == REPORT["verification"] and told["identification"]["rank1"] == 0.5
    assert told["options"] == {"pairs": "pairs.txt", "seed": 0}


def test_a_decision_tells_its_error_rates():
    decided = decide(0.65, REPORT)
    assert decided.same and (decided.far, decided.frr) == (0.25, 0.25)
    assert (decided.above_impostors, decided.above_genuine) == (0.75, 0.5)
    strict = decide(0.65, REPORT, threshold=0.75)
    assert not strict.same and (strict.far, strict.frr) == (0, 0.5)
    assert decided.measured_on == "people, drawn" and decided.n == 8


def test_an_untested_model_has_no_report():
    assert surest([], "verification") is None and surest([REPORT], "expression") is None


def test_the_surest_report_is_the_one_of_most_pairs():
    few = REPORT | {"verification": REPORT["verification"] | {"n": 4}}
    assert surest([few, REPORT, few], "verification") is REPORT


def test_figures_of_training_faces_or_of_other_labels_tell_nothing_of_new_faces():
    larger = REPORT | {"verification": REPORT["verification"] | {"n": 99}}
    learned, others = (larger | {"options": option} for option in ({"split": "train"}, {"label": "felt"}))
    assert surest([learned, others, REPORT], "verification") is REPORT
    assert surest([learned, others], "verification") is None


def test_with_a_set_the_reports_on_it_are_deleted():
    faces = face_set([{"identity": "a"}], name="doomed")
    reports.write(REPORT | {"version": faces.version})
    reports.write(REPORT | {"version": "another"})
    faceset.delete("doomed")
    assert [report["version"] for report in reports.of("mine", "abc")] == ["another"]
