"""Samples and tokens of data files."""

from __future__ import annotations

import json

import pytest

from qestimate.core.errors import WorkloadFileError
from qestimate.formats.workloads.datasets import read_data
from tests.conftest import says

ROWS = [
    {"instruction": "Say hello", "output": "hello", "label": 1},
    {"instruction": "Say goodbye to me", "output": "bye", "label": None},
]
CHARACTERS = sum(len(row["instruction"]) + len(row["output"]) for row in ROWS)


def as_csv(rows):
    names = list(rows[0])
    lines = [",".join(names)]
    lines += [",".join("" if row[n] is None else str(row[n]) for n in names) for row in rows]
    return "\n".join(lines)


WRITTEN = {
    "data.jsonl": "\n".join(json.dumps(row) for row in ROWS) + "\n\n",
    "data.json": json.dumps(ROWS),
    "lines.json": "\n".join(json.dumps(row) for row in ROWS),
    "wrapped.json": json.dumps({"version": 1, "data": ROWS}),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_all_texts_count(tmp_path, name):
    path = tmp_path / name
    path.write_text("\ufeff" + WRITTEN[name], encoding="utf-8")
    found = read_data(path)
    assert (found.samples, found.fields) == (2, ("instruction", "output"))
    assert found.tokens == -(-CHARACTERS // 4)
    assert found.how == "4 characters a token"


def test_tables(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text(as_csv([{"a": row["instruction"], "b": row["output"]} for row in ROWS]))
    assert read_data(path).tokens == -(-CHARACTERS // 4)
    assert read_data(path, field="b").tokens == 2
    assert read_data(path, characters_per_token=1).tokens == CHARACTERS


def test_parquet(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = tmp_path / "data.parquet"
    parquet.write_table(pyarrow.Table.from_pylist(ROWS), path)
    found = read_data(path)
    assert (found.samples, found.tokens) == (2, -(-CHARACTERS // 4))


def test_text_comes_before_all_else(tmp_path):
    path = tmp_path / "data.jsonl"
    path.write_text(json.dumps({"text": "abcd", "meta": "x" * 400}))
    assert read_data(path).tokens == 1


def test_turns_of_a_conversation(tmp_path):
    path = tmp_path / "data.jsonl"
    turns = [{"role": "user", "content": "abcd"}, {"from": "gpt", "value": "efgh"}]
    path.write_text(json.dumps({"messages": turns, "source": ""}))
    assert read_data(path).tokens == 2


def test_a_tokenizer_counts(tmp_path):
    tokenizers = pytest.importorskip("tokenizers")
    words = tokenizers.Tokenizer(
        tokenizers.models.WordLevel({"[UNK]": 0, "Say": 1, "hello": 2}, unk_token="[UNK]")
    )
    words.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    words.enable_truncation(1)
    words.save(str(tmp_path / "tokenizer.json"))
    path = tmp_path / "data.jsonl"
    path.write_text(WRITTEN["data.jsonl"])
    found = read_data(path, tokenizer=tmp_path / "tokenizer.json")
    assert found.tokens == 2 + 1 + 4 + 1
    assert found.how == "counted with tokenizer.json"
    assert read_data(path, tokenizer=tmp_path) == found


@pytest.mark.parametrize(
    ("name", "content", "settings", "said"),
    [
        ("d.txt", "x", {}, "d.txt"),
        ("d.jsonl", "", {}, "d.jsonl"),
        ("d.jsonl", "{\n", {}, "d.jsonl:1:"),
        ("d.jsonl", "[1]\n", {}, "1: list"),
        ("d.jsonl", '{"a": 1}\n', {}, "a"),
        ("d.jsonl", '{"a": "x"}\n', {"field": "b"}, "'b'"),
        ("d.jsonl", '{"a": "x"}\n', {"characters_per_token": 0}, "characters 0"),
        ("d.jsonl", '{"a": "x"}\n', {"tokenizer": "no.json"}, "no.json"),
        ("d.parquet", "no parquet", {}, "d.parquet:"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, name, content, settings, said):
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(WorkloadFileError) as caught:
        read_data(path, **settings)
    assert says(" ".join((caught.value.message, *caught.value.problems)), said)


def test_missing_and_broken_files(tmp_path):
    with pytest.raises(WorkloadFileError, match=r"none\.jsonl"):
        read_data(tmp_path / "none.jsonl")
    (tmp_path / "latin.csv").write_bytes(b"text\n\xff\xfe\n")
    with pytest.raises(WorkloadFileError, match=r"latin\.csv"):
        read_data(tmp_path / "latin.csv")
    pytest.importorskip("tokenizers")
    (tmp_path / "t.json").write_text("{}")
    (tmp_path / "d.jsonl").write_text('{"a": "x"}\n')
    with pytest.raises(WorkloadFileError, match=r"t\.json"):
        read_data(tmp_path / "d.jsonl", tokenizer=tmp_path / "t.json")


def test_the_command_takes_a_data_file(run, tmp_path):
    path = tmp_path / "train.jsonl"
    path.write_text(WRITTEN["data.jsonl"])
    given = ("model", "-m", "gpt2", "--device", "ibm-fez", "--method", "qpa", "--dataset", path)
    content = json.loads(run(*given, "--format", "json").out)
    data = content["workload"]["data"]
    assert (data["samples"], data["tokens_per_sample"]) == (2, 4)
    assert data["dataset"] == "train.jsonl (instruction, output; 4 characters a token)"
    finer = json.loads(run(*given, "--chars-per-token", "1", "--format", "json").out)
    assert finer["workload"]["data"]["tokens_per_sample"] == 17


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--dataset", "gsm8k", "--field", "text"), "--field"),
        (("--chars-per-token", "3"), "--chars-per-token"),
        (("--dataset", "none.jsonl"), "none.jsonl"),
        (
            ("--dataset", "none.jsonl", "--tokenizer", "t", "--chars-per-token", "3"),
            "--tokenizer --chars-per-token",
        ),
    ],
)
def test_flags_that_do_not_fit(run, arguments, said):
    found = run("model", "-m", "gpt2", "--device", "ibm-fez", *arguments)
    assert found.code in (2, 3)
    assert says(found.err, said)


def test_rows_longer_than_the_header(tmp_path):
    path = tmp_path / "ragged.csv"
    path.write_text("a,b\nabcd,efgh,ijkl,mnop\n")
    assert read_data(path).tokens == 2


def test_parts_of_a_message_and_both_answers(tmp_path):
    path = tmp_path / "d.jsonl"
    parts = [{"type": "text", "text": "sixteen letters!"}, {"type": "image"}]
    rows = [
        {"messages": [{"content": parts}, {"content": "abcd"}]},
        {"prompt": "abcd", "chosen": [{"content": "abcd"}], "rejected": [{"content": "abcd"}]},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    assert read_data(path).tokens == 5 + 3


def test_samples_without_text_are_said(tmp_path):
    path = tmp_path / "d.jsonl"
    path.write_text('{"a": "abcd"}\n{"a": null}\n')
    assert read_data(path).how.endswith("1 samples without text")


def test_parquet_reads_only_columns_of_text(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = tmp_path / "d.parquet"
    far = pyarrow.array([2**62], pyarrow.timestamp("us"))
    parquet.write_table(pyarrow.table({"text": ["abcd"], "when": far}), path)
    assert read_data(path).tokens == 1


def test_a_tokenizer_that_cannot_encode(tmp_path):
    tokenizers = pytest.importorskip("tokenizers")
    words = tokenizers.Tokenizer(tokenizers.models.WordLevel({"a": 0}, unk_token="[UNK]"))
    words.save(str(tmp_path / "t.json"))
    path = tmp_path / "d.jsonl"
    path.write_text('{"a": "other"}\n')
    with pytest.raises(WorkloadFileError, match="cannot be encoded"):
        read_data(path, tokenizer=tmp_path / "t.json")


@pytest.mark.parametrize("value", ["1e-320", "0.01", "1e6"])
def test_rules_that_cannot_be_meant(run, tmp_path, value):
    (tmp_path / "d.jsonl").write_text('{"a": "x"}\n')
    found = run("model", "-m", "gpt2", "--device", "ibm-fez", "--dataset", tmp_path / "d.jsonl",
                "--chars-per-token", value)  # fmt: skip
    assert found.code == 3
    assert "characters" in found.err
