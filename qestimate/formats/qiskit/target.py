"""A device as a Qiskit ``Target``, whole or one patch of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qiskit.transpiler import Target

    from qestimate.device.device import Device


def couplers(device: Device) -> list[tuple[int, int]]:
    """Return the pairs of qubits that a gate can act on.

    Raises:
        ScenarioError: A device whose couplers are not published.
    """
    n = device.qubits_advertised or 0
    if device.graph is not None:
        return sorted(device.snapshot.couplers)
    if device.topology == "all-to-all":
        return [(a, b) for a in range(n) for b in range(a + 1, n)]
    if device.topology == "grid" and device.columns:
        right = [(q, q + 1) for q in range(n - 1) if (q + 1) % device.columns]
        return sorted(right + [(q, q + device.columns) for q in range(n - device.columns)])
    raise ScenarioError(
        f"{device.id}: its couplers are not published", hint="a device with tables, or generic"
    )


def qubit_count(device: Device) -> int:
    """Return how many numbers of qubits there are: some vendors count from 1."""
    listed = max(device.snapshot.qubits, default=-1) + 1
    return max(listed, device.qubits_advertised or 0)


def chosen(device: Device, qubits: Sequence[int] | None) -> list[int]:
    """Return the qubits that are meant, all of the device if none are named.

    Raises:
        ScenarioError: A qubit that is not calibrated, or named twice.
    """
    if qubits is None:
        return list(range(qubit_count(device)))
    known = set(device.snapshot.qubits) or set(range(qubit_count(device)))
    wrong = [q for q in qubits if q not in known]
    if wrong or len(set(qubits)) != len(qubits) or not qubits:
        raise ScenarioError(
            f"{device.id} has no qubits {wrong}"
            if wrong
            else "qubits must be distinct, at least 1",
            hint="calibrated qubits, each once",
        )
    return list(qubits)


def average(process: float | None, n_qubits: int) -> float | None:
    """Return the average error of a process infidelity, as Qiskit has errors [nielsen-2002].

    >>> average(0.0125, 2)
    0.01
    """
    return None if process is None else process / (1 + 0.5**n_qubits)


def one_qubit_error(device: Device, qubit: int) -> float | None:
    """Return the process infidelity of a pulse on a qubit: its own, else the device's."""
    from qestimate.core.quantity import process_infidelity

    own = device.snapshot.qubits.get(qubit)
    if own is not None and own.one_qubit_error is not None:
        return float(process_infidelity(own.one_qubit_error, 1, device.snapshot.convention))
    return device.infidelity("one_qubit_error", 1)


def two_qubit_error(device: Device, pair: tuple[int, int]) -> float | None:
    """Return the process infidelity of a gate on a coupler: its own, else the device's."""
    from qestimate.core.quantity import process_infidelity

    own = device.snapshot.couplers.get(pair)
    if own is not None:
        return float(process_infidelity(own, 2, device.snapshot.convention))
    return device.infidelity("two_qubit_error", 2)


def readout_errors(device: Device, qubit: int) -> tuple[float | None, float | None]:
    """Return the readout errors of 0 and of 1: the qubit's own, else the device's for both."""
    own = device.snapshot.qubits.get(qubit)
    both = device.value("readout_error")
    if own is None or (own.readout_error_0 is None and own.readout_error_1 is None):
        return both, both
    zero, one = own.readout_error_0, own.readout_error_1
    return (one if zero is None else zero), (zero if one is None else one)


def to_target(device: Device, qubits: Sequence[int] | None = None) -> Target:
    """Return a device as a target of Qiskit's transpiler.

    A target has one readout error for a qubit, the mean of both directions; the noise model
    keeps them apart.

    Args:
        device: With couplers that are known.
        qubits: A patch, renumbered in this order; None for the whole device.

    Raises:
        ScenarioError: Couplers that are not published, or qubits that are not there.
    """
    from qiskit.circuit import Parameter
    from qiskit.circuit.library import (
        CXGate,
        CZGate,
        ECRGate,
        Measure,
        Reset,
        RZGate,
        RZZGate,
        SXGate,
        UGate,
        XGate,
    )
    from qiskit.circuit.library import iSwapGate as SwapLike
    from qiskit.transpiler import InstructionProperties, Target

    patch = chosen(device, qubits)
    at = {qubit: wire for wire, qubit in enumerate(patch)}
    target = Target(
        description=f"{device.id} {device.snapshot.id}".strip(),
        num_qubits=len(patch),
        qubit_properties=_properties(device, patch),
    )
    live = [q for q in patch if not device.snapshot.qubits or q in device.snapshot.qubits]
    theta, phi, lam = (Parameter(name) for name in ("theta", "phi", "lam"))
    one_time, two_time = device.value("one_qubit_duration"), device.value("two_qubit_duration")

    def on_each(error: Any, duration: float | None, of: Iterable[int] = live) -> dict[Any, Any]:
        return {(at[q],): InstructionProperties(duration, error(q)) for q in of}

    def pulse(qubit: int) -> float | None:
        return average(one_qubit_error(device, qubit), 1)

    if device.one_qubit_gate == "zsx":
        target.add_instruction(RZGate(lam), on_each(lambda _q: 0.0, 0.0))
        target.add_instruction(SXGate(), on_each(pulse, one_time))
        target.add_instruction(XGate(), on_each(pulse, one_time))
    else:
        target.add_instruction(UGate(theta, phi, lam), on_each(pulse, one_time))
    gates = {
        "cz": CZGate(),
        "ecr": ECRGate(),
        "cx": CXGate(),
        "zz": RZZGate(theta),
        "iswap": SwapLike(),
    }
    if device.two_qubit_gate not in gates:
        raise ScenarioError(
            f"{device.id}: Qiskit has no gate {device.two_qubit_gate}", hint="another device"
        )
    pairs = {}
    for a, b in couplers(device):
        if a in at and b in at:
            error = average(two_qubit_error(device, (a, b)), 2)
            for on in ((at[a], at[b]), (at[b], at[a])):
                pairs[on] = InstructionProperties(two_time, error)
    if not pairs and len(patch) > 1:
        raise ScenarioError(
            f"{device.id}: no live coupler between these qubits", hint="another patch"
        )
    target.add_instruction(gates[device.two_qubit_gate], pairs)

    def read(qubit: int) -> float | None:
        zero, one = readout_errors(device, qubit)
        return None if zero is None or one is None else (zero + one) / 2

    target.add_instruction(Measure(), on_each(read, device.value("readout_duration")))
    target.add_instruction(Reset(), on_each(lambda _q: None, device.value("reset_duration")))
    return target


def _properties(device: Device, patch: Sequence[int]) -> list[Any]:
    """Return the times of each qubit."""
    from qiskit.transpiler import QubitProperties

    found = []
    for qubit in patch:
        own = device.snapshot.qubits.get(qubit)
        t1 = own.t1 if own is not None and own.t1 is not None else device.value("t1")
        t2 = own.t2 if own is not None and own.t2 is not None else device.value("t2")
        found.append(QubitProperties(t1, t2))
    return found
