"""From what was typed to what the estimate takes."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from qestimate.errors import DomainError, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qestimate.device import Device

_SUFFIXES = {"k": 3, "m": 6, "b": 9, "g": 9, "t": 12}


def parse_size(text: str, name: str) -> float:
    """Read a size such as 1e9, 1_000_000_000, 7B or 350M.

    Raises:
        DomainError: Not a number.

    >>> parse_size("7B", "--params"), parse_size("1e9", "--params")
    (7000000000.0, 1000000000.0)
    """
    body = text.strip().replace("_", "").replace(",", "")
    scale = 1
    if body[-1:].lower() in _SUFFIXES:
        scale, body = 10 ** _SUFFIXES[body[-1].lower()], body[:-1]
    try:
        return float(body) * scale
    except ValueError:
        raise DomainError(
            f"{name} must be a number, not {text!r}", hint="for example 1e9, 7B or 350M"
        ) from None


def parse_count(text: str, name: str) -> int:
    """Read a whole number such as 3000, 3e3 or 3k.

    Raises:
        DomainError: Not a whole number.

    >>> parse_count("3e3", "--samples")
    3000
    """
    value = parse_size(text, name)
    if not isfinite(value) or value != int(value):
        raise DomainError(f"{name} must be a whole number, not {text!r}")
    return int(value)


def split(values: Iterable[str] | None) -> list[str]:
    """Split options that may be repeated or hold commas, keeping order.

    >>> split(["q_proj,v_proj", "o_proj"])
    ['q_proj', 'v_proj', 'o_proj']
    """
    parts = [part.strip() for value in values or () for part in value.split(",")]
    return list(dict.fromkeys(part for part in parts if part))


def choose_devices(names: list[str], qubits: int | None, figures: dict[str, float]) -> list[Device]:
    """Return the devices asked for.

    By name if names are given; else those advertised with ``qubits`` qubits; else, and whenever
    figures are set by hand without a name, the generic device.

    Raises:
        ScenarioError: A name and a number of qubits that do not fit together, or neither.
    """
    from qestimate import catalog

    if names:
        chosen = [catalog.device(name) for name in names]
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
