"""Markdown that wants to read, fetch, run or hang. Fed to every place that shows text."""

from __future__ import annotations

from pathlib import Path

TARGETS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "&#106;avascript:alert(1)",
    "vbscript:x",
    "data:text/html;base64,PHNjcmlwdD4=",
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    "//127.0.0.1:9/x.png",
    "http://127.0.0.1:9/x.png",
    "\\\\127.0.0.1\\share\\x.png",
    "qrc:/x.png",
    ":/x.png",
    str(Path(__file__)),
    "ftp://127.0.0.1/x",
    "blob:x",
    "about:blank",
    "ms-settings:x",
)

SHAPES = (
    "![i]({0})",
    "[l]({0})",
    "<{0}>",
    "![r][x]\n\n[x]: {0}",
    '<img src="{0}">',
    '<a href="{0}">a</a>',
    '<script src="{0}"></script>',
    '<iframe src="{0}"></iframe>',
    '<link rel="stylesheet" href="{0}">',
    '<style>@import "{0}"; * {{ background: url({0}) }}</style>',
    '<svg onload="x"><image href="{0}"/></svg>',
    '<table background="{0}"><tr><td>x',
    '<p style="background-image:url({0})">x</p>',
    '<video poster="{0}"><source src="{0}"></video>',
    "> - ![i]({0})",
    "| a |\n|---|\n| ![i]({0}) |",
    "[![i]({0})]({0})",
    '`<img src="{0}">`',
    "```html\n<img src={0}>\n```",
    '![i]({0} "title")',
)

CORPUS = tuple(shape.format(target) for shape in SHAPES for target in TARGETS)
