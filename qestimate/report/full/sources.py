"""Sources of an answer as entries of a bibliography, and how it is made again."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from qestimate import __version__
from qestimate.catalog.files import layers
from qestimate.catalog.load import RELEASED
from qestimate.catalog.references import Reference, references
from qestimate.report.views.citation import Edition
from qestimate.report.views.claim import NO_SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qestimate.device.device import Device
    from qestimate.explore.survey import Survey


def entries(
    keys: Iterable[str], known: Mapping[str, Reference] | None = None
) -> tuple[Reference, ...]:
    """Return the entries of some sources, by key; one that has none stands with its key alone.

    Args:
        keys: Of the sources.
        known: What keys stand for; the bibliography if left out.
    """
    known = references() if known is None else known
    wanted = {key.split(",", 1)[0].strip() for key in keys} - NO_SOURCES
    wanted = {key for key in wanted if " " not in key}
    return tuple(
        known.get(key, Reference(key, "named in a file of one's own", "", "", ""))
        for key in sorted(wanted)
    )


def of_survey(found: Survey) -> set[str]:
    """Return the sources of everything that a survey rests on."""
    keys = {found.workload.model.source, found.machines.simulator.source}
    keys |= {figure.source for figure in found.machines.gpu.figures.values()}
    for device, _ in found.bounds:
        keys |= of_device(device)
    for one in found.estimates:
        keys.add(one.method.source)
        keys |= {formula.source for formula in one.method.formulas}
    return keys


def of_device(device: Device) -> set[str]:
    """Return the sources of a device profile."""
    figures = {figure.source for figure in device.snapshot.figures.values()}
    return figures | {device.snapshot.source}


def made_with() -> str:
    """Return what made a report: version and catalogue."""
    return f"qestimate {__version__}, catalogue {catalogue_digest()}"


def edition() -> Edition:
    """Return what tells the catalogue that judgements are made with from any other.

    >>> edition().year
    '2026'
    """
    return Edition(catalogue_digest(), RELEASED[:4])


def catalogue_digest() -> str:
    """Return what tells this state of the catalogue from any other.

    >>> len(catalogue_digest())
    12
    """
    whole = sha256()
    for root in reversed(layers()):
        for path in sorted(root.rglob("*")):
            if path.suffix in (".toml", ".csv", ".bib") and path.is_file():
                whole.update(path.relative_to(root).as_posix().encode())
                whole.update(path.read_bytes())
    return whole.hexdigest()[:12]
