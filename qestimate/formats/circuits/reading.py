"""Circuit files: OpenQASM 2, OpenQASM 3 and QPY, read by a process of its own with limits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qestimate.core import limited
from qestimate.core.errors import CircuitFileError, ScenarioError
from qestimate.core.files import size
from qestimate.core.records import NamedTuple
from qestimate.formats.circuits.steps import NO_GATES
from qestimate.formats.circuits.waiting import with_lengths

LIMITS = limited.Limits(60, 3 * 2**30)
"""Of the process that reads a file."""


class Gate(NamedTuple):
    """A gate by its name in Qiskit, or ``delay``, ``barrier``, ``reset``, or ``measure``.

    A qubit that is measured is used again after it: what is measured at the end is no gate.
    """

    name: str
    angles: tuple[float | tuple[float, ...], ...]
    """[rad]; several where an angle depends on free parameters, one for each draw of them. Of a
    delay, its length. [s]"""
    qubits: tuple[int, ...]


class LogicalCircuit(NamedTuple):
    """A circuit as a file has it, definitions written out, on the qubits that it uses."""

    name: str
    n_qubits: int
    """Qubits that something happens on."""
    gates: tuple[Gate, ...]
    """Of every branch, the one with more two-qubit gates."""
    measured: tuple[int, ...]
    """Qubits that are measured at the end; all of them if the file measures none."""
    n_parameters: int
    """Free parameters."""
    notes: tuple[str, ...]
    numbers: tuple[int, ...] = ()
    """Number that each qubit has in the file; its own if empty."""
    hardware: bool = False
    """Whether the file names qubits of the device (``$3``), which fixes their place."""
    shorter: tuple[Gate, ...] | None = None
    """Gates with the other branch of each choice that depends on what is measured; None where
    nothing does."""

    @property
    def n_gates(self) -> int:
        """Gates, without what is none."""
        return sum(gate.name not in NO_GATES for gate in self.gates)

    def number_of(self, qubit: int) -> int:
        """Return the number that a qubit has in the file."""
        return self.numbers[qubit] if self.numbers else qubit


def read_circuits(path: str | Path) -> list[LogicalCircuit]:
    """Return the circuits of a file; a QPY file may hold several.

    A file is parsed, never executed, in bounded time and memory.

    Raises:
        CircuitFileError: A file that is missing, too large, broken, or holds what is not
            modelled: loops that are not bounded, pulses, opaque gates.
    """
    path = Path(path)
    size(path, CircuitFileError)
    answer = limited.ask(
        "qestimate.formats.circuits.parser",
        {"path": str(path)},
        LIMITS,
        about=str(path),
        kind=CircuitFileError,
        hint="a smaller circuit, or one with fewer nested definitions",
    )
    return [_circuit(path, number, found) for number, found in enumerate(answer)]


def read_qiskit(circuit: Any) -> LogicalCircuit:
    """Return a circuit of Qiskit, read as its file would be.

    Raises:
        CircuitFileError: It holds what is not modelled.
        ScenarioError: Something else than a circuit.
    """
    from tempfile import TemporaryDirectory

    from qiskit import QuantumCircuit, qpy

    if not isinstance(circuit, QuantumCircuit):
        raise ScenarioError(
            f"a path or a QuantumCircuit is needed, not {type(circuit).__name__}",
            hint='circuit("ring.qasm", "ibm-fez")',
        )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "circuit.qpy"
        with path.open("wb") as file:
            qpy.dump(with_lengths(circuit), file)
        [found] = read_circuits(path)
    return found._replace(name=circuit.name)


def _circuit(path: Path, number: int, found: dict[str, Any]) -> LogicalCircuit:
    """Return a circuit from the parser's answer."""
    other = found["shorter"]
    return LogicalCircuit(
        path.stem if number == 0 else f"{path.stem}#{number}",
        found["n_qubits"],
        _gates(found["gates"]),
        tuple(found["measured"]),
        found["parameters"],
        tuple(found["notes"]),
        tuple(found["numbers"]),
        found["hardware"],
        None if other is None else _gates(other),
    )


def _gates(found: list[list[Any]]) -> tuple[Gate, ...]:
    return tuple(
        Gate(name, tuple(tuple(a) if isinstance(a, list) else a for a in angles), tuple(on))
        for name, angles, on in found
    )
