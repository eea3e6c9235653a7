"""From what was typed to what the estimate takes."""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING

from qestimate.cli import output
from qestimate.device import FIGURES
from qestimate.errors import DomainError, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qestimate.device import Device

_SUFFIXES = {"k": 3, "m": 6, "b": 9, "g": 9, "t": 12}


def parse_size(text: str, name: str) -> float:
    """Read a size such as 1e9, 1_000_000_000, 1,000,000,000, 7B or 350M.

    Raises:
        DomainError: Not a number; a decimal comma or a list is none.

    >>> parse_size("7B", "--params"), parse_size("1,000,000", "--params")
    (7000000000.0, 1000000.0)
    """
    return _parse(text, name, "a number", "for example 1e9, 7B or 350M")


def parse_count(text: str, name: str) -> int:
    """Read a whole number such as 3000, 3e3 or 3k.

    Raises:
        DomainError: Not one whole number.

    >>> parse_count("3e3", "--samples")
    3000
    """
    hint = "one whole number, for example 8 or 3e3"
    value = _parse(text, name, "one whole number", hint)
    if not isfinite(value) or value != int(value):
        raise DomainError(f"{name} must be a whole number, not {text!r}", hint=hint)
    return int(value)


def _parse(text: str, name: str, what: str, hint: str) -> float:
    body = text.strip().replace("_", "")
    if "," in body:
        if re.fullmatch(r"-?\d{1,3}(,\d{3})+", body):
            body = body.replace(",", "")
        else:
            raise DomainError(
                f"{name} must be {what}, not {text!r}", hint="a decimal point is written as ."
            )
    scale = 1
    if body[-1:].lower() in _SUFFIXES:
        scale, body = 10 ** _SUFFIXES[body[-1].lower()], body[:-1]
    try:
        return float(body) * scale
    except ValueError:
        raise DomainError(f"{name} must be {what}, not {text!r}", hint=hint) from None


FIGURE_FLAGS = {
    "two_qubit_error": ("--cz-error", "", 1.0),
    "one_qubit_error": ("--one-qubit-error", "", 1.0),
    "readout_error": ("--readout-error", "", 1.0),
    "t1": ("--t1", " µs", 1e-6),
    "t2": ("--t2", " µs", 1e-6),
    "two_qubit_duration": ("--cz-time", " ns", 1e-9),
    "one_qubit_duration": ("--one-qubit-time", " ns", 1e-9),
    "readout_duration": ("--readout-time", " ns", 1e-9),
    "repetition_delay": ("--rep-delay", " µs", 1e-6),
    "shot_period": ("--shot-period", " µs", 1e-6),
    "price_per_shot": ("--price-per-shot", " USD", 1.0),
    "max_shots": ("--max-shots", " shots", 1.0),
    "max_circuits": ("--max-circuits", "", 1.0),
}
"""Figures of a device that flags set: the flag, the unit it is typed in, and that unit in SI."""


def given_figures(**typed: float | None) -> dict[str, float]:
    """Return the device figures that flags set, in SI units.

    Raises:
        DomainError: A value outside the range of its figure.
        ScenarioError: Values that contradict each other.

    >>> given_figures(two_qubit_error=0.01, t1=None)
    {'two_qubit_error': 0.01}
    """
    figures = {}
    for name, value in typed.items():
        if value is None:
            continue
        flag, unit, scale = FIGURE_FLAGS[name]
        _, least, greatest = FIGURES[name]
        if not isfinite(value) or not least <= value * scale <= greatest:
            raise DomainError(
                f"{flag} must be between {least / scale:g} and {greatest / scale:g}{unit}, "
                f"not {value:g}",
                hint="errors are shares, 0.005 for 0.5 %" if greatest == 1 else f"unit:{unit}",
            )
        figures[name] = value * scale
    t1, t2 = typed.get("t1"), typed.get("t2")
    if t1 is not None and t2 is not None and t2 > 2 * t1:
        raise ScenarioError(
            f"--t2 {t2:g} is more than twice --t1 {t1:g}", hint="T2 is at most 2 T1"
        )
    if "shot_period" in figures and "repetition_delay" in figures:
        raise ScenarioError(
            "--shot-period and --rep-delay contradict each other",
            hint="the period holds the delay already: leave one of the two out",
        )
    return figures


def chosen_verdicts(text: str | None) -> list[str]:
    """Return the verdicts that are to make the command fail.

    Raises:
        ScenarioError: Something that is no verdict.
    """
    known = ("feasible", "marginal", "infeasible", "unknown")
    asked = split(None if text is None else [text], "--fail-on")
    for verdict in asked:
        if verdict not in known:
            raise ScenarioError(
                f"--fail-on {verdict!r} is no verdict", hint=f"known: {', '.join(known)}"
            )
    return asked


def split(values: Iterable[str] | None, flag: str = "") -> list[str]:
    """Split options that may be repeated or hold commas, keeping order.

    Raises:
        ScenarioError: An option that was given and is empty.

    >>> split(["q_proj,v_proj", "o_proj"])
    ['q_proj', 'v_proj', 'o_proj']
    """
    parts = [part.strip() for value in values or () for part in value.split(",")]
    if values and not all(parts):
        raise ScenarioError(f"{flag} has an empty name", hint="leave it out for the default")
    return list(dict.fromkeys(parts))


def choose_devices(
    names: list[str], qubits: int | None, figures: dict[str, float], snapshot: str = ""
) -> list[Device]:
    """Return the devices asked for.

    By name if names are given; else those advertised with ``qubits`` qubits; else, and whenever
    figures are set by hand without a name, the generic device.

    Raises:
        ScenarioError: A name and a number of qubits that do not fit together, or neither.
    """
    from qestimate import catalog

    if names:
        if snapshot and any("@" in name for name in names):
            raise ScenarioError(
                "--snapshot and ID@DATE contradict each other", hint="leave one of the two out"
            )
        chosen = [catalog.device(name, snapshot) for name in names]
        for device in chosen:
            if device.topology == "grid" and device.qubits_advertised is None:
                if qubits is None:
                    raise ScenarioError(
                        f"device {device.id} has no size of its own", hint="add --qubits 72"
                    )
                continue
            if qubits is not None and device.qubits_advertised != qubits:
                raise ScenarioError(
                    f"--qubits {qubits} contradicts --device {device.id}, "
                    f"which has {device.qubits_advertised}",
                    hint="leave one of the two out",
                )
    elif snapshot:
        raise ScenarioError(
            "--snapshot needs a device", hint="for example --device origin-wukong-72"
        )
    elif qubits is None:
        raise ScenarioError(
            "no device given", hint="for example --qubits 72 or --device origin-wukong-72"
        )
    else:
        known = [] if figures else catalog.devices_of_size(qubits)
        chosen = [catalog.device(name) for name in known or ["generic"]]
    ready = [
        (
            device.resized(qubits)
            if device.qubits_advertised is None and qubits is not None
            else device
        ).with_figures(figures)
        for device in chosen
    ]
    if not names and chosen[0].qubits_advertised is None:
        why = "figures set by flag" if figures else f"no device advertised with {qubits:,} qubits"
        output.note(f"qestimate: {why}, so the generic device with {qubits:,} qubits")
    return ready
