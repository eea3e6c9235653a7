"""Formulas of methods and circuits, written by SymPy from the very functions that compute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.circuits import ansatz
from qestimate.core.formatting import plain_formula
from qestimate.methods.program import GROUPS
from qestimate.report.document import Column, Document, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.catalog.load import Preset
    from qestimate.circuits.protocol import Shape
    from qestimate.methods.program import Formula, Method
    from qestimate.report.document import Kind, Value


LARGEST_CASE = 32
"""Qubits up to which cases of a formula are tried; all of them repeat after four."""


def methods_document(methods: Sequence[Method]) -> Document:
    """Return the list of methods."""
    rows = tuple(
        (m.id, GROUPS[m.group].partition(":")[0], m.title, m.summary, m.source) for m in methods
    )
    columns = (
        Column("id", "method"),
        Column("group", "group"),
        Column("title", "title"),
        Column("summary", "what runs on the chip"),
        Column("source", "source"),
    )
    return Document("methods", "", (Table("methods", "Methods", columns, rows),))


def method_document(method: Method, fmt: str, presets: Sequence[Preset] = ()) -> Document:
    """Return one method with its formulas.

    In LaTeX and HTML-free formats the formulas are unicode; ``--format latex`` gives LaTeX.

    Args:
        method: One of those there are.
        fmt: How it is to be written.
        presets: Published configurations of it.
    """
    formulas: list[tuple[Value, ...]] = [
        (f.name, _written(_evaluate(f), fmt), f.source) for f in method.formulas
    ]
    symbols: list[tuple[Value, ...]] = [
        (_symbol(name, fmt), meaning) for name, meaning in method.symbols.items()
    ]
    math: Kind = "math" if fmt == "latex" else "text"
    native = _native_rows(method, fmt) if method.ansatz else []
    return Document(
        method.title,
        f"{method.id}, {GROUPS[method.group]}: {method.summary}.",
        (
            Table(
                "formulas",
                "Formulas",
                (
                    Column("quantity", "quantity"),
                    Column("formula", "formula", math),
                    Column("source", "source"),
                ),
                tuple(formulas),
            ),
            *([_circuit_table(method, native, math)] if native else []),
            *([_settings_table(method)] if method.settings else []),
            *([_presets_table(presets)] if presets else []),
            Table(
                "symbols",
                "Symbols",
                (Column("symbol", "symbol", math), Column("meaning", "meaning")),
                tuple(symbols),
            ),
        ),
    )


def _circuit_table(method: Method, rows: list[tuple[Value, ...]], math: Kind) -> Table:
    return Table(
        "circuit",
        f"Circuit {method.ansatz} in native gates, n qubits, L layers",
        (
            Column("patch", "patch"),
            Column("quantity", "quantity"),
            Column("formula", "formula", math),
        ),
        tuple(rows),
    )


def _settings_table(method: Method) -> Table:
    rows: list[tuple[Value, ...]] = [
        (one.name, one.default or None, one.meaning) for one in method.settings
    ]
    columns = (
        Column("name", "setting"),
        Column("default", "its own", "count"),
        Column("meaning", "what it is"),
    )
    note = "Change one with --set NAME=N; layers also with --layers, rank with --rank."
    return Table("settings", "Settings", columns, tuple(rows), (note,))


def _presets_table(presets: Sequence[Preset]) -> Table:
    """Return published configurations and what was published of each."""
    rows: list[tuple[Value, ...]] = []
    for preset in presets:
        counts = [
            f"{one.quantity.replace('_', ' ')} {one.value:,}"
            + ("" if one.agrees else f" (not ours: {one.note})")
            for one in preset.published
        ]
        rows.append((preset.id, preset.name, "; ".join(counts), preset.source))
    columns = (
        Column("id", "preset"),
        Column("name", "what was published"),
        Column("counts", "its counts, which are ours"),
        Column("source", "source"),
    )
    notes = tuple(f"{one.id}: {one.note}" for one in presets if one.note)
    return Table("presets", "Published, with --preset", columns, tuple(rows), notes)


def _native_rows(method: Method, fmt: str) -> list[tuple[Value, ...]]:
    """Return counts and depth on each patch, for a device with CZ."""
    import sympy

    found = ansatz(method.ansatz)
    n, layers = sympy.symbols("n L", integer=True, positive=True)
    rows: list[tuple[Value, ...]] = []
    shapes: tuple[Shape, ...] = found.SHAPES
    for shape in shapes:
        counts = found.native(n, layers, shape, "cz", "commuted") or found.native(
            n, layers, shape, "cz", "written"
        )
        if counts is None:
            continue
        patch = "every pair coupled" if shape == "all" else shape
        for name, value in zip(counts._fields, counts, strict=True):
            rows.append((patch, name.replace("_", " "), _written(value, fmt)))
    return rows


def _evaluate(formula: Formula) -> Any:
    import sympy

    symbols = [sympy.Symbol(name, integer=True, positive=True) for name in formula.symbols]
    return formula.function(*symbols)


def _written(expression: Any, fmt: str) -> str:
    import sympy

    simple = _possible(sympy.factor_terms(sympy.piecewise_fold(sympy.sympify(expression))))
    if not simple.has(sympy.Piecewise):
        simple = min((simple, sympy.expand(simple)), key=sympy.count_ops)
    if fmt == "latex":
        return str(sympy.latex(simple))
    if fmt in ("text", "md", "html"):
        return _one_line(simple)
    return str(simple)


def _possible(expression: Any) -> Any:
    """Drop the cases of a distinction that no number of qubits ever reaches."""
    import sympy

    if not isinstance(expression, sympy.Piecewise):
        return expression
    n = sympy.Symbol("n", integer=True, positive=True)
    reached = set()
    for size in range(2, LARGEST_CASE):
        for number, (_, condition) in enumerate(expression.args):
            if condition == sympy.true or condition.subs(n, size) == sympy.true:
                reached.add(number)
                break
    kept = [case for number, case in enumerate(expression.args) if number in reached]
    return sympy.Piecewise(*[(case.expr, case.cond) for case in kept], evaluate=False)


def _one_line(expression: Any) -> str:
    """Write an expression on one line, a case distinction as a list of cases."""
    import sympy

    if isinstance(expression, sympy.Piecewise):
        cases = []
        for value, condition in expression.args:
            when = "otherwise" if condition == sympy.true else f"if {_condition(condition)}"
            cases.append(f"{_one_line(value)} {when}")
        return "; ".join(cases)
    return plain_formula(str(expression))


def _condition(condition: Any) -> str:
    import sympy

    if isinstance(condition, sympy.And):
        parts = [_condition(part) for part in condition.args]
        if any("mod 4" in part for part in parts):  # says more than odd
            parts.remove("n odd")
        return " and ".join(parts)
    parity = sympy.Mod(sympy.Symbol("n", integer=True, positive=True), 2)
    if condition == sympy.Eq(parity, 1):
        return "n odd"
    if condition == sympy.Eq(parity, 0):
        return "n even"
    if isinstance(condition, sympy.Eq):
        text = f"{plain_formula(str(condition.lhs))} = {plain_formula(str(condition.rhs))}"
        return text.replace("Mod(n, 4)", "n mod 4")
    return plain_formula(str(condition)).replace(">=", "≥").replace("<=", "≤")


def _symbol(name: str, fmt: str) -> str:
    import sympy

    return str(sympy.latex(sympy.Symbol(name))) if fmt == "latex" else name
