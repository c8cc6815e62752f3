"""The picture of the house in docs/development/architecture.md, drawn from what the modules import.

`python tests/rooms_picture.py` draws it again; a test compares it with the code.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "assets" / "images" / "rooms.svg"
# Rooms of rooms are shown one by one.
DIVIDED = "publish"
WIDTH, REACH, BOX, STEP, MARGIN = 560, 150, 30, 46, 8


def imports() -> set[tuple[str, str]]:
    """Which room imports which."""
    graph = grimp.build_graph("jacobook", cache_dir=None)
    return {
        (room, other)
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
        if (room := _room(module)) and (other := _room(imported)) and room != other
    }


def purpose(room: str) -> str:
    """What a room says it is for, as far as it fits on a floor."""
    place = ROOT / "generator" / "jacobook" / room
    text = (place / "__init__.py" if place.is_dir() else place.with_suffix(".py")).read_text("utf-8")
    said = re.split(r"[:.;]|, (?:and|with|in|the|one)\b", text.removeprefix('"""'), maxsplit=1)[0]
    # No code in a picture.
    return said.replace("`", "")


def _room(module: str) -> str | None:
    parts = module.split(".")[1:]
    if (
        not parts
        or parts in ([DIVIDED], ["__main__"])
        or (parts[0] == DIVIDED and not (ROOT / "generator/jacobook" / DIVIDED / parts[1]).is_dir())
    ):
        return None
    return "/".join(parts[:2]) if parts[0] == DIVIDED else parts[0]


def needed(arrows: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """The arrows that no chain of others says: the picture shows these."""
    below: dict[str, set[str]] = defaultdict(set)
    for room, other in arrows:
        below[room].add(other)

    def reached(room: str) -> set[str]:
        others = below.get(room, set())
        return others.union(*(reached(other) for other in others))

    return {
        (room, other)
        for room, others in below.items()
        for other in others
        if not any(other in reached(between) for between in others)
    }


def drawing() -> str:
    """The house as SVG in the color of the text: a floor for each room, each above all that it imports."""
    shown = needed(imports())
    rooms = floors()
    place = {room: number * STEP + MARGIN for number, room in enumerate(rooms)}
    height = len(rooms) * STEP + MARGIN
    opening = (
        f'<svg class="rooms" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + REACH} {height}" role="img" '
        'aria-labelledby="rooms-title" style="display:block;min-width:36rem;max-width:100%" '
        'fill="none" stroke="currentColor" font-size="15">'
    )
    lines = [
        opening,
        '<title id="rooms-title">The rooms, each above all that it imports</title>',
    ]
    for room, other in sorted(shown):
        top, bottom = place[room] + BOX / 2, place[other] + BOX / 2
        if bottom - top == STEP:
            lines.append(f'<path d="M{WIDTH / 2:g} {place[room] + BOX}V{place[other] - 1}m-4 -5l4 5l4 -5"/>')
        else:
            bulge = WIDTH + REACH * min(1.0, 0.25 + (bottom - top) / STEP / 10)
            lines.append(
                f'<path opacity="0.5" d="M{WIDTH} {top:g}C{bulge:g} {top:g} {bulge:g} {bottom:g} {WIDTH} {bottom:g}'
                'm6 -5l-6 5l6 4"/>'
            )
    for room, y in place.items():
        lines.append(f'<rect x="1" y="{y}" width="{WIDTH - 1}" height="{BOX}" rx="4"/>')
        lines.append(
            f'<g fill="currentColor" stroke="none"><text x="12" y="{y + 20}">{escape(room)}</text>'
            f'<text x="{WIDTH - 12}" y="{y + 20}" text-anchor="end" font-size="12">{escape(purpose(room))}</text></g>'
        )
    return "\n".join([*lines, "</svg>", ""])


def floors() -> list[str]:
    """The rooms from the roof down, in the order of the contracts."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = {contract["containers"][0]: contract["layers"] for contract in contracts if contract["type"] == "layers"}
    inside = [f"{DIVIDED}/{room}" for room in layers[f"jacobook.{DIVIDED}"] if "|" not in room]
    return [floor for room in layers["jacobook"] for floor in (inside if room == DIVIDED else [room])]


if __name__ == "__main__":
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(drawing(), "utf-8")
