"""The budgets of the house: length of files and functions, and what no file may name."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted([*ROOT.glob("edgechat/**/*.py"), *ROOT.glob("packaging/*.py")])
FILE_LIMIT, FILE_P90, FILE_MEDIAN = 600, 350, 150
FUNCTION_LIMIT, FUNCTION_P90, FUNCTION_MEDIAN = 60, 25, 8
# Written apart so that this file does not name them either.
HOSTS = [
    ".".join(words.split()) for words in ("pypi org", "pythonhosted org", "deb debian org", "anaconda org")
]
TEXT = {".py", ".toml", ".txt", ".in", ".md", ".yml", ".yaml", ".json", ".sh", ".cfg", ".svg", ""}


def length(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def functions() -> dict[str, int]:
    """Every function of the code with its lines, the nested ones counted within and by themselves."""
    found = {}
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                name = f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
                found[name] = (node.end_lineno or node.lineno) - node.lineno + 1
    return found


def p90(values: list[int]) -> float:
    return quantiles(values, n=10)[-1]


def too_long(sizes: dict[str, int], limit: int) -> list[str]:
    return [f"{name}: {lines} lines" for name, lines in sizes.items() if lines > limit]


def tracked() -> list[Path]:
    """What is, or is about to be, in the repository; skipped where there is none (a released archive)."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    files = [ROOT / name for name in listed.decode().split("\0") if name]
    return [file for file in files if file.is_file() and file.suffix in TEXT]


def test_files_are_short() -> None:
    sizes = {str(path.relative_to(ROOT)): length(path) for path in [*CODE, *ROOT.glob("tests/**/*.py")]}
    assert too_long(sizes, FILE_LIMIT) == []
    ours = [length(path) for path in CODE]
    assert median(ours) <= FILE_MEDIAN
    assert p90(ours) <= FILE_P90


def test_functions_are_short() -> None:
    sizes = functions()
    assert too_long(sizes, FUNCTION_LIMIT) == []
    assert median(sizes.values()) <= FUNCTION_MEDIAN
    assert p90(list(sizes.values())) <= FUNCTION_P90


def test_every_module_says_what_it_owns() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in CODE
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_only_engines_load_native_model_code_by_name() -> None:
    """The import contracts see import statements; this sees ``import_module("llama_cpp…")``."""
    loaders = {
        path.relative_to(ROOT).parts[1:3]
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        for word in node.args
        if isinstance(word, ast.Constant) and str(word.value).split(".")[0] == "llama_cpp"
    }
    assert loaders <= {("ai", "engines")}


def test_no_file_names_a_package_registry() -> None:
    named = [
        f"{path.relative_to(ROOT)} names {host}"
        for path in tracked()
        for text in [path.read_text("utf-8", errors="replace")]
        for host in HOSTS
        if host in text
    ]
    assert named == []


def test_lock_files_hold_no_addresses() -> None:
    locks = list((ROOT / "packaging/locks").iterdir())
    assert locks
    for lock in locks:
        assert "://" not in lock.read_text("utf-8"), lock.name
