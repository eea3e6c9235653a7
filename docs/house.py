"""The page of the house: its rooms, drawn from what the code imports, and the rules they keep."""

from __future__ import annotations

import ast
import runpy
from pathlib import Path

ROOT = Path(__file__).parent.parent
RULES = runpy.run_path(str(ROOT / "tests" / "test_layers.py"))
ARROWS, FLOORS, room_of = RULES["ARROWS"], RULES["FLOORS"].split("\n"), RULES["room_of"]

WIDTH, HEIGHT, GAP, BOX = 140, 44, 62, 34
"""Of a room and of the space between floors and rooms, in pixels."""


def neighbours() -> dict[str, set[str]]:
    """Return the rooms that each room imports."""
    found: dict[str, set[str]] = {room: set() for floor in FLOORS for room in floor.split()}
    for module, names in ARROWS.items():
        for name in names:
            pair = room_of(module), room_of(name) if name.startswith("qestimate.") else ""
            if pair[0] in found and pair[1] in found and pair[0] != pair[1]:
                found[pair[0]].add(pair[1])
    return found


def direct(rooms: dict[str, set[str]]) -> dict[str, set[str]]:
    """Leave out the arrows that follow from others."""

    def below(room: str) -> set[str]:
        return rooms[room].union(*(below(one) for one in rooms[room]))

    return {
        room: {one for one in found if not any(one in below(other) for other in found - {one})}
        for room, found in rooms.items()
    }


def picture() -> str:
    """Draw the rooms floor upon floor; an arrow leads from a room to what it stands on."""
    floors = [floor.split() for floor in FLOORS if floor.strip()]
    widest = max(map(len, floors))
    across, down = widest * (WIDTH + BOX) + BOX, len(floors) * (HEIGHT + GAP) - GAP + 20
    place: dict[str, tuple[float, float]] = {}
    for n, rooms in enumerate(floors):
        for k, room in enumerate(rooms):
            x = across / 2 + (k - (len(rooms) - 1) / 2) * (WIDTH + BOX)
            place[room] = x, down - 10 - HEIGHT - n * (HEIGHT + GAP)
    modules = {room: sum(room_of(one) == room for one in ARROWS) for room in place}
    drawn = []
    for room, found in sorted(direct(neighbours()).items()):
        for one in sorted(found):
            (x, y), (u, v) = place[room], place[one]
            drawn.append(
                f'<path d="M{x:.0f},{y + HEIGHT:.0f} C{x:.0f},{y + HEIGHT + GAP / 2:.0f} '
                f'{u:.0f},{v - GAP / 2:.0f} {u:.0f},{v - 4:.0f}" marker-end="url(#tip)"/>'
            )
    boxes = [
        f'<rect x="{x - WIDTH / 2:.0f}" y="{y:.0f}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>'
        f'<text x="{x:.0f}" y="{y + 19:.0f}" font-weight="bold">{room}</text>'
        f'<text x="{x:.0f}" y="{y + 35:.0f}" font-size="11">{modules[room]} modules</text>'
        for room, (x, y) in place.items()
    ]
    return "\n".join(
        (
            f'<svg viewBox="0 0 {across} {down}" role="img" xmlns="http://www.w3.org/2000/svg" '
            'aria-label="Rooms of the package and what each stands on" '
            'style="max-width: 100%; color: inherit" font-family="sans-serif" font-size="14">',
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
            'markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="currentColor"/>'
            "</marker></defs>",
            '<g fill="none" stroke="currentColor" stroke-opacity="0.45">',
            *drawn,
            "</g>",
            '<g fill="#1b8a7a" fill-opacity="0.16" stroke="#1b8a7a" text-anchor="middle">',
            *(
                one.replace("<text", '<text fill="currentColor" fill-opacity="1" stroke="none"')
                for one in boxes
            ),
            "</g>",
            "</svg>",
        )
    )


def table() -> str:
    """List every room: what belongs there and what does not, and the libraries at home there."""
    lines = ["| room | what | libraries |", "| --- | --- | --- |"]
    for floor in reversed(FLOORS):
        for room in floor.split():
            source = (ROOT / "qestimate" / room / "__init__.py").read_text(encoding="utf-8")
            said = " ".join((ast.get_docstring(ast.parse(source)) or "").split())
            home = sorted(
                package for package, rooms in RULES["AT_HOME"].items() if room in rooms.split()
            )
            lines.append(f"| `{room}` | {said} | {', '.join(home)} |")
    return "\n".join(lines)


def page() -> str:
    """Return the page."""
    return f"""# The house

Every module lies in a room, every room on a floor. A room may import itself and the floors below
it, inside functions as well; no two modules import each other, not even by a detour. The one
exception is `{RULES["LATE_BOUND"]}`: it names modules above as text, so that a result can show
itself.
Only the rooms at the edge read the catalogue; every other one is handed what it needs. All of it is
tested (`tests/test_layers.py`), and this page is drawn from the same code: arrows that follow from
others are left out.

{picture()}

{table()}
"""
