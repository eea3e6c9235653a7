"""Language models from the ``config.json`` beside their weights.

A field that is left out takes the default of the model's type, as the library that writes these
files has it [transformers-configurations]: they hold only what differs. Every field that changes a
count is counted or refused; those that do not are listed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import UnknownNameError, WorkloadFileError
from qestimate.formats.workloads import library
from qestimate.formats.workloads.decoders import DEFAULTS, decoder
from qestimate.formats.workloads.encoders import READERS
from qestimate.formats.workloads.fields import Fields, NotCountedError
from qestimate.formats.workloads.json_file import read_object
from qestimate.formats.workloads.known_fields import (
    idle_fields,
    other_types,
    refuse_unknown,
    version,
)
from qestimate.formats.workloads.multimodal import SHELLS, text_of, whisper
from qestimate.formats.workloads.tasks import Top, top_of, with_top
from qestimate.workload.families import FAMILIES
from qestimate.workload.listing import parameter_count
from qestimate.workload.workload import LanguageModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qestimate.formats.workloads.multimodal import Shell
    from qestimate.workload.architecture import Architecture

NAME = "config.json"
"""How such a file is called."""

SHOWN = 5
"""Fields named in a remark."""

KNOWN = frozenset({*DEFAULTS, *FAMILIES, *SHELLS, *READERS})
"""Types with a closed form."""


def read_config(path: str | Path, task: str = "") -> LanguageModel:
    """Return the language model that a ``config.json`` describes.

    Of a model that sees or hears, the parts that do so are counted with it.

    Args:
        path: Of the file, or of the folder it is in.
        task: Of the adapter that is laid on it; empty if it has none.

    Raises:
        WorkloadFileError: A file that cannot be read, or in which figures are missing or wrong.
    """
    content = read_object(path, NAME)
    path = Path(path)
    named = content.get("_name_or_path")
    folder = path if path.is_dir() else path.resolve().parent
    name = path.stem if path.is_file() and path.name != NAME else folder.name
    if isinstance(named, str) and named.strip("/. ") and path.name == NAME:
        name = named.strip("/ ").rpartition("/")[2]
    try:
        architecture, notes = _counted(content, task)
    except WorkloadFileError as error:
        problems = error.problems
        raise WorkloadFileError(
            f"{path}: {error.message}", problems=problems, hint=error.hint
        ) from None
    return LanguageModel(
        name,
        name,
        parameter_count(architecture),
        architecture,
        source=str(path / NAME if path.is_dir() else path),
        note="; ".join(notes),
    )


def _counted(content: Mapping[str, Any], task: str) -> tuple[Architecture, tuple[str, ...]]:
    """Return an architecture by a closed form, else as the library counts it."""
    try:
        return architecture_of(content, task)
    except NotCountedError as error:
        kind = str(content["model_type"])
        if not library.versions() or kind not in other_types():
            hint = library.EXTRA if kind in other_types() else error.hint
            raise WorkloadFileError(error.message, problems=error.problems, hint=hint) from None
        found = library.ask(content, task=task)
    return library.architecture_of(found, kind), (library.remark(found),)


def architecture_of(
    content: Mapping[str, Any], task: str = ""
) -> tuple[Architecture, tuple[str, ...]]:
    """Return the architecture that a configuration describes, and remarks.

    Args:
        content: Of the file.
        task: Of the adapter that is laid on the model; empty if it has none.

    Raises:
        WorkloadFileError: A type that is not known, or figures that are missing or wrong.

    >>> architecture_of({"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12})[0][:5]
    ('gpt2', 768, 12, 12, 12)
    """
    kind = content.get("model_type")
    if not isinstance(kind, str):
        raise WorkloadFileError(
            "model_type: missing; no configuration of a model"
            if kind is None
            else f"model_type {kind!r:.60} is not one that is counted",
            hint=f"for example {', '.join(list(FAMILIES)[:3])}",
        )
    fields = Fields(content)
    fields.get("model_type")
    top = top_of(fields, task)
    if kind in READERS:
        found = READERS[kind](kind, fields, top)
    elif kind == "whisper":
        found = whisper(fields)
        if top.ending != "text" or top.decoder_only:
            fields.refuse("architectures: of whisper, only the one for speech to text is counted")
    elif kind in SHELLS:
        found = with_top(_in_shell(SHELLS[kind], fields), top)
        if SHELLS[kind].text_only and top.ending != "text":
            fields.refuse(f"architectures: of {kind}, only the one for text is counted")
    else:
        found = with_top(_decoder(kind, fields), top)
    refuse_unknown(fields, kind, content)
    fields.check(f"a {kind} model")
    return found, tuple(_remarks(kind, fields, top, task))


def _decoder(kind: str, fields: Fields) -> Architecture:
    """Return a decoder of a family, checked."""
    if kind not in FAMILIES or kind == "whisper":
        raise not_counted(kind, fields.prefix)
    found = decoder(kind, fields)
    if found.heads % found.kv_heads and found.latent is None and not fields.problems:
        fields.problems.append(
            f"{fields.prefix}num_attention_heads: {found.heads} is no multiple of "
            f"{found.kv_heads} key-value heads"
        )
    experts = found.experts
    if experts is not None and experts.per_token > experts.number:
        fields.problems.append(
            f"{fields.prefix}num_experts_per_tok: at most {experts.number} experts expected, "
            f"found {experts.per_token}"
        )
    return found


def _in_shell(shell: Shell, outer: Fields) -> Architecture:
    """Return a model that sees, with the language model in it."""
    kind, content, prefix = text_of(shell, outer.content)
    fields = Fields(content, prefix)
    fields.get("model_type")
    found = _decoder(kind, fields)
    if prefix:
        outer.asked |= {"text_config", "tie_word_embeddings"}
        refuse_unknown(fields, kind, outer.content)
    else:
        outer.asked |= fields.asked | idle_fields(kind)
    outer.take(fields)
    part = shell.part(outer, found.hidden_size)
    return found._replace(parts=(part,), inside=shell.inside)


def not_counted(kind: str, prefix: str = "") -> WorkloadFileError:
    """Return the error for a type without a closed form.

    >>> not_counted("gptt2").hint, not_counted("rwkv").message
    ('did you mean gpt2 or gptj or opt?', "model_type 'rwkv': no formula for its count")
    """
    if kind in other_types():
        return NotCountedError(f"{prefix}model_type {kind!r}: no formula for its count")
    near = (UnknownNameError("model_type", kind, names).hint for names in (KNOWN, other_types()))
    return WorkloadFileError(
        f"{prefix}model_type {kind!r:.60} is not known",
        hint=next(filter(None, near), "a type of transformers, or --model llama-3.2-1b"),
    )


def _remarks(kind: str, fields: Fields, top: Top, task: str) -> list[str]:
    """Return what is not in a count, or is there for a reason that is not in the file."""
    notes, content = [], fields.content
    if content.get("num_nextn_predict_layers"):
        notes.append("layers that predict further tokens are not counted")
    if kind in ("t5", "mt5") and content.get("tie_word_embeddings") is False:
        notes.append("the output layer shares the embeddings, as transformers 5 has it")
    if kind in ("t5", "mt5") and not top.encoder_only and top.ending != "token":
        notes.append("every token is taken to pass the encoder and the decoder")
    if top.ending in ("sequence", "token"):
        notes.append(f"in the place of an output layer for text, one for {top.labels} labels")
    elif top.ending == "none":
        notes.append("without an output layer")
    elif top.ending == "question":
        notes.append("in the place of an output layer for text, one for questions")
    if task and notes and not content.get("architectures"):
        notes[-1] += f", as the adapter's task says ({task})"
    if fields.unread:
        listed = ", ".join(fields.unread[:SHOWN]) + (", ..." if len(fields.unread) > SHOWN else "")
        notes.append(f"transformers {version()} does not read {listed}")
    return notes
