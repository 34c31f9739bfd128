"""The documentation builds without a warning, opens from a file with no request, and every link and formula is there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from browser_pages import CHROMIUM, WITH_SCRIPTS, look

from documentation import site as module
from documentation.sources import for_the_site, with_all_listed
from w2s_theory.glossary import glossary
from w2s_theory.records.errors import InputError
from w2s_theory.theorems.listing import Catalog

ROOT = Path(__file__).resolve().parents[2]
# one page of each kind: prose, commands, tables, a proof with long formulas, docstrings, words
LOOKED_AT = (
    "index.html",
    "tutorial.html",
    "when_w2s_says_no.html",
    "howto/check_my_bound.html",
    "conventions.html",
    "equation_map.html",
    "glossary.html",
    "api.html",
    "theorems/student_error_ge_of_shrinkage.html",
    "theorems/student_error_le_sq_of_relu.html",
)


@pytest.fixture(scope="module")
def pages(site):
    return {
        path.relative_to(site.folder).as_posix(): path.read_text(encoding="utf-8")
        for path in site.folder.rglob("*.html")
    }


@pytest.mark.slow
def test_it_builds_without_a_warning(site):
    assert site.said == "0 "


@pytest.mark.slow
def test_nothing_is_fetched_from_elsewhere(site, pages):
    fetched = r'(?:<(?:script|img|iframe|source)[^>]*\ssrc|<link[^>]*\shref)="([^"]+)"'
    for name, text in pages.items():
        assert [each for each in re.findall(fetched, text) if re.match(r"(?:https?:)?//", each)] == [], name
    for sheet in site.folder.rglob("*.css"):
        found = re.findall(
            r"(?:@import|url\()\s*[\"']?((?:https?:)?//[^\"')]+)", sheet.read_text(encoding="utf-8")
        )
        assert found == [], sheet.name


@pytest.mark.slow
def test_every_link_inside_leads_to_a_page_and_a_place(site, pages):
    places = {name: set(re.findall(r'\sid="([^"]+)"', text)) for name, text in pages.items()}
    for name, text in pages.items():
        body = text.split("<article", 1)[-1].split("</article>")[0]
        for target in set(re.findall(r'href="([^"]+)"', body)):
            if "://" in target or target.startswith("mailto:"):
                continue
            path, _, place = target.partition("#")
            found = (site.folder / name).parent / path if path else site.folder / name
            assert found.resolve().is_file(), (name, target)
            there = found.resolve().relative_to(site.folder.resolve()).as_posix()
            assert not place or there not in places or place in places[there], (name, target)


@pytest.mark.slow
def test_formulas_are_typeset(pages):
    assert sum(text.count("<math") for text in pages.values()) > 3000
    for name, text in pages.items():
        prose = re.sub(r"<(pre|code)\b.*?</\1>", "", text.split("<article", 1)[-1], flags=re.DOTALL)
        assert not re.search(r"\\(?:frac|sqrt|lambda|left|mathrm)\b|\$\$", prose), name


@pytest.mark.slow
def test_every_theorem_has_its_page_with_all_steps_and_every_word_its_line(pages):
    catalog = Catalog()
    for name in catalog:
        text = pages[f"theorems/{name}.html"]
        steps = catalog[name].proof()
        assert all(f"<strong>{step.name}.</strong>" in text for step in steps), name
        rules = {step.rule for step in steps} - {"ansatz"}
        assert all(f"glossary.html#rule-{rule.replace('_', '-')}" in text for rule in rules), name
    for kind, entries in glossary().items():
        for each in entries:
            word = "<code class" if kind in ("rule", "symbol") else each.word
            assert word in pages["glossary.html"] and each.word in pages["glossary.html"]


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
@pytest.mark.parametrize("dark", [False, True])
def test_pages_open_from_a_file_without_a_request_and_nothing_is_cut(dark, site, tmp_path):
    copy = shutil.copytree(site.folder, tmp_path / "site")
    pages = [copy / name for name in LOOKED_AT]
    seen, messages = look(pages, (1200, 420), tmp_path / "browser", dark=dark, policy=WITH_SCRIPTS)
    assert messages == []
    assert len(seen) == 2 * len(pages)
    for each in seen:
        assert each.cut == [] and each.scroll <= each.width, each


# what other libraries say of their own code while Sphinx loads them is not ours
@pytest.mark.filterwarnings("ignore:.*deprecated")
@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("# A page\n\n$\\frac{1}{2}$\n", True),
        ("# A page\n\n$\\nosuchsign{1}$\n", False),
        ("# A\n\n[x](none.md)\n", False),
    ],
    ids=["right", "a formula", "a link"],
)
def test_a_formula_or_a_link_that_is_wrong_is_a_warning(text, clean, tmp_path, monkeypatch, capsys):
    def write(folder: Path) -> None:
        folder.mkdir(parents=True)
        (folder / "index.md").write_text(text, encoding="utf-8")

    monkeypatch.setattr(module, "write_sources", write)
    assert module.build(tmp_path / "site", jobs=1) is clean
    said = capsys.readouterr().err
    assert clean == ("index.md" not in said)


def test_a_page_that_no_list_names_is_listed():
    listed = "# x\n\n```{toctree}\na\nfolder/index\n```\n"
    pages = {
        "index.md": listed,
        "a.md": "",
        "b.md": "",
        "folder/index.md": "```{toctree}\nc\n```\n",
        "folder/c.md": "",
    }
    assert with_all_listed(pages)["index.md"].endswith(":caption: More\n\nb\n```\n")
    assert with_all_listed({"index.md": listed, "a.md": ""})["index.md"] == listed


def test_links_of_written_pages_become_links_of_the_site():
    here = ROOT / "docs" / "howto" / "a.md"
    theorem = "w2s_theory/theorems/limits/student_error_ge_of_shrinkage.py"
    for written, wanted in {
        f"[x](../../{theorem})": "[x](../theorems/student_error_ge_of_shrinkage.md)",
        "[x](../verdicts.md#a)": "[x](../verdicts.md#a)",
        "[x](../../CONTRIBUTING.md)": "[x](../contributing.md)",
        "[x](../../w2s_theory/theorems)": "[x](../theorems/index.md)",
        "[x](../../w2s_theory/glossary)": "[x](../glossary.md)",
        "[x](../../proofs_check/cited.py)": "[x](../equation_map.md)",
        "[kernel.py](../../proofs_check/kernel.py)": "kernel.py",
        "[x](https://example.org)": "[x](https://example.org)",
        "```sh\n[x](nothing)\n```": "```sh\n[x](nothing)\n```",
        "$`a\\,b`$": "$a\\,b$",
    }.items():
        assert for_the_site(written, here, "howto/a.md") == wanted
    for nowhere in ("nothing.md", "../glossary.md"):  # the second is a page of the site and no file
        with pytest.raises(InputError, match="leads nowhere"):
            for_the_site(f"[x]({nowhere})", here, "howto/a.md")
