"""Time this project against what people use instead, on the same circuits.

    python3 -m venv /tmp/peers
    /tmp/peers/bin/pip install -e . -r benchmarks/peers-requirements.txt
    /tmp/peers/bin/python benchmarks/peers.py

Two families: a hardware-efficient ansatz of 72 qubits (RY on each, CZ along a line) and the loading
of 2^k real amplitudes by uniformly controlled RY. For each tool: a whole new process, one estimate
in a running process, and the gates it reports, since a time says something only where the answer
is about the same circuit. Times are ratios to this project's, measured in turns: ours, theirs,
ours, theirs. Ratios hold when the machine's speed does not.

Every tool runs in processes of its own: one that is missing or fails is reported and stops nothing.

Together in one environment, PennyLane and `qdk.qre` also import Qualtran or its Cirq, which makes
their cold starts two to five times as long, and Qualtran holds bartiq at an old version.
To be fair to each, give each its own; only this project is needed in the one that runs the script:

    for tool in "qdk[qre]" qualtran bartiq==0.17.0 pennylane qiskit; do
        folder=/tmp/peers/${tool%%[^a-z]*}; python3 -m venv $folder
        grep -v ^bartiq benchmarks/peers-requirements.txt > $folder/pins.txt
        $folder/bin/pip install -c $folder/pins.txt "$tool"
    done
    /tmp/peers/bin/python benchmarks/peers.py --each /tmp/peers

All of it takes about half an hour. ``--python qdk=/some/bin/python`` names the interpreter of one
tool; ``--only qdk``, which may be repeated, times some tools alone. Since the processes take turns,
the processor's caches are cold for each: times below a millisecond come out two to three times as
long as in a tight loop, ours like theirs.
"""

# What only the parent needs is imported in its functions: the workers' cold start is measured.
from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

LIMIT = 60.0
"""Longest that a single estimate may take. [s] Larger circuits are then not tried."""
WARM, WARM_SECONDS = 25, 8.0
"""Most turns in running processes, and the time after which no other begins. [s]"""
COLD, COLD_SECONDS = 5, 12.0
"""The same for whole processes."""
QUBITS = 72
SIZES = {"ansatz": (1, 10, 100, 1000), "loading": (10, 12, 14, 16, 18, 20)}
"""Layers of the ansatz; k for 2^k amplitudes."""
NAMES = {
    "ansatz": ("Ansatz of 72 qubits: RY on each and CZ along a line, repeated", "L = {:,}"),
    "loading": ("Loading 2^k real amplitudes by uniformly controlled RY", "2^{}"),
}


class Counts(NamedTuple):
    """Gates that a tool reports of the circuit; None where it reports none."""

    rotations: int | None
    two_qubit: int | None
    remark: str = ""


if TYPE_CHECKING:
    Prepare = Callable[[str, int, int], tuple[Callable[[], Any], Callable[[Any], Counts]]]
    """From family, size and turn: what is timed, and how its result is read, which is not timed.
    No two turns have the same numbers, where a tool takes any."""


def hair(turn: int) -> float:
    """Return a factor near 1, another one each turn."""
    return 1 + 1e-9 * turn


def flips(target: int) -> Iterator[int]:
    """Distances of the controls of one uniformly controlled rotation, in Gray-code order."""
    for step in range(1, 2**target):
        yield (step & -step).bit_length()


def amplitudes(k: int, turn: int) -> Any:
    """Return 2^k amplitudes. Positive: PennyLane adds a second circuit for other phases."""
    import numpy as np

    values = np.random.default_rng(turn).uniform(0.5, 1.0, 2**k)
    return values / np.linalg.norm(values)


# Each of the following imports one tool and returns the way to have it estimate. What it sets up
# once, outside of ``prepare``, counts in a cold start and not in a warm estimate.


def ours() -> Prepare:
    from qestimate import Goal, Workload, catalog, estimate

    grid = catalog.device("generic").resized(QUBITS)
    ions = catalog.device("ionq-forte-enterprise")  # every pair coupled, every figure published
    qwen, llama = catalog.model("qwen2.5-0.5b"), catalog.model("llama-3.1-8b")
    small, large = (qwen, "k_proj"), (llama, "q_proj")
    # Exactly 2^k weights in each adapted layer: rank x (896 + 128) or rank x (4096 + 4096).
    ranks = {10: (*small, 1), 12: (*small, 4), 14: (*large, 2), 16: (*large, 8)}
    ranks |= {18: (*large, 32), 20: (*large, 128)}

    def prepare(family: str, size: int, turn: int) -> Any:
        # Estimates keep the circuits they wrote and the paths they sampled. Nothing of that may
        # help here: the memory is emptied, and error rates differ by a hair from turn to turn.
        # The other tools keep what they keep.
        for name, module in list(sys.modules.items()):
            if name.startswith("qestimate"):
                for thing in list(vars(module).values()):
                    if hasattr(thing, "cache_clear"):
                        thing.cache_clear()
        figures = {"two_qubit_error": 4e-3 * hair(turn), "one_qubit_error": 2e-4 * hair(turn)}

        def ansatz() -> Any:
            work = Workload.of(llama, rank=64)  # more weights than the layers hold
            return estimate(
                work, "angle", grid.with_figures(figures), Goal.of(layers=size), copies=1
            )

        def loading() -> Any:
            model, target, rank = ranks[size]
            work = Workload.of(model, rank=rank, targets=(target,))
            return estimate(work, "amplitude", ions.with_figures(figures), copies=1)

        def read(found: Any) -> Counts:
            counts = found.placement.counts
            return Counts(int(counts.one_qubit_gates), int(counts.two_qubit_gates))

        return (ansatz if family == "ansatz" else loading), read

    return prepare


QSHARP = """
import Std.Convert.*;
import Std.ResourceEstimation.*;

operation Layer(q : Qubit[], first : Double) : Unit {
    for i in 0..Length(q) - 1 { Ry(first + 0.001 * IntAsDouble(i), q[i]); }
    for i in 0..Length(q) - 2 { CZ(q[i], q[i + 1]); }
}
operation Ansatz(n : Int, layers : Int, first : Double) : Unit {
    use q = Qubit[n];
    for _ in 1..layers { Layer(q, first); }
    MResetEachZ(q);
}
operation Repeated(n : Int, layers : Int, first : Double) : Unit {
    use q = Qubit[n];
    within { RepeatEstimates(layers); } apply { Layer(q, first); }
    MResetEachZ(q);
}
operation Loading(n : Int, first : Double) : Unit {
    use q = Qubit[n];
    for target in 0..n - 1 {
        Ry(first, q[target]);
        for step in 1..2^target - 1 {
            mutable rest = step;
            mutable distance = 1;
            while rest % 2 == 0 { set rest /= 2; set distance += 1; }
            CZ(q[target - distance], q[target]);
            Ry(first + 0.000001 * IntAsDouble(step), q[target]);
        }
    }
    MResetEachZ(q);
}
"""


def _qsharp(family: str, size: int, turn: int, ansatz: str = "Ansatz") -> str:
    angle = repr(0.1 * hair(turn))
    return (
        f"{ansatz}({QUBITS}, {size}, {angle})"
        if family == "ansatz"
        else f"Loading({size}, {angle})"
    )


def _legacy_counts(found: Any) -> Counts:
    return Counts(found["logicalCounts"]["rotationCount"], None)


def qdk_counts() -> Prepare:
    from qdk.estimator import LogicalCounts

    def prepare(family: str, size: int, turn: int) -> Any:
        if family == "ansatz":
            qubits, rotations, depth = QUBITS, QUBITS * size, size
        else:
            qubits, rotations, depth = size, 2**size - 1, 2**size - 1
        counts = {
            "numQubits": qubits,
            "rotationCount": rotations,
            "rotationDepth": depth,
            "measurementCount": qubits,
        }
        budget = {"errorBudget": 1e-3 * hair(turn)}
        return (lambda: LogicalCounts(counts).estimate(budget)), _legacy_counts

    return prepare


def _qdk_program(ansatz: str) -> Prepare:
    import warnings

    from qdk import qsharp

    warnings.simplefilter("ignore")  # it announces that qdk.qre will take its place
    qsharp.eval(QSHARP)

    def prepare(family: str, size: int, turn: int) -> Any:
        program = _qsharp(family, size, turn, ansatz)
        budget = {"errorBudget": 1e-3 * hair(turn)}
        return (lambda: qsharp.estimate(program, budget)), _legacy_counts

    return prepare


def qdk_program() -> Prepare:
    return _qdk_program("Ansatz")


def qdk_repeated() -> Prepare:
    return _qdk_program("Repeated")


def qdk_qre() -> Prepare:
    from qdk import qre, qsharp
    from qdk.qre.application import QSharpApplication
    from qdk.qre.models import GateBased, RoundBasedFactory, SurfaceCode

    qsharp.eval(QSHARP)

    def prepare(family: str, size: int, turn: int) -> Any:
        program = QSharpApplication(_qsharp(family, size, turn), use_trace_backend=True)

        def work() -> Any:
            codes = SurfaceCode.q() * RoundBasedFactory.q()
            chip = GateBased(error_rate=1e-4 * hair(turn), gate_time=50, measurement_time=100)
            found = qre.estimate(program, chip, codes, max_error=1e-2)
            if not len(found):
                raise ValueError("no design within an error of 0.01")
            return found

        def read(_: Any) -> Counts:
            gates = program.get_trace().gate_counts
            named = {qre.instruction_name(key): count for key, count in gates.items()}
            return Counts(named.get("RY"), named.get("CZ"))

        return work, read

    return prepare


def _qualtran_counts(found: Any) -> Counts:
    if found.rotation:
        return Counts(int(found.rotation), int(found.clifford))  # the CZ are the only Cliffords
    ands = int(found.and_bloq)
    return Counts(None, None, f"{ands:,} AND, {int(found.toffoli):,} Toffoli")


def _qualtran_bloqs() -> tuple[Any, Any]:
    """Return the circuits as a declared call graph, and written gate by gate."""
    import attrs
    from qualtran import Bloq, Signature
    from qualtran.bloqs.basic_gates import CZ, Ry

    @attrs.frozen
    class Declared(Bloq):
        family: str
        size: int
        angle: float

        @property
        def signature(self) -> Any:
            return Signature.build(q=QUBITS if self.family == "ansatz" else self.size)

        def build_call_graph(self, ssa: Any) -> Any:  # noqa: ARG002
            if self.family == "ansatz":
                return {Ry(self.angle): QUBITS * self.size, CZ(): (QUBITS - 1) * self.size}
            return {Ry(self.angle): 2**self.size - 1, CZ(): 2**self.size - self.size - 1}

    @attrs.frozen
    class Written(Bloq):
        family: str
        size: int
        angle: float

        @property
        def signature(self) -> Any:
            return Signature.build(q=QUBITS if self.family == "ansatz" else self.size)

        def build_composite_bloq(self, bb: Any, q: Any) -> Any:
            wires = bb.split(q)

            def turn(at: int, step: int) -> None:
                wires[at] = bb.add(Ry(self.angle + 1e-6 * step), q=wires[at])

            def link(a: int, b: int) -> None:
                wires[a], wires[b] = bb.add(CZ(), q1=wires[a], q2=wires[b])

            if self.family == "ansatz":
                for _ in range(self.size):
                    for qubit in range(QUBITS):
                        turn(qubit, qubit)
                    for qubit in range(QUBITS - 1):
                        link(qubit, qubit + 1)
            else:
                for target in range(self.size):
                    turn(target, 0)
                    for step, distance in enumerate(flips(target), 1):
                        link(target - distance, target)
                        turn(target, step)
            return {"q": bb.join(wires)}

    return Declared, Written


def _qualtran(which: int) -> Prepare:
    from qualtran.resource_counting import QECGatesCost, get_cost_value

    bloq = _qualtran_bloqs()[which]

    def prepare(family: str, size: int, turn: int) -> Any:
        angle = 0.1 * hair(turn)
        return (lambda: get_cost_value(bloq(family, size, angle), QECGatesCost())), _qualtran_counts

    return prepare


def qualtran_declared() -> Prepare:
    return _qualtran(0)


def qualtran_written() -> Prepare:
    return _qualtran(1)


def _qualtran_loading(of: Callable[[int, int], Any]) -> Prepare:
    from qualtran.bloqs.state_preparation.state_preparation_via_rotation import (
        StatePreparationViaRotations,
    )
    from qualtran.resource_counting import QECGatesCost, get_cost_value

    def prepare(_: str, size: int, turn: int) -> Any:
        state = of(size, turn)

        def work() -> Any:
            bloq = StatePreparationViaRotations(state_coefficients=state, phase_bitsize=20)
            return get_cost_value(bloq, QECGatesCost())

        return work, _qualtran_counts

    return prepare


def qualtran_shape() -> Prepare:
    from qualtran.symbolics import HasLength

    return _qualtran_loading(lambda size, _: HasLength(2**size))


def qualtran_amplitudes() -> Prepare:
    return _qualtran_loading(lambda size, turn: tuple(amplitudes(size, turn).tolist()))


def _routine(name: str, children: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    ports = [
        {"name": "in_0", "direction": "input", "size": "N"},
        {"name": "out_0", "direction": "output", "size": "N"},
    ]
    chain = ["in_0", *(f"{c['name']}.{end}_0" for c in children for end in ("in", "out")), "out_0"]
    links = [f"{a} -> {b}" for a, b in zip(chain[::2], chain[1::2], strict=True)]
    more |= {"children": children, "connections": links} if children else {}
    return {"name": name, "type": None, "ports": ports, **more}


def _cost(name: str, value: str) -> list[dict[str, str]]:
    return [{"name": name, "type": "additive", "value": value}]


def _bartiq(once: bool) -> Prepare:
    from bartiq import compile_routine, evaluate
    from qref import SchemaV1

    layer = _routine(
        "layer",
        [
            _routine("rotations", [], resources=_cost("rotations", "N")),
            _routine("links", [], resources=_cost("two_qubit", "N - 1")),
        ],
    )
    repeated = {"count": "L", "sequence": {"type": "constant", "multiplier": 1}}
    costs = _cost("rotations", "2**N - 1") + _cost("two_qubit", "2**N - N - 1")
    programs = {
        "ansatz": _routine("ansatz", [layer], input_params=["L"], repetition=repeated),
        "loading": _routine("loading", [], resources=costs),
    }

    def compiled(family: str) -> Any:
        return compile_routine(SchemaV1(version="v1", program=programs[family])).routine

    kept = {family: compiled(family) for family in programs} if once else {}

    def prepare(family: str, size: int, turn: int) -> Any:  # noqa: ARG001
        values = {"N": QUBITS, "L": size} if family == "ansatz" else {"N": size}

        def work() -> Any:
            return evaluate(kept[family] if once else compiled(family), values).routine

        def read(found: Any) -> Counts:
            costs = {name: int(cost.value) for name, cost in found.resources.items()}
            return Counts(costs["rotations"], costs["two_qubit"])

        return work, read

    return prepare


def bartiq_compiled() -> Prepare:
    return _bartiq(once=False)


def bartiq_evaluated() -> Prepare:
    return _bartiq(once=True)


def _pennylane_counts(found: Any) -> Counts:
    gates = found.gate_counts
    return Counts(int(gates["RY"]), int(gates.get("CZ", 0) + gates.get("CNOT", 0)))


def pennylane_gates() -> Prepare:
    import pennylane.estimator as qre

    def ansatz(layers: int) -> None:
        for _ in range(layers):
            for qubit in range(QUBITS):
                qre.RY(wires=[qubit])
            for qubit in range(QUBITS - 1):
                qre.CZ(wires=[qubit, qubit + 1])

    def loading(k: int) -> None:
        for target in range(k):
            qre.RY(wires=[target])
            for distance in flips(target):
                qre.CZ(wires=[target - distance, target])
                qre.RY(wires=[target])

    def prepare(family: str, size: int, turn: int) -> Any:  # noqa: ARG001
        program = ansatz if family == "ansatz" else loading
        return (lambda: qre.estimate(program, gate_set={"RY", "CZ"})(size)), _pennylane_counts

    return prepare


def pennylane_blocks() -> Prepare:
    import pennylane.estimator as qre

    def layer() -> None:
        for qubit in range(QUBITS):
            qre.RY(wires=[qubit])
        for qubit in range(QUBITS - 1):
            qre.CZ(wires=[qubit, qubit + 1])

    def loading(k: int) -> None:
        qre.RY(wires=[0])
        for target in range(1, k):
            qre.SelectPauliRot("Y", num_ctrl_wires=target, wires=list(range(target + 1)))

    def prepare(family: str, size: int, turn: int) -> Any:  # noqa: ARG001
        def repeated() -> Any:
            return qre.estimate(layer, gate_set={"RY", "CZ"})().multiply_series(size)

        def loaded() -> Any:
            return qre.estimate(loading, gate_set={"RY", "CNOT"})(size)

        return (repeated if family == "ansatz" else loaded), _pennylane_counts

    return prepare


def pennylane_mottonen() -> Prepare:
    import pennylane as qml
    import pennylane.estimator as qre

    def loading(state: Any, k: int) -> None:
        qml.MottonenStatePreparation(state, wires=range(k))

    def prepare(_: str, size: int, turn: int) -> Any:
        state = amplitudes(size, turn)

        def work() -> Any:
            return qre.estimate(loading, gate_set={"RY", "RZ", "CNOT"})(state, size)

        return work, _pennylane_counts

    return prepare


def qiskit() -> Prepare:
    from qiskit import QuantumCircuit, transpile
    from qiskit.transpiler import CouplingMap

    def ansatz(layers: int, angle: float) -> Any:
        circuit = QuantumCircuit(QUBITS)
        for _ in range(layers):
            for qubit in range(QUBITS):
                circuit.ry(angle + 1e-3 * qubit, qubit)
            for qubit in range(QUBITS - 1):
                circuit.cz(qubit, qubit + 1)
        return circuit

    def loading(k: int, angle: float) -> Any:
        circuit = QuantumCircuit(k)
        for target in range(k):
            circuit.ry(angle, target)
            for step, distance in enumerate(flips(target), 1):
                circuit.cz(target - distance, target)
                circuit.ry(angle + 1e-6 * step, target)
        return circuit

    def prepare(family: str, size: int, turn: int) -> Any:
        write = ansatz if family == "ansatz" else loading

        def work() -> Any:
            return transpile(
                write(size, 0.1 * hair(turn)),
                coupling_map=CouplingMap.from_line(QUBITS) if family == "ansatz" else None,
                basis_gates=["cz", "rz", "sx", "x"],
                optimization_level=1,
                seed_transpiler=1,
            )

        def read(found: Any) -> Counts:
            gates = found.count_ops()
            return Counts(None, gates["cz"], f"{gates['rz']:,} RZ, {gates['sx']:,} SX")

        return work, read

    return prepare


class Tool(NamedTuple):
    """What others use: its name, what of it is installed, what it answers."""

    name: str
    packages: tuple[str, ...]
    answers: str


class Route(NamedTuple):
    """One way to have a tool estimate."""

    opener: Callable[[], Prepare]
    tool: str
    label: str
    families: tuple[str, ...] = ("ansatz", "loading")
    cold: bool = True
    """False if a whole process of it is one of another route."""


TOOLS = {
    "qestimate": Tool(
        "qestimate",
        ("qestimate",),
        "places the circuit on a chip of today and says what signal noise leaves, how many shots, "
        "days and dollars that takes, and which limit stops it. No error correction, and only the "
        "circuits of its methods.",
    ),
    "qdk": Tool(
        "Microsoft qdk",
        ("qdk",),
        "physical qubits, code distance, runtime and magic-state factories of an error-corrected "
        "machine of assumed error rates. Not what the circuit gives on a chip without error "
        "correction: no placement on couplers, no signal, no shots. Logical counts leave out "
        "Clifford gates; the trace of `qdk.qre` has them.",
    ),
    "qualtran": Tool(
        "Qualtran",
        ("qualtran", "cirq-core"),
        "T, Toffoli, AND, rotations and Cliffords of a bloq from its call graph, also symbolic; "
        "its surface-code models make physical qubits and hours of them (not timed here). No "
        "noise without error correction, no chip, no shots. Its own state preparation, by QROM "
        "and a phase gradient, is another circuit.",
    ),
    "bartiq": Tool(
        "bartiq",
        ("bartiq", "qref", "sympy"),
        "the costs one declared for each routine, added up to formulas and evaluated. It knows no "
        "gates: the counts are what was written in. No device, noise, time or shots.",
    ),
    "pennylane": Tool(
        "PennyLane estimator",
        ("pennylane",),
        "gates of a chosen set and wires, work wires among them, by kind of operator. No depth, "
        "time, device, noise or shots.",
    ),
    "qiskit": Tool(
        "Qiskit transpile",
        ("qiskit",),
        "the native circuit itself on a coupling map: gates, depth, which qubits. No signal, "
        "shots, cost or verdict.",
    ),
}

ROUTES = {
    "qdk_counts": Route(qdk_counts, "qdk", "counts given, `LogicalCounts.estimate`"),
    "qdk_repeated": Route(
        qdk_repeated, "qdk", "Q#, one layer `RepeatEstimates`, `qsharp.estimate`", ("ansatz",)
    ),
    "qdk_program": Route(qdk_program, "qdk", "Q# gate by gate, `qsharp.estimate`"),
    "qdk_qre": Route(qdk_qre, "qdk", "Q# gate by gate, `qre.estimate`, Pareto front"),
    "qualtran_declared": Route(qualtran_declared, "qualtran", "declared call graph, QECGatesCost"),
    "qualtran_written": Route(qualtran_written, "qualtran", "gate by gate, QECGatesCost"),
    "qualtran_shape": Route(
        qualtran_shape, "qualtran", "StatePreparationViaRotations, size only", ("loading",)
    ),
    "qualtran_amplitudes": Route(
        qualtran_amplitudes, "qualtran", "StatePreparationViaRotations, amplitudes", ("loading",)
    ),
    "bartiq_compiled": Route(bartiq_compiled, "bartiq", "QREF compiled and evaluated"),
    "bartiq_evaluated": Route(bartiq_evaluated, "bartiq", "compiled once, evaluated", cold=False),
    "pennylane_blocks": Route(
        pennylane_blocks, "pennylane", "one layer `multiply_series`; `SelectPauliRot`"
    ),
    "pennylane_gates": Route(pennylane_gates, "pennylane", "gate by gate"),
    "pennylane_mottonen": Route(
        pennylane_mottonen, "pennylane", "`MottonenStatePreparation`, amplitudes", ("loading",)
    ),
    "qiskit": Route(qiskit, "qiskit", "circuit built and transpiled, level 1"),
}


def _opener(name: str) -> Callable[[], Prepare]:
    return ours if name == "ours" else ROUTES[name].opener


def once(name: str, family: str, size: int) -> None:
    """Estimate once and end: what a cold process runs."""
    _opener(name)()(family, size, 0)[0]()


def serve(name: str) -> None:
    """Estimate at every line of standard input; answer each with a line of JSON."""
    import gc
    import json
    from importlib.metadata import version

    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a tool prints must not look like an answer

    def reply(**fields: Any) -> None:
        print(json.dumps(fields), file=replies, flush=True)

    tool = TOOLS["qestimate" if name == "ours" else ROUTES[name].tool]
    try:
        prepare = _opener(name)()
        reply(versions={package: version(package) for package in tool.packages})
    except Exception as error:  # whatever it is, it is reported
        reason = "not installed" if isinstance(error, ImportError) else "failed"
        reply(error=f"{reason}: {type(error).__name__}: {str(error)[:160]}")
        return
    for line in sys.stdin:
        family, size, turn = json.loads(line)
        try:
            work, read = prepare(family, size, turn)
            gc.collect()  # the garbage of the turn before is not this one's
            start = time.perf_counter()
            found = work()
            seconds = time.perf_counter() - start
            reply(seconds=seconds, counts=read(found) if turn == 0 else None)
        except BaseException as error:  # errors of Rust code are no Exception
            reply(error=f"failed: {type(error).__name__}: {str(error)[:160]}")


def _command(python: str, call: str) -> list[str]:
    from pathlib import Path

    folder = str(Path(__file__).resolve().parent)
    # Imported, not run: so that its bytecode is kept like that of the packages.
    return [python, "-c", f"import sys; sys.path.append({folder!r}); import peers; peers.{call}"]


def _environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"QDK_PYTHON_TELEMETRY": "none"}  # nothing is sent, and no time goes into it


class Worker:
    """A running process that estimates one way, started again when it had to be stopped."""

    def __init__(self, name: str, python: str) -> None:
        self.name, self.python = name, python
        self.process: subprocess.Popen[str] | None = None
        self.versions: dict[str, str] = {}
        self.error = ""

    def start(self) -> None:
        """Start the process and wait until its tool is imported."""
        import subprocess
        import tempfile

        try:
            self.process = subprocess.Popen(
                _command(self.python, f"serve({self.name!r})"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env=_environment(),
                cwd=tempfile.gettempdir(),  # not a folder whose files could be taken for packages
            )
        except OSError as error:
            self.error = f"not installed: no interpreter {self.python}: {error.strerror}"
            return
        hello = self._answer(120.0)
        self.error = hello.get("error", "failed: no import within 120 s" if "over" in hello else "")
        self.versions = hello.get("versions", self.versions)

    def ask(self, family: str, size: int, turn: int) -> dict[str, Any]:
        """Return seconds and counts, or an error; ``over`` if it took too long."""
        import json

        if self.process is None and not self.error:
            self.start()
        if self.error:
            return {"error": self.error}
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([family, size, turn]) + "\n")
        self.process.stdin.flush()
        answer = self._answer(LIMIT + 5)  # amplitudes are made up in that time, too
        return {"over": True} if answer.get("seconds", 0.0) > LIMIT else answer

    def _answer(self, limit: float) -> dict[str, Any]:
        import json
        import select

        assert self.process is not None
        assert self.process.stdout is not None
        if not select.select([self.process.stdout], [], [], limit)[0]:
            self.stop()
            return {"over": True}
        line = self.process.stdout.readline()
        if line:
            return dict(json.loads(line))
        code = self.process.wait()
        self.process = None
        return {"error": f"failed: the process ended with code {code}"}

    def stop(self) -> None:
        """End the process, if there is one."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


class Cell(NamedTuple):
    """What was found of one route at one size: ratios to ours, or why there are none."""

    ratio: float | None = None
    word: str = ""


class Bench:
    """Measures one route after another and keeps what the tables need."""

    def __init__(self, pythons: dict[str, str]) -> None:
        self.pythons = pythons
        self.ours = Worker("ours", sys.executable)
        self.turn = 0
        self.own: dict[tuple[str, str, int], list[float]] = {}
        self.own_counts: dict[tuple[str, int], Counts] = {}
        self.cells: dict[tuple[str, str, str, int], Cell] = {}
        self.counts: dict[tuple[str, str, int], Counts] = {}
        self.versions: dict[str, str] = {}
        self.failures: dict[str, list[str]] = {}

    def route(self, name: str) -> None:
        """Measure a route at every size, the running process first."""
        route = ROUTES[name]
        theirs = Worker(name, self.pythons.get(route.tool, sys.executable))
        for family in route.families:
            over = False
            for size in SIZES[family]:
                print(f"{name} {family} {size}", file=sys.stderr, flush=True)
                cell = Cell(word="> limit") if over else self._warm(theirs, family, size)
                over = cell.word == "> limit"
                self.cells[name, "warm", family, size] = cell
                if route.cold:
                    self.cells[name, "cold", family, size] = (
                        cell if cell.ratio is None else self._cold(theirs, family, size)
                    )
        self.versions |= theirs.versions
        theirs.stop()

    def _fail(self, name: str, reason: str) -> Cell:
        listed = self.failures.setdefault(name, [])
        if reason not in listed:
            listed.append(reason)
        return Cell(word=reason.split(":", 1)[0])

    def _warm(self, theirs: Worker, family: str, size: int) -> Cell:
        import statistics

        # Turn 0 is not counted, unless it is slow. It also fetches the counts.
        mine, other = self.ours.ask(family, size, 0), theirs.ask(family, size, 0)
        if "seconds" not in mine:
            raise SystemExit(f"this project's own estimate failed: {mine}")
        self.own_counts[family, size] = Counts(*mine["counts"])
        if "over" in other:
            return Cell(word="> limit")
        if "error" in other:
            return self._fail(theirs.name, other["error"])
        self.counts[theirs.name, family, size] = Counts(*other["counts"])
        ratios, own = [], []
        if other["seconds"] > WARM_SECONDS / 2:
            own.append(mine["seconds"])
            ratios.append(other["seconds"] / mine["seconds"])
        start = time.perf_counter()
        while len(ratios) < WARM and (
            not ratios or time.perf_counter() - start + other["seconds"] < WARM_SECONDS
        ):
            self.turn += 1
            mine = self.ours.ask(family, size, self.turn)
            other = theirs.ask(family, size, self.turn)
            if "over" in other:
                return Cell(word="> limit")
            if "error" in other:
                return self._fail(theirs.name, other["error"])
            own.append(mine["seconds"])
            ratios.append(other["seconds"] / mine["seconds"])
        self.own.setdefault(("warm", family, size), []).extend(own)
        return Cell(statistics.median(ratios))

    def _cold(self, theirs: Worker, family: str, size: int) -> Cell:
        import statistics
        import subprocess

        ratios, own = [], []
        start = time.perf_counter()
        # What the processes need is in the file cache: the workers imported it before.
        while len(ratios) < COLD and (
            not ratios or (time.perf_counter() - start) * (1 + 1 / len(ratios)) < COLD_SECONDS
        ):
            try:
                mine = _whole("ours", sys.executable, family, size)
                other = _whole(theirs.name, theirs.python, family, size)
            except subprocess.TimeoutExpired:
                return Cell(word="> limit")
            except subprocess.CalledProcessError as error:
                last = (error.stderr or "").strip().splitlines()[-1:]
                return self._fail(theirs.name, f"failed: {''.join(last)[:160]}")
            own.append(mine)
            ratios.append(other / mine)
        self.own.setdefault(("cold", family, size), []).extend(own)
        return Cell(statistics.median(ratios))


def _whole(name: str, python: str, family: str, size: int) -> float:
    import subprocess
    import tempfile

    command = _command(python, f"once({name!r}, {family!r}, {size})")
    start = time.perf_counter()
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=LIMIT,
        env=_environment(),
        cwd=tempfile.gettempdir(),
    )
    return time.perf_counter() - start


def _ratio(cell: Cell | None) -> str:
    if cell is None or cell.ratio is None:
        return "" if cell is None else cell.word.replace("limit", f"{LIMIT:.0f} s")
    return f"{cell.ratio:,.0f} ×" if cell.ratio >= 10 else f"{cell.ratio:.2g} ×"


def _seconds(values: list[float]) -> str:
    import statistics

    if not values:
        return ""
    median = statistics.median(values)
    return f"**{1e3 * median:.3g} ms**" if median >= 1e-3 else f"**{1e6 * median:.0f} µs**"


def _gates(found: Counts | None, own: Counts) -> str:
    if found is None:
        return ""
    if found.remark and found.two_qubit is None:
        return found.remark
    parts = []
    for what, mine in ((found.rotations, own.rotations), (found.two_qubit, own.two_qubit)):
        parts.append("–" if what is None else "=" if what == mine else f"{what:,}")
    return " / ".join(parts)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", "---", *["---:"] * (len(head) - 2)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def report(bench: Bench, names: list[str]) -> None:
    """Print what was found as Markdown."""
    for tool in ("qestimate", *dict.fromkeys(ROUTES[name].tool for name in names)):
        print(f"* **{TOOLS[tool].name}**: {TOOLS[tool].answers}")
    for family, (title, column) in NAMES.items():
        sizes = SIZES[family]
        here = [name for name in names if family in ROUTES[name].families]
        head = ["tool", "route", *(column.format(size) for size in sizes)]
        labels = {name: [TOOLS[ROUTES[name].tool].name, ROUTES[name].label] for name in here}
        print(f"\n### {title}")
        for kind, what in (
            ("cold", "Whole process: interpreter, import, one estimate"),
            ("warm", "One estimate in a running process"),
        ):
            print(f"\n{what}. First row: this project's time; below it theirs, times ours.\n")
            times = [_seconds(bench.own.get((kind, family, size), [])) for size in sizes]
            rows = [["qestimate", "`estimate`", *times]]
            rows += [
                [*labels[name], *(_ratio(bench.cells.get((name, kind, family, s))) for s in sizes)]
                for name in here
                if kind == "warm" or ROUTES[name].cold
            ]
            print(_table(head, rows))
        print("\nRotations / two-qubit gates that each reports: = as ours, – not reported.\n")
        own = [bench.own_counts.get((family, size), Counts(None, None)) for size in sizes]
        rows = [["qestimate", "`estimate`", *(f"{c.rotations:,} / {c.two_qubit:,}" for c in own)]]
        rows += [
            [
                *labels[name],
                *(
                    _gates(bench.counts.get((name, family, size)), mine)
                    for size, mine in zip(sizes, own, strict=True)
                ),
            ]
            for name in here
        ]
        print(_table(head, rows))
    if bench.failures:
        print("\nWhat could not be done:\n")
        for name, reasons in bench.failures.items():
            for reason in reasons:
                print(f"* {TOOLS[ROUTES[name].tool].name}, {ROUTES[name].label}: {reason}")


def machine() -> str:
    """Return processor, interpreter and date."""
    import platform
    from datetime import UTC, datetime
    from pathlib import Path

    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        name = lines[0].split(":", 1)[1].strip() if lines else name
    python = platform.python_version()
    return f"{name}, {os.cpu_count()} cores, Python {python}, {datetime.now(UTC).date()}"


def main() -> None:
    """Measure every tool and print the tables."""
    import argparse

    parser = argparse.ArgumentParser(description="Time this project against other estimators.")
    others = [tool for tool in TOOLS if tool != "qestimate"]
    parser.add_argument("--only", action="append", choices=others, help="this tool alone")
    parser.add_argument(
        "--python", action="append", default=[], metavar="TOOL=PATH", help="interpreter of a tool"
    )
    parser.add_argument("--each", metavar="FOLDER", help="environments, named like the tools")
    given = parser.parse_args()
    pythons = {tool: f"{given.each}/{tool}/bin/python" for tool in others} if given.each else {}
    pythons |= dict(pair.partition("=")[::2] for pair in given.python)
    if unknown := set(pythons) - set(others):
        parser.error(f"no such tool: {', '.join(sorted(unknown))}; known: {', '.join(others)}")
    names = [name for name, route in ROUTES.items() if route.tool in (given.only or others)]
    bench = Bench(pythons)
    for name in names:
        bench.route(name)
    bench.ours.stop()
    versions = bench.ours.versions | bench.versions
    listed = ", ".join(f"{name} {number}" for name, number in versions.items())
    where = "each tool in an environment of its own" if given.each else "one environment for all"
    print(f"{machine()}; {listed}; {where}. Limit: {LIMIT:.0f} s for one estimate.")
    print("A ratio below 1 means that theirs is faster.\n")
    report(bench, names)


if __name__ == "__main__":
    main()
