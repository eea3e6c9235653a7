"""The program: which commands there are, and what happens to errors.

Only the command that was called is imported, and garbage collection waits until it is done:
both save a good part of the start-up.
"""

from __future__ import annotations

import gc
import os
import shlex
import sys
from importlib import import_module
from typing import Any

import typer

from qestimate.cli import output
from qestimate.core.errors import OutputError, QestimateError
from qestimate.core.writing import together

COMMANDS = (
    "model",
    "fits",
    "require",
    "frontier",
    "compare",
    "sweep",
    "report",
    "web",
    "claim",
    "circuit",
    "verify",
    "validate",
    "device",
    "method",
    "catalog",
    "explain",
)
"""Commands, one file each in this folder: a Typer app, or a function named ``command``."""


INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


def build(names: tuple[str, ...] = COMMANDS) -> typer.Typer:
    """Return the application with some of its commands."""
    app = typer.Typer(
        name="qestimate",
        help="What part of a fine-tuning workload could run on a quantum device, and which limit "
        "stops it.",
        add_completion=False,
        rich_markup_mode=None,  # Rich would cost more time than the estimate
        pretty_exceptions_enable=False,
    )
    app.callback(invoke_without_command=True)(_root)
    for name in names:
        module: Any = import_module(f"qestimate.cli.{name}_command")
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name)
        else:
            app.command(name)(module.command)
    return app


START = """\
qestimate model --params 1e9 --qubits 72      could such a chip fine-tune that?
qestimate model -m gpt2 --device ibm-fez      a model and a device by name
qestimate claim check origin-wukong-2025      an article, line by line
qestimate circuit mine.qasm --device ibm-fez  what noise leaves of your circuit
qestimate explain depth                       what a word means
qestimate --help                              every command; COMMAND --help
"""
"""What can be asked, in six lines."""


def _root(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="Show the version and exit."),
) -> None:
    if version:
        from qestimate import __version__

        output.emit(f"qestimate {__version__}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        output.emit(START)


def main(arguments: list[str] | None = None) -> None:
    """Run the program and exit.

    0 done, 1 a check failed, 2 usage, 3 bad data, 70 a bug,
    74 nowhere to write or an extra is missing, 130 interrupted.
    """
    gc.disable()
    if arguments is None:
        code = _run(sys.argv[1:])
        gc.freeze()  # the process ends here: no last search for garbage
        sys.exit(code)
    try:
        code = _run(arguments)
    finally:
        gc.enable()
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    first = arguments[0] if arguments else ""
    output.command_line = shlex.join(["qestimate", *arguments])
    if arguments == ["--"]:
        arguments = []  # nothing is asked: say what can be
    app = build((first,) if first in COMMANDS else COMMANDS)
    try:
        with together():
            return _call(app, arguments)
    except QestimateError as error:
        return output.fail(error)
    except (KeyboardInterrupt, typer.Abort):
        output.note("qestimate: interrupted")
        return INTERRUPTED
    except Exception as error:
        # the usage errors of the framework have no public name
        if hasattr(error, "format_message") and hasattr(error, "exit_code"):
            return _usage(error, first)
        if os.environ.get("QESTIMATE_DEBUG") == "1":
            raise
        output.note(f"qestimate: this is a bug: {type(error).__name__}: {error}")
        output.note("hint: run again with QESTIMATE_DEBUG=1 and report what it prints")
        return 70


def _call(app: typer.Typer, arguments: list[str]) -> int:
    """Call the command; what it prints may have nobody left to read it."""
    try:
        if "--help" in arguments:
            output.check_stdout()
        result = app(arguments, standalone_mode=False, prog_name="qestimate")
    except BrokenPipeError:
        # whoever read the output has seen enough; keep the interpreter from complaining
        output.drop_stdout()
        return 0
    except QestimateError:
        raise
    except OSError as error:  # of the framework's own output, as --help, if no file is named
        output.drop_stdout()
        what = f"cannot use {error.filename}" if error.filename else "cannot write the result"
        raise OutputError(f"{what}: {error.strerror or error}") from error
    if result == INTERRUPTED:
        output.note("qestimate: interrupted")
    return result if isinstance(result, int) else 0


def _usage(error: Any, first: str) -> int:
    message = error.format_message().strip()
    if not message:
        return 0
    if message.startswith("Usage:"):  # called without a command: the help is the message
        output.show_help(message)
        return 2
    output.note(f"qestimate: {message[0].lower()}{message[1:].rstrip('.')}")
    context = getattr(error, "ctx", None)
    path = context.command_path if context else ""
    if first in COMMANDS and first not in path:
        path = f"qestimate {first}"
    output.note(f"hint: {path or 'qestimate'} --help")
    return 2
