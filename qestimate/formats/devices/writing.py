"""A device profile as a folder of a catalogue: TOML, tables, and its source in the bibliography."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from qestimate.catalog.check import check_device, unsound
from qestimate.catalog.files import COUPLER_COLUMNS, KINDS, MAX_BYTES, QUBIT_COLUMNS, read_toml
from qestimate.catalog.references import REFERENCES
from qestimate.core.errors import CatalogError, DeviceFileError, OutputError, ScenarioError
from qestimate.core.files import exists, is_file, read_bytes, read_text
from qestimate.core.records import NamedTuple
from qestimate.core.writing import Staged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tomlkit import TOMLDocument
    from tomlkit.items import Table

    from qestimate.core.quantity import Quantity
    from qestimate.device.device import Device
    from qestimate.formats.devices.reading import Imported

IDS = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")
"""Ids that a device may have."""


class CatalogEntry(NamedTuple):
    """What was put into a catalogue."""

    device: Device
    path: Path
    added: bool
    """Whether the device was there and got another snapshot."""


def write_device(
    imported: Imported,
    name: str,
    root: Path,
    *,
    day: str = "",
    source: str = "",
    replace: bool = False,
) -> CatalogEntry:
    """Write an imported profile into a catalogue of the user's own.

    A device that is there already gets another snapshot. Nothing is written unless the result
    is sound.

    Args:
        imported: What was read.
        name: Id of the device.
        root: Folder of the catalogue; made if it is not there.
        day: Date of the calibration, YYYY-MM-DD; empty for that in the files.
        source: Where the files are from, for the bibliography.
        replace: Whether a snapshot of the same date may be replaced.

    Raises:
        ScenarioError: No id, no date, or a snapshot that is there already.
        DeviceFileError: A profile that is not sound.
        OutputError: The folder cannot be written.
    """
    if not IDS.fullmatch(name):
        raise ScenarioError(
            f"--as {name!r}: small letters, digits, dots and dashes expected",
            hint="for example --as my-chip",
        )
    dated = _day(imported, day)
    key = f"{name}-{dated}"
    files = ", ".join(one.name for one in imported.documents)
    profile = imported.profile._replace(date=dated, name=_printable(imported.profile.name))
    device = profile.device(name, key, f"{files}: {imported.format}")
    folder = root / KINDS["device"]
    path = folder / f"{name}.toml"
    added = is_file(path)
    if added and (found := check_device(path)):
        raise unsound("device", path, found)
    document = _document(device, key, files, path if added else None, replace=replace)
    library = root / REFERENCES
    tables = _tables(device)
    _check_sound(document, device, tables, folder if added else None, files)
    written = {folder / name / table: content for table, content in tables.items()}
    written[library] = _bibliography(library, key, imported, device, source).encode()
    written[path] = _encoded(document)
    with Staged() as staged:
        for place, content in written.items():
            staged.add(place, content, make=True, hint="--catalog DIR")
    return CatalogEntry(device, path, added)


def _printable(name: str) -> str:
    """Return a name without signs that cannot be written down."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)


def _day(imported: Imported, day: str) -> str:
    dated = day or imported.profile.date
    try:
        return date.fromisoformat(dated).isoformat()
    except ValueError:
        raise ScenarioError(
            "the files do not say when the calibration was made"
            if not dated
            else f"--date {dated!r}: a date expected",
            hint="--date YYYY-MM-DD",
        ) from None


def _document(
    device: Device, key: str, files: str, existing: Path | None, *, replace: bool
) -> TOMLDocument:
    """Return the TOML file with the new snapshot in it."""
    import tomlkit

    if existing is None:
        document = tomlkit.document()
        for name in ("name", "vendor", "technology", "topology"):
            document.add(name, getattr(device, name))
        document.add("two_qubit_gate", device.two_qubit_gate)
        document.add("one_qubit_gate", device.one_qubit_gate)
        qubits = tomlkit.table()
        qubits.update({"value": device.qubits_advertised, "source": key, "locator": files})
        document.add("qubits", qubits)
        document.add("snapshots", tomlkit.aot())
    else:
        before = read_toml(existing)
        document = tomlkit.parse(read_text(existing, MAX_BYTES, CatalogError))
        for name in ("topology", "two_qubit_gate", "one_qubit_gate"):
            if before.get(name) != (new := getattr(device, name)):
                raise ScenarioError(
                    f"{existing} has {name} {before.get(name)!r}, the files {new!r}",
                    hint="another machine: choose another --as",
                )
        dates = [one.get("id") for one in before.get("snapshots", ())]
        if device.snapshot.id in dates and not replace:
            raise ScenarioError(
                f"{existing} has a snapshot of {device.snapshot.id} already",
                hint="--replace, or another --as",
            )
        held: Any = document["snapshots"]
        for number in reversed(range(len(held))):
            if held[number].get("id") == device.snapshot.id:
                del held[number]
    snapshots: Any = document["snapshots"]
    snapshots.append(_snapshot(device))
    return document


def _snapshot(device: Device) -> Table:
    import tomlkit

    found, dated = device.snapshot, device.snapshot.id
    table = tomlkit.table()
    table.add("id", dated)
    if found.qubits:
        table.add("qubit_table", f"{device.id}/{dated}.qubits.csv")
        table.add("coupler_table", f"{device.id}/{dated}.couplers.csv")
    table.add("convention", found.convention)
    if found.simultaneous is not None:
        table.add("simultaneous", found.simultaneous)
    for name in ("kind", "source", "locator", "note", "caveat"):
        if getattr(found, name):
            table.add(name, getattr(found, name))
    figures = tomlkit.table(is_super_table=True)
    for name, quantity in found.figures.items():
        figures.add(name, _figure(quantity, found.source))
    if found.figures:
        table.add("figures", figures)
    return table


def _figure(quantity: Quantity, source: str) -> Table:
    import tomlkit

    table = tomlkit.table()
    for name in ("value", "low", "high"):
        if getattr(quantity, name) is not None:
            table.add(name, float(getattr(quantity, name)))
    for name in ("unit", "statistic", "convention", "kind", "locator", "note"):
        if getattr(quantity, name):
            table.add(name, getattr(quantity, name))
    if quantity.source != source:
        table.add("source", quantity.source)
    return table


def _check_sound(
    document: TOMLDocument,
    device: Device,
    tables: dict[str, bytes],
    beside: Path | None,
    files: str,
) -> None:
    """Refuse what would be no sound device, with the tables of its other snapshots.

    Raises:
        DeviceFileError: It is none; all problems.
        OutputError: There is no room to try it.
    """
    try:
        with TemporaryDirectory() as scratch:
            draft, folder = Path(scratch) / f"{device.id}.toml", Path(scratch) / device.id
            folder.mkdir()
            if beside is not None:
                for other in (beside / device.id).glob("*.csv"):
                    (folder / other.name).write_bytes(read_bytes(other, MAX_BYTES, CatalogError))
            for name, content in tables.items():
                (folder / name).write_bytes(content)
            draft.write_bytes(_encoded(document))
            problems = check_device(draft)
    except OSError as error:
        raise OutputError(
            f"cannot write a draft: {error.strerror}", hint="TMPDIR names another folder"
        ) from error
    if problems:
        raise DeviceFileError(
            f"{files}: what is in there is no sound device",
            problems=[one.replace(f"{scratch}/", "") for one in problems],
            hint="each line says what is wrong",
        )


def _encoded(document: TOMLDocument) -> bytes:
    """Return a TOML file; halves of characters, as vendors' JSON can hold, are replaced."""
    import tomlkit

    return tomlkit.dumps(document).encode(errors="replace")


def _tables(device: Device) -> dict[str, bytes]:
    """Return the tables of the new snapshot by the names of their files."""
    if not device.snapshot.qubits:
        return {}
    micro = 1e6
    rows: list[list[float | int | None]] = [
        [
            index,
            q.one_qubit_error,
            q.readout_error_0,
            q.readout_error_1,
            None if q.t1 is None else q.t1 * micro,
            None if q.t2 is None else q.t2 * micro,
        ]
        for index, q in sorted(device.snapshot.qubits.items())
    ]
    pairs = [[a, b, error] for (a, b), error in sorted(device.snapshot.couplers.items())]
    dated = device.snapshot.id
    return {
        f"{dated}.qubits.csv": _table(QUBIT_COLUMNS, rows),
        f"{dated}.couplers.csv": _table(COUPLER_COLUMNS, pairs),
    }


def _table(header: tuple[str, ...], rows: Iterable[list[Any]]) -> bytes:
    lines = [",".join(header)]
    lines += [",".join("" if cell is None else f"{cell:.15g}" for cell in row) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def _bibliography(path: Path, key: str, imported: Imported, device: Device, source: str) -> str:
    """Return the bibliography with where a snapshot is from, in place of what it said of that.

    Raises:
        CatalogError: A bibliography that cannot be read.
    """
    text = read_text(path, MAX_BYTES, CatalogError) if exists(path) else ""
    start = text.find(f"@misc{{{key},\n")
    if start >= 0:
        end = text.find("\n}\n", start)
        text = text[:start] + (text[end + 3 :] if end >= 0 else "")
    digests = "; ".join(f"{_plain(one.name)} sha256 {one.digest}" for one in imported.documents)
    where = _plain(source) if source else "files of the user of this catalogue"
    field = "url" if source.startswith(("http://", "https://")) else "howpublished"
    entry = (
        f"@misc{{{key},\n"
        f"  title = {{Calibration of {_plain(device.name)}: {_plain(imported.format)}}},\n"
        f"  author = {{{_plain(device.vendor)}}},\n"
        f"  year = {{{device.snapshot.id[:4]}}},\n"
        f"  {field} = {{{where}}},\n"
        f"  note = {{{digests}; imported {datetime.now(UTC).date().isoformat()}}}\n"
        "}\n"
    )
    return f"{text.rstrip()}\n\n{entry}".lstrip()


def _plain(text: str) -> str:
    """Return a text without what a bibliography would take as markup."""
    return _printable(re.sub(r"[{}\\@\s]", " ", text))
