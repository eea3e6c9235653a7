"""Images and sound of a sample, from the inputs of a scenario."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import DomainError, ScenarioError
from qestimate.workload.modalities import Media, Tokens
from qestimate.workload.workload import MAX_DATA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qestimate.formats.workloads.processor import Processor
    from qestimate.workload.modules import Part
    from qestimate.workload.workload import LanguageModel


SEEN = ("images", "image-size", "image-tokens")
"""Inputs that say what is seen."""


def media_of(values: Mapping[str, Any], labels: Mapping[str, str], model: LanguageModel) -> Media:
    """Return what images and sound add to a sample.

    Args:
        values: Inputs, as they were read.
        labels: How messages call each.
        model: Whose parts see and hear.

    Raises:
        DomainError: A number out of range, or an image or sound that the model refuses.
        ScenarioError: Inputs that contradict each other, or a rule that is not known.
        WorkloadFileError: A processor's file that cannot be used.
    """
    _check(values, labels)
    processor = None
    if "processor" in values:
        from qestimate.formats.workloads.processor import read_processor

        processor = read_processor(values["processor"])
    sees = next((part for part in model.architecture.parts if not part.hears), None)
    hears = next((part for part in model.architecture.parts if part.hears), None)
    for part, does, names in ((sees, "sees", SEEN), (hears, "hears", ("audio-seconds",))):
        given = [name for name in names if name in values]
        if given and part is None and model.architecture.parts:
            raise ScenarioError(
                f"{labels[given[0]]}: {model.name} has no part that {does}", hint="leave it out"
            )
    found = Media()
    if "image-tokens" in values:
        tokens = values["image-tokens"]
        images = max(1, -(-tokens // sees.tokens)) if sees is not None and sees.whole else 1
        found = Media(images, tokens, tokens if sees is None else sees.positions(tokens))
    elif "images" in values or "image-size" in values:
        images = values.get("images", 1)
        one = _image(values, processor, sees)
        _check_same(one, sees, labels, values)
        found = Media(images, images * one.tokens, images * one.positions)
    if "audio-seconds" in values:
        one = _sound(values["audio-seconds"], processor, hears)
        _check_same(one, hears, labels, values)
        found = found._replace(sound_tokens=one.tokens, sound_positions=one.positions)
    if not found.tokens:
        raise ScenarioError(
            f"{labels['processor']} needs images or sound", hint="--images 1 or --audio-seconds 30"
        )
    return found


def _check(values: Mapping[str, Any], labels: Mapping[str, str]) -> None:
    for name in ("images", "image-tokens"):
        if name in values and not 1 <= values[name] <= MAX_DATA:
            raise DomainError(
                f"{labels[name]} must be between 1 and {MAX_DATA:.0e}, not {values[name]:.3g}",
                hint="leave it out for none",
            )
    for name in ("images", "image-size"):
        if name in values and "image-tokens" in values:
            raise ScenarioError(
                f"{labels['image-tokens']} and {labels[name]} contradict each other",
                hint="leave one of the two out",
            )


def _check_same(
    one: Tokens, part: Part | None, labels: Mapping[str, str], values: Mapping[str, Any]
) -> None:
    """Refuse a processor that fits another model than this one."""
    if part is None or not part.whole or "processor" not in values:
        return
    if (one.tokens, one.positions) != (part.tokens, part.seen):
        raise ScenarioError(
            f"{labels['processor']}: {one.tokens:,} tokens from {one.positions:,} positions, and "
            f"the model's {part.name} makes {part.tokens:,} from {part.seen:,}",
            hint="take the processor of the same model",
        )


def parse_image_size(text: str, label: str = "--image-size") -> tuple[int, int]:
    """Read height and width of an image.

    Raises:
        ScenarioError: Not two whole numbers.

    >>> parse_image_size("768x1024")
    (768, 1024)
    """
    found = re.fullmatch(r"\s*(\d{1,7})\s*[xX×]\s*(\d{1,7})\s*", text, re.ASCII)
    if found is None:
        raise ScenarioError(
            f"{label} must be height x width in pixels, not {text!r}", hint="for example 768x1024"
        )
    return int(found[1]), int(found[2])


def _image(values: Mapping[str, Any], processor: Processor | None, sees: Part | None) -> Tokens:
    size = parse_image_size(values["image-size"]) if "image-size" in values else None
    if processor is None:
        if sees is not None and sees.whole:
            return Tokens(sees.tokens, sees.seen)
        raise ScenarioError(
            "how many tokens an image becomes is not known for this model",
            hint="--processor preprocessor_config.json, or --image-tokens N",
        )
    if processor.sized and not processor.hears and size is None:
        raise ScenarioError(
            "how many tokens an image becomes depends on its size here",
            hint="--image-size 768x1024",
        )
    return processor.image(*(size or (0, 0)))


def _sound(seconds: float, processor: Processor | None, hears: Part | None) -> Tokens:
    if processor is not None:
        return processor.sound(seconds)
    if hears is None:
        raise ScenarioError(
            "how many tokens sound becomes is not known for this model",
            hint="--processor preprocessor_config.json",
        )
    from qestimate.workload.modalities import whisper_tokens

    whisper_tokens(seconds)  # the window is the same whatever its sound, and must hold it
    return Tokens(hears.tokens, hears.seen)
