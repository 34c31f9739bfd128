"""All pages of the site in one folder: those of ``docs`` with their links turned to pages, and those that are printed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from documentation.api_page import api_page
from documentation.equation_map import equation_map
from documentation.glossary_page import glossary_page
from documentation.theorem_pages import theorem_pages
from w2s_theory.records.errors import InputError

ROOT = Path(__file__).resolve().parent.parent
# files outside docs that are pages of the site too
_OUTSIDE = {"CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
# what a page links to where the files are read as they are -> the page that the site prints from it
_PRINTED = {
    "README.md": "index.md",
    "w2s_theory/theorems": "theorems/index.md",
    "w2s_theory/glossary": "glossary.md",
    "proofs_check/cited.py": "equation_map.md",
}
_THEOREM = re.compile(r"w2s_theory/theorems/\w+/(\w+)\.py")
_LINK = re.compile(r"\[([^\]\n]*)\]\(([^)\s]+)\)")
_DEFINITION = re.compile(r"^\[(\w+)\]: (\S+)$", re.MULTILINE)


def write_sources(folder: Path) -> None:
    """The pages as Markdown; a file that has not changed keeps its time, so that Sphinx reads only what is new.

    Raises
    ------
    InputError
        If a link of a page leads to a file that does not exist.
    """
    pages = collected_pages()
    pictures = [path for path in (ROOT / "docs").rglob("*") if path.suffix in (".png", ".svg")]
    wanted = {folder / name for name in pages} | {
        folder / path.relative_to(ROOT / "docs") for path in pictures
    }
    for old in folder.rglob("*") if folder.exists() else ():
        if old.is_file() and old not in wanted:
            old.unlink()
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    for picture in pictures:
        shutil.copy2(picture, folder / picture.relative_to(ROOT / "docs"))


def collected_pages() -> dict[str, str]:
    """Path in the site -> Markdown."""
    written = {
        path.relative_to(ROOT / "docs").as_posix(): path for path in sorted((ROOT / "docs").rglob("*.md"))
    }
    written |= {page: ROOT / name for name, page in _OUTSIDE.items()}
    pages = {
        name: for_the_site(path.read_text(encoding="utf-8"), path, name) for name, path in written.items()
    }
    printed: Mapping[str, str] = {
        "glossary.md": glossary_page(),
        "equation_map.md": equation_map(),
        "api.md": api_page(),
        **theorem_pages(),
    }
    twice = set(pages) & set(printed)
    if twice:
        raise InputError(f"docs/{min(twice)} would be overwritten by the page that is printed: rename it")
    return with_all_listed({**pages, **printed})


def with_all_listed(pages: Mapping[str, str]) -> dict[str, str]:
    """The pages, those that no list of the start page names in a list of their own: a folder is a registry here too."""
    lists = "\n".join(
        re.findall(r"^```\{toctree\}\n(.*?)^```$", "\n".join(pages.values()), re.MULTILINE | re.DOTALL)
    )
    named = set(lists.split())
    others = [
        name.removesuffix(".md")
        for name in sorted(pages)
        if name != "index.md"
        and not {name.removesuffix(".md"), name.removesuffix(".md").rpartition("/")[2]} & named
    ]
    more = (
        "\n".join(["", "```{toctree}", ":hidden:", ":caption: More", "", *others, "```", ""])
        if others
        else ""
    )
    return {**pages, "index.md": pages["index.md"] + more}


def for_the_site(text: str, path: Path, name: str) -> str:
    """A page's text with its links turned to pages of the site, and its formulas as the site reads them.

    Parameters
    ----------
    text, path
        What is written, and where: links are relative to that file.
    name
        The page's place in the site.
    """
    up = "../" * name.count("/")

    def target(written: str) -> str | None:
        """The same target in the site; ``None`` if the site has no such page."""
        if written.startswith("#") or "://" in written or written.startswith("mailto:"):
            return written
        file, hash_, anchor = written.partition("#")
        found = (path.parent / file).resolve()
        if not found.exists():
            raise InputError(f"{path.relative_to(ROOT)}: the link {written} leads nowhere")
        inside = found.relative_to(ROOT).as_posix()
        if theorem := _THEOREM.fullmatch(inside):
            return f"{up}theorems/{theorem[1]}.md"
        if inside in _PRINTED:
            return f"{up}{_PRINTED[inside]}"
        if inside in _OUTSIDE:
            return f"{up}{_OUTSIDE[inside]}{hash_}{anchor}"
        if inside.startswith("docs/") and found.is_file():
            return f"{up}{inside.removeprefix('docs/')}{hash_}{anchor}"
        return None

    def link(match: re.Match[str]) -> str:
        there = target(match[2])
        return f"[{match[1]}]({there})" if there else match[1]

    # what stands in fences is code, and no link
    parts = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    for number in range(0, len(parts), 2):
        part = _LINK.sub(link, parts[number])
        part = _DEFINITION.sub(lambda match: f"[{match[1]}]: {target(match[2]) or match[2]}", part)
        parts[number] = re.sub(r"\$`([^`]*)`\$", r"$\1$", part)
    return "".join(parts)
