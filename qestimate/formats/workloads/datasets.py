"""Samples and tokens of a data file: JSON lines, JSON, CSV or Parquet.

Tokens are counted with a tokenizer file if one is given, else from characters by a stated rule.
What other libraries read, and what may need much memory, is read by a process of its own, with
limits; the rest line by line in this one.
"""

from __future__ import annotations

import json
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qestimate.core import limited
from qestimate.core.errors import MissingExtraError, WorkloadFileError
from qestimate.core.files import MAX_LINE, MIB, opened, read_lines, read_text, shown, size
from qestimate.core.records import NamedTuple
from qestimate.formats.workloads.json_file import check_file
from qestimate.workload.workload import CHARACTERS_PER_TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MIN_CHARACTERS, MAX_CHARACTERS = 0.1, 1000.0
"""Characters per token that are taken as meant."""

SUFFIXES = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet")
"""How data files are called."""

CONVERSATIONS = ("messages", "conversations", "conversation", "prompt", "chosen", "rejected")
"""Fields that hold turns of a conversation; the text of each turn counts."""

SPOKEN = ("content", "value", "text")
"""Fields of a turn that hold its text."""

BATCH = 1024
"""Rows of a Parquet file that are read at once."""

MAX_JSON = 256 * MIB
"""Size up to which JSON is read as a whole; beyond, line by line. [bytes]"""

LARGE_JSON = 4 * MIB
"""Size from which that happens in a process of its own. [bytes]"""

MAX_TOKENIZER = 128 * MIB
"""Size of a tokenizer. [bytes]"""

MEMORY, MEMORY_PER_BYTE, MAX_MEMORY = 2**30, 8, 4 * 2**30
"""Address space of a process of its own at least, for each byte of a file, and at most. [bytes]"""

SECONDS, BYTES_PER_SECOND = 30, 300_000
"""Processor time it may take at least [s], and how fast it must be beyond. [bytes/s]"""

SHOWN = 6
"""Fields named in a remark."""


class DataFile(NamedTuple):
    """What a data file holds."""

    name: str
    samples: int
    tokens: int
    """Of all samples together."""
    fields: tuple[str, ...]
    """Whose text was counted."""
    how: str
    """How tokens were counted."""

    @property
    def label(self) -> str:
        """Name, what was counted and how, in one line."""
        listed = ", ".join(self.fields[:SHOWN]) + (", ..." if len(self.fields) > SHOWN else "")
        return f"{self.name} ({listed}; {self.how})"

    @property
    def tokens_per_sample(self) -> int:
        """Mean length of a sample, rounded. [tokens]"""
        return max(1, round(self.tokens / self.samples))


def is_data_file(name: str) -> bool:
    """Whether a name is that of a data file and not one of the catalogue.

    >>> is_data_file("train.jsonl"), is_data_file("gsm8k")
    (True, False)
    """
    return name.lower().endswith(SUFFIXES)


def read_data(
    path: str | Path,
    *,
    tokenizer: str | Path = "",
    characters_per_token: float = CHARACTERS_PER_TOKEN,
    field: str = "",
) -> DataFile:
    """Return samples and tokens of a data file.

    Args:
        path: ``.jsonl``, ``.json`` (a list), ``.csv``, ``.tsv`` or ``.parquet``.
        tokenizer: A ``tokenizer.json``; empty to count characters.
        characters_per_token: The rule without a tokenizer. [1], > 0.
        field: The one whose text counts; empty for ``text`` if there is one, else all that
            hold text.

    Raises:
        WorkloadFileError: A file that cannot be read, or has no samples or no text.
        MissingExtraError: A Parquet file or a tokenizer, and the library for it is not there.
    """
    path = Path(path)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise WorkloadFileError(
            f"{shown(path)}: no data file; one of {', '.join(SUFFIXES)} expected",
            hint="name a data set of the catalogue, or such a file",
        )
    check_file(path)
    _check_rule(tokenizer, characters_per_token)
    if path.suffix.lower() == ".parquet" and find_spec("pyarrow") is None:
        raise MissingExtraError("reading Parquet", "interop", "pyarrow")
    if tokenizer and find_spec("tokenizers") is None:
        raise MissingExtraError("counting with a tokenizer", "interop", "tokenizers")
    request: dict[str, Any] = {
        "path": str(path),
        "tokenizer": str(check_file(tokenizer, "tokenizer.json")) if tokenizer else "",
        "characters_per_token": characters_per_token,
        "field": field,
    }
    if not _is_foreign(path, tokenizer):
        return _counted(**request)
    found = limited.ask(
        "qestimate.formats.workloads.datasets",
        request,
        _limits(size(path, WorkloadFileError)),
        about=str(path),
        kind=WorkloadFileError,
        hint="check the file, and the tokenizer" if tokenizer else "check the file",
    )
    return DataFile(*found)._replace(fields=tuple(found[3]))


def _limits(n_bytes: int) -> limited.Limits:
    """Return what reading a file of a size may take."""
    memory = min(MAX_MEMORY, MEMORY + MEMORY_PER_BYTE * n_bytes)
    return limited.Limits(SECONDS + n_bytes // BYTES_PER_SECOND, memory)


def _is_foreign(path: Path, tokenizer: str | Path) -> bool:
    """Whether a data file is read by other libraries, or may need much memory."""
    if tokenizer or path.suffix.lower() == ".parquet":
        return True
    return path.suffix.lower() == ".json" and size(path, WorkloadFileError) > LARGE_JSON


def _counted(path: str, tokenizer: str, characters_per_token: float, field: str) -> DataFile:
    """Return samples and tokens of a data file, read in this process; see ``read_data``."""
    return _sum(Path(path), *_counter(tokenizer, characters_per_token), field)


def _sum(path: Path, length: Callable[[str], float], how: str, field: str) -> DataFile:
    reader = _READERS[path.suffix.lower()]
    seen: Counter[str] = Counter()
    samples = silent = 0
    total = 0.0
    for number, row in enumerate(reader(path), 1):
        if not isinstance(row, dict):
            raise WorkloadFileError(
                f"{shown(path)}: sample {number}: an object expected, found {type(row).__name__}",
                hint='for example {"text": "..."}',
            )
        samples += 1
        texts = list(_texts(row, field))
        silent += not texts
        for name, text in texts:
            seen[name] += 1
            total += length(text)
    if not samples:
        raise WorkloadFileError(
            f"{shown(path)}: no samples", hint="one object a line, or a row each"
        )
    if not seen:
        raise WorkloadFileError(
            f"{shown(path)}: no text in field {field!r}"
            if field
            else f"{shown(path)}: no field holds text",
            hint="name the field that does, --field text",
        )
    if silent:
        how += f"; {silent:,} samples without text"
    return DataFile(path.name, samples, -int(-total // 1), tuple(seen), how)


def _check_rule(tokenizer: str | Path, characters_per_token: float) -> None:
    if not tokenizer and not MIN_CHARACTERS <= characters_per_token <= MAX_CHARACTERS:
        raise WorkloadFileError(
            f"characters per token must be between {MIN_CHARACTERS:g} and {MAX_CHARACTERS:g}, "
            f"not {characters_per_token:g}",
            hint="4 for English text",
        )


def _counter(tokenizer: str, characters_per_token: float) -> tuple[Callable[[str], float], str]:
    """Return what counts the tokens of a text, and a remark on how."""
    if not tokenizer:
        rule = f"{characters_per_token:g} characters a token"
        return lambda text: len(text) / characters_per_token, rule
    from tokenizers import Tokenizer

    written = read_text(tokenizer, MAX_TOKENIZER, WorkloadFileError)
    try:
        found = Tokenizer.from_str(written)
    except Exception as error:  # the library raises nothing more specific
        raise WorkloadFileError(f"{shown(tokenizer)}: {error}", hint="a tokenizer.json") from None
    found.no_truncation()
    found.no_padding()

    def length(text: str) -> float:
        try:
            return len(found.encode(text).ids)
        except Exception as error:  # the library raises nothing more specific
            raise WorkloadFileError(
                f"{shown(tokenizer)}: a text cannot be encoded: {error}",
                hint="a tokenizer of the model",
            ) from None

    return length, f"counted with {Path(tokenizer).name}"


def _texts(row: dict[Any, Any], field: str) -> Iterator[tuple[str, str]]:
    """Yield the texts of a sample with the fields they stand in."""
    if field:
        names = [field] if field in row else []
    elif isinstance(row.get("text"), str):
        names = ["text"]
    else:
        names = [name for name in row if isinstance(name, str)]  # None: cells beyond a header
    for name in names:
        value = row[name]
        if isinstance(value, str):
            if value:
                yield name, value
        elif isinstance(value, list) and (name in CONVERSATIONS or field):
            for turn in value:
                spoken = turn if isinstance(turn, str) else _spoken(turn)
                if spoken:
                    yield name, spoken


def _spoken(turn: Any) -> str:
    if not isinstance(turn, dict):
        return ""
    for key in SPOKEN:
        said = turn.get(key)
        if isinstance(said, str):
            return said
        if isinstance(said, list):  # parts, of which some are pictures
            return "".join(_spoken(part) for part in said)
    return ""


def _json_lines(path: Path) -> Iterator[Any]:
    for number, line in enumerate(read_lines(path, WorkloadFileError), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError) as error:
                raise WorkloadFileError(
                    f"{shown(path)}:{number}: {error}", hint="one JSON object a line"
                ) from None


def _json(path: Path) -> Iterator[Any]:
    if size(path, WorkloadFileError) > MAX_JSON:
        yield from _json_lines(path)
        return
    text = read_text(path, MAX_JSON, WorkloadFileError)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        yield from _json_lines(path)  # many data sets call lines of JSON so
        return
    if isinstance(content, dict):  # {"data": [...]}, as some hubs hand out
        lists = [value for value in content.values() if isinstance(value, list)]
        content = lists[0] if len(lists) == 1 else [content]
    yield from content if isinstance(content, list) else [content]


def _table(separator: str) -> Callable[[Path], Iterator[Any]]:
    def read(path: Path) -> Iterator[Any]:
        import csv

        csv.field_size_limit(MAX_LINE)
        lines = read_lines(path, WorkloadFileError, newline="")
        try:
            yield from csv.DictReader(lines, delimiter=separator)
        except csv.Error as error:
            raise WorkloadFileError(f"{shown(path)}: {error}", hint="a header and rows") from None

    return read


def _parquet(path: Path) -> Iterator[Any]:
    import pyarrow
    from pyarrow import parquet

    types = pyarrow.types
    try:
        file = parquet.ParquetFile(opened(path, WorkloadFileError))
        columns = [
            one.name
            for one in file.schema_arrow
            if types.is_string(one.type)
            or types.is_large_string(one.type)
            or types.is_nested(one.type)
            or types.is_dictionary(one.type)
        ]
        for batch in file.iter_batches(batch_size=BATCH, columns=columns):
            yield from batch.to_pylist()
    except MemoryError:
        raise  # some of the library are of both kinds
    except (pyarrow.ArrowException, OverflowError, ValueError) as error:
        said = str(error).partition("\n")[0]
        raise WorkloadFileError(f"{shown(path)}: {said}", hint="a Parquet file") from None


_READERS: dict[str, Callable[[Path], Iterator[Any]]] = {
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".json": _json,
    ".csv": _table(","),
    ".tsv": _table("\t"),
    ".parquet": _parquet,
}

if __name__ == "__main__":
    limited.serve(_counted)
