"""PySide6 after a quick start says and does what it does after a plain one."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

PLAIN = "from PySide6.QtWidgets import QApplication\n"
QUICK = f"from edgechat.desktop.bindings import quick_start\nwith quick_start():\n    {PLAIN}"
WRONG = """
from PySide6.QtCore import QObject, QSize

def tell(call):
    try:
        call()
    except Exception as error:
        print(type(error).__name__, error)

tell(lambda: QSize("wide", "high"))
tell(lambda: QObject(nothing=1))
tell(lambda: QObject().setObjectName(4))
tell(lambda: QObject().no_such_thing)
print(QSize.scaled.__doc__)
"""
ENUMS = """
import enum
from PySide6 import QtCore, QtGui, QtWidgets

def tried(call):
    try:
        return repr(call())
    except Exception as error:
        return repr(error)

def tell(kind, name):
    members = list(kind.__members__.values())
    print(name, kind, kind.__module__, kind.__qualname__, kind.__mro__[1:], len(kind))
    print([(key, each.name, each.value, str(each), hash(each)) for key, each in kind.__members__.items()])
    print([each.name for each in kind], all(getattr(kind, each.name) is kind(each.value) for each in members))
    if issubclass(kind, enum.Flag):
        for one in members:
            print([tried(lambda: (one | two, one & two, one ^ two, list(one | two))) for two in members[:3]])
            print(tried(lambda: ~one))
        print(tried(lambda: kind(0)), tried(lambda: kind(1 << 30)))

def walk(scope, name):
    for key, found in sorted(vars(scope).items(), key=lambda each: each[0]):
        if isinstance(found, type) and id(found) not in seen:
            seen.add(id(found))
            if not issubclass(found, enum.Enum):
                walk(found, f"{name}.{key}")
            elif found.__members__:
                tell(found, f"{name}.{key}")

seen = set()
for module in (QtCore, QtGui, QtWidgets):
    for key in dir(module):
        getattr(module, key)
    walk(module, module.__name__)
"""
FIRST_LOOKS = """
import copy, pickle
from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QFont, QTextOption
from PySide6.QtWidgets import QFrame, QSizePolicy

print(repr(Qt.AlignmentFlag(0x84)), repr(Qt.Key(65)), len(Qt.Orientation), Qt.CheckState["Checked"])
print(list(Qt.SortOrder), dir(Qt.GlobalColor)[:9], QFont.Weight.Bold in QFont.Weight, bool(QFont.Style))
print(repr(~Qt.ItemFlag.ItemIsEnabled), repr(Qt.WindowType(3) | Qt.WindowType.Tool), [*reversed(Qt.Axis)])
print(copy.copy(QTextOption.WrapMode.NoWrap), pickle.loads(pickle.dumps(QSizePolicy.Policy.Fixed)))
print(isinstance(QFrame.Shape.NoFrame, QFrame.Shape), hash(QDir.Filter.Dirs), QDir.Filter.__members__.keys())
for wrong in (lambda: Qt.Orientation(99), lambda: Qt.Orientation.Sideways, lambda: Qt.Axis["W"]):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, error)
"""
NOT_PLAIN = """
import enum
made = enum.Enum("Made", [("name", 1), ("other", 2)])
print(made.name, made.other.value, made.__module__, enum.Flag("F", "A B", module="elsewhere").__module__)
print(list(enum.IntEnum("Texts", {"A": 1, "B": 2})), list(enum.Enum("Odd", [("A", "x"), ("B", (1, 2))])))
print(list(enum.Enum("Mixed", [("A", 1)], type=float)), tuple(enum.Enum("Plain", [("A", 1), ("B", 1)])))
"""
LEFT_OUT = """
import builtins, sys
support = [module for name, module in sys.modules.items() if name.startswith("shibokensupport.")]
print(sum(hasattr(module, "__file__") for module in support))
print("argparse" in sys.modules, builtins.__import__.__name__, hasattr(builtins, "__orig_import__"))
"""


def run(program: str) -> str:
    environment = os.environ | {"PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, env=environment
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_wrong_call_is_explained_in_the_same_words() -> None:
    explained = run(QUICK + WRONG)
    assert "Supported signatures" in explained
    assert explained == run(PLAIN + WRONG)


def test_every_enumeration_of_qt_is_what_python_makes_of_it() -> None:
    quick = run(QUICK + ENUMS)
    assert "WidgetAttribute" in quick
    assert quick == run(PLAIN + ENUMS)


def test_the_first_look_at_an_enumeration_finds_its_members() -> None:
    assert run(QUICK + FIRST_LOOKS) == run(PLAIN + FIRST_LOOKS)


OLD = sys.version_info < (3, 11, 4)


@pytest.mark.skipif(OLD, reason="flags were made otherwise: they are left to Python")
def test_an_enumeration_has_no_members_before_somebody_looks() -> None:
    used = "from PySide6.QtCore import Qt\nQt.Axis\nfrom edgechat.desktop.enums import _incomplete\n"
    assert int(run(QUICK + used + "print(len(_incomplete))")) > 50
    assert int(run(QUICK + used + WRONG + "print(len(_incomplete))").split()[-1]) == 0


def test_an_enumeration_that_is_more_than_names_of_numbers_is_left_to_python() -> None:
    assert run(QUICK + NOT_PLAIN) == run(NOT_PLAIN)


def test_what_explains_wrong_calls_is_not_run_before_one_is_made() -> None:
    assert run(QUICK + LEFT_OUT).split()[1:] == ["False", "__import__", "False"]
    assert int(run(QUICK + LEFT_OUT).split()[0]) < int(run(PLAIN + LEFT_OUT).split()[0]) - 5
