"""The house: which room may import which, without a circle, and where libraries are at home."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from pathlib import Path

import qestimate

ROOT = Path(qestimate.__file__).parent

FLOORS = """
    core
    circuits device workload
    catalog methods noise
    formats
    estimation scenario
    evidence explore
    report
    web
    cli
"""
"""From the ground up. A room may import itself and the rooms on the floors below it."""

READS_THE_CATALOG = {
    *("catalog", "scenario", "web", "cli"),
    "formats.devices.writing",  # puts a vendor's device into a catalogue
    *("report.full.sources", "report.views.claim"),  # look up the bibliography
    "evidence.claims.judge",  # public, these take names
    *("explore.by_name", "explore.survey", "explore.sweep.engine"),
}
"""Rooms and modules that may read the catalogue; every other one is handed what it needs."""

RECORDS = {
    *("qestimate.catalog.claim_records", "qestimate.catalog.experiment_records"),
    "qestimate.catalog.training_records",
    *("qestimate.catalog.check_schema", "qestimate.catalog.schema"),  # shapes of checks
}
"""Modules of the catalogue that read nothing."""

LATE_BOUND = "qestimate.core.late_bound"
"""The one exception: it names modules above as text, and imports them when a result is shown."""

AT_HOME = {
    "qiskit": "circuits noise estimation formats evidence",
    "qiskit_aer": "noise estimation formats",
    "openqasm3": "formats",
    "stim": "evidence",
    "sklearn": "evidence",
    "cotengra": "estimation",
    "cotengrust": "estimation",
    "numpy": "core circuits noise estimation evidence explore report",
    "matplotlib": "report",
    "networkx": "report",
    "distributed": "explore",
    "filelock": "explore",
    "pyarrow": "explore formats",
    "pandas": "report",
    "torch": "formats",
    "transformers": "formats",
    "peft": "formats",
    "tokenizers": "formats",
    "rich": "cli",
    "sympy": "core report formats",
    "pydantic": "catalog evidence web",
    "fastapi": "web",
    "starlette": "web",
    "uvicorn": "web",
    "bibtexparser": "catalog",
    "simpleeval": "evidence",
    "jinja2": "report",
    "markupsafe": "report",
    "platformdirs": "core",
    "tomlkit": "scenario formats evidence",
    "qdk": "estimation",
    "typer": "cli",
}
"""Third-party packages, and the rooms that may import them."""


def module_of(path: Path) -> str:
    parts = ("qestimate", *path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts).removesuffix(".__init__")


MODULES = {module_of(path): path for path in sorted(ROOT.rglob("*.py"))}


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imports(path: Path):
    """Yield the modules that a file imports at run time, inside functions as well."""

    def visit(node):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            return
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                yield whole if whole in MODULES else node.module
        for child in ast.iter_child_nodes(node):
            yield from visit(child)

    yield from visit(ast.parse(path.read_text()))


ARROWS = {module: set(imports(path)) for module, path in MODULES.items()}
FLOOR = {room: n for n, rooms in enumerate(FLOORS.split("\n")) for room in rooms.split()}


def test_every_room_has_a_floor():
    rooms = {p.name for p in ROOT.iterdir() if p.is_dir() and any(p.rglob("*.py"))}
    assert rooms == set(FLOOR)
    assert len(rooms) <= 15
    assert len(set(FLOOR.values())) <= 10


def test_nothing_lies_loose_at_the_root():
    assert {p.name for p in ROOT.iterdir() if p.is_file()} == {
        "__init__.py",
        "__main__.py",
        "py.typed",
    }


def test_every_room_says_what_belongs_there():
    for room in FLOOR:
        said = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text()))
        assert "Belongs here:" in said, room
        assert "Does not:" in said, room


def test_no_import_goes_up():
    wrong = [
        f"{module} imports {name}"
        for module, names in ARROWS.items()
        for name in names
        if room_of(module) in FLOOR
        and room_of(name) in FLOOR
        and name.startswith("qestimate.")
        and room_of(name) != room_of(module)
        and FLOOR[room_of(name)] >= FLOOR[room_of(module)]
    ]
    assert wrong == []


def test_no_circle():
    """Take away what imports nothing that is left, until nothing is left."""
    left = {module: {n for n in names if n in MODULES} for module, names in ARROWS.items()}
    while done := {module for module, names in left.items() if not names & left.keys() - {module}}:
        left = {module: names for module, names in left.items() if module not in done}
    assert left == {}


def test_the_catalogue_is_read_at_the_edge():
    wrong = [
        f"{module} imports {name}"
        for module, names in ARROWS.items()
        for name in names
        if name.startswith("qestimate.catalog")
        and name not in RECORDS
        and "." in module
        and not any(module.removeprefix("qestimate.").startswith(one) for one in READS_THE_CATALOG)
    ]
    assert wrong == []


def test_only_the_late_bound_names_modules_as_text():
    """Nothing else goes around the order of the rooms by building the name of a module."""
    found = {
        module
        for module, path in MODULES.items()
        if "import_module" in path.read_text() and module != LATE_BOUND
    }
    assert found == {
        "qestimate",  # public names, loaded when first used
        "qestimate.circuits",  # an ansatz by its name
        "qestimate.methods",  # a method by its file
        "qestimate.cli.app",  # a command by its name
        "qestimate.evidence.claims.kinds",  # a kind of check by its file
        "qestimate.report.display",  # a view by the class of a result
    }


def test_third_party_packages_stay_where_they_belong():
    wrong = []
    for module, names in ARROWS.items():
        for name in names:
            package = name.split(".")[0]
            if package in sys.stdlib_module_names or package == "qestimate":
                continue
            if room_of(module) not in AT_HOME.get(package, "").split():
                wrong.append(f"{module} imports {name}")
    assert wrong == []


def test_every_library_is_still_used():
    used = defaultdict(set)
    for module, names in ARROWS.items():
        for name in names:
            used[name.split(".")[0]].add(room_of(module))
    assert {package: set(rooms.split()) for package, rooms in AT_HOME.items()} == {
        package: used[package] for package in AT_HOME
    }


def test_public_names_resolve():
    for name in qestimate.__all__:
        assert getattr(qestimate, name) is not None
    assert dir(qestimate) == sorted(qestimate.__all__)
