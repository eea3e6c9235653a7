"""``qestimate web``: the local calculator."""

from importlib.util import find_spec
from typing import Annotated

import typer

from qestimate.cli import output
from qestimate.core.errors import MissingExtraError, ScenarioError


def command(
    port: Annotated[int, typer.Option("--port", help="Port.", min=0, max=65535)] = 8765,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Address to listen at.")
    ] = "127.0.0.1",
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host",
            metavar="NAME",
            help="Name under which others ask for it, with --host; repeat for several.",
        ),
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page.")] = True,
) -> int:
    """A calculator in the browser; everything stays on this machine."""
    for package in ("fastapi", "uvicorn", "matplotlib"):
        if find_spec(package) is None:
            raise MissingExtraError("the calculator", "web", package)
    import socket

    from qestimate.web.app import LOCAL
    from qestimate.web.server import serve

    if not host:
        raise ScenarioError("--host is empty", hint="127.0.0.1 is this machine alone")
    names = [*LOCAL, *(allow_host or [])]
    if host not in ("127.0.0.1", "localhost", "::1"):
        names += _names(host)
        known = ", ".join(dict.fromkeys(names))
        output.note(f"qestimate: whoever reaches this machine can use it, as {known}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except (OSError, OverflowError) as error:
            raise ScenarioError(
                f"cannot listen at {host}, port {port}: {error}", hint="--port 8766, or 0 for any"
            ) from None
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listening.getsockname()[1]}/"
        output.note(f"qestimate: {address} (Ctrl-C ends it)")
        if browser:
            import webbrowser

            webbrowser.open(address)
        serve(listening, tuple(names))
    return 0


def _names(host: str) -> list[str]:
    """Return the names and addresses of this machine that an address to listen at stands for."""
    import socket

    if host not in ("0.0.0.0", "::"):  # noqa: S104  # compared, not listened at
        return [f"[{host}]" if ":" in host else host]
    name = socket.gethostname()
    try:
        found = socket.gethostbyname_ex(name)[2]
    except OSError:
        found = []
    return [name, *found]
