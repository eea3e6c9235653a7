"""Models of text that no rule of a family gives: their modules, listed to the last parameter.

Names are those under which adapters meet the modules [transformers-5.24].
"""

from __future__ import annotations

from typing import Literal

from qestimate.workload.modules import (
    Linear,
    Part,
    Weights,
    in_blocks,
    layer_norms,
    scale_norms,
    single,
)

Ending = Literal["text", "none", "sequence", "token", "question"]
"""What a model ends in: a layer for text, nothing, or one for labels of what its name says."""

MODEL = "language model"


def table(path: str, rows: int, width: int) -> Linear:
    """Return an embedding.

    >>> table("backbone.embeddings", 50280, 768).weights
    38615040
    """
    return single(path, rows, width, biased=False, vocabulary="table")


def output(path: str, width: int, rows: int, *, biased: bool, shared: bool = False) -> Linear:
    """Return an output layer, which may share its matrix with an embedding."""
    found = single(path, width, rows, biased=biased, vocabulary="output")
    return found._replace(shared=shared)


def bert(
    kind: Literal["bert", "roberta"],
    width: int,
    layers: int,
    intermediate: int,
    *,
    vocab_size: int,
    positions: int,
    types: int,
    tied: bool = True,
    ending: Ending = "text",
    labels: int = 2,
) -> Part:
    """Return BERT or RoBERTa, which see a whole text at once.

    Args:
        kind: Which of them; their output layers differ.
        width: Of a block. [1]
        layers: Blocks. [1]
        intermediate: Feed-forward width. [1]
        vocab_size: Rows of the table of words. [1]
        positions: Rows of the table of positions. [1]
        types: Rows of the table of kinds of text. [1]
        tied: Whether the output layer shares its matrix with the table of words.
        ending: What stands above the blocks.
        labels: Of a classification. [1]

    Source: [transformers-5.24], models/bert/modeling_bert.py, models/roberta/modeling_roberta.py.

    >>> bert("bert", 768, 12, 3072, vocab_size=30522, positions=512, types=2).parameters
    109514298
    """
    around = "" if ending == "none" else f"{kind}."
    stem, tables = f"{around}encoder.layer", f"{around}embeddings"
    linears = [
        *in_blocks(
            stem,
            layers,
            "",
            ("attention.self.query", width, width, True),
            ("attention.self.key", width, width, True),
            ("attention.self.value", width, width, True),
            ("attention.output.dense", width, width, True),
            ("intermediate.dense", width, intermediate, True),
            ("output.dense", intermediate, width, True),
        ),
        table(f"{tables}.word_embeddings", vocab_size, width),
        table(f"{tables}.position_embeddings", positions, width),
        table(f"{tables}.token_type_embeddings", types, width),
    ]
    weights = [
        Weights(f"{tables}.LayerNorm", 2 * width, width),
        *layer_norms(stem, layers, width, "attention.output.LayerNorm", "output.LayerNorm"),
    ]
    if ending == "text":
        top, norm = (
            ("cls.predictions.transform.dense", "cls.predictions.transform.LayerNorm")
            if kind == "bert"
            else ("lm_head.dense", "lm_head.layer_norm")
        )
        last = "cls.predictions.decoder" if kind == "bert" else "lm_head.decoder"
        linears += [single(top, width, width)]
        linears += [output(last, width, vocab_size, biased=True, shared=tied)]
        weights += [Weights(norm, 2 * width, width)]
        if not tied:  # the bias stands twice, and is one where the matrix is
            bare = f"{last.rpartition('.')[0]}.bias"
            weights += [Weights(bare, vocab_size, vocab_size, bare=True)]
    elif ending == "sequence" and kind == "roberta":
        linears += [
            single("classifier.dense", width, width),
            output("classifier.out_proj", width, labels, biased=True),
        ]
    elif ending in ("sequence", "none"):
        linears += [single(f"{around}pooler.dense", width, width)]
    if ending == "question":
        linears += [output("qa_outputs", width, labels, biased=True)]
    elif ending == "token" or (ending == "sequence" and kind == "bert"):
        linears += [output("classifier", width, labels, biased=True)]
    return Part(MODEL, tuple(linears), tuple(weights), layers=layers, width=width)


def t5(
    width: int,
    layers: int,
    decoder_layers: int,
    intermediate: int,
    heads: int,
    head_dim: int,
    *,
    vocab_size: int,
    buckets: int = 32,
    gated: bool = False,
    encoder_only: bool = False,
    ending: Ending = "text",
    labels: int = 2,
) -> Part:
    """Return T5: an encoder that sees a whole text, and a decoder that attends to it.

    Its output layer shares the table of words, as transformers 5 has it in every version of T5.

    Args:
        width: Of a block. [1]
        layers: Blocks of the encoder. [1]
        decoder_layers: Blocks of the decoder. [1]
        intermediate: Feed-forward width. [1]
        heads: Of attention. [1]
        head_dim: Width of a head. [1]
        vocab_size: Rows of the table of words. [1]
        buckets: Distances that are told apart. [1]
        gated: Whether feed-forward layers have a gate.
        encoder_only: Whether there is no decoder.
        ending: What stands above the blocks.
        labels: Of a classification. [1]

    Source: [transformers-5.24], models/t5/modeling_t5.py.

    >>> t5(768, 12, 12, 3072, 12, 64, vocab_size=32128).parameters
    222903552
    """
    around = "transformer." if ending in ("sequence", "token") else ""
    inner = heads * head_dim
    stacks = [("encoder", layers, False), ("decoder", decoder_layers, True)]
    if encoder_only or ending == "token":
        del stacks[1]
    linears: list[Linear] = [table(f"{around}shared", vocab_size, width)]
    weights: list[Weights] = []
    for name, count, decodes in stacks:
        again = table(f"{around}{name}.embed_tokens", vocab_size, width)
        linears += [again._replace(shared=True)]
        stem = f"{around}{name}.block"
        feed = f"layer.{1 + decodes}"
        ups = ("wi_0", "wi_1") if gated else ("wi",)
        attended = ["layer.0.SelfAttention", *(["layer.1.EncDecAttention"] if decodes else [])]
        linears += in_blocks(
            stem,
            count,
            "",
            *(
                (f"{path}.{role}", width, inner, False)
                for path in attended
                for role in ("q", "k", "v")
            ),
            *((f"{path}.o", inner, width, False) for path in attended),
            *((f"{feed}.DenseReluDense.{up}", width, intermediate, False) for up in ups),
            (f"{feed}.DenseReluDense.wo", intermediate, width, False),
        )
        norms = (f"layer.{number}.layer_norm" for number in range(2 + decodes))
        weights += scale_norms(stem, count, width, *norms)
        distances = "layer.0.SelfAttention.relative_attention_bias"
        weights += [
            Weights(distances, buckets * heads, 0, range(1), stem, table=True),
            Weights(f"{around}{name}.final_layer_norm", width),
        ]
    if ending == "text" and not encoder_only:
        linears += [output("lm_head", width, vocab_size, biased=False, shared=True)]
    elif ending == "sequence":
        linears += [
            single("classification_head.dense", width, width),
            single("classification_head.out_proj", width, labels),
        ]
    elif ending in ("token", "question"):
        last = "classifier" if ending == "token" else "qa_outputs"
        linears += [output(last, width, labels, biased=True)]
    return Part(MODEL, tuple(linears), tuple(weights), layers=layers + decoder_layers, width=inner)


def mamba(
    width: int,
    layers: int,
    inner: int,
    *,
    vocab_size: int,
    state: int = 16,
    kernel: int = 4,
    rank: int = 48,
    biased: bool = False,
    convolved_bias: bool = True,
    tied: bool = True,
    ending: Ending = "text",
) -> Part:
    """Return Mamba, which keeps a state in place of attention.

    Args:
        width: Of a block. [1]
        layers: Blocks. [1]
        inner: Width inside a block. [1]
        vocab_size: Rows of the table of words. [1]
        state: Numbers kept for each of the inner width. [1]
        kernel: Positions that the convolution covers. [1]
        rank: Of the projection to time steps. [1]
        biased: Whether the projections in and out have biases.
        convolved_bias: Whether the convolution has.
        tied: Whether the output layer shares its matrix with the table of words.
        ending: What stands above the blocks.

    Source: [transformers-5.24], models/mamba/modeling_mamba.py.

    >>> mamba(768, 32, 1536, vocab_size=50280).parameters
    159308544
    """
    around = "" if ending == "none" else "backbone."
    stem, every = f"{around}layers", range(layers)
    linears = [
        *in_blocks(
            stem,
            layers,
            "",
            ("mixer.in_proj", width, 2 * inner, biased),
            ("mixer.x_proj", inner, rank + 2 * state, False),
            ("mixer.dt_proj", rank, inner, True),
            ("mixer.out_proj", inner, width, biased),
        ),
        table(f"{around}embeddings", vocab_size, width),
    ]
    if ending == "text":
        linears += [output("lm_head", width, vocab_size, biased=False, shared=tied)]
    bias = inner * convolved_bias
    weights = (
        Weights("mixer.conv1d", inner * kernel + bias, bias, every, stem),
        Weights("mixer.A_log", inner * state, 0, every, stem, bare=True),
        Weights("mixer.D", inner, 0, every, stem, bare=True),
        *scale_norms(stem, layers, width, "norm"),
        Weights(f"{around}norm_f", width),
    )
    return Part(MODEL, tuple(linears), weights, layers=layers)
