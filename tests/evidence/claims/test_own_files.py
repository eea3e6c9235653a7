"""A claim of one's own, on a device and a model of one's own, wherever it is judged from."""

from __future__ import annotations

import json

import pytest

from qestimate.core.errors import CatalogError
from qestimate.evidence.claims.judge import judge

DEVICE = """
name = "My chip"
vendor = "Me"
technology = "superconducting"
topology = "square"
two_qubit_gate = "cz"
one_qubit_gate = "zsx"

[qubits]
value = 16
source = "mine"
locator = "notes"

[[snapshots]]
id = "2026-11-20"
source = "mine"
locator = "calibration of 20 November"
convention = "average"
kind = "measured"

[snapshots.figures.two_qubit_error]
value = 0.006
unit = "1"
statistic = "median"

[snapshots.figures.power]
value = 18
unit = "W"
"""

CONFIG = {
    "model_type": "llama",
    "architectures": ["LlamaForCausalLM"],
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 4,
    "vocab_size": 1000,
    "tie_word_embeddings": False,
}

CLAIM = """
name = "Mine"
publication = "P"
date = "2026-11-25"
source = "s"
locator = "l"

[[settings]]
id = "a"
name = "A"
model = "config.json"
method = "qtha"
rank = 4
targets = ["q_proj"]
devices = ["mychip.toml"]
source = "s"
locator = "l"

[[statements]]
id = "fidelity"
text = "median fidelity 99.7 %"
source = "s"
locator = "l"
[[statements.figures]]
name = "f"
value = 99.7
unit = "%"
[statements.check]
kind = "device-figure"
figure = "f"
quantity = "two_qubit_fidelity"
devices = ["mychip.toml"]

[[statements]]
id = "lora"
text = "1,024 parameters of LoRA"
source = "s"
locator = "l"
[[statements.figures]]
name = "p"
value = 1024
[statements.check]
kind = "program"
figure = "p"
quantity = "lora"
setting = "a"

[[statements]]
id = "energy"
text = "64.8 kJ"
source = "s"
locator = "l"
[[statements.figures]]
name = "e"
value = 64.8
unit = "kJ"
[statements.check]
kind = "energy"
figure = "e"
[[statements.check.sides]]
name = "my chip"
device = "mychip.toml"
seconds = 3600
source = "s"
locator = "l"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the three files, which is not the one that is worked in."""
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "mychip.toml").write_text(DEVICE, encoding="utf-8")
    (mine / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    (mine / "claim.toml").write_text(CLAIM, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return mine


def test_files_beside_a_claim_are_found(folder):
    """An error of 0.6 % is 99.4 %; 2 layers x rank 4 x (64 + 64); 18 W for an hour."""
    found = {one.statement.id: one.finding for one in judge(str(folder / "claim.toml")).judged}
    assert found["fidelity"].result == "contradicted"
    assert "99.40 %" in found["fidelity"].finds
    assert found["lora"].result == "reproduced"
    assert found["energy"].result == "reproduced"


@pytest.mark.parametrize("name", ["mychip.toml", "config.json"])
def test_a_file_that_is_not_there_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(CatalogError) as caught:
        judge(str(folder / "claim.toml"))
    assert any(name in problem for problem in caught.value.problems)


def test_a_configuration_that_is_none_is_said_by_its_setting(folder):
    (folder / "config.json").write_text("[]", encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        judge(str(folder / "claim.toml"))
    assert any(problem.startswith("settings.a: ") for problem in caught.value.problems)
