"""From what was typed to what the estimate takes."""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING

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


def figure(name: str, flag: str, value: float, unit: str, scale: float) -> float:
    """Return a device figure in SI units.

    Args:
        name: Of the figure.
        flag: That set it, for the message.
        value: As typed.
        unit: It was typed in, for the message.
        scale: From that unit to the SI one.

    Raises:
        DomainError: Outside the range of the figure.
    """
    _, least, greatest = FIGURES[name]
    if not isfinite(value) or not least <= value * scale <= greatest:
        raise DomainError(
            f"{flag} must be between {least / scale:g} and {greatest / scale:g}{unit}, "
            f"not {value:g}",
            hint="errors are shares, 0.005 for 0.5 %" if greatest == 1 else f"unit:{unit}",
        )
    return value * scale


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
    return [
        (
            device.resized(qubits)
            if device.qubits_advertised is None and qubits is not None
            else device
        ).with_figures(figures)
        for device in chosen
    ]
