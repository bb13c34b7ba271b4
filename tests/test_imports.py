"""Imports go downwards only: the floors of the house."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GROUND = {"active", "errors", "home", "json_values", "locks", "progress", "ranks", "registry"}
# Each room and the rooms it may import besides the ground floor.
FLOORS = {
    "faces": set(),
    "data": {"faces"},
    "models": set(),
    "training": {"models", "data", "faces"},
    "latents": {"training", "models", "data"},
    "evaluation": {"latents", "training", "models", "data"},
    "recognition": {"evaluation", "latents", "training", "models", "data", "faces"},
    "figures": set(),
    "cli": {"recognition", "evaluation", "latents", "training", "models", "data", "faces", "figures"},
    "dashboard": {"recognition", "evaluation", "latents", "training", "models", "data", "faces", "figures"},
}
ALONE = {"streamlit": {"dashboard"}, "torch": {"faces", "models", "training", "latents", "evaluation"}}
FILES = sorted((ROOT / "facevae").rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Dotted names a file imports, wherever in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def room(dotted: str) -> str:
    return [*dotted.split("."), ""][1]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_rooms_below_its_own(path):
    own = path.relative_to(ROOT / "facevae").parts[0].removesuffix(".py")
    if own in GROUND | {"__init__", "__main__"}:
        return
    rooms = {room(name) for name in imported(path) if name.startswith("facevae.")}
    assert rooms - GROUND - {"", "__version__", own} <= FLOORS[own]
    for library, allowed in ALONE.items():
        if any(name.split(".")[0] == library for name in imported(path)):
            assert own in allowed, f"{own} imports {library}"


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=lambda path: path.name)
def test_a_page_does_no_arithmetic(path):
    libraries = {name.split(".")[0] for name in imported(path)}
    assert not libraries & {"torch", "torchvision", "cv2", "sklearn", "plotly"}
