"""Listening to an answer as it is written: text goes on at once, what may be a call is held back.

Nothing is ever lost: what looked like a call and is none is shown as text, in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from edgechat.ai.tool_calls._contract import MORE, NO, Called, Form, Found, Reading, Tools, shifted

LONGEST = 64 * 1024
"""Characters that are held back at most; a longer call is text."""
PATIENCE = 64
"""What is held is looked at anew when it has grown by one part of so many: each look reads all of it."""
MOST_READ = 4_000_000
"""Characters read in one look, all openings together; what then is still undecided is text."""
_BETWEEN = " \t\r\n;,"


class Listener:
    """One answer. ``push`` pieces, then ``finish``; ``calls`` are those read so far, ``taken`` the text
    that they were, in order and with the white space around them."""

    def __init__(self, forms: Iterable[Form], tools: Tools) -> None:
        self.calls: list[Called] = []
        self.taken: list[str] = []
        self._forms = tuple(forms)
        self._tools = tools
        firsts = {re.escape(opening[0]) for form in self._forms for opening in form.openings}
        self._first = re.compile("[" + "".join(sorted(firsts)) + "]")
        self._held = ""
        self._enough = 0  # characters held before the next look
        self._space = ""
        self._blank = True  # nothing but space stands on the current line
        self._after_call = False

    def push(self, text: str) -> str:
        """What can be shown now that ``text`` has come."""
        self._held += text
        if len(self._held) < self._enough:
            return ""
        shown = self._go_on(over=False)
        self._enough = len(self._held) + len(self._held) // PATIENCE
        return shown

    def finish(self) -> str:
        """The last of the text, at the end of the answer."""
        shown = self._go_on(over=True)
        rest, self._space = self._space, ""
        if self._after_call:
            self.taken.append(rest)
            return shown
        return shown + rest

    def _go_on(self, *, over: bool) -> str:
        shown: list[str] = []
        at = read = 0
        while read < MOST_READ and (match := self._first.search(self._held, at)):
            at = match.start()
            read += len(self._held) - at
            reading = self._judge(at, over=over)
            if reading is MORE:
                shown.append(self._release(at))
                return "".join(shown)
            if isinstance(reading, Found):
                shown.append(self._release(at))
                self._take(reading)
                at = 0
            else:
                at += 1
        shown.append(self._release(len(self._held)))
        return "".join(shown)

    def _judge(self, at: int, *, over: bool) -> Reading:
        """What begins at ``at``: the first form that does not say no decides. ``end`` counts from ``at``."""
        text = self._held[at:]
        for form in self._forms:
            if form.line_start and not self._begins_line(at):
                continue
            for opening in form.openings:
                reading = self._read(form, opening, text, over=over)
                if reading is MORE and len(text) > LONGEST:
                    continue
                if reading is not NO:
                    return reading
        return NO

    def _read(self, form: Form, opening: str, text: str, *, over: bool) -> Reading:
        if not text.startswith(opening):
            return MORE if opening.startswith(text) and not over else NO
        return shifted(form.read(text[len(opening) :], self._tools, over), len(opening))

    def _begins_line(self, at: int) -> bool:
        _, newline, line = self._held[:at].rpartition("\n")
        return not line.strip(_BETWEEN) and (bool(newline) or self._blank)

    def _take(self, found: Found) -> None:
        self.calls += found.calls
        self.taken.append(self._space + self._held[: found.end])
        self._held, self._space = self._held[found.end :], ""
        self._blank = self._after_call = True

    def _release(self, count: int) -> str:
        """Show the first ``count`` held characters, but for white space, which may belong to a call."""
        passed, self._held = self._held[:count], self._held[count:]
        _, newline, line = passed.rpartition("\n")
        self._blank = not line.strip(_BETWEEN) and (bool(newline) or self._blank)
        text = self._space + passed
        kept = "" if self._after_call and not text.strip(_BETWEEN) else text.rstrip()
        self._after_call = self._after_call and not kept
        self._space = text[len(kept) :]
        return kept
