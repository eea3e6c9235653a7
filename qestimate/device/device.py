"""A quantum device at one date: what is on it, what is known of it, what is not."""

from __future__ import annotations

from math import isfinite, isqrt
from typing import TYPE_CHECKING

from qestimate.core import late_bound
from qestimate.core.errors import DomainError, ScenarioError, UnknownNameError
from qestimate.core.quantity import Quantity, process_infidelity
from qestimate.core.records import NamedTuple
from qestimate.device.age import age_days, checked_day
from qestimate.device.graph import Graph

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from qiskit.transpiler import Target
    from qiskit_aer.noise import NoiseModel

    from qestimate.device.angle import ErrorByAngle
    from qestimate.device.memory import MemoryScan
    from qestimate.device.readout import ReadoutCorrection

FIGURES: dict[str, tuple[str, float, float]] = {
    "one_qubit_error": ("1", 0, 1),
    "two_qubit_error": ("1", 0, 1),
    "readout_error": ("1", 0, 1),
    "memory_error": ("1", 0, 1),
    "reset_error": ("1", 0, 1),
    "mid_circuit_measurement_error": ("1", 0, 1),
    "t1": ("s", 1e-12, 1e9),
    "t2": ("s", 1e-12, 1e9),
    "one_qubit_duration": ("s", 0, 1e6),
    "two_qubit_duration": ("s", 0, 1e6),
    "readout_duration": ("s", 0, 1e6),
    "reset_duration": ("s", 0, 1e6),
    "repetition_delay": ("s", 0, 1e6),
    "shot_period": ("s", 1e-12, 1e6),
    "job_startup": ("s", 0, 1e6),
    "circuit_overhead": ("s", 0, 1e6),
    "power": ("W", 0, 1e9),
    "max_shots": ("shots", 1, 1e15),
    "max_circuits": ("circuits", 1, 1e15),
    "max_job_shots": ("shots", 1, 1e15),
    "price_per_job": ("USD", 0, 1e9),
    "price_per_shot": ("USD", 0, 1e9),
    "price_per_hour": ("USD/h", 0, 1e9),
    "price_per_one_qubit_gate_shot": ("USD", 0, 1e9),
    "price_per_two_qubit_gate_shot": ("USD", 0, 1e9),
    "price_minimum_per_job": ("USD", 0, 1e9),
    "price_per_credit": ("USD/HQC", 0, 1e9),
    "credits_per_job": ("HQC", 0, 1e9),
    "credits_per_one_qubit_gate_shot": ("HQC", 0, 1e9),
    "credits_per_two_qubit_gate_shot": ("HQC", 0, 1e9),
    "credits_per_spam_shot": ("HQC", 0, 1e9),
}
"""Figures a device may have: SI unit, least and greatest value allowed."""

ENTANGLERS = {"cz": "cz", "ecr": "cz", "cx": "cz", "zz": "zz"}
"""Native two-qubit gate to its class: equal to CZ up to one-qubit gates, or ZZ with any angle.

The one-qubit gates that turn an ECR into a CZ are not counted."""


_COLUMNS = {
    "one_qubit_error": ("one_qubit_error",),
    "readout_error": ("readout_error_0", "readout_error_1"),
    "t1": ("t1",),
    "t2": ("t2",),
}
"""Figures that tables of qubits hold, and their columns."""


class Qubit(NamedTuple):
    """Calibration of one qubit; None where not published. Errors [1], times [s]."""

    one_qubit_error: float | None
    readout_error_0: float | None
    readout_error_1: float | None
    t1: float | None
    t2: float | None


class Snapshot(NamedTuple):
    """The state of a device at one date."""

    id: str
    figures: Mapping[str, Quantity]
    qubits: Mapping[int, Qubit]
    """Calibrated qubits; empty where no table is published."""
    couplers: Mapping[tuple[int, int], float | None]
    """Error of each live coupler; empty where no table is published."""
    convention: str = ""
    simultaneous: bool | None = None
    kind: str = ""
    source: str = ""
    locator: str = ""
    note: str = ""
    caveat: str = ""
    """What measurements say against these figures; shown wherever they are used."""

    @property
    def two_qubit_errors(self) -> tuple[float, ...]:
        """Errors of the live couplers that have one, as published."""
        return tuple(error for error in self.couplers.values() if error is not None)


@late_bound.shown
class Device(NamedTuple):
    """A device profile with one snapshot chosen."""

    id: str
    name: str
    vendor: str
    technology: str
    topology: str
    """couplers (tables), grid, square, heavy-hex, all-to-all or unknown."""
    two_qubit_gate: str
    one_qubit_gate: str
    qubits_advertised: int | None
    snapshot: Snapshot
    graph: Graph | None
    """Live couplers between calibrated qubits; None where not published."""
    snapshots: tuple[str, ...] = ()
    rows: int = 0
    columns: int = 0
    asked: str = ""
    """Day that is asked about, as an ISO date; empty takes the calibration at its word."""
    memory_by_width: MemoryScan | None = None
    """Memory errors at several widths, where those were measured."""
    two_qubit_error_by_angle: ErrorByAngle | None = None
    """How the error of a ZZ gate depends on its angle, where that was measured."""
    readout_correction: ReadoutCorrection | None = None
    """What the vendor's service does to readout."""

    def __repr__(self) -> str:
        """Write the device and its snapshot in one line; ``print`` shows its figures."""
        qubits = self.qubits_advertised
        size = "of any size" if qubits is None else f"{qubits} qubits"
        return f"<Device: {self.id} {self.snapshot.id}, {size}>"

    @property
    def record(self) -> tuple[object, ...]:
        """All that is stored of it, whose ``repr`` tells it from any other device."""
        return tuple(self._replace(graph=None))

    @property
    def given(self) -> dict[str, float]:
        """Figures that were set by hand, in SI units."""
        return {
            name: quantity.value
            for name, quantity in self.snapshot.figures.items()
            if quantity.kind == "given" and quantity.value is not None
        }

    @property
    def age(self) -> float:
        """Days between the calibration and the day that is asked about. [d]; 0 if unknown"""
        return age_days(self.snapshot.id, self.asked)

    def at(self, day: str) -> Device:
        """Return the device as it is expected to be on a day.

        Entries of its tables are drawn to the chip's medians by their age; empty takes them at
        their word.

        Args:
            day: ISO date, such as 2026-11-27, 2026-11 or 2026; or empty.

        Raises:
            DomainError: No date.

        >>> from qestimate import catalog
        >>> catalog.device("origin-wukong-72@2026-03-06").at("2026-03-16").age
        10.0
        """
        return self._replace(asked=checked_day(day) if day else "")

    @property
    def entangler(self) -> str | None:
        """Class of the native two-qubit gate, None if no formula is known for it."""
        return ENTANGLERS.get(self.two_qubit_gate)

    @property
    def pulses(self) -> int:
        """Pulses for a general one-qubit operation: two SX between frames, or one."""
        return 2 if self.one_qubit_gate == "zsx" else 1

    def figure(self, name: str) -> Quantity | None:
        """Return a figure of the snapshot, None if it is not published."""
        quantity = self.snapshot.figures.get(name)
        return None if quantity is None or quantity.value is None else quantity

    def value(self, name: str) -> float | None:
        """Return the value of a figure in SI units, None if it is not published."""
        quantity = self.figure(name)
        return None if quantity is None else quantity.value

    @property
    def qubits_calibrated(self) -> int | None:
        """Qubits with calibration data; None where no table is published."""
        if self.snapshot.qubits:
            return len(self.snapshot.qubits)
        return self.qubits_advertised if self._declared_whole else None

    @property
    def qubits_connected(self) -> int | None:
        """Qubits of the largest piece that live couplers hold together."""
        if self.graph is not None:
            return len(self.graph.pieces[0]) if self.graph.pieces else 0
        return self.qubits_advertised if self._declared_whole else None

    @property
    def pieces(self) -> tuple[int, ...]:
        """Sizes of the connected pieces, largest first; empty if unknown."""
        if self.graph is not None:
            return tuple(len(piece) for piece in self.graph.pieces)
        return (self.qubits_advertised,) if self._declared_whole and self.qubits_advertised else ()

    @property
    def _declared_whole(self) -> bool:
        """Whether every pair, or a full grid, is coupled by declaration."""
        return self.topology in ("all-to-all", "grid")

    def infidelity(self, name: str, n_qubits: int) -> float | None:
        """Process infidelity from the figure ``name``."""
        quantity = self.figure(name)
        if quantity is None or quantity.value is None:
            return None
        convention = quantity.convention or self.snapshot.convention
        return float(process_infidelity(quantity.value, n_qubits, convention))

    def best_two_qubit_infidelity(self) -> float | None:
        """Process infidelity of the best live coupler.

        None where only an average over couplers is published: it would not bound anything.
        """
        errors = self.snapshot.two_qubit_errors
        if errors:
            return float(process_infidelity(min(errors), 2, self.snapshot.convention))
        quantity = self.figure("two_qubit_error")
        if quantity is None or quantity.value is None:
            return None
        convention = quantity.convention or self.snapshot.convention
        if quantity.low is not None and quantity.statistic != "sd":
            return float(process_infidelity(quantity.low, 2, convention))
        if quantity.kind in ("given", "assumed") or quantity.statistic == "best":
            return float(process_infidelity(quantity.value, 2, convention))
        return None

    def with_figures(self, figures: Mapping[str, float]) -> Device:
        """Return the device with some figures set by hand, for every element alike.

        Gate errors are read as average errors; times are in seconds.

        Raises:
            UnknownNameError: A figure that no device has.
            DomainError: A value outside the figure's range.
        """
        if not figures:
            return self
        given = dict(self.snapshot.figures)
        for name, value in figures.items():
            if name not in FIGURES:
                raise UnknownNameError("device figure", name, FIGURES)
            unit, least, greatest = FIGURES[name]
            if not isfinite(value) or not least <= value <= greatest:
                raise DomainError(
                    f"{name.replace('_', ' ')} must be between {least:g} and {greatest:g} {unit}, "
                    f"not {value:g}".replace(" 1,", ","),
                )
            convention = "average" if name.endswith("qubit_error") else ""
            given[name] = Quantity.given(value, unit, convention=convention)
        if "repetition_delay" in figures and "shot_period" not in figures:
            given.pop("shot_period", None)
        qubits = {
            index: Qubit(
                None if "one_qubit_error" in figures else q.one_qubit_error,
                None if "readout_error" in figures else q.readout_error_0,
                None if "readout_error" in figures else q.readout_error_1,
                None if "t1" in figures else q.t1,
                None if "t2" in figures else q.t2,
            )
            for index, q in self.snapshot.qubits.items()
        }
        couplers = {
            pair: None if "two_qubit_error" in figures else error
            for pair, error in self.snapshot.couplers.items()
        }
        snapshot = self.snapshot._replace(figures=given, qubits=qubits, couplers=couplers)
        return self._replace(snapshot=snapshot)

    @classmethod
    def from_backend(cls, backend: Any, name: str = "", *, source: str = "user") -> Device:
        """Return a device from a backend or a target of Qiskit.

        Elements with an error of 0.99 or more, and qubits reported as faulty, count as switched
        off.

        Args:
            backend: Any ``BackendV2``, or a ``Target``.
            name: Id of the device; that of the backend if empty.
            source: Key of the source in a bibliography.

        Raises:
            DeviceFileError: Something else, or no two-qubit gate that is known.

        >>> from qiskit.providers.fake_provider import GenericBackendV2
        >>> backend = GenericBackendV2(5, basis_gates=["cz", "sx", "rz"], seed=1)
        >>> Device.from_backend(backend, "mine").qubits_connected
        5
        """
        device: Device = late_bound.call("from_backend", backend, name, source)
        return device

    def to_target(self, qubits: Sequence[int] | None = None) -> Target:
        """Return the device as a target of Qiskit's transpiler, with its tables as published.

        Args:
            qubits: A patch, renumbered in this order; None for the whole device.

        Raises:
            ScenarioError: Couplers that are not published, or qubits that are not there.

        >>> from qestimate import catalog
        >>> catalog.device("iqm-garnet").to_target([1, 2]).num_qubits
        2
        """
        target: Target = late_bound.call("to_target", self.at(""), qubits)
        return target

    def noise_model(self, qubits: Sequence[int] | None = None) -> NoiseModel:
        """Return the noise of gates and readout for Aer, with tables as published, without waiting.

        Args:
            qubits: A patch, renumbered in this order; None for the whole device.

        Raises:
            ScenarioError: Couplers that are not published, or qubits that are not there.

        >>> from qestimate import catalog
        >>> catalog.device("iqm-garnet").noise_model([1, 2]).noise_qubits
        [0, 1]
        """
        model: NoiseModel = late_bound.call("noise_model", self.at(""), qubits)
        return model

    def scaled(self, name: str, factor: float) -> Device:
        """Return the device with a figure multiplied, in its tables and for the whole chip.

        Errors stay at most 1; the times t1 and t2 may be scaled like any other figure.

        Args:
            name: Of a figure.
            factor: [1], > 0.

        Raises:
            UnknownNameError: A figure that no device has.

        >>> from qestimate import catalog
        >>> one = catalog.device("origin-wukong-72")
        >>> round(one.scaled("two_qubit_error", 0.5).best_two_qubit_infidelity()
        ...       / one.best_two_qubit_infidelity(), 6)
        0.5
        """
        if name not in FIGURES:
            raise UnknownNameError("device figure", name, FIGURES)
        greatest = FIGURES[name][2]

        def times(value: float | None) -> float | None:
            return None if value is None else min(greatest, value * factor)

        figures = dict(self.snapshot.figures)
        if name in figures:
            q = figures[name]
            figures[name] = q._replace(value=times(q.value), low=times(q.low), high=times(q.high))
        fields = _COLUMNS.get(name, ())
        qubits = {
            index: q._replace(**{field: times(getattr(q, field)) for field in fields})
            for index, q in self.snapshot.qubits.items()
        }
        couplers = self.snapshot.couplers
        if name == "two_qubit_error":
            couplers = {pair: times(error) for pair, error in couplers.items()}
        snapshot = self.snapshot._replace(figures=figures, qubits=qubits, couplers=couplers)
        return self._replace(snapshot=snapshot)

    def resized(self, n_qubits: int) -> Device:
        """Return a grid device with ``n_qubits`` qubits, a square whose last row may be short.

        Raises:
            DomainError: Fewer than 1 or more than 10^9 qubits.
            ScenarioError: A device that is not a grid of any size.
        """
        if not 1 <= n_qubits <= 10**9:
            raise DomainError(
                f"qubits must be between 1 and 1e9, not {n_qubits}", hint="for example --qubits 72"
            )
        if self.topology != "grid":
            raise ScenarioError(f"{self.id} is a machine of its own size", hint="use generic")
        columns = isqrt(n_qubits - 1) + 1
        rows = -(-n_qubits // columns)
        return self._replace(qubits_advertised=n_qubits, rows=rows, columns=columns)


def live_graph(snapshot: Snapshot) -> Graph | None:
    """Return the graph of live couplers between calibrated qubits, None without tables."""
    if not snapshot.qubits:
        return None
    return Graph(snapshot.qubits, snapshot.couplers)
