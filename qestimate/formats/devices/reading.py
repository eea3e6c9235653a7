"""A vendor's files as a device: which format they are, and what is in them."""

from __future__ import annotations

from contextlib import contextmanager
from csv import Error as CsvError
from typing import TYPE_CHECKING

from qestimate.core.errors import DeviceFileError
from qestimate.core.records import NamedTuple
from qestimate.formats.devices import (
    aqt,
    braket,
    cirq,
    ibm,
    ibm_csv,
    ionq,
    iqm,
    iqm_architecture,
    origin,
    rigetti,
)
from qestimate.formats.devices.documents import Document, read_documents
from qestimate.formats.devices.iqm_names import LABELS, stated
from qestimate.formats.devices.without_gates import check_gates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from qestimate.device.device import Device
    from qestimate.formats.devices.profile import Profile

    Test = Callable[[Document], bool]


class Format(NamedTuple):
    """A format in which calibrations are handed out."""

    name: str
    expected: str
    """What is looked for in a file."""
    tests: tuple[Test, ...]
    """A document of this format passes one of them."""
    read: Callable[[Sequence[Document]], Profile]


FORMATS = (
    Format(
        "Amazon Braket device capabilities",
        "braketSchemaHeader and paradigm",
        (braket.is_capabilities,),
        braket.read,
    ),
    Format(
        "IBM backend properties and configuration",
        "qubits and gates; basis_gates and n_qubits",
        (ibm.is_properties, ibm.is_configuration),
        ibm.read,
    ),
    Format(
        "IBM calibration table",
        "Qubit and errors of gates as columns",
        (ibm_csv.is_table, ibm.is_configuration),
        ibm_csv.read,
    ),
    Format(
        "IQM quality metrics and dynamic quantum architecture",
        "observations with dut_field; gates with loci",
        (iqm.is_metrics, iqm_architecture.is_architecture),
        iqm.read,
    ),
    Format(
        "Rigetti instruction set architecture",
        "architecture.nodes and instructions",
        (rigetti.is_isa,),
        rigetti.read,
    ),
    Format(
        "Origin cloud configuration",
        "adjJSON and gateJSON",
        (origin.is_cloud,),
        origin.read_cloud,
    ),
    Format(
        "Origin PilotOS chip file",
        "QubitParams and AdjMatrix",
        (origin.is_chip,),
        origin.read_chip,
    ),
    Format(
        "Cirq calibration metrics and device specification",
        "metrics with targets and values; valid_qubits",
        (cirq.is_calibration, cirq.is_specification),
        cirq.read,
    ),
    Format(
        "IonQ characterization",
        "fidelity, timing and connectivity",
        (ionq.is_characterization,),
        ionq.read,
    ),
    Format(
        "AQT characterisation",
        "single_qubit_gate_fidelity and mean_two_qubit_gate_fidelity",
        (aqt.is_characterisation,),
        aqt.read,
    ),
)
"""All of them; the first counts that all files are of."""

_BROKEN = (
    *(KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError),
    CsvError,
)
"""What reading a document that is not as its format has it ends in."""


class Imported(NamedTuple):
    """A profile and where it was read."""

    profile: Profile
    format: str
    documents: tuple[Document, ...]


def read_device(*paths: str | Path, name: str = "", source: str = "user") -> Device:
    """Return the device in a vendor's files; several files of one device complete each other.

    Args:
        paths: Files, or folders with some.
        name: Id of the device; the name in the files if empty.
        source: Key of the source in a bibliography.

    Raises:
        DeviceFileError: A file of no known format, files of several, or one that does not hold
            what its format has.
    """
    found = import_files([*paths])
    files = ", ".join(one.name for one in found.documents)
    label = name or found.profile.name or found.documents[0].path.stem
    return found.profile.device(label, source, f"{files}: {found.format}")


def import_files(paths: list[str | Path]) -> Imported:
    """Return the profile in a vendor's files; several files of one device complete each other.

    Args:
        paths: Files, or folders with some.

    Raises:
        DeviceFileError: A file of no known format, files of several, or one that does not hold
            what its format has.
    """
    documents = read_documents(paths)
    with _expected(documents, "a vendor's interface"):
        for one in documents:
            check_gates(one)
        chosen = _format(documents)
        _check_one_device(documents, chosen)
    with _expected(documents, chosen.name):
        return Imported(chosen.read(documents), chosen.name, tuple(documents))


@contextmanager
def _expected(documents: list[Document], what: str) -> Iterator[None]:
    """Say what was expected where documents are not as their format has them."""
    try:
        yield
    except DeviceFileError:
        raise
    except _BROKEN as error:
        where = ", ".join(one.name for one in documents)
        said = f"{error} missing" if isinstance(error, KeyError) else str(error)
        raise DeviceFileError(
            f"{where}: a file of {what} expected, found one that differs: {said}",
            hint="save what the vendor's interface returns, unchanged",
        ) from error


def _check_one_device(documents: list[Document], chosen: Format) -> None:
    """Raise DeviceFileError for files that are not of one device at one date."""
    for test in chosen.tests:
        alike = [one for one in documents if test(one)]
        named = {stated(one, *LABELS) for one in alike} - {""}
        if len(alike) > 1 and (test is not iqm.is_metrics or len(named) > 1):
            raise DeviceFileError(
                f"files of one device expected, found {alike[0].path} and {alike[1].path}, which "
                "say the same of it",
                hint="import each with its own --as",
            )
    backends = {stated(one, "backend_name") for one in documents} - {""}
    if len(backends) > 1:
        raise DeviceFileError(
            f"files of one device expected, found {' and '.join(sorted(backends))}",
            hint="import each with its own --as",
        )


def _format(documents: Sequence[Document]) -> Format:
    """Return the format that all files are of."""
    found = [_formats(one) for one in documents]
    shared = [one for one in found[0] if all(one in others for others in found)]
    if not shared:
        several = sorted({one[0].name for one in found})
        raise DeviceFileError(
            f"files of one format expected, found {' and '.join(several)}",
            hint="import each with its own --as",
        )
    return shared[0]


def _formats(document: Document) -> list[Format]:
    """Return the formats that a file may be of."""
    found = [one for one in FORMATS if any(test(document) for test in one.tests)]
    if found:
        return found
    raise DeviceFileError(
        f"{document.path}: no calibration of a known format; found {_seen(document.content)}",
        problems=[f"{one.name}: {one.expected}" for one in FORMATS],
        hint="expected are the marks of one of these formats",
    )


def _seen(content: object) -> str:
    """Return what a document holds, in a few words."""
    if isinstance(content, dict):
        return ", ".join(list(content)[:8]) or "nothing"
    if isinstance(content, str) and content.strip():
        return f"a text that begins with {content.strip()[:60]!r}"
    return type(content).__name__
