"""What noise leaves of what a placed program is read for: its circuit, followed backwards.

Expectation values are followed one by one. Of probabilities it is the slope of the noisy against
the noiseless ones: a probability is a sum of products of Z, so that the slope is the mean over
all of these, each with the weight of its own variance. Nothing has to be simulated for it.
"""

from __future__ import annotations

from functools import lru_cache
from math import isnan, nan
from typing import TYPE_CHECKING, Literal

from qestimate import __version__
from qestimate.circuits import ansatz as find_ansatz
from qestimate.circuits.emission import emit, emit_on_piece
from qestimate.core import disk_cache
from qestimate.core.quantity import Interval
from qestimate.core.records import NamedTuple
from qestimate.device.uncertainty import uncertainty_factors
from qestimate.noise.attenuation import LocalSignal, PathCost, bounded
from qestimate.noise.channels import patch_noise, path_circuit
from qestimate.noise.path_statistics import from_paths
from qestimate.noise.paths import PathBounds, path_bounds
from qestimate.noise.paths.steps import LARGEST_COST, z_on_each, z_strings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.circuits.emission import Links
    from qestimate.circuits.native import Entangler, NativeCircuit, Order
    from qestimate.circuits.protocol import Shape
    from qestimate.core.numeric import Number
    from qestimate.device.device import Device
    from qestimate.device.elements import Elements
    from qestimate.device.uncertainty import UncertaintyFactors
    from qestimate.estimation.placement import Placement
    from qestimate.methods.program import Program
    from qestimate.noise.channels import PatchNoise
    from qestimate.noise.paths import PathCircuit
    from qestimate.noise.paths.steps import Observable

SAMPLES = 6144
"""Paths that an estimate starts, all observables together; as a rule that is enough."""

MAX_SAMPLED_GATES = 3000
"""Two-qubit gates of a circuit above which it is bracketed and not sampled."""

BLOCK = 2
"""Layers of the block from which the bracket of a longer circuit is put together."""

MAX_KEPT_SIGNALS = 64
"""Signals that are kept in memory, each with its paths, half a megabyte; the disk has more."""

MAX_KEPT_CIRCUITS = 32
"""Native circuits that are kept, each of up to half a megabyte."""

GENERIC_ANGLE = 0.7
"""Stands for every angle: neither it nor its half or double is a quarter turn. [rad]"""


class CircuitSpec(NamedTuple):
    """What the native circuit of a placed program depends on, besides its angles."""

    ansatz: str
    n: int
    layers: int
    shape: Shape
    entangler: Entangler
    links: Links
    """Couplers of a piece; empty for other shapes, which have theirs by themselves."""
    order: Order = "commuted"
    merge: bool = True
    """Whether entanglers that can be are merged; the authors' code emits every one."""
    whole: bool = False
    """Whether it is read by all probabilities."""
    read: tuple[int, int] = (0, 0)
    """First and number of the wires that are read, where those are not all."""

    @property
    def observables(self) -> tuple[Observable, ...]:
        """What is followed backwards."""
        return z_strings(self.n) if self.whole else self._single

    @property
    def extremes(self) -> tuple[Observable, ...]:
        """Those of them between which all others lie: the cheapest to read, and the dearest."""
        whole = tuple((wire, "Z") for wire in range(self.n))
        return (*self._single, whole) if self.whole else self._single

    @property
    def _single(self) -> tuple[Observable, ...]:
        first, count = self.read
        if not count:
            return z_on_each(range(self.n))
        ends = emitted(self)[1]
        return z_on_each([ends[qubit] for qubit in range(first, first + count)])


def local_signal(
    program: Program,
    placement: Placement,
    device: Device,
    known: Elements | None = None,
    *,
    gate_overhead: float = 1.0,
    samples: int = SAMPLES,
    seed: int = 0,
) -> LocalSignal:
    """Return what is left of what a placed program is read for, over random angles.

    A circuit of more than MAX_SAMPLED_GATES two-qubit gates is only bracketed. Where a compiler
    merges gates that the authors' code emits, the low ends are those of the circuit as emitted.

    Args:
        program: Read by expectation values of single qubits, or by all probabilities.
        placement: Where it is.
        device: The device it was placed on.
        known: The errors of its elements, if they were resolved already.
        gate_overhead: How many times as many two-qubit gates a compiler needed.
        samples: Paths to start, all observables together; more where too few end diagonal.
        seed: The same seed gives the same result.

    >>> from qestimate import Workload, catalog, estimate
    >>> work = Workload.of(catalog.model("gpt2"), rank=4)
    >>> found = estimate(work, "qtha", catalog.device("ibm-fez"))
    >>> left = local_signal(found.program, found.placement, found.device)
    >>> left.attenuation.low < left.attenuation.value < left.attenuation.high
    True
    """
    one = prepared(program, placement, device, known, gate_overhead=gate_overhead)
    found = _followed(one, samples, seed)
    emitted = as_emitted(one)
    return found if emitted is None else lowered(found, _followed(emitted, samples, seed))


def as_emitted(one: PathSetup) -> PathSetup | None:
    """Return the circuit with every gate that the authors' code emits; None where it is that."""
    written = one.written
    if not _merges(written):
        return None
    return one._replace(written=written._replace(merge=False))


def lowered(merged: LocalSignal, emitted: LocalSignal) -> LocalSignal:
    """Return a signal whose intervals reach down to those of the circuit as emitted."""
    names = ("attenuation", "noisy_variance", "gradient", "weakest")
    both = {name: (getattr(merged, name), getattr(emitted, name)) for name in names}
    return merged._replace(
        emitted=emitted.attenuation,
        **{
            name: one._replace(low=None if other.low is None else min(one.low, other.low))
            for name, (one, other) in both.items()
            if one.low is not None
        },
    )


def _followed(one: PathSetup, samples: int, seed: int) -> LocalSignal:
    if one.way != "sampled":
        held = (
            UNBOUNDED
            if one.way == "open"
            else _bounds_by_blocks(one.written, one.noise, one.pulses)
        )
        reads = PathBounds(
            held.cheapest + min(one.readout), held.whole_cone + max(one.readout), held.to_cancel
        )
        return bounded(reads, one.width, one.noise.missing)
    return _sampled(one.written, one.noise, one.pulses, one.width, samples, seed)


UNBOUNDED = PathBounds(0.0, LARGEST_COST, LARGEST_COST)
"""What is said of circuits too wide to be followed: nothing."""


class PathSetup(NamedTuple):
    """A placed program, ready to be followed backwards."""

    written: CircuitSpec
    noise: PatchNoise
    pulses: int
    width: UncertaintyFactors
    readout: tuple[float, ...]
    """What reading each wire costs; zero where not published."""
    way: Literal["sampled", "blocks", "open"]
    """Path by path; bounds from those of a few layers; or no bounds at all."""


def prepared(
    program: Program,
    placement: Placement,
    device: Device,
    known: Elements | None = None,
    *,
    gate_overhead: float = 1.0,
) -> PathSetup:
    """Return what ``local_signal`` starts from; the arguments are the same."""
    pairs = tuple((a, b) for a, b, _ in placement.edges)
    wide = program.n_qubits > MAX_SAMPLED_GATES // BLOCK
    wires = 1 if wide else placement.width  # a patch that wide is not chosen: all wires are alike
    noise = patch_noise(
        device,
        wires,
        () if wide else placement.qubits,
        pairs,
        known,
        n_qubits=placement.width,
    )
    written = CircuitSpec(
        program.ansatz,
        program.n_qubits,
        program.n_layers,
        placement.shape,
        placement.entangler,
        pairs if placement.shape == "piece" else (),
        "commuted" if find_ansatz(program.ansatz).COMMUTES else "written",
        whole=program.readout == "distribution",
        read=_read(program),
    )
    long = placement.counts.two_qubit_gates > MAX_SAMPLED_GATES
    bracketed = find_ansatz(program.ansatz).UNIFORM and not written.whole
    return PathSetup(
        written,
        noise,
        device.pulses,
        uncertainty_factors(
            device,
            "idle error" in noise.missing,
            gate_overhead,
            width=placement.width,
            whole=False,
        ),
        noise.readout or (0.0,) * wires,
        "sampled" if not long and not wide else "blocks" if bracketed and not wide else "open",
    )


def _read(program: Program) -> tuple[int, int]:
    """Return first and number of the qubits that are read; zeros for all."""
    if program.readout == "distribution" or program.n_observables >= program.n_qubits:
        return (0, 0)
    return program.first_read, program.n_observables


@lru_cache(maxsize=MAX_KEPT_SIGNALS)
def _sampled(
    written: CircuitSpec,
    noise: PatchNoise,
    pulses: int,
    width: UncertaintyFactors,
    samples: int,
    seed: int,
) -> LocalSignal:
    """Return the local signal of a circuit; methods that run the same one share it.

    Kept on disk as well: it depends on nothing but what it is given, and on this version.
    """
    made: list[LocalSignal] = []

    def work_out() -> disk_cache.Numbers:
        found = from_paths(
            path_circuit(native(written), noise, pulses),
            written.observables,
            noise.readout or (0.0,) * written.n,
            width,
            noise.missing,
            samples=samples,
            seed=seed,
            extremes=written.extremes,
        )
        made.append(found)
        return disk_cache.Numbers(_flat(found), list(found.paths))

    key = (__version__, written, noise, pulses, width, samples, seed)
    kept = disk_cache.kept(key, (HEAD, len(PathCost._fields)), work_out)
    if made:
        return made[0]
    if kept is None:
        raise AssertionError("what was worked out is there")
    return _unflat(kept, width, noise.missing)


HEAD = 25
"""Numbers of a local signal besides its paths."""


def _flat(found: LocalSignal) -> tuple[float, ...]:
    """Return the numbers of a local signal besides its paths; nan for unknown."""
    ends = [x for one in (*found[:5], found.weakest) for x in one]
    return (
        *(nan if x is None else x for x in ends),
        found.bounds.cheapest,
        found.bounds.whole_cone,
        found.bounds.to_cancel,
        found.n_samples,
        found.n_effective,
        found.n_kept,
        nan if found.excess is None else found.excess,
    )


def _unflat(
    kept: disk_cache.Numbers, width: UncertaintyFactors, missing: tuple[str, ...]
) -> LocalSignal:
    """Return the local signal from its numbers."""
    head = [None if isnan(x) else x for x in kept.head[:18]]
    left, ideal, noisy, slope, gradient, weakest = (
        Interval(*head[k : k + 3]) for k in range(0, 18, 3)
    )
    cheapest, whole_cone, to_cancel, n_samples, n_effective, n_kept, excess = kept.head[18:]
    return LocalSignal(
        left,
        ideal,
        noisy,
        slope,
        gradient,
        PathBounds(cheapest, whole_cone, to_cancel),
        width,
        int(n_samples),
        n_effective,
        int(n_kept),
        missing,
        tuple(PathCost(*one) for one in kept.rows),
        excess=None if isnan(excess) else excess,
        weakest=weakest,
    )


def native(written: CircuitSpec) -> NativeCircuit:
    """Return the native circuit; its angles do not matter here."""
    return emitted(written)[0]


@lru_cache(maxsize=MAX_KEPT_CIRCUITS)
def emitted(written: CircuitSpec) -> tuple[NativeCircuit, list[int]]:
    """Return the native circuit, and the wire where each qubit ends."""
    found = find_ansatz(written.ansatz)
    n, layers, entangler = written.n, written.layers, written.entangler
    angles = [GENERIC_ANGLE] * int(found.n_angles(n, layers))
    if written.shape == "piece":
        links, order = written.links, written.order
        whole = emit_on_piece(found, n, layers, links, entangler, order, angles)
        return whole, list(range(n))
    return emit(
        found, n, layers, written.shape, entangler, written.order, angles, merge=written.merge
    )


@lru_cache(maxsize=256)
def _bounds_by_blocks(written: CircuitSpec, noise: PatchNoise, pulses: int) -> PathBounds:
    """Return bounds of many layers from those of a few.

    A path passes each block of layers, and in each pays at least what the cheapest way through it
    costs, wherever that begins and ends. Of the block only the two-qubit gates count for that,
    since what happens at its ends may merge with its neighbours; where the entanglers themselves
    merge, a block needs one more layer of room.
    """
    block = path_circuit(native(written._replace(layers=BLOCK)), noise, pulses)
    held = of_block(block, block.costs)
    fewest, most = blocks(written)
    return PathBounds(fewest * held.cheapest, most * held.whole_cone, most * held.to_cancel)


def of_block(block: PathCircuit, costs: Sequence[Number]) -> PathBounds:
    """Return the bounds of a block of layers, the cheapest way by its two-qubit gates alone."""
    gates = [c if kind == "two" else 0.0 * c for c, kind in zip(costs, block.kinds, strict=True)]
    return path_bounds(block, costs=costs)._replace(
        cheapest=path_bounds(block, costs=gates).cheapest
    )


def blocks(written: CircuitSpec) -> tuple[int, int]:
    """Return in how many blocks a path pays at least, and how many hold the circuit."""
    return written.layers // (BLOCK + _merges(written)), -(-written.layers // BLOCK)


def _merges(written: CircuitSpec) -> bool:
    """Return whether entanglers of a circuit are merged."""
    found = find_ansatz(written.ansatz)
    return written.merge and found.merges(
        written.n, written.shape, written.entangler, written.order
    )
