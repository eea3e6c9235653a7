"""Documents as vendors hand them out, written from the calibrations of the shipped catalogue.

The shipped tables were taken from such files; reading what is written here must give them back.
"""

from __future__ import annotations


def _fidelity(error):
    return None if error is None else 1 - error


def braket(device):
    """Return device capabilities of Amazon Braket (IQM's)."""

    def kind(name, value):
        return {"fidelityType": {"name": name}, "fidelity": value, "standardError": 1e-5}

    single = {
        str(index): {
            "T1": {"value": q.t1, "standardError": None, "unit": "S"},
            "T2": {"value": 0.0 if q.t2 is None else q.t2, "standardError": None, "unit": "S"},
            "oneQubitFidelity": [
                kind("SIMULTANEOUS_RANDOMIZED_BENCHMARKING", _fidelity(q.one_qubit_error)),
                kind("READOUT", 1 - (q.readout_error_0 + q.readout_error_1) / 2),
                kind("READOUT_ERROR_0_TO_1", q.readout_error_0),
                kind("READOUT_ERROR_1_TO_0", q.readout_error_1),
            ],
        }
        for index, q in device.snapshot.qubits.items()
    }
    double = {
        f"{a}-{b}": {
            "twoQubitGateFidelity": [
                {
                    "direction": None,
                    "gateName": "CZ",
                    "fidelity": _fidelity(error),
                    "standardError": 1e-4,
                    "fidelityType": {"name": "SIMULTANEOUS_INTERLEAVED_RANDOMIZED_BENCHMARKING"},
                }
            ]
        }
        for (a, b), error in device.snapshot.couplers.items()
    }
    return {
        "braketSchemaHeader": {
            "name": "braket.device_schema.iqm.iqm_device_capabilities",
            "version": "1",
        },
        "service": {
            "shotsRange": [1, 20000],
            "updatedAt": "2026-05-05T16:45:26.355472+00:00",
            "deviceCost": {"price": 0.00145, "unit": "shot"},
        },
        "action": {"braket.ir.openqasm.program_set": {"maximumExecutables": 100}},
        "paradigm": {
            "qubitCount": device.qubits_advertised,
            "nativeGateSet": ["cz", "prx"],
            "connectivity": {"fullyConnected": False, "connectivityGraph": {}},
        },
        "standardized": {"oneQubitProperties": single, "twoQubitProperties": double},
    }


def origin_cloud(device):
    """Return the configuration of Origin's cloud: text everywhere, nothing where it is off."""
    off = dict.fromkeys(("averageFidelity", "readFidelity", "ReadoutFidelity", "T1", "T2"), "")
    single = {}
    for index in range(device.qubits_advertised):
        q = device.snapshot.qubits.get(index)
        single[str(index)] = off | (
            {}
            if q is None
            else {
                "averageFidelity": str(1 - q.one_qubit_error),
                "readFidelity": f"{1 - q.readout_error_0}/{1 - q.readout_error_1}",
                "T1": str(q.t1 * 1e6),
                "T2": str(q.t2 * 1e6),
                "Ts2": "99.0",
            }
        )
    double = {
        f"{a}_{b}": {"fidelity": str(1 - e)} for (a, b), e in device.snapshot.couplers.items()
    }
    return {
        "obj": {
            "adjJSON": single,
            "gateJSON": double | {"0_1": {"fidelity": "0"}},
            "qubitNum": "72",
            "maximumNumberRuns": 10000,
            "updateTime": "2026-03-06 15:41:31",
        }
    }


def origin_chip(device):
    """Return a chip file of PilotOS."""
    adjacent: dict[str, list[dict[str, float]]] = {}
    for (a, b), error in device.snapshot.couplers.items():
        adjacent.setdefault(str(a), []).append({"v": b, "w": 1 - error})
        adjacent.setdefault(str(b), []).append({"v": a, "w": 1 - error})
    single = {
        str(index): {
            "SingleGateFidelity": 1 - q.one_qubit_error,
            "FidelityMat": [
                [1 - q.readout_error_0, q.readout_error_1],
                [q.readout_error_0, 1 - q.readout_error_1],
            ],
            "T1": None if q.t1 is None else q.t1 * 1e6,
            "T2": None if q.t2 is None else q.t2 * 1e6,
        }
        for index, q in device.snapshot.qubits.items()
    }
    return {
        "QuantumChipArch": {
            "QubitCount": 72,
            "AdjMatrix": adjacent,
            "QubitParams": single,
            "AvailableQubits": list(device.snapshot.qubits),
            "QGateClock": {"CZ": 40, "RPhi": 30},
            "LastUpdateTime": 1717395244425,
            "MaxShots": 20000,
        }
    }


def iqm(device):
    """Return quality metrics of an IQM server, and its architecture with one coupler missing."""
    seen = []

    def put(field, value, unit=""):
        seen.append({"dut_field": field, "value": value, "unit": unit, "invalid": False})

    for index, q in device.snapshot.qubits.items():
        name = f"QB{index}"
        put(f"characterization.model.{name}.t1_time", q.t1, "s")
        if q.t2 is not None:
            put(f"characterization.model.{name}.t2_time", q.t2, "s")
        put(f"characterization.model.{name}.t2_echo_time", 1.0, "s")
        put(f"metrics.rb.prx.drag_crf.{name}.fidelity:par=d2", 1 - q.one_qubit_error)
        put(f"metrics.rb.clifford.xy.{name}.fidelity:par=d2", 0.5)
        put(f"metrics.ssro.measure.constant.{name}.error_0_to_1", q.readout_error_0)
        put(f"metrics.ssro.measure.constant.{name}.error_1_to_0", q.readout_error_1)
        put(f"metrics.ssro.measure_fidelity.constant.{name}.error_0_to_1", 0.5)
    for (a, b), error in device.snapshot.couplers.items():
        put(f"metrics.irb.cz.slepian_crf.QB{b}__QB{a}.fidelity:par=d2", 1 - error)
        put(f"metrics.rb.clifford.uz_cz.QB{b}__QB{a}.fidelity:par=d2", 0.5)
    put("gates.cz.slepian_crf.QB1__QB2.duration", 4e-8, "s")
    put("gates.prx.drag_crf.QB1.duration", 2e-8, "s")
    seen.append({"dut_field": "characterization.model.QB99.t1_time", "value": 1, "invalid": True})
    metrics = {
        "observation_set_type": "quality-metric-set",
        "dut_label": "M000",
        "created_timestamp": "2026-05-05T00:00:00Z",
        "observations": seen,
    }
    loci = [[f"QB{a}", f"QB{b}"] for a, b in device.snapshot.couplers][1:]
    architecture = {
        "qubits": [f"QB{index}" for index in device.snapshot.qubits],
        "computational_resonators": [],
        "gates": {"cz": {"implementations": {"slepian_crf": {"loci": loci}}}},
    }
    return metrics, architecture


def iqm_star(qubits=(1, 2, 3), resonator="COMPR1"):
    """Return quality metrics of a chip whose qubits meet in a resonator, and its architecture."""
    seen = {}
    for index in qubits:
        seen[f"characterization.model.QB{index}.t1_time"] = 3e-5
        seen[f"metrics.rb.prx.drag.QB{index}.fidelity"] = 0.998
        seen[f"metrics.ssro.measure.constant.QB{index}.fidelity"] = 0.97
        at = f"crf.QB{index}__{resonator}"
        seen[f"metrics.irb.cz.{at}.fidelity"] = 0.98
        seen[f"metrics.irb.move.{at}.fidelity:n_interleaved_gates=2"] = 0.985
        seen[f"gates.move.{at}.duration"] = 9e-8
        seen[f"gates.cz.{at}.duration"] = 1e-7
    loci = [[f"QB{index}", resonator] for index in qubits]
    metrics = {
        "dut_label": "M000",
        "created_timestamp": "2026-05-05T00:00:00Z",
        "observations": [{"dut_field": name, "value": value} for name, value in seen.items()],
    }
    architecture = {
        "qubits": [f"QB{index}" for index in qubits],
        "computational_resonators": [resonator],
        "gates": {gate: {"implementations": {"crf": {"loci": loci}}} for gate in ("cz", "move")},
    }
    return metrics, architecture


def ionq():
    """Return a characterization as IonQ's interface has it."""
    return {
        "id": "x",
        "date": "2025-06-16T00:00:00Z",
        "backend": "qpu.aria-1",
        "qubits": 25,
        "connectivity": [[a, b] for a in range(25) for b in range(a)],
        "fidelity": {
            "spam": {"median": 0.996, "stderr": None},
            "1q": {"median": 0.9998, "mean": 0.9},
            "2q": {"median": 0.986},
        },
        "timing": {"readout": 3e-4, "reset": 2e-5, "1q": 1.35e-4, "2q": 6e-4, "t1": 10, "t2": 1},
    }


def aqt(qubits=12):
    """Return a resource with its characterisation as AQT's cloud has it."""
    return {
        "id": "trap",
        "name": "Trap",
        "status": "online",
        "available_qubits": qubits,
        "characterisation": {
            "single_qubit_gate_fidelity": {
                str(index): {"value": 99.95, "uncertainty": 0.01} for index in range(qubits)
            },
            "mean_two_qubit_gate_fidelity": {"value": 98.5, "uncertainty": 0.1},
            "spam_fidelity_lower_bound": 99.7,
            "t1_s": {"value": 1.1, "uncertainty": 0.01},
            "t2_coherence_time_s": {"value": 0.2, "uncertainty": 0.04},
            "readout_time_micros": 1500.0,
            "single_qubit_gate_duration_micros": 30.0,
            "two_qubit_gate_duration_micros": 300.0,
            "updated_at": "2026-01-01T00:00:00Z",
        },
    }


def rigetti(device):
    """Return an instruction set architecture, with a failed coupler and a dead node."""
    stamp = {"timestamp": "2026-05-05T00:00:00+00:00"}

    def characteristic(name, value, nodes=None, error=1e-3):
        more = {} if nodes is None else {"node_ids": nodes}
        return {"name": name, "value": value, "error": error, **stamp, **more}

    qubits = device.snapshot.qubits
    dead = max(qubits) + 1
    (failed, *live) = device.snapshot.couplers.items()
    single = [characteristic("fRB", 1 - q.one_qubit_error, [i]) for i, q in qubits.items()]

    def sites(name, value):
        return [
            {"node_ids": [i], "characteristics": [characteristic(name, value(q))]}
            for i, q in qubits.items()
        ]

    return {
        "name": "Mine-1",
        "architecture": {
            "family": None,
            "nodes": [{"node_id": index} for index in (*qubits, dead)],
            "edges": [{"node_ids": list(pair)} for pair in device.snapshot.couplers],
        },
        "benchmarks": [
            {
                "name": "randomized_benchmark_simultaneous_1q",
                "sites": [{"node_ids": list(qubits), "characteristics": single}],
            },
            {"name": "randomized_benchmark_1q", "sites": sites("fRB", lambda _q: 0.9)},
            {"name": "FreeInversionRecovery", "sites": sites("T1", lambda q: q.t1)},
            {"name": "FreeInductionDecay", "sites": sites("T2", lambda q: q.t2)},
        ],
        "instructions": [
            {"name": "RX", "sites": None, "characteristics": []},
            {"name": "MEASURE", "sites": sites("fRO", lambda q: 1 - q.readout_error_0)},
            {
                "name": "CZ",
                "sites": [
                    {"node_ids": [b, a], "characteristics": [characteristic("fCZ", 1 - error)]}
                    for (a, b), error in live
                ]
                + [
                    {
                        "node_ids": list(failed[0]),
                        "characteristics": [characteristic("fCZ", 0.5, error=1.0)],
                    }
                ],
            },
            {"name": "ISWAP", "sites": []},
        ],
    }


def cirq(device, columns):
    """Return calibration metrics of Cirq and a device specification, qubits by row and column."""

    def name(index):
        return f"{index // columns}_{index % columns}"

    def metric(kind, targets, value):
        return {"name": kind, "targets": targets, "values": [{"doubleVal": value}]}

    found = []
    for index, q in device.snapshot.qubits.items():
        at = [name(index)]
        found += [
            metric("single_qubit_rb_pauli_error_per_gate", at, q.one_qubit_error * 1.5),
            metric("single_qubit_rb_incoherent_error_per_gate", at, 0.0),
            metric("single_qubit_p00_error", at, q.readout_error_0),
            metric("single_qubit_p11_error", at, q.readout_error_1),
            metric("single_qubit_idle_t1_micros", at, q.t1 * 1e6),
        ]
    for (a, b), error in device.snapshot.couplers.items():
        kind = "two_qubit_parallel_cz_gate_xeb_pauli_error_per_cycle"
        found.append(metric(kind, [name(b), name(a)], error * 1.25))
    found.append({"name": "whole_chip", "values": [{"doubleVal": 1.0}]})
    valid = "\n".join(f'valid_qubits: "{name(i)}"' for i in device.snapshot.qubits)
    text = (
        f"{valid}\nvalid_gates {{\n  gate_duration_picos: 42000\n  cz {{\n  }}\n}}\n"
        "valid_gates {\n  gate_duration_picos: 25000\n  phased_xz {\n  }\n}\n"
        "valid_gates {\n  gate_duration_picos: 4000000000\n  meas {\n  }\n}\n"
    )
    return {"cirq_type": "Calibration", "metrics": {"metrics": found}}, text
