"""Data flow one way: no import goes up a layer, and heavy libraries stay where they belong."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import qestimate

ROOT = Path(qestimate.__file__).parent

LAYERS = [
    {"errors", "numeric", "quantity", "writing"},
    {"families", "graph", "architecture", "circuits", "paths"},
    {"workload", "device", "goal", "machines"},
    {"inputs"},
    {"costs", "spread"},
    {"experiment", "claim"},
    {"workload_files"},
    {"catalog"},
    {"device_files"},
    {"scenario", "scenario_files"},
    {"methods", "placement", "packing", "proportions"},
    {"noise", "attenuation"},
    {"pooling"},
    {"signal", "local", "ceiling"},
    {"shots"},
    {"runtime", "classical"},
    {"prediction"},
    {"feasibility"},
    {"estimation"},
    {"change"},
    {"surveys", "sensitivity", "requirement", "frontiers", "sweep"},
    {"fault_tolerance"},
    {"judgement"},
    {"evidence"},
    {"interop"},
    {"explain"},
    {"report"},
    {"plots"},
    {"reporting"},
    {"web"},
    {"cli"},
]
"""From the ground up; a layer may import itself and what stands before it."""

MAY_IMPORT = {
    "qiskit": {"circuits", "evidence", "interop"},
    "qiskit_aer": {"evidence", "interop"},
    "qiskit_qasm3_import": {"interop"},
    "stim": {"evidence"},
    "numpy": {"circuits", "numeric", "paths", "evidence", "interop", "sweep", "plots"},
    "matplotlib": {"plots"},
    "networkx": {"plots"},
    "distributed": {"sweep"},
    "filelock": {"sweep"},
    "pyarrow": {"sweep", "workload_files"},
    "tokenizers": {"workload_files"},
    "rich": {"cli"},
    "sympy": {"numeric", "report", "explain", "interop"},
    "pydantic": {"catalog", "web"},
    "fastapi": {"web"},
    "starlette": {"web"},
    "uvicorn": {"cli"},
    "bibtexparser": {"catalog"},
    "simpleeval": {"judgement"},
    "jinja2": {"report", "reporting"},
    "markupsafe": {"report", "reporting"},
    "platformdirs": {"catalog"},
    "tomlkit": {"scenario_files", "device_files"},
    "qdk": {"fault_tolerance"},
    "typer": {"cli"},
}
"""Third-party packages, and the parts of this one that may import them."""

DISPLAY = {
    "__str__",
    "_repr_html_",
    "_repr_markdown_",
    "to_dict",
    "explain",
    "from_backend",
    "to_target",
    "noise_model",
}
"""Methods that reach up, when somebody asks to see a result, how it comes about, or for it in
another program's form."""


def part_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path: Path):
    """Yield the modules a file imports at run time, for type checking left out."""
    tree = ast.parse(path.read_text())

    def visit(node):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            return
        if isinstance(node, ast.FunctionDef) and node.name in DISPLAY:
            return
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "qestimate":
                yield from (f"qestimate.{name.name}" for name in node.names)
            else:
                yield node.module
        for child in ast.iter_child_nodes(node):
            yield from visit(child)

    yield from visit(tree)


def files():
    return [p for p in sorted(ROOT.rglob("*.py")) if part_of(p) not in ("__init__", "__main__")]


def test_every_part_has_a_layer():
    known = set().union(*LAYERS)
    assert {part_of(path) for path in files()} == known


def test_no_import_goes_up():
    level = {part: number for number, layer in enumerate(LAYERS) for part in layer}
    wrong = []
    for path in files():
        for name in imports(path):
            pieces = name.split(".")
            if pieces[0] != "qestimate" or len(pieces) < 2 or pieces[1] not in level:
                continue
            if level[pieces[1]] > level[part_of(path)]:
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert wrong == []


def test_third_party_packages_stay_where_they_belong():
    wrong = []
    for path in files():
        for name in imports(path):
            package = name.split(".")[0]
            if package in sys.stdlib_module_names or package == "qestimate":
                continue
            if part_of(path) not in MAY_IMPORT.get(package, set()):
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert wrong == []


HEAVY = ("qiskit", "sympy", "numpy", "pydantic", "jinja2", "matplotlib", "rich", "bibtexparser")


def loaded(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules, file=sys.stderr)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.split())


def test_import_loads_nothing_heavy():
    assert not loaded("import qestimate").intersection(HEAVY)


def test_main_command_loads_nothing_heavy():
    for fmt in ("text", "md", "csv", "json"):
        code = (
            "from qestimate.cli import main\n"
            f"try: main('model --params 1e9 --qubits 72 --format {fmt}'.split())\n"
            "except SystemExit: pass"
        )
        assert not loaded(code).intersection(HEAVY), fmt


def test_public_names_resolve():
    for name in qestimate.__all__:
        assert getattr(qestimate, name) is not None
    assert dir(qestimate) == sorted(qestimate.__all__)
