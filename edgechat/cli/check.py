"""``edgechat check``: is all that was said, and every document, still there; what to do if it is not."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any, NamedTuple

from edgechat.cli.backups import document, profile_of, when
from edgechat.cli.command import FIXABLE, OK, Command, Context, add_json
from edgechat.cli.wording import SHORT, counted

if TYPE_CHECKING:
    from edgechat.core.paths import Profile
    from edgechat.core.recovery import Finding, Repair
    from edgechat.library.audit import Audit, Lack
    from edgechat.library.contents import Restored
    from edgechat.library.healed import Healed


class Mended(NamedTuple):
    """What was done about the documents. ``lost``: how many have no content any more; ``waiting``: how many
    are still to be read again."""

    healed: Healed | None
    restored: Restored
    lost: int
    waiting: int


def _add(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--repair",
        action="store_true",
        help="put a damaged file right from the newest backup, and documents from the vault; it is kept too",
    )
    parser.add_argument("--force", action="store_true", help="also while another EdgeChat uses the profile")
    add_json(parser)


def _run(context: Context) -> int:
    from edgechat.core.recovery import inspect, repair

    profile, repaired, mended = profile_of(context), None, None
    found = inspect(profile)
    if context.arguments.repair:
        repaired = repair(profile, force=context.arguments.force)
    library = _look(profile)
    if library is not None and context.arguments.repair:
        mended = _mend(context, profile, library)
    elif library is not None and (library.missing or library.changed):
        _note(profile, library)
    if context.arguments.json:
        context.console.json(_document(found, repaired, library, mended))
    else:
        _tell(context, found, repaired, alone=library is None or library.whole)
        if library is not None:
            _tell_library(context, library, mended)
    return OK if _is_well(found, repaired, library, mended) else FIXABLE


def _is_well(found: Finding, repaired: Repair | None, library: Audit | None, mended: Mended | None) -> bool:
    if found.problems and repaired is None:
        return False
    if mended is not None:
        return not mended.lost
    return library is None or library.whole


# Documents


def _look(profile: Profile) -> Audit | None:
    from edgechat.library.audit import audit
    from edgechat.vault.vault import Vault

    return audit(profile.library, Vault(profile.vault))


def _note(profile: Profile, library: Audit) -> None:
    from edgechat.library.audit import note
    from edgechat.vault.vault import Vault

    note(profile.library, Vault(profile.vault), library)


def _mend(context: Context, profile: Profile, library: Audit) -> Mended:
    """Put the documents right, and read again what has to be."""
    from edgechat.cli.add import progress_bar
    from edgechat.library.rebuilding import suspect

    if library.problems:
        suspect(profile.library)
    with context.open() as edge, progress_bar(context.console, edge.events):
        restored = edge.library.mend_contents()
        edge.library.catch_up()
        ledger = edge.library.ledger
        return Mended(edge.library.healed, restored, ledger.noted(), ledger.open_jobs())


def _tell_library(context: Context, library: Audit, mended: Mended | None) -> None:
    say = context.console.line
    for problem in library.problems:
        say(f"Damage: {problem}")
    for each, what in (*((lack, "is missing") for lack in library.missing),
                       *((lack, "has changed") for lack in library.changed)):  # fmt: skip
        say(f"{each.name} ({each.document[:SHORT]}): its content {what} in the vault. Add the file again.")
    if library.orphans:
        without = counted(len(library.orphans), "content without a document", "contents without a document")
        size = f"{library.orphan_bytes / 1e6:,.1f} MB"
        say(f"In the vault: {without} ({size}); with --repair put into the collection Recovered.")
    say(f"Documents: {library.documents:,}, with {counted(library.contents, 'content')} in the vault.")
    if mended is not None:
        _tell_mended(context, mended)
    elif library.problems:
        say("To put it right: edgechat check --repair (the damaged file is kept)")


def _tell_mended(context: Context, mended: Mended) -> None:
    say, done = context.console.line, mended.restored
    if done.brought:
        say(f"{counted(done.brought, 'content')} came back from where the files lie.")
    for place in done.aside:
        say(f"A content that had changed is kept: {place}")
    if done.found:
        again = counted(done.found, "content is a document", "contents are documents")
        say(f"{again} again, in the collection Recovered.")
    if mended.lost:
        lost = counted(mended.lost, "document has lost its", "documents have lost their")
        say(f"{lost} content: add {'this file' if mended.lost == 1 else 'these files'} again.")
    if mended.waiting:
        waiting = counted(mended.waiting, "document is", "documents are")
        say(f"{waiting} still to be read: this goes on while a window is open.")


def _library_document(library: Audit, mended: Mended | None) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "ok": library.whole if mended is None else not mended.lost,
        "problems": list(library.problems),
        "documents": library.documents,
        "contents": library.contents,
        "waiting": library.waiting if mended is None else mended.waiting,
        "missing": _lacks(library.missing),
        "changed": _lacks(library.changed),
        "orphans": list(library.orphans),
        "repaired": mended
        and {
            "healed": mended.healed and mended.healed.to_dict(),
            **asdict(mended.restored),
            "lost": mended.lost,
        },
    }


def _lacks(found: tuple[Lack, ...]) -> list[dict[str, str]]:
    return [{"document": each.document, "name": each.name, "path": each.path} for each in found]


# The profile


def _document(
    found: Finding, repaired: Repair | None, library: Audit | None, mended: Mended | None
) -> dict[str, Any]:
    return {
        "ok": _is_well(found, repaired, library, mended),
        "problems": list(found.problems),
        "unclean_ends": found.unclean,
        "in_use_by": list(found.in_use_by),
        "newest_backup": found.backup and document(found.backup),
        "repaired": repaired
        and {
            "kept": repaired.kept and str(repaired.kept),
            "backup": repaired.backup and str(repaired.backup.path),
            "rows_saved": repaired.rows,
        },
        "library": library and _library_document(library, mended),
    }


def _tell(context: Context, found: Finding, repaired: Repair | None, *, alone: bool) -> None:
    say = context.console.line
    if not found.problems:
        say("Everything is whole." if alone else "All conversations are whole.")
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
    came = f"the backup of {when(repaired.backup)}" if repaired.backup else "an empty profile"
    saved = ", ".join(counted(count, table.removesuffix("s")) for table, count in repaired.rows.items())
    say(f"Repaired from {came}, with what the damaged file still held: {saved or 'nothing'}.")
    if repaired.kept is not None:
        say(f"The damaged file is kept: {repaired.kept}")


COMMAND = Command("check", "check that everything is whole, and repair it", _add, _run)
