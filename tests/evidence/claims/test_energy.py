"""Energies: power times time, of one side or two."""

from __future__ import annotations

from math import log2

import pytest
from pydantic import ValidationError

from qestimate.core.errors import CatalogError
from tests.evidence.claims.checking import SOURCE, found, value_of


def energy(said, unit, *sides, **more):
    rows = [{"name": name, **one, **SOURCE} for name, one in zip("ab", sides, strict=False)]
    return found("energy", ("e", said, unit), figure="e", sides=rows, **more)


CHIP = {"device": "google-sycamore-53", "seconds": 600}
GPUS = {"power": 60800, "seconds": 17.18}


def test_an_energy_is_power_times_time():
    """25.8 kW for 600 s are 4.3 kWh."""
    assert energy(4.3, "kWh", CHIP).result == "reproduced"
    assert energy(4.4, "kWh", CHIP).result == "contradicted"
    assert energy(5, "kWh", CHIP, relation="at most").result == "reproduced"
    assert energy(5, "kWh", CHIP, relation="at least").result == "contradicted"


def test_the_ratio_of_two_is_that_of_the_first_over_the_second():
    """15.48 MJ over 1.0445 MJ."""
    one = energy(15, "times", CHIP, GPUS)
    assert one.result == "reproduced"
    assert one.because == "a takes 14.8 times the energy of b"


def test_a_break_even_is_where_one_that_doubles_meets_one_that_does_not():
    flat = {"power": 2000, "seconds": 8, "qubits": 30}
    doubling = {"power": 500, "seconds": 1, "qubits": 30, "per_qubit": 2}
    meet = 30 + log2(16000 / 500)
    assert energy(meet, "qubits", flat, doubling).result == "reproduced"
    assert energy(meet + 1, "qubits", flat, doubling).result == "contradicted"
    assert energy(meet, "qubits", doubling, flat).result == "reproduced"
    shots = flat | {"seconds": 0.5, "shots": 16}
    assert energy(meet, "qubits", shots, doubling).result == "reproduced"


def test_a_state_vector_on_a_gpu_takes_the_time_of_its_memory():
    """68 gates read and write 2^34 amplitudes of 8 B at 3.35 TB/s, at 700 W."""
    gpu = {"gpu": "nvidia-h100-80gb", "qubits": 34, "gates": 68}
    seconds = 68 * 2 * 8 * 2**34 / 3.35e12
    assert value_of(energy(1, "J", gpu), "a: time at 34 qubits") == f"{seconds:.3g} s"
    assert energy(700 * seconds, "J", gpu).result == "reproduced"


def test_without_a_power_a_break_even_says_what_it_would_have_to_be():
    gpu = {"gpu": "nvidia-h100-80gb", "qubits": 34, "gates": 68}
    chip = {"device": "ionq-forte-enterprise", "seconds": 0.0246, "qubits": 34}
    one = energy(34, "qubits", chip | {"shots_unknown": True}, gpu)
    assert one.result == "not checkable"
    watts = 700 * 68 * 2 * 8 * 2**34 / 3.35e12 / 0.0246
    assert f"draws {watts / 1000:.0f} W at 1,000 shots" in one.finds
    assert value_of(one, "power times shots of a at 34 qubits") == f"{round(watts, -3):,.0f} W"
    assert energy(15, "times", chip, GPUS).result == "not checkable"
    wider = energy(35, "qubits", chip | {"shots": 1}, gpu)
    assert f"draws {round(2 * watts, -3):,.0f} W" in wider.finds


def test_what_is_missing_leaves_it_open():
    assert energy(4.3, "kWh", CHIP, missing=["idle time"]).result == "not checkable"
    assert energy(5.3, "kWh", CHIP, missing=["idle time"]).result == "contradicted"


def test_widths_beyond_any_computing_are_refused():
    with pytest.raises(CatalogError, match="qubits"):
        energy(1e300, "qubits", CHIP | {"qubits": 3}, GPUS | {"qubits": 3, "per_qubit": 2})


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(CatalogError, match="is no energy"):
        energy(3, "W", CHIP, GPUS)
    with pytest.raises(CatalogError, match="compares two sides"):
        energy(3, "times", CHIP)
    with pytest.raises(CatalogError, match="a break-even takes both times at one width"):
        energy(3, "qubits", CHIP, GPUS)
    with pytest.raises(ValidationError, match="one of device, gpu and power"):
        energy(3, "J", CHIP | {"power": 3})
    with pytest.raises(ValidationError, match="says how long it takes"):
        energy(3, "J", {"power": 3})
