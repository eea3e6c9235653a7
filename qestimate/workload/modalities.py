"""How many tokens images and sound become, by the rules of the models that take them.

Every rule is that of the program that feeds the model, as published with it. Markers before and
after an image are text, and not counted here.
"""

from __future__ import annotations

from math import ceil, floor, isfinite, sqrt

from qestimate.core.errors import DomainError
from qestimate.core.records import NamedTuple

MAX_ASPECT = 200
"""Longest edge over shortest that Qwen2-VL takes."""

MAX_EDGE = 10**6
"""Longest edge taken as meant. [pixels]"""

WHISPER_RATE, WHISPER_HOP, WHISPER_WINDOW = 16_000, 160, 30
"""Samples a second, samples between two frames, and seconds of Whisper's window
[transformers-4.57]."""


class Media(NamedTuple):
    """What images and sound add to each sample. All [1], 0 where there is none."""

    images: int = 0
    image_tokens: int = 0
    """Tokens that all its images become."""
    patches: int = 0
    """Positions inside the part that sees, of all images; several may become one token."""
    sound_tokens: int = 0
    """Tokens that its sound becomes. Whisper has positions of its encoder in their place: its
    decoder attends to them, and only adapters in the encoder, and on the keys and values made of
    it, are passed by them."""
    sound_positions: int = 0
    """Positions inside the part that hears."""

    @property
    def tokens(self) -> int:
        """Tokens of images and sound together."""
        return self.image_tokens + self.sound_tokens


class Tokens(NamedTuple):
    """What one image or one piece of sound becomes. All [1]."""

    tokens: int
    positions: int
    """Inside the part that sees or hears."""


def _check_size(height: int, width: int) -> None:
    if not (1 <= height <= MAX_EDGE and 1 <= width <= MAX_EDGE):
        raise DomainError(
            f"an image of {height} x {width} pixels is none; edges are 1 to {MAX_EDGE:,}",
            hint="height x width, for example 768x1024",
        )


def qwen2_vl_size(
    height: int,
    width: int,
    min_pixels: int = 56 * 56,
    max_pixels: int = 28 * 28 * 1280,
    factor: int = 28,
) -> tuple[int, int]:
    """Return the height and width to which Qwen2-VL resizes an image.

    Both become multiples of the factor, halves rounded to even ones, and their product is brought
    between the limits as near to the old shape as multiples allow.

    Args:
        height: Of the image. [pixels]
        width: Of the image. [pixels]
        min_pixels: Fewest pixels. [1]
        max_pixels: Most pixels; 12,845,056 in the files of the published models. [1]
        factor: Patch edge times merged patches. [pixels]

    Raises:
        DomainError: An edge below 1, or more than 200 times the other.

    Source: [transformers-4.57], models/qwen2_vl/image_processing_qwen2_vl.py, ``smart_resize``.

    >>> qwen2_vl_size(561, 278), qwen2_vl_size(1024, 1024)
    ((560, 280), (980, 980))
    """
    _check_size(height, width)
    if max(height, width) / min(height, width) > MAX_ASPECT:
        raise DomainError(
            f"an image of {height} x {width} pixels is over {MAX_ASPECT} times as long as wide",
            hint="Qwen2-VL refuses it",
        )
    tall, wide = (round(edge / factor) * factor for edge in (height, width))
    if tall * wide > max_pixels:
        beta = sqrt(height * width / max_pixels)
        return (
            max(factor, floor(height / beta / factor) * factor),
            max(factor, floor(width / beta / factor) * factor),
        )
    if tall * wide < min_pixels:
        beta = sqrt(min_pixels / (height * width))
        return (
            ceil(height * beta / factor) * factor,
            ceil(width * beta / factor) * factor,
        )
    return tall, wide


def qwen2_vl_tokens(
    height: int,
    width: int,
    min_pixels: int = 56 * 56,
    max_pixels: int = 28 * 28 * 1280,
    patch: int = 14,
    merge: int = 2,
) -> Tokens:
    """Return what an image becomes in Qwen2-VL and Qwen2.5-VL: a token for each merged square.

    Args:
        height: Of the image. [pixels]
        width: Of the image. [pixels]
        min_pixels: Fewest pixels after resizing. [1]
        max_pixels: Most pixels after resizing. [1]
        patch: Edge of a patch. [pixels]
        merge: Edge of a square of patches that become one token. [patches]

    Raises:
        DomainError: An image that is refused, see ``qwen2_vl_size``.

    Source: [transformers-4.57], models/qwen2_vl; [qwen2-vl-2024], section 2.1: 224 x 224 pixels are
    66 tokens, with two markers.

    >>> qwen2_vl_tokens(224, 224)
    Tokens(tokens=64, positions=256)
    >>> qwen2_vl_tokens(1024, 1024).tokens, qwen2_vl_tokens(1024, 1024, 3136, 12845056).tokens
    (1225, 1369)
    """
    tall, wide = qwen2_vl_size(height, width, min_pixels, max_pixels, patch * merge)
    patches = (tall // patch) * (wide // patch)
    return Tokens(patches // merge**2, patches)


def llava_tokens(crop: int = 336, patch: int = 14, *, full: bool = False) -> Tokens:
    """Return what an image becomes in LLaVA 1.5, whatever its size: it is resized and cropped.

    Args:
        crop: Edge of the square that is left. [pixels]
        patch: Edge of a patch. [pixels]
        full: Whether the position that stands for the whole image is kept as a token
            (``vision_feature_select_strategy``).

    Source: [transformers-4.57], models/llava/processing_llava.py.

    >>> llava_tokens(), llava_tokens(full=True).tokens
    (Tokens(tokens=576, positions=577), 577)
    """
    patches = (crop // patch) ** 2
    return Tokens(patches + full, patches + 1)


def gemma3_crops(
    height: int, width: int, ratio: float = 1.2, smallest: int = 256, most: int = 4
) -> int:
    """Return the further crops that Gemma 3 makes of a long image with pan and scan.

    Args:
        height: Of the image. [pixels]
        width: Of the image. [pixels]
        ratio: Long over short edge from which crops are made. [1]
        smallest: Shortest edge of a crop. [pixels]
        most: Crops at most. [1]

    Raises:
        DomainError: An edge below 1.

    Source: [transformers-4.57], models/gemma3/image_processing_gemma3.py, ``pan_and_scan``.

    >>> gemma3_crops(1000, 2000), gemma3_crops(600, 1800), gemma3_crops(1000, 1100)
    (2, 3, 0)
    """
    _check_size(height, width)
    short, long = sorted((height, width))
    if long / short < ratio:
        return 0
    number = min(most, max(2, min(long // smallest, floor(long / short + 0.5))))
    return number if min(ceil(long / number), short) >= smallest else 0


def gemma3_tokens(crops: int = 0, each: int = 256, image: int = 896, patch: int = 14) -> Tokens:
    """Return what an image becomes in Gemma 3, whatever its size: it is resized to a square.

    Args:
        crops: Further crops of it, from ``gemma3_crops``; none unless pan and scan is asked for.
        each: Tokens of a crop. [1]
        image: Edge of the square. [pixels]
        patch: Edge of a patch. [pixels]

    Source: [gemma-3-model-card]; [transformers-4.57], models/gemma3/processing_gemma3.py.

    >>> gemma3_tokens(), gemma3_tokens(crops=2).tokens
    (Tokens(tokens=256, positions=4096), 768)
    """
    return Tokens(each * (1 + crops), (image // patch) ** 2 * (1 + crops))


def _check_sound(seconds: float, window: float) -> None:
    if not (isfinite(seconds) and 0 < seconds <= window):
        raise DomainError(
            f"sound of {seconds:g} s does not fit a window of {window:g} s",
            hint="what is longer is cut off: make samples of it",
        )


def whisper_tokens(
    seconds: float,
    window: int = WHISPER_WINDOW,
    rate: int = WHISPER_RATE,
    hop: int = WHISPER_HOP,
) -> Tokens:
    """Return the encoder positions that sound becomes in Whisper: a window, padded to its end.

    They are positions of the encoder, 50 a second of the window, and not tokens of the decoder.

    Args:
        seconds: Length of the sound. [s], 0 < seconds <= window.
        window: Length to which it is padded. [s]
        rate: Samples a second. [Hz]
        hop: Samples from one frame to the next; two frames are a position. [1]

    Raises:
        DomainError: No sound, or more than a window.

    Source: [transformers-4.57], models/whisper; [whisper-audio]: 20 ms per audio token.

    >>> whisper_tokens(4.2)
    Tokens(tokens=1500, positions=1500)
    """
    _check_sound(seconds, window)
    positions = (window * rate // hop - 1) // 2 + 1
    return Tokens(positions, positions)


def qwen2_audio_tokens(
    seconds: float,
    window: int = WHISPER_WINDOW,
    rate: int = WHISPER_RATE,
    hop: int = WHISPER_HOP,
) -> Tokens:
    """Return what sound becomes in Qwen2-Audio: 25 tokens a second, from a whole window inside.

    Args:
        seconds: Length of the sound. [s], 0 < seconds <= window.
        window: Length to which the encoder's input is padded. [s]
        rate: Samples a second. [Hz]
        hop: Samples from one frame to the next. [1]

    Raises:
        DomainError: No sound, less than two positions of it, or more than a window.

    Source: [transformers-4.57], models/qwen2_audio/processing_qwen2_audio.py.

    >>> [qwen2_audio_tokens(s).tokens for s in (1, 4, 10, 30)]
    [25, 100, 250, 750]
    """
    _check_sound(seconds, window)
    frames = round(seconds * rate) // hop
    tokens = ((frames - 1) // 2 + 1 - 2) // 2 + 1
    if tokens < 1:
        raise DomainError(f"sound of {seconds:g} s is too short for a token", hint="25 a second")
    return Tokens(tokens, whisper_tokens(seconds, window, rate, hop).positions)
