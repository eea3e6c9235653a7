"""Titles and keys of pictures, broken into lines so that nothing is cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend
    from matplotlib.patches import Patch

    Sign = Line2D | Patch | tuple[Line2D | Patch, ...]

    Entry = tuple[Sign, str]
    """A mark as it is drawn, and what it means."""

Look = dict[str, Any]
"""Settings of a line or mark, by their names."""

MARGIN = 0.012
"""Room at the sides of a picture, as a share of its width."""

MAX_COLUMNS = 4
"""Of a key."""

LINE = 1.3
"""Height of a line of text, as a multiple of its size."""


def letter(figure: Figure, question: str, detail: str = "", key: Sequence[Entry] = ()) -> None:
    """Give a finished picture its title and its key, and grow it by the height of both.

    Args:
        figure: With everything drawn on it.
        question: What the picture answers; in bold.
        detail: Of what it is and how it is read.
        key: Every mark with its meaning.
    """
    below = _key(figure, key) if key else 0.0
    points = float(rcParams["font.size"])
    lines = [
        (line, 1.2 * points, True) for line in broken(figure, question, 1.2 * points, bold=True)
    ]
    if detail:
        lines += [(line, points, False) for line in broken(figure, detail, points)]
    above = LINE * sum(size for _, size, _ in lines) + 1.2 * points
    width, height = figure.get_size_inches()
    height += below + above / 72
    figure.set_size_inches(width, height)
    layout = figure.get_layout_engine()
    if isinstance(layout, ConstrainedLayoutEngine):
        layout.set(rect=(0, 0, 1, 1 - above / 72 / height))
    drop = 0.4 * points
    for line, size, bold in lines:
        figure.text(
            MARGIN, 1 - drop / 72 / height, line, va="top", fontsize=size,
            fontweight="bold" if bold else "normal",
        )  # fmt: skip
        drop += LINE * size


def _key(figure: Figure, entries: Sequence[Entry]) -> float:
    """Write the key below the panels, in as many columns as fit; return its height. [in]"""
    signs: list[Any] = [sign for sign, _ in entries]
    points = 0.95 * float(rcParams["font.size"])
    wide = (1 - 2 * MARGIN) * figure.bbox.width
    for columns in range(min(MAX_COLUMNS, len(entries)), 0, -1):
        room = 1.0 if columns > 1 else 1 - 5 * points / 72 * figure.dpi / wide
        words = ["\n".join(broken(figure, said, points, room)) for _, said in entries]
        legend = figure.legend(
            signs, words, loc="outside lower left", ncols=columns, fontsize=points,
            handlelength=2.4, columnspacing=1.4, labelspacing=0.45, borderaxespad=0.3,
        )  # fmt: skip
        if _size(figure, legend)[0] <= wide or columns == 1:
            break
        legend.remove()
    return _size(figure, legend)[1] / figure.dpi


def _size(figure: Figure, legend: Legend) -> tuple[float, float]:
    """Return width and height of a key. [pixels]"""
    box = legend.get_window_extent(_renderer(figure))
    return box.width, box.height


def broken(
    figure: Figure, text: str, points: float, share: float = 1.0, *, bold: bool = False
) -> list[str]:
    """Return a text in lines that fit into a share of the width of a picture.

    >>> from matplotlib.figure import Figure
    >>> broken(Figure(figsize=(2, 1)), "as many words as two inches hold", 10)
    ['as many words as two', 'inches hold']
    """
    font = FontProperties(family="DejaVu Sans", size=points, weight="bold" if bold else "normal")
    wide = share * (1 - 2 * MARGIN) * figure.bbox.width
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and _width(figure, longer, font) > wide:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


def _width(figure: Figure, text: str, font: FontProperties) -> float:
    """Return the width of a line of text. [pixels]"""
    measure: Any = _renderer(figure).get_text_width_height_descent
    return float(measure(text, font, False)[0])


def _renderer(figure: Figure) -> RendererAgg:
    """Return what measures texts."""
    canvas = figure.canvas if isinstance(figure.canvas, FigureCanvasAgg) else None
    return (canvas or FigureCanvasAgg(figure)).get_renderer()  # type: ignore[no-untyped-call, no-any-return]


def heights(axes: Axes) -> list[float]:
    """Return the vertical values of all lines that are drawn."""
    return [float(y) for line in axes.lines for y in np.asarray(line.get_ydata())]


def mark(look: str = "", **settings: Any) -> Line2D:
    """Return a sign for a key that is drawn as a mark or a line.

    >>> mark("o").get_marker()
    'o'
    """
    marker: Look = {"marker": look, "linestyle": ""} if look else {}
    return Line2D([], [], **(marker | settings))
