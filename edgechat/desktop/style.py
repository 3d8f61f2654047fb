"""One stylesheet and one Qt palette, made from the tokens of ``theme``.

Fonts are factors of the system's own, so a person's larger font enlarges everything.
"""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

from edgechat.core.paths import assets
from edgechat.desktop import direction, theme
from edgechat.desktop.theme import Palette

SHEET = """
* {{ outline: 0; }}
QWidget {{ color: {text}; }}
QMainWindow, #canvas, #header, #composerArea {{ background: {canvas}; }}
#header {{ border: 0; border-bottom: 1px solid {canvas}; }}
#header[scrolled="true"] {{ border-bottom-color: {border}; }}
#sidebar {{ background: {sidebar}; border: 0; border-{trail}: 1px solid {border}; }}
#welcomeArea, #welcomeArea > QWidget > QWidget {{ background: {canvas}; border: 0; }}
#transcript, #transcriptView {{ background: {canvas}; border: 0; }}
QToolTip {{ color: {text}; background: {raised}; border: 1px solid {border}; padding: 4px 8px; }}

QToolButton {{ border: 2px solid transparent; border-radius: {r}px; padding: 2px; background: transparent; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:pressed {{ background: {border}; }}
QToolButton:focus {{ border-color: {accent}; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}
QToolButton#newButton {{ border-radius: {r}px; padding: 6px 1px; text-align: {lead}; font-weight: 600;
  background: {raised}; border: 1px solid {border}; }}
QToolButton#newButton:hover {{ border-color: {border_strong}; }}
QToolButton#newButton:focus {{ border: 2px solid {accent}; padding: 5px 0; }}
QToolButton#footButton {{ border: 1px solid transparent; border-radius: {r}px; padding: 6px 1px;
  text-align: {lead}; }}
QToolButton#footButton:focus {{ border: 2px solid {accent}; padding: 5px 0; }}
QToolButton#footButton:checked {{ background: {selected}; font-weight: 600; }}
QToolButton#sendButton {{ background: {accent}; border-radius: 18px; border: 2px solid {accent}; }}
QToolButton#sendButton:hover {{ background: {accent_hover}; border-color: {accent_hover}; }}
QToolButton#sendButton:focus {{ border-color: {text}; }}
QToolButton#sendButton:disabled {{ background: {hover}; border-color: {hover}; }}
QToolButton#pill {{ border-radius: 16px; padding: {pill}; color: {muted}; background: transparent;
  border: 1px solid {border_strong}; }}
QToolButton#pill:hover {{ background: {hover}; }}
QToolButton#pill:focus {{ border: 2px solid {accent}; padding: {pill_focused}; }}
QToolButton#jump {{ background: {raised}; border: 1px solid {border_strong}; border-radius: 18px; }}
QToolButton#jump:hover {{ background: {hover}; }}
QToolButton#jump:focus {{ border: 2px solid {accent}; }}

QPushButton {{ border: 1px solid {border_strong}; border-radius: {rs}px; padding: 5px 14px;
  background: {raised}; font-weight: 600; }}
QPushButton:hover {{ border-color: {muted}; background: {hover}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 4px 13px; }}
QPushButton:disabled {{ color: {muted}; border-color: {border}; background: transparent; }}
QPushButton[kind="primary"] {{ background: {accent}; color: {on_accent}; border-color: {accent}; }}
QPushButton[kind="primary"]:hover {{ background: {accent_hover}; }}
QPushButton[kind="primary"]:focus {{ border-color: {text}; }}
QPushButton[kind="quiet"] {{ background: transparent; border-color: transparent; color: {accent}; }}
QPushButton[kind="quiet"]:hover {{ background: {hover}; }}
QPushButton[kind="quiet"]:focus {{ border: 2px solid {accent}; }}
QPushButton[kind="text"] {{ background: transparent; border: 0; padding: 6px 0; color: {accent}; }}
QPushButton[kind="text"]:hover {{ color: {accent_hover}; text-decoration: underline; }}
QPushButton[kind="text"]:focus {{ border: 0; border-bottom: 2px solid {accent}; padding: 6px 0 4px 0; }}

QToolButton#source {{ background: {accent_soft}; color: {accent}; border: 1px solid {accent_soft};
  border-radius: 14px; padding: 2px 10px; }}
QToolButton#source:hover {{ border-color: {accent}; }}
QToolButton#source:focus {{ border: 2px solid {accent}; padding: 1px 9px; }}

QToolButton#sourceChip {{ background: {sidebar}; border: 1px solid {border_strong}; border-radius: 12px;
  padding: {chip}; }}
QToolButton#sourceChip:hover {{ background: {hover}; }}
QToolButton#sourceChip:focus {{ border: 2px solid {accent}; padding: {chip_focused}; }}
#veil {{ background: {accent_soft}; border: 2px dashed {accent}; border-radius: {rl}px; }}
#documents {{ background: transparent; border: 0; }}
QProgressBar {{ background: {hover}; border: 0; border-radius: 2px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 2px; }}
#viewerHead {{ background: {canvas}; border: 0; border-bottom: 1px solid {border}; }}
#pageView, #pageView > QWidget > QWidget {{ background: {sidebar}; }}
#gonePage {{ background: {canvas}; border: 0; }}
#quotationBar {{ background: {border_strong}; border: 0; border-radius: 1px; }}
#sourceText {{ background: {canvas}; border: 0; selection-background-color: {selection};
  selection-color: {text}; }}

#card {{ background: {raised}; border: 1px solid {border_strong}; border-radius: {rl}px; }}
#card[focused="true"] {{ border: 1px solid {accent}; }}
#card[disabled="true"] {{ background: {sidebar}; border-color: {border}; }}
#composer {{ background: transparent; border: 0; placeholder-text-color: {muted};
  selection-background-color: {selection};
  selection-color: {text}; }}
#bubble {{ background: {bubble}; border-radius: {rl}px; }}
#document {{ background: transparent; border: 2px solid transparent; border-radius: {rs}px;
  selection-background-color: {selection}; selection-color: {text}; }}
#focusRing {{ background: transparent; border: 2px solid {accent}; border-radius: {r}px; }}
#example {{ text-align: left; padding: 12px 14px; border-radius: {r}px; font-weight: 400;
  background: {raised}; border: 1px solid {border_strong}; }}
#example:hover {{ background: {hover}; }}
#example:focus {{ border: 2px solid {accent}; padding: 11px 13px; }}
#notice[tone="danger"] {{ background: {danger_soft}; border-radius: {r}px; }}
#notice[tone="warning"] {{ background: {warning_soft}; border-radius: {r}px; }}
#notice[tone="calm"] {{ background: {sidebar}; border-radius: {r}px; }}
#place {{ background: {code}; border-radius: {r}px; }}
#offer {{ background: {raised}; border: 1px solid {border}; border-radius: {r}px; }}
QProgressBar {{ background: {border}; border: 0; border-radius: 4px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 4px; }}
#reports, #reportText {{ background: {code}; border: 1px solid {border}; border-radius: {r}px; padding: 4px;
  selection-background-color: {selection}; selection-color: {text}; }}
#reports:focus, #reportText:focus {{ border: 2px solid {accent}; padding: 3px; }}
#reports::item {{ padding: 4px 8px; border-radius: {rs}px; }}
#reports::item:selected {{ background: {selected}; color: {text}; }}
#entries {{ background: transparent; border: 0; }}
QLineEdit#entryField {{ border-radius: {r}px; padding: 7px 11px; placeholder-text-color: {muted}; }}
QLineEdit#entryField:focus {{ padding: 6px 10px; }}
QToolButton#thought {{ color: {muted}; padding: 2px 6px 2px 2px; }}
#thoughtText {{ background: {sidebar}; color: {muted}; border: 1px solid {border}; border-radius: {rs}px;
  padding: 8px 10px; selection-background-color: {selection}; selection-color: {text}; }}
#thoughtText:focus {{ border-color: {accent}; }}
#panel {{ background: {sidebar}; border: 0; border-{lead}: 1px solid {border}; }}
#panelArea, #panelInside {{ background: transparent; border: 0; }}
#systemPrompt {{ background: {raised}; border: 1px solid {border_strong}; border-radius: {rs}px;
  padding: 4px 6px; selection-background-color: {selection}; selection-color: {text}; }}
#systemPrompt:focus {{ border: 2px solid {accent}; padding: 3px 5px; }}
QLineEdit[wrong="true"] {{ border: 2px solid {danger}; padding: 2px 6px; }}
QComboBox {{ background: {raised}; border: 1px solid {border_strong}; border-radius: {rs}px;
  padding: 4px 8px; }}
QComboBox:focus {{ border: 2px solid {accent}; padding: 3px 7px; }}
QComboBox::drop-down {{ border: 0; width: 24px; }}
QComboBox::down-arrow {{ image: url("{chevron}"); width: 14px; height: 14px; }}
QComboBox QAbstractItemView {{ background: {raised}; border: 0; padding: 4px; outline: 0;
  selection-background-color: {hover}; selection-color: {text}; }}
QComboBox QAbstractItemView::item {{ min-height: 32px; padding: 0 8px; border: 0; border-radius: {rs}px; }}
QComboBox QAbstractItemView::item:selected {{ background: {hover}; color: {text}; }}
QComboBoxPrivateContainer {{ background: {raised}; border: 0; }}
#rule {{ background: {border}; border: 0; }}
#models {{ background: transparent; border: 0; }}
QPushButton#door {{ text-align: {lead}; font-weight: 400; border-color: transparent; padding: 6px 8px;
  background: transparent; }}
QPushButton#door:hover {{ background: {hover}; }}
QPushButton#door:focus {{ border: 2px solid {accent}; padding: 5px 7px; }}
QCheckBox {{ spacing: 8px; padding: 4px 0; border: 2px solid transparent; border-radius: {rs}px; }}
QCheckBox:focus {{ border-color: {accent}; }}
QCheckBox::indicator {{ width: 16px; height: 16px; border: 1px solid {border_strong}; border-radius: 4px;
  background: {raised}; }}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; image: url("{tick}"); }}
QCheckBox::indicator:disabled {{ background: {sidebar}; border-color: {border}; }}
#summaryArea, #summaryArea > QWidget > QWidget {{ background: {code}; border-radius: {rs}px; }}
#toast {{ background: {text}; border-radius: {r}px; }}
#toast QLabel {{ color: {canvas}; }}
#toast QPushButton {{ background: transparent; color: {canvas};
  border: 1px solid {muted}; padding: 3px 12px; }}
#toast QPushButton:focus {{ border: 2px solid {canvas}; padding: 2px 11px; }}
QLabel {{ background: transparent; }}
QLabel[tone="muted"] {{ color: {muted}; }}
QLabel[tone="danger"] {{ color: {danger}; }}
QLabel[tone="warning"] {{ color: {warning}; }}
QLabel[tone="accent"] {{ color: {accent}; }}

#conversations {{ background: transparent; border: 0; }}
QLineEdit {{ background: {raised}; border: 1px solid {border_strong}; border-radius: {rs}px; padding: 3px 7px;
  selection-background-color: {selection}; selection-color: {text}; }}
QLineEdit:focus {{ border: 2px solid {accent}; padding: 2px 6px; }}

QLineEdit#search {{ border: 1px solid {border_strong}; border-radius: {r}px; padding: 2px 6px;
  background: {raised}; placeholder-text-color: {muted}; }}
QLineEdit#search:hover {{ border-color: {muted}; }}
QLineEdit#search:focus {{ border: 2px solid {accent}; padding: 1px 5px; }}
QLineEdit#search QToolButton, QLineEdit#search QToolButton:hover {{ border: 0; padding: 0;
  background: transparent; }}

QRadioButton {{ spacing: 10px; padding: 4px 2px; border: 2px solid transparent; border-radius: {rs}px; }}
QRadioButton:focus {{ border-color: {accent}; }}
QRadioButton::indicator {{ width: 14px; height: 14px; border: 2px solid {border_strong}; border-radius: 9px;
  background: {raised}; }}
QRadioButton::indicator:checked {{ width: 8px; height: 8px; border: 5px solid {accent}; }}
QDialog, QMessageBox {{ background: {raised}; }}
QMessageBox #qt_msgbox_label {{ font-weight: 600; min-width: 320px; }}
QMessageBox #qt_msgbox_informativelabel {{ min-width: 320px; }}

QMenu {{ background: {raised}; border: 1px solid {border}; border-radius: {r}px; padding: 6px; }}
QMenu::item {{ padding: {item}; border-radius: {rs}px; color: {text}; }}
QMenu::item:selected {{ background: {hover}; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::icon {{ padding-{lead}: 10px; }}
QMenu::separator {{ height: 1px; background: {border}; margin: 6px 4px; }}

QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
#conversations QScrollBar:vertical {{ width: 8px; }}
#conversations QScrollBar::handle:vertical {{ border-radius: 2px; }}
QScrollBar::handle:vertical {{ background: {border}; border-radius: 4px; min-height: 40px; margin: 2px; }}
QScrollBar::handle:vertical:hover {{ background: {border_strong}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none;
  height: 0; width: 0; }}
"""


def stylesheet(palette: Palette) -> str:
    """The whole stylesheet in the colours of ``palette``."""
    colours = {name: value for name, value in vars(palette).items() if name != "name"}
    radii = {"rs": theme.RADIUS_SMALL, "r": theme.RADIUS, "rl": theme.RADIUS_LARGE}
    chevron = (assets() / f"chevron_{palette.name}.svg").as_posix()
    tick = (assets() / f"tick_{palette.name}.svg").as_posix()
    return SHEET.format(**radii, **_sides(), **colours, tick=tick, chevron=chevron)


def _sides() -> dict[str, str]:
    """What differs from left to right: stylesheets are not mirrored by Qt."""
    lead, trail = ("right", "left") if direction.mirrored() else ("left", "right")
    paddings = {
        "pill": (2, 4, 2, 8),  # Qt itself leaves two spaces behind the words of a button with an icon
        "pill_focused": (1, 3, 1, 7),
        "chip": (2, 2, 2, 8),
        "chip_focused": (1, 1, 1, 7),
        "item": (7, 24, 7, 12),
    }
    sides = {name: _padding(*padding) for name, padding in paddings.items()}
    return {"lead": lead, "trail": trail, **sides}


def _padding(top: int, trailing: int, bottom: int, leading: int) -> str:
    right, left = (leading, trailing) if direction.mirrored() else (trailing, leading)
    return f"{top}px {right}px {bottom}px {left}px"


def qt_palette(palette: Palette) -> QPalette:
    """The same colours for what Qt draws without the stylesheet."""
    made = QPalette(QColor(palette.canvas))
    role = QPalette.ColorRole
    for slot, colour in (
        (role.Window, palette.canvas),
        (role.Base, palette.raised),
        (role.AlternateBase, palette.sidebar),
        (role.Button, palette.raised),
        (role.WindowText, palette.text),
        (role.Text, palette.text),
        (role.ButtonText, palette.text),
        (role.PlaceholderText, palette.muted),
        (role.ToolTipBase, palette.raised),
        (role.ToolTipText, palette.text),
        (role.Highlight, palette.selection),
        (role.HighlightedText, palette.text),
        (role.Link, palette.accent),
        (role.LinkVisited, palette.accent),
    ):
        made.setColor(slot, QColor(colour))
    return made


def scaled(font: QFont, factor: float, *, bold: bool = False) -> QFont:
    """``font`` at ``factor`` of its size, whichever unit the system gave it in."""
    made = QFont(font)
    if font.pointSizeF() > 0:
        made.setPointSizeF(font.pointSizeF() * factor)
    else:
        made.setPixelSize(max(1, round(font.pixelSize() * factor)))
    if bold:
        made.setWeight(QFont.Weight.DemiBold)
    return made


def fixed_font(like: QFont, factor: float = 1.0) -> QFont:
    """The system's monospaced font at ``factor`` of the size of ``like``."""
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    sized = scaled(like, factor)
    if sized.pointSizeF() > 0:
        made.setPointSizeF(sized.pointSizeF())
    else:
        made.setPixelSize(sized.pixelSize())
    return made
