"""How an error is told on the command line: its exit code, its JSON, its lines on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edgechat.cli.command import BUG, FIXABLE, LIMITED, USAGE
from edgechat.core.errors import Busy, EdgeError, FixableError, InvalidInput, QuotaExceeded

if TYPE_CHECKING:
    from edgechat.cli.console import Console

REPORT = "Please report it with the lines above."


class Usage(InvalidInput):
    """The command line itself is wrong."""


def exit_code(error: BaseException) -> int:
    """The documented code for ``error``; see ``command.EXIT_CODES``."""
    if isinstance(error, Usage):
        return USAGE
    if isinstance(error, QuotaExceeded | Busy):
        return LIMITED
    return FIXABLE if isinstance(error, FixableError) else BUG


def describe(error: Exception) -> dict[str, Any]:
    """``{"error": {"code", "message", "action"}}``, the one object that --json prints for a failure."""
    code = error.code if isinstance(error, EdgeError) else EdgeError.code
    if isinstance(error, FixableError):
        message, action = error.message, error.action
    else:
        message, action = f"EdgeChat failed: {type(error).__name__}: {error}", REPORT
    return {"error": {"code": code, "message": message, "action": action}}


def tell(console: Console, error: Exception, *, as_json: bool) -> int:
    """Report ``error`` and return the exit code."""
    if isinstance(error, FixableError):
        console.note(f"edgechat: {error}")
    else:
        import traceback

        # Frames and lines of code only: a traceback shows no values, so no one's words
        console.note("".join(traceback.format_exception(error)))
        console.note(f"edgechat: this is a fault of EdgeChat. {REPORT}")
    if as_json:
        console.json(describe(error))
    return exit_code(error)
