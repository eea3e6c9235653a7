"""Addresses of judged claims: pages that work without scripts, and the same as data."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import HTTPException, Path
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from qestimate.catalog.claims import claim, claims
from qestimate.evidence.claims.judge import judge
from qestimate.report.full.claim_pages import (
    Link,
    claim_html,
    claims_html,
    claims_style,
    pages_of,
)
from qestimate.report.views.claim import claim_object
from qestimate.report.views.claim_list import claims_rows
from qestimate.web.claims import all_judged, claim_list, judged_claim
from qestimate.web.problems import BAD, printed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fastapi import FastAPI

STYLE = "/static/claims.css"

Name = Annotated[str, Path(pattern=r"^[^/\\]{1,200}$")]


def address(name: str) -> str:
    """Return the address of a claim; with an empty name, of the list.

    >>> address("ionq-head-2025"), address("")
    ('/claims/ionq-head-2025', '/claims')
    """
    return f"/claims/{name}" if name else "/claims"


def add_claims(app: FastAPI, worked_out: Callable[..., Awaitable[Any]]) -> None:
    """Add all addresses of claims.

    Args:
        app: What they are added to.
        worked_out: What calls a function where work has its limits.
    """

    @app.get("/api/claims", responses=BAD)
    async def listed() -> dict[str, Any]:
        """The claims of the catalogue in short, judged, the newest first."""
        found: dict[str, Any] = await worked_out(claim_list)
        return found

    @app.get("/api/claims/{name}", responses=BAD)
    async def shown(name: Name) -> dict[str, Any]:
        """A judged claim: what is found of each statement, tables and sources."""
        found: dict[str, Any] = await worked_out(judged_claim, _known(name))
        return found

    @app.get("/claims.json", responses=BAD)
    async def rows() -> dict[str, Any]:
        """A row for each claim, as ``qestimate claim list --format json`` prints it."""
        found: dict[str, Any] = await worked_out(_rows)
        return found

    @app.get("/claims/{name}.json", responses=BAD)
    async def data(name: Name) -> dict[str, Any]:
        """A judged claim, as ``qestimate claim check --format json`` prints it."""
        found: dict[str, Any] = await worked_out(_object, _known(name))
        return found

    @app.get(
        "/claims/{name}.bib",
        responses=BAD | {200: {"content": {"text/plain": {}}}},
        response_class=Response,
    )
    async def entry(name: Name) -> Response:
        """What is found of a claim as an entry of a bibliography."""
        return PlainTextResponse(await worked_out(_bibtex, _known(name)))

    @app.get("/claims", include_in_schema=False)
    async def list_page() -> HTMLResponse:
        return HTMLResponse(await worked_out(_list_page))

    @app.get("/claims/{name}", include_in_schema=False)
    async def page(name: str) -> HTMLResponse:
        if name not in claims():
            missing = files("qestimate.web").joinpath("static", "no-claim.html")
            return HTMLResponse(missing.read_text("utf-8"), 404)
        return HTMLResponse(await worked_out(_page, name))

    @app.get(STYLE, include_in_schema=False)
    async def style() -> Response:
        return Response(claims_style(), media_type="text/css")


def _known(name: str) -> str:
    """Return the name of a claim of the catalogue.

    Raises:
        HTTPException: There is none.
    """
    if name not in claims():
        raise HTTPException(404, printed(f"no claim {name}"))
    return name


def _rows() -> dict[str, Any]:
    return {"claims": claims_rows(all_judged())}


def _object(name: str) -> dict[str, Any]:
    return claim_object(judge(claim(name)), f"qestimate claim check {name} --format json")


def _bibtex(name: str) -> str:
    return f"{pages_of([judge(claim(name))])[0].bibtex}\n"


def _list_page() -> str:
    also = [Link("JSON", "/claims.json"), Link("in the calculator", "/#claim=")]
    return claims_html(all_judged(), address, STYLE, also)


def _page(name: str) -> str:
    own = address(name)
    also = [
        Link("JSON", f"{own}.json"),
        Link("BibTeX", f"{own}.bib"),
        Link("in the calculator", f"/#claim={name}"),
    ]
    return claim_html(judge(claim(name)), address, STYLE, also)
