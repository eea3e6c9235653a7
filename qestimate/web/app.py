"""The application: routes, limits, and headers that keep every request on this machine."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt, StrictStr

from qestimate import __version__, catalog
from qestimate.catalog.files import ids
from qestimate.core.errors import QestimateError
from qestimate.methods import methods
from qestimate.report.figures.fits import name as name_of
from qestimate.scenario.inputs import INPUTS
from qestimate.web import answers
from qestimate.web.bodies import JsonRoute
from qestimate.web.claim_routes import add_claims
from qestimate.web.guard import Guard
from qestimate.web.inputs import FieldError, field_error, given_once
from qestimate.web.labels import FIRST, GROUPS, LABELS
from qestimate.web.problems import BAD, problem
from qestimate.web.room import Room
from qestimate.workload.goal import CHOICES

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCAL = ("127.0.0.1", "localhost", "[::1]")

STATIC = {
    **dict.fromkeys(
        ("app.js", "page.js", "fields.js", "answer.js", "claims.js"), "text/javascript"
    ),
    "style.css": "text/css",
}

Picture = Literal["chip", "rows", "where", "budget"]

PictureSize = Literal["report", "phone"]

Scalar = StrictStr | StrictInt | StrictFloat | list[StrictStr] | None


class Inputs(BaseModel):
    """Inputs of a scenario, named as the flags of the program are."""

    model_config = ConfigDict(extra="forbid")

    inputs: dict[str, Scalar] = Field(
        examples=[{"params": "1e9", "qubits": 72}], max_length=len(INPUTS)
    )


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
    app.router.route_class = JsonRoute
    app.add_middleware(Guard, hosts=hosts)
    worked_out = Room().worked_out
    _refusals(app)
    add_claims(app, worked_out)
    _pages(app)
    _catalogue(app)

    @app.post("/api/answer", responses=BAD)
    async def answer(asked: Inputs) -> dict[str, Any]:
        """The short answer: question, verdict, rows, remarks, as ``qestimate model`` prints it."""
        found: dict[str, Any] = await worked_out(answers.short_answer, asked.inputs)
        return found

    @app.post("/api/change", responses=BAD)
    async def change(asked: Inputs) -> dict[str, list[str]]:
        """What would change the answer, in sentences."""
        found: dict[str, list[str]] = await worked_out(answers.change, asked.inputs)
        return found

    @app.post("/api/tables", responses=BAD)
    async def tables(asked: Inputs) -> dict[str, Any]:
        """Every table, as HTML, Markdown, LaTeX and CSV."""
        found: dict[str, Any] = await worked_out(answers.tables, asked.inputs)
        return found

    @app.post("/api/model", responses=BAD)
    async def model(asked: Inputs) -> dict[str, Any]:
        """What a workload could map onto: the object of ``qestimate model --format json``."""
        found: dict[str, Any] = await worked_out(answers.full_answer, asked.inputs)
        return found

    @app.get(
        "/api/picture/{name}/{size}",
        responses=BAD
        | {
            200: {"content": {"image/svg+xml": {}}},
            204: {"description": "nothing to draw"},
        },
        response_class=Response,
    )
    async def picture(name: Picture, size: PictureSize, request: Request) -> Response:
        """A picture; the inputs are in the query, as they are in the address of the page."""
        inputs = given_once(request.query_params.multi_items())
        drawn: bytes | None = await worked_out(answers.picture, name, inputs, size)
        if drawn is None:
            return Response(status_code=204)
        return Response(drawn, media_type="image/svg+xml")

    return app


def _refusals(app: FastAPI) -> None:
    """Add what is answered where a request makes no sense."""

    @app.exception_handler(FieldError)
    async def field(_: Request, error: FieldError) -> JSONResponse:
        where = ["body", "inputs", *([error.field] if error.field else [])]
        return JSONResponse({"detail": [problem(where, error.message, error.hint)]}, 422)

    @app.exception_handler(QestimateError)
    async def estimate(request: Request, error: QestimateError) -> JSONResponse:
        return await field(request, field_error(error))

    @app.exception_handler(RequestValidationError)
    async def form(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = [str(one) for one in first["loc"][:3]]
        return JSONResponse({"detail": [problem(where, _said(where, first["msg"]))]}, 422)


def _said(where: list[str], message: str) -> str:
    """Return what is wrong with a part of a request, in words.

    Args:
        where: The part.
        message: What the library says.
    """
    match where:
        case ["body", "inputs", name]:
            return f"{name} must be text, a number, a list of texts or null"
        case ["body", "inputs"]:
            return f"inputs must be an object with at most {len(INPUTS)} inputs by name"
        case ["body", *_]:
            return 'the body must be an object such as {"inputs": {"params": "1e9", "qubits": 72}}'
        case ["path", *_]:
            return f"{where[-1]} in the address: {message[0].lower()}{message[1:]}"
    return message


def _pages(app: FastAPI) -> None:
    """Add the page and what it loads."""

    @app.get("/", response_class=HTMLResponse, include_in_schema=False)
    async def page() -> str:
        return files("qestimate.web").joinpath("static", "index.html").read_text("utf-8")

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
        """Every input: label, help, unit, what is taken without it, and what can be chosen."""
        return {
            "first": FIRST,
            "groups": [
                {"title": title, "inputs": [_field(name) for name in group]}
                for title, group in GROUPS.items()
            ],
        }


def _field(name: str) -> dict[str, Any]:
    """Return what the page needs to know of an input."""
    one = INPUTS[name]
    label = LABELS[name]
    return {
        "name": name,
        "label": label.label,
        "help": label.help,
        "unit": label.unit,
        "kind": one.kind,
        "otherwise": one.otherwise,
        "choices": [list(pair) for pair in _choices(name).items()],
    }


def _choices(name: str) -> Mapping[str, str]:
    """Return what can be chosen for an input, with its name in words; empty for anything."""
    if name == "model":
        return {one: catalog.model(one).name for one in catalog.models()}
    if name == "device":
        return {one: catalog.device(one).name for one in catalog.devices() if one != "generic"}
    if name == "method":
        return {one: f"{name_of(one)} ({one})" for one in methods()}
    if name == "train":
        return {"adapter": "add-on weights", "all": "all weights"}
    if name == "dataset":
        return {one: one for one in catalog.datasets()}
    found = ids(name) if name in ("adapter", "preset") else CHOICES.get(name, ())
    return {one: one for one in found}
