"""The bibliography as it is printed."""

from __future__ import annotations

import re

import pytest

from qestimate.catalog.files import layers
from qestimate.catalog.references import Reference, license_of, references


def test_no_accent_is_written_as_a_command():
    """Names stand in the letters they have: braces and backslashes are left out when printed."""
    for root in layers():
        text = (root / "references.bib").read_text(encoding="utf-8")
        assert not re.search(r"\\(?:['\"`^~=.]|[uvHtcdbrk](?![a-z]))", text)
    assert "Havlíček" in references()["havlicek-2019"].authors


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("doi:10.1/x", "https://doi.org/10.1/x"),
        ("https://x.org", "https://x.org"),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_only_addresses_of_the_web_are_links(link, address):
    assert Reference("key", "title", "authors", "2019", link).address == address


def test_a_bibliography_that_changes_is_read_again(tmp_path):
    path = tmp_path / "references.bib"
    path.write_text("@misc{a-2025, title = {First}}")
    assert references(tmp_path)["a-2025"].title == "First"
    path.write_text("@misc{a-2025, title = {Another}}")
    assert references(tmp_path)["a-2025"].title == "Another"


def test_licences_are_those_of_the_bibliography():
    assert references()["lr-qaoa-benchmarking"].license == "MIT"
    assert license_of("h2-rcs-data") == "none stated"
    assert license_of("a-source-of-mine") == ""
