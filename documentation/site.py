"""The Sphinx build: settings, and how formulas become MathML that a browser typesets without a script or a network."""

from __future__ import annotations

import sys
from base64 import b64encode
from pathlib import Path
from typing import Any, Literal

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import docutils_namespace, patch_docutils

import w2s_theory
from documentation.sources import write_sources
from w2s_theory.report.formula import mathml

_LOG = logging.getLogger(__name__)
_FONT = Path(w2s_theory.__file__).parent / "report" / "assets" / "math_font.woff2"
# long formulas scroll inside themselves, tables too; the font of the formulas is the report's
_STYLE = """
math { font-family: "W2S Math", "Latin Modern Math", "STIX Two Math", "Cambria Math", math; font-size: 1.12em; }
div.math { overflow-x: auto; overflow-y: hidden; padding: .3rem 0; text-align: center; }
div.math math { display: block math; }
span.math { display: inline-block; max-width: 100%; overflow-x: auto; overflow-y: hidden; vertical-align: bottom; }
span.math { padding: 0 .1em; }
section#proof li span.math math { math-style: normal; }
h1 { font-size: 2rem; } h2 { font-size: 1.45rem; } h3 { font-size: 1.15rem; }
article code, article dt, article td { overflow-wrap: anywhere; }
div.highlight-console pre, div.highlight-sh pre { white-space: pre-wrap; overflow-wrap: anywhere; }
article td { vertical-align: top; }
"""
SETTINGS: dict[str, Any] = {
    "project": "w2s_theory",
    "author": "The w2s_theory developers",
    "extensions": ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "documentation.site"],
    "html_theme": "furo",
    "html_title": "w2s_theory",
    "html_math_renderer": "mathml",
    "html_copy_source": False,
    "html_show_sourcelink": False,
    "html_show_copyright": False,
    "myst_enable_extensions": ["dollarmath", "colon_fence", "deflist"],
    "myst_fence_as_directive": ["math"],
    "myst_heading_anchors": 4,
    "autodoc_member_order": "bysource",
    "autodoc_typehints": "none",
    "highlight_language": "none",
    "python_maximum_signature_line_length": 88,
    "smartquotes": False,
    # names of types in docstrings are words for people; every link that is written as one must lead somewhere
    "nitpicky": False,
}


def build(out: Path, *, jobs: int = 2) -> bool:
    """Write the site; False if there was any warning.

    Parameters
    ----------
    out
        Its folder. What Sphinx keeps between runs and the collected pages stand beside it, in ``docs-build``.
    jobs
        Processes.
    """
    work = out.parent / f"{out.name}-build"
    sources = work / "sources"
    write_sources(sources)
    static = work / "static"
    static.mkdir(parents=True, exist_ok=True)
    font = b64encode(_FONT.read_bytes()).decode("ascii")
    face = f'@font-face {{ font-family: "W2S Math"; src: url("data:font/woff2;base64,{font}") format("woff2"); }}\n'
    (static / "formulas.css").write_text(face + _STYLE, encoding="utf-8")
    # Sphinx registers itself in docutils for the whole process: given back, so that a second build is like the first
    with patch_docutils(), docutils_namespace():
        site = Sphinx(
            srcdir=sources,
            confdir=None,
            outdir=out,
            doctreedir=work / "trees",
            buildername="html",
            confoverrides={
                **SETTINGS,
                "version": w2s_theory.__version__,
                "release": w2s_theory.__version__,
                "html_static_path": [str(static.resolve())],
                "html_css_files": ["formulas.css"],
            },
            status=None,
            warning=sys.stderr,
            warningiserror=True,
            parallel=jobs,
        )
        site.build()
    return site.statuscode == 0


def setup(app: Sphinx) -> dict[str, Any]:
    """The renderer of formulas, as Sphinx asks an extension for it."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _inline(writer: Any, node: nodes.Element) -> None:
    writer.body.append(f'<span class="math">{_typeset(node, "inline")}</span>')
    raise nodes.SkipNode


def _block(writer: Any, node: nodes.Element) -> None:
    writer.body.append(f'<div class="math">{_typeset(node, "block")}</div>')
    raise nodes.SkipNode


def _typeset(node: nodes.Element, display: Literal["inline", "block"]) -> str:
    try:
        return str(mathml(node.astext(), display))
    except ValueError as problem:
        _LOG.warning(str(problem), location=node)
        return ""
