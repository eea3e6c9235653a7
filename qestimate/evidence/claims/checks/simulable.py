"""Whether a laptop does what the circuits do."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Literal

from qestimate.catalog.check_schema import CheckFile, Count, Width
from qestimate.catalog.schema import Sourced
from qestimate.core.formatting import count, log10_number, seconds
from qestimate.device.machines import BYTES_PER_AMPLITUDE
from qestimate.estimation.classical import GPU_AMPLITUDE_BYTES
from qestimate.evidence.claims.finding import Finding, Step, place

if TYPE_CHECKING:
    from qestimate.catalog.claim_records import Result, Statement
    from qestimate.evidence.claims.settings import Case


class Simulable(CheckFile, Sourced):
    """Whether a laptop does what the circuits do, against what was said."""

    kind: Literal["simulable"]
    width: Width
    """Qubits of a circuit."""
    gates: Count | None = None
    """Gates of a circuit, as drawn."""
    circuits: Count | None = None
    needs_chip: bool
    """Whether the statement says, or implies, that a quantum computer is needed."""


LIMIT = 30 * 86400.0
"""Time on one core that counts as being done by a laptop. [s]; 30 days, as the budget of a run."""


TEMPLATE = """\
[[statements]]
id = "beyond"
text = "beyond classical simulation"
source = "the-article"
locator = "abstract"

[statements.check]
kind = "simulable"
width = 12
gates = 200                      # of a circuit, as drawn
circuits = 1000
needs_chip = true                # whether the statement implies that a quantum computer is needed
source = "the-article"
locator = "section on methods"
"""
"""A statement with such a check, for ``claim new``."""


def check(
    case: Case,
    statement: Statement,
    *,
    width: int,
    gates: int | None,
    circuits: int | None,
    needs_chip: bool,
    source: str,
    locator: str,
) -> Finding:
    """Compare the state vector with the memory of a laptop, and its time with a core's.

    That a chip is needed is contradicted where a laptop does the circuits within LIMIT; that none
    is needed is consistent there. Else nothing is decided: other ways of simulating are not
    modelled.
    """
    machines = case.machines
    simulator, gpu = machines.simulator, machines.gpu
    fits = width <= simulator.most_qubits
    memory = gpu.value("memory")
    log10_bytes = log10(BYTES_PER_AMPLITUDE) + width * log10(2)
    steps = [
        Step("qubits of a circuit", count(width), "as published", place(source, locator)),
        Step(
            "memory of its state vector",
            _bytes(log10_bytes),
            f"{BYTES_PER_AMPLITUDE} B x 2^{width}",
            "definition",
        ),
        Step(
            "widest register of a laptop",
            f"{simulator.most_qubits} qubits",
            f"two state vectors in {_bytes(log10(simulator.memory))}",
            "assumed",
        ),
    ]
    if memory:
        most = (int(memory) // GPU_AMPLITUDE_BYTES).bit_length() - 1
        steps.append(
            Step(
                f"widest register of {gpu.name}",
                f"{most} qubits",
                f"{GPU_AMPLITUDE_BYTES} B x 2^{most} in {_bytes(log10(memory))}",
                gpu.figures["memory"].source,
                "derived",
            )
        )
    vector = f"The state vector of {count(width)} qubits, {_bytes(log10_bytes)},"
    if not fits:
        return Finding(
            "not checkable",
            f"{vector} fits no laptop; other ways of simulating are not modelled here.",
            tuple(steps),
            "Light cones, tensor networks or noise may make the circuits easier than their state "
            "vector.",
        )
    if gates is None:
        return Finding(
            "not checkable" if needs_chip else "consistent",
            f"{vector} fits a laptop; how long its circuits take is not known.",
            tuple(steps),
            "The gates of a circuit, and how many there are, would decide it.",
        )
    rate = simulator.seconds_per_gate(width)
    log10_time = log10(gates) + log10(rate) + log10(circuits or 1)
    what = f"{count(circuits)} circuits" if circuits else "a circuit"
    steps.append(
        Step(
            f"{what} on one core",
            seconds(log10_time),
            f"{count(circuits or 1)} x {count(gates)} gates x {seconds(log10(rate))}",
            f"{simulator.source}, {simulator.machine}, {simulator.date}",
            "derived",
        )
    )
    soon = log10_time <= log10(LIMIT)
    result: Result = "not checkable"
    if soon:
        result = "contradicted" if needs_chip else "consistent"
    return Finding(
        result,
        f"{vector} fits a laptop; {what} of {count(gates)} gates "
        f"{'take' if (circuits or 1) > 1 else 'takes'} one core {seconds(log10_time)}.",
        tuple(steps),
        f"More than {simulator.most_qubits} qubits that all depend on each other, or more than "
        f"{seconds(log10(LIMIT))} on a core, would leave it open.",
    )


def _bytes(log10_amount: float) -> str:
    """Write an amount of memory from its logarithm.

    >>> _bytes(1.806), _bytes(10.204)
    ('64 B', '16 GB')
    """
    if log10_amount < 6:
        return f"{log10_number(log10_amount)} B"
    return f"{log10_number(log10_amount - 9)} GB"
