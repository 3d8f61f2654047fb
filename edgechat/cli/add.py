"""``edgechat add``: files and folders into the library, with a bar for eyes and a line per awkward file."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from edgechat.cli.command import FIXABLE, OK, Command, Context, add_json
from edgechat.cli.documents import state
from edgechat.cli.wording import counted, meant_collection
from edgechat.library.names import display_name

if TYPE_CHECKING:
    from edgechat.cli.console import Console
    from edgechat.core.events import Events
    from edgechat.library.document import DocumentInfo, Progress
    from edgechat.library.scan import Trouble

FINE = ("indexed", "duplicate of")


def _add(parser: ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help="files, and folders with all in them")
    parser.add_argument("--collection", metavar="NAME", default="default", help="where to (default: default)")
    add_json(parser)


def _run(context: Context) -> int:
    from edgechat.library.scan import Trouble

    chosen, trouble = context.arguments, Trouble()
    with context.open() as edge, progress_bar(context.console, edge.events):
        place = meant_collection(edge.library, chosen.collection)
        found = edge.library.add(chosen.paths, collection=place, trouble=trouble)
    if chosen.json:
        told = {"documents": [each.to_dict() for each in found], **_describe(trouble)}
        context.console.json(told)
    else:
        _tell_trouble(context.console, trouble)
        _tell(context.console, found)
    if any(os.path.abspath(path) in trouble.unreadable for path in chosen.paths):  # noqa: PTH100 - as in scan
        return FIXABLE  # the rest was added, but a script is to know
    awkward = found or trouble.unreadable
    return FIXABLE if awkward and not any(each.state.startswith(("indexed", "dup")) for each in found) else OK


def _describe(trouble: Trouble) -> dict[str, Any]:
    """``unreadable``: paths that lead to nothing, folders and files that could not be gone into; ``links``:
    those that are not followed, by their place in the folder that was added."""
    unreadable = [
        {"path": display_name(path), "reason": error.message, "action": error.action}
        for path, error in trouble.unreadable.items()
    ]
    return {"unreadable": unreadable, "links": trouble.links}


def _tell_trouble(console: Console, trouble: Trouble) -> None:
    for path, error in trouble.unreadable.items():
        shown, said = display_name(path), str(error)
        console.note(said if said.startswith(shown) else f"{shown}: {said}")
    if trouble.links:
        console.note(f"Links are not followed: {', '.join(trouble.links)}")


def _tell(console: Console, found: list[DocumentInfo]) -> None:
    for each in found:
        if each.state == "indexed with notes":
            console.note(f"{each.name}: {'; '.join(note.text for note in each.notes)}")
        elif each.state not in FINE:
            console.note(f"{each.name}: {state(each)}. {each.reason} {each.action}".rstrip())
    counts: dict[str, int] = {}
    for each in found:
        counts[each.state] = counts.get(each.state, 0) + 1
    told = ", ".join(f"{count} {name}" for name, count in counts.items()) or "nothing to add"
    pages, chunks = sum(each.pages for each in found), sum(each.chunks for each in found)
    console.line(f"{told} ({counted(pages, 'page')}, {counted(chunks, 'chunk')})")


@contextmanager
def progress_bar(console: Console, events: Events) -> Iterator[None]:
    """Shows how far indexing is, on standard error, until the block is left; nothing where nobody looks."""
    if not console.err_is_terminal:
        yield
        return
    from edgechat.library.document import Progress

    bar = _Bar()
    end = events.subscribe(Progress, bar.show)
    try:
        yield
    finally:
        end()
        bar.close()


class _Bar:
    def __init__(self) -> None:
        from tqdm import tqdm

        tqdm.monitor_interval = 0  # its watching thread would outlive the bar
        self._bar: Any = tqdm(total=0, unit="file", leave=False, file=sys.stderr, dynamic_ncols=True)

    def show(self, progress: Progress) -> None:
        self._bar.total = progress.total
        pages = counted(progress.pages, "page")
        self._bar.set_postfix_str(f"{pages}, {progress.pages_per_second:.1f}/s", refresh=False)
        self._bar.update(progress.done - self._bar.n)

    def close(self) -> None:
        self._bar.close()


COMMAND = Command("add", "add files and folders to the documents that are searched", _add, _run)
