"""Sweeps on a real Dask scheduler with worker processes on loopback."""

from __future__ import annotations

import os
import pickle
import re
import signal
import subprocess
import sys
import threading
import time

import pytest

from qestimate.core.errors import ScenarioError
from qestimate.explore.sweep import Sweep
from qestimate.explore.sweep.files import SweepFile
from qestimate.explore.sweep.run import run as run_sweep
from qestimate.scenario.values import Given

pytest.importorskip("distributed")

QUIET = {
    "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False",
    "DASK_DISTRIBUTED__DASHBOARD__LINK": "",
}


def start(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | QUIET,
        start_new_session=True,
    )


def stop(process):
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def until(process, pattern):
    """Wait for a line of a process that has something in it; keep reading after that."""
    found = []
    seen = threading.Event()

    def read():
        for line in process.stderr:
            if not seen.is_set() and (match := re.search(pattern, line)):
                found.append(match)
                seen.set()

    threading.Thread(target=read, daemon=True).start()
    assert seen.wait(60), f"no line with {pattern}"
    return found[0]


@pytest.fixture
def cluster():
    """Return the address of a scheduler and two workers, each a process of its own."""
    processes = [start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")]
    try:
        address = until(processes[0], r"Scheduler at:\s+(tcp://\S+)").group(1)
        for _ in range(2):
            worker = start("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
            processes.append(worker)
            until(worker, r"Registered to:")
        yield address, processes[1:]
    finally:
        for process in reversed(processes):
            stop(process)


GRID = {
    "params": "1e6:1e12:log:10",
    "rank": "2,4,8",
    "cz-error": "1e-4:5e-2:log:20",
    "method": "qpa,amplitude",
    "qubits": "72",
    "shot-period": "10:1000:log:800",
}


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_writes_the_same_file(cluster, tmp_path):
    address, workers = cluster
    here, there = tmp_path / "here.csv", tmp_path / "there.csv"
    sweep = Sweep(GRID)
    with SweepFile(here, sweep.digest, {}) as file:
        alone = run_sweep(sweep, file)
    blocks = []

    def lose_one(scenarios):
        blocks.append(scenarios)
        if len(blocks) == 2:
            os.killpg(workers[0].pid, signal.SIGKILL)

    with SweepFile(there, sweep.digest, {}) as file:
        together = run_sweep(sweep, file, address, lose_one)
    assert sweep.blocks > 10
    assert workers[0].wait(10) == -signal.SIGKILL
    assert there.read_bytes() == here.read_bytes()
    assert together.to_dict() == alone.to_dict()


@pytest.mark.slow
def test_a_worker_with_another_version_is_refused(cluster):
    address, _ = cluster
    sweep = Sweep({"model": "gpt2", "device": "ibm-fez", "method": "qpa"})
    sweep.__dict__["digest"] = "of another version"
    with pytest.raises(ScenarioError, match="another version of qestimate"):
        run_sweep(sweep, None, address)


def test_what_a_file_lists_reaches_the_workers():
    from qestimate.explore.sweep.work import compute, compute_there, spec_of

    given = {
        "model": Given("gpt2", "a.toml"),
        "device": Given(["ibm-fez"], "a.toml"),
        "method": Given("qpa", "a.toml"),
        "target": Given([["c_attn"], ["all-linear"]], "a.toml"),
    }
    sweep = Sweep(given)
    spec = pickle.loads(pickle.dumps(spec_of(sweep)))
    here, there = compute(sweep, 0, "csv"), compute_there(spec, 0, "csv")
    assert here[0] == there[0]
    assert here[1].to_dict() == there[1].to_dict()


@pytest.mark.slow
def test_no_scheduler_there_is_one_line(run):
    before = time.monotonic()
    result = run("sweep", "-m", "gpt2", "--device", "ibm-fez", "--cluster", "tcp://127.0.0.1:9")
    assert time.monotonic() - before < 60
    assert result.code == 2
    assert result.err.splitlines()[0].startswith("qestimate: no Dask scheduler at")
    assert "dask scheduler" in result.err.splitlines()[1]


def test_an_address_that_is_none_is_one_line(run):
    result = run("sweep", "-m", "gpt2", "--device", "ibm-fez", "--cluster", "nowhere")
    assert result.code == 2
    assert len(result.err.splitlines()) == 2
