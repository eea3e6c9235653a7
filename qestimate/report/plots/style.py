"""One look for all pictures: sizes, colours that colour-blind readers tell apart, and saving.

The ground is white and not transparent, so that a picture looks the same on a light page, on a
dark one and in print.
"""

from __future__ import annotations

from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

from matplotlib import rc_context
from matplotlib.figure import Figure

from qestimate.core.errors import ScenarioError
from qestimate.core.writing import put

if TYPE_CHECKING:
    from collections.abc import Iterator

Size = Literal["report", "slide", "phone"]

SIZES: dict[Size, tuple[float, float, float]] = {
    "report": (6.3, 3.2, 8.0),
    "slide": (10.0, 4.4, 13.0),
    "phone": (3.4, 2.6, 7.5),
}
"""Width, height of what is drawn without title and key, both in inches, and the size of text in
points."""

DPI = 200
"""Dots of an inch in PNG: 1260 across in a report, 2000 on a slide."""

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILION, PURPLE, YELLOW = "#0072B2", "#D55E00", "#CC79A7", "#F0E442"
GREY = "#8A8A8A"

SERIES = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, BLACK, GREY)
"""Colours of Okabe and Ito, told apart by most colour-blind readers; used in this order."""

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
"""Each series has a marker too, so that it is told apart in grey."""

VERDICT_COLOURS = {
    "feasible": "#1A6B50",
    "marginal": "#F2C14E",
    "infeasible": "#E08F7A",
    "unknown": "#D9D9D9",
    "none": "#FFFFFF",
}
"""Told apart by colour and, in grey, by lightness."""

VERDICT_WORDS = {
    "feasible": "feasible: fits",
    "marginal": "marginal: may fit",
    "infeasible": "infeasible: does not fit",
    "unknown": "unknown",
    "none": "no circuit",
}
"""What a key says of verdicts."""

STATUS_COLOURS = {
    "met": VERDICT_COLOURS["feasible"],
    "tight": VERDICT_COLOURS["marginal"],
    "violated": VERDICT_COLOURS["infeasible"],
    "unknown": VERDICT_COLOURS["unknown"],
}

FORMATS = ("svg", "pdf", "png")

_PLAIN: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": "qestimate"},
    "pdf": {"CreationDate": None, "Creator": "qestimate", "Producer": None},
    "png": {"Software": "qestimate"},
}
"""What a file says about itself: nothing that changes from run to run."""


@contextmanager
def drawing(size: Size = "report", aspect: float | None = None) -> Iterator[Figure]:
    """Open a figure of a size; everything in it is drawn inside the block.

    Args:
        size: Of the picture.
        aspect: Height over width of what is drawn, where the picture has its own.
    """
    width, height, points = SIZES[size]
    if aspect is not None:
        height = min(width * aspect, 2 * height)
    settings: Any = {
        "font.family": "DejaVu Sans",
        "font.size": points,
        "axes.titlesize": points * 1.1,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.linewidth": 0.8,
        "lines.linewidth": points / 6,
        "lines.markersize": points * 0.7,
        "legend.frameon": False,
        "legend.fontsize": points * 0.9,
        "hatch.linewidth": points / 14,
        "figure.facecolor": "white",
        "axes.facecolor": "white",
        "svg.hashsalt": "qestimate",
        "figure.constrained_layout.use": True,
    }
    with rc_context(settings):
        yield Figure(figsize=(width, height), dpi=DPI, layout="constrained")


def save(figure: Figure, path: str | Path | IO[bytes], form: str = "") -> None:
    """Write a figure.

    Args:
        figure: What to write.
        path: A file, or something open to be written.
        form: One of FORMATS; that of the file's name if empty.

    Raises:
        OutputError: The file cannot be written.
        ScenarioError: A name that ends in none of FORMATS.
    """
    if not form:
        form = form_of(str(path))
    out = BytesIO() if isinstance(path, str | Path) else path
    with rc_context({"svg.hashsalt": "qestimate"}):
        figure.savefig(out, format=form, metadata=_PLAIN[form])
    if isinstance(path, str | Path) and isinstance(out, BytesIO):
        put(path, out.getvalue(), hint="choose another --plot")


def form_of(path: str | Path) -> str:
    """Return the format that a file's name asks for.

    >>> form_of("chip.svg")
    'svg'
    """
    form = Path(path).suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise ScenarioError(
            f"--plot {path} must end in .svg, .pdf or .png", hint="for example picture.svg"
        )
    return form
