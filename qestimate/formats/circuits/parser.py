"""Read a circuit file as gates in JSON; run as a process of its own, with limits.

Nothing in a file is executed by Python: OpenQASM is parsed and its loops written out within limits,
includes other than the known libraries are refused, and QPY of versions that store expressions as
program text is refused before it is loaded. Whatever a file does to the parser ends with this
process.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from qestimate.core import limited
from qestimate.core.errors import CircuitFileError
from qestimate.core.files import read_bytes, shown
from qestimate.formats.circuits import openqasm2, openqasm3, qpy
from qestimate.formats.circuits.account import account
from qestimate.formats.circuits.language import source_of
from qestimate.formats.circuits.limits import MAX_BYTES, RefusedError

if TYPE_CHECKING:
    from qestimate.formats.circuits.language import Source
    from qestimate.formats.circuits.steps import Program

_PLACE = re.compile(r"<input>:(\d+),\d+: ")
"""Where Qiskit's parser of OpenQASM 2 stopped."""

_HINTS = {
    "qasm2": "read as OpenQASM 2",
    "qasm3": "read as OpenQASM 3, loops and subroutines written out",
    "qpy": "read as QPY",
}


def read(path: str) -> list[dict[str, Any]]:
    """Return the circuits of a file.

    Raises:
        CircuitFileError: It is refused, or what reads it fails.
    """
    content = read_bytes(path, MAX_BYTES, CircuitFileError)
    source = source_of(path, content)
    hint = _HINTS[source.kind]
    if source.assumed:
        hint += "; it has no line with the version"
    try:
        return [account(program) for program in _programs(source, content)]
    except RefusedError as refusal:
        said = f"{shown(path)}: {refusal}"
        raise CircuitFileError(said, hint=refusal.hint or hint) from None
    except (MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # whatever a broken file does to a parser
        where = _PLACE.sub(r"line \1: ", limited.one_line(error))
        said = f"{shown(path)}: not readable: {where}"
        raise CircuitFileError(said, hint=hint) from None


def _programs(source: Source, content: bytes) -> list[Program]:
    if source.kind == "qpy":
        return qpy.read(content)
    if source.kind == "qasm3" or openqasm2.beyond(source.text):
        return [openqasm3.read(source.text, fractions=source.kind == "qasm2")]
    return [openqasm2.read(source.text)]


if __name__ == "__main__":
    limited.serve(read)
