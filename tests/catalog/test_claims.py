"""Claim files: what they may say, what is refused, where."""

from __future__ import annotations

import inspect
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from qestimate.catalog.claim_records import Figure
from qestimate.catalog.claims import claim, claims
from qestimate.core.errors import CatalogError, UnknownNameError
from qestimate.evidence.claims.formula import evaluate
from qestimate.evidence.claims.judge import judge
from qestimate.evidence.claims.kinds import kinds

HEAD = """
name = "N"
publication = "P"
date = "2026-01-01"
source = "s"
locator = "l"

[[settings]]
id = "a"
name = "A"
model = "gpt2"
method = "qtha"
rank = 4
targets = ["c_attn"]
devices = ["origin-wukong-72"]
source = "s"
locator = "l"

[[statements]]
id = "one"
text = "T"
source = "s"
locator = "l"

[[statements.figures]]
name = "f"
value = 3
"""


TEMPLATE_HEAD = """
name = "N"
publication = "P"
date = "2026-01-01"
source = "s"
locator = "l"

[[settings]]
id = "as-described"
name = "as described"
model = "llama-3.2-1b"
method = "qtha"
rank = 4
targets = ["q_proj", "v_proj"]
shots = 1000
devices = ["origin-wukong-72"]
source = "s"
locator = "l"
"""


def written(tmp_path, check: str, head: str = HEAD):
    path = tmp_path / "claim.toml"
    path.write_text(f"{head}\n[statements.check]\n{check}\n", encoding="utf-8")
    return path


def test_every_kind_of_check_takes_the_fields_of_its_file():
    for name, kind in kinds().items():
        parameters = inspect.signature(kind.check).parameters
        fields = set(kind.fields.model_fields) - {"kind"}
        assert set(parameters) - {"case", "statement"} == fields, name
        assert kind.decides.endswith("."), name


OWN_KIND = '''
"""Whether a figure is whole."""

from typing import Literal

from qestimate.catalog.check_schema import CheckFile, FigureName
from qestimate.evidence.claims.finding import Finding

TEMPLATE = "[[statements]]"


class Whole(CheckFile):
    """Whether a figure is a whole number."""

    kind: Literal["whole"]
    figure: FigureName


def check(case, statement, *, figure):
    """Divide by one."""
    whole = statement.figure(figure).value % 1 == 0
    return Finding("consistent" if whole else "contradicted", "Divided.", (), "Nothing.")
'''


def test_a_kind_of_check_is_one_file(tmp_path):
    """A file put beside the others is a kind: found, read, judged, in the schema."""
    (tmp_path / "whole.py").write_text(OWN_KIND, encoding="utf-8")
    path = written(tmp_path, 'kind = "whole"\nfigure = "f"')
    script = f"""
from qestimate.evidence.claims import checks
checks.__path__.append({str(tmp_path)!r})
from qestimate import judge
from qestimate.catalog.check import SCHEMAS
assert "Whole" in SCHEMAS["claim"].model_json_schema()["$defs"]
print(judge({str(path)!r}).judged[0].finding.result)
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "consistent\n"


@pytest.mark.parametrize("name", list(kinds()))
def test_every_template_is_a_statement_that_is_judged(tmp_path, name):
    template = kinds()[name].template
    head = TEMPLATE_HEAD if "as-described" in template else TEMPLATE_HEAD.partition("[[")[0]
    path = tmp_path / "mine.toml"
    path.write_text(f"{head}\n{template}", encoding="utf-8")
    (one,) = judge(str(path)).judged
    assert one.statement.kind == name
    assert one.finding.finds


def test_a_sound_file(tmp_path):
    path = written(tmp_path, 'kind = "on-chip"\nparameters = "f"\nsetting = "a"')
    found = claim(path)
    assert found.id == "claim"
    assert found.statements[0].figure("f").value == 3
    assert found.setting("a").devices == ("origin-wukong-72",)
    with pytest.raises(UnknownNameError, match="figure of statement one"):
        found.statements[0].figure("g")


@pytest.mark.parametrize(
    ("check", "problem"),
    [
        ('kind = "on-ship"', "on-ship"),
        ('kind = "on-chip"\nparameters = "g"\nsetting = "a"', "no figure 'g'"),
        ('kind = "on-chip"\nparameters = "f"\nsetting = "b"', "no setting 'b'"),
        ('kind = "on-chip"\nparameters = "f"\nsetting = "a"\nextra = 1', "extra"),
        ('kind = "missing"\nmissing = []', "statements.one.check.missing: "),
        ('kind = "missing"\nmising = ["x"]', "statements.one.check.mising: "),
        ('kind = "source"\nsays = "x"\nsource = "s"\nlocator = "l"', "agrees = true or false"),
        (
            'kind = "source"\nfigure = "f"\nsays = "x"\nsource = "s"\nlocator = "l"',
            "value or meaning",
        ),
        (
            'kind = "full-run"\nsince = "2026-01-01"\nuntil = "2026-01-01"\nsetting = "a"',
            "is not before",
        ),
        (
            'kind = "full-run"\nsince = "2026-99-99"\nuntil = "2026-01-01"\nsetting = "a"',
            "since",
        ),
        (
            f'kind = "simulable"\nwidth = 1{"0" * 400}\nneeds_chip = true\nsource = "s"\n'
            'locator = "l"',
            "width",
        ),
        ('kind = "accuracy"\nafter = "f"', "nothing to compare"),
        (
            'kind = "at-once"\ntasks = "f"\nsetting = "a"\nbatch = 1\nbatch_source = "s"\n'
            'batch_locator = "l"\nprimary = "x"',
            "primary and primary_source",
        ),
        (
            'kind = "throughput"\ntasks = "f"\nsince = "2025-01-01"\nuntil = "2026-01-01"\n'
            'setting = "a"\nbatch = 1\nper_task = 1',
            "per_task and per_task_source",
        ),
        (
            'kind = "throughput"\ntasks = "f"\nsince = "soon"\nuntil = "2026-01-01"\n'
            'setting = "a"\nbatch = 1',
            "since",
        ),
    ],
)
def test_a_broken_file_says_where(tmp_path, check, problem):
    with pytest.raises(CatalogError) as caught:
        claim(written(tmp_path, check))
    assert any(problem in line for line in caught.value.problems), caught.value.problems


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"gpt2"', '"gtp2"', "did you mean gpt2"),
        ('["origin-wukong-72"]', '["wukung"]', "unknown device 'wukung'"),
        ("value = 3", 'value = "3"', "figures"),
        ('date = "2026-01-01"', 'date = "yesterday"', "date"),
        ('date = "2026-01-01"', 'date = "2026-01-01"\nheadline = "two"', "no statement 'two'"),
    ],
)
def test_names_that_are_not_there(tmp_path, old, new, problem):
    check = 'kind = "on-chip"\nparameters = "f"\nsetting = "a"'
    with pytest.raises(CatalogError) as caught:
        claim(written(tmp_path, check, HEAD.replace(old, new)))
    assert any(problem in line for line in caught.value.problems), caught.value.problems


def test_an_unknown_claim_offers_the_nearest():
    with pytest.raises(UnknownNameError, match="origin-wukong-2024") as caught:
        claim("origin-wukong-2024")
    assert "origin-wukong-2025" in caught.value.hint


@pytest.mark.parametrize(
    ("value", "computed", "agrees"),
    [
        (76, 76.49, True),
        (76, 76.51, False),
        (52.06, 52.0647, True),
        (52.06, 52.0651, False),
        (106264, 106264, True),
        (106264, 106265, False),
        (0.27531405243713974, 100 * 106264 / 38597376, True),
        (0.27531405243713974, 0.2753, False),
        (76.0, 76.4, False),
        (1.5e-7, 1.52e-7, True),
        (1.5e-7, 1.56e-7, False),
        (0.000012, 1.2004e-5, True),
        (1.2e18, 1.23e18, True),
    ],
)
def test_figures_agree_to_the_digits_that_were_published(value, computed, agrees):
    assert Figure("f", value, "", "", "", "").agrees_with(computed) is agrees


def test_digits_that_a_number_does_not_show_can_be_stated():
    assert Figure("f", 8_000_000_000, "", "", "", "", digits=1).agrees_with(8_030_261_248)
    assert not Figure("f", 76.0, "", "", "", "", digits=4).agrees_with(76.01)


@pytest.mark.parametrize(
    "formula",
    [
        "p +",
        "q",
        "__import__('os').getcwd()",
        "p.real",
        "[p for p in (1, 2)]",
        "9**9**9**9",
        "1/0",
        "ln(0 - p)",
        "'a'*3",
        "exp(1000)*exp(1000)",
        "'1' + '2'",
        "True",
        "p^2",
        "p % 2",
        "p; p",
        "p if p else 1",
        "2 + 2",  # p is not used
        "-" * 400 + "p*" * 49 + "p" + "+p" * 9000,
    ],
)
def test_formulas_are_arithmetic_and_nothing_else(formula):
    with pytest.raises(CatalogError, match="formula"):
        evaluate(formula, {"p": 2.0})


def test_formulas_are_worked_out_in_many_threads_at_once():
    formula = "+".join(["p*(p + (p - (p*p)))"] * 20)
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: evaluate(formula, {"p": 2.0}), range(400)))
    assert found == {0.0}


def test_shipped_claims_are_there():
    assert set(claims()) >= {
        "origin-wukong-2025",
        "qpa-gpt2-2025",
        "multiverse-cua-2026",
        "ionq-head-2025",
    }
