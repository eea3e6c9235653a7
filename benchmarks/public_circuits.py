"""Hold what is read of public circuit files against what other programs read in them.

    git clone https://github.com/pnnl/QASMBench /tmp/sets/qasmbench
    cd /tmp/sets
    git clone https://github.com/quantum-advantage-tracker/quantum-advantage-tracker.github.io
    python3 -m venv /tmp/mqt && /tmp/mqt/bin/pip install mqt.bench
    python benchmarks/public_circuits.py /tmp/sets/qasmbench/small --json found.json

mqt.bench makes its circuits: ``get_benchmark("qft", BenchmarkLevel.ALG, circuit_size=4)`` for each
of ``get_available_benchmark_names()``, written with ``qiskit.qasm2.dump`` and ``qasm3.dump``.

Every file is read by this project as a command reads it, in a process with its limits (forked
from this one, which spares the start), and by Qiskit; by pytket and Amazon Braket's simulator where
``--python pytket=/some/bin/python`` names the interpreter of an environment that has them. Compared
are the qubits that something happens on, those that are measured last, and, up to eight qubits and
where nothing is measured before the end, what the gates do to two vectors that tell unitaries
apart, up to one phase for both. The number of two-qubit gates is compared as well, but programs
write out gates that a file defines to different depths: a difference there is listed by itself.

A file is *read*, *refused* with a reason, or *wrong*. One that another program reads to the same
state and a third one does not is read, and the dispute is listed. Free parameters get numbers
before states are compared. With ``--device`` the whole command is run on what was read, and its
answer is checked for what cannot be.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import resource
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from circuit_readers import LONGEST, WIDEST, beginning

from qestimate.core import limited
from qestimate.core.errors import CircuitFileError
from qestimate.formats.circuits.reading import read_circuits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.formats.circuits.reading import Gate, LogicalCircuit

LIMIT = 60.0
"""Longest that the command may take for a file. [s]"""

PATIENCE = 30.0
"""Longest that another program may take for a file. [s]"""

LARGE = 100_000
"""Size of a file that programs in pure Python are not asked for if another one reads it. [bytes]"""

TOLERANCE = 1e-6
"""Largest part of a state that may differ. Files give angles with seven digits and more."""

SILENT = ("barrier", "delay", "snapshot")
SHOWN = 6
"""Files that are named for each reason."""

_FREE = re.compile(r"\binput\s+(float|angle)\s*(\[\s*\d+\s*\])?\s+(\w+)\s*;")


class Finding(NamedTuple):
    """What came of a file."""

    path: str
    verdict: str
    """``read``, ``refused`` or ``wrong``."""
    reason: str
    """Of a refusal, or what is wrong."""
    agree: tuple[str, ...]
    """Programs that read the same."""
    states: tuple[str, ...]
    """Those of them whose states were compared too."""
    disputed: tuple[str, ...]
    """What others read that do not agree."""
    mute: dict[str, str]
    """Programs that do not read it, and why."""
    counts: dict[str, int]
    """Two-qubit gates by each program."""
    qubits: int
    seconds: float
    notes: tuple[str, ...]


class Worker:
    """Another program, in a process that is started anew when it does not answer in time."""

    def __init__(self, name: str, python: str, folder: str) -> None:
        self.name, self.python, self.folder = name, python, folder
        self.process: subprocess.Popen[str] | None = None

    def read(self, path: Path) -> dict[str, Any]:
        """Return what the program reads in a file, or why it does not."""
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [self.python, str(Path(__file__).with_name("circuit_readers.py")), self.name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                cwd=self.folder,
            )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps({"path": str(path.resolve())}) + "\n")
            self.process.stdin.flush()
        except OSError:
            self.close()
            return {"refused": "it does not start"}
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        line = self.process.stdout.readline() if ready else ""
        if not line:
            self.close()
            return {"refused": f"no answer within {PATIENCE:g} s" if not ready else "it ended"}
        found: dict[str, Any] = json.loads(line)
        return found

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def forked(
    module: str,
    request: dict[str, Any],
    limits: limited.Limits,
    *,
    about: str,
    kind: Any,
    hint: str,
) -> Any:
    """Return what ``limited.ask`` does, by a fork of this process instead of a new one."""
    read = import_module(module).read
    path = Path(tempfile.mkdtemp()) / "answer"
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        os.setsid()
        grown = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory + grown, limits.memory + grown))
        used = sum(os.times()[:2])
        resource.setrlimit(resource.RLIMIT_CPU, (int(used + limits.seconds),) * 2)
        path.write_text(json.dumps(limited.answered(read, request)))
        os._exit(0)
    os.waitpid(child, 0)
    text = path.read_text() if path.exists() else ""
    shutil.rmtree(path.parent)
    if not text:
        raise kind(f"{about}: reading it took more time or memory than is allowed", hint=hint)
    answer = json.loads(text)
    if "answer" not in answer:
        raise kind(answer.get("refused") or f"{about}: {answer['broken']}", hint=hint)
    return answer["answer"]


def files(folders: list[Path]) -> Iterator[Path]:
    """Yield the circuit files of folders, by name."""
    for folder in folders:
        if folder.is_file():
            yield folder
        else:
            kinds = (".qasm", ".qasm3", ".qpy")
            yield from sorted(p for p in folder.rglob("*") if p.suffix in kinds)


def try_file(path: Path, workers: list[Worker]) -> Finding:
    """Return what comes of a file."""
    since = time.monotonic()
    try:
        circuits = read_circuits(path)
    except CircuitFileError as error:
        reason = error.message.replace(str(path), "").lstrip(": ")
        return _finding(path, "refused", reason, time.monotonic() - since)
    except Exception as error:  # that is what is looked for
        said = f"{type(error).__name__}: {' '.join(str(error).split())}"
        return _finding(path, "wrong", said[:300], time.monotonic() - since)
    seconds = time.monotonic() - since
    circuit = circuits[0]
    faults = list(impossible(circuit))
    disputed: list[str] = []
    found: dict[str, dict[str, Any]] = {}
    for worker in workers:
        if worker.name == "braket" and path.stat().st_size > LARGE:
            known = any("refused" not in theirs for theirs in found.values())
            found[worker.name] = {"refused": "large"} if known else worker.read(path)
        else:
            found[worker.name] = worker.read(path)
    agree, compared, mute, counts = [], [], {}, {"qestimate": _twos(circuit.gates)}
    for name, theirs in found.items():
        if "refused" in theirs:
            mute[name] = theirs["refused"]
            continue
        if theirs["two"] is not None:
            counts[name] = theirs["two"]
        differences = list(differing(circuit, theirs))
        disputed += [f"{name}: {difference}" for difference in differences]
        if not differences:
            agree.append(name)
            if theirs["states"] is not None and is_static(circuit):
                compared.append(name)
    if not compared:  # where another one finds the same state, one that does not may be wrong
        faults += disputed
    if circuit.n_parameters:
        faults += _with_numbers(path, workers)
    return Finding(
        str(path),
        "wrong" if faults else "read",
        "; ".join(faults),
        tuple(agree),
        tuple(compared),
        tuple(disputed),
        mute,
        counts,
        circuit.n_qubits,
        seconds,
        circuit.notes,
    )


def impossible(circuit: LogicalCircuit) -> Iterator[str]:
    """Yield what cannot be of any circuit."""
    wires = {qubit for gate in circuit.gates for qubit in gate.qubits}
    if wires | set(circuit.measured) != set(range(circuit.n_qubits)):
        yield f"{circuit.n_qubits} qubits, but {len(wires | set(circuit.measured))} have a gate"
    if len(set(circuit.measured)) != len(circuit.measured):
        yield "a qubit is measured last twice"
    if any(len(set(gate.qubits)) != len(gate.qubits) for gate in circuit.gates):
        yield "a gate has a qubit twice"
    if len({circuit.number_of(q) for q in range(circuit.n_qubits)}) != circuit.n_qubits:
        yield "two qubits have one number"


def differing(circuit: LogicalCircuit, theirs: dict[str, Any]) -> Iterator[str]:
    """Yield how a circuit differs from what another program reads.

    A qubit that is only measured may be left out: nothing happens on it.
    """
    numbers = {circuit.number_of(q) for q in range(circuit.n_qubits)}
    if more := numbers - set(theirs["active"]):
        yield f"qubits that are not touched: {_few(more)}"
        return
    if less := set(theirs["worked"]) - numbers:
        yield f"lacks qubits {_few(less)}"
        return
    last = {circuit.number_of(q) for q in circuit.measured}
    wanted = set(theirs["measured"]) & numbers
    if wanted and last != wanted:
        yield f"measured last: {_few(last)} rather than {_few(wanted)}"
    if theirs["states"] is None or not is_static(circuit):
        return
    part = difference(circuit, theirs["active"], theirs["states"])
    if part > TOLERANCE:
        yield f"the gates do something else: {part:.2g} of the state differs"


def is_static(circuit: LogicalCircuit) -> bool:
    """Return whether states can be compared: few gates, all at the same angles, none dynamic."""
    return (
        circuit.n_qubits <= WIDEST
        and len(circuit.gates) <= LONGEST
        and circuit.shorter is None
        and not circuit.n_parameters
        and all(gate.name not in ("measure", "reset") for gate in circuit.gates)
    )


def difference(circuit: LogicalCircuit, active: list[int], theirs: list[Any]) -> float:
    """Return which part of the states differs, one phase for all of them left out.

    Args:
        circuit: What was read.
        active: Numbers of the qubits that the other program's states have.
        theirs: Real and imaginary parts of what another program makes of ``beginning``.
    """
    from qiskit import QuantumCircuit
    from qiskit.circuit.library import get_standard_gate_name_mapping
    from qiskit.quantum_info import Statevector

    wire = {number: place for place, number in enumerate(active)}
    known = get_standard_gate_name_mapping()
    ours = QuantumCircuit(len(active))
    for gate in circuit.gates:
        on = [wire[circuit.number_of(q)] for q in gate.qubits]
        if gate.name in known and gate.name not in SILENT:
            ours.append(type(known[gate.name])(*gate.angles), on)
        elif gate.name not in SILENT:
            getattr(ours, gate.name)(*gate.angles, *on)
    other = np.array(theirs[0]) + 1j * np.array(theirs[1])
    overlaps = [
        np.vdot(column, Statevector(first).evolve(ours).data)
        for first, column in zip(beginning(len(active)).T, other.T, strict=True)
    ]
    return float(max(0.0, 1 - abs(sum(overlaps) / len(overlaps)) ** 2))


def _with_numbers(path: Path, workers: list[Worker]) -> list[str]:
    """Return what differs once the free parameters of a file have numbers."""
    if path.suffix == ".qpy":
        return []
    count = iter(range(10_000))

    def constant(found: re.Match[str]) -> str:
        return f"const {found[1]}{found[2] or ''} {found[3]} = {0.7 + 0.37 * next(count):.2f};"

    text = _FREE.sub(constant, path.read_text(encoding="utf-8-sig"))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_text(text, encoding="utf-8")
        try:
            circuit = read_circuits(copy)[0]
        except CircuitFileError:
            return []
        found = {worker.name: worker.read(copy) for worker in workers}
        return [
            f"{name}, with numbers for parameters: {fault}"
            for name, theirs in found.items()
            if "refused" not in theirs
            for fault in differing(circuit, theirs)
        ]


def command(path: str, device: str) -> tuple[str, str]:
    """Return what came of ``qestimate circuit``: ``answered``, ``refused``, ``wrong``; and why."""
    asked = ["circuit", path, "--device", device, "--format", "json"]
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "qestimate", *asked],
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "wrong", f"no answer within {LIMIT:g} s"
    if "Traceback" in done.stderr or done.returncode not in (0, 1, 2, 3):
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        return "wrong", f"it broke: {lines[-1]}"
    said = done.stderr.strip().splitlines()
    if not done.stdout.strip():
        return "refused", said[0] if said else f"exit code {done.returncode}, without a word"
    try:
        document = json.loads(done.stdout, parse_constant=_no_number)
    except ValueError as error:
        return "wrong", f"no JSON: {error}"
    if "error" in document:
        return "refused", str(document["error"])[:200]
    faults = list(nonsense(document))
    return ("wrong", "; ".join(faults)) if faults else ("answered", "")


def nonsense(value: Any, path: str = "") -> Iterator[str]:
    """Yield what cannot be among the figures of an answer: shares beyond one, less than nothing."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from nonsense(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from nonsense(inner, f"{path}[{number}]")
    elif isinstance(value, float | int) and not isinstance(value, bool):
        share = re.search(r"fidelity|probability|signal_left|attenuation", path)
        share = None if re.search(r"ln_|log", path) else share
        count = re.search(r"(?:^|\.)n_|gates|qubits|depth|duration|seconds|price", path)
        if math.isnan(value):
            yield f"{path} is no number"
        elif (share and not 0 <= value <= 1 + 1e-9) or (count and value < 0):
            yield f"{path} is {value:g}"


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _finding(path: Path, verdict: str, reason: str, seconds: float) -> Finding:
    return Finding(str(path), verdict, reason, (), (), (), {}, {}, 0, seconds, ())


def _twos(gates: tuple[Gate, ...]) -> int:
    return sum(len(gate.qubits) == 2 and gate.name not in SILENT for gate in gates)


def _few(numbers: set[int]) -> str:
    listed = sorted(numbers)
    return f"{listed[:8]}" + (f" and {len(listed) - 8} more" if len(listed) > 8 else "")


def kind_of(reason: str) -> str:
    """Return a reason without the names and numbers of one file.

    >>> kind_of("line 12: gate 'foo' is unknown")
    'line #: gate ‹› is unknown'
    """
    return re.sub(r"[\d.,]*\d", "#", re.sub(r"'[^']*'|\"[^\"]*\"", "‹›", reason))


def grouped(pairs: list[tuple[str, str]], title: str) -> Iterator[str]:
    """Yield the lines of a list of files by reason, the most frequent first."""
    by_kind: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path, reason in pairs:
        by_kind[kind_of(reason)].append((path, reason))
    if by_kind:
        yield f"\n## {title}: {len(pairs)}\n"
    for group in sorted(by_kind.values(), key=len, reverse=True):
        yield f"* {len(group)} × {group[0][1]}"
        for path, _ in group[:SHOWN]:
            yield f"    * {path}"
        if len(group) > SHOWN:
            yield f"    * and {len(group) - SHOWN} more"


def report(found: list[Finding]) -> Iterator[str]:
    """Yield the lines of the report."""
    verdicts = Counter(one.verdict for one in found)
    read = [one for one in found if one.verdict == "read"]
    yield "| files | read | refused | wrong | agree with another program | states compared |"
    yield "| ---: | ---: | ---: | ---: | ---: | ---: |"
    yield (
        f"| {len(found)} | {verdicts['read']} | {verdicts['refused']} | {verdicts['wrong']} | "
        f"{sum(bool(one.agree) for one in read)} | {sum(bool(one.states) for one in read)} |"
    )
    yield from grouped([(f.path, f.reason) for f in found if f.verdict == "wrong"], "Wrong")
    yield from grouped([(f.path, f.reason) for f in found if f.verdict == "refused"], "Refused")
    yield from grouped(
        [(f.path, "; ".join(f.disputed)) for f in read if f.disputed],
        "Read as one program does and another does not",
    )
    alone = [f for f in read if not f.agree]
    yield from grouped(
        [(f.path, "; ".join(f"{n}: {why}" for n, why in f.mute.items())) for f in alone],
        "Read, and by no other program",
    )
    otherwise = [f for f in read if len(set(f.counts.values())) > 1]
    yield from grouped(
        [(f.path, f"two-qubit gates: {_by_name(f.counts)}") for f in otherwise],
        "Read alike, two-qubit gates counted differently",
    )
    slow = [(f.path, f"{f.seconds:.0f} s") for f in found if f.seconds > LIMIT]
    yield from grouped(slow, "Slower than a minute")


def _by_name(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} by {name}" for name, count in counts.items())


def main() -> None:
    """Read the files, compare, and print the report."""
    import qiskit

    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("folders", nargs="+", type=Path, help="folders or files of circuits")
    asked.add_argument("--python", action="append", default=[], help="pytket=/some/bin/python")
    asked.add_argument("--device", action="append", default=[], help="run the whole command, too")
    asked.add_argument("--json", type=Path, help="write the findings here")
    options = asked.parse_args()
    pythons = {"qiskit": sys.executable} | dict(one.split("=", 1) for one in options.python)
    includes = str(Path(qiskit.__file__).parent / "qasm" / "libs")
    workers = [Worker(name, python, includes) for name, python in pythons.items()]
    limited.ask = forked
    found = []
    try:
        for path in files(options.folders):
            found.append(try_file(path, workers))
            print(path, found[-1].verdict, found[-1].reason, file=sys.stderr)
    except KeyboardInterrupt:
        print(f"stopped after {len(found)} files", file=sys.stderr)
    for worker in workers:
        worker.close()
    print("\n".join(report(found)))
    answers: dict[str, dict[str, tuple[str, str]]] = {device: {} for device in options.device}
    try:
        for one in found:
            for device, answered in answers.items():
                if one.verdict == "read":
                    answered[one.path] = command(one.path, device)
                    print(one.path, device, *answered[one.path], file=sys.stderr)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
    for device, answered in answers.items():
        kinds = Counter(verdict for verdict, _ in answered.values())
        print(f"\n# {device}: {', '.join(f'{n} {kind}' for kind, n in kinds.items())}")
        for kind in ("wrong", "refused"):
            pairs = [(path, why) for path, (verdict, why) in answered.items() if verdict == kind]
            print("\n".join(grouped(pairs, kind)))
    if options.json:
        document = {"files": [one._asdict() for one in found], "devices": answers}
        options.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
