"""Set-up: what it reads out of other programs, what it skips, and which system packages it asks for.

``packaging/dev`` runs here as it is, with programs of our own making on its PATH.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import outcome
import pins
import pytest
import steps
from places import Places
from progress import Step, duration, ninja, pip_packages, remaining

ROOT = Path(__file__).resolve().parents[2]

LOCK = """\
# made by a program
apsw==3.54 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via edgechat
numpy==2.4 ; python_full_version < '3.12' \\
    --hash=sha256:cc
numpy==2.5 ; python_full_version >= '3.12' \\
    --hash=sha256:dd
Tqdm==4.70 \\
    --hash=sha256:ee
"""


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


# ---- progress


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("  [1/4] /usr/bin/c++ -O3 ggml.cpp", 0.25),
        ("[4/4] linking\n", 1.0),
        ("[5/4] more than promised", 1.0),
        ("[0/0] nothing", None),
        ("-- Configuring done (1.5s)", None),
        ("see [1/2] in the middle", None),
        ("[1/2]no blank", None),
    ],
)
def test_ninja_lines(line, part) -> None:
    assert ninja(line) == part


def test_pip_counts_packages_once_and_keeps_the_end_for_unpacking() -> None:
    read = pip_packages(2)
    assert read("Looking in indexes: x") is None
    assert read("Collecting numpy==2.4 (from -r x)") == 0.45
    assert read("Collecting numpy==2.4 (from -r x)") == 0.45
    assert read("Collecting tqdm==4.70") == 0.9
    assert read("Collecting more==1") == 0.9
    assert read("Installing collected packages: numpy, tqdm") == 0.9


def test_words_for_times() -> None:
    assert [duration(s) for s in (0.04, 9.94, 48.2, 312)] == ["0.0 s", "9.9 s", "48 s", "5 min 12 s"]
    assert remaining(0.01, 100) == ""
    assert remaining(0.5, 3) == ""
    assert remaining(0.5, 60) == ", about 60 s left"
    assert remaining(0.25, 100) == ", about 5 min left"
    assert remaining(1.0, 100) == ", about 1 s left"


def test_terminal_gets_one_line_redrawn() -> None:
    out, clock = Terminal(), Clock()
    with Step("Engine", out=out, clock=clock) as step:
        step.advance(0.1)
        clock.now += 60
        step.advance(0.5)
    drawn = out.getvalue().split("\r\x1b[K")
    assert drawn[2] == f"Engine [{'#' * 15}{'.' * 15}]  50 %, about 60 s left" or drawn[3].startswith(
        "Engine [###"
    )
    assert drawn[-1] == "Engine: done (60 s)\n"
    assert out.getvalue().count("\n") == 1


def test_a_log_gets_a_line_now_and_then() -> None:
    out, clock = io.StringIO(), Clock()
    with Step("Engine", out=out, clock=clock) as step:
        for number in range(61):
            clock.now += 1
            step.advance(number / 61)
    lines = out.getvalue().splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("Engine: 23 %")
    assert lines[-1] == "Engine: done (61 s)"


def test_a_failed_step_says_stopped() -> None:
    out = io.StringIO()
    with pytest.raises(KeyboardInterrupt), Step("Engine", out=out, clock=Clock()):
        raise KeyboardInterrupt
    assert out.getvalue() == "Engine: stopped (0.0 s)\n"


# ---- lock files and stamps


def test_pins_are_cut_out_whole() -> None:
    assert [name for name, _ in pins.blocks(LOCK)] == ["apsw", "numpy", "numpy", "tqdm"]
    assert pins.only(LOCK, "apsw").count("--hash") == 2
    assert pins.only(LOCK, "numpy").count("--hash") == 2
    assert pins.without(LOCK, "numpy", "apsw").startswith("Tqdm==4.70")


def test_every_pin_of_ours_has_a_hash() -> None:
    for name in ("app", "setup", "test", "models"):
        found = pins.blocks(Places(ROOT).lock(name).read_text("utf-8"))
        assert found
        assert all("--hash=sha256:" in block for _, block in found)
    setup = dict(pins.blocks(Places(ROOT).lock("setup").read_text("utf-8")))
    assert {"pip", "cmake", "ninja", "hatchling", "scikit-build-core", "onnx"} <= set(setup)


def test_digest_tells_texts_apart() -> None:
    assert pins.digest("ab", "c") != pins.digest("a", "bc")
    assert pins.digest("a") == pins.digest("a")


def work(key: str) -> steps.Work:
    return steps.Work("app", "App", key, lambda step: None)


def test_stamp_remembers_only_what_was_finished_here(tmp_path) -> None:
    stamp = steps.Stamp(tmp_path / "stamp.json", tmp_path)
    assert not stamp.holds(work("1"))
    stamp.record(work("1"))
    again = steps.Stamp(tmp_path / "stamp.json", tmp_path)
    assert again.holds(work("1"))
    assert not again.holds(work("2"))
    assert not steps.Stamp(tmp_path / "stamp.json", tmp_path / "moved").holds(work("1"))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"steps": 3, "root": "R"}', "null"])
def test_a_damaged_stamp_means_nothing_is_finished(tmp_path, content) -> None:
    file = tmp_path / "stamp.json"
    file.write_text(content.replace("R", str(tmp_path)), "utf-8")
    assert not steps.Stamp(file, tmp_path).holds(work("1"))


def test_plan_is_the_same_twice_and_follows_its_locks(tmp_path) -> None:
    shutil.copytree(ROOT / "packaging", tmp_path / "packaging")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    keys = {item.name: item.key for item in steps.plan(Places(tmp_path), tests=True)}
    assert list(keys) == ["tools", "app", "engine", "models", "embedding", "project", "test"]
    lock = tmp_path / "packaging/locks/app.txt"
    lock.write_text(lock.read_text("utf-8") + "extra==1 \\\n    --hash=sha256:00\n", "utf-8")
    after = {item.name: item.key for item in steps.plan(Places(tmp_path), tests=True)}
    assert {name for name in keys if keys[name] != after[name]} == {"app"}


def test_environment_of_another_place_or_a_gone_python_is_not_used(tmp_path) -> None:
    places = Places(tmp_path)
    assert not steps.environment_usable(places, None)
    places.python.parent.mkdir(parents=True)
    places.python.touch()
    config = places.venv / "pyvenv.cfg"
    config.write_text(f"home = /x\nexecutable = {sys.executable}\n", "utf-8")
    assert steps.environment_usable(places, None)
    assert steps.environment_usable(places, str(tmp_path))
    assert not steps.environment_usable(places, str(tmp_path / "elsewhere"))
    config.write_text(f"executable = {tmp_path / 'gone'}\n", "utf-8")
    assert not steps.environment_usable(places, None)
    assert steps.stamped_root(places) is None
    places.stamp.write_text(json.dumps({"root": "/here", "steps": {}}), "utf-8")
    assert steps.stamped_root(places) == "/here"


def test_windows_paths() -> None:
    there = Places(Path("c"), windows=True)
    assert there.python == Path("c/.venv/Scripts/python.exe")
    assert Places(Path("c"), windows=False).python == Path("c/.venv/bin/python")


def test_little_space_is_said_before_the_work(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(steps, "NEEDED_SPACE", 10**18)
    with pytest.raises(outcome.SetUpFailed, match="are free in"):
        steps.make_environment(Places(tmp_path), Step("x", out=io.StringIO()))
    assert not (tmp_path / ".venv").exists()


# ---- failures


@pytest.mark.parametrize(
    ("output", "word"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "differs from the one"),
        ("CMake Error: CMAKE_CXX_COMPILER not set, after EnableLanguage", "C++ compiler is missing"),
        ("SSLError: [SSL: CERTIFICATE_VERIFY_FAILED] Max retries exceeded", "PIP_CERT"),
        ("Retrying: NewConnectionError('<x>: Failed to establish')", "could not be reached"),
        ("x NameResolutionError y\nERROR: No matching distribution found for apsw", "could not be reached"),
        ("ERROR: No matching distribution found for apsw", "offers no file"),
        ("g++: fatal error: Killed signal terminated program cc1plus", "ran out of memory"),
        ("something else", "Run this again"),
    ],
)
def test_failures_are_explained(output, word) -> None:
    assert word in outcome.explain(output, "posix")


def test_windows_is_told_how_to_get_a_compiler() -> None:
    assert "winget install" in outcome.explain("CMAKE_CXX_COMPILER not set", "nt")


def test_pip_settings_of_the_person_stay() -> None:
    base = {"PIP_INDEX_URL": "x", "PIP_TARGET": "y", "PIP_USER": "1", "PYTHONPATH": "z", "HOME": "h"}
    made = outcome.clean_environment({"PATH": "p"}, base)
    assert (made["PIP_INDEX_URL"], made["PIP_USER"], made["PATH"], made["HOME"]) == ("x", "0", "p", "h")
    assert not {"PIP_TARGET", "PYTHONPATH"} & set(made)


def test_run_logs_everything_and_ends_with_the_last_lines(tmp_path) -> None:
    out = io.StringIO()
    script = "import sys; [print(n) for n in range(100)]; print('No space left on device'); sys.exit(3)"
    with pytest.raises(outcome.SetUpFailed, match=r"Thing failed \(exit 3\)") as failure:
        outcome.run([sys.executable, "-c", script], log=tmp_path / "log", step=Step("Thing", out=out))
    assert failure.value.tail[-2:] == ["99", "No space left on device"]
    assert len(failure.value.tail) == outcome.TAIL
    assert "disk is full" in failure.value.advice
    assert "\n0\n1\n" in (tmp_path / "log").read_text("utf-8")


def test_run_reports_progress(tmp_path) -> None:
    out, seen = Terminal(), []
    outcome.run(
        [sys.executable, "-c", "print('[1/2] a'); print('noise'); print('[2/2] b')"],
        log=tmp_path / "log",
        step=Step("Thing", out=out),
        reader=lambda line: seen.append(line.strip()) or ninja(line),
    )
    assert seen == ["[1/2] a", "noise", "[2/2] b"]
    assert "100 %" in out.getvalue()


# ---- packaging/dev, with a machine of our own making

LIBRARIES = [
    line.split()[1].removeprefix("lib:")
    for line in (ROOT / "packaging/system.txt").read_text("utf-8").splitlines()
    if line.split()[1:2] and line.split()[1].startswith("lib:")
]


class Machine:
    """A PATH that holds only what a test puts there, beside the few tools every system has."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.said = folder / "said"
        self.checkout = folder / "checkout"
        (self.checkout / "packaging").mkdir(parents=True)
        for name in ("dev", "system.txt"):
            shutil.copy(ROOT / "packaging" / name, self.checkout / "packaging")
        for name in ("dirname", "cat", "mktemp", "rm", "tail", "date", "wc", "env", "touch"):
            (self.bin / name).symlink_to(str(shutil.which(name)))
        self.program("uname", "echo Linux")
        self.libraries(LIBRARIES)
        self.user(1000)

    def program(self, name: str, script: str) -> None:
        file = self.bin / name
        file.unlink(missing_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        file.chmod(0o755)

    def libraries(self, names: list[str]) -> None:
        listing = "".join(f"\t{name} (libc6,x86-64) => /lib/{name}\n" for name in names)
        self.program("ldconfig", f"cat <<'END'\n{listing}END")

    def user(self, number: int) -> None:
        self.program("id", f"echo {number}")

    def python(self, name: str = "python3") -> None:
        """A Python that fits; asked to run a file it prints its arguments."""
        self.program(name, f'case $2 in -c) exit 0 ;; esac; echo "{name} $*"')

    def everything(self) -> None:
        self.python()
        for name in ("c++", "Xvfb", "xauth", "strace", "xdotool"):
            self.program(name, "")

    def apt(self) -> None:
        self.program("apt-get", f'echo "apt-get $*" >>"{self.said}"')

    def dev(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        script = str(self.checkout / "packaging" / "dev")
        return subprocess.run(
            ["/bin/sh", script, *arguments],
            env={"PATH": str(self.bin), "HOME": str(self.checkout)},
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )


@pytest.fixture
def machine(tmp_path) -> Machine:
    if os.name == "nt":
        pytest.skip("the shell script is not for Windows")
    return Machine(tmp_path)


def test_a_complete_machine_goes_straight_on(machine) -> None:
    machine.everything()
    done = machine.dev("run", "ask", "two words")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"python3 {machine.checkout}/packaging/dev.py run ask two words"
    assert done.stderr == ""


def test_a_person_gets_one_line_with_what_is_missing(machine) -> None:
    machine.everything()
    machine.apt()
    machine.libraries([name for name in LIBRARIES if name not in ("libEGL.so.1", "libpulse.so.0")])
    done = machine.dev("run")
    assert done.returncode == 3
    lines = [line.strip() for line in done.stderr.splitlines() if "apt-get" in line]
    assert lines == [
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1 libpulse0"
    ]
    assert not machine.said.exists()


def test_names_that_end_alike_are_told_apart(machine) -> None:
    machine.everything()
    machine.apt()
    machine.libraries([name for name in LIBRARIES if name != "libGL.so.1"] + ["libGL.so.12", "xlibGL.so.1"])
    assert "install-recommends libgl1\n" in machine.dev("run").stderr


def test_only_the_test_command_asks_for_what_tests_need(machine) -> None:
    machine.python()
    machine.program("clang++", "")
    machine.apt()
    assert machine.dev("run").returncode == 0
    assert "install-recommends xvfb xauth strace xdotool\n" in machine.dev("test").stderr


def test_root_installs_with_apt_and_goes_on(machine) -> None:
    machine.user(0)
    machine.libraries([])
    machine.apt()
    brings = f"/bin/cp {machine.bin}/newer {machine.bin}/python3.11"
    machine.python("newer")
    with (machine.bin / "apt-get").open("a", encoding="utf-8") as file:
        file.write(f"case $* in *install*) {brings} ;; esac\n")
    done = machine.dev("run")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("newer ")
    update, install = machine.said.read_text("utf-8").splitlines()
    assert update == "apt-get -q update"
    assert {"python3", "python3-venv", "g++", "libgl1", "libxcb-cursor0"} <= set(install.split())
    assert "xvfb" not in install


def test_root_sees_the_end_of_a_failed_installation(machine) -> None:
    machine.everything()
    machine.user(0)
    machine.libraries([])
    machine.program("apt-get", "echo E: no such host; exit 100")
    done = machine.dev("run")
    assert done.returncode == 3
    assert "E: no such host" in done.stderr
    assert "Check the network" in done.stderr


@pytest.mark.parametrize(
    ("manager", "line"),
    [
        ("dnf", "sudo dnf install -y libglvnd-glx xcb-util-cursor"),
        ("pacman", "sudo pacman -S --needed libglvnd xcb-util-cursor"),
        ("other", "(Debian's names) libgl1 libxcb-cursor0"),
    ],
)
def test_other_systems_get_their_own_names(machine, manager, line) -> None:
    machine.everything()
    machine.program(manager, "")
    machine.libraries([name for name in LIBRARIES if name not in ("libGL.so.1", "libxcb-cursor.so.0")])
    assert f"    {line}\n" in machine.dev("run").stderr


def test_an_old_python_is_named_as_the_problem(machine) -> None:
    machine.everything()
    machine.program("python3", "exit 1")
    machine.apt()
    machine.user(0)
    done = machine.dev("run")
    assert done.returncode == 3
    assert "Python 3.11 or newer" in done.stderr


def test_a_newer_python_beside_an_old_one_is_found(machine) -> None:
    machine.everything()
    machine.program("python3", "exit 1")
    machine.python("python3.12")
    assert machine.dev("setup").stdout.startswith("python3.12 ")


def test_the_check_of_the_system_can_be_skipped(machine) -> None:
    machine.python()
    machine.libraries([])
    machine.program("uname", "echo Linux")
    done = subprocess.run(
        ["/bin/sh", str(machine.checkout / "packaging/dev"), "run"],
        env={"PATH": str(machine.bin), "EDGECHAT_SYSTEM": "skip"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0


def test_mac_without_compiler_is_told_the_command(machine) -> None:
    machine.python()
    machine.program("uname", "echo Darwin")
    machine.program("xcode-select", "exit 2")
    done = machine.dev("run")
    assert done.returncode == 3
    assert "xcode-select --install" in done.stderr
    machine.program("xcode-select", "exit 0")
    assert machine.dev("run").returncode == 0
