"""``qestimate circuit``: what circuits cost, one by one, repeated, and all together."""

from __future__ import annotations

import json

import pytest
from qiskit import QuantumCircuit, qasm2

pytestmark = pytest.mark.usefixtures("parsed_here")

PAIR = ("--observable", "Z0Z1", "--seeds", "1")


@pytest.fixture
def files(tmp_path):
    """Two files with a small circuit each."""
    for name, n in (("two.qasm", 2), ("three.qasm", 3)):
        circuit = QuantumCircuit(n)
        circuit.h(0)
        for q in range(n - 1):
            circuit.cx(q, q + 1)
        (tmp_path / name).write_text(qasm2.dumps(circuit))
    return tmp_path / "two.qasm", tmp_path / "three.qasm"


def answer(run, *arguments, code=0):
    result = run("circuit", *arguments, *PAIR, "--format", "json")
    assert result.code == code, result.err
    return json.loads(result.out)


def test_credits_are_on_the_first_lines(run, files):
    """5 + 100 (N1 + 10 N2 + 5 * 4) / 5000 credits, twice."""
    flags = ("--device", "quantinuum-helios", "--shots", "100", "--repeat", "2")
    content = answer(run, files[0], *flags)
    (row,) = content["circuits"]
    each = 5 + 100 * (row["one_qubit_gates"] + 10 * row["two_qubit_gates"] + 20) / 5000
    assert row["cost"]["credits"]["value"] == pytest.approx(2 * each)
    assert row["cost"]["counted_in"] == "credits"
    assert row["cost"]["price_usd"] == {"value": None, "low": None, "high": None}
    assert "no price of a credit is published" in row["cost"]["unknown"]
    first = run("circuit", files[0], *PAIR, *flags).out.split("Circuits on the device")[0]
    said = " ".join(first.split())
    assert "It takes 200 runs in 2 jobs:" in said
    assert "hardware quantum credits (HQC)" in said
    assert "price in dollars unknown" in said


def test_all_together_within_a_budget(run, files):
    """3 x 1,000 shots of each: 6 circuits in one task of 6,000 shots."""
    flags = ("--device", "iqm-garnet", "--shots", "1000", "--repeat", "3")
    content = answer(run, *files, *flags, "--max-price", "9.2")
    (both,) = content["together"]
    price = 6000 * 0.00145 + 0.30
    assert both["cost"]["price_usd"]["value"] == pytest.approx(price)
    assert both["cost"]["jobs"]["value"] == pytest.approx(1)
    assert both["cost"]["circuits_run"] == 6
    limits = {limit["name"]: limit["status"] for limit in both["constraints"]}
    assert limits["price"] == "met"
    tight = answer(run, *files, *flags, "--max-price", "8.9")
    limits = {limit["name"]: limit["status"] for limit in tight["together"][0]["constraints"]}
    assert limits["price"] == "violated"
    assert tight["together"][0]["verdict"] == "infeasible"
    assert {row["verdict"] for row in tight["circuits"]} == {"unknown"}  # each alone is affordable
    assert "For all of them: infeasible; price: needs $9, has $8.90" in tight["conclusion"]
    code = run(
        "circuit", *files, *PAIR, *flags, "--max-price", "8.9", "--fail-on", "infeasible"
    ).code
    assert code == 1


def test_days_hold_for_all_together(run, files):
    flags = ("--device", "ibm-fez", "--shots", "100000", "--repeat", "10")
    alone = answer(run, files[0], *flags)["circuits"][0]["cost"]["seconds"]
    days = str(1.5 * alone["high"] / 86400)
    content = answer(run, *files, *flags, "--max-days", days)
    assert {row["verdict"] for row in content["circuits"]} == {"feasible"}
    assert content["together"][0]["verdict"] == "infeasible"
    assert content["together"][0]["binding"] == "time"


@pytest.mark.parametrize("fmt", ["text", "md", "latex", "html", "csv"])
def test_every_format_has_the_bill(run, files, fmt):
    flags = ("--device", "ibm-fez", "--shots", "1000", "--explain")
    result = run(
        "circuit", *files, *PAIR, *(flags[:-1] if fmt == "csv" else flags), "--format", fmt
    )
    assert result.code == 0, result.err
    wanted = "log10_price_usd" if fmt == "csv" else "What it costs"
    assert wanted in result.out
    assert "all together" in result.out


def test_the_bill_is_explained(run, files):
    content = answer(run, files[0], "--device", "ionq-aria-1", "--shots", "1000", "--explain")
    by_name = {one["name"]: one for one in content["explanations"]}
    assert by_name["price"]["formula"].startswith("max(X*(")
    assert by_name["jobs"]["formula"].startswith("each circuit is a job")
    content = answer(run, files[0], "--device", "quantinuum-h2-1", "--shots", "10", "--explain")
    found = next(one for one in content["explanations"] if one["name"] == "credits")
    assert "azure-quantum-docs" in json.dumps(found)


@pytest.mark.parametrize("times", ["0", "-1", "many", "2000000000"])
def test_a_number_of_repetitions_is_checked(run, files, times):
    result = run("circuit", files[0], "--device", "ibm-fez", "--repeat", times)
    assert result.code == 2
    assert "--repeat" in result.err
