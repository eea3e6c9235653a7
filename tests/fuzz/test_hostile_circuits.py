"""Circuits that were made to run for ever, to take all memory, or to be something else."""

from __future__ import annotations

import pytest

from tests.fuzz.driver import run
from tests.fuzz.invariant import broken

HEAD3 = 'OPENQASM 3.0;\ninclude "stdgates.inc";\n'
HEAD2 = 'OPENQASM 2.0;\ninclude "qelib1.inc";\n'


def doubled(first: str, levels: int = 30) -> str:
    """Return gates of which each is two of the one before."""
    gates = [f"gate g0 a {{ {first} }}"]
    gates += [f"gate g{i + 1} a {{ g{i} a; g{i} a; }}" for i in range(levels)]
    return "\n".join(gates) + "\n"


LAUGHS = "const int a0 = 2;\n" + "\n".join(f"const int a{i + 1} = a{i} * a{i};" for i in range(40))

HOSTILE = {
    "a loop of a milliard gates": ("qubit q; for int i in [0:1000000000] { h q; }", "400,000"),
    "a loop of nothing": ("qubit q; for int i in [0:1000000000] { } h q;", "steps"),
    "loops within loops": (
        "qubit q; " + "for int i in [0:99] { " * 8 + "x q; " + "}" * 8,
        "400,000 gates",
    ),
    "a loop that never ends": ("qubit q; while (true) { h q; }", "400,000 gates"),
    "a while loop of nothing": ("qubit q; int i = 0; while (i < 1) { } h q;", "steps"),
    "definitions that double": (doubled("h a;") + "qubit q; g30 q;", "400,000 gates"),
    "subroutines that double": (
        "def f0(qubit a) { x a; }\n"
        + "\n".join(f"def f{i + 1}(qubit a) {{ f{i}(a); f{i}(a); }}" for i in range(30))
        + "\nqubit q; f30(q);",
        "2,000,000 steps",
    ),
    "a subroutine of itself": ("def f(qubit a) { f(a); }\nqubit q; f(q);", "100 deep"),
    "gates of each other": ("gate f a { f a; }\nqubit q; f q;", "100 deep"),
    "a power of powers": ("qubit q; rx(9**9**9**9) q;", "128 bits"),
    "a number squared forty times": (f"{LAUGHS}\nqubit q; rx(a40) q;", "128 bits"),
    "a shift of a million bits": ("qubit q; int a = 1 << 100000000; rx(a) q;", "128 bits"),
    "a number of many digits": (f"qubit q; rx({'9' * 5500}) q;", "a.qasm"),
    "a size by a constant": ("const int n = 2**60; qubit[n] q; h q[0];", "a size"),
    "bits by a constant": ("const int n = 10**7; bit[n-1] a; qubit q; h q;", "a size of 9,999,999"),
    "many large variables": (
        "qubit q; for int i in [0:9999] { bit[100000] a; } h q;",
        "2,000,000 steps",
    ),
    "an array of arrays": ("array[float, 10000, 1000] a; qubit q; h q;", "elements"),
    "a gate to a huge power": ("qubit q; pow(999999) @ x q;", "to the power of 999,999"),
    "a control on everything": (
        f"qubit[40] q; ctrl(39) @ x {','.join(f'q[{i}]' for i in range(40))};",
        "more than 10 controls",
    ),
    "branches within branches": (
        "qubit q; bit c; c = measure q; " + "if (c) { " * 200 + "h q; " + "}" * 200,
        "deep",
    ),
    "brackets within brackets": (f"qubit q; rx({'(' * 400}1{')' * 400}) q;", "deep"),
    "a qubit of a huge number": ("h $99999999;", "numbers below 100,000"),
    "a file that is read": ('qubit q; include "/etc/passwd"; h q;', "/etc/passwd"),
    "an import of Python": ('qubit q; rx(__import__("os").getpid()) q;', "a.qasm"),
    "a call of Python": ("qubit q; rx(open(0)) q;", "no subroutine or function"),
    "a value of no number": ("qubit q; rx(1e999) q;", "not a finite number"),
}


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.usefixtures("parsed_here")
def test_hostile_programs_are_refused(tmp_path, case):
    text, said = HOSTILE[case]
    (tmp_path / "a.qasm").write_text(HEAD3 + text)
    found = run(("circuit", "a.qasm", "--device", "ibm-fez", "--seeds", "1"), tmp_path)
    assert broken(found) == []
    assert found.code == 3, found.err
    assert said in found.err


HOSTILE_2 = {
    "definitions that double": (doubled("h a;") + "qreg q[1]; g30 q[0];", "definitions"),
    "known gates that double": (
        doubled("h a;").replace("g30", "sx") + "qreg q[1]; sx q[0];",
        "definitions",
    ),
    "a deep chain": (
        "gate g0 a { x a; }\n"
        + "\n".join(f"gate g{i + 1} a {{ g{i} a; }}" for i in range(3000))
        + "\nqreg q[1]; g3000 q[0];",
        "100 deep",
    ),
    "registers that are small one by one": (
        "".join(f"qreg q{i}[90000];" for i in range(9)) + "h q0[0];",
        "a register of 90,000",
    ),
}


@pytest.mark.parametrize("case", HOSTILE_2)
@pytest.mark.usefixtures("parsed_here")
def test_hostile_programs_of_version_2_are_refused(tmp_path, case):
    text, said = HOSTILE_2[case]
    (tmp_path / "a.qasm").write_text(HEAD2 + text)
    found = run(("circuit", "a.qasm", "--device", "ibm-fez", "--seeds", "1"), tmp_path)
    assert broken(found) == []
    assert found.code == 3, found.err
    assert said in found.err


@pytest.mark.usefixtures("parsed_here")
def test_definitions_that_double_to_nothing_are_nothing(tmp_path):
    for head, register in (
        (HEAD3, "qubit q; g30 q; h q;"),
        (HEAD2, "qreg q[1]; g30 q[0]; h q[0];"),
    ):
        (tmp_path / "a.qasm").write_text(head + doubled("") + register)
        found = run(("circuit", "a.qasm", "--device", "ibm-fez", "--seeds", "1"), tmp_path)
        assert broken(found) == []
        assert found.code == 0, found.err


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "qubit q; bit c; c = measure q;\n" + "if (c) { x q; }\n" * 30_000,
        "qubit q; rx(" + "+".join(["1"] * 900_000) + ") q;",
        "qubit q; " + "{" * 200_000 + "h q;" + "}" * 200_000,
        "qubit q; rx(" + ")" * 4900 + "q;\n" + "h q;" * 1000,
    ],
    ids=["slow statements", "a long sum", "deep braces", "brackets that close nothing"],
)
def test_texts_that_take_long_to_parse_end(tmp_path, text):
    (tmp_path / "a.qasm").write_text(HEAD3 + text)
    found = run(("circuit", "a.qasm", "--device", "ibm-fez", "--seeds", "1"), tmp_path, 120)
    assert found.code == 3, found.err
    assert "a.qasm" in found.err
