"""Language models from the ``config.json`` beside their weights.

A field that is left out takes the default of the model's type, as the library that writes these
files has it [transformers-configurations]: they hold only what differs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import UnknownNameError, WorkloadFileError
from qestimate.core.records import NamedTuple
from qestimate.formats.workloads.fields import Fields
from qestimate.formats.workloads.json_file import read_object
from qestimate.formats.workloads.multimodal import SHELLS, text_of, whisper
from qestimate.workload.architecture import Architecture, Experts, LatentAttention, parameter_count
from qestimate.workload.families import FAMILIES
from qestimate.workload.workload import LanguageModel

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "config.json"
"""How such a file is called."""


class Defaults(NamedTuple):
    """What a type of model takes where its file says nothing."""

    tied: bool = False
    kv_heads: int | None = None
    """None for as many as there are heads."""
    head_dim: int | None = None
    """None for hidden size over heads."""
    heads: int | None = None
    vocab_size: int | None = None


DEFAULTS: Mapping[str, Defaults] = {
    "mistral": Defaults(kv_heads=8),
    "mixtral": Defaults(kv_heads=8),
    "phimoe": Defaults(kv_heads=8),
    "gpt_oss": Defaults(kv_heads=8, head_dim=64),
    "qwen2": Defaults(kv_heads=32),
    "qwen2_moe": Defaults(kv_heads=16),
    "qwen3": Defaults(kv_heads=32, head_dim=128),
    "qwen3_moe": Defaults(kv_heads=4),
    "gemma": Defaults(tied=True, kv_heads=16, head_dim=256),
    "gemma2": Defaults(tied=True, kv_heads=4, head_dim=256, heads=8),
    "gemma3_text": Defaults(tied=True, kv_heads=4, head_dim=256, heads=8, vocab_size=262208),
    "gpt2": Defaults(tied=True, vocab_size=50257),
    "opt": Defaults(tied=True, vocab_size=50272),
    "bloom": Defaults(tied=True, vocab_size=250880),
    "falcon": Defaults(tied=True, vocab_size=65024),
    "gpt_neox": Defaults(vocab_size=50432),
}
"""By type; the others tie nothing and have as many key-value heads as heads."""

MAX_LAYERS = 100_000
"""Blocks of a model; a thousand times as many as models have."""

ALIKE = {"granite": "llama"}
"""Types built like another."""


def read_config(path: str | Path) -> LanguageModel:
    """Return the language model that a ``config.json`` describes.

    Of a model that sees or hears, the parts that do so are counted with it.

    Args:
        path: Of the file, or of the folder it is in.

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
        architecture, notes = architecture_of(content)
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


def architecture_of(content: Mapping[str, Any]) -> tuple[Architecture, tuple[str, ...]]:
    """Return the architecture that a configuration describes, and remarks.

    Raises:
        WorkloadFileError: A type that is not known, or figures that are missing or wrong.

    >>> architecture_of({"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12})[0][:5]
    ('gpt2', 768, 12, 12, 12)
    """
    kind, notes = content.get("model_type"), []
    if not isinstance(kind, str):
        raise WorkloadFileError(
            "model_type: missing; no configuration of a model"
            if kind is None
            else f"model_type {kind!r:.60} is not one that is counted",
            hint=f"for example {', '.join(list(FAMILIES)[:3])}",
        )
    if kind == "whisper":
        return _checked(kind, *_read_whisper(content)), ()
    shell, whole, prefix = SHELLS.get(kind), content, ""
    if shell is not None:
        kind, content, prefix = text_of(shell, content)
    kind = ALIKE.get(kind, kind)
    if kind not in FAMILIES or kind == "whisper":
        unknown = UnknownNameError("model_type", kind, {*FAMILIES, *SHELLS, *ALIKE})
        raise WorkloadFileError(
            f"{prefix}model_type {kind!r:.60} is not one that is counted", hint=unknown.hint
        )
    fields = Fields(content, prefix)
    found = _architecture(kind, fields)
    if found.heads % found.kv_heads and found.latent is None:
        fields.problems.append(
            f"{prefix}num_attention_heads: {found.heads} is no multiple of {found.kv_heads} "
            "key-value heads"
        )
    experts = found.experts
    if experts is not None and experts.per_token > experts.number:
        fields.problems.append(
            f"{prefix}num_experts_per_tok: at most {experts.number} experts expected, found "
            f"{experts.per_token}"
        )
    if shell is not None:
        part = shell.part(whole, found.hidden_size, fields.problems)
        found = found._replace(parts=(part,), inside="language_model")
    _checked(kind, found, fields.problems)
    if content.get("num_nextn_predict_layers"):
        notes.append("layers that predict further tokens are not counted")
    return found, tuple(notes)


def _read_whisper(content: Mapping[str, Any]) -> tuple[Architecture, list[str]]:
    problems: list[str] = []
    return whisper(content, problems), problems


def _checked(kind: str, found: Architecture, problems: list[str]) -> Architecture:
    """Return what was read, or raise WorkloadFileError with all that is wrong with it."""
    if problems:
        raise WorkloadFileError(
            f"not a configuration of a {kind} model",
            problems=problems,
            hint="each line names a field, what was expected and what was found",
        )
    return found


def _architecture(kind: str, fields: Fields) -> Architecture:
    known = DEFAULTS.get(kind, Defaults())
    hidden = fields.count("hidden_size", "n_embd", "n_embed")
    layers = fields.count("num_hidden_layers", "n_layer", most=MAX_LAYERS)
    heads = fields.count("num_attention_heads", "n_head", default=known.heads)
    kv_heads = _kv_heads(kind, fields, heads, known)
    stated = "head_dim" in fields.content and fields.content["head_dim"] is not None
    head_dim = fields.count("head_dim", default=known.head_dim or max(1, hidden // heads))
    if not stated and known.head_dim is None and hidden % heads:
        fields.problems.append(
            f"{fields.prefix}hidden_size: {hidden} is no multiple of {heads} heads"
        )
    experts = _experts(kind, fields, layers)
    latent = _latent(kind, fields)
    return Architecture(
        family=kind,
        hidden_size=hidden,
        layers=layers,
        heads=heads,
        kv_heads=kv_heads,
        head_dim=head_dim,
        intermediate_size=_intermediate(kind, fields, hidden, experts),
        vocab_size=fields.count("vocab_size", default=known.vocab_size),
        tied_embeddings=fields.flag("tie_word_embeddings", default=known.tied),
        positions=_positions(kind, fields),
        biased=_biased(kind, fields),
        norms=_norms(kind, fields),
        final_norm=not (
            kind == "opt"
            and (
                not fields.flag("do_layer_norm_before", default=True)
                or fields.flag("_remove_final_layer_norm", default=False)
            )
        ),
        embedding_size=_embedding_size(kind, fields, hidden),
        experts=experts,
        latent=latent,
    )


def _kv_heads(kind: str, fields: Fields, heads: int, known: Defaults) -> int:
    """Return the heads of keys and values."""
    if kind in ("gpt2", "opt", "bloom", "gpt_neox"):
        return heads
    if kind == "falcon":
        if fields.flag("new_decoder_architecture", default=False):
            return fields.count("num_kv_heads", default=heads)
        if fields.flag("multi_query", default=True):
            return 1
        return heads
    if "num_key_value_heads" in fields.content and kind != "gpt_oss":
        return fields.count("num_key_value_heads", default=heads)  # null stands for all heads
    return fields.count("num_key_value_heads", default=known.kv_heads or heads)


def _intermediate(kind: str, fields: Fields, hidden: int, experts: Experts | None) -> int:
    """Return the width of the feed-forward layers."""
    if kind == "bloom":
        return 4 * hidden
    if kind == "gpt2":
        return fields.count("n_inner", "intermediate_size", default=4 * hidden)
    if kind == "falcon":
        return fields.count("ffn_hidden_size", default=4 * hidden)
    if kind == "opt":
        return fields.count("ffn_dim")
    if experts is not None and not experts.dense_blocks:
        return fields.count("intermediate_size", default=experts.intermediate_size)
    return fields.count("intermediate_size")


def _positions(kind: str, fields: Fields) -> int:
    """Return the rows of a learned table of positions."""
    if kind == "gpt2":
        return fields.count("n_positions", "max_position_embeddings", default=1024)
    if kind == "opt":  # two rows stand before the first position
        return fields.count("max_position_embeddings", default=2048) + 2
    return 0


def _biased(kind: str, fields: Fields) -> str | None:
    """Return the roles with a bias, None for those of the family."""
    attention = fields.flag("attention_bias", default=kind in ("gpt_neox", "gpt_oss"))
    if kind == "llama":
        mlp = " up down" if fields.flag("mlp_bias", default=False) else ""
        return f"q kv o{mlp}" if attention else mlp.strip()
    if kind in ("qwen3", "qwen3_moe", "olmoe", "gemma", "gemma2", "gemma3_text"):
        return "q kv o" if attention else ""
    if kind == "phimoe":
        head = " head" if fields.flag("lm_head_bias", default=False) else ""
        return f"q kv o{head}" if attention else head.strip()
    if kind == "gpt_oss":
        return f"{'q kv o ' if attention else ''}router expert_up expert_down"
    if kind in ("deepseek_v2", "deepseek_v3"):
        latent = "latent_q_down latent_kv_down latent_o" if attention else ""
        feed = kind == "deepseek_v2" and fields.flag("mlp_bias", default=False)
        return f"{latent} up down shared_up shared_down" if feed else latent
    if kind == "gpt_neox":
        return "qkv o up down" if attention else "up down"
    if kind == "qwen2_moe":
        return "q kv" if fields.flag("qkv_bias", default=True) else ""
    if kind == "falcon":
        return "qkv o up down" if fields.flag("bias", default=False) else ""
    if kind == "opt":
        return "q kv o up down" if fields.flag("enable_bias", default=True) else ""
    return None


def _norms(kind: str, fields: Fields) -> int | None:
    """Return the norms in a block, None for those of the family."""
    if kind != "falcon":
        if kind == "opt" and not fields.flag("layer_norm_elementwise_affine", default=True):
            fields.problems.append("layer_norm_elementwise_affine: false is not counted")
        if kind == "gpt2" and fields.flag("add_cross_attention", default=False):
            fields.problems.append("add_cross_attention: true is not counted")
        if kind == "phi" and fields.flag("qk_layernorm", default=False):
            fields.problems.append("qk_layernorm: true is not counted")
        return None
    if not fields.flag("parallel_attn", default=True):
        return 2
    usual = 2 if fields.flag("new_decoder_architecture", default=False) else 1
    return 2 if fields.count("num_ln_in_parallel_attn", default=usual) == 2 else 1


def _embedding_size(kind: str, fields: Fields, hidden: int) -> int:
    """Return the width of the embeddings where it is not the hidden size, else 0."""
    if kind != "opt":
        return 0
    width = fields.count("word_embed_proj_dim", default=hidden)
    return 0 if width == hidden else width


def _experts(kind: str, fields: Fields, layers: int) -> Experts | None:
    """Return the experts, None for a model without."""
    if not FAMILIES[kind].experts:
        return None
    if kind in ("mixtral", "phimoe", "gpt_oss", "olmoe"):
        number, picked = {
            "mixtral": (8, 2),
            "phimoe": (16, 2),
            "gpt_oss": (128, 4),
            "olmoe": (64, 8),
        }[kind]
        return Experts(
            fields.count("num_local_experts", "num_experts", default=number),
            fields.count("num_experts_per_tok", default=picked),
            fields.count("intermediate_size"),
        )
    if kind in ("deepseek_v2", "deepseek_v3"):
        size = fields.count("moe_intermediate_size")
        usual = 2 if kind == "deepseek_v2" else 1
        shared = fields.count("n_shared_experts", default=usual, least=0)
        first = fields.count("first_k_dense_replace", default=0, least=0)
        return Experts(
            fields.count("n_routed_experts", "num_local_experts", "num_experts"),
            fields.count("num_experts_per_tok"),
            size,
            shared * size,
            tuple(range(min(first, layers))),
        )
    step = fields.count("decoder_sparse_step", default=1)
    only = set(fields.numbers("mlp_only_layers"))
    number = fields.count("num_experts", "num_local_experts", default=_QWEN_EXPERTS[kind][0])
    shared = 0
    if kind == "qwen2_moe":
        shared = fields.count("shared_expert_intermediate_size", default=5632)
    return Experts(
        number,
        fields.count("num_experts_per_tok", default=_QWEN_EXPERTS[kind][1]),
        fields.count("moe_intermediate_size", default=_QWEN_EXPERTS[kind][2]),
        shared,
        tuple(block for block in range(layers) if block in only or (block + 1) % step),
    )


_QWEN_EXPERTS = {"qwen2_moe": (60, 4, 1408), "qwen3_moe": (128, 8, 768)}
"""Experts, experts per token and width of one, where a file says nothing."""


def _latent(kind: str, fields: Fields) -> LatentAttention | None:
    """Return latent attention, None for a model without."""
    if kind not in ("deepseek_v2", "deepseek_v3"):
        return None
    direct = "q_lora_rank" in fields.content and fields.content["q_lora_rank"] is None
    return LatentAttention(
        kv_rank=fields.count("kv_lora_rank", default=512),
        rope_dim=fields.count("qk_rope_head_dim", default=64),
        plain_dim=fields.count("qk_nope_head_dim", default=128),
        value_dim=fields.count("v_head_dim", default=128),
        q_rank=0 if direct else fields.count("q_lora_rank", default=1536),
    )
