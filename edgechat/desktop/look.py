"""What a widget needs to draw itself: the palette in force, its icons, and the fonts."""

from __future__ import annotations

from PySide6.QtGui import QFont

from edgechat.core.records import dataclass
from edgechat.desktop import style, theme
from edgechat.desktop.icons import Icons
from edgechat.desktop.theme import Palette


@dataclass(frozen=True)
class Look:
    """One theme, ready to draw with. A change of theme makes a new one."""

    palette: Palette
    icons: Icons
    base: QFont
    reading: QFont
    caption: QFont
    mono: QFont


def make_look(palette: Palette, base: QFont) -> Look:
    """The look of ``palette`` with fonts derived from the system's ``base``."""
    reading = style.scaled(base, theme.READING)
    return Look(
        palette=palette,
        icons=Icons(palette),
        base=base,
        reading=reading,
        caption=style.scaled(base, theme.CAPTION),
        mono=style.fixed_font(base),
    )
