"""Blocks of a sweep on the workers of a Dask cluster, in their order."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Any

from distributed import Client
from distributed import TimeoutError as NoAnswer

from qestimate.core.errors import ScenarioError
from qestimate.explore.sweep.work import compute_there

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.explore.sweep.table import Form
    from qestimate.explore.sweep.tally import Tally
    from qestimate.explore.sweep.work import Spec

AHEAD = 4
"""Blocks for each thread that are computed or wait to be written: this bounds the memory."""

PATIENCE = 300.0
"""Time without any worker after which a sweep is given up. [s]"""

RETRIES = 2
"""Times that a block is tried again where a worker failed; where one died, Dask sees to it."""


def on_cluster(
    address: str, spec: Spec, blocks: range, form: Form
) -> Iterator[tuple[bytes, Tally]]:
    """Yield the results of blocks, in their order, from the workers of a cluster.

    Workers may come and go: what one that dies had in hand is computed again by another.

    Args:
        address: Of the scheduler, as in tcp://127.0.0.1:8786.
        spec: The sweep.
        blocks: Which.
        form: How rows are written.

    Raises:
        ScenarioError: No scheduler there, no workers, or workers that cannot compute it.
    """
    try:
        client = Client(address, timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, NoAnswer) as error:
        raise ScenarioError(
            f"no Dask scheduler at {address!r}: {error}",
            hint="dask scheduler, then dask worker tcp://127.0.0.1:8786",
        ) from None
    with client:
        waiting: deque[Any] = deque()
        ahead = iter(blocks)
        while True:
            while len(waiting) < _room(client):
                block = next(ahead, None)
                if block is None:
                    break
                waiting.append(
                    client.submit(
                        compute_there,
                        spec,
                        block,
                        form,
                        pure=False,
                        retries=RETRIES,
                        priority=-block,
                    )
                )
            if not waiting:
                return
            yield _result(client, waiting.popleft())


def _room(client: Client) -> int:
    threads = sum(
        one["nthreads"] for one in client.scheduler_info(n_workers=-1)["workers"].values()
    )
    return int(AHEAD * max(1, threads))


def _result(client: Client, future: Any) -> tuple[bytes, Tally]:
    since = time.monotonic()
    while True:
        try:
            found: tuple[bytes, Tally] = future.result(timeout=5)
        except NoAnswer:
            if client.scheduler_info(n_workers=-1)["workers"]:
                since = time.monotonic()
            elif time.monotonic() - since > PATIENCE:
                raise ScenarioError(
                    "the cluster has no workers", hint="dask worker tcp://127.0.0.1:8786"
                ) from None
        except Exception as error:
            raise ScenarioError(
                f"a worker failed: {error}",
                hint="workers need the same qestimate, NumPy and files as here",
            ) from error
        else:
            return found
