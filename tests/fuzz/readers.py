"""Every reader of files: a small sound file, and the command line that reads it."""

from __future__ import annotations

import json
from io import BytesIO
from typing import NamedTuple

from qestimate import catalog
from qestimate.catalog.files import ROOT
from tests.formats.devices import documents

SCENARIO = ("model", "-m", "gpt2", "--device", "ibm-fez", "--method", "qpa", "--format", "json")

GPT2 = {"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12, "vocab_size": 50257}
LLAMA = {
    "model_type": "llama",
    "hidden_size": 2048,
    "num_hidden_layers": 16,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "intermediate_size": 8192,
    "vocab_size": 128256,
    "max_position_embeddings": 131072,
    "tie_word_embeddings": True,
}
ADAPTER = {"peft_type": "LORA", "r": 8, "target_modules": r".*\.(c_attn|c_proj)", "bias": "none"}
TOKENIZER = {
    "version": "1.0",
    "truncation": None,
    "padding": None,
    "added_tokens": [],
    "normalizer": {"type": "NFC"},
    "pre_tokenizer": {"type": "Whitespace"},
    "post_processor": None,
    "decoder": None,
    "model": {"type": "WordLevel", "vocab": {"[UNK]": 0, "hello": 1}, "unk_token": "[UNK]"},
}
ROWS = [
    {"instruction": "Say hello", "output": "hello"},
    {"messages": [{"role": "user", "content": "one"}], "output": "two"},
]
QASM2 = """OPENQASM 2.0;
include "qelib1.inc";
gate pair(a) p, q { rx(a) p; cx p, q; rz(a/2) q; }
qreg q[4]; creg c[4];
h q[0]; pair(0.3) q[0], q[1]; cx q[1], q[2]; u3(0.1, pi/2, -1e-3) q[3];
measure q -> c;
"""
QASM3 = """OPENQASM 3.0;
include "stdgates.inc";
input float a;
const int n = 3;
gate pair(t) x, y { rx(t) x; ctrl @ x x, y; }
def turn(int k, qubit p, float t) { for int i in [0:k-1] { rz(t/2) p; } }
qubit[n] q; bit[n] c;
h q[0]; rx(a) q[1]; cx q[0], q[1]; pair(pi/4) q[1], q[2];
turn(2, q[2], 0.3); delay[200ns] q[0]; let r = q[0:1];
for int i in {0, 2} { inv @ s q[i]; }
c[0] = measure q[0];
if (c[0]) { x q[1]; } else { pow(2) @ sx r[1]; }
c = measure q;
"""


class Reader(NamedTuple):
    """A sound file, and what reads it."""

    name: str
    """Of the file."""
    content: bytes
    line: tuple[str, ...]
    beside: tuple[tuple[str, bytes], ...] = ()
    """Other files that are there."""
    apart: bool = False
    """Whether a process of its own reads it, which takes longer."""


def readers() -> dict[str, Reader]:
    """Return all of them by what they read."""
    config, adapter = _json(GPT2), _json(ADAPTER)
    data = "\n".join(map(json.dumps, ROWS)).encode()
    circuit = ("circuit", "FILE", "--device", "ibm-fez", "--seeds", "1", "--format", "json")
    found = {
        "config": Reader("config.json", config, _with("--config")),
        "config of llama": Reader("config.json", _json(LLAMA), _with("--config")),
        "adapter": Reader(
            "adapter.json",
            adapter,
            (*_with("--config", "config.json"), "--adapter-config", "FILE"),
            (("config.json", config),),
        ),
        "processor": Reader(
            "preprocessor_config.json",
            _json(
                {
                    "image_processor_type": "Qwen2VLImageProcessor",
                    "min_pixels": 3136,
                    "max_pixels": 1003520,
                    "patch_size": 14,
                    "merge_size": 2,
                }
            ),
            (*SCENARIO, "--images", "1", "--image-size", "300x300", "--processor", "FILE"),
        ),
        "JSON lines": Reader("data.jsonl", data, (*SCENARIO, "--dataset", "FILE")),
        "JSON": Reader("data.json", _json(ROWS), (*SCENARIO, "--dataset", "FILE")),
        "CSV": Reader("data.csv", b"a,b\nhello,you\n1,2\n", (*SCENARIO, "--dataset", "FILE")),
        "TSV": Reader("data.tsv", b"a\tb\nhello\tyou\n", (*SCENARIO, "--dataset", "FILE")),
        "Parquet": Reader("data.parquet", _parquet(), (*SCENARIO, "--dataset", "FILE"), apart=True),
        "tokenizer": Reader(
            "tokenizer.json",
            _json(TOKENIZER),
            (*SCENARIO, "--dataset", "data.jsonl", "--tokenizer", "FILE"),
            (("data.jsonl", data),),
            apart=True,
        ),
        "scenario": Reader(
            "scenario.toml",
            b'model = "gpt2"\ndevice = "ibm-fez"\nmethod = ["qpa"]\nrank = 8\nfloor = 0.1\n'
            b'max-days = 3.5\ntarget = ["c_attn"]\n',
            ("model", "--scenario", "FILE", "--format", "json"),
        ),
        "OpenQASM 2": Reader("a.qasm", QASM2.encode(), circuit, apart=True),
        "OpenQASM 3": Reader("a.qasm", QASM3.encode(), circuit, apart=True),
        "QPY": Reader("a.qpy", _qpy(), circuit, apart=True),
        "device": Reader(
            "ionq-aria-1.toml", _shipped("devices", "ionq-aria-1"), ("device", "show", "./FILE")
        ),
        "experiment": Reader(
            "run.toml",
            _shipped("experiments", "iqm-garnet-bell"),
            ("validate", "./FILE", "--format", "json"),
        ),
        "claim": Reader(
            "claim.toml",
            _shipped("claims", "qpa-gpt2-2025"),
            ("claim", "check", "./FILE", "--format", "json"),
        ),
    }
    for kind, folder, name, line in (
        ("gpu", "gpus", "nvidia-a100-80gb", SCENARIO),
        ("simulator", "simulators", "one-core", SCENARIO),
        ("data set", "datasets", "gsm8k", (*SCENARIO, "--dataset", "gsm8k")),
        (
            "preset",
            "presets",
            "qpa-gpt2",
            ("model", "--preset", "qpa-gpt2", "--device", "ibm-fez", "--format", "json"),
        ),
        ("model", "llms", "gpt2", SCENARIO),
        ("adapter setting", "adapters", "qpa-gpt2", (*SCENARIO, "--adapter", "qpa-gpt2")),
    ):
        content = _shipped(folder, name)
        found[kind] = Reader(f"own/{folder}/{name}.toml", content, (*line, "--catalog", "own"))
    found["IBM table"] = Reader("table.csv", TABLE.encode(), ("device", "import", "FILE", *_IMPORT))
    found["IBM tables over time"] = Reader(
        "tables.csv", HISTORY.encode(), ("device", "import", "FILE", *_IMPORT)
    )
    for kind, made in _vendors().items():
        files = [
            (f"vendor{n}.{'txt' if isinstance(one, str) else 'json'}", _json(one))
            for n, one in enumerate(made)
        ]
        for number, (name, content) in enumerate(files):
            beside = tuple(files[:number] + files[number + 1 :])
            line = ("device", "import", *(one for one, _ in files), *_IMPORT)
            found[f"{kind} {number}"] = Reader(name, content, line, beside)
    return found


TABLE = """Qubit,T1 (us),T2 (us),Prob meas0 prep1,Prob meas1 prep0,√x (sx) error,ECR error
0,210.5,101.2,0.012,0.008,2.1e-4,0_1:0.0071
1,180.0,95.5,0.02,0.01,3.4e-4,1_0:0.0071;1_2:1
2,150.1,60.3,0.015,0.011,2.9e-4,2_1:1
"""
"""Of IBM, as its page of a device hands it out."""

HISTORY = """,Backend_ID,Qubit,T1 (us),Sqrt-x (sx) error,CNOT error,Calibration_Timestamp
0,ibm_x,,50.5,2.1e-4,"cx0_1: 1.2e-2 ",2026-01-01 09:00:00
1,ibm_x,1.0,60.5,2.2e-4,"cx1_0: 1.2e-2 ",2026-01-01 09:00:00
2,ibm_x,,50.5,2.1e-4,"cx0_1: 1.3e-2 ",2026-01-02 09:00:00
3,ibm_x,1.0,60.5,2.2e-4,"cx1_0: 1.3e-2 ",2026-01-02 09:00:00
"""
"""The same, collected by a user over two days."""

_IMPORT = ("--as", "mine", "--catalog", "own", "--date", "2026-01-01", "--format", "json")


def _vendors() -> dict[str, tuple[object, ...]]:
    """Return what vendors hand out of some devices, a few elements of each."""
    garnet, wukong = catalog.device("iqm-garnet"), catalog.device("origin-wukong-72")
    return {
        "Braket": (documents.braket(garnet),),
        "IQM": documents.iqm(garnet),
        "IQM star": documents.iqm_star(),
        "IonQ": (documents.ionq(),),
        "AQT": (documents.aqt(),),
        "Rigetti": (documents.rigetti(catalog.device("rigetti-cepheus-1-108q")),),
        "Origin cloud": (documents.origin_cloud(wukong),),
        "Origin chip": (documents.origin_chip(catalog.device("origin-wukong-72@2024-06-03")),),
        "Cirq": documents.cirq(catalog.device("google-willow-105-qec@2024-08-16"), columns=15),
    }


def _with(flag: str, name: str = "FILE") -> tuple[str, ...]:
    return ("model", flag, name, *SCENARIO[3:])


def _json(value: object) -> bytes:
    return (value if isinstance(value, str) else json.dumps(value)).encode()


def _shipped(folder: str, name: str) -> bytes:
    return (ROOT / folder / f"{name}.toml").read_bytes()


def _parquet() -> bytes:
    import pyarrow
    from pyarrow import parquet

    out = BytesIO()
    parquet.write_table(pyarrow.table({"text": ["hello", "you"], "n": [1, 2]}), out)
    return out.getvalue()


def _qpy() -> bytes:
    from qiskit import QuantumCircuit, qpy

    circuit, out = QuantumCircuit(2), BytesIO()
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.measure_all()
    qpy.dump(circuit, out)
    return out.getvalue()
