"""What circuits of the user's own take on classical machines: a table and a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.formatting import log10_number, time_in_words
from qestimate.estimation.placement import Unplaced
from qestimate.estimation.simulating.ways import LOG10_PATIENCE
from qestimate.report.document import Column, Table
from qestimate.report.views.sentences import device_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.estimation.circuit import CircuitEstimate
    from qestimate.estimation.simulating.ways import SimulationCost, Way
    from qestimate.report.document import Value

GIVES = {
    "state": "the exact state",
    "values": "expectation values",
    "one probability": "the chance of one outcome",
}
"""What a way yields, in words."""

_UNITS = ((3, "KB"), (6, "MB"), (9, "GB"), (12, "TB"), (15, "PB"))


def memory(log10_bytes: float | None) -> str:
    """Write an amount of memory from its logarithm.

    >>> memory(1.806), memory(10.204), memory(16.3), memory(None)
    ('64 B', '16 GB', '20 PB', 'unknown')
    """
    if log10_bytes is None:
        return "unknown"
    fitting = [(power, unit) for power, unit in _UNITS if log10_bytes >= power]
    power, unit = fitting[-1] if fitting else (0, "B")
    return f"{log10_number(log10_bytes - power)} {unit}"


def simulation_tables(found: Sequence[CircuitEstimate]) -> list[Table]:
    """Return what the circuits take on classical machines, each circuit once; else no table."""
    rows: list[tuple[Value, ...]] = []
    notes: list[str] = []
    seen: set[str] = set()
    for one in found:
        cost, name = one.classical, one.logical.name
        if cost is None:
            continue
        if name not in seen:
            seen.add(name)
            rows += [(name, *_cells(way)) for way in cost.ways]
            notes.append(f"{name}: {simulation_sentence(cost)}")
        followed = _followed(one)
        if followed is not None:
            rows.append((name, *followed))
    if not seen:
        return []
    columns = (
        Column("circuit", "circuit"),
        Column("way", "way"),
        Column("gives", "gives"),
        Column("memory", "memory", "written"),
        Column("log10_time_s", "time on one core", "log10_seconds_interval"),
        Column("log10_gpu_s", "time on a GPU", "log10_seconds"),
        Column("laptop", "fits a laptop"),
        Column("limit", "what to know"),
    )
    notes.append(
        "Without noise unless said, on machines of models/simulators and models/gpus. Values are "
        "those of the observables; a chip needs many runs for each."
    )
    title = "What a classical computer would take"
    return [Table("classical", title, columns, tuple(rows), tuple(notes), group="circuit")]


def _cells(way: Way) -> tuple[Value, ...]:
    time: Value = "unknown" if way.core.value is None else way.core
    return (
        way.name,
        GIVES[way.yields],
        memory(way.log10_bytes),
        time,
        "none" if way.log10_gpu is None else way.log10_gpu,
        "yes" if way.fits else "no" if way.log10_bytes is not None else "unknown",
        way.limit,
    )


def _followed(one: CircuitEstimate) -> tuple[Value, ...] | None:
    """Return the way that this very run went for the values with noise; None if it did not."""
    if one.exact not in ("noisy", "propagated") or isinstance(one.placed, Unplaced):
        return None
    how = "exactly" if one.exact == "noisy" else "the interval holds what was left out"
    return (
        "Pauli operators",
        "values with noise",
        "",
        "done here",
        "none",
        "yes",
        f"with the noise of {device_label(one.device)}: {how}",
    )


def simulation_sentence(cost: SimulationCost) -> str:
    """Return in one sentence whether a laptop does what the chip is asked for.

    >>> from qestimate import catalog
    >>> from qestimate.estimation.simulating.ways import simulation_cost
    >>> from qestimate.formats.circuits.reading import Gate, LogicalCircuit
    >>> bell = LogicalCircuit("bell", 2, (Gate("ry", (0.3,), (0,)),), (0, 1), 0, ())
    >>> simulation_sentence(simulation_cost(bell, [((0, "Z"),)], catalog.machines()))
    'a laptop simulates this exactly in less than a second; the chip is not needed.'
    """
    if cost.refused:
        return f"what simulating it takes is not known: {cost.refused}."
    best = cost.best
    if best is not None:
        assert best.core.value is not None  # noqa: S101 (it would not be the best)
        time = "less than a second" if best.core.value < 0 else (
            f"about {time_in_words(best.core.value)}"
        )  # fmt: skip
        if best.yields == "state":
            return f"a laptop simulates this exactly in {time}; the chip is not needed."
        return (
            f"a laptop works out the expectation values exactly in {time}; the chip is not needed "
            "for them."
        )
    return f"no exact way that is modelled here fits a laptop: {_obstacles(cost)}."


def _obstacles(cost: SimulationCost) -> str:
    said = []
    for way in cost.ways:
        if not way.exact:
            said.append("approximations exist whose error is not judged")
        elif way.log10_bytes is None:
            said.append(f"{way.name} is {way.limit}")
        elif not way.fits:
            said.append(f"{way.name} takes {memory(way.log10_bytes)}")
        elif way.core.value is not None and way.core.value > LOG10_PATIENCE:
            said.append(f"{way.name} takes {time_in_words(way.core.value)} on a core")
        elif way.yields == "one probability" and way.core.value is not None:
            said.append(f"{way.name} takes {time_in_words(way.core.value)} for each outcome")
    return "; ".join(said)
