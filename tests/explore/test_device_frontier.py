"""Which device, in Python: the same answers as one device at a time, sorted and judged."""

from __future__ import annotations

import pytest

from qestimate import Goal, Workload, catalog, circuit, circuit_on_all, estimate, model_on_all
from qestimate.catalog.load import all_devices
from qestimate.explore.best_way import INSIDE, best_way
from qestimate.explore.dominance import beats

FEW = ("ibm-cusco", "ibm-boston", "iqm-garnet", "ionq-aria-1", "ibm-kyoto", "zuchongzhi-3.0")


@pytest.fixture(scope="module")
def found():
    return circuit_on_all("examples/ring.qasm", devices=FEW)


def test_numbers_are_those_of_one_device(found):
    [one] = [each for each in found.candidates if each.device.id == "ibm-boston"]
    alone = circuit("examples/ring.qasm", "ibm-boston").placed
    assert one.merits.signal == alone.local.log10_attenuation
    assert one.merits.time == alone.runtime.log10_run
    assert one.log10_usd == one.merits.price == alone.runtime.price


def test_the_useful_come_first_and_reasons_are_told(found):
    assert [one.device.id for one in found.candidates] == [
        "ibm-boston", "ionq-aria-1", "iqm-garnet", "ibm-cusco",
    ]  # fmt: skip
    assert [one.beaten_by for one in found.candidates] == [(), (), (), ("ibm-boston",)]
    assert [one.open for one in found.candidates] == [(), ("time",), ("time",), ()]
    assert [(one.device.id, one.reason) for one in found.left_out] == [
        ("ibm-kyoto", "4 connected qubits needed, 1 are joined by working couplers"),
        ("zuchongzhi-3.0", "no formula for the native gate fsim"),
    ]
    assert [one.device.id for one in found.best] == ["ibm-boston"]
    assert repr(found) == "<DeviceFrontier: ring on 6 devices, 1 not beaten>"


def test_what_is_beaten_is_worse_in_all_that_is_compared(found):
    merits = {one.device.id: one.merits for one in found.candidates}
    assert beats(merits["ibm-boston"], merits["ibm-cusco"])


def test_a_vendor_s_own_unit_stands_in_where_no_dollars_are_known():
    result = circuit_on_all("examples/ring.qasm", devices=["quantinuum-helios", "iqm-garnet"])
    helios, garnet = result.candidates
    hqc = circuit("examples/ring.qasm", "quantinuum-helios").placed.runtime.log10_credits
    assert hqc.value is not None
    assert helios.merits.price == helios.charge == hqc
    assert (helios.merits.unit, helios.charge_unit) == ("HQC", "HQC")
    assert helios.basis.price.kind
    assert (garnet.merits.unit, garnet.charge_unit) == ("USD", "shots")
    assert "HQC" in str(result)


def test_what_is_infeasible_comes_last():
    result = circuit_on_all(
        "examples/ring.qasm", Goal.of(signal_floor=0.9), devices=["ibm-cusco", "quantinuum-h2-1"]
    )
    assert [one.verdict for one in result.candidates] == ["unknown", "infeasible"]
    assert result.candidates[-1].limit == "signal"
    assert result.best == ()


def test_machines_of_the_catalogue_are_tried_once_each():
    ids = [one.id for one in all_devices()]
    assert len(set(ids)) == len(ids) == len(catalog.devices()) - 1  # all but the generic one
    for one in all_devices():
        assert one.snapshot.id == max(one.snapshots)


def test_it_shows_itself(found):
    text = str(found)
    assert text.startswith("Of 6 devices, 1 is not beaten by another: cheapest, fastest and most")
    assert "(ibm-cusco" in text
    assert 'class="faint"' in found._repr_html_()
    assert "(ibm-cusco" in found._repr_markdown_()
    frame = found.to_pandas()
    assert list(frame["device"][:4]) == [one.device.id for one in found.candidates]
    assert frame["beaten_by"][3] == "ibm-boston"


def test_dates_tell_calibrations_of_one_device_apart():
    new = catalog.device("ibm-boston")
    old = new.scaled("two_qubit_error", 5.0).scaled("readout_error", 5.0)
    old = old._replace(snapshot=old.snapshot._replace(id="2026-04-16"))
    result = circuit_on_all("examples/ring.qasm", devices=[old, new])
    assert [one.beaten_by for one in result.candidates] == [(), ("ibm-boston@2026-04-17",)]
    assert result.candidates[1].device.snapshot.id == "2026-04-16"


def test_a_model_by_one_way():
    result = model_on_all("gpt2", "qpa", devices=["ibm-boston", "ibm-cusco", "origin-wukong-72"])
    first, *_ = result.candidates
    alone = estimate("gpt2", "qpa", "ibm-boston")
    assert (first.device.id, first.method) == ("ibm-boston", "qpa")
    assert first.merits.time == alone.runtime.log10_run
    assert {one.device.id: one.verdict for one in result.candidates} == {
        "ibm-boston": "feasible", "ibm-cusco": "marginal", "origin-wukong-72": "infeasible",
    }  # fmt: skip


def test_the_best_way_trains_inside_the_model_where_that_is_feasible():
    work = Workload.of(catalog.model("gpt2"))
    best = best_way(work, catalog.device("ibm-boston"), Goal())
    assert best.verdict == "feasible"
    assert best.method.group in INSIDE
    other = best_way(work, catalog.device("ibm-cusco"), Goal())
    assert other.verdict == "feasible"
    assert other.method.group not in INSIDE


def test_devices_with_other_methods_are_not_compared():
    result = model_on_all("gpt2", devices=["ibm-boston", "ibm-cusco"])
    assert [one.beaten for one in result.candidates] == [False, False]
    assert "not compared" in str(result)
