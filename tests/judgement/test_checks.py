"""Each kind of check: the results it can have, and the bound that decides."""

from __future__ import annotations

from itertools import combinations

import pytest

from qestimate import catalog
from qestimate.catalog.claims import claim
from qestimate.claim import Claim, Figure, Setting, Statement
from qestimate.graph import Graph
from qestimate.judgement import CHECKS, judge
from qestimate.judgement.cases import configured
from qestimate.judgement.saving import savings
from qestimate.packing import most_patches, patches

SETTING = Setting(
    id="a",
    name="A",
    model="gpt2",
    method="qtha",
    rank=4,
    targets=("c_attn",),
    layers=None,
    samples=100,
    tokens_per_sample=10,
    epochs=2,
    batch_size=4,
    accumulation=8,
    shots=1000,
    prompt_tokens=20,
    devices=("origin-wukong-72",),
    source="s",
    locator="l",
    note="",
)
FURTHER = {"further": ()}


def checked(kind: str, figures: dict[str, float], given: Setting = SETTING, **inputs):
    named = tuple(Figure(name, v, "%", "of it", "s", "l") for name, v in figures.items())
    statement = Statement("x", "text", "", "s", "l", named, kind, inputs)
    whole = Claim("c", "C", "P", "2026-01-01", "s", "l", "", (given,), (statement,))
    return CHECKS[kind](whole, statement, **inputs)


class TestOnChip:
    def test_more_than_the_ceiling_is_contradicted(self):
        found = checked("on-chip", {"p": 1e9}, parameters="p", setting="a")
        assert found.result == "contradicted"
        assert "27,453" in found.finds  # the ceiling that the model command prints

    def test_what_the_ceiling_allows_is_possible(self):
        assert checked("on-chip", {"p": 100}, parameters="p", setting="a").result == "consistent"

    def test_without_a_best_coupler_nothing_is_bounded(self):
        setting = SETTING._replace(devices=("ionq-aria-1",))
        found = checked("on-chip", {"p": 1e9}, setting, parameters="p", setting="a")
        assert found.result == "not checkable"


AT_ONCE = {
    "tasks": "n",
    "setting": "a",
    "batch": 200,
    "batch_source": "s",
    "batch_locator": "l",
}


class TestAtOnce:
    def test_more_than_fit_is_contradicted(self):
        assert checked("at-once", {"n": 11}, **AT_ONCE).result == "contradicted"
        assert checked("at-once", {"n": 10}, **AT_ONCE).result == "consistent"

    def test_what_it_would_take(self):
        assert checked("at-once", {"n": 200}, **AT_ONCE).flips.startswith("800 live qubits")


PRIMARY = {"figure": "f", "says": "so", "source": "s", "locator": "l", **FURTHER}


class TestSource:
    @pytest.mark.parametrize(
        ("value", "meaning", "result"),
        [
            (15, "of it", "consistent"),
            (15.4, "of it", "consistent"),  # rounds to what was reported
            (15, None, "consistent"),
            (17, "of it", "misreported"),
            (15, "of something else", "misreported"),
        ],
    )
    def test_figure_and_meaning_both_count(self, value, meaning, result):
        found = checked("source", {"f": 15}, value=value, meaning=meaning, **PRIMARY)
        assert found.result == result


SIZE = {"name": "t", "questions": 1319, "source": "s", "locator": "l"}


class TestAccuracy:
    def test_size_not_published(self):
        found = checked(
            "accuracy",
            {"after": 82, "before": 68},
            after="after",
            before="before",
            baselines=(),
            questions=None,
            candidates=(SIZE,),
            confidence=0.95,
        )
        assert found.result == "not checkable"
        assert "from 74 questions on" in found.finds
        assert any("excludes 0" in step.how for step in found.steps)

    @pytest.mark.parametrize(("n", "result"), [(60, "not checkable"), (80, "consistent")])
    def test_size_published(self, n, result):
        found = checked(
            "accuracy",
            {"after": 82, "before": 68},
            after="after",
            before="before",
            baselines=(),
            questions=SIZE | {"questions": n},
            candidates=(),
            confidence=0.95,
        )
        assert found.result == result


GRID = {
    "models": ["deepseek-r1-distill-qwen-7b"],
    "methods": ["qtha"],
    "targets": [["q_proj"]],
    "primary": None,
    "primary_source": None,
    "primary_locator": None,
    "saving": "f",
}


class TestSaving:
    def test_of_the_adapter(self):
        inputs = GRID | {"ranks": [8], "of": "adapter"}
        assert checked("saving", {"f": 76}, **inputs).result == "reproduced"
        assert checked("saving", {"f": 76.2}, **inputs).result == "reproduced"
        assert checked("saving", {"f": 76.3}, **inputs).result == "not checkable"

    def test_of_the_model(self):
        inputs = GRID | {"ranks": [8], "of": "model"}
        assert checked("saving", {"f": 76}, **inputs).result == "contradicted"
        primary = {"primary": "of the adapter", "primary_source": "s"}
        assert checked("saving", {"f": 76}, **(inputs | primary)).result == "misreported"

    def test_the_released_variant_saves_nothing(self):
        rows = savings(["qwen3-0.6b"], ["qtha-bc"], [4, 6, 8, 10], [["q_proj", "v_proj"]])
        assert all(row.of_adapter < 0 for row in rows)
        assert rows[0].trainable == 578_816


DATES = {"since": "2025-01-01", "until": "2025-01-11", "setting": "a"}


class TestRuns:
    def test_throughput_is_bounded_by_the_shots(self):
        inputs = DATES | {"tasks": "n", "batch": 200}
        # ten days hold 864,000 s, or 436,363 circuits of 1000 shots at 1.98 ms
        assert checked("throughput", {"n": 436_000}, **inputs).result == "consistent"
        assert checked("throughput", {"n": 437_000}, **inputs).result == "contradicted"

    def test_full_run_flips_where_it_says(self):
        found = checked("full-run", {}, **DATES)
        # 100 samples x 10 tokens x 12 layers x 3 circuits x 2 epochs x 1000 shots x 1.98 ms
        assert found.result == "consistent"
        long = SETTING._replace(tokens_per_sample=100)
        found = checked("full-run", {}, long, **DATES)
        assert found.result == "contradicted"
        tokens = float(found.flips.split()[2])
        enough = SETTING._replace(tokens_per_sample=int(tokens))
        assert checked("full-run", {}, enough, **DATES).result == "consistent"
        more = SETTING._replace(tokens_per_sample=int(tokens) + 1)
        assert checked("full-run", {}, more, **DATES).result == "contradicted"

    def test_without_shots_nothing_is_said(self):
        found = checked("full-run", {}, SETTING._replace(shots=None), **DATES)
        assert found.result == "not checkable"


class TestCounts:
    def test_program(self):
        inputs = {"figure": "f", "quantity": "angles", "setting": "a"}
        assert checked("program", {"f": 768}, **inputs).result == "reproduced"
        assert checked("program", {"f": 769}, **inputs).result == "contradicted"

    @pytest.mark.parametrize(
        ("value", "relation", "result"),
        [
            (4, "equal", "reproduced"),
            (5, "equal", "contradicted"),
            (5, "at most", "reproduced"),
            (3, "at most", "contradicted"),
            (3, "at least", "reproduced"),
            (5, "at least", "contradicted"),
        ],
    )
    def test_arithmetic(self, value, relation, result):
        one = {"symbol": "n", "meaning": "m", "value": 2, "source": "s", "locator": "l"}
        found = checked(
            "arithmetic",
            {"f": value},
            figure="f",
            formula="2**n",
            relation=relation,
            inputs=(one,),
            **FURTHER,
        )
        assert found.result == result

    def test_job_time_cannot_be_shorter_than_the_shots(self):
        inputs = {
            "time": "t",
            "circuits": 10,
            "shots": 1000,
            "width": 2,
            "layers": 3,
            "devices": ["origin-wukong-72"],
            "source": "s",
            "locator": "l",
        }
        assert checked("job-time", {"t": 19}, **inputs).result == "contradicted"
        assert checked("job-time", {"t": 20}, **inputs).result == "consistent"

    @pytest.mark.parametrize(
        ("width", "needs", "result"),
        [
            (14, True, "contradicted"),
            (14, False, "consistent"),
            (34, True, "consistent"),
            (34, False, "not checkable"),
        ],
    )
    def test_simulable(self, width, needs, result):
        found = checked(
            "simulable",
            {},
            width=width,
            gates=10,
            circuits=None,
            needs_chip=needs,
            source="s",
            locator="l",
        )
        assert found.result == result


def test_prompt_and_tokens_of_a_setting():
    found = configured(SETTING)
    assert found.per_token == 12
    assert found.prompt_circuits == 240
    once = configured(SETTING._replace(method="qpa", rank=64))
    assert once.per_token == 0


def test_every_finding_says_what_would_flip_it():
    for name in ("origin-wukong-2025", "ionq-head-2025", "multiverse-cua-2026", "qpa-gpt2-2025"):
        for one in judge(claim(name)).judged:
            assert one.finding.flips.endswith(".")
            assert one.finding.finds.endswith(".")
            assert one.finding.steps


def connected(graph: Graph, part: tuple[int, ...]) -> bool:
    seen, stack = {part[0]}, [part[0]]
    while stack:
        for near in graph.neighbours[stack.pop()]:
            if near in part and near not in seen:
                seen.add(near)
                stack.append(near)
    return seen == set(part)


def most_by_force(graph: Graph, width: int) -> int:
    """Return the most disjoint connected parts, trying all sets."""
    parts = [
        frozenset(part) for part in combinations(graph.neighbours, width) if connected(graph, part)
    ]

    def best(left: frozenset[int], start: int) -> int:
        most = 0
        for k in range(start, len(parts)):
            if parts[k] <= left:
                most = max(most, 1 + best(left - parts[k], k + 1))
        return most

    return best(frozenset(graph.neighbours), 0)


@pytest.mark.parametrize("width", [2, 3, 4])
@pytest.mark.parametrize(
    "edges",
    [
        [(k, k + 1) for k in range(8)],
        [(k, (k + 1) % 9) for k in range(9)],
        [(0, k) for k in range(1, 9)],
        [(0, 1), (1, 2), (3, 4), (4, 5), (0, 3), (1, 4), (2, 5), (5, 6), (7, 8)],
    ],
)
def test_patches_are_disjoint_connected_and_no_more_than_there_are(edges, width):
    graph = Graph(range(9), [tuple(sorted(edge)) for edge in edges])
    found = patches(graph, width)
    taken = [qubit for part in found for qubit in part]
    assert len(taken) == len(set(taken))
    assert all(len(part) == width and connected(graph, part) for part in found)
    assert len(found) <= most_by_force(graph, width)


@pytest.mark.parametrize("name", ["origin-wukong-72", "ibm-fez", "rigetti-cepheus-1-108q"])
def test_the_bound_on_patches_is_kept_and_near(name):
    device = catalog.device(name)
    for width in (2, 4, 6, 8, 10):
        laid, bound = len(patches(device.graph, width)), most_patches(device, width)
        assert 0.8 * bound <= laid <= bound
