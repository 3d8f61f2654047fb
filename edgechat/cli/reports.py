"""``edgechat reports``: what went wrong inside EdgeChat, kept on this machine. Opens no profile."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from edgechat.cli.backups import profile_of
from edgechat.cli.command import OK, Command, Context, add_json

if TYPE_CHECKING:
    from edgechat.core.reports import Report, Reports


def reports_of(context: Context) -> Reports:
    """With what the crash handler has left behind. Raises ``InvalidInput``."""
    from edgechat.core.reports import Reports
    from edgechat.core.watch import gather

    found = Reports(profile_of(context).reports)
    gather(found)
    return found


def _add(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add_json(actions.add_parser("list", help="newest first"))
    for name, does in (("show", "the whole of one"), ("delete", "take one away")):
        each = actions.add_parser(name, help=does)
        each.add_argument("report", metavar="NAME|latest")
        add_json(each)


def _run(context: Context) -> int:
    reports = reports_of(context)
    if context.arguments.action == "list":
        return _list(context, reports.all())
    name = _chosen(reports, context.arguments.report)
    if context.arguments.action == "delete":
        reports.delete(name)
        _tell(context, {"deleted": name}, f"Deleted: {name}")
    else:
        text = reports.text(name)
        _tell(context, {"name": name, "text": text}, text.rstrip())
    return OK


def _chosen(reports: Reports, named: str) -> str:
    from edgechat.core.errors import NotFound

    if named != "latest":
        return named
    found = reports.all()
    if not found:
        raise NotFound("There are no reports.", "Nothing has gone wrong inside EdgeChat so far.")
    return found[0].name


def _list(context: Context, found: list[Report]) -> int:
    if context.arguments.json:
        context.console.json([_document(each) for each in found])
    elif found:
        context.console.table(("when", "what", "name"), map(_row, found))
    else:
        context.console.note("No reports: nothing has gone wrong inside EdgeChat so far.")
    return OK


def _document(each: Report) -> dict[str, Any]:
    """``at``: seconds since 1970, UTC."""
    return {"name": each.name, "kind": each.kind, "what": each.what, "at": each.at, "path": str(each.path)}


def _row(each: Report) -> tuple[str, ...]:
    from datetime import datetime

    return datetime.fromtimestamp(each.at).strftime("%Y-%m-%d %H:%M"), each.what, each.name


def _tell(context: Context, document: dict[str, Any], line: str) -> None:
    if context.arguments.json:
        context.console.json(document)
    else:
        context.console.line(line)


COMMAND = Command("reports", "what went wrong inside EdgeChat; never sent anywhere", _add, _run)
