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

MORE = (
    "![][x]\n\n[x]: {0}",
    "![x]\n\n[x]: <{0}> 'title'",
    "$\\href{{{0}}}{{x}}$",
    '$\\text{{<img src="{0}">}}$',
    "$$\n\\style{{background:url({0})}}{{x}}\n$$",
    "[^1]: ![i]({0})",
    "- [ ] ![i]({0})",
    "[{0}](https://good.example)",
    "[https://good.example]({0})",
    "[\u202egpj.exe\u202c]({0})",
    "[good\u200b.example\u2066]({0})",
    '<math href="{0}"><mi xlink:href="{0}">x</mi></math>',
    '<object data="{0}"></object><embed src="{0}">',
    '<base href="{0}"><meta http-equiv="refresh" content="0;url={0}">',
    "# ![i]({0})\n\n> ![j]({0})\n\n1. ![k]({0})",
    "![i](\n{0}\n)",
)

CORPUS = tuple(shape.format(target) for shape in (*SHAPES, *MORE) for target in TARGETS)

AWKWARD = (
    ">" * 2000 + "x", "- " * 2000 + "x", "1. " * 2000 + "x", "[" * 20_000, "![" * 10_000, "](" * 10_000,
    "a" + "*" * 20_000, "_a" * 10_000, "`" * 10_001, "~~~" * 3000, "|" * 5000 + "\n" + "|-" * 5000,
    "| " + " | ".join("x" * 50) + " |\n" + "|---" * 50 + "|\n" + ("| y " * 50 + "|\n") * 60,
    "$" * 20_000, "$x" * 10_000, "\\(" * 10_000, "\\[" * 10_000, "$$\n" * 5000, "- $$a\n" * 5000,
    "$" + "{" * 990 + "$", "$" + "\\frac{" * 120 + "$", "$" + "x^" * 400 + "$",
    "$$" + "\\sqrt{" * 100 + "}" * 100 + "$$",
    "$\\newcommand{\\a}{\\a\\a}\\a$", "$\\hspace{1e9em}$", "$" + "\\\\" * 490 + "$",
    "[^1]" * 5000, "[^1]: " * 3000, "- [x] " * 2000, "```", "```py\n", "~~~\n```\n", "**",
    "[a](", "![a](", "<a", "<!--",
    "\x00", "a\x00b `\x00` $\x00$", "\ud800", "`\udfff` $\ud800$ [\ud83d](https://a.example)",
    "\ufffc\ufffe\uffff",
    "\u202e\u2066\u2069 text \u200b\u200d", "&#0;&#xD800;&#x110000;&amp;lt;", "\u2028\u2029\x0b\x0c\x85",
    "\r\r\n\n\r",
    "\t" * 5000, " " * 20_000, "\n" * 20_000, "a\n" * 20_000, "x" * 200_000, "# " * 5000, "\\" * 20_000,
    "<" * 20_000, "&" * 20_000, "a@b" * 5000, "http://" * 3000, "\u0300" * 20_000, "\U0001f469\u200d" * 3000,
)  # fmt: skip
"""Nothing to fetch: deep, huge, unclosed, broken."""
