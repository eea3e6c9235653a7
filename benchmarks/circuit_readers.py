"""Say what other programs read in a circuit file; the workers of public_circuits.py.

    echo '{"path": "bell.qasm"}' | python benchmarks/circuit_readers.py qiskit

One request a line on stdin, one answer a line on stdout. Runs in the environment of the program
that reads, which needs NumPy and none of this project: ``qiskit`` (with qiskit-qasm3-import for
OpenQASM 3), ``pytket`` (OpenQASM 2), or ``braket``, the default simulator of Amazon Braket
(OpenQASM 3). States are those of the touched qubits in the order of their numbers, the first one
as the least bit, when the circuit's gates act on the vectors of ``beginning``.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray
    from qiskit.circuit import QuantumCircuit

    States = NDArray[np.complex128]

WIDEST = 8
"""Touched qubits up to which states are compared."""

LONGEST = 3_000
"""Gates up to which they are."""

MEMORY = 6 * 2**30
"""Address space of a worker. [bytes]"""

KEPT = ("ccx", "cswap", "ccz")
"""Gates of three qubits that are not written out before two-qubit gates are counted."""

NOTHING = ("barrier", "delay", "snapshot")
"""Instructions that leave a qubit as it is."""


def beginning(n: int) -> States:
    """Return two vectors of n qubits that tell unitaries apart, one a column.

    >>> beginning(1).shape, bool(abs(np.vdot(*beginning(1).T)) < 0.99)
    ((2, 2), True)
    """
    parts = np.random.default_rng(n).normal(size=(2, 2**n, 2))
    vectors = parts[0] + 1j * parts[1]
    return np.asarray(vectors / np.linalg.norm(vectors, axis=0))


def applied(states: States, matrix: States, targets: list[int], n: int) -> States:
    """Return states after a gate.

    Args:
        states: A column each, the first qubit as the least bit.
        matrix: Of the gate, its first target as the most significant bit.
        targets: Qubits it acts on.
        n: Qubits of the states.
    """
    k = len(targets)
    axes = [n - 1 - q for q in targets]
    split = states.reshape([2] * n + [states.shape[1]])
    gate = np.asarray(matrix).reshape([2] * (2 * k))
    moved = np.tensordot(gate, split, axes=(range(k, 2 * k), axes))
    return np.moveaxis(moved, range(k), axes).reshape(states.shape)


def answer(
    touched: set[int],
    worked: set[int],
    final: set[int],
    *,
    dynamic: bool,
    two: int | None,
    states: Any,
) -> dict[str, Any]:
    """Return what was read in a form that JSON has.

    Args:
        touched: Qubits with a gate or a measurement.
        worked: Those with a gate.
        final: Those that are measured last.
        dynamic: Whether something happens after a measurement.
        two: Two-qubit gates, None if all gates but a few are written out.
        states: What becomes of ``beginning`` on the touched qubits, if that is compared.
    """
    return {
        "active": sorted(touched),
        "worked": sorted(worked),
        "measured": sorted(final),
        "dynamic": dynamic,
        "two": two,
        "states": None if states is None else [states.real.tolist(), states.imag.tolist()],
    }


def by_qiskit(path: str) -> dict[str, Any]:
    """Return what Qiskit reads, gates that the file defines written out."""
    from qiskit import qasm2, qasm3
    from qiskit.quantum_info import Operator

    text = Path(path).read_text(encoding="utf-8-sig")
    own = set(re.findall(r"\bgate\s+(\w+)", without_comments(text)))
    if re.search(r"OPENQASM\s+2", text):
        known = tuple(c for c in qasm2.LEGACY_CUSTOM_INSTRUCTIONS if c.name not in own)
        circuit = qasm2.loads(text, custom_instructions=known)
    else:
        circuit = qasm3.loads(text)
    at = {bit: number for number, bit in enumerate(circuit.qubits)}
    steps: list[tuple[Any, list[int]]] = []

    def flat(inner: QuantumCircuit, place: list[int]) -> Iterator[tuple[Any, list[int]]]:
        where = dict(zip(inner.qubits, place, strict=True))
        for item in inner.data:
            qubits = [where[q] for q in item.qubits]
            operation = item.operation
            whole = len(qubits) < 3 or operation.name in (*KEPT, *NOTHING)
            kept = whole and operation.name not in own
            if getattr(operation, "blocks", None) or kept or operation.definition is None:
                yield operation, qubits
            else:
                yield from flat(operation.definition, qubits)

    steps = list(flat(circuit, list(at.values())))
    touched: set[int] = set()
    worked: set[int] = set()
    measured: set[int] = set()
    dynamic = False
    for operation, qubits in steps:
        if operation.name in NOTHING:
            continue
        dynamic |= bool(getattr(operation, "blocks", None)) or not measured.isdisjoint(qubits)
        dynamic |= operation.name == "reset" and not touched.isdisjoint(qubits)
        if operation.name == "measure":
            measured.update(qubits)
        else:
            measured.difference_update(qubits)
        if operation.name == "reset":
            continue
        touched.update(qubits)
        if operation.name != "measure":
            worked.update(qubits)
    gates = [(o, q) for o, q in steps if o.name not in (*NOTHING, "measure", "reset")]
    order = {qubit: wire for wire, qubit in enumerate(sorted(touched))}
    states = None
    if not (dynamic or len(order) > WIDEST or len(gates) > LONGEST or circuit.parameters):
        states = beginning(len(order))
        for operation, qubits in gates:
            if qubits:
                matrix = Operator(operation).reverse_qargs().data
                states = applied(states, matrix, [order[q] for q in qubits], len(order))
    return answer(
        touched,
        worked,
        measured,
        dynamic=dynamic,
        two=sum(len(q) == 2 for _, q in gates),
        states=states,
    )


def by_pytket(path: str) -> dict[str, Any]:
    """Return what pytket reads."""
    from pytket.circuit import OpType
    from pytket.passes import DecomposeBoxes
    from pytket.qasm import circuit_from_qasm

    text = without_comments(Path(path).read_text(encoding="utf-8-sig"))
    circuit = circuit_from_qasm(path, maxwidth=1000)
    DecomposeBoxes().apply(circuit)
    declared = re.findall(r"\bqreg\s+(\w+)\s*\[\s*(\d+)", text)
    at = {}
    for name, size in declared:
        for index in range(int(size)):
            at[name, index] = len(at)
    idle = (OpType.Barrier, OpType.Phase)
    touched: set[int] = set()
    worked: set[int] = set()
    measured: set[int] = set()
    dynamic = False
    gates = []
    for command in circuit.get_commands():
        kind = command.op.type
        qubits = [at[q.reg_name, q.index[0]] for q in command.qubits]
        if kind in idle or not qubits:
            continue
        dynamic |= kind == OpType.Conditional or not measured.isdisjoint(qubits)
        dynamic |= kind == OpType.Reset and not touched.isdisjoint(qubits)
        if kind == OpType.Measure:
            measured.update(qubits)
        else:
            measured.difference_update(qubits)
        if kind == OpType.Reset:
            continue
        touched.update(qubits)
        if kind != OpType.Measure:
            worked.update(qubits)
            gates.append((command.op, qubits))
    order = {qubit: wire for wire, qubit in enumerate(sorted(touched))}
    states = None
    if not (dynamic or len(order) > WIDEST or len(gates) > LONGEST):
        states = beginning(len(order))
        for operation, qubits in gates:
            matrix = operation.get_unitary()
            states = applied(states, matrix, [order[q] for q in qubits], len(order))
    return answer(
        touched,
        worked,
        measured,
        dynamic=dynamic,
        two=sum(len(q) == 2 for _, q in gates),
        states=states,
    )


def by_braket(path: str) -> dict[str, Any]:
    """Return what Amazon Braket's simulator reads; loops, branches and subroutines unrolled."""
    from braket.default_simulator.openqasm.interpreter import Interpreter

    text = Path(path).read_text(encoding="utf-8-sig")
    if re.search(r"OPENQASM\s+2", text):
        raise ValueError("OpenQASM 2 is not read")
    circuit = Interpreter().build_circuit(text)
    gates = [(_controlled(i), list(i.targets)) for i in circuit.instructions]
    touched = {qubit for _, qubits in gates for qubit in qubits} | set(circuit.measured_qubits)
    order = {qubit: wire for wire, qubit in enumerate(sorted(touched))}
    states = None
    if len(order) <= WIDEST and len(gates) <= LONGEST:
        states = beginning(len(order))
        for matrix, qubits in gates:
            if qubits:
                states = applied(states, matrix, [order[q] for q in qubits], len(order))
            else:
                states = states * complex(matrix.ravel()[0])
    return answer(
        touched,
        {qubit for _, qubits in gates for qubit in qubits},
        set(circuit.measured_qubits),
        dynamic=False,
        two=None,
        states=states,
    )


def _controlled(instruction: Any) -> States:
    """Return the matrix of an instruction of Braket with its power and controls."""
    matrix = np.asarray(instruction.matrix)
    controls = list(instruction.control_state)
    if 2 ** len(instruction.targets) == len(matrix):
        return matrix
    whole = np.eye(len(matrix) * 2 ** len(controls), dtype=complex)
    at = int("".join(map(str, controls)), 2) * len(matrix)
    whole[at : at + len(matrix), at : at + len(matrix)] = matrix
    return whole


def without_comments(text: str) -> str:
    r"""Return a text of OpenQASM without its comments.

    >>> without_comments("x q; // one\n/* two */y q;")
    'x q; \ny q;'
    """
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)


READERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "qiskit": by_qiskit,
    "pytket": by_pytket,
    "braket": by_braket,
}


def main() -> None:
    """Answer requests until there are no more."""
    import os
    import resource
    import warnings

    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the programs print is no answer
    read = READERS[sys.argv[1]]
    for line in sys.stdin:
        try:
            found = read(json.loads(line)["path"])
        except Exception as error:  # whatever a file does to a program
            said = " ".join(str(error).split())[:200]
            found = {"refused": said or type(error).__name__}
        out.write(json.dumps(found) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
