"""``edgechat doctor``: what works on this machine, and why the rest does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgechat import __version__
from edgechat.cli.command import FIXABLE, OK, Command, Context, add_json
from edgechat.core.errors import EdgeError

if TYPE_CHECKING:
    from edgechat.core.checkup import Check

MARKS = {"ok": "works", "warn": "note", "fail": "FAILS"}


def _run(context: Context) -> int:
    from edgechat.core.checkup import machine_checks
    from edgechat.core.paths import find_home

    home = find_home(context.arguments.home).root
    checks = [*machine_checks(home), *_inside(context), *_reports(context)]
    failed = any(check.state == "fail" for check in checks)
    if context.arguments.json:
        shown = [{key: value for key, value in each._asdict().items() if key != "step"} for each in checks]
        context.console.json({"version": __version__, "ok": not failed, "checks": shown})
    else:
        context.console.table((f"EdgeChat {__version__}", "", ""), map(_row, checks))
    return FIXABLE if failed else OK


def _inside(context: Context) -> list[Check]:
    """What needs an open profile; a profile that does not open is itself a finding."""
    from edgechat.ai.checkup import memory, model_checks
    from edgechat.core.checkup import Check, profile_checks

    try:
        with context.open() as edge:
            return [
                *profile_checks(edge.profile, edge.settings),
                *model_checks(edge.ai, edge.profile.home),
                *edge.document_checks(),
            ]
    except EdgeError as error:
        return [memory(), Check("Profile", "fail", str(error))]


def _reports(context: Context) -> list[Check]:
    from edgechat.cli.reports import reports_of
    from edgechat.core.checkup import Check

    try:
        found = reports_of(context).all()
    except EdgeError:  # a name that is no profile's: told above
        return []
    if not found:
        return [Check("Reports", "ok", "nothing has gone wrong inside EdgeChat")]
    detail = f"{len(found)} kept on this machine, the newest: {found[0].what}."
    return [Check("Reports", "warn", detail, "Read it: edgechat reports show latest")]


def _row(check: Check) -> tuple[str, ...]:
    return check.name, MARKS[check.state], f"{check.detail} {check.action}".strip()


COMMAND = Command("doctor", "say what works on this machine and why not", add_json, _run)
