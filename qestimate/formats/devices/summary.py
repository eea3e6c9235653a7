"""What was understood of a vendor's files, in a few lines: what is given, and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qestimate.formats.devices.profile import Profile

TIMES = {
    "one_qubit_duration": "time of one-qubit gates",
    "two_qubit_duration": "time of two-qubit gates",
    "readout_duration": "time of readout",
}

WHOLE = {
    "one_qubit_error": "errors of one-qubit gates",
    "two_qubit_error": "errors of two-qubit gates",
    "readout_error": "errors of readout",
    "t1": "T1",
    "t2": "T2",
}
"""Figures that stand in tables, or once for the whole chip."""

PRICES = ("price_per_job", "price_per_shot", "price_per_hour")


def understood(profile: Profile, form: str) -> list[str]:
    r"""Return lines that say what was read, what is given and what is not.

    Args:
        profile: What the files say.
        form: Name of their format.

    >>> from qestimate.device.device import Qubit
    >>> from qestimate.formats.devices.profile import Profile
    >>> chip = {q: Qubit(1e-3, 0.01, 0.02, 3e-5, None) for q in (0, 1)}
    >>> profile = Profile("X", "IQM", "2026-01-02", "cz", chip, {(0, 1): 0.01}, 3)
    >>> print("\n".join(understood(profile, "f")))  # doctest: +ELLIPSIS
    read as f: 3 qubits, 2 of them calibrated; 1 coupler with CZ gates; of 2026-01-02
    given: errors of one-qubit gates (2 qubits), errors of two-qubit gates (1 coupler), ...
    not given: T2, time of one-qubit gates, time of two-qubit gates, time of readout
    """
    lines = [
        f"read as {form}: {_size(profile)}",
        f"given: {', '.join(given(profile)) or 'nothing'}",
    ]
    absent = missing(profile)
    if absent:
        lines.append(f"not given: {', '.join(absent)}")
    if profile.off:
        lines.append(f"left out as switched off or not calibrated: {_few(profile.off)}")
    if profile.caveat:
        lines.append(f"mind: {profile.caveat}")
    return lines


def given(profile: Profile) -> list[str]:
    """Return the figures of a profile, with the number of elements that have one."""
    found = []
    for name, words in WHOLE.items():
        known, every = _counts(profile, name)
        unit = "coupler" if name == "two_qubit_error" else "qubit"
        if known and not (profile.all_to_all and unit == "coupler"):
            of = "" if known == every else f" of {every}"
            found.append(f"{words} ({known}{of} {unit}{'s' if every > 1 else ''})")
        elif known or name in profile.figures:
            found.append(f"{words} (one for the whole chip)")
    found += [words for name, words in TIMES.items() if name in profile.figures]
    if any(name in profile.figures for name in PRICES):
        found.append("price")
    return found


def missing(profile: Profile) -> list[str]:
    """Return the figures that an estimate uses and a profile does not have."""
    absent = [
        words
        for name, words in WHOLE.items()
        if name not in profile.figures and not _counts(profile, name)[0]
    ]
    return absent + [words for name, words in TIMES.items() if name not in profile.figures]


def _counts(profile: Profile, name: str) -> tuple[int, int]:
    """Return how many elements have a figure, and how many there are."""
    if name == "two_qubit_error":
        return _known(profile.couplers.values()), len(profile.couplers)
    qubits = profile.qubits.values()
    if name == "readout_error":
        both = [
            q.readout_error_1 if q.readout_error_0 is None else q.readout_error_0 for q in qubits
        ]
        return _known(both), len(both)
    return _known(getattr(q, name) for q in qubits), len(profile.qubits)


def _known(cells: Iterable[float | None]) -> int:
    return sum(cell is not None for cell in cells)


def _size(profile: Profile) -> str:
    n, live = profile.advertised, len(profile.qubits)
    said = f"{n} qubit{'s' if n != 1 else ''}"
    if live and live != n:
        said += f", {live} of them calibrated"
    if profile.all_to_all:
        said += f"; every pair coupled with {profile.two_qubit_gate.upper()} gates"
    else:
        m = len(profile.couplers)
        said += f"; {m} coupler{'s' if m != 1 else ''} with {profile.two_qubit_gate.upper()} gates"
    return f"{said}; {f'of {profile.date}' if profile.date else 'of no date'}"


def _few(names: tuple[str, ...], most: int = 6) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
