"""What turns images and sound into tokens, from the file beside a model's weights.

That is ``preprocessor_config.json``, or ``processor_config.json``, in which newer libraries nest
the same fields [transformers-4.57]. Where a folder is named, the two complete each other.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import UnknownNameError, WorkloadFileError
from qestimate.core.files import is_file, is_folder
from qestimate.core.records import NamedTuple
from qestimate.formats.workloads.fields import Fields
from qestimate.formats.workloads.json_file import read_object
from qestimate.workload.modalities import (
    Tokens,
    gemma3_tokens,
    llava_tokens,
    qwen2_audio_tokens,
    qwen2_vl_tokens,
    whisper_tokens,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME, WHOLE = "preprocessor_config.json", "processor_config.json"
"""How such files are called."""

KINDS = {
    "Qwen2VLImageProcessor": "qwen2_vl",
    "Qwen2_5_VLImageProcessor": "qwen2_vl",
    "LlavaProcessor": "llava",
    "LlavaImageProcessor": "llava",
    "Gemma3ImageProcessor": "gemma3",
    "WhisperFeatureExtractor": "whisper",
    "Qwen2AudioProcessor": "qwen2_audio",
}
"""Rules by the types that files name; those with ``Fast`` or ``Pil`` behind are the same."""

OF_CLIP = ("CLIPImageProcessor", "CLIPFeatureExtractor")
"""Types that many models share: which of them it is, the processor's own type says."""

PATCH = 14
"""Edge of a patch of LLaVA 1.5, which its file leaves to another one. [pixels]"""


class Processor(NamedTuple):
    """The rule of a processor, with the numbers of its file."""

    kind: str
    path: str
    min_pixels: int = 56 * 56
    max_pixels: int = 28 * 28 * 1280
    patch: int = PATCH
    merge: int = 2
    edge: int = 336
    """Of the square to which an image is brought. [pixels]"""
    each: int = 256
    """Tokens of an image, where the file states them. [1]"""
    full: bool = False
    window: int = 30
    rate: int = 16_000
    hop: int = 160

    @property
    def hears(self) -> bool:
        """Whether it takes sound; else images."""
        return self.kind in ("whisper", "qwen2_audio")

    @property
    def sized(self) -> bool:
        """Whether the tokens of an image depend on its size."""
        return self.kind == "qwen2_vl"

    def image(self, height: int = 0, width: int = 0) -> Tokens:
        """Return what an image becomes.

        Args:
            height: Of the image; not needed where all images become the same. [pixels]
            width: The same.

        Raises:
            DomainError: An image that the model refuses.
            WorkloadFileError: A processor of sound.
        """
        if self.hears:
            raise WorkloadFileError(
                f"{self.path}: a processor of sound, not of images", hint="--audio-seconds 30"
            )
        if self.kind == "qwen2_vl":
            return qwen2_vl_tokens(
                height, width, self.min_pixels, self.max_pixels, self.patch, self.merge
            )
        if self.kind == "llava":
            return llava_tokens(self.edge, self.patch, full=self.full)
        return gemma3_tokens(0, self.each, self.edge, self.patch)

    def sound(self, seconds: float) -> Tokens:
        """Return what sound becomes.

        Raises:
            DomainError: Longer than a window, or too short.
            WorkloadFileError: A processor of images.
        """
        if not self.hears:
            raise WorkloadFileError(
                f"{self.path}: a processor of images, not of sound", hint="--images 1"
            )
        rule = whisper_tokens if self.kind == "whisper" else qwen2_audio_tokens
        return rule(seconds, self.window, self.rate, self.hop)


def read_processor(path: str | Path) -> Processor:
    """Return the rule by which a processor's file turns images or sound into tokens.

    Args:
        path: Of ``preprocessor_config.json`` or ``processor_config.json``, or of their folder.

    Raises:
        WorkloadFileError: A file that cannot be read, a type whose rule is not known, or fields
            that are wrong.
    """
    folder = Path(path) if str(path) and is_folder(path) else None
    content: dict[str, Any] = {}
    if folder is not None and is_file(folder / WHOLE):
        content = read_object(folder / WHOLE, WHOLE)
    if folder is None or is_file(folder / NAME) or not content:
        content |= read_object(path, NAME)
    try:
        return processor_of(content, str(path))
    except WorkloadFileError as error:
        raise WorkloadFileError(
            f"{path}: {error.message}", problems=error.problems, hint=error.hint
        ) from None


def processor_of(content: Mapping[str, Any], path: str = "") -> Processor:
    """Return the rule that a configuration describes.

    Args:
        content: Of the file, what is nested in it or not.
        path: Of the file, for messages.

    Raises:
        WorkloadFileError: A type whose rule is not known, or fields that are wrong.

    >>> found = processor_of({"image_processor_type": "Qwen2VLImageProcessor",
    ...     "min_pixels": 3136, "max_pixels": 12845056, "patch_size": 14, "merge_size": 2})
    >>> found.image(1024, 1024).tokens
    1369
    """
    inner: Mapping[str, Any] = next(
        (
            content[name]
            for name in ("image_processor", "feature_extractor")
            if isinstance(content.get(name), dict)
        ),
        {},
    )
    flat = {**content, **inner}
    whole = {**flat, **{key: content[key] for key in ("processor_class",) if key in content}}
    kind = _kind(whole)
    fields = Fields(flat)
    found = {"qwen2_vl": _qwen2_vl, "llava": _llava, "gemma3": _gemma3}.get(kind, _sound)(
        fields, Processor(kind, path)
    )
    if fields.problems:
        raise WorkloadFileError(
            f"not a sound configuration of a processor of {kind}",
            problems=fields.problems,
            hint="each line names a field, what was expected and what was found",
        )
    return found


def _kind(content: Mapping[str, Any]) -> str:
    own = content.get("image_processor_type") or content.get("feature_extractor_type")
    whole = content.get("processor_class")
    own, whole = (
        name.removesuffix("Fast").removesuffix("Pil") if isinstance(name, str) else ""
        for name in (own, whole)
    )
    names = (whole, own) if own in OF_CLIP or whole == "Qwen2AudioProcessor" else (own, whole)
    found = next((KINDS[name] for name in names if name in KINDS), None)
    if found is None or (own and own not in KINDS and own not in OF_CLIP):
        said = whole if own in OF_CLIP and whole else own or whole
        unknown = UnknownNameError("processor", said, KINDS)
        raise WorkloadFileError(
            f"{said!r:.60} is a processor whose rule is not known"
            if said
            else "image_processor_type: missing; no configuration of a processor",
            hint=f"{unknown.hint}; --image-tokens states the tokens themselves",
        )
    return found


def _qwen2_vl(fields: Fields, rule: Processor) -> Processor:
    size = fields.content.get("size")
    inner = Fields(size if isinstance(size, dict) else {}, "size.")
    least = inner.count("min_pixels", "shortest_edge", default=rule.min_pixels)
    most = inner.count("max_pixels", "longest_edge", default=rule.max_pixels)
    fields.problems += inner.problems
    if not fields.flag("do_resize", default=True):
        fields.problems.append("do_resize: false is not counted")
    found = rule._replace(
        min_pixels=fields.count("min_pixels", default=least),
        max_pixels=fields.count("max_pixels", default=most),
        patch=fields.count("patch_size", default=rule.patch),
        merge=fields.count("merge_size", default=rule.merge),
    )
    if found.max_pixels < found.min_pixels:
        fields.problems.append(
            f"max_pixels: at least {found.min_pixels} expected, found {found.max_pixels}"
        )
    return found


def _edge(fields: Fields, name: str, default: int) -> int:
    """Return the edge of a square that a field states as a number or as height and width."""
    value = fields.content.get(name)
    if not isinstance(value, dict):
        return fields.count(name, default=default)
    inner = Fields(value, f"{name}.")
    tall = inner.count("height", "shortest_edge", default=default)
    wide = inner.count("width", "shortest_edge", default=default)
    if tall != wide:
        inner.problems.append(f"{name}: a square expected, found {tall} x {wide}")
    fields.problems += inner.problems
    return tall


def _llava(fields: Fields, rule: Processor) -> Processor:
    kept = fields.content.get("vision_feature_select_strategy", "default")
    if kept not in ("default", "full"):
        fields.problems.append(
            f"vision_feature_select_strategy: default or full expected, found {kept!r:.60}"
        )
    # old files have no such token and would make one fewer than the model: it is added anyway
    fields.count("num_additional_image_tokens", default=1, least=0, most=1)
    for name in ("do_resize", "do_center_crop"):
        if not fields.flag(name, default=True):
            fields.problems.append(f"{name}: false is not counted")
    found = rule._replace(
        edge=_edge(fields, "crop_size", 224),
        patch=fields.count("patch_size", default=rule.patch),
        full=kept == "full",
    )
    if found.patch > found.edge:
        fields.problems.append(f"patch_size: at most {found.edge} expected, found {found.patch}")
    return found


def _gemma3(fields: Fields, rule: Processor) -> Processor:
    # pan and scan is off whatever the file says: the library hands its own default over it
    return rule._replace(
        edge=_edge(fields, "size", 224), each=fields.count("image_seq_length", default=256)
    )


def _sound(fields: Fields, rule: Processor) -> Processor:
    # n_samples and nb_max_frames are worked out anew from these by the library
    return rule._replace(
        window=fields.count("chunk_length", default=30, most=3600),
        rate=fields.count("sampling_rate", default=16_000),
        hop=fields.count("hop_length", default=160),
    )
