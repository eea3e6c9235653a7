"""The costs of a method as a QREF v1 document: formulas on symbols, for compilers such as bartiq.

Case distinctions are written as products with indicators, since the format's expressions have
none: for whole numbers, min(1, max(0, n - 2)) is 1 from n = 3 on and 0 before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.circuits import ansatz as find_ansatz

if TYPE_CHECKING:
    from qestimate.circuits.protocol import Shape
    from qestimate.methods.program import Method

VERSION = "v1"

PER_RUN = ("circuits_forward", "circuits_epoch", "circuits_run")
"""Fields of a program that count circuits."""


def qref_document(method: Method) -> dict[str, Any]:
    """Return the costs of a method as a QREF document.

    The root has the fields of a program as resources. A child for each kind of patch has the
    native gates and the depth of one circuit on a device with CZ, in qubits ``n`` and layers
    ``L``.

    Args:
        method: Of the package, or of one's own.

    >>> from qestimate.methods import method
    >>> found = qref_document(method("qtha"))
    >>> found["program"]["resources"][0]
    {'name': 'qubits', 'type': 'qubits', 'value': 'r'}
    """
    import sympy

    own: list[dict[str, Any]] = []
    symbols: list[str] = []
    named: set[str] = set()
    for formula in method.formulas:
        name = (formula.field or formula.name).replace("n_qubits", "qubits")
        name = "".join(c if c.isalnum() else "_" for c in name).strip("_")
        if name in named:
            continue
        named.add(name)
        on = [_symbol(one) for one in formula.symbols]
        symbols += [one for one in formula.symbols if one not in symbols]
        own.append(
            {
                "name": name,
                "type": "qubits" if name == "qubits" else "other",
                "value": _text(sympy.sympify(formula.function(*on))),
            }
        )
    shapes = find_ansatz(method.ansatz).SHAPES if method.ansatz else ()
    children = [child for shape in shapes if (child := _circuit(method, shape))]
    inner = [one for one in ("n", "L") if one not in symbols]
    meanings = {"n": "qubits of a circuit", "L": "layers of a circuit", **method.symbols}
    return {
        "version": VERSION,
        "program": {
            "name": method.id.replace("-", "_"),
            "input_params": [*symbols, *inner],
            "resources": own,
            "children": children,
            "linked_params": [
                {"source": one, "targets": [f"{child['name']}.{one}" for child in children]}
                for one in ("n", "L")
            ],
            "meta": {
                "title": method.title,
                "source": method.source,
                "symbols": {one: meanings.get(one, "") for one in (*symbols, *inner)},
            },
        },
    }


def _symbol(name: str) -> Any:
    import sympy

    return sympy.Symbol(name, integer=True, positive=True)


def _circuit(method: Method, shape: Shape) -> dict[str, Any] | None:
    """Return one circuit on a kind of patch; None where no formula is known."""
    import sympy

    ansatz = find_ansatz(method.ansatz)
    n, layers = _symbol("n"), _symbol("L")
    counts = ansatz.native(n, layers, shape, "cz", "commuted") or ansatz.native(
        n, layers, shape, "cz", "written"
    )
    if counts is None:
        return None
    return {
        "name": f"circuit_on_{shape}",
        "type": ansatz.ID,
        "input_params": ["n", "L"],
        "resources": [
            {"name": name, "type": "other", "value": _text(sympy.sympify(value))}
            for name, value in zip(counts._fields, counts, strict=True)
        ],
    }


def _text(expression: Any) -> str:
    """Return an expression without case distinctions, as text."""
    import sympy

    folded = sympy.piecewise_fold(expression)
    return str(_without_cases(folded)).replace("Max(", "max(").replace("Min(", "min(")


def _without_cases(expression: Any) -> Any:
    """Write case distinctions as sums of products with indicators."""
    import sympy

    if isinstance(expression, sympy.Piecewise):
        total, left = sympy.Integer(0), sympy.Integer(1)
        for value, condition in expression.args:
            holds = _indicator(condition)
            total += _without_cases(value) * holds * left
            left *= 1 - holds
        return total
    if not expression.args:
        return expression
    return expression.func(*(_without_cases(one) for one in expression.args))


def _indicator(condition: Any) -> Any:
    """Return 1 where a condition on whole numbers holds, 0 where it does not."""
    import sympy

    if condition in (sympy.true, sympy.false):
        return sympy.Integer(int(condition == sympy.true))
    if isinstance(condition, sympy.And):
        return sympy.Mul(*(_indicator(one) for one in condition.args))
    if isinstance(condition, sympy.Or):
        return 1 - sympy.Mul(*(1 - _indicator(one) for one in condition.args))
    if isinstance(condition, sympy.Not):
        return 1 - _indicator(condition.args[0])
    apart = condition.lhs - condition.rhs
    if isinstance(condition, sympy.Eq):
        return 1 - _unit(sympy.Max(apart, -apart, evaluate=False))
    if isinstance(condition, sympy.Ne):
        return _unit(sympy.Max(apart, -apart, evaluate=False))
    ahead = {
        sympy.GreaterThan: apart + 1,
        sympy.StrictGreaterThan: apart,
        sympy.LessThan: 1 - apart,
        sympy.StrictLessThan: -apart,
    }[type(condition)]
    return _unit(ahead)


def _unit(value: Any) -> Any:
    """Return a whole number held between 0 and 1."""
    import sympy

    return sympy.Min(1, sympy.Max(0, value, evaluate=False), evaluate=False)
