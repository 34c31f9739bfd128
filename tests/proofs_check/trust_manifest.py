"""What the checker asks to be believed, measured: its rules, cited facts, obligations, exemptions and sizes.

``trust_manifest.toml`` beside this file is the frozen list, and a test compares. Whoever changes what must be trusted
changes that file too: ``python tests/proofs_check/trust_manifest.py`` prints the new one, to be read and put there.
"""

from __future__ import annotations

import ast
import hashlib
import io
import tokenize
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import proofs_check
from proofs_check.cited import FACTS
from proofs_check.kernel import DISCHARGING

FOLDER = Path(proofs_check.__file__).parent
FROZEN = Path(__file__).with_suffix(".toml")
# the frame: what stands around the rules and decides what may be put to them
FRAME = (
    "kernel", "context", "declarations", "definedness", "instances", "substitution", "settings", "assumptions",
    "requirement",
)  # fmt: skip
BLANK = (
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
)
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)


@cache
def code_lines(source: str) -> int:
    """Lines that hold code: no blank line, comment or docstring."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    lines = {
        line
        for token in tokens
        if token.type not in BLANK
        for line in range(token.start[0], token.end[0] + 1)
    }
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
            words = node.body[0]
            lines -= set(range(words.lineno, (words.end_lineno or words.lineno) + 1))
    return len(lines)


def sizes(folder: Path = FOLDER) -> dict[str, int]:
    """Code lines of every module, by its path."""
    return {
        path.relative_to(folder).as_posix(): code_lines(path.read_text())
        for path in sorted(folder.rglob("*.py"))
    }


def obligations(source: str) -> list[str]:
    """The checks of a module that raise unless something is shown, by their names."""
    functions = [node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    return sorted({name for name in functions if name.lstrip("_").startswith("require")})


def fingerprint(source: str) -> str:
    """Of the code of a module, whatever its layout and remarks: a cited formula does not change unnoticed."""
    words = (
        token.string
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in BLANK
    )
    return hashlib.sha256("".join(words).encode()).hexdigest()[:16]


def measured(folder: Path = FOLDER) -> dict[str, Any]:
    """The manifest of the checker as it is."""
    lines = sizes(folder)
    parts = {"rules": {}, "modules": {}, "models": {}, "consistency": {}}
    for path, count in lines.items():
        kind = path.split("/")[0] if "/" in path else "modules"
        parts[kind][path.removeprefix(f"{kind}/").removesuffix(".py")] = count
    # what can make a claim accepted; the others may only refuse
    trusted = sum(parts["rules"].values()) + sum(parts["modules"].values())
    only_refusing = {name: sum(parts[name].values()) for name in ("models", "consistency")}
    return {
        "totals": {"trusted": trusted, **only_refusing},
        **parts,
        "cited": {name: f"{fact.reference} (rule {fact.rule})" for name, fact in sorted(FACTS.items())},
        "exempt": {"from_restrictions": [*DISCHARGING], "from_existence": ["hypothesis", "cases"]},
        "fingerprints": {"cited": fingerprint((folder / "cited.py").read_text())},
        "obligations": {
            name: found for name in FRAME if (found := obligations((folder / f"{name}.py").read_text()))
        },
    }


def frozen() -> dict[str, Any]:
    return tomllib.loads(FROZEN.read_text())


def text(manifest: dict[str, Any]) -> str:
    """The manifest as it is written down."""
    head = "# What the checker asks to be believed. To change by hand: see trust_manifest.py.\n"
    return head + "".join(_table(name, rows) for name, rows in manifest.items())


def _table(name: str, rows: dict[str, Any]) -> str:
    return f"\n[{name}]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in rows.items())


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "[\n" + "".join(f'    "{each}",\n' for each in value) + "]"
    return str(value) if isinstance(value, int) else f'"{value}"'


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """What has changed, one line each."""
    found = []
    for table in sorted(set(old) | set(new)):
        before, after = old.get(table, {}), new.get(table, {})
        for key in sorted(set(before) | set(after)):
            if before.get(key) != after.get(key):
                found.append(f"{table}.{key}: {before.get(key, 'nothing')} -> {after.get(key, 'nothing')}")
    return found


if __name__ == "__main__":
    print(text(measured()), end="")
