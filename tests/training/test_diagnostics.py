import numpy as np
import pytest

from facevae.models.config import ModelConfig
from facevae.training.config import TrainConfig
from facevae.training.diagnostics import diagnose

STEPS = 10_000
LATENTS = 40


def story(bound, validation=None, active=20, every=10, **more):
    """The rows of a run whose loss follows a function of its share done, with some noise."""
    rng, rows = np.random.default_rng(0), []
    for step in range(every, STEPS + 1, every):
        share = step / STEPS
        nll = bound(share) + rng.normal() * 3
        rows.append(
            {"step": step, "loss": nll + 20, "reconstruction_nll": nll, "kl": 20.0, "beta": 1.0} | more
        )
        if step % 200 == 0:
            judged = (validation or bound)(share) + 20 + rng.normal()
            rows.append({"step": step, "validation_loss": judged, "active_units": active})
    return rows


def learns(share):
    return 100 + 900 * np.exp(-8 * share)


def kinds(rows, model=None, **training):
    model = model or {"latent_dim": LATENTS}
    return [finding.kind for finding in diagnose(rows, TrainConfig(**training), ModelConfig(**model), STEPS)]


def test_a_run_that_learns_needs_no_word_at_any_time():
    rows = story(learns)
    assert not any(kinds(rows[:end]) for end in range(0, len(rows), 50))


def test_a_loss_that_climbs_back_is_divergence_and_the_rate_is_named():
    climbs = lambda share: learns(share) if share < 0.6 else learns(0.6) + 2000 * (share - 0.6)  # noqa: E731
    rows = story(climbs, gradient_norm=1843.0)
    assert kinds(rows) == ["divergence"]
    advice = diagnose(rows, TrainConfig(learning_rate=3e-3), ModelConfig(), STEPS)[0].advice
    assert "0.003" in advice and "clip=2000" in advice
    assert kinds([row for row in rows if row["step"] < 6000]) == []


def test_a_loss_that_never_moved_does_not_diverge_however_noisy():
    assert kinds(story(lambda share: 1873.0)) == []


def test_a_loss_that_exploded_at_once_and_stays_above_its_beginning_is_divergence():
    rows = story(lambda share: 1e9 * np.exp(-9999 * share) + 2600 - 100 * share, every=1)
    assert kinds(rows) == []
    rows[0] |= {"reconstruction_nll": 1900.0}
    assert kinds(rows) == ["divergence"]


def test_a_loss_that_rises_because_beta_does_is_no_divergence():
    rows = story(lambda share: 100 + 400 * share)
    for row in rows:
        if "beta" in row:
            row["beta"] = row["step"] / STEPS
    assert kinds(rows) == []


def test_a_negative_loss_is_judged_alike():
    down = lambda share: -5000 + 4000 * np.exp(-8 * share)  # noqa: E731
    assert kinds(story(down)) == []
    assert kinds(story(lambda share: down(share) if share < 0.5 else -1500)) == ["divergence"]


@pytest.mark.parametrize(("active", "found"), [(0, ["collapse"]), (1, ["collapse"]), (2, []), (40, [])])
def test_latents_that_tell_nothing_are_a_collapse(active, found):
    assert kinds(story(learns, active=active)) == found


def test_a_collapse_is_not_called_before_its_time_nor_of_a_plain_autoencoder():
    rows = story(learns, active=0)
    assert kinds([row for row in rows if row["step"] <= 400]) == []
    assert kinds(rows, {"latent_dim": LATENTS, "kind": "ae"}) == []
    assert kinds(story(learns, active=1), {"latent_dim": 1}) == []


def test_held_out_faces_that_become_worse_while_training_goes_on_are_over_fitting():
    rows = story(learns, lambda share: learns(share) if share < 0.4 else learns(0.4) + 300 * (share - 0.4))
    found = diagnose(rows, TrainConfig(), ModelConfig(latent_dim=LATENTS), STEPS)
    assert [finding.kind for finding in found] == ["over-fitting"]
    assert "step 4,000" in found[0].what


def test_a_validation_that_merely_stays_is_not():
    assert kinds(story(learns, lambda share: max(learns(share), 150))) == []


@pytest.mark.parametrize(("accuracy", "found"), [(0.995, True), (0.5, True), (0.75, False)])
def test_a_discriminator_that_says_nothing_or_all_is_dead(accuracy, found):
    rows = story(learns, adversarial_accuracy=accuracy)
    assert (kinds(rows, adversarial_weight=1.0) == ["discriminator"]) is found


def test_little_room_is_told():
    assert kinds(story(learns, disk_free_gb=1.2, ram_free_mb=9000.0)) == ["disk"]
    assert kinds(story(learns, disk_free_gb=90.0, ram_free_mb=100.0)) == ["memory"]


def test_waiting_for_faces_is_told():
    assert kinds(story(learns, loader_wait=0.4)) == ["loader"]
    assert kinds(story(learns, loader_wait=0.02)) == []


def test_every_finding_says_what_and_what_to_do():
    rows = story(lambda share: 100 + 900 * share, active=0, adversarial_accuracy=1.0, disk_free_gb=0.1)
    found = diagnose(rows, TrainConfig(), ModelConfig(), STEPS)
    assert len(found) >= 3
    assert all(finding.what.endswith(".") and finding.advice.endswith(".") for finding in found)


def test_a_beta_that_the_metrics_round_is_still_the_full_one():
    rows = [row | ({"beta": 0.12345678} if "beta" in row else {}) for row in story(learns, active=0)]
    assert kinds(rows, beta=0.123456789) == ["collapse"]
