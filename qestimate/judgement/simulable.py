"""Whether a laptop does what the circuits do."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

from qestimate import catalog
from qestimate.classical import GPU_AMPLITUDE_BYTES
from qestimate.judgement.finding import Finding, Step, place
from qestimate.machines import BYTES_PER_AMPLITUDE
from qestimate.writing import count, number, seconds

if TYPE_CHECKING:
    from qestimate.claim import Claim, Statement


def check(
    claim: Claim,
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

    A statement that a chip is needed is contradicted where the state vector fits a laptop; one that
    none is needed is consistent there. Where it does not fit, nothing is decided: other ways of
    simulating are not modelled.
    """
    machines = catalog.machines()
    simulator, gpu = machines.simulator, machines.gpu
    fits = width <= simulator.most_qubits
    memory = gpu.value("memory")
    steps = [
        Step("qubits of a circuit", count(width), "as published", place(source, locator)),
        Step(
            "memory of its state vector",
            _bytes(BYTES_PER_AMPLITUDE * 2.0**width),
            f"{BYTES_PER_AMPLITUDE} B x 2^{width}",
            "definition",
        ),
        Step(
            "widest register of a laptop",
            f"{simulator.most_qubits} qubits",
            f"two state vectors in {_bytes(simulator.memory)}",
            "assumed",
        ),
    ]
    if memory:
        most = int(memory // GPU_AMPLITUDE_BYTES).bit_length() - 1
        steps.append(
            Step(
                f"widest register of {gpu.name}",
                f"{most} qubits",
                f"{GPU_AMPLITUDE_BYTES} B x 2^{most} in {_bytes(memory)}",
                gpu.figures["memory"].source,
            )
        )
    done = ""
    if gates is not None and fits:
        time = gates * simulator.seconds_per_gate(width) * (circuits or 1)
        what = f"{count(circuits)} circuits" if circuits else "a circuit"
        done = f"; {what} of {count(gates)} gates take one core {seconds(log10(time))}"
        steps.append(
            Step(
                f"{what} on one core",
                seconds(log10(time)),
                f"{count(circuits or 1)} x {count(gates)} gates x "
                f"{seconds(log10(simulator.seconds_per_gate(width)))}",
                f"{simulator.source}, {simulator.machine}, {simulator.date}",
            )
        )
    if fits:
        return Finding(
            "contradicted" if needs_chip else "consistent",
            f"The state vector of {count(width)} qubits fits a laptop{done}.",
            tuple(steps),
            f"Circuits of more than {simulator.most_qubits} qubits that depend on all of them.",
        )
    return Finding(
        "consistent" if needs_chip else "not checkable",
        f"The state vector of {count(width)} qubits, {_bytes(BYTES_PER_AMPLITUDE * 2.0**width)}, "
        "fits no laptop; other ways of simulating are not modelled here.",
        tuple(steps),
        "Light cones, tensor networks or noise that make the circuits easier than their state "
        "vector.",
    )


def _bytes(amount: float) -> str:
    """Write an amount of memory.

    >>> _bytes(64), _bytes(16e9)
    ('64 B', '16 GB')
    """
    return f"{number(amount / 1e9)} GB" if amount >= 1e6 else f"{number(amount)} B"
