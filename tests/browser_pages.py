"""Looking at pages with a browser: what sticks out, what the console says, what is asked of the network.

Headless Chromium opens copies of the pages side by side in frames of the widths that are asked for. Each copy gets a probe
at its end, which tells the frame around it what it sees; the copy's policy forbids every address but files, so that
a request shows as a message of the console. Pages of the report have no script of their own, and may have none.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CHROMIUM = shutil.which("chromium")
# what reaches beyond the right edge, cannot be scrolled to, and is not hidden from sight on purpose (a closed drawer)
_PROBE = """<script>
addEventListener("load", () => setTimeout(() => {
  const width = document.documentElement.clientWidth, cut = [];
  const free = e => { for (let a = e.parentElement; a && a !== document.body; a = a.parentElement) {
    const s = getComputedStyle(a);
    if (["auto", "scroll"].includes(s.overflowX) || s.clipPath !== "none" || s.position === "fixed")
      return false; } return true; };
  for (const e of document.querySelectorAll("body *")) {
    const box = e.getBoundingClientRect(), s = getComputedStyle(e);
    if (box.width > 1 && box.right > width + 1 && !["absolute", "fixed"].includes(s.position) && free(e))
      cut.push(e.tagName + "." + (e.getAttribute("class") || "") + " to " + Math.round(box.right));
  }
  const body = getComputedStyle(document.body);
  parent.postMessage({page: document.documentElement.dataset.probe, width, cut: cut.slice(0, 5),
    scroll: document.documentElement.scrollWidth, paper: body.backgroundColor, ink: body.color}, "*");
}, 0));
</script>"""
_AROUND = """<!doctype html><title>waiting</title><script>
const seen = [];
addEventListener("message", e => { seen.push(e.data); if (seen.length === COUNT) document.title = JSON.stringify(seen); });
</script>"""
POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src file: 'unsafe-inline'; "
    "font-src data:; img-src data:; script-src 'unsafe-inline'\">"
)


# for pages that bring scripts and pictures in files of their own
WITH_SCRIPTS = POLICY.replace("script-src", "script-src file:").replace("img-src", "img-src file:")


@dataclass(frozen=True)
class Seen:
    """What the browser made of a page at one width."""

    page: str
    width: int
    scroll: int
    cut: list[str]
    paper: str
    ink: str


def look(
    pages: Sequence[Path], widths: Sequence[int], folder: Path, *, dark: bool = False, policy: str = POLICY
) -> tuple[list[Seen], list[str]]:
    """All pages at all widths in one colour scheme, and the console's messages; ``folder`` is for the browser."""
    assert CHROMIUM is not None
    copies = []
    for page in pages:
        copy = page.with_name(f"{page.stem}.probe.html")
        text = page.read_text(encoding="utf-8").replace("</body>", f"{_PROBE}</body>")
        text = text.replace("<html ", f'<html data-probe="{page.name}" ', 1).replace(
            "<head>", f"<head>{policy}", 1
        )
        copy.write_text(text, encoding="utf-8")
        copies.append(copy)
    frames = [
        f'<iframe src="{copy.as_uri()}" style="width:{width}px;height:900px;border:0"></iframe>'
        for copy in copies
        for width in widths
    ]
    folder.mkdir(exist_ok=True)
    around = folder / "around.html"
    around.write_text(_AROUND.replace("COUNT", str(len(frames))) + "".join(frames), encoding="utf-8")
    try:
        told, messages = title_of(around, folder, dark=dark)
    finally:
        for copy in copies:
            copy.unlink()
    return [Seen(**each) for each in json.loads(told)], messages


def title_of(page: Path, folder: Path, *, dark: bool = False, width: int = 1400) -> tuple[str, list[str]]:
    """What the title of a page is when its scripts are done, and the console's messages; it must not stay ``waiting``."""
    assert CHROMIUM is not None
    folder.mkdir(exist_ok=True)
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr",
        "--dump-dom", "--virtual-time-budget=600000", f"--user-data-dir={folder / 'profile'}", f"--window-size={width},900",
        f"--blink-settings=preferredColorScheme={0 if dark else 1}", page.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    title = re.search(r"<title>(.*?)</title>", done.stdout, re.DOTALL)
    assert title is not None and title[1] != "waiting", done.stderr[-2000:]
    return html.unescape(title[1]), [line for line in done.stderr.splitlines() if "CONSOLE" in line]
