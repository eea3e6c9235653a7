"""What a model ends in: the layer that predicts a word, or others for other tasks.

The class that a configuration names under ``architectures`` says so, and so does the task of an
adapter, which is laid on a model of that task [peft-lora].
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.records import NamedTuple
from qestimate.workload.listing import parameter_count
from qestimate.workload.modules import Linear

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qestimate.formats.workloads.fields import Fields
    from qestimate.workload.architecture import Architecture
    from qestimate.workload.texts import Ending
    from qestimate.workload.workload import LanguageModel

HEADS_OF_TASKS = {
    "SEQ_CLS": ("classifier", "score"),
    "TOKEN_CLS": ("classifier", "score"),
    "QUESTION_ANS": ("qa_outputs",),
}
"""By the task of an adapter: modules that PEFT trains in full, where the model has them."""

TASKS: Mapping[str, Ending] = {
    "CAUSAL_LM": "text",
    "SEQ_2_SEQ_LM": "text",
    "SEQ_CLS": "sequence",
    "TOKEN_CLS": "token",
    "QUESTION_ANS": "question",
    "FEATURE_EXTRACTION": "none",
}
"""By the task of an adapter: what the model it is laid on ends in."""

_CLASSES: tuple[tuple[str, Ending], ...] = (
    ("ForCausalLM", "text"),
    ("LMHeadModel", "text"),
    ("ForConditionalGeneration", "text"),
    ("ForMaskedLM", "text"),
    ("ForSequenceClassification", "sequence"),
    ("ForTokenClassification", "token"),
    ("ForQuestionAnswering", "question"),
    ("Model", "none"),
)
_OTHERS = ("DoubleHeadsModel", "RewardModel", "DualModel", "PreTrainedModel")
"""Ends of the names of classes; of those that end like another and are not counted."""

LABELS = 2
"""Of a classification, where nothing is said [transformers-configurations]."""

MAX_LABELS = 10_000_000
"""Labels that are taken as meant."""


_IN_TRANSFORMER = frozenset(
    ("arcee", "exaone4", "llama", "nemotron", "qwen2", "qwen3", "qwen3_moe", "seed_oss", "smollm3")
)
"""Families whose models for questions hang under ``transformer``, not ``model``."""


class Top(NamedTuple):
    """What stands above the last block."""

    ending: Ending = "text"
    labels: int = LABELS
    encoder_only: bool = False
    decoder_only: bool = False


def top_of(fields: Fields, task: str = "") -> Top:
    """Return what a configuration says of the layers above the last block.

    Args:
        fields: Of the configuration; problems are collected there.
        task: Of the adapter that is laid on the model; empty if it has none.

    >>> from qestimate.formats.workloads.fields import Fields
    >>> top_of(Fields({"architectures": ["LlamaForSequenceClassification"], "num_labels": 3}))[:2]
    ('sequence', 3)
    >>> top_of(Fields({}), "TOKEN_CLS")[:2]
    ('token', 2)
    """
    ending: Ending = "text"
    name = ""
    listed = fields.get("architectures", [])
    if isinstance(listed, list) and all(isinstance(one, str) for one in listed):
        name = listed[0] if listed else ""
    else:
        fields.problems.append(f"architectures: names in a list expected, found {listed!r:.60}")
    labels = _labels(fields)
    if task:
        ending = TASKS.get(task, "text")
        if task not in TASKS:
            fields.problems.append(f"task_type of the adapter: {task!r:.60} is not known")
    elif name:
        found = next((what for end, what in _CLASSES if name.endswith(end)), None)
        if found is None or name.endswith(_OTHERS):
            fields.refuse(f"architectures: {name!r:.60} is no class that is counted")
        ending = found or "text"
    return Top(
        ending,
        labels,
        encoder_only=name.endswith("EncoderModel") and not task,
        decoder_only=name.endswith("ForCausalLM") and not task,
    )


def _labels(fields: Fields) -> int:
    """Return the number of labels, by their names or as a number."""
    table: Any = fields.get("id2label")
    fields.get("label2id")
    fields.get("problem_type")
    stated = fields.count("num_labels", default=0, least=0, most=MAX_LABELS)
    if table is None:
        return stated or LABELS
    if not isinstance(table, dict | list) or not table:
        fields.problems.append(f"id2label: names of labels expected, found {table!r:.60}")
        return LABELS
    if stated and stated != len(table):
        fields.problems.append(
            f"num_labels: {len(table)} expected, as id2label has, found {stated}"
        )
    return len(table)


def with_top(found: Architecture, top: Top) -> Architecture:
    """Return a model by the rules of a family with what stands above its last block.

    >>> from qestimate.workload.architecture import Architecture
    >>> from qestimate.workload.listing import parameter_count
    >>> one = Architecture("llama", 8, 1, 2, 2, 4, 32, 50, False)
    >>> [parameter_count(with_top(one, Top(name, 2))) - 1448 for name in ("none", "sequence")]
    [0, 16]
    """
    if top.ending == "text":
        return found
    width = found.embedding_size or found.hidden_size
    name, labels, biased = {
        "sequence": ("score", top.labels, False),
        "token": (found.spec.labels, top.labels, True),
        "question": ("qa_outputs", 2, True),
        "none": ("", 0, False),
    }[top.ending]
    layer = Linear(name, width, labels, 1, biased, name, vocabulary="output")
    inside = found.inside
    if top.ending == "question" and found.family in _IN_TRANSFORMER:
        inside = "transformer"
    return found._replace(
        outputs=(layer,) if name else (),
        tied_embeddings=False,
        bare=top.ending == "none",
        inside=inside,
    )


def for_task(model: LanguageModel, task: str) -> LanguageModel:
    """Return a model of the catalogue as an adapter of a task is laid on it.

    Labels are as many as the library takes where nothing is said.

    >>> from qestimate import catalog
    >>> for_task(catalog.model("gpt2"), "SEQ_CLS").parameters - catalog.model("gpt2").parameters
    1536
    """
    top = Top(TASKS.get(task, "text"))
    if top.ending == "text":
        return model
    found = with_top(model.architecture, top)
    note = f"with what the adapter's task asks for ({task}) in the place of an output layer"
    return model._replace(architecture=found, parameters=parameter_count(found), note=note)
