"""The application: routes, limits, and headers that keep every request on this machine."""

from __future__ import annotations

import asyncio
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, HTTPException, Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, Field, StrictFloat, StrictInt, StrictStr
from starlette.middleware.trustedhost import TrustedHostMiddleware

from qestimate import __version__, catalog
from qestimate.catalog.claims import claim as find_claim
from qestimate.catalog.files import ids
from qestimate.core.errors import QestimateError
from qestimate.evidence.claims.judge import judge
from qestimate.explore.survey import survey
from qestimate.methods import methods
from qestimate.report.figures.outputs import output
from qestimate.report.plots import save
from qestimate.report.plots.chip import chip
from qestimate.report.render.formats import render
from qestimate.report.views.claim import claim_document
from qestimate.report.views.comparison import Way, comparison_document
from qestimate.report.views.model import model_answer, model_document
from qestimate.scenario.inputs import INPUTS
from qestimate.web.inputs import FieldError, scenario_of
from qestimate.workload.goal import CHOICES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from qestimate.explore.survey import Survey
    from qestimate.scenario.scenario import Scenario

LARGEST_BODY = 64_000
"""Bytes that a request may have."""

SECONDS = 60.0
"""Time that an answer may take."""

AT_ONCE = 4
"""Answers that are worked out at the same time."""

LONGEST = 300
"""Characters of what a message repeats of a request."""

MAX_SCENARIOS = 6
"""Scenarios that are compared."""

MAX_DEVICES = 8
"""Devices of one request."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Of every answer: nothing is loaded from, and nothing sent to, another machine."""

LOCAL = ("127.0.0.1", "localhost", "[::1]")

STATIC = {"app.js": "text/javascript", "style.css": "text/css"}

Scalar = StrictStr | StrictInt | StrictFloat | list[StrictStr] | None


class Inputs(BaseModel):
    """Inputs of a scenario, named as the flags of the program are."""

    inputs: dict[str, Scalar] = Field(
        examples=[{"params": "1e9", "qubits": 72}], max_length=len(INPUTS)
    )


class Several(BaseModel):
    """Scenarios to be compared."""

    scenarios: list[dict[str, Scalar]] = Field(min_length=1, max_length=MAX_SCENARIOS)


class Problem(BaseModel):
    """What is wrong with one field of a request."""

    loc: list[str | int]
    msg: str
    type: str
    hint: str = ""


class Problems(BaseModel):
    """Why a request has no answer."""

    detail: list[Problem]


BAD: dict[int | str, dict[str, Any]] = {
    422: {"model": Problems, "description": "an input that makes no sense, by its name"},
    400: {"description": "a request that is not understood"},
    404: {"description": "no such thing in the catalogue"},
    413: {"description": "a request that is too large"},
    503: {"description": "an answer that takes too long"},
}


def application(hosts: tuple[str, ...] = LOCAL) -> FastAPI:
    """Return the application.

    Args:
        hosts: Names under which it may be asked for; others are refused, so that no page of
            another site can reach it by a name of its own.
    """
    app = FastAPI(
        title="qestimate",
        version=__version__,
        summary="What part of a fine-tuning workload could run on a quantum device",
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
    )
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    room = asyncio.Semaphore(AT_ONCE)

    @app.middleware("http")
    async def guarded(
        request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        length = request.headers.get("content-length", "0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            answer: Response = JSONResponse({"detail": "the request is too large"}, 413)
        elif "chunked" in request.headers.get("transfer-encoding", ""):
            answer = JSONResponse({"detail": "the length of a request must be stated"}, 413)
        else:
            answer = await call_next(request)
        answer.headers.update(HEADERS)
        return answer

    @app.exception_handler(FieldError)
    async def refuse(_: Request, error: FieldError) -> JSONResponse:
        field = "".join(c if c.isprintable() else "?" for c in error.field[:LONGEST])
        where = ["body", "inputs", *([field] if field else [])]
        message = error.message[:LONGEST].encode("utf-8", "replace").decode()
        problem = {"loc": where, "msg": message, "type": "value_error", "hint": error.hint}
        return JSONResponse({"detail": [problem]}, 422)

    async def worked_out(function: Callable[..., Any], *arguments: Any) -> Any:
        try:
            async with asyncio.timeout(SECONDS), room:
                return await run_in_threadpool(function, *arguments)
        except TimeoutError:
            raise HTTPException(503, "the answer takes too long; ask for less at once") from None

    _pages(app)
    _catalogue(app)

    @app.post("/api/model", responses=BAD)
    async def model(asked: Inputs) -> dict[str, Any]:
        """What a workload could map onto: the object of ``qestimate model --format json``."""
        found: dict[str, Any] = await worked_out(_model, asked.inputs)
        return found

    @app.post("/api/compare", responses=BAD)
    async def compare(asked: Several) -> dict[str, str]:
        """Scenarios side by side, as HTML, Markdown and LaTeX."""
        found: dict[str, str] = await worked_out(_compare, asked.scenarios)
        return found

    @app.post(
        "/api/chip",
        responses=BAD
        | {
            200: {"content": {"image/svg+xml": {}}},
            204: {"description": "no table of qubits is published"},
        },
        response_class=Response,
    )
    async def picture(asked: Inputs) -> Response:
        """The chip of the first device with a table of its qubits; 204 if none has one."""
        drawn: bytes | None = await worked_out(_chip, asked.inputs)
        if drawn is None:
            return Response(status_code=204)
        return Response(drawn, media_type="image/svg+xml")

    return app


def _pages(app: FastAPI) -> None:
    """Add the page and what it loads."""

    @app.get("/", response_class=HTMLResponse, include_in_schema=False)
    async def page() -> str:
        return files("qestimate.web").joinpath("static", "index.html").read_text("utf-8")

    @app.get("/static/plotly.js", include_in_schema=False)
    async def charts() -> Response:
        bundle = files("plotly").joinpath("package_data", "plotly.min.js").read_bytes()
        return Response(bundle, media_type="text/javascript")

    @app.get("/static/{name}", include_in_schema=False)
    async def static(name: str) -> Response:
        if name not in STATIC:
            raise HTTPException(404)
        content = files("qestimate.web").joinpath("static", name).read_bytes()
        return Response(content, media_type=STATIC[name])


def _catalogue(app: FastAPI) -> None:
    """Add what can be asked for."""

    @app.get("/api/inputs")
    async def inputs() -> dict[str, Any]:
        """Every input: label, kind, help, default, unit; and the names that the catalogue has."""
        return {
            "inputs": [
                {
                    "name": one.name,
                    "label": one.title or one.name.replace("-", " "),
                    "help": one.help,
                    "kind": one.kind,
                    "default": one.default,
                    "otherwise": one.otherwise,
                    "unit": one.unit.strip(),
                    "figure": one.figure,
                }
                for one in INPUTS.values()
                if not one.file and not one.of_data_file
            ],
            "model": catalog.models(),
            "device": [name for name in catalog.devices() if name != "generic"],
            "dataset": catalog.datasets(),
            "adapter": ids("adapter"),
            "method": list(methods()),
            **{field: list(names) for field, names in CHOICES.items()},
        }

    @app.get("/api/claims")
    async def claims() -> list[dict[str, str]]:
        """The claims of the catalogue."""
        found = [find_claim(name) for name in ids("claim")]
        return [{"id": one.id, "name": one.name, "date": one.date} for one in found]

    @app.get("/api/claims/{name}", responses=BAD)
    async def claim(name: Annotated[str, Path(pattern=r"^[a-z0-9.-]+$")]) -> dict[str, str]:
        """A judged claim, as HTML, Markdown and LaTeX."""
        if name not in ids("claim"):
            raise HTTPException(404, f"no claim {name}")
        document = await run_in_threadpool(lambda: claim_document(judge(find_claim(name))))
        return {form: render(document, form) for form in ("html-fragment", "md", "latex")}


def _survey(inputs: dict[str, Any]) -> tuple[Scenario, Survey]:
    asked = scenario_of(inputs)
    if len(asked.devices) > MAX_DEVICES:
        raise FieldError("device", f"at most {MAX_DEVICES} devices at once", "name fewer")
    try:
        return asked, survey(asked.workload, asked.devices, asked.methods, asked.goal)
    except QestimateError as error:
        raise FieldError("method", error.message, error.hint) from None


def _model(inputs: dict[str, Any]) -> dict[str, Any]:
    asked, found = _survey(inputs)
    answer = model_answer(found, "qestimate web")._replace(values=asked.values)
    content = output("model", answer)
    document = model_document(found, asked.lines)
    written = {form: render(document, form) for form in ("md", "latex")}
    # the page has the conclusion on top already
    written["html-fragment"] = render(document._replace(conclusion=""), "html-fragment")
    return {"answer": content, "written": written}


def _compare(scenarios: list[dict[str, Any]]) -> dict[str, str]:
    ways: list[Way] = []
    for number, inputs in enumerate(scenarios, 1):
        asked, found = _survey(inputs)
        ways += [Way(f"scenario {number}", asked.values, one) for one in found.estimates]
    if len(ways) < 2:
        raise FieldError("", "one way alone cannot be compared", "add a device or a method")
    document = comparison_document(ways)
    return {form: render(document, form) for form in ("html-fragment", "md", "latex")}


def _chip(inputs: dict[str, Any]) -> bytes | None:
    _, found = _survey(inputs)
    drawable = [one for one in found.estimates if one.device.snapshot.qubits]
    if not drawable:
        return None
    out = BytesIO()
    save(chip(drawable[0].device, drawable[0].placement), out, "svg")
    return out.getvalue()
