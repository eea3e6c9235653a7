"""How far a predicted exponent may be off: what a calibration leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from qestimate.device import Device

SPREAD = 1.25
"""Factor on the exponent, either way, for drift between calibration and run. Assumed; on
published mirror circuits of width 8 the product lands within -14 to +10 % [metriq-data]."""

LEAST_SPREAD = 0.1
"""Least half-width of the interval of the exponent, for circuits so short that a factor on it
says nothing: 10 % of the fidelity, of the same origin as SPREAD."""

ISOLATED = 1.25
"""Further factor on its upper side where errors are not stated to be simultaneous: isolated
errors over-predict the 53-qubit circuits of [arute-2019] 3.4 times, e^-4.9 for e^-6.1."""

NO_IDLE = 1.6
"""Further factor where nothing is known of waiting: without the memory term the 20-layer
circuits of [decross-2024] are over-predicted 1.9 times, e^-1.1 for e^-1.8."""

MEDIANS = 1.5
"""Further factor where only one figure for the whole chip is published: a few bad couplers
decide a wide circuit [metriq-data]. Assumed."""

CONVENTION = 1.25
"""Factor on the lower side where the convention of a gate error is not stated: read as a Pauli
error it is 1.25 times smaller than read as an average error [nielsen-2002]."""


class Spread(NamedTuple):
    """By how much an exponent may be smaller and larger, and why."""

    lower: float
    """Divides it for the high end of what is left."""
    upper: float
    """Multiplies it for the low end."""
    widened: tuple[str, ...]

    def of(self, exponent: float) -> tuple[float, float]:
        """Return the least and the greatest that a positive exponent may be.

        >>> Spread(1.25, 1.5, ()).of(2.0)
        (1.6, 3.0)
        """
        return (
            min(exponent / self.lower, max(0.0, exponent - LEAST_SPREAD)),
            max(exponent * self.upper, exponent + LEAST_SPREAD),
        )


def spread(device: Device, idle_missing: bool) -> Spread:
    """Return the spread that the calibration of a device leaves."""
    figure = device.figure("two_qubit_error")
    tabled = any(error is not None for error in device.snapshot.couplers.values())
    given = figure is not None and figure.kind in ("given", "assumed")
    lower, upper = SPREAD, SPREAD
    widened = []
    simultaneous = figure.simultaneous if figure is not None else device.snapshot.simultaneous
    if not given and not simultaneous:
        upper *= ISOLATED
        widened.append("errors not stated to be simultaneous")
    if idle_missing:
        upper *= NO_IDLE
        widened.append("idle error unknown")
    if not tabled and not given:
        lower *= MEDIANS
        upper *= MEDIANS
        widened.append("one figure for the whole chip")
    convention = figure.convention if figure is not None else device.snapshot.convention
    if not given and convention not in ("average", "pauli", "process"):
        lower *= CONVENTION
        widened.append("convention of the gate errors not stated")
    return Spread(lower, upper, tuple(widened))
