"""Conversations as one HTML page that needs nothing else: no script, no font, no picture, no request.

Light or dark as the reader's system is. What was said is cleaned by ``core.markup``; a policy in the page
forbids what a browser could still fetch.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from edgechat.chat.conversation import Message
from edgechat.chat.filenames import visible
from edgechat.chat.parts import (
    AttachmentPart,
    CitationPart,
    Part,
    ReasoningPart,
    SearchedPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from edgechat.chat.portable import Whole
from edgechat.chat.wording import heading, note, source_of, title_of
from edgechat.core.markup import to_html

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE = """
:root { color-scheme: light dark; --ground: #fcfbf9; --text: #1f1e1b; --muted: #625e55; --bubble: #efece5;
  --code: #f5f3ee; --border: #e3dfd7; --accent: #0b6b5d; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #1b1b19; --text: #ecebe6; --muted: #a8a498; --bubble: #2b2a27; --code: #242320;
    --border: #3a3935; --accent: #6cc5b4; }
}
body { margin: 0 auto; max-width: 46rem; padding: 2rem 1rem 4rem; background: var(--ground);
  color: var(--text); font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin-bottom: .25rem; }
article + article { border-top: 1px solid var(--border); margin-top: 4rem; }
time, .note, .who { color: var(--muted); font-size: .875rem; }
section { margin-top: 1.75rem; }
section.user .said { background: var(--bubble); border-radius: .75rem; padding: .1rem 1rem; }
.who { font-weight: 600; margin: 0 0 .25rem; }
pre { background: var(--code); border: 1px solid var(--border); border-radius: .5rem; padding: .75rem 1rem;
  overflow-x: auto; overflow-wrap: normal; }
code { font: .9em/1.5 ui-monospace, monospace; background: var(--code); }
pre code { background: none; }
blockquote { margin: 1rem 0; padding-left: 1rem; border-left: 3px solid var(--border); color: var(--muted); }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid var(--border); padding: .25rem .75rem; }
a { color: var(--accent); }
li.open::marker { content: "\\2610\\00a0\\00a0"; }
li.done::marker { content: "\\2611\\00a0\\00a0"; }
p.note { color: var(--muted); font-size: .875rem; }
math[display="block"] { overflow-x: auto; max-width: 100%; }
hr { border: 0; border-top: 1px solid var(--border); }
details { color: var(--muted); }
@media print { body { max-width: none; } pre { white-space: pre-wrap; } }
"""
PAGE = """<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""


def render(wholes: Sequence[Whole]) -> str:
    """The page of all ``wholes``, one after another."""
    title = title_of(wholes[0].conversation) if len(wholes) == 1 else f"{len(wholes)} conversations"
    body = "\n".join(map(_article, wholes))
    return PAGE.format(policy=escape(POLICY), title=escape(title), style=STYLE, body=body)


def _article(whole: Whole) -> str:
    place = whole.conversation
    head = f'<h1 dir="auto">{escape(title_of(place))}</h1>\n{_time(place.created_at)}\n'
    if place.system:
        head += f"<details><summary>System prompt</summary>{_pre(place.system)}</details>\n"
    return f"<article>\n{head}{''.join(map(_message, whole.path()))}</article>"


def _time(seconds: float) -> str:
    when = datetime.fromtimestamp(seconds)
    return f'<time datetime="{when.isoformat(timespec="seconds")}">{when.strftime("%Y-%m-%d %H:%M")}</time>'


def _message(message: Message) -> str:
    remark = note(message)
    said = "".join(map(_part, message.parts))
    return (
        f'<section class="{message.role}">\n<p class="who">{_plain(heading(message))}</p>\n'
        f'<div class="said" dir="auto">\n{said}</div>\n'
        + (f'<p class="note">{_plain(remark)}</p>\n' if remark else "")
        + "</section>\n"
    )


def _part(part: Part) -> str:
    match part:
        case TextPart(text):
            return to_html(text)
        case ReasoningPart(text, _):
            return f"<details><summary>Reasoning</summary>{to_html(text)}</details>\n"
        case AttachmentPart(name, media_type, _, size):
            about = f"{_plain(media_type)}, {size:,} bytes"
            return f"<p>Attached: <code>{_plain(name)}</code> ({about})</p>\n"
        case ToolCallPart(_, name, arguments):
            return f"<p>Tool call: <code>{_plain(name)}</code></p>\n{_pre(arguments)}"
        case ToolResultPart(_, content, is_error):
            return f"<p>Tool {'error' if is_error else 'result'}:</p>\n{_pre(content)}"
        case SearchedPart():
            return ""
        case CitationPart():
            quote = f"<blockquote>{_plain(part.quote)}</blockquote>"
            return f'<p class="source">{_plain(source_of(part))}</p>\n{quote}\n'


def _plain(text: str) -> str:
    return escape(visible(text))


def _pre(text: str) -> str:
    return f"<pre>{escape(text)}</pre>\n"
