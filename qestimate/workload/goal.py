"""What is asked of the result: precision, confidence, floor, time, money."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Literal

from qestimate.core.errors import DomainError, ScenarioError
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Gradient = Literal["parameter-shift", "spsa"]

LEAST = 1e-9
"""Least precision and floor, and least distance of a confidence from 0, taken as meant."""

EXAMPLES = {"precision": 0.05, "confidence": 0.95, "signal floor": 0.1}
"""Values for hints."""

GRADIENTS: tuple[Gradient, ...] = ("parameter-shift", "spsa")


MITIGATIONS = ("none", "readout", "rescaling", "zne", "pec")

CHOICES: dict[str, tuple[str, ...]] = {"gradient": GRADIENTS, "mitigation": MITIGATIONS}
"""Fields of a goal that are one of some names, and these."""


class Goal(NamedTuple):
    """Targets and budgets of an estimate. Make one with ``Goal.of``, which checks them.

    The defaults of a scenario are those of the fields here.
    """

    precision: float = 0.05
    """Largest error of an expectation value. [1]"""
    confidence: float = 0.95
    """Probability that all observables of a circuit are that precise. [1]"""
    signal_floor: float | None = None
    """Least share of the signal that noise must leave. [1]; None for none: noise costs shots."""
    max_days: float = 30.0
    """Time the whole run may take. [days]"""
    max_price: float | None = None
    """Money the whole run may cost. [USD]; None for no limit."""
    gradient: Gradient = "parameter-shift"
    layers: int | None = None
    """Layers of the ansatz; None for the method's own default."""
    weight_bits: int = 16
    """Bits of one weight, for the time it takes to read weights out of a device."""
    mitigation: str = "none"
    """How errors of values are mitigated: one of ``MITIGATIONS``."""
    shots: int | None = None
    """Of every circuit, whatever training needs; None for what training needs."""
    settings: tuple[tuple[str, int], ...] = ()
    """Settings of methods by name, in place of their own; layers have a field of their own."""
    twirls: int = 1
    """Randomizations of each circuit, among which its shots are split; 1 for the circuit as it is.
    """

    def setting(self, name: str, default: int) -> int:
        """Return a setting of a method: the one asked for, or its own.

        >>> Goal.of(settings=["qubits=6"]).setting("qubits", 4), Goal().setting("qubits", 4)
        (6, 4)
        """
        asked = self.layers if name == "layers" else dict(self.settings).get(name)
        return default if asked is None else asked

    def with_setting(self, name: str, value: int) -> Goal:
        """Return the goal with one setting of a method in place of what it was.

        >>> Goal().with_setting("qubits", 6).settings, Goal().with_setting("layers", 2).layers
        ((('qubits', 6),), 2)
        """
        if name == "layers":
            return self._replace(layers=value)
        return self._replace(settings=tuple(sorted({**dict(self.settings), name: value}.items())))

    @property
    def choices(self) -> dict[str, int]:
        """Number of each choice among its options, by field: what arrays compute with.

        >>> Goal(gradient="spsa").choices
        {'gradient': 1, 'mitigation': 0}
        """
        return {field: among.index(getattr(self, field)) for field, among in CHOICES.items()}

    @classmethod
    def of(
        cls,
        *,
        precision: float = precision,
        confidence: float = confidence,
        signal_floor: float | None = signal_floor,
        max_days: float = max_days,
        max_price: float | None = max_price,
        gradient: str = gradient,
        layers: int | None = layers,
        weight_bits: int = weight_bits,
        mitigation: str = mitigation,
        shots: int | None = shots,
        settings: Mapping[str, int] | Iterable[str | tuple[str, int]] = settings,
        twirls: int = twirls,
    ) -> Goal:
        """Check the targets.

        Args:
            precision: See the fields; so for the others.
            confidence: The same.
            signal_floor: The same.
            max_days: The same.
            max_price: The same.
            gradient: The same.
            layers: The same.
            weight_bits: The same.
            mitigation: The same.
            shots: The same.
            settings: By name, or as pairs, or as text such as ``qubits=6``.
            twirls: As the others.

        Raises:
            DomainError: A probability outside (0, 1), a precision outside (0, 2), a budget or
                a number of layers that is not positive.
            ScenarioError: An unknown gradient rule or mitigation.

        >>> Goal.of(precision=0.01).precision
        0.01
        """
        for name, value, top in (
            ("precision", precision, 2.0),
            ("confidence", confidence, 1.0),
            ("signal floor", signal_floor, 1.0),
        ):
            if value is None:
                continue
            if isinstance(value, str):
                raise DomainError(f"{name} must be a number, not {value!r}")
            if not LEAST <= value < top:
                raise DomainError(
                    f"{name} must be at least {LEAST:g} and less than {top:g}, not {value:g}",
                    hint=f"for example {EXAMPLES[name]:g}",
                )
        for name, budget in (("max days", max_days), ("max price", max_price)):
            if budget is not None and not (isfinite(budget) and 0 < budget <= 1e12):
                raise DomainError(
                    f"{name} must be more than 0 and at most 1e12, not {budget:g}",
                    hint="for example 30",
                )
        for name, count in (
            ("layers", layers),
            ("weight bits", weight_bits),
            ("shots", shots),
            ("twirls", twirls),
        ):
            if count is not None and (count != int(count) or not 1 <= count <= 10**9):
                raise DomainError(
                    f"{name} must be a whole number between 1 and 1e9, not {count:.3g}",
                    hint="counts start at 1",
                )
        named = dict(_pair(one) for one in getattr(settings, "items", lambda: settings)())
        if "layers" in named:
            layers = named.pop("layers")
        for field, name in (("gradient", gradient), ("mitigation", mitigation)):
            if name not in CHOICES[field]:
                known = ", ".join(CHOICES[field])
                raise ScenarioError(f"unknown {field} {name!r}", hint=f"known: {known}")
        return cls(
            precision,
            confidence,
            signal_floor,
            max_days,
            max_price,
            next(rule for rule in GRADIENTS if rule == gradient),
            layers,
            weight_bits,
            mitigation,
            shots,
            tuple(sorted(named.items())),
            twirls,
        )


def _pair(setting: str | tuple[str, int]) -> tuple[str, int]:
    """Return a setting as its name and value.

    Raises:
        DomainError: A value that is no whole number of at least 1.
        ScenarioError: Text without a value.
    """
    if isinstance(setting, str):
        name, sign, text = setting.partition("=")
        if not sign:
            raise ScenarioError(f"setting {setting!r} has no value", hint="for example qubits=6")
        value: float = float(text) if text.strip().isdigit() and len(text) < 20 else -1
    else:
        name, value = setting
    if isinstance(value, bool) or value != int(value) or not 1 <= value <= 10**9:
        raise DomainError(
            f"setting {name} must be a whole number between 1 and 1e9",
            hint="for example qubits=6",
        )
    return name.strip(), int(value)
