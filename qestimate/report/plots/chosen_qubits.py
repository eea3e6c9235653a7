"""The qubits of a chip that a circuit takes, and how good they are; all others in grey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib import rcParams
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm

from qestimate.core.errors import ScenarioError
from qestimate.core.formatting import percentage
from qestimate.core.records import NamedTuple
from qestimate.device.elements import elements, readout_error
from qestimate.estimation.placement import Unplaced
from qestimate.report.plots.chip import COLOURS, MIDDLE, SCALE, circle_width, colour_bar
from qestimate.report.plots.lattice import lattice_axes, places
from qestimate.report.plots.lettering import letter, mark
from qestimate.report.plots.style import BLACK, drawing
from qestimate.report.views.sentences import device_label, plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from qestimate.estimation.circuit import CircuitEstimate
    from qestimate.estimation.compiled_circuit import CompiledCircuit
    from qestimate.report.plots.lattice import Place
    from qestimate.report.plots.lettering import Entry
    from qestimate.report.plots.style import Size

NORM = LogNorm(*SCALE, clip=True)
"""Place of an error on the scale of colours."""

QUIET = "#C9C9C9"
"""Of what the circuit does not take."""

DARK_FROM = 0.5
"""Place on the scale of colours from which letters on them are white."""


class UsedElements(NamedTuple):
    """What a circuit takes of a chip, with errors as the estimate takes them. None if unknown."""

    qubits: dict[int, float | None]
    """Error of reading each qubit, mean of both kinds."""
    links: dict[tuple[int, int], float | None]
    """Error of a two-qubit gate on each link that has one."""
    gates: dict[tuple[int, int], int]
    """Two-qubit gates on each link."""


def compiled_of(found: CircuitEstimate) -> CompiledCircuit:
    """Return a circuit as compiled, of which there is something to draw.

    Raises:
        ScenarioError: The circuit has no place.
    """
    if isinstance(found.compiled, Unplaced):
        raise ScenarioError(
            f"{found.logical.name} has no place on {found.device.id}: {found.compiled.reason}",
            hint="choose another --device",
        )
    return found.compiled


def used_elements(found: CircuitEstimate) -> UsedElements:
    """Return which qubits and links of a chip a circuit takes, and their errors.

    Raises:
        ScenarioError: The circuit has no place, or the device no table of qubits.
    """
    placement = compiled_of(found).placement
    if not placement.qubits or not found.device.snapshot.qubits:
        raise ScenarioError(
            f"{found.device.id} has no table of qubits to draw",
            hint="for example --device ibm-fez, or --picture depth",
        )
    known = elements(found.device)
    read = {q: known.readout.of(q) for q in placement.qubits}
    gates: dict[tuple[int, int], int] = {}
    for a, b, n in placement.edges:
        one, other = sorted((placement.qubits[a], placement.qubits[b]))
        gates[one, other] = gates.get((one, other), 0) + int(n)
    return UsedElements(
        {q: None if both is None else float(readout_error(both)) for q, both in read.items()},
        {(a, b): _or_none(known.gate(a, b)) for a, b in gates},
        gates,
    )


def chosen_qubits(found: CircuitEstimate, size: Size = "report") -> Figure:
    """Draw a chip with the qubits and links that a circuit takes coloured by their error.

    Args:
        found: The circuit on its device.
        size: Of the picture.

    Raises:
        ScenarioError: It has no place, or the device no table of qubits.
    """
    used = used_elements(found)
    at = places(found.device)
    across, up = (max(v) - min(v) + 2 for v in zip(*at.values(), strict=True))
    with drawing(size, 0.86 * up / across) as figure:
        axes = lattice_axes(figure, at)
        colours = ScalarMappable(NORM, COLOURS)
        key = _links(axes, found, used, at, colours)
        key += _qubits(axes, used, at, colours, circle_width(figure, at))
        colour_bar(axes, colours, figure, "error of a two-qubit gate, or of reading a qubit")
        letter(
            figure,
            f"Which qubits of {found.device.id} does {found.logical.name} use, and how good are "
            "they?",
            _message(found, used),
            key,
        )
    return figure


def _message(found: CircuitEstimate, used: UsedElements) -> str:
    """Say how many are used, and which are the worst."""
    said = f"{device_label(found.device)}: it uses {plural(len(used.qubits), 'qubit')}"
    if used.links:
        gates = plural(sum(used.gates.values()), "two-qubit gate")
        said += f" and {plural(len(used.links), 'link')} for {gates}"
    parts = []
    links = [(error, pair) for pair, error in used.links.items() if error is not None]
    if links:
        error, (a, b) = max(links)
        parts.append(f"the worst link, {a} to {b}, errs in {percentage(error)} of its gates")
    read = [(error, q) for q, error in used.qubits.items() if error is not None]
    if read:
        error, q = max(read)
        parts.append(f"the worst qubit to read, {q}, is misread {percentage(error)} of the time")
    return f"{said}. " + f"{'; '.join(parts).capitalize()}." if parts else f"{said}."


def _links(
    axes: Axes,
    found: CircuitEstimate,
    used: UsedElements,
    at: dict[int, Place],
    colours: ScalarMappable,
) -> list[Entry]:
    """Draw links, those in use by their error; return their entries of the key."""
    wide = rcParams["font.size"] * 0.45
    rest = [
        pair for pair in found.device.snapshot.couplers if tuple(sorted(pair)) not in used.links
    ]
    for a, b in rest:
        axes.plot(*zip(at[a], at[b], strict=True), "-", color=QUIET, linewidth=0.25 * wide,
                  zorder=1)  # fmt: skip
    for (a, b), error in used.links.items():
        colour = QUIET if error is None else colours.cmap(NORM(error))
        ends = list(zip(at[a], at[b], strict=True))
        axes.plot(*ends, "-", color=BLACK, linewidth=1.5 * wide, zorder=1.8)
        axes.plot(*ends, "-", color=colour, linewidth=1.1 * wide, zorder=2)
    key: list[Entry] = []
    if used.links:
        middle = colours.cmap(NORM(MIDDLE))
        signs = (mark(color=BLACK, linewidth=1.5 * wide), mark(color=middle, linewidth=1.1 * wide))
        key.append((signs, "link in use, coloured by the error of its gate"))
    if rest:
        key.append((mark(color=QUIET, linewidth=0.25 * wide), "link not in use"))
    return key


def _qubits(
    axes: Axes,
    used: UsedElements,
    at: dict[int, Place],
    colours: ScalarMappable,
    circle: float,
) -> list[Entry]:
    """Draw qubits, those in use by the error of reading them; return their entries of the key."""
    rest = [q for q in at if q not in used.qubits]
    size = rcParams["font.size"]
    if rest:
        axes.plot(
            *zip(*(at[q] for q in rest), strict=True), "o", color=QUIET,
            markersize=0.3 * circle, markeredgewidth=0, zorder=3,
        )  # fmt: skip
    digits = len(str(max(at)))
    for q, error in used.qubits.items():
        place = 0.0 if error is None else float(NORM(error))
        fill = "white" if error is None else colours.cmap(place)
        axes.plot(
            *at[q], "o", color=BLACK, markerfacecolor=fill, markersize=circle,
            markeredgewidth=0.06 * circle, zorder=4,
        )  # fmt: skip
        axes.annotate(
            str(q), at[q], ha="center", va="center_baseline", zorder=5,
            color="white" if place > DARK_FROM else BLACK,
            fontsize=circle / max(1.9, 0.72 * digits), fontweight="bold",
        )  # fmt: skip
    middle = colours.cmap(NORM(MIDDLE))
    key: list[Entry] = [
        (
            mark("o", color=BLACK, markerfacecolor=middle, markersize=size),
            "qubit in use, coloured by the error of reading it",
        )
    ]
    if any(error is None for error in used.qubits.values()):
        sign = mark("o", color=BLACK, markerfacecolor="white", markersize=size)
        key.append((sign, "qubit in use, error not known"))
    if rest:
        key.append((mark("o", color=QUIET, markersize=0.5 * size), "qubit not in use"))
    return key


def _or_none(error: float | None) -> float | None:
    return None if error is None else float(error)
