"""Each bound is attacked with circuits that are built to exceed it, and none may pass.

Every attack also says how close it comes, so that a bound that binds nothing would be seen.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qestimate import Workload, catalog, survey
from qestimate.estimation.bounds import (
    ANGLES_PER_ONE_QUBIT_GATE,
    FLOORS,
    bounds,
    gates_in,
    gates_of_state,
    loadable,
    shortest_shot,
    touch_time,
    window,
)

WUKONG = catalog.device("origin-wukong-72", "2026-03-06")
EARLIER = catalog.device("origin-wukong-72", "2024-06-03")
BILLION = 10**9


def snapshots():
    """Return every device of the catalogue at every date."""
    found = []
    for name in catalog.devices():
        device = catalog.device(name)
        if device.qubits_advertised is None:
            found.append(device.resized(72))
        else:
            found += [catalog.device(name, date) for date in device.snapshots]
    return found


# --- the figures of Wukong, by hand -------------------------------------------------------------


def test_wukong_by_hand():
    """63 calibrated of 72 qubits; one-qubit gates of 30 ns; longest T1 41.9 us; 1.98 ms a shot.

    T ln 10 = 96.478 us hold 3,215 gates of 30 ns, T ln 1000 = 289.435 us hold 9,647.
    """
    longest = max(row.t1 for row in WUKONG.snapshot.qubits.values() if row.t1)
    assert longest == pytest.approx(41.9e-6)
    assert max(row.t2 for row in WUKONG.snapshot.qubits.values() if row.t2) < 41.9e-6
    found = bounds([WUKONG], BILLION, weight_bits=16)
    assert found.touch_s == pytest.approx(1e9 * 30e-9 / 72)
    assert found.coherence_s == longest
    assert found.gates == (63 * 3215, 63 * 9647)
    assert found.angles == (3 * 63 * 3215, 3 * 63 * 9647)
    assert found.bits_per_s == pytest.approx(63 / 1.98e-3)
    assert found.readout_s == pytest.approx(16e9 * 1.98e-3 / 63)
    assert found.dates == ("2026-03-06",)


def test_amplitudes_of_wukong_by_hand():
    """The best coupler errs by 0.0111 on average.

    ln 0.1 / ln(1 - 0.0111) = 206.3, so 206 gates on each piece: 4 x 206 + 2 x 27 + 1 = 879 and
    4 x 206 + 2 x 18 + 1 = 861 amplitudes; pieces of 3, 2 and 2 qubits hold no more than 8, 4 and 4,
    and each of eleven single qubits 2. By the process infidelity, 5/4 of the error, there would be
    164 gates and 1,442 amplitudes, which a state exceeds: see below.
    """
    best = min(e for e in WUKONG.snapshot.couplers.values() if e is not None)
    assert best == pytest.approx(0.0111)
    gates = math.floor(gates_of_state(best, 0.1))
    assert gates == 206
    assert WUKONG.pieces == (27, 18, 3, 2, 2, *[1] * 11)
    each = [loadable(gates, n) for n in WUKONG.pieces]
    assert each == [879, 861, 8, 4, 4, *[2] * 11]
    assert bounds([WUKONG], BILLION).amplitudes.low == sum(each) == 1778


def test_bounds_span_all_calibrations():
    """In 2024 a shot took 0.51 ms at best: 63 qubits of today give 123,529 bits a second."""
    both = bounds([WUKONG, EARLIER], BILLION)
    now, before = bounds([WUKONG], BILLION), bounds([EARLIER], BILLION)
    assert both.readout_s == pytest.approx(16e9 * 0.51e-3 / 63)
    assert both.readout_s / 86400 == pytest.approx(1.5, abs=0.01)
    for name in ("gates", "angles", "amplitudes"):
        ends = [getattr(one, name) for one in (now, before)]
        spanned = getattr(both, name)
        assert spanned == (min(e.low for e in ends), max(e.high for e in ends)), name
    assert both.coherence_s == max(now.coherence_s, before.coherence_s)
    assert both.dates == ("2026-03-06", "2024-06-03")


def test_a_survey_has_the_bounds_over_all_dates():
    found = survey(Workload.of(catalog.model("gpt2")), [WUKONG], ["qpa"])
    ((device, shown),) = found.bounds
    assert device is WUKONG
    assert shown == bounds([WUKONG, EARLIER], found.workload.model.parameters)
    # figures set by hand hold at every date
    faster = survey(found.workload, [WUKONG.with_figures({"shot_period": 1e-4})], ["qpa"])
    assert faster.bounds[0][1].bits_per_s == pytest.approx(63 / 1e-4)


# --- (a) gates: chains of one-qubit gates, with data in between ---------------------------------


def shrink(average_error):
    """Return what a depolarizing one-qubit gate leaves of an operator.

    An average error e is a chance 2 e of losing it.
    """
    return 1 - 2 * average_error


def chain(average_error, share):
    """Return the gates in a row that leave an operator a share."""
    return math.floor(math.log(share) / math.log(shrink(average_error)))


@pytest.mark.parametrize("share", FLOORS)
def test_chains_on_all_live_qubits_of_wukong_stay_below(share):
    """Each live qubit runs gates, and data between them, until its published error leaves f.

    The best qubit errs by 0.0006: ln 0.1 / ln 0.9988 = 1,917 gates, in 57.5 us. All 63 together
    hold 0.18 of the bound: the rest is what gates lose more than waiting does.
    """
    errors = [row.one_qubit_error for row in WUKONG.snapshot.qubits.values()]
    assert len(errors) == 63
    assert chain(min(errors), 0.1) == 1917
    angles = ANGLES_PER_ONE_QUBIT_GATE * sum(chain(e, share) for e in errors)
    bound = 3 * gates_in(window(41.9e-6, share), 63, 30e-9)
    ends = bounds([WUKONG], BILLION).angles
    assert ends.low <= bound <= ends.high
    assert 0.15 < angles / bound < 1


def test_no_chain_on_any_device_exceeds_its_bound():
    """Nor does the best qubit keep an operator by gates for longer than the window.

    That would be so if a gate lost less than waiting does on the most durable qubit.
    """
    ratios = {}
    for device in snapshots():
        found = bounds([device], BILLION)
        if found.gates is None or device.snapshot.convention != "average":
            continue
        figure = device.figure("one_qubit_error")
        one = figure and figure.value
        rows = device.snapshot.qubits.values() or [None] * device.qubits_advertised
        errors = [row.one_qubit_error if row and row.one_qubit_error else one for row in rows]
        errors = [e for e in errors if e and e < 0.5]
        gates = sum(chain(e, 0.1) for e in errors)
        ratios[device.id] = gates / found.gates.low
        times = device.figure("one_qubit_duration")
        gate = times.value if times.low is None else times.low
        if found.coherence_s is not None:
            assert chain(min(errors), 0.1) * gate <= window(found.coherence_s, 0.1), device.id
    assert len(ratios) > 15
    assert max(ratios.values()) < 1
    assert max(ratios.values()) > 0.4
    assert ratios["origin-wukong-72"] > 0.15


def turns(angles):
    """Return RZ(a) RY(b) RZ(c)."""
    a, b, c = angles
    first, last = (np.diag([np.exp(-0.5j * t), np.exp(0.5j * t)]) for t in (c, a))
    middle = np.array(
        [[np.cos(b / 2), -np.sin(b / 2)], [np.sin(b / 2), np.cos(b / 2)]], dtype=complex
    )
    return last @ middle @ first


def reuploaded(weights, data):
    """Return <Z> of one qubit after trained gates with data between, for each sample."""
    state = np.zeros((len(data), 2), dtype=complex)
    state[:, 0] = 1
    for layer, angles in enumerate(weights):
        state = state @ turns(angles).T
        if layer + 1 < len(weights):
            half = data[:, layer] / 2
            cos, sin = np.cos(half), -1j * np.sin(half)
            state = np.stack(
                [cos * state[:, 0] + sin * state[:, 1], sin * state[:, 0] + cos * state[:, 1]], 1
            )
    return np.abs(state[:, 0]) ** 2 - np.abs(state[:, 1]) ** 2


def test_a_chain_of_one_qubit_really_has_so_many_independent_parameters():
    """40 gates with data between them: two new parameters a gate, where 4 G + 3 n would be 3.

    Of the three angles one commutes with the data and adds to that of the gate behind it; the
    first gate adds two, as its first turn leaves |0> alone, the last only one, as <Z> does not see
    its last turn: 2 x 40 - 1. So the bound of three a gate is met by two thirds.
    """
    layers, random = 40, np.random.default_rng(0)
    weights = random.uniform(0, 2 * math.pi, (layers, 3))
    data = np.outer(random.uniform(-50, 50, 150), random.uniform(0.5, 2, layers))
    slopes = []
    for k in range(weights.size):
        ahead, behind = weights.copy(), weights.copy()
        ahead.flat[k] += math.pi / 2
        behind.flat[k] -= math.pi / 2
        slopes.append((reuploaded(ahead, data) - reuploaded(behind, data)) / 2)
    rank = np.linalg.matrix_rank(np.array(slopes), rtol=1e-9)
    assert rank == 2 * layers - 1
    assert rank > 25 * (4 * 0 + 3 * 1)
    assert 0.6 < rank / (ANGLES_PER_ONE_QUBIT_GATE * layers) <= 1


# --- (b) gates: an operator that is carried to the most durable qubit and waits there -----------


def relaxed(rho, t1, t2, seconds):
    """Return what relaxation and dephasing leave of a qubit."""
    decay, phase = math.exp(-seconds / t1), math.exp(-seconds / min(t2, 2 * t1))
    return np.array(
        [[rho[0, 0] + (1 - decay) * rho[1, 1], phase * rho[0, 1]],
         [phase * rho[1, 0], decay * rho[1, 1]]]
    )  # fmt: skip


PAULIS = {
    "X": np.array([[0, 1], [1, 0]], dtype=complex),
    "Y": np.array([[0, -1j], [1j, 0]]),
    "Z": np.diag([1.0, -1.0]).astype(complex),
}


def waited(row, seconds):
    """Return the most that any Pauli operator of a qubit keeps while it waits."""
    kept = []
    for pauli in PAULIS.values():
        up, down = (
            relaxed((np.eye(2) + sign * pauli) / 2, row.t1, row.t2, seconds) for sign in (1, -1)
        )
        kept.append(float(np.real(np.trace(pauli @ (up - down)))) / 2)
    return max(kept)


def route(graph, start, end):
    """Return the shortest way between two qubits; None if there is none."""
    before, front = {start: None}, [start]
    while front and end not in before:
        reached = []
        for here in front:
            for there in graph.neighbours[here]:
                if there not in before:
                    before[there] = here
                    reached.append(there)
        front = reached
    if end not in before:
        return None
    way = [end]
    while way[-1] != start:
        way.append(before[way[-1]])
    return way[::-1]


@pytest.mark.parametrize(
    "device",
    [WUKONG, EARLIER, catalog.device("ibm-fez")],
    ids=["wukong 2026", "wukong 2024", "fez"],
)
@pytest.mark.parametrize("share", FLOORS)
def test_an_operator_that_waits_on_the_most_durable_qubit_keeps_no_more(device, share):
    """Read anywhere, swapped to the qubit with the longest time, three CZ a swap, and kept there.

    Without a swap it keeps exactly the share: the bound is as tight as it can be.
    """
    rows = {q: row for q, row in device.snapshot.qubits.items() if row.t1 and row.t2}
    longest = bounds([device], BILLION).coherence_s
    seconds, cz = window(longest, share), device.value("two_qubit_duration")
    best = max(rows, key=lambda q: max(rows[q].t1, rows[q].t2))
    kept = {}
    for start, row in rows.items():
        kept[start, start] = waited(row, seconds)
        way = route(device.graph, start, best)
        for here, there in pairwise(way or ()):
            pair = tuple(sorted((here, there)))
            error = device.snapshot.couplers[pair]
            kept[start, best] = kept.get((start, best), 1.0) * (1 - 4 / 3 * error) ** 3
        if way and len(way) > 1:
            swaps = 3 * (len(way) - 1) * cz
            kept[start, best] *= waited(rows[best], max(0.0, seconds - swaps))
    assert len(kept) > len(rows)
    assert max(kept.values()) == kept[best, best] == pytest.approx(share)


def test_it_is_without_error_correction():
    """Three copies and a majority hold a value longer than any qubit: that is set aside.

    Of the parity (Z1 + Z2 + Z3 - Z1 Z2 Z3) / 2 there is (3 f - f^3) / 2 when each qubit kept f.
    """
    share = 0.1
    assert (3 * share - share**3) / 2 > share


# --- (c) gates: resets ---------------------------------------------------------------------------


def rotated(bloch, axis, angle):
    """Return a Bloch vector turned about an axis."""
    cos, sin = math.cos(angle), math.sin(angle)
    return bloch * cos + np.cross(axis, bloch) * sin + axis * (axis @ bloch) * (1 - cos)


def derivatives(axes, angles, resets, keeps, read):
    """Return how a value changes with the angle of each gate of a qubit, which waits after each.

    Every operator keeps so much of itself in each wait, and the qubit is pulled to |0>.
    """
    bloch, after = np.array([0.0, 0.0, 1.0]), []
    for k, (axis, angle) in enumerate(zip(axes, angles, strict=True)):
        if k in resets:
            bloch = np.array([0.0, 0.0, 1.0])
        bloch = rotated(bloch, axis, angle)
        after.append(bloch)
        bloch = keeps * bloch + np.array([0.0, 0.0, 1 - keeps])
    found = []
    for k in reversed(range(len(angles))):
        read = keeps * read
        found.append(read @ np.cross(axes[k], after[k]))
        read = np.zeros(3) if k in resets else rotated(read, axes[k], -angles[k])
    return np.abs(found[::-1])


@pytest.mark.parametrize("n_resets", [0, 1, 5])
@pytest.mark.parametrize("kind", ["random angles", "small angles"])
def test_resets_bring_no_more_gates_into_the_window(kind, n_resets):
    """Two qubits of 60 gates, each read at the end; 46 gates fit into 20 ln 10 gate times.

    A gate counts if its angle moves the value by more than a tenth of what any gate can move one.
    Small angles leave the qubit in |0>, which does not decay, so that every gate moves <X> by just
    what waiting leaves: then all 46 count, and the bound is reached. What is in front of a reset
    moves nothing.
    """
    longest, share, n_gates = 20.0, 0.1, 60
    bound = gates_in(window(longest, share), 2, 1.0)
    assert bound == 2 * 46
    most = 0
    for seed in range(20):
        random = np.random.default_rng(seed)
        counted = 0
        for _ in range(2):
            resets = set(random.integers(0, n_gates, n_resets).tolist())
            if kind == "small angles":
                axes, angles = np.tile([0.0, 1.0, 0.0], (n_gates, 1)), np.zeros(n_gates)
            else:
                axes = random.normal(size=(n_gates, 3))
                axes /= np.linalg.norm(axes, axis=1)[:, None]
                angles = random.uniform(0, 2 * math.pi, n_gates)
            read = np.array([1.0, 0.0, 0.0])
            moved = derivatives(axes, angles, resets, math.exp(-1 / longest), read)
            assert not moved[: max(resets, default=0)].any()
            counted += int((moved > share).sum())
        most = max(most, counted)
    assert most <= bound
    if kind == "small angles" and not n_resets:
        assert most == bound


def test_gates_fill_the_window_with_and_without_resets():
    """Read as (I + Z) / 2 of n qubits: one gate each per gate time, whatever is reset between.

    A reset takes time and brings no gate: a qubit that is reset k times has k gates fewer.
    """
    seconds, gate = window(50e-6, 0.1), 30e-9
    slots = math.floor(seconds / gate)
    for n_qubits in (1, 5, 63):
        bound = gates_in(seconds, n_qubits, gate)
        for resets in (0, 1, 100):
            assert n_qubits * (slots - resets) <= bound
        assert n_qubits * slots == bound


# --- (d) amplitudes: how many parameters a state can have, and how many gates it bears -----------


def brick(n, gates, *, real, seed):
    """Return wires of two-qubit gates in brick order, and the state as a function of angles."""
    random = np.random.default_rng(seed)
    pairs = [(a, a + 1) for first in (0, 1) for a in range(first, n - 1, 2)]
    wires = [pairs[k % len(pairs)] for k in range(gates)]
    per_wire = 1 if real else 2
    n_angles = n * per_wire + gates * 2 * per_wire

    def state(angles):
        found = np.zeros((2,) * n, dtype=complex)
        found[(0,) * n] = 1
        angles = iter(angles)

        def turn(found, wire):
            b = next(angles)
            gate = turns((0.0, b, 0.0))
            if not real:
                a = next(angles)
                gate = turns((a, 0.0, 0.0)) @ gate
            return np.moveaxis(np.tensordot(gate, found, (1, wire)), 0, wire)

        for wire in range(n):
            found = turn(found, wire)
        for a, b in wires:
            index = [slice(None)] * n
            index[a] = index[b] = 1
            found = found.copy()
            found[tuple(index)] *= -1
            for wire in (a, b):
                found = turn(found, wire)
        return found.reshape(-1)

    return state, random.uniform(0, 2 * math.pi, n_angles)


def rank_of(state, angles):
    """Return how many independent parameters a state has; its phase and its norm are none."""
    here, slopes = state(angles), []
    for k in range(len(angles)):
        ahead, behind = angles.copy(), angles.copy()
        ahead[k] += 1e-5
        behind[k] -= 1e-5
        slope = (state(ahead) - state(behind)) / 2e-5
        slope = slope - here * (here.conj() @ slope)
        slopes.append(np.concatenate([slope.real, slope.imag]))
    return int(np.linalg.matrix_rank(np.array(slopes), rtol=1e-6))


@pytest.mark.parametrize(("n", "most_gates"), [(2, 3), (3, 5), (4, 8)])
@pytest.mark.parametrize("real", [False, True])
def test_states_have_no_more_parameters_than_counted(n, most_gates, real):
    """4 G + 2 n of complex states until all 2^(n+1) - 2 are there; real ones stop at 2^n - 1."""
    for gates in range(most_gates + 1):
        rank = rank_of(*brick(n, gates, real=real, seed=gates))
        assert rank <= 4 * gates + 2 * n
        assert rank <= (2**n - 1 if real else 2 ** (n + 1) - 2)
        if real:
            assert rank + 1 <= loadable(gates, n)


def test_brickwork_has_nearly_as_many_parameters_as_counted():
    """13 gates on five qubits: 62 are counted, 58 are there.

    A turn about Z in front of the first gate on a qubit adds nothing, for four of the five.
    """
    rank = rank_of(*brick(5, 13, real=False, seed=13))
    assert 4 * 13 + 2 * 5 == 62
    assert 0.9 < rank / 62 <= 1


@given(st.floats(1e-4, 0.5), st.sampled_from(FLOORS))
def test_one_gate_more_than_allowed_is_below_the_floor(error, share):
    """By the fidelities of its gates, which is what the bound counts."""
    gates = math.floor(gates_of_state(error, share))
    assert (1 - error) ** gates >= share * (1 - 1e-9)
    assert (1 - error) ** (gates + 1) < share


def state_fidelity(n, gates, error, *, shots=20_000, circuits=5):
    """Return the fidelity of brickwork states under depolarizing gates, by their stabilizers."""
    stim = pytest.importorskip("stim")
    returned = []
    for seed in range(circuits):
        random = np.random.default_rng(seed)
        plain, noisy = stim.Circuit(), stim.Circuit()
        pairs = [(a, a + 1) for first in (0, 1) for a in range(first, n - 1, 2)]
        for k in range(gates):
            a, b = pairs[k % len(pairs)]
            gate = stim.Circuit()
            for wire in (a, b):
                turn = random.choice(["I", "H", "S", "SQRT_X", "C_XYZ", "C_ZYX"])
                gate.append(str(turn), [wire])
            gate.append("CZ", [a, b])
            plain += gate
            noisy += gate
            noisy.append("DEPOLARIZE2", [a, b], error)
        whole = noisy + plain.inverse()
        whole.append("M", range(n))
        returned.append(1 - whole.compile_sampler(seed=seed).sample(shots).any(axis=1).mean())
    return float(np.mean(returned))


@pytest.mark.parametrize("n", [18, 27])
def test_a_state_of_one_gate_more_than_allowed_is_below_the_floor(n):
    """The pieces of Wukong: gates whose process errs by 0.013875, 0.0111 on average.

    206 are allowed. Five standard errors of 100,000 returns are 0.005.
    """
    gates = math.floor(gates_of_state(0.0111, 0.1))
    assert state_fidelity(n, gates + 1, 0.013875) < 0.1 + 0.005


@pytest.mark.parametrize("n", [18, 27])
def test_a_state_passes_what_the_process_infidelity_would_allow(n):
    """165 gates leave (1 - 0.013875)^165 = 0.0997 by that count, and 0.108 in truth.

    The attack reaches 0.8 of the gates that the bound allows.
    """
    assert state_fidelity(n, 165, 0.013875) > 0.1 + 0.003
    assert 165 / gates_of_state(0.0111, 0.1) == pytest.approx(0.8, abs=0.01)


def test_published_constructions_stay_below():
    """9 CNOTs load 16 amplitudes and 919 load 1,024: the bound is above each."""
    assert loadable(9, 4) >= 16
    assert loadable(919, 10) >= 1024
    assert loadable(2, 4) == 16  # 8 + 8 + 1 = 17, but there are no more than 16
    assert loadable(1, 4) == 13


# --- (e) touching every weight ------------------------------------------------------------------


@given(st.integers(1, 10**6), st.integers(1, 400))
def test_no_schedule_touches_every_weight_sooner(n_weights, n_qubits):
    """Every qubit takes the next weight as soon as it is free."""
    gate = 30e-9
    rounds = -(-n_weights // n_qubits)
    bound = touch_time(n_weights, n_qubits, gate)
    assert rounds * gate >= bound * (1 - 1e-12)
    assert rounds * gate < bound + gate
    if rounds > 10:
        assert bound / (rounds * gate) > 0.9


def test_two_qubit_gates_touch_no_faster():
    """On Wukong a CZ of 40 ns keeps two qubits: 36 gates in 40 ns against 72 in 30 ns."""
    cz, one = WUKONG.value("two_qubit_duration"), WUKONG.value("one_qubit_duration")
    assert BILLION * cz / 36 > bounds([WUKONG], BILLION).touch_s == BILLION * one / 72


# --- (f) bits out -------------------------------------------------------------------------------


def information(ensemble, chances, effects):
    """Return the mutual information of what was prepared and what is read. [bits]"""
    joint = np.einsum("i,iab,kba->ik", chances, ensemble, effects).real
    joint = np.maximum(joint, 0)
    both = joint.sum(axis=1)[:, None] * joint.sum(axis=0)[None]
    kept = joint > 1e-15
    return float((joint[kept] * np.log2(joint[kept] / both[kept])).sum())


def random_effects(n_outcomes, dimension, random):
    """Return a measurement of any number of outcomes."""
    shape = (n_outcomes, dimension, dimension)
    raw = random.normal(size=shape) + 1j * random.normal(size=shape)
    effects = np.einsum("kab,kcb->kac", raw, raw.conj())
    values, vectors = np.linalg.eigh(effects.sum(axis=0))
    root = vectors @ np.diag(values**-0.5) @ vectors.conj().T
    return np.einsum("ab,kbc,cd->kad", root, effects, root)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_n_qubits_give_at_most_n_bits(n):
    """Many more states than dimensions, measured in any way; orthogonal ones give all n bits."""
    random, dimension, found = np.random.default_rng(n), 2**n, []
    for n_states, n_outcomes in ((dimension, dimension), (4 * dimension, 4 * dimension), (64, 16)):
        for _ in range(30):
            kets = random.normal(size=(n_states, dimension, 2)) @ np.array([1, 1j])
            kets /= np.linalg.norm(kets, axis=1)[:, None]
            ensemble = np.einsum("ia,ib->iab", kets, kets.conj())
            chances = random.dirichlet(np.ones(n_states))
            found.append(
                information(ensemble, chances, random_effects(n_outcomes, dimension, random))
            )
            assert found[-1] <= n + 1e-9
    orthogonal = np.einsum("ia,ib->iab", np.eye(dimension), np.eye(dimension)).astype(complex)
    even = np.full(dimension, 1 / dimension)
    assert information(orthogonal, even, orthogonal) == pytest.approx(n)
    assert 0 < max(found) < n


# --- laws, and what is not known ----------------------------------------------------------------


@given(st.integers(1, 500), st.integers(0, 10**6), st.integers(0, 10**6))
def test_more_qubits_or_gates_never_shrink_it(n, gates, more):
    assert loadable(gates + more, n) >= loadable(gates, n)
    assert loadable(gates, n + 1) >= loadable(gates, n)
    assert gates_in(1e-4, n + 1, 3e-8) >= gates_in(1e-4, n, 3e-8)


@given(st.floats(1e-4, 0.05), st.integers(2, 400))
def test_a_larger_grid_never_has_a_lower_bound(error, n):
    generic = catalog.device("generic").with_figures({"two_qubit_error": error})
    small, large = (bounds([generic.resized(k)], BILLION) for k in (n, 2 * n))
    for name in ("gates", "angles", "amplitudes"):
        assert getattr(large, name) >= getattr(small, name), name
    assert large.bits_per_s >= small.bits_per_s
    assert large.touch_s <= small.touch_s


@given(st.floats(1e-6, 1.0), st.floats(1e-6, 0.99), st.floats(0.01, 1.0))
def test_a_lower_floor_lets_more_through(longest, share, less):
    assert window(longest, share * less) >= window(longest, share)
    assert gates_of_state(0.01, share * less) >= gates_of_state(0.01, share)
    assert math.exp(-window(longest, share) / longest) == pytest.approx(share)


@pytest.mark.parametrize(
    ("name", "absent", "said"),
    [
        ("google-willow-72", ("gates", "angles", "amplitudes"), "coherence not published"),
        ("google-willow-72", ("amplitudes",), "best coupler not published"),
        ("iqm-garnet", ("touch_s", "gates", "angles"), "gate times not published"),
        ("quantinuum-h2-1", ("touch_s", "gates", "amplitudes"), "gate times not published"),
    ],
)
def test_what_is_not_published_bounds_nothing(name, absent, said):
    found = bounds([catalog.device(name)], BILLION)
    for field in absent:
        assert getattr(found, field) is None, field
    assert said in found.note


def test_perfect_gates_have_no_bound_on_amplitudes():
    device = catalog.device("generic").resized(9).with_figures({"two_qubit_error": 0})
    assert bounds([device], BILLION).amplitudes is None
    errors = (0.7, 0.8, 0.95, 1.0)
    most = [
        bounds([device.with_figures({"two_qubit_error": e})], BILLION).amplitudes.high
        for e in errors
    ]
    # ln 0.001 / ln(1 - 0.7) = 5.7 gates: 4 x 5 + 18 + 1; ln 0.001 / ln 0.2 = 4.3; at 0.95 2.3
    assert most == [39, 35, 27, 19]


def test_a_gate_with_an_angle_adds_five_parameters():
    zz = catalog.device("ionq-forte-enterprise").with_figures({"two_qubit_error": 0.0075})
    gates = math.floor(gates_of_state(0.0075, 0.1))
    n = zz.qubits_advertised
    assert bounds([zz], BILLION).amplitudes.low == 5 * gates + 2 * n + 1
    cz = zz._replace(two_qubit_gate="cz")
    assert bounds([cz], BILLION).amplitudes.low == 4 * gates + 2 * n + 1


def test_shortest_time_of_a_shot():
    """The low end of a period; else the shortest delay and the readout: 250 us and 1.56 us."""
    assert shortest_shot(WUKONG) == 1.98e-3
    assert shortest_shot(EARLIER) == 0.51e-3
    fez = catalog.device("ibm-fez")
    delay = fez.figure("repetition_delay")
    least = delay.value if delay.low is None else delay.low
    assert shortest_shot(fez) == pytest.approx(least + 1.56e-6)
    assert shortest_shot(catalog.device("quantinuum-helios")) is None
