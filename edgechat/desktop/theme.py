"""The visual language, as numbers: colours, type scale, spacing grid, radii, motion. No widgets here.

Colours are named for their use. ``PAIRS`` lists every text-on-ground pair that appears, so that a test
can hold all of them to a contrast of 4.5:1.
"""

from __future__ import annotations

from edgechat.core.records import dataclass

GRID = 4
"""Every distance in the window is a multiple of this many pixels."""

COLUMN = 736
"""Widest text column in pixels: lines of 60 to 80 characters."""

EDGE, INSET = 24, 16
"""Room beside the composer, and within it beside its text, which stands in line with the messages."""

SIDEBAR = 272
RADIUS_SMALL = 6
RADIUS = 10
RADIUS_LARGE = 16
CONTROL = 36
"""Height and width of a button that shows only an icon."""

CHIP = 24
"""Height of a chip: a name that can be taken away."""

CAPTION, BODY, READING, TITLE, HEADLINE, DISPLAY = 0.88, 1.0, 1.06, 1.12, 1.4, 1.8
"""The type scale, as factors of the system's font size."""


@dataclass(frozen=True)
class Palette:
    """One set of colours, each ``#rrggbb``."""

    name: str
    canvas: str
    sidebar: str
    raised: str
    bubble: str
    code: str
    hover: str
    selected: str
    border: str
    border_strong: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    danger: str
    danger_soft: str
    warning: str
    warning_soft: str
    selection: str
    syntax_keyword: str
    syntax_string: str
    syntax_number: str
    syntax_name: str
    syntax_comment: str


LIGHT = Palette(
    name="light",
    canvas="#fcfbf9",
    sidebar="#f3f1ec",
    raised="#ffffff",
    bubble="#efece5",
    code="#f5f3ee",
    hover="#e9e6df",
    selected="#e2e7e0",
    border="#e3dfd7",
    border_strong="#8b867b",
    text="#1f1e1b",
    muted="#625e55",
    accent="#0b6b5d",
    accent_hover="#095a4e",
    on_accent="#ffffff",
    accent_soft="#dcece7",
    danger="#a8281d",
    danger_soft="#fbeae7",
    warning="#7a5200",
    warning_soft="#faf0d9",
    selection="#bfe0d7",
    syntax_keyword="#8a2f62",
    syntax_string="#2b6a2f",
    syntax_number="#8a4b08",
    syntax_name="#14588a",
    syntax_comment="#6b665b",
)

DARK = Palette(
    name="dark",
    canvas="#191a18",
    sidebar="#121311",
    raised="#232421",
    bubble="#2b2c29",
    code="#121311",
    hover="#31322e",
    selected="#24322d",
    border="#33342f",
    border_strong="#7d7b72",
    text="#ebe9e2",
    muted="#a9a69c",
    accent="#66cfb7",
    accent_hover="#82dcc7",
    on_accent="#06251e",
    accent_soft="#1b3931",
    danger="#ffa399",
    danger_soft="#3b1f1b",
    warning="#f0c66f",
    warning_soft="#362c15",
    selection="#28584c",
    syntax_keyword="#f0a1c8",
    syntax_string="#a5d6a0",
    syntax_number="#f2b880",
    syntax_name="#8cc4f2",
    syntax_comment="#99968b",
)

BOUNDARIES = ("canvas", "sidebar", "raised", "danger_soft", "warning_soft", "code")
"""Grounds on which fields and outlined buttons stand: their outline is ``border_strong``, 3:1 at least."""

PAIRS: tuple[tuple[str, str], ...] = tuple(
    (ink, ground)
    for ink, grounds in {
        "text": (
            "canvas",
            "sidebar",
            "raised",
            "bubble",
            "code",
            "hover",
            "selected",
            "selection",
            "accent_soft",
        ),
        "muted": ("canvas", "sidebar", "raised", "bubble", "code", "hover", "selected"),
        "accent": ("canvas", "raised", "accent_soft", "bubble"),
        "on_accent": ("accent", "accent_hover"),
        "danger": ("canvas", "danger_soft", "raised"),
        "warning": ("canvas", "warning_soft", "raised"),
        "syntax_keyword": ("code",),
        "syntax_string": ("code",),
        "syntax_number": ("code",),
        "syntax_name": ("code",),
        "syntax_comment": ("code",),
    }.items()
    for ground in grounds
)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` as WCAG 2 defines it, 0..1."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(ink: str, ground: str) -> float:
    """Contrast ratio of two colours as WCAG 2 defines it, 1..21."""
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
