"""The window's way to its first paint stays short: what it must not import there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from edgechat.chat.store import Store
from edgechat.core.paths import Home
from edgechat.core.profile_database import open_profile_database
from edgechat.desktop.glimpse import keep_glimpse

FORBIDDEN = {
    # native libraries and what belongs to children
    "numpy", "onnxruntime", "llama_cpp", "jinja2", "edgechat.worker", "edgechat.ai.engines",
    # what serves models: made when one is asked for
    "msgspec", "psutil", "subprocess", "edgechat.ai.runner", "edgechat.ai.catalog", "edgechat.core.processes",
    # Markdown: what was in sight when the window closed is read as it was drawn
    "markdown_it", "nh3", "html.parser", "edgechat.core.markup", "edgechat.desktop.markdown",
    # colours, encrypted digests, package lists: late
    "pygments", "hashlib", "importlib.metadata", "email.message", "platformdirs", "concurrent.futures",
    # OpenSSL and the network
    "ssl", "socket", "ctypes", "edgechat.core.network", "httpx",
    # what explains wrong calls to Qt
    "argparse",
    # the command line
    "edgechat.cli.parser", "edgechat.cli.ask",
    # other languages than English
    "edgechat.desktop.catalogue", "edgechat.desktop.pseudo", "xml.etree.ElementTree",
    # other parts of Qt
    "PySide6.QtNetwork",
}  # fmt: skip

ANSWER = "It is **this**:\n\n```python\nreturn 1\n```"

START = """
import sys
from edgechat.core.late_modules import LateFinder, LateModule, spare_the_window
spare_the_window()  # before ``app`` is imported here, as ``main`` does before it imports it
from edgechat.__main__ import main
from edgechat.desktop import app

def compiled(module):
    return [name for name, kind in vars(module).items() if isinstance(kind, type)
            and kind.__module__ == module.__name__ and "__dataclass_params__" in vars(kind)]

def run():
    assert sum(isinstance(each, LateFinder) for each in sys.meta_path) == 2
    every = sys.modules.items()
    return [name for name, module in every if not isinstance(module, LateModule) or module.begun]

def settle(application, window, instance):
    ours = [module for name, module in sys.modules.items() if name.startswith("edgechat.")]
    print("COMPILED", *[f"{module.__name__}.{name}" for module in ours for name in compiled(module)])
    print("MODULES", *run(), flush=True)
    application.quit()

app._settle = settle
sys.argv = ["edgechat"]
sys.exit(main())
"""


def test_nothing_heavy_is_imported_before_the_first_paint(tmp_path: Path) -> None:
    _with_a_conversation(Home(tmp_path))
    told = _told(START, tmp_path)
    imported = set(told["MODULES"].split())
    assert "PySide6.QtWidgets" in imported
    assert not FORBIDDEN & imported
    # Each takes half a millisecond: those of `edgechat.core.records` take a twentieth of that.
    assert told["COMPILED"].split() == []


IDLE = START.replace(
    "    application.quit()",
    """
    def found(*_told):
        print("IDLE", *run(), flush=True)
        application.quit()

    window.model.found.connect(found)
    real(application, window, instance)
""",
).replace("app._settle = settle", "real, app._settle = app._settle, settle")


def test_a_window_that_only_waits_has_not_loaded_openssl(tmp_path: Path) -> None:
    _with_a_conversation(Home(tmp_path))
    loaded = set(_told(IDLE, tmp_path)["IDLE"].split())
    assert "edgechat.ai.runner" in loaded
    assert not {"markdown_it", "nh3", "pygments", "edgechat.desktop.markdown"} & loaded
    assert not {"ssl", "_ssl", "_hashlib", "ctypes", "httpx", "importlib.metadata", "email.message"} & loaded
    assert sys.platform == "win32" or "PySide6.QtNetwork" not in loaded
    # What takes room and is for later: each of these is a tenth of a megabyte and more.
    assert not {"inspect", "psutil", "shutil", "subprocess", "tempfile", "typing_extensions"} & loaded
    assert not {"PySide6.QtSvg", "html.entities", "edgechat.ai.fetching", "edgechat.ai.schemas"} & loaded


def _told(program: str, home: Path) -> dict[str, str]:
    # Not measured for coverage: the measuring itself imports half of what is forbidden here.
    bare = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    environment = bare | {"EDGECHAT_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return dict(line.partition(" ")[::2] for line in done.stdout.splitlines())


def _with_a_conversation(home: Home) -> None:
    profile = home.profile("default")
    profile.create()
    database = open_profile_database(profile)
    try:
        store = Store(database)
        made = store.create(title="One", now=1.0)
        store.append(made.id, "user", "What is it?", state="complete", now=1.0)
        store.append(made.id, "assistant", ANSWER, state="complete", now=1.0)
    finally:
        database.close()
    keep_glimpse(profile.glimpse, [(ANSWER, None)])
