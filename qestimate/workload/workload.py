"""What is trained: a language model, an adapter, and the data that pass through it."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from qestimate.core import late_bound
from qestimate.core.errors import DomainError, ScenarioError
from qestimate.core.records import NamedTuple
from qestimate.workload.adapter import Adapter
from qestimate.workload.listing import (
    adapted,
    default_targets,
    fixed_count,
    parameter_count,
    routes,
)
from qestimate.workload.modalities import Media

if TYPE_CHECKING:
    from qestimate.workload.architecture import Architecture

MAX_PARAMETERS = 1e30
"""Largest model size that is computed; the largest published ones are near 10^13. Beyond, trends
can be followed."""

MAX_DATA = 10**12
"""Largest number of samples, tokens per sample, or epochs taken as meant."""


CHARACTERS_PER_TOKEN = 4.0
"""Of English text, as a rule of thumb [openai-tokens]. Other languages and code have fewer."""


class LanguageModel(NamedTuple):
    """A model: its size, and the architecture the adapter is laid on."""

    id: str
    name: str
    parameters: int
    architecture: Architecture
    assumed: bool = False
    """True if only a size was given and the shape is that of the nearest catalogue model."""
    source: str = ""
    note: str = ""


class Dataset(NamedTuple):
    """How much data passes through, and in which portions."""

    samples: int
    tokens_per_sample: int
    epochs: int
    batch_size: int
    accumulation: int
    id: str = ""
    media: Media = Media()
    """Images and sound of a sample, among its tokens."""

    @property
    def text_tokens(self) -> int:
        """Tokens of text in a sample."""
        return max(0, self.tokens_per_sample - self.media.tokens)

    def positions(self, kind: str) -> int:
        """Return how many positions of a sample pass a layer, by the kind that the layer says.

        >>> from qestimate.workload.modalities import Media
        >>> one = Dataset(1, 1088, 1, 1, 1, media=Media(1, 576, 577))
        >>> one.positions(""), one.positions("text"), one.positions("patches")
        (1088, 512, 577)
        """
        return {
            "": self.tokens_per_sample,
            "text": self.text_tokens,
            "images": self.media.image_tokens,
            "patches": self.media.patches,
            "sound": self.media.sound_positions,
        }[kind]

    @property
    def tokens_per_epoch(self) -> int:
        """Token positions in one pass over the data."""
        return self.samples * self.tokens_per_sample

    @property
    def tokens(self) -> int:
        """Token positions in the whole run."""
        return self.tokens_per_epoch * self.epochs

    @property
    def steps_per_epoch(self) -> int:
        """Optimiser steps in one epoch; a last partial batch counts."""
        return -(-self.samples // (self.batch_size * self.accumulation))

    @property
    def steps(self) -> int:
        """Optimiser steps in the whole run."""
        return self.steps_per_epoch * self.epochs


@late_bound.shown
class Workload(NamedTuple):
    """A fine-tuning job."""

    model: LanguageModel
    adapter: Adapter
    data: Dataset

    @property
    def alike_circuits(self) -> float:
        """Circuits of a step that share their angles, one a token: what a gradient averages over.

        Of experts each passes only its share of the tokens. The last, smaller step of an epoch
        does not count.
        """
        data = self.data
        passes = data.batch_size * data.accumulation * self.passes_per_sample
        return max(1.0, passes / self.adapter.n_modules)

    @property
    def passes_per_sample(self) -> int:
        """Times that a position of a sample passes an adapted layer, over all of both.

        A token of text passes no layer of a part that sees: patches of images do, and where there
        are no images nothing does.
        """
        return sum(m.active * self.data.positions(m.positions) for m in self.adapter.modules)

    @property
    def passed(self) -> float:
        """Adapted layers that a token passes, on average over those of a sample."""
        return quotient(self.passes_per_sample, self.data.tokens_per_sample)

    @property
    def samples_of_step(self) -> float:
        """Samples of a training step: what a gradient averages over where each has a circuit.

        The last, smaller step of an epoch does not count.
        """
        return float(self.data.batch_size * self.data.accumulation)

    @classmethod
    def of(
        cls,
        model: LanguageModel,
        *,
        rank: int = 8,
        targets: tuple[str, ...] | str = (),
        samples: int = 3000,
        tokens_per_sample: int = 512,
        epochs: int = 3,
        batch_size: int = 4,
        accumulation: int = 8,
        dataset: str = "",
        adapter: Adapter | None = None,
        media: Media | None = None,
    ) -> Workload:
        """Check the inputs and put a workload together.

        The defaults of a scenario are those of the arguments here.

        Args:
            model: From the catalogue, or ``scaled``.
            rank: LoRA rank. [1], 1 <= rank <= the narrowest adapted side.
            targets: Module names, also in one string with commas; empty means the family's query
                and value projections.
            samples: Training examples. [1], >= 1.
            tokens_per_sample: Mean length of the text. [tokens], >= 1.
            epochs: Passes over the data. [1], >= 1.
            batch_size: Samples per micro-batch. [1], >= 1.
            accumulation: Micro-batches per optimiser step. [1], >= 1.
            dataset: Id of the data set the number of samples was taken from.
            adapter: One that is ready, in place of rank and targets.
            media: Images and sound of a sample, whose tokens are added to those of its text. A
                model whose encoder takes one window of sound gets it, whatever is said.

        Raises:
            DomainError: A count below 1 or absurdly large.
            ScenarioError: A rank wider than the layers it adapts, no language model, or layers
                that no position of the data passes.
            UnknownNameError: A target that the architecture does not have.
        """
        counts = {
            "samples": samples,
            "tokens per sample": tokens_per_sample,
            "epochs": epochs,
            "batch size": batch_size,
            "accumulation": accumulation,
            "rank": rank,
        }
        handed: object = model
        if not isinstance(handed, LanguageModel):
            raise ScenarioError(
                f"a LanguageModel is needed, not {type(handed).__name__} {str(handed)[:40]!r}",
                hint="for example catalog.model('gpt2')",
            )
        for name, value in counts.items():
            _check_count(name, value)
        if isinstance(targets, str):
            targets = tuple(targets.split(","))
        media = _heard(model, media or Media())
        tokens = tokens_per_sample + media.tokens
        _check_count("tokens per sample", tokens)
        data = Dataset(samples, tokens, epochs, batch_size, accumulation, dataset, media)
        if adapter is not None:
            return _with_passes(cls(model, adapter, data))
        names = targets or default_targets(model.architecture)
        modules = adapted(model.architecture, names)
        low_rank = Adapter(1, tuple(names), modules)
        return _with_passes(cls(model, low_rank, data).with_rank(rank))

    def with_rank(self, rank: int) -> Workload:
        """Return the workload with another rank, the same for all modules.

        Raises:
            DomainError: A rank that is no whole number of at least 1.
            ScenarioError: A rank wider than the layers it adapts; those that choose experts
                apart, which have as many outputs as there are experts.
        """
        _check_count("rank", rank)
        shape = self.model.architecture
        sides = [min(m.d_in, m.d_out) for m in self.adapter.modules if not routes(shape, m)]
        return self._replace(adapter=self.adapter.with_rank(rank, min(sides, default=rank)))


def _with_passes(workload: Workload) -> Workload:
    """Return a workload if its data pass any of the adapted layers, else raise ScenarioError."""
    adapter = workload.adapter
    if adapter.modules and not workload.passes_per_sample:
        sound = any(module.positions == "sound" for module in adapter.modules)
        raise ScenarioError(
            f"nothing in the data passes the adapted layers, {', '.join(adapter.targets)}",
            hint="--audio-seconds 30" if sound else "for example --image-tokens 576",
        )
    return workload


def full(model: LanguageModel) -> Adapter:
    """Return the training of all parameters, in the place of an adapter.

    Tables that no training changes are left out: the positions of Whisper's encoder.

    >>> from qestimate.workload.architecture import Architecture
    >>> a = Architecture("gpt2", 768, 12, 12, 12, 64, 3072, 50257, True, 1024)
    >>> full(LanguageModel("gpt2", "GPT-2", parameter_count(a), a)).parameters
    124439808
    """
    a = model.architecture
    return Adapter(0, (), (), "full", extra=model.parameters - fixed_count(a))


def quotient(total: int, number: int) -> float:
    """Return a mean, as a whole number where it is one.

    >>> quotient(6, 3), quotient(7, 2)
    (2, 3.5)
    """
    return total // number if total % number == 0 else total / number


def _heard(model: LanguageModel, media: Media) -> Media:
    """Return what is heard, at least a window where the decoder attends to one."""
    if not model.architecture.spec.encoder or media.sound_positions:
        return media
    window = max((part.seen for part in model.architecture.parts if part.hears), default=0)
    return media._replace(sound_tokens=window, sound_positions=window)


def _check_count(name: str, value: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise DomainError(f"{name} must be a whole number, not {value!r}")
    if not 1 <= value <= MAX_DATA:
        raise DomainError(
            f"{name} must be between 1 and {MAX_DATA:.0e}, not {value:.3g}",
            hint="counts start at 1",
        )


def check_parameters(parameters: float) -> int:
    """Return a model size as an integer.

    Raises:
        DomainError: Not finite, below 10^6 or above 10^15.

    >>> check_parameters(1e9)
    1000000000
    """
    if not isfinite(parameters) or not 10**6 <= parameters <= MAX_PARAMETERS:
        raise DomainError(
            f"parameters must be between 1e6 and {MAX_PARAMETERS:.0e}, not {parameters:g}",
            hint="for example --params 1e9 or --params 7B",
        )
    return round(parameters)


def scaled(nearest: LanguageModel, parameters: int) -> LanguageModel:
    """Return a model of ``parameters`` shaped like the nearest one in the catalogue.

    Width grows with the cube root of the size, in whole heads, and depth takes up the rest, so
    that both grow alike; the shape's own total then differs a little from ``parameters``, which
    stays what was asked for. The published shapes keep to no exact law: this is an assumption.

    >>> from qestimate.workload.architecture import Architecture
    >>> a = Architecture("llama", 2048, 22, 32, 4, 64, 5632, 32000, False)
    >>> one = scaled(LanguageModel("t", "T", parameter_count(a), a), 10**9)
    >>> one.architecture.hidden_size, one.architecture.layers, one.parameters
    (2048, 20, 1000000000)
    """
    a = nearest.architecture
    factor = (parameters / nearest.parameters) ** (1 / 3)
    groups = max(1, a.heads // a.kv_heads)
    width = factor * a.heads / groups
    kv_heads = max(1, round(width)) if a.kv_heads > 1 else 1
    heads = kv_heads * groups if a.kv_heads > 1 else max(1, round(factor * a.heads))
    ratio = heads / a.heads
    shape = a._replace(
        heads=heads,
        kv_heads=kv_heads,
        hidden_size=max(a.head_dim, round(a.hidden_size * ratio)),
        intermediate_size=max(a.head_dim, round(a.intermediate_size * ratio)),
        layers=1,
    )
    block = parameter_count(shape._replace(layers=2)) - parameter_count(shape)
    rest = parameters - (parameter_count(shape) - block)
    layers = max(1, round(rest / block))
    if rest < block:  # a vocabulary of the usual size would be more than the whole model
        per_token = (1 if a.tied_embeddings else 2) * shape.hidden_size
        shape = shape._replace(vocab_size=max(1, a.vocab_size + (rest - block) // per_token))
    shape = shape._replace(layers=layers)
    return LanguageModel(
        id=nearest.id,
        name=f"{nearest.name}, scaled",
        parameters=parameters,
        architecture=shape,
        assumed=True,
        source=nearest.source,
        note=f"{shape.layers} layers of {shape.hidden_size}: {parameter_count(shape):,} parameters",
    )
