"""``edgechat check``: is everything that was said still there, and what to do if it is not."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from edgechat.cli.backups import document, profile_of, when
from edgechat.cli.command import FIXABLE, OK, Command, Context, add_json

if TYPE_CHECKING:
    from edgechat.core.recovery import Finding, Repair


def _add(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--repair",
        action="store_true",
        help="put a damaged file right from the newest backup; it is kept too",
    )
    parser.add_argument("--force", action="store_true", help="also while another EdgeChat uses the profile")
    add_json(parser)


def _run(context: Context) -> int:
    from edgechat.core.recovery import inspect, repair

    profile = profile_of(context)
    found, repaired = inspect(profile), None
    if context.arguments.repair:
        repaired = repair(profile, force=context.arguments.force)
    if context.arguments.json:
        context.console.json(_document(found, repaired))
    else:
        _tell(context, found, repaired)
    return FIXABLE if found.problems and repaired is None else OK


def _document(found: Finding, repaired: Repair | None) -> dict[str, Any]:
    return {
        "ok": not found.problems or repaired is not None,
        "problems": list(found.problems),
        "unclean_ends": found.unclean,
        "in_use_by": list(found.in_use_by),
        "newest_backup": found.backup and document(found.backup),
        "repaired": repaired
        and {
            "kept": repaired.kept and str(repaired.kept),
            "backup": repaired.backup and str(repaired.backup.path),
            "rows_saved": repaired.rows,
            "index_only": repaired.index_only,
        },
    }


def _tell(context: Context, found: Finding, repaired: Repair | None) -> None:
    say = context.console.line
    if not found.problems:
        say("Everything is whole.")
    for problem in found.problems:
        say(f"Damage: {problem}")
    if repaired is not None:
        _tell_repair(context, repaired)
    elif found.problems:
        say("To put it right: edgechat check --repair (the damaged file is kept)")
    if repaired is None:
        say(f"Newest backup: {when(found.backup) if found.backup else 'none'}")


def _tell_repair(context: Context, repaired: Repair) -> None:
    say = context.console.line
    if repaired.index_only:
        say("The search index was made anew. Nothing else was damaged.")
        return
    came = f"the backup of {when(repaired.backup)}" if repaired.backup else "an empty profile"
    saved = ", ".join(f"{count:,} {table}" for table, count in repaired.rows.items())
    say(f"Repaired from {came}, with what the damaged file still held: {saved or 'nothing'}.")
    if repaired.kept is not None:
        say(f"The damaged file is kept: {repaired.kept}")


COMMAND = Command("check", "check that everything is whole, and repair it", _add, _run)
