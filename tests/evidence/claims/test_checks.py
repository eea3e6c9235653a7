"""Each kind of check: the results it can have, and the bound that decides."""

from __future__ import annotations

from itertools import combinations

import pytest

from qestimate import catalog
from qestimate.catalog.claim_records import Claim, Figure, Setting, Statement
from qestimate.catalog.simulations import simulated_circuit
from qestimate.core.errors import CatalogError, UnknownNameError
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


NOTHING_ELSE = {"primary": None, "primary_source": None, "primary_locator": None}
ELSEWHERE = {"primary": "it may be sent", "primary_source": "s", "primary_locator": "p. 1"}

ON_CHIP = {"parameters": "p", "setting": "a", "missing": ()}


class TestOnChip:
    """768 angles: 16 a circuit and layer, 4 layers, 12 adapted modules."""

    def test_more_than_the_method_puts_there_is_left_open(self):
        found = checked("on-chip", {"p": 769}, **ON_CHIP)
        assert found.result == "not checkable"
        assert found.finds.startswith(
            "The method puts 768 trainable angles on circuits of 4 qubits (A), 99.9 % of 769; "
        )
        assert "a training can run any number of circuits" in found.finds
        assert found.because.endswith("99.9 % of 769 parameters")

    @pytest.mark.parametrize("parameters", [1e9, 1e15])
    def test_no_number_is_contradicted(self, parameters):
        """Data between rotations give any number of independent angles to one qubit."""
        found = checked("on-chip", {"p": parameters}, **ON_CHIP)
        assert found.result == "not checkable"

    def test_as_many_as_the_method_puts_there_are_possible(self):
        found = checked("on-chip", {"p": 768}, **ON_CHIP)
        assert found.result == "consistent"
        assert found.flips.startswith("More than 768")

    def test_a_method_that_fits_no_device_shows_nothing(self):
        wide = SETTING._replace(rank=100)
        found = checked("on-chip", {"p": 100}, wide, **ON_CHIP)
        assert found.result == "not checkable"
        both = wide._replace(devices=("origin-wukong-72", "ibm-fez"))
        assert checked("on-chip", {"p": 100}, both, **ON_CHIP).result == "consistent"

    def test_what_is_missing_leads(self):
        found = checked("on-chip", {"p": 1e9}, **(ON_CHIP | {"missing": ("a log", "a model")}))
        assert found.finds.startswith("Missing: a log; a model. The method puts 768")
        assert found.because.startswith("missing is a log; the method puts 768")
        assert [step.value for step in found.steps if step.what == "missing"] == [
            "a log",
            "a model",
        ]

    def test_pieces_and_counts_are_shown(self):
        """LoRA's two matrices, and a mixing of the four values: 12 x ((768 + 2304) 4 + ...)."""
        found = checked("on-chip", {"p": 1e9}, SETTING._replace(method="qtha-c"), **ON_CHIP)
        shown = {step.what.partition(": ")[2] or step.what: step for step in found.steps}
        assert shown["live part"].value == (
            "connected pieces of 27, 18, 3, 2, 2 and 11 single qubits"
        )
        assert "64 in each of 12 adapted layers" in shown["trainable angles of the method"].how
        classical = 12 * ((768 + 2304) * 4 + 4**2)
        assert shown["trained outside the chip"].value == f"{classical:,} classical parameters"


AT_ONCE = {
    "tasks": "n",
    "setting": "a",
    "batch": 200,
    "batch_source": "s",
    "batch_locator": "l",
    **NOTHING_ELSE,
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

    @pytest.mark.parametrize("tasks", [10, 11])
    def test_what_the_source_says_else_is_misreported(self, tasks):
        found = checked("at-once", {"n": tasks}, **(AT_ONCE | ELSEWHERE))
        assert found.result == "misreported"
        assert found.finds == (
            "The primary source says: it may be sent. 72 qubits hold at most 72 circuits at once, "
            "of one qubit each; of 4 qubits each at most 10 fit on the live couplers; 200 is the "
            "number of circuits that may be sent together."
        )
        assert found.steps[1].source == "s, p. 1"

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
            (15, None, "consistent"),  # the figure alone is compared
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
    **NOTHING_ELSE,
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

    def test_accuracies_of_something_else_are_misreported(self):
        figures = {"after": 82, "before": 68}
        found = checked("accuracy", figures, **(ACCURACY | ELSEWHERE))
        assert found.result == "misreported"
        assert found.finds.startswith("The primary source says: it may be sent. Missing: the size")
        assert "from 74 questions on" in found.finds
        assert [step.source for step in found.steps[:2]] == ["s, l", "s, p. 1"]

    @pytest.mark.parametrize(("value", "unit"), [(0.82, "1"), (120, "%"), (-1, "%")])
    def test_what_is_no_percentage_is_refused(self, value, unit):
        with pytest.raises(CatalogError, match="no percentage"):
            checked("accuracy", {"after": value, "before": 68}, unit=unit, **ACCURACY)


GRID = {
    "models": ["deepseek-r1-distill-qwen-7b"],
    "methods": ["qtha"],
    "targets": [["q_proj"]],
    "saving": "f",
    **NOTHING_ELSE,
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
        found = checked("saving", {"f": 76}, **(inputs | ELSEWHERE))
        assert found.result == "misreported"
        assert found.finds.startswith("The primary source says: it may be sent. The model stays")

    def test_widths_without_modes_are_left_out(self):
        """Of Llama 3.2 3B 3072 is not in the authors' table: it saves 76 % with modes of ours."""
        inputs = GRID | {"ranks": [10], "of": "adapter", "models": ["llama-3.2-3b"]}
        found = checked("saving", {"f": 76}, **inputs)
        assert found.result == "not checkable"
        assert found.finds.startswith("Missing: how the authors split the widths")
        assert "widths 3072 are not in the authors' table of modes" in found.finds
        two = inputs | {"ranks": [8], "models": ["llama-3.2-3b", *GRID["models"]]}
        found = checked("saving", {"f": 76}, **two)
        assert found.result == "consistent"  # which of the two was meant is not stated
        assert found.finds.startswith("1 of 1 settings saves 76 %")
        shown = {step.what: step.value for step in found.steps}
        assert shown["left out"] == "1 of 2 settings, all of qtha"
        plain = checked("saving", {"f": 0}, **(inputs | {"methods": ["qtha-c"]}))
        assert "left out" not in {step.what for step in plain.steps}

    def test_the_released_variant_saves_nothing(self):
        rows = savings(
            [catalog.model("qwen3-0.6b")], ["qtha-bc"], [4, 6, 8, 10], [["q_proj", "v_proj"]]
        )
        assert all(row.of_adapter < 0 for row in rows)
        assert rows[0].trainable == 578_816


DATES = {"since": "2025-01-01", "until": "2025-01-11", "setting": "a"}
RUN = DATES | {"recorded": None}
UNSAID = {"per_task": None, "per_task_source": None, "per_task_locator": None}
TASKS = DATES | UNSAID | {"tasks": "n", "batch": 200}
ONE_EACH = {"per_task": 1, "per_task_source": "s", "per_task_locator": "p. 2"}


class TestPeriods:
    def test_throughput_is_bounded_by_the_shots_of_all_that_fit_at_once(self):
        inputs = TASKS
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
        inputs = TASKS
        assert checked("throughput", {"n": 1e9}, two, **inputs).result == "not checkable"
        assert checked("throughput", {"n": 10}, two, **inputs).result == "consistent"

    @staticmethod
    def held_against(tasks: int, given: Setting = SETTING, **said):
        """Return a run of 100 samples x 10 tokens x 12 layers x 2 epochs x 2 runs = 48,000."""
        figure = Figure("n", tasks, "", "of it", "s", "l")
        kinds = {"throughput": TASKS | said, "full-run": DATES | {"recorded": "throughput"}}
        rows = tuple(
            Statement(kind, "text", "", "s", "l", (figure,), True, kind, inputs)
            for kind, inputs in kinds.items()
        )
        whole = Claim("c", "C", "P", "2026-01-01", "s", "l", "", (given,), rows)
        return judge(whole).judged[1].finding

    def test_a_full_run_is_held_against_the_tasks_on_record(self):
        """As many as one may hold, and ten side by side in each: 48,000 / 2,000 = 24."""
        found = self.held_against(24)
        assert found.result == "consistent"
        assert "240 tasks of 200 circuits, 10 times the 24 that are on record" in found.finds
        assert "and 1 times with 10 circuits side by side in each" in found.finds
        found = self.held_against(23)
        assert found.result == "contradicted"
        assert found.flips.startswith("It would take samples of at most 9 tokens, a record of 24 ")

    def test_what_a_task_holds_counts_where_its_operator_says_so(self):
        """One circuit: 48,000, or 4,800 with ten side by side."""
        assert self.held_against(4800, **ONE_EACH).result == "consistent"
        found = self.held_against(4799, **ONE_EACH)
        assert found.result == "contradicted"
        assert "10 times the 4,799 that are on record" in found.finds
        assert "0.05 times if each of those were a submission of 200" in found.finds
        assert "submissions of 200 circuits with 10 side by side" in found.flips
        assert any(step.source == "s, p. 2" for step in found.steps)

    def test_what_the_record_would_carry(self):
        found = self.held_against(100, **ONE_EACH)
        assert "carry 8 tokens once forward, 0.8 samples of 10" in found.finds
        assert found.because.startswith("2 epochs with two runs of every circuit take 48,000")

    def test_a_record_decides_where_no_time_is_known(self):
        found = self.held_against(4799, SETTING._replace(shots=None), **ONE_EACH)
        assert found.result == "contradicted"
        assert "time that there was" not in found.finds

    def test_without_shots_nothing_is_said(self):
        found = checked("full-run", {}, SETTING._replace(shots=None), **RUN)
        assert found.result == "not checkable"
        assert found.finds == "Missing: the shots of a circuit."

    def test_circuits_that_do_not_depend_on_the_data(self):
        once = SETTING._replace(method="qpa", rank=64)
        found = checked("throughput", {"n": 10}, once, **(TASKS | {"batch": 1}))
        assert any("whatever the data" in step.how for step in found.steps)


class TestCounts:
    def test_program_shows_the_time_of_one_shot_a_circuit(self):
        """1,000 tokens x 12 layers x (1 + 192 + 8) circuits x 2 epochs x 1.98 ms = 2.65 h."""
        found = checked("program", {"f": 768}, figure="f", quantity="angles", setting="a")
        shown = {step.what: step.value for step in found.steps}
        assert shown["the same on origin-wukong-72 2026-03-06, one shot a circuit"] == (
            "at least 2.65 h"
        )

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
            "repetition_delay": None,
            "twirls": 1,
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
            checked("job-time", {"t": 19}, unit="fortnight", **inputs)

    def test_job_time_counts_the_wait_that_was_set_and_every_copy(self):
        """ibm-fez reads in 1.56 us; 10 circuits x 32 copies x 100 shots, 500 us apart: 16.05 s."""
        inputs = {
            "time": "t",
            "circuits": 10,
            "shots": 100,
            "width": 2,
            "layers": 0,
            "devices": ["ibm-fez"],
            "repetition_delay": 500e-6,
            "twirls": 32,
            "source": "s",
            "locator": "l",
        }
        least = 10 * 32 * 100 * (500e-6 + 1.56e-6)
        for seconds, result in ((least * 1.001, "consistent"), (least * 0.999, "contradicted")):
            assert checked("job-time", {"t": seconds}, unit="s", **inputs).result == result
        faster = inputs | {"repetition_delay": None}
        assert checked("job-time", {"t": least * 0.999}, unit="s", **faster).result == "consistent"
        single = inputs | {"twirls": 1}
        assert checked("job-time", {"t": least / 30}, unit="s", **single).result == "consistent"

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
        ("on-chip", ON_CHIP | {"parameters": "f"}),
        ("at-once", AT_ONCE | {"tasks": "f"}),
        ("throughput", TASKS | {"tasks": "f"}),
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


class TestClassicalTime:
    """Times that classical machines are said to need, against published runs of the circuit."""

    def test_a_faster_run_contradicts_it(self):
        found = checked("classical-time", {"t": 3.2e6}, unit="y", time="t",
                        simulation="peaked-49x4020")  # fmt: skip
        assert found.result == "contradicted"
        assert "38 s on NVIDIA H100 (2025-11-12), 2.7e12 times faster" in found.finds

    def test_a_run_after_the_statement_is_said_to_be_one(self):
        found = checked("classical-time", {"t": 1}, unit="d", time="t",
                        simulation="loschmidt-echo-49x648")  # fmt: skip
        fastest = simulated_circuit("loschmidt-echo-49x648").fastest
        assert found.result == "contradicted"
        assert ("after the statement" in found.finds) == (fastest.date > "2026-01-01")

    def test_a_time_below_all_runs_is_left_open(self):
        found = checked("classical-time", {"t": 37}, unit="s", time="t",
                        simulation="peaked-49x4020")  # fmt: skip
        assert found.result == "consistent"

    def test_an_unknown_circuit_is_named(self):
        whole = Statement("x", "t", "", "s", "l", (), True, "classical-time",
                          {"time": "t", "simulation": "no-such"})  # fmt: skip
        with pytest.raises(UnknownNameError, match="no-such"):
            _case(Claim("c", "C", "P", "2026-01-01", "s", "l", "", (), (whole,)))
