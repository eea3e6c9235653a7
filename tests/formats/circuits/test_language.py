"""Which language a file is in, and which libraries it may name."""

from __future__ import annotations

import pytest

from qestimate.core.errors import CircuitFileError
from qestimate.formats.circuits.language import source_of
from qestimate.formats.circuits.tokens import renamed, without_comments
from tests.formats.circuits.texts import names, on, read


@pytest.mark.parametrize(
    ("text", "kind", "assumed"),
    [
        ("OPENQASM 2.0;\nqreg q[1];", "qasm2", False),
        ("OPENQASM 3;\nqubit q;", "qasm3", False),
        ("// OPENQASM 3;\n/* */ OPENQASM 2.0;\nqreg q[1];", "qasm2", False),
        ("qreg q[2]; creg c[2]; h q[0];", "qasm2", True),
        ("qubit[2] q; h q[0];", "qasm3", True),
        ("qreg q[2]; for int i in [0:1] { h q[i]; }", "qasm3", True),
        ("h $0; cnot $0, $1;", "qasm3", True),
        ("\ufeffOPENQASM 2.0;\nqreg q[1];", "qasm2", False),
    ],
)
def test_the_language_is_found(text, kind, assumed):
    found = source_of("a.qasm", text.encode())
    assert (found.kind, found.assumed) == (kind, assumed)


@pytest.mark.parametrize(
    ("text", "gates"),
    [
        ("qreg q[2]; h q[0]; cx q[0],q[1];", ["h", "cx"]),
        ("qubit[2] q; h q[0]; cx q[0],q[1];", ["h", "cx"]),
        ("bit[2] b; h $0; cnot $0,$1; b[0] = measure $0;", ["h", "cx"]),
        ('OPENQASM 2.0;\ninclude "stdgates.inc";\nqreg q[2]; cp(1) q[0],q[1]; phase(1) q[0];',
         ["cp", "p"]),
        ('OPENQASM 3;\ninclude "qelib1.inc";\nqreg q[2]; creg c[2]; u1(1) q[0]; '
         "cu1(1) q[0],q[1]; measure q -> c;", ["u1", "cu1"]),
        ('OPENQASM 2.0;\ninclude "hqslib1.inc";\nqreg q[2]; creg c[2]; U1q(0.5*pi,0.25*pi) q[0];\n'
         "ZZ q[0],q[1]; RZZ(0.3) q[0],q[1]; Rz(-0.2) q[1]; measure q->c;",
         ["u", "rzz", "rzz", "rz"]),
        ('OPENQASM 2.0;\ninclude "hqslib1.inc";\nqreg q[2]; creg c[2]; creg t[1]; h q[0];\n'
         "measure q[0]->c[0]; t[0] = c[0] ^ c[1]; if(t[0]==1) x q[1];",
         ["h", "measure", "barrier", "x"]),
        ("OPENQASM 2.0;\nqreg q[2]; h q[0]; cx q[0],q[1];", ["h", "cx"]),
        ("OPENQASM 2.0;\nopaque rzz(t) a,b;\nqreg q[2]; rzz(0.1) q[0],q[1];", ["rzz"]),
        ("OPENQASM 2.0;\nqreg q[2]; xx(0.1) q[0],q[1]; v q[0]; prx(1,2) q[1];",
         ["rxx", "sx", "u"]),
    ],
)  # fmt: skip
def test_libraries_are_known_in_every_file(text, gates):
    assert names(read(text)) == gates


def test_gates_that_have_the_names_of_parameters():
    text = 'OPENQASM 2.0;\ninclude "qelib1.inc";\ngate foo(p) x,i { rx(p) x; cx x,i; }\nqreg q[2];'
    assert on(read(f"{text} foo(.1) q[0],q[1];")) == [("rx", 0), ("cx", 0, 1)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("Dear reader, nothing here.", "no circuit"),
        ("OPENQASM 9.0;\nqreg q[1];", "OPENQASM 9 is not known"),
        ('OPENQASM 3;\nqubit q;\ninclude "own.inc";\nh q;', "line 3 includes 'own.inc'"),
        ('OPENQASM 2.0;\ninclude "../qelib1.inc";\nqreg q[1];', "includes '../qelib1.inc'"),
    ],
)
def test_what_is_no_circuit(text, said):
    with pytest.raises(CircuitFileError) as refused:
        read(text)
    assert said in refused.value.message
    assert refused.value.hint


def test_a_missing_version_is_said_where_the_text_is_not_understood():
    with pytest.raises(CircuitFileError) as refused:
        read("qubit q;\nh h h;")
    assert "line 2" in refused.value.message
    assert "no line with the version" in refused.value.hint


def test_includes_in_comments_and_strings_do_not_count():
    assert names(
        read('OPENQASM 3;\n// include "x.inc";\nqubit q; /* include "y.inc"; */ h q;')
    ) == ["h"]


def test_words_are_renamed_in_the_program_only():
    text = 'gate cu a { cu1 a; } // cu\n"cu" cu /* cu */'
    assert renamed(text, {"cu": "mine"}) == 'gate mine a { cu1 a; } // cu\n"cu" mine /* cu */'
    bare = without_comments(text)
    assert len(bare) == len(text)
    assert bare.count("cu ") == 2


def test_what_qiskit_does_not_read_is_named_with_its_line():
    with pytest.raises(CircuitFileError, match="not readable: line 3: ") as refused:
        read('OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[2]; cx q[0],q[0];')
    assert "OpenQASM 2" in refused.value.hint
