"""The same work without a quantum chip: LoRA on a GPU, and the circuits on a simulator.

Both in logarithms, like the times of the chip they are held against.
"""

from __future__ import annotations

from functools import lru_cache, reduce
from math import ceil, log10
from operator import and_, or_
from typing import TYPE_CHECKING, Literal

from qestimate.circuits import ansatz as find_ansatz
from qestimate.core.quantity import UNKNOWN, Interval
from qestimate.core.records import NamedTuple
from qestimate.workload.listing import idle_count, linears, looked_up_count

if TYPE_CHECKING:
    from qestimate.core.numeric import Number
    from qestimate.device.machines import Gpu, Machines, Simulator
    from qestimate.methods.program import Program
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.workload.architecture import Architecture
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import LanguageModel, Workload

WEIGHT_BYTES = 2
"""Of a frozen weight in 16 bits."""

TRAINED_BYTES = 16
"""Of a weight that is trained in mixed precision with Adam: 2 each for the weight and its gradient
in 16 bits, and 4 each for a copy, momentum and variance in 32 bits [rajbhandari-2020]. Activations
come on top, and are left out here as with a frozen weight."""

GPU_AMPLITUDE_BYTES = 8
"""Of an amplitude in single precision, as simulators on GPUs hold them."""

ADJOINT_PASSES = 4
"""Passes over the gates for values and gradients by the adjoint method: one forward, two vectors
back, and a derivative for each rotation [pennylane-docs]."""

MAX_BITS = 10**8
"""Gates times qubits up to which light cones are followed; beyond, the whole register is taken."""


class LoraRun(NamedTuple):
    """Plain LoRA, or full fine-tuning, trained and run on a GPU."""

    gpu: Gpu
    n_gpus: int
    """As many as hold the frozen weights in 16 bits, or all that training keeps of each weight."""
    flops_forward: float
    """Of one forward pass over the data. [FLOP]"""
    flops_training: float
    """Of all epochs. [FLOP]"""
    log10_forward: Interval
    """Time of one forward pass. [log10 s]"""
    log10_training: Interval
    """Time of all epochs. [log10 s]"""
    log10_energy: Interval
    """Energy of the boards for the training. [log10 J]"""
    log10_price: Interval
    """Rent for the training. [log10 USD]"""


class Simulation(NamedTuple):
    """The circuits of a program on a classical simulator, without noise and exactly."""

    qubits: int
    """Of the widest light cone: what has to be simulated of a circuit."""
    gates: int
    """Gates of a circuit as drawn, an upper bound for those in the cone."""
    cones: int
    """Light cones that are simulated for a circuit; 1 if it is the whole register."""
    basis: Literal["state vector", "too wide"]
    log10_forward: float | None
    """One forward pass on one core. [log10 s]; None where the state vector does not fit."""
    log10_training: float | None
    """The circuits of all epochs on one core. [log10 s]"""
    log10_adjoint: float | None
    """All epochs on one core with gradients by the adjoint method. [log10 s]"""
    log10_gpu: float | None
    """The circuits of all epochs on the GPU, every gate from its main memory. [log10 s]"""
    zero_suffices: bool
    """Whether 0 is as precise as was asked for, in place of what noise leaves of the values."""


def multiplied(model: LanguageModel) -> int:
    """Return the parameters that a token is multiplied with: all but looked-up tables.

    An embedding that is tied to the output layer is used there as a matrix; of experts, those
    that the router picks.

    >>> from qestimate import catalog
    >>> multiplied(catalog.model("gpt2"))
    123653376
    """
    a: Architecture = model.architecture
    return max(1, model.parameters - idle_count(a) - looked_up_count(a))


def flops_forward(parameters: Number, adapter: Number, attention: Number) -> Number:
    """Return the FLOP of a forward pass per token: a multiplication and an addition each.

    2 P + 2 A + 4 d c: frozen weights, adapter, and the products of queries with keys and of
    weights with values. [FLOP]

    Args:
        parameters: P, that every token is multiplied with. [1]
        adapter: A, adapter parameters. [1]
        attention: d c, width of all heads of all layers times the mean number of positions a
            token attends to. [1]

    Source: [kaplan-2020], section 2.1 and table 1.

    >>> flops_forward(1e9, 1e6, 0)
    2002000000.0
    """
    return 2 * parameters + 2 * adapter + 4 * attention


def flops_training(
    parameters: Number,
    adapter: Number,
    attention: Number,
    through: Number = 1,
    in_full: Number = 0,
) -> Number:
    """Return the FLOP of a forward and a backward pass per token, frozen weights.

    (2 + 2 g) P + 6 A + 2 U + (4 + 8 g) d c: a gradient that passes through the frozen weights
    takes another 2 P, but they get none themselves; the adapter does, and so do modules that are
    trained in full. [FLOP]

    Args:
        parameters: P, that every token is multiplied with. [1]
        adapter: A, adapter parameters. [1]
        attention: d c, as in ``flops_forward``. [1]
        through: g, 1 if the gradient passes through the model, 0 if the adapter lies above it.
        in_full: U, parameters of modules that are trained in full; P holds them already. [1]

    Source: [schulman-2025], "2 N^2 + 6 N R" multiply-adds forward and backward for a square
    layer; the attention term has no frozen factor and costs its forward pass thrice.

    >>> flops_training(1e9, 1e6, 0), flops_training(1e9, 1e6, 0, 0)
    (4006000000.0, 2006000000.0)
    """
    through_weights = 2 + 2 * through
    trained = 6 * adapter + 2 * in_full
    return through_weights * parameters + trained + (4 + 8 * through) * attention


def gradient_through(workload: Workload) -> int:
    """Return 1 if gradients pass through the model, 0 if only its output layer is adapted.

    >>> from qestimate import Workload, catalog
    >>> gpt2 = catalog.model("gpt2")
    >>> [gradient_through(Workload.of(gpt2, targets=name)) for name in ("c_attn", "lm_head")]
    [1, 0]
    """
    if not workload.adapter.modules:
        return 1
    return int(any(module.vocabulary != "output" for module in workload.adapter.modules))


def attention(workload: Workload) -> float:
    """Return width of all heads of all layers times positions attended to: half the length.

    Without packing; a sliding window is not modelled. In a model that sees or hears, the mean over
    the tokens of a sample: patches attend to all of their image, positions of sound to all of
    their window, and a decoder's tokens to that window too.
    """
    a, data = workload.model.architecture, workload.data
    if not a.parts:
        return float(a.layers * a.attention_width * data.tokens_per_sample / 2)
    encoder = a.spec.encoder
    read = data.text_tokens if encoder else data.tokens_per_sample
    total = a.layers * a.attention_width * read * read / 2
    if encoder:
        total += a.layers * a.attention_width * read * data.positions("sound")
    for part in a.parts:
        inside = data.positions("sound" if part.hears else "patches")
        pieces = 1 if part.hears else max(1, data.media.images)
        total += part.layers * part.width * inside * inside / pieces
    return float(total / data.tokens_per_sample)


class Work(NamedTuple):
    """What a token is multiplied with, on average over those of a sample."""

    parameters: float
    """Of the model. [1]"""
    adapter: float
    """Of the adapter. [1]"""
    attention: float
    """Width of all heads times positions attended to. [1]"""
    in_full: float
    """Of the model, those that are trained in full. [1]"""
    through: int
    """1 if gradients pass through the model."""


def work_of(workload: Workload) -> Work:
    """Return what a token of a workload is multiplied with.

    Every token passes a language model. Layers of a part that sees or hears are passed by patches
    or by positions of sound, which are spread over the tokens of their sample.

    >>> from qestimate import Workload, catalog
    >>> work_of(Workload.of(catalog.model("gpt2")))[:2]
    (123653376, 294912)
    """
    model, adapter, data = workload
    a, through = model.architecture, gradient_through(workload)
    parameters: float = multiplied(model)
    met: float = adapter.met
    if a.parts:
        layers = linears(a)
        text = "text" if a.spec.encoder else ""
        rest = parameters - sum(m.active * m.weights for m in layers)
        rest -= sum(part.other for part in a.parts)
        passed = rest * data.positions(text)
        passed += sum(m.active * m.weights * data.positions(m.positions) for m in layers)
        parameters = passed / data.tokens_per_sample
        idle = sum(r * (m.d_in + m.d_out) * (m.active * data.positions(m.positions)
                   - m.copies * data.tokens_per_sample)
                   for m, r in adapter.pairs)  # fmt: skip
        met = adapter.parameters + idle / data.tokens_per_sample
    if adapter.kind == "full":
        return Work(parameters, 0, attention(workload), parameters, through)
    return Work(parameters, met, attention(workload), adapter.in_full, through)


def bytes_a_weight(workload: Workload) -> int:
    """Return what a GPU keeps of each weight: more where all are trained. [bytes]"""
    return TRAINED_BYTES if workload.adapter.kind == "full" else WEIGHT_BYTES


def lora_run(workload: Workload, gpu: Gpu) -> LoraRun:
    """Return what plain LoRA takes on a GPU, or full fine-tuning where all parameters are trained.

    FLOP / (throughput x utilisation); the share of the throughput that is reached is a published
    range. GPUs that hold a model together share its work evenly.

    >>> from qestimate import Workload, catalog
    >>> run = lora_run(Workload.of(catalog.model("tinyllama-1.1b")), catalog.gpu())
    >>> run.n_gpus, run.log10_training.low < run.log10_training.value
    (1, True)
    """
    p, a, c, in_full, through = work_of(workload)
    forward = flops_forward(p, a, c) * workload.data.tokens_per_epoch
    each = flops_training(p, a, c, through, in_full)
    training = each * workload.data.tokens
    memory = gpu.value("memory")
    held = bytes_a_weight(workload) * workload.model.parameters
    n_gpus = max(1, ceil(held / memory)) if memory else 1
    each_forward, each_training = (_lasting(gpu, work / n_gpus) for work in (forward, training))
    power, price = gpu.value("power"), gpu.value("price_per_hour")
    return LoraRun(
        gpu,
        n_gpus,
        forward,
        training,
        each_forward,
        each_training,
        _times(each_training, None if power is None else power * n_gpus),
        _times(each_training, None if price is None else price * n_gpus / 3600),
    )


def _lasting(gpu: Gpu, flop: float) -> Interval:
    """Return log10 of the seconds that so many FLOP take; more utilisation, less time."""
    peak, share = gpu.value("tensor_flops"), gpu.figures.get("utilisation")
    if not peak or share is None:
        return UNKNOWN

    def at(utilisation: float | None) -> float | None:
        return log10(flop / peak / utilisation) if utilisation else None

    return Interval(at(share.value), at(share.high), at(share.low))


def _times(log10_time: Interval, factor: float | None) -> Interval:
    if not factor:
        return UNKNOWN
    return Interval(*(None if end is None else end + log10(factor) for end in log10_time))


@lru_cache(maxsize=256)
def light_cone(ansatz: str, n: int, layers: int) -> int:
    """Return the most qubits that one <Z> of a circuit depends on.

    Followed backwards through as many layers as could still widen it. A circuit of more than
    MAX_BITS gates times qubits is taken to depend on all its qubits.

    >>> light_cone("cz-line", 12, 2), light_cone("crz-ring", 8, 2)
    (3, 8)
    """
    found = find_ansatz(ansatz)
    if not found.LAYERED:  # what is read depends on all of it
        return n
    depth = min(layers, n)
    counts = found.logical(n, depth)
    if n * (counts.one_qubit_gates + counts.two_qubit_gates) > MAX_BITS:
        return n
    # bit s of an entry: whether the operator that started as Z on qubit s holds X, or Z, there
    x, z = [0] * n, [1 << qubit for qubit in range(n)]
    gates = list(found.operations(n, depth, "written"))
    for number, (name, qubits, *_) in enumerate(reversed(gates)):
        if number % (4 * n) == 0 and reduce(and_, map(or_, x, z)):
            return n  # one of them is on all qubits, and never leaves any
        a, b = qubits[0], qubits[-1]
        if len(qubits) == 1:
            if name == "h":
                x[a], z[a] = z[a], x[a]
            elif name != "rz" or x[a]:  # a rotation makes both of what it does not commute with
                x[a] = z[a] = x[a] | z[a]
        elif name == "cx":  # carries X to the target and Z to the control
            x[b] |= x[a]
            z[a] |= z[b]
        elif name in ("cz", "crz"):  # diagonal: leaves Z alone and adds Z beside X
            z[a], z[b] = z[a] | x[b], z[b] | x[a]
        else:  # any other may make anything on both
            both = x[a] | z[a] | x[b] | z[b]
            x[a] = z[a] = x[b] = z[b] = both
    sizes = [0] * n
    for qubit in range(n):
        starts = x[qubit] | z[qubit]
        while starts:
            lowest = starts & -starts
            sizes[lowest.bit_length() - 1] += 1
            starts ^= lowest
    return max(sizes)


def simulation(
    program: Program, goal: Goal, local: LocalSignal | None, machines: Machines
) -> Simulation:
    """Return what the circuits of a program take on a simulator.

    Expectation values come exactly, so that a circuit runs once and not once a shot. The
    circuits are those of the chip, gradients by parameter shift included; beside them stands what
    the adjoint method takes, which a simulator has and a chip has not.

    Args:
        program: Its circuits; for a distribution the whole register counts.
        goal: The precision that 0 is held against.
        local: What noise leaves of expectation values.
        machines: A measured simulator, and a GPU: every gate reads and writes every amplitude
            of its main memory; registers that fit its caches may be faster.

    >>> from qestimate import Workload, catalog
    >>> from qestimate.workload.goal import Goal
    >>> from qestimate.methods import method
    >>> work = Workload.of(catalog.model("tinyllama-1.1b"))
    >>> found = simulation(method("qtha").program(work, Goal(), 27), Goal(), None,
    ...                    catalog.machines())
    >>> found.qubits, found.gates, found.basis
    (8, 320, 'state vector')
    """
    n, layers = program.n_qubits, program.n_layers
    counts = find_ansatz(program.ansatz).logical(n, layers)
    gates = int(counts.one_qubit_gates + counts.two_qubit_gates)
    local_readout = program.readout == "local"
    qubits = light_cone(program.ansatz, n, layers) if local_readout else n
    cones = program.n_observables if qubits < n else 1
    # the whole register once may be no more work, if it fits
    if cones >= 2 ** (n - qubits) and n <= machines.simulator.most_qubits:
        qubits, cones = n, 1
    core = _on_core(machines.simulator, qubits, gates * cones)

    def lasting(circuits: int) -> float | None:
        return None if core is None else core + log10(circuits)

    return Simulation(
        qubits,
        gates,
        cones,
        "too wide" if core is None else "state vector",
        lasting(program.circuits_forward),
        lasting(program.circuits_run),
        None if program.evaluations is None else lasting(ADJOINT_PASSES * program.evaluations),
        on_gpu(machines.gpu, qubits, gates * cones, program.circuits_run),
        zero_suffices(local if local_readout else None, goal, program.n_observables),
    )


def zero_suffices(local: LocalSignal | None, goal: Goal, n_observables: int) -> bool:
    """Whether 0 may stand for every value that noise leaves, to the precision and confidence.

    K var <= (1 - confidence) precision^2, at the upper end of the variance over random angles.
    Before values are rescaled, that is: rescaled ones are as large as without noise.

    Source: Chebyshev's inequality for each of K values, and the union of them.
    """
    noisy = None if local is None else local.noisy_variance.high
    return noisy is not None and (
        n_observables * noisy <= (1 - goal.confidence) * goal.precision**2
    )


def _on_core(simulator: Simulator, qubits: int, gates: int) -> float | None:
    """Return log10 of the seconds of one circuit, None where its state vector does not fit."""
    if qubits > simulator.most_qubits:
        return None
    return log10(gates * simulator.seconds_per_gate(qubits))


def on_gpu(gpu: Gpu, qubits: int, gates: int, circuits: int) -> float | None:
    """Return log10 of the seconds of circuits on a GPU, None where their state does not fit."""
    memory, bandwidth = gpu.value("memory"), gpu.value("memory_bandwidth")
    if not memory or not bandwidth or qubits * log10(2) > log10(memory / GPU_AMPLITUDE_BYTES):
        return None
    moved = 2 * GPU_AMPLITUDE_BYTES * 2.0**qubits
    return log10(gates) + log10(moved / bandwidth) + log10(circuits)
