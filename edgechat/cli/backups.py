"""``edgechat backup``, ``backups`` and ``restore``: copies made, listed and put back.

They work on the files of a profile without opening it: they are for the day when it does not open.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from edgechat.cli.command import OK, Command, Context, add_json

if TYPE_CHECKING:
    from pathlib import Path

    from edgechat.core.backup import Backup, Backups
    from edgechat.core.paths import Profile


def profile_of(context: Context) -> Profile:
    """The profile that --home and --profile name. Raises ``InvalidInput``."""
    from edgechat.core.paths import find_home

    return find_home(context.arguments.home).profile(context.arguments.profile)


def _backups(profile: Profile) -> Backups:
    from edgechat.core.backup import Backups

    return Backups(profile.backups, profile.database.stem)


def when(backup: Backup) -> str:
    """When it was made, in the person's own time."""
    from datetime import datetime

    return datetime.fromtimestamp(backup.made_at).strftime("%Y-%m-%d %H:%M")


def document(backup: Backup) -> dict[str, Any]:
    """``made_at``: seconds since 1970, UTC; ``size``: bytes."""
    return {
        "path": str(backup.path),
        "number": backup.number,
        "made_at": backup.made_at,
        "size": backup.size,
        "before_upgrade_from": backup.version,
    }


# edgechat backup


def _add_backup(parser: ArgumentParser) -> None:
    parser.add_argument("--out", metavar="FILE", help="write the copy there; without it, among the backups")
    add_json(parser)


def _back_up(context: Context) -> int:
    from edgechat.core.errors import NotFound

    profile = profile_of(context)
    if not profile.database.exists():
        raise NotFound(f"There is no profile in {profile.root}.", "Give the right --home and --profile.")
    out = context.arguments.out
    path = _copy_to(profile, out) if out else _backups(profile).make(profile.database).path
    size = path.stat().st_size
    if context.arguments.json:
        context.console.json({"path": str(path), "size": size})
    else:
        context.console.line(f"Backed up and verified: {path} ({size / 1e6:,.1f} MB)")
        _tell_documents(context)
    return OK


def _copy_to(profile: Profile, out: str) -> Path:
    """A copy in a place of the person's own. Raises ``InvalidInput`` rather than write over a file."""
    from pathlib import Path

    from edgechat.core.backup import copy_out

    path = Path(out).expanduser().absolute()
    copy_out(profile.database, path)
    return path


# edgechat backups list


def _add_backups(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add_json(actions.add_parser("list", help="newest first"))


def _list(context: Context) -> int:
    found = _backups(profile_of(context)).all()
    if context.arguments.json:
        context.console.json([document(each) for each in found])
    elif found:
        context.console.table(("made", "size", "", "file"), map(_row, found))
    else:
        context.console.note("No backups yet. Make one: edgechat backup")
    _tell_documents(context)
    return OK


def _tell_documents(context: Context) -> None:
    """What a backup of conversations does not hold."""
    profile = profile_of(context)
    if profile.vault.exists() and not context.arguments.json:
        context.console.note(
            "Backups hold conversations and, apart, the list of documents (names, collections, folders). The"
            f" documents themselves are not copied: they lie in {profile.vault}; copy that folder, too."
        )


def _row(each: Backup) -> tuple[str, ...]:
    why = "" if each.version is None else "before an upgrade"
    return when(each), f"{each.size / 1e6:,.1f} MB", why, str(each.path)


# edgechat restore


def _add_restore(parser: ArgumentParser) -> None:
    parser.add_argument("backup", metavar="FILE|latest", help="the copy to go back to")
    parser.add_argument("--force", action="store_true", help="also while another EdgeChat uses the profile")
    add_json(parser)


def _restore(context: Context) -> int:
    from edgechat.core.recovery import restore

    profile = profile_of(context)
    source = _chosen(profile, context.arguments.backup)
    kept = restore(profile, source, force=context.arguments.force)
    if context.arguments.json:
        context.console.json({"restored": str(source), "kept": kept and str(kept)})
        return OK
    context.console.line(f"Restored: {source}")
    if kept is not None:
        context.console.line(f"What was there before is kept: {kept}")
    return OK


def _chosen(profile: Profile, named: str) -> Path:
    from pathlib import Path

    from edgechat.core.errors import NotFound
    from edgechat.core.profile_database import STEPS

    if named != "latest":
        return Path(named).expanduser().absolute()
    newest = _backups(profile).newest_whole(newest=len(STEPS))
    if newest is None:
        raise NotFound("There is no backup that can be restored.", "See: edgechat backups list.")
    return newest.path


BACKUP = Command("backup", "copy everything that was said, and verify the copy", _add_backup, _back_up)
BACKUPS = Command("backups", "list the backups", _add_backups, _list)
RESTORE = Command("restore", "go back to a backup; what was there is kept", _add_restore, _restore)
