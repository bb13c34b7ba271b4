"""Which model and which face set are active, by name, kept over restarts."""

import json

from facevae import home

MODEL = "active_model"
FACES = "active_faces"


def _store():
    return home.home() / "active.json"


def remembered() -> dict[str, str]:
    """The names that were chosen last; nothing where that is damaged."""
    try:
        kept = home.read_json(_store())
    except (OSError, json.JSONDecodeError):
        return {}
    return kept if isinstance(kept, dict) else {}


def remember(key: str, name: str) -> None:
    home.write_json(_store(), {**remembered(), key: name})


def forget(key: str, name: str, new: str | None = None) -> None:
    """Keep a name no longer that is gone, for it may be a person's; `new` is what the thing is called now."""
    kept = remembered()
    if kept.get(key) == name:
        home.write_json(_store(), {**kept, key: new} if new else {k: v for k, v in kept.items() if k != key})
