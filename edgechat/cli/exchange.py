"""``edgechat conversations export | import``: out to files and back in. Never writes over a file unasked."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from edgechat.cli.command import OK, Command, Context, add_json
from edgechat.cli.failures import Usage
from edgechat.cli.wording import SHORT
from edgechat.core.errors import DataUnwritable, InvalidInput

if TYPE_CHECKING:
    from edgechat.chat.chat import Chat

KINDS = {".md": "md", ".markdown": "md", ".json": "json", ".html": "html", ".htm": "html"}
EVERY = 1_000_000  # conversations that --all stands for


def _add_export(parser: ArgumentParser) -> None:
    parser.add_argument("conversations", metavar="ID", nargs="*", help="an id, or the first letters of one")
    parser.add_argument("--all", action="store_true", help="every conversation")
    parser.add_argument(
        "--format",
        choices=sorted({*KINDS.values()}),
        help="json holds all branches (default: by FILE, else md)",
    )
    parser.add_argument(
        "--out",
        metavar="FILE|DIR",
        help="one file of all; in an existing folder, one of each (default: print)",
    )
    parser.add_argument("--force", action="store_true", help="write over files that exist")
    add_json(parser)


def _export(context: Context) -> int:
    arguments = context.arguments
    if bool(arguments.conversations) == arguments.all:
        raise Usage("Give the ids of conversations, or --all.", "See: edgechat conversations export --help")
    with context.open() as edge:
        chat = edge.chat
        wanted = (
            [each.id for each in chat.conversations(limit=EVERY)] if arguments.all else _known(context, chat)
        )
        if arguments.out is None:
            return _print(context, chat, wanted)
        files = _files(chat, wanted, Path(arguments.out), arguments.format)
        if not arguments.force:
            _refuse_existing(list(files))
        for path, (identities, kind) in files.items():
            _write(path, chat.export(identities, kind), force=arguments.force)
    return _tell(context, list(files))


def _known(context: Context, chat: Chat) -> list[str]:
    """The whole ids, each once, in the order in which they were given. Raises ``NotFound``."""
    return list(dict.fromkeys(chat.conversation(each).id for each in context.arguments.conversations))


def _print(context: Context, chat: Chat, wanted: list[str]) -> int:
    kind = context.arguments.format or "md"
    text = chat.export(wanted, kind).decode()
    if context.arguments.json and kind != "json":
        context.console.json({"format": kind, "conversations": wanted, "text": text})
    else:
        context.console.line(text.rstrip("\n"))
    return OK


def _files(chat: Chat, wanted: list[str], out: Path, kind: str | None) -> dict[Path, tuple[list[str], str]]:
    """What goes into which file: all into one, or each into its own where ``out`` is a folder."""
    if not out.is_dir():
        return {out: (wanted, kind or KINDS.get(out.suffix.lower(), "md"))}
    from edgechat.chat.export import names

    chosen = kind or "md"
    named = names([chat.conversation(each) for each in wanted], chosen)
    return {out / name: ([each], chosen) for name, each in zip(named, wanted, strict=True)}


def _refuse_existing(paths: list[Path]) -> None:
    for path in paths:
        if os.path.lexists(path):
            raise InvalidInput(f"{path} exists already.", "Choose another name, or add --force.")


def _write(path: Path, content: bytes, *, force: bool) -> None:
    """The file appears whole or not at all; without ``force`` only where there is none."""
    part = path.with_name(f".edgechat-{os.getpid()}.part") if force else path
    try:
        with open(part, "wb" if force else "xb") as file:
            file.write(content)
        if force:
            os.replace(part, path)
    except FileExistsError as error:
        raise InvalidInput(f"{path} exists already.", "Choose another name, or add --force.") from error
    except (OSError, ValueError) as error:
        with suppress(OSError, ValueError):
            part.unlink(missing_ok=True)
        raise DataUnwritable(f"{path} cannot be written: {error}.", "Choose another place.") from error


def _tell(context: Context, paths: list[Path]) -> int:
    if context.arguments.json:
        context.console.json({"files": [str(path) for path in paths]})
    else:
        for path in paths:
            context.console.note(f"Written: {path}")
    return OK


def _add_import(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="what export --format json wrote")
    add_json(parser)


def _import(context: Context) -> int:
    from dataclasses import asdict

    with context.open() as edge:
        made = edge.chat.import_json(Path(context.arguments.file))
        edge.chat.index()
    if context.arguments.json:
        context.console.json([asdict(each) for each in made])
        return OK
    context.console.table(
        ("id", "messages", "title"),
        ((each.id[:SHORT], str(each.message_count), " ".join(each.title.split())) for each in made),
    )
    return OK


EXPORT = Command("export", "as Markdown, JSON or HTML", _add_export, _export)
IMPORT = Command("import", "bring in what was exported as JSON", _add_import, _import)
