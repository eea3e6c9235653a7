"""Each kind of check: the results it can have, and the bound that decides."""

from __future__ import annotations

from itertools import combinations

import pytest

from qestimate import catalog
from qestimate.catalog.claim_records import Claim, Figure, Setting, Statement
from qestimate.core.errors import CatalogError
from qestimate.device.graph import Graph
from qestimate.device.patches import most_patches, patches
from qestimate.evidence.claims.checks.saving import savings
from qestimate.evidence.claims.judge import _case, check, judge

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


def checked(
    kind: str, figures: dict[str, float], given: Setting = SETTING, unit: str = "%", **inputs
):
    named = tuple(Figure(name, v, unit, "of it", "s", "l") for name, v in figures.items())
    statement = Statement("x", "text", "", "s", "l", named, True, kind, inputs)
    whole = Claim("c", "C", "P", "2026-01-01", "s", "l", "", (given,), (statement,))
    problems, case = _case(whole)
    assert not problems
    return check(case, statement)


def worked_out(setting):
    whole = Claim("c", "C", "P", "2026-01-01", "s", "l", "", (setting,), ())
    return _case(whole)[1].at("a")


WITHOUT_TABLES = SETTING._replace(devices=("origin-wukong-72", "quantinuum-helios"))


class TestOnChip:
    def test_more_than_the_ceiling_is_contradicted(self):
        found = checked("on-chip", {"p": 1e9}, parameters="p", setting="a")
        assert found.result == "contradicted"
        assert "At most 27,453" in found.finds  # the ceiling that the model command prints
        assert "no qubit rests two layers" in found.finds

    def test_what_the_ceiling_allows_is_possible(self):
        found = checked("on-chip", {"p": 100}, parameters="p", setting="a")
        assert found.result == "consistent"
        assert "Up to 27,453 could be" in found.finds
        assert found.flips.startswith("More than 27,453")

    def test_one_device_without_a_best_coupler_may_hold_any_number(self):
        inputs = {"parameters": "p", "setting": "a"}
        found = checked("on-chip", {"p": 1e9}, WITHOUT_TABLES, **inputs)
        assert found.result == "not checkable"
        assert checked("on-chip", {"p": 100}, WITHOUT_TABLES, **inputs).result == "consistent"

    def test_pieces_that_are_shown_give_the_ceiling(self):
        """27, 18, 3, 2, 2 and 11 single qubits; 154 gates may be passed, in 309 layers."""
        total = sum(min(4 * 309 * (n // 2) + 3 * n, 4**n - 1) for n in (27, 18, 3))
        total += 2 * min(4 * 154 + 6, 15) + 11 * 3
        found = checked("on-chip", {"p": 1e9}, parameters="p", setting="a")
        shown = {step.what.partition(": ")[2]: step for step in found.steps}
        assert shown["live part"].value == (
            "connected pieces of 27, 18, 3, 2, 2 and 11 single qubits"
        )
        assert shown["ceiling"].value.startswith(f"{total:,} angles")


AT_ONCE = {
    "tasks": "n",
    "setting": "a",
    "batch": 200,
    "batch_source": "s",
    "batch_locator": "l",
}


class TestAtOnce:
    def test_more_than_fit_is_contradicted(self):
        found = checked("at-once", {"n": 11}, **AT_ONCE)
        assert found.result == "contradicted"
        assert "At most 10 circuits of 4 qubits" in found.finds
        found = checked("at-once", {"n": 10}, **AT_ONCE)
        assert found.result == "consistent"
        assert found.finds == "Up to 10 circuits of 4 qubits may fit side by side."

    def test_what_it_would_take(self):
        found = checked("at-once", {"n": 200}, **AT_ONCE)
        assert found.flips.startswith("It would take 800 live qubits")

    def test_each_device_has_its_own_width(self):
        """The baseline takes the longest line that a device offers."""
        both = ("origin-wukong-72", "quantinuum-h2-1")
        for devices in (both, both[::-1]):
            setting = SETTING._replace(method="angle", devices=devices)
            found = checked("at-once", {"n": 3}, setting, **AT_ONCE)
            assert "At most 1 circuit of 56 qubits fits" in found.finds
            shown = {step.what: step.value for step in found.steps}
            assert shown["origin-wukong-72 2026-03-06: patches of 19 qubits"] == "at most 1"


PRIMARY = {"figure": "f", "says": "so", "source": "s", "locator": "l", "agrees": None, **FURTHER}


class TestSource:
    @pytest.mark.parametrize(
        ("value", "meaning", "result"),
        [
            (15, "of it", "consistent"),
            (15, "Of it ", "consistent"),
            (15.4, "of it", "consistent"),  # rounds to what was reported
            (15, None, "consistent"),
            (17, "of it", "misreported"),
            (15, "of something else", "misreported"),
        ],
    )
    def test_figure_and_meaning_both_count(self, value, meaning, result):
        found = checked("source", {"f": 15}, value=value, meaning=meaning, **PRIMARY)
        assert found.result == result

    @pytest.mark.parametrize(("agrees", "result"), [(True, "consistent"), (False, "misreported")])
    def test_words_are_compared_by_whoever_read_them(self, agrees, result):
        inputs = PRIMARY | {"figure": None, "agrees": agrees}
        assert checked("source", {}, value=None, meaning=None, **inputs).result == result


SIZE = {"name": "t", "questions": 1319, "source": "s", "locator": "l"}
ACCURACY = {
    "after": "after",
    "before": "before",
    "baselines": (),
    "questions": None,
    "candidates": (),
    "missing": (),
    "confidence": 0.95,
}


class TestAccuracy:
    def test_size_not_published(self):
        ten = SIZE | {"name": "ten", "questions": 10}
        found = checked(
            "accuracy", {"after": 82, "before": 68}, **(ACCURACY | {"candidates": (SIZE, ten)})
        )
        assert found.result == "not checkable"
        assert "from 74 questions on" in found.finds
        shown = {step.what: step for step in found.steps}
        assert shown["fewest questions that can give both"].value == "22"  # 15 and 18 of 22
        assert shown["if the test was t, 1,319 questions"].how.endswith("excludes 0")
        assert "no whole number" in shown["if the test was ten, 10 questions"].how

    @pytest.mark.parametrize(
        ("after", "before", "n", "result", "words"),
        [
            (82, 68, 60, "consistent", "does not differ from before (68 %)"),
            (82, 68, 80, "consistent", "exceeds before (68 %) by more"),
            (68, 82, 80, "contradicted", "lies below before (82 %)"),
        ],
    )
    def test_size_published(self, after, before, n, result, words):
        inputs = ACCURACY | {"questions": SIZE | {"questions": n}}
        found = checked("accuracy", {"after": after, "before": before}, **inputs)
        assert found.result == result
        assert words in found.finds

    def test_every_baseline_is_named_with_its_side(self):
        others = tuple(
            {"name": name, "value": value, "source": "s", "locator": "l"}
            for name, value in (("low", 50), ("near", 81), ("high", 95))
        )
        inputs = ACCURACY | {"questions": SIZE, "baselines": others}
        found = checked("accuracy", {"after": 82, "before": 68}, **inputs)
        assert "exceeds low (50 %)" in found.finds
        assert "not told apart from near (81 %)" in found.finds
        assert "lies below high (95 %)" in found.finds

    def test_what_is_missing_leaves_it_open(self):
        inputs = ACCURACY | {"questions": SIZE, "missing": ("the table",)}
        found = checked("accuracy", {"after": 82, "before": 68}, **inputs)
        assert found.result == "not checkable"
        assert found.finds.startswith("Missing: the table. As it stands: On 1,319")

    @pytest.mark.parametrize(("value", "unit"), [(0.82, "1"), (120, "%"), (-1, "%")])
    def test_what_is_no_percentage_is_refused(self, value, unit):
        with pytest.raises(CatalogError, match="no percentage"):
            checked("accuracy", {"after": value, "before": 68}, unit=unit, **ACCURACY)


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
        several = inputs | {"ranks": [4, 8]}  # which was meant is then not determined
        assert checked("saving", {"f": 76}, **several).result == "consistent"

    def test_only_what_has_classical_factors_is_said_to(self):
        inputs = GRID | {"ranks": [8], "of": "adapter", "methods": ["angle"]}
        found = checked("saving", {"f": 0}, **inputs)
        assert "classical factors" not in found.finds

    def test_of_the_model(self):
        inputs = GRID | {"ranks": [8], "of": "model"}
        assert checked("saving", {"f": 76}, **inputs).result == "contradicted"
        assert checked("saving", {"f": 0.01}, **inputs).result == "consistent"
        # more than these settings save, and less than a whole adapter
        row = savings(
            [catalog.model(name) for name in GRID["models"]], GRID["methods"], [8], GRID["targets"]
        )[0]
        whole = 100 * row.lora / (row.parameters + row.lora)
        between = checked("saving", {"f": round(whole, 3) - 0.002}, **inputs)
        assert between.result == "not checkable"
        assert checked("saving", {"f": round(whole, 3) + 0.002}, **inputs).result == "contradicted"
        assert "3.17 times the model" in checked("saving", {"f": 76}, **inputs).flips
        primary = {"primary": "of the adapter", "primary_source": "s"}
        assert checked("saving", {"f": 76}, **(inputs | primary)).result == "misreported"

    def test_the_released_variant_saves_nothing(self):
        rows = savings(
            [catalog.model("qwen3-0.6b")], ["qtha-bc"], [4, 6, 8, 10], [["q_proj", "v_proj"]]
        )
        assert all(row.of_adapter < 0 for row in rows)
        assert rows[0].trainable == 578_816


DATES = {"since": "2025-01-01", "until": "2025-01-11", "setting": "a"}
RUN = DATES | {"recorded": None}


class TestPeriods:
    def test_throughput_is_bounded_by_the_shots_of_all_that_fit_at_once(self):
        inputs = DATES | {"tasks": "n", "batch": 200}
        # ten days hold 864,000 s, ten circuits of 1000 shots at 1.98 ms at once
        assert checked("throughput", {"n": 4_363_000}, **inputs).result == "consistent"
        assert checked("throughput", {"n": 4_364_000}, **inputs).result == "contradicted"

    def test_full_run_is_excluded_only_by_its_least(self):
        found = checked("full-run", {}, **RUN)
        assert found.result == "consistent"
        # 100 samples x 12 layers x 2 circuits x 2 epochs x 1000 shots x 1.98 ms / 10 at once
        # = 950.4 s a token of each sample; ten days hold 909 of them
        for tokens, result in ((909, "consistent"), (910, "contradicted")):
            long = SETTING._replace(tokens_per_sample=tokens)
            assert checked("full-run", {}, long, **RUN).result == result

    def test_what_is_not_known_of_one_device_leaves_it_open(self):
        two = SETTING._replace(
            devices=("origin-wukong-72", "quantinuum-h2-1"), tokens_per_sample=5000
        )
        assert checked("full-run", {}, two, **RUN).result == "not checkable"
        inputs = DATES | {"tasks": "n", "batch": 200}
        assert checked("throughput", {"n": 1e9}, two, **inputs).result == "not checkable"
        assert checked("throughput", {"n": 10}, two, **inputs).result == "consistent"

    def test_a_full_run_is_held_against_the_tasks_on_record(self):
        tasks = Figure("n", 24, "", "of it", "s", "l")
        kinds = {
            "throughput": DATES | {"tasks": "n", "batch": 200},
            "full-run": DATES | {"recorded": "throughput"},
        }
        rows = tuple(
            Statement(kind, "text", "", "s", "l", (tasks,), True, kind, inputs)
            for kind, inputs in kinds.items()
        )
        whole = Claim("c", "C", "P", "2026-01-01", "s", "l", "", (SETTING,), rows)
        found = judge(whole).judged[1].finding
        # 100 samples x 10 tokens x 12 layers x 2 epochs x 2 runs = 48,000 circuits
        assert "240 tasks of 200 circuits, 10 times the 24 that are on record" in found.finds

    def test_without_shots_nothing_is_said(self):
        found = checked("full-run", {}, SETTING._replace(shots=None), **RUN)
        assert found.result == "not checkable"
        assert found.finds == "Missing: the shots of a circuit."

    def test_circuits_that_do_not_depend_on_the_data(self):
        once = SETTING._replace(method="qpa", rank=64)
        found = checked("throughput", {"n": 10}, once, **(DATES | {"tasks": "n", "batch": 1}))
        assert any("whatever the data" in step.how for step in found.steps)


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
        found = checked("job-time", {"t": 19}, unit="s", **inputs)
        assert found.result == "contradicted"
        assert "less than its 1,000 shots can" in found.finds
        assert checked("job-time", {"t": 20}, unit="s", **inputs).result == "consistent"
        found = checked("job-time", {"t": 1}, unit="min", **inputs)
        assert "2.79 times what its 1,000 shots usually take" in found.finds
        fast = inputs | {"devices": ["origin-wukong-72", "ibm-fez"]}
        for devices in (fast["devices"], fast["devices"][::-1]):
            mixed = fast | {"devices": devices}
            assert checked("job-time", {"t": 5}, unit="s", **mixed).result == "consistent"
        unknown = inputs | {"devices": ["origin-wukong-72", "iqm-garnet"]}
        assert checked("job-time", {"t": 1}, unit="s", **unknown).result == "not checkable"
        with pytest.raises(CatalogError, match="is no time"):
            checked("job-time", {"t": 19}, unit="y", **inputs)

    @pytest.mark.parametrize(
        ("width", "gates", "circuits", "needs", "result"),
        [
            (14, 10, None, True, "contradicted"),
            (14, 10, None, False, "consistent"),
            (14, None, None, True, "not checkable"),
            (14, None, None, False, "consistent"),
            (28, 10**9, 10**9, True, "not checkable"),  # longer than a month on a core
            (34, 10, None, True, "not checkable"),
            (34, 10, None, False, "not checkable"),
            (5000, 10, None, True, "not checkable"),
        ],
    )
    def test_simulable(self, width, gates, circuits, needs, result):
        found = checked(
            "simulable",
            {},
            width=width,
            gates=gates,
            circuits=circuits,
            needs_chip=needs,
            source="s",
            locator="l",
        )
        assert found.result == result
        shown = {step.what: step.value for step in found.steps}
        assert shown["widest register of NVIDIA A100 80GB SXM"] == "33 qubits"  # 2^33 x 8 B


class TestMissing:
    ITEM = ({"name": "an image", "tokens": 576, "source": "s", "locator": "l"},)

    def test_added_load(self):
        found = checked("added-load", {}, setting="a", items=self.ITEM, missing=("a date",))
        assert found.result == "not checkable"
        assert found.finds.endswith("an image 6,912 circuits.")  # 576 tokens, 12 layers

    @pytest.mark.parametrize(("method", "rank"), [("qpa", 64), ("amplitude", 4)])
    def test_nothing_is_added_to_circuits_that_do_not_depend_on_the_data(self, method, rank):
        setting = SETTING._replace(method=method, rank=rank, samples=2, tokens_per_sample=6)
        with pytest.raises(CatalogError, match="do not depend on the data"):
            checked("added-load", {}, setting, setting="a", items=self.ITEM, missing=("x",))

    def test_missing(self):
        further = ({"text": "this", "source": "s", "locator": "l"},)
        found = checked("missing", {"f": 1}, missing=("that",), further=further)
        assert found.result == "not checkable"
        assert found.finds == "Missing: that. Known: this."


@pytest.mark.parametrize("value", [0, -3])
@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        ("on-chip", {"parameters": "f", "setting": "a"}),
        ("at-once", AT_ONCE | {"tasks": "f"}),
        ("throughput", DATES | {"tasks": "f", "batch": 1}),
    ],
)
def test_what_must_be_positive_is(kind, inputs, value):
    with pytest.raises(CatalogError, match="is not above 0"):
        checked(kind, {"f": value}, **inputs)


def test_prompt_and_tokens_of_a_setting():
    found = worked_out(SETTING)
    assert found.per_token == 12
    assert found.prompt_circuits == 240
    for method in ("qpa", "amplitude"):
        once = worked_out(SETTING._replace(method=method, rank=64, samples=2, tokens_per_sample=6))
        assert (once.per_token, once.prompt_circuits) == (0, 0)


def test_every_finding_says_what_would_flip_it():
    for name in ("origin-wukong-2025", "ionq-head-2025", "multiverse-cua-2026", "qpa-gpt2-2025"):
        for one in judge(name).judged:
            assert len(one.finding.flips.split()) > 3
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
    most = most_by_force(graph, width)
    assert most - 1 <= len(found) <= most


@pytest.mark.parametrize("name", ["origin-wukong-72", "ibm-fez", "rigetti-cepheus-1-108q"])
def test_the_bound_on_patches_is_kept_and_near(name):
    device = catalog.device(name)
    for width in (2, 4, 6, 8, 10):
        laid, bound = len(patches(device.graph, width)), most_patches(device, width)
        assert 0.8 * bound <= laid <= bound
