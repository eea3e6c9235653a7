"""Files that were made to hang, to take all memory, or to end the program."""

from __future__ import annotations

import json
import time

import pytest

from qestimate.core import patterns
from qestimate.core.errors import CatalogError, WorkloadFileError
from tests.fuzz.driver import run
from tests.fuzz.invariant import broken
from tests.fuzz.readers import GPT2, LLAMA, QASM2, SCENARIO, TOKENIZER

ENDLESS = r"(\w+\.?)+!"
"""Python's engine tries every way to cut a name in two."""

PANIC = TOKENIZER | {"normalizer": {"type": "Precompiled", "precompiled_charsmap": "AAAA"}}


def refused(folder, *line, code=3, limit=60.0):
    found = run(line, folder, limit)
    assert broken(found) == []
    assert found.code == code, found.err
    return found


def test_many_dots_in_toml(tmp_path):
    line = ".".join(["a"] * 2000)
    many = "\n".join(f"{line}.b{n}=1" for n in range(900))
    header = f"[{line}]\n" + "\n".join(f"a{n}=1" for n in range(50_000))
    for content in (many, header):
        (tmp_path / "s.toml").write_text(content)
        assert "too many parts" in refused(tmp_path, "model", "--scenario", "s.toml").err


def test_a_message_is_one_line(tmp_path):
    (tmp_path / "s.toml").write_text(f'"a\\n{"x" * 100_000}\\u001b[2J" = 1')
    said = refused(tmp_path, "model", "--scenario", "s.toml").err
    assert said.count("\n") <= 2
    assert len(said) < 2500


def test_a_file_of_the_own_catalogue_with_text_in_place_of_a_number(tmp_path):
    folder = tmp_path / "own" / "datasets"
    folder.mkdir(parents=True)
    for value in ('"many"', "1e400", "9" * 400, "-1", "true"):
        (folder / "mine.toml").write_text(
            f'name = "a"\ndescription = "b"\n[samples]\nvalue = {value}\nsource = "x"\n'
            'locator = "y"\n'
        )
        line = (*SCENARIO, "--dataset", "mine", "--catalog", "own")
        assert "samples.value" in refused(tmp_path, *line).err


def test_a_device_whose_table_has_no_name(tmp_path):
    (tmp_path / "a.toml").write_text(
        'name = "A"\nvendor = "B"\ntechnology = "superconducting"\ntopology = "couplers"\n'
        'two_qubit_gate = "cz"\none_qubit_gate = "zsx"\n'
        '[qubits]\nvalue = 2\nsource = "x"\nlocator = "y"\n'
        '[[snapshots]]\nid = "2025-02-26"\nqubit_table = "\\u0000"\n'
        'coupler_table = "/dev/zero"\nkind = "measured"\nsource = "x"\nlocator = "y"\n'
    )
    assert "a.toml" in refused(tmp_path, "device", "show", "./a.toml").err


def test_expressions_are_matched_in_bounded_time():
    names = [f"model.layers.{n}.self_attn.q_projection_of_a_long_name" for n in range(200)]
    began = time.monotonic()
    for pattern in (r".*\.\d+\.self_attn\.(q|k|v)_.*", "(?:.*\\.)?(?:name)", "[)]+x?"):
        patterns.matched([pattern], names, about="a", kind=WorkloadFileError)
    assert time.monotonic() - began < 5
    assert patterns.problem_of("(" * 5000 + ")" * 5000)
    assert patterns.problem_of("a{99999999999999999999}")
    assert patterns.problem_of("[[a]") == ""


@pytest.mark.parametrize(
    "pattern", [ENDLESS, "(a|b|ab)*c", "(?=(.*)){9}x", "a?" * 40 + "b", r"(.)\1"]
)
def test_what_cannot_be_bounded_is_not_matched_here(pattern):
    assert patterns._steps(pattern, ["model.layers.1.mlp"]) > patterns.MAX_STEPS


@pytest.mark.slow
def test_an_expression_that_never_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(patterns, "LIMITS", patterns.LIMITS._replace(seconds=2))
    (tmp_path / "config.json").write_text(json.dumps(LLAMA))
    line = ("model", "--config", "config.json", "--adapter-config", "a.json", *SCENARIO[3:])
    for fields in (
        {"target_modules": ENDLESS},
        {"target_modules": ["q_proj"], "rank_pattern": {ENDLESS: 4, f"{ENDLESS}a": 4}},
    ):
        (tmp_path / "a.json").write_text(json.dumps({"peft_type": "LORA", "r": 8, **fields}))
        assert refused(tmp_path, *line).seconds < 20


@pytest.mark.slow
def test_a_tokenizer_that_panics(tmp_path):
    (tmp_path / "t.json").write_text(json.dumps(PANIC))
    (tmp_path / "d.jsonl").write_text('{"text": "hello"}')
    line = (*SCENARIO, "--dataset", "d.jsonl", "--tokenizer", "t.json")
    assert "charsmap" in refused(tmp_path, *line).err


@pytest.mark.slow
def test_a_small_parquet_file_of_a_huge_list(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    rows = pyarrow.ListArray.from_arrays([0, 20_000_000], pyarrow.array([b"hello"] * 20_000_000))
    parquet.write_table(pyarrow.table({"messages": rows}), tmp_path / "d.parquet")
    assert (tmp_path / "d.parquet").stat().st_size < 10_000
    assert "memory" in refused(tmp_path, *SCENARIO, "--dataset", "d.parquet").err


@pytest.mark.slow
def test_a_circuit_after_many_empty_lines(tmp_path):
    (tmp_path / "a.qasm").write_text(QASM2.replace("\n", "\n" * 200_000, 1))
    line = ("circuit", "a.qasm", "--device", "ibm-fez", "--seeds", "1")
    assert refused(tmp_path, *line, code=0).seconds < 20


def test_a_configuration_that_is_no_file(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps(GPT2))
    for name in ("/dev/zero", "a" * 300, "a\0b", ".", "none"):
        for flag in ("--config", "--scenario", "--dataset", "--processor"):
            line = ("model", flag, name, "--device", "ibm-fez", "--method", "qpa")
            assert broken(run(line, tmp_path)) == []


def test_a_kind_of_error_stays():
    with pytest.raises(CatalogError):
        patterns.limited.ask(
            "qestimate.core.patterns",
            {"patterns": ["("], "names": []},
            patterns.LIMITS,
            about="a",
            kind=CatalogError,
            hint="",
        )
