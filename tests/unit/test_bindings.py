"""PySide6 after a quick start says and does what it does after a plain one."""

from __future__ import annotations

import subprocess
import sys

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
LEFT_OUT = """
import builtins, sys
support = [module for name, module in sys.modules.items() if name.startswith("shibokensupport.")]
print(sum(hasattr(module, "__file__") for module in support))
print("argparse" in sys.modules, builtins.__import__.__name__, hasattr(builtins, "__orig_import__"))
"""


def run(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_wrong_call_is_explained_in_the_same_words() -> None:
    explained = run(QUICK + WRONG)
    assert "Supported signatures" in explained
    assert explained == run(PLAIN + WRONG)


def test_what_explains_wrong_calls_is_not_run_before_one_is_made() -> None:
    assert run(QUICK + LEFT_OUT).split()[1:] == ["False", "__import__", "False"]
    assert int(run(QUICK + LEFT_OUT).split()[0]) < int(run(PLAIN + LEFT_OUT).split()[0]) - 5
