"""QPY files; those that would evaluate what they hold are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.formats.circuits.limits import RefusedError
from qestimate.formats.circuits.qiskit_steps import program_of

if TYPE_CHECKING:
    from qestimate.formats.circuits.steps import Program

SAFE_QPY = 13
"""First version of QPY that stores expressions as data; older ones hold text to be evaluated."""


def read(content: bytes) -> list[Program]:
    """Return the circuits of a file.

    Raises:
        RefusedError: No QPY, of another version, or not modelled.
    """
    from io import BytesIO

    from qiskit import qpy
    from qiskit.circuit import CircuitError

    if len(content) < 7 or content[:6] != b"QISKIT":
        raise RefusedError("not a QPY file: it does not begin with QISKIT")
    version, known = content[6], qpy.common.QPY_VERSION
    if version > known:
        raise RefusedError(
            f"QPY version {version}, written by a newer Qiskit; this one reads up to {known}"
        )
    if version < SAFE_QPY:
        raise RefusedError(
            f"QPY version {version} may hold expressions as program text, which is not "
            f"evaluated; save it again with Qiskit 1.3 or newer (version {SAFE_QPY})"
        )
    try:
        return [program_of(circuit) for circuit in qpy.load(BytesIO(content))]
    except CircuitError as error:
        if "duration" not in str(error):
            raise
        raise RefusedError(
            f"a delay whose unit QPY version {version} does not keep",
            "save it as OpenQASM 3 (qiskit.qasm3.dumps), which keeps it",
        ) from None
