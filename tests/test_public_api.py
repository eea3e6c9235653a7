"""Public names and their signatures: no change happens unnoticed.

QESTIMATE_UPDATE=1 writes the list anew; see docs/stability.md for what may change, and how.
"""

from __future__ import annotations

import inspect
import os
from pathlib import Path

import qestimate
from qestimate import catalog

LIST = Path(__file__).parent / "public_api.txt"


def lines():
    for module in (qestimate, catalog):
        for name in sorted(module.__all__):
            thing = getattr(module, name)
            where = f"{module.__name__}.{name}"
            if inspect.ismodule(thing):
                continue
            if not inspect.isclass(thing):
                yield f"{where}{inspect.signature(thing)}"
                continue
            fields = getattr(thing, "_fields", None)
            yield f"{where}({', '.join(fields)})" if fields else where
            for own, member in sorted(vars(thing).items()):
                if own.startswith("_") or own in (fields or ()):
                    continue
                function = getattr(member, "__func__", member)
                if inspect.isfunction(function):
                    yield f"{where}.{own}{inspect.signature(function)}"
                elif isinstance(member, property):
                    yield f"{where}.{own}: {inspect.signature(member.fget).return_annotation}"


def test_public_names_are_as_listed():
    new = "\n".join(lines()) + "\n"
    if os.environ.get("QESTIMATE_UPDATE") == "1":
        LIST.write_text(new, encoding="utf-8")
    assert LIST.read_text(encoding="utf-8") == new


def test_the_package_is_typed():
    assert (Path(qestimate.__file__).parent / "py.typed").is_file()
