"""How much of a model a chip can hold as trainable angles."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from qestimate.ceiling import ANGLES_PER_GATE, ceiling
from qestimate.judgement.cases import configured
from qestimate.judgement.finding import Finding, Step, cited, in_full, place, published
from qestimate.placement import Unplaced
from qestimate.writing import count, percentage

if TYPE_CHECKING:
    from qestimate.ceiling import Ceiling
    from qestimate.claim import Claim, Result, Statement
    from qestimate.device import Device
    from qestimate.estimation import Estimate


def check(claim: Claim, statement: Statement, *, parameters: str, setting: str) -> Finding:
    """Compare the parameters said to be on the chip with what the method and any method put there.

    Contradicted if they exceed the ceiling of every device; the ceiling holds for any method that
    is read by expectation values.
    """
    said = statement.figure(parameters)
    found = configured(claim.setting(setting))
    steps = [
        Step(
            "said to be on the chip",
            f"{published(said)} parameters",
            "as published",
            cited(said),
        )
    ]
    held: list[int] = []
    needed: list[float] = []
    for e in found.estimates:
        bounds = ceiling(e.device, e.goal, found.workload.model.parameters)
        steps += _on_device(e, bounds, said.value)
        if bounds.trainable_angles is not None:
            held.append(bounds.trainable_angles)
            needed.append(_qubits_needed(e.device, bounds, said.value))
    program = found.estimates[0].program
    each = program.quantum_parameters // max(1, found.workload.adapter.n_modules)
    if len(held) < len(found.estimates):
        return Finding(
            "not checkable",
            "No ceiling can be given for one of the devices: the error of its best coupler is not "
            "published.",
            tuple(steps),
            "An error of the best coupler.",
        )
    most = max(held)
    result: Result = "contradicted" if said.value > most else "consistent"
    return Finding(
        result,
        f"One circuit holds {count(each)} trainable angles on {program.n_qubits} qubits, the "
        f"{count(found.workload.adapter.n_modules)} circuits of the adapter "
        f"{count(program.quantum_parameters)}, one circuit after another. No method can have more "
        f"than {count(most)} on the chip at once, {percentage(most / said.value)} of "
        f"{in_full(said.value)}.",
        tuple(steps),
        f"About {count(ceil(min(needed)))} connected qubits with the best coupler's error "
        "everywhere, or a statement about the adapter's angles and not about the model.",
    )


def _on_device(e: Estimate, bounds: Ceiling, said: float) -> list[Step]:
    device = e.device
    where = f"{device.id} {device.snapshot.id}"
    source = place(device.snapshot.source, device.snapshot.locator)
    connected = device.qubits_connected
    steps = [
        Step(
            f"{where}: live part",
            f"{'unknown' if connected is None else connected} of {device.qubits_advertised} qubits",
            "largest piece that live couplers hold together",
            source,
        )
    ]
    if not isinstance(e.placement, Unplaced):
        qubits = ", ".join(str(q) for q in e.placement.qubits) or "not published"
        steps.append(
            Step(
                f"{where}: patch of the method",
                f"{e.placement.shape} of {e.placement.width}",
                f"least infidelity of all live ones: qubits {qubits}",
                source,
            )
        )
    if bounds.trainable_angles is not None:
        steps.append(
            Step(
                f"{where}: ceiling of any method",
                f"{count(bounds.trainable_angles)} angles, "
                f"{percentage(bounds.trainable_angles / said)}",
                f"min(4 G + 3 n, 4^n - 1) over the pieces, G = D floor(n/2), "
                f"D = {bounds.layers_local} layers keep a tenth of an expectation value at the "
                "best coupler",
                "shende-2006",
            )
        )
    return steps


def _qubits_needed(device: Device, bounds: Ceiling, parameters: float) -> float:
    """Return the connected qubits at which the ceiling reaches so many angles."""
    per_gate = ANGLES_PER_GATE.get(device.entangler or "zz", 5)
    return parameters / (per_gate * (bounds.layers_local or 0) / 2 + 3)
