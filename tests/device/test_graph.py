"""The patch search against exhaustive enumeration and NetworkX."""

from __future__ import annotations

import random
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qestimate import catalog
from qestimate.device.graph import Graph


def random_graph(seed, n_rows=4, n_columns=4, alive=0.75):
    rng = random.Random(seed)
    grid = nx.convert_node_labels_to_integers(nx.grid_2d_graph(n_rows, n_columns))
    edges = [tuple(sorted(e)) for e in grid.edges if rng.random() < alive]
    costs = {e: rng.random() for e in edges}
    nodes = {q: rng.random() for q in grid.nodes}
    return Graph(grid.nodes, edges), nodes, costs


def all_paths(graph, n):
    def grow(path):
        if len(path) == n:
            yield path
            return
        for near in graph.neighbours[path[-1]]:
            if near not in path:
                yield from grow((*path, near))

    for start in graph.neighbours:
        yield from grow((start,))


def cost(path, nodes, costs, closed=False):
    links = [*pairwise(path)] + ([(path[-1], path[0])] if closed else [])
    return sum(nodes[q] for q in path) + sum(costs[tuple(sorted(link))] for link in links)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("n", [2, 4, 6, 8])
def test_best_line_is_the_best_of_all(seed, n):
    graph, nodes, costs = random_graph(seed)
    found = graph.best_line(n, nodes.__getitem__, lambda a, b: costs[a, b])
    every = [cost(p, nodes, costs) for p in all_paths(graph, n)]
    if not every:
        assert found is None
        return
    assert found.proven
    assert found.cost == pytest.approx(min(every))
    assert cost(found.qubits, nodes, costs) == pytest.approx(found.cost)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("n", [4, 6, 8])
def test_best_ring_is_the_best_of_all(seed, n):
    graph, nodes, costs = random_graph(seed, alive=0.9)
    found = graph.best_ring(n, nodes.__getitem__, lambda a, b: costs[a, b])
    every = [
        cost(p, nodes, costs, closed=True)
        for p in all_paths(graph, n)
        if p[0] in graph.neighbours[p[-1]]
    ]
    if not every:
        assert found is None
        return
    assert found.proven
    assert found.cost == pytest.approx(min(every))
    assert len(set(found.qubits)) == n


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 9), st.sampled_from(["best_line", "best_ring"]))
def test_patches_lie_on_live_couplers(seed, n, search):
    graph, nodes, costs = random_graph(seed, 5, 4)
    found = getattr(graph, search)(n, nodes.__getitem__, lambda a, b: costs[a, b])
    if found is None:
        return
    assert len(found.qubits) == len(set(found.qubits)) == n
    for a, b in pairwise(found.qubits):
        assert b in graph.neighbours[a]
    if search == "best_ring":
        assert found.qubits[0] in graph.neighbours[found.qubits[-1]]


@pytest.mark.parametrize("seed", range(6))
def test_best_line_with_unequal_gates_along_it(seed):
    """Its direction matters then, and the search finds the better one."""
    graph, nodes, costs = random_graph(seed)
    weights = (9.0, 1.0, 4.0, 2.0)
    found = graph.best_line(5, nodes.__getitem__, lambda a, b: costs[a, b], weights)

    def weighted(path):
        links = [tuple(sorted(link)) for link in pairwise(path)]
        gates = sum(w * costs[link] for w, link in zip(weights, links, strict=True))
        return sum(nodes[q] for q in path) + gates

    assert found.proven
    assert found.cost == pytest.approx(min(weighted(p) for p in all_paths(graph, 5)))
    assert weighted(found.qubits) == pytest.approx(found.cost)


@pytest.mark.parametrize("name", ["origin-wukong-72", "origin-wukong-72@2024-06-03", "ibm-fez"])
def test_pieces_are_those_of_networkx(name):
    snapshot = catalog.device(name).snapshot
    graph = nx.Graph(list(snapshot.couplers))
    graph.add_nodes_from(snapshot.qubits)
    sizes = sorted((len(c) for c in nx.connected_components(graph)), reverse=True)
    assert [len(piece) for piece in catalog.device(name).graph.pieces] == sizes


@pytest.mark.parametrize(
    ("name", "calibrated", "couplers", "pieces"),
    [
        ("origin-wukong-72@2026-03-06", 63, 54, [27, 18, 3, 2, 2]),
        ("origin-wukong-72@2024-06-03", 60, 84, [57, 3]),
    ],
)
def test_wukong_on_both_dates(name, calibrated, couplers, pieces):
    device = catalog.device(name)
    assert device.qubits_calibrated == calibrated
    assert len(device.snapshot.couplers) == couplers
    assert [size for size in device.pieces if size > 1] == pieces


def test_longest_line_is_simple_and_live():
    for name in ("origin-wukong-72", "ibm-torino", "rigetti-cepheus-1-108q"):
        graph = catalog.device(name).graph
        line = graph.longest_line
        assert len(line) == len(set(line)) > 10
        assert all(b in graph.neighbours[a] for a, b in pairwise(line))


def test_no_search_in_a_hopeless_patch_still_gives_one():
    graph = catalog.device("origin-wukong-72").graph
    found = graph.best_line(15, lambda _: 0.0, lambda _a, _b: 1e6)
    assert len(set(found.qubits)) == 15
    assert not found.proven
    assert found.cost == pytest.approx(14e6)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 14))
def test_a_piece_is_connected_and_walked_in_short_steps(seed, n):
    graph, nodes, costs = random_graph(seed, 5, 4)
    found = graph.good_piece(n, nodes.__getitem__, lambda a, b: costs[a, b])
    if found is None:
        assert len(graph.pieces[0]) < n
        return
    assert len(set(found.qubits)) == n
    inside = nx.Graph(graph.links(tuple(range(20)))).subgraph(found.qubits)
    if n > 1:
        assert nx.is_connected(inside)
        closed = [*found.qubits, found.qubits[0]]
        for a, b in pairwise(closed):
            assert nx.shortest_path_length(inside, a, b) <= 3


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("n", [4, 6, 8])
def test_best_ring_with_gates_in_turns(seed, n):
    """Every second coupler has more gates: which ones is part of the choice."""
    graph, nodes, costs = random_graph(seed, alive=0.9)
    weights = (9.0, 2.0) * (n // 2)
    found = graph.best_ring(n, nodes.__getitem__, lambda a, b: costs[a, b], weights)

    def weighted(path):
        links = [tuple(sorted(link)) for link in pairwise((*path, path[0]))]
        gates = sum(w * costs[link] for w, link in zip(weights, links, strict=True))
        return sum(nodes[q] for q in path) + gates

    every = [weighted(p) for p in all_paths(graph, n) if p[0] in graph.neighbours[p[-1]]]
    if not every:
        assert found is None
        return
    assert found.proven
    assert found.cost == pytest.approx(min(every))
    assert weighted(found.qubits) == pytest.approx(found.cost)
