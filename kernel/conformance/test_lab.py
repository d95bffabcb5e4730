"""What people see: JupyterLab in Chromium, with the Starling kernel.

Needs Chromium or Chrome; without one it says so and is skipped, unless
STARLING_BROWSER=required. Pictures go to build/screenshots.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest

from conftest import KERNEL
from test_highlight import NOTATION, OTHERS
from test_notebooks import differences, outputs

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "notebooks").rglob("*.ipynb"))
PICTURES = ROOT / "build" / "screenshots"
CHROME = next((p for p in map(shutil.which, ["chromium", "chromium-browser", "google-chrome", "chrome"]) if p), None)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]
SECONDS = 1000  # of playwright's milliseconds

pytestmark = pytest.mark.skipif(
    CHROME is None and os.environ.get("STARLING_BROWSER") != "required",
    reason="no Chromium or Chrome on the PATH: the browser suite is skipped",
)

CELLS = [
    "x = 20 + 1\n2 * x",
    "t = [i for i in range(1, 50)]\nplot.lines(t, [v * v for v in t], xlabel='time', xunit='h')",
    "hardware.reliability.fi",
    "while True:\n    pass",
    "x + 1",
]


folders = {}  # that servers serve


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def setting(folder, plugin, **values):
    path = folder / "settings" / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(values))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    nb = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": KERNEL, "display_name": "Starling", "language": "starling"}})
    nb.cells = [nbformat.v4.new_code_cell(c) for c in CELLS]
    nbformat.write(nb, folder / "study.ipynb")
    nb.cells = [nbformat.v4.new_code_cell(c) for c in [NOTATION, *OTHERS]]
    nbformat.write(nb, folder / "notation.ipynb")
    for path in CHAPTERS:
        chapter = nbformat.read(path, as_version=4)
        for cell in chapter.cells:
            if cell.cell_type == "code":  # what the page shows then is what it ran
                cell.outputs, cell.execution_count = [], None
        nbformat.write(chapter, folder / path.name)
    setting(folder, "apputils-extension/notification", fetchNews="false")  # or it asks, over the notebook
    setting(folder, "notebook-extension/tracker", windowingMode="none")  # or cells out of sight are not there
    port = free_port()
    env = os.environ | {"JUPYTER_CONFIG_DIR": str(folder / "config"), "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings")}
    log = open(folder / "log", "w")
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}", "--allow-root",
         "--IdentityProvider.token=", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={folder}",
         "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"],
        env=env, stdout=log, stderr=log,
    )
    url = f"http://127.0.0.1:{port}"
    folders[url] = folder
    try:
        deadline = time.time() + 120
        while True:
            try:
                urllib.request.urlopen(url + "/api")
                break
            except OSError:
                assert time.time() < deadline and process.poll() is None, (folder / "log").read_text()
                time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    assert CHROME, "STARLING_BROWSER=required, but there is no Chromium or Chrome on the PATH"
    with sync_playwright() as pw:
        b = pw.chromium.launch(executable_path=CHROME, args=FLAGS)
        yield b
        b.close()


def opened(browser, server, notebook, **size):
    page = browser.new_page(viewport={"width": 1300, "height": 900} | size)
    page.set_default_timeout(60 * SECONDS)
    # A workspace of its own, or JupyterLab opens what the page before had open.
    page.goto(f"{server}/lab/workspaces/{Path(notebook).stem}/tree/{notebook}")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    page.wait_for_selector("text=/Starling \\| Idle/")  # in the status bar: the toolbar says idle too early
    return page


@pytest.fixture(scope="module")
def page(browser, server):
    page = opened(browser, server, "study.ipynb")
    yield page
    page.close()


class Cell:
    def __init__(self, page, n):
        self.page = page
        self.where = page.locator(".jp-Notebook .jp-CodeCell").nth(n)

    def click(self):
        self.where.locator(".cm-content").click()
        self.page.keyboard.press("Control+End")

    def run(self):
        self.click()
        self.page.keyboard.press("Control+Enter")

    def output(self):
        out = self.where.locator(".jp-OutputArea-output").first
        out.wait_for()
        return out


def picture(page, name):
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")


def test_a_cell_runs(page):
    cell = Cell(page, 0)
    cell.run()
    assert cell.output().inner_text().strip() == "42"


def test_a_plot_shows(page):
    cell = Cell(page, 1)
    cell.run()
    image = cell.output().locator("svg, img").first
    image.wait_for()
    box = image.bounding_box()
    assert box["width"] > 300 and box["height"] > 150
    picture(page, "plot")


def test_tab_completes(page):
    cell = Cell(page, 2)
    cell.click()
    page.keyboard.press("Tab")
    page.wait_for_selector(".jp-Completer-item:has-text('fit')")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('.jp-CodeCell')[2].querySelector('.cm-content').innerText.includes('reliability.fit')")
    page.keyboard.type("(sub")
    page.keyboard.press("Tab")
    page.wait_for_selector(".jp-Completer-item:has-text('subpopulation=')")
    picture(page, "completion")
    page.keyboard.press("Escape")


def test_shift_tab_explains(page):
    cell = Cell(page, 2)
    cell.click()
    page.keyboard.press("Shift+Tab")
    tooltip = page.locator(".jp-Tooltip")
    tooltip.wait_for()
    said = tooltip.inner_text()
    assert "maximum likelihood" in said and "durations" in said
    picture(page, "help")
    page.keyboard.press("Escape")


def test_a_loop_is_interrupted_from_the_toolbar(page):
    cell = Cell(page, 3)
    cell.run()
    page.wait_for_selector("text=/Starling \\| Busy/")
    page.locator("[title*='Interrupt the kernel']").first.click()
    assert "KeyboardInterrupt" in cell.output().inner_text()
    picture(page, "interrupt")
    after = Cell(page, 4)  # and the session lives on
    after.run()
    assert after.output().inner_text().strip() == "22"


def test_a_restart_comes_back(page):
    page.locator("[title*='Restart the kernel']").first.click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    page.wait_for_selector(".jp-Dialog", state="detached")
    page.wait_for_selector("text=/Starling \\| Idle/")
    forgets, again = Cell(page, 4), Cell(page, 0)
    for _ in range(60):  # the page may say idle while the old kernel still answers
        forgets.run()
        page.wait_for_timeout(SECONDS)
        if "x is not defined" in forgets.where.inner_text():
            break
    assert "x is not defined" in forgets.output().inner_text()
    again.run()
    forgets.run()
    page.wait_for_function("!document.querySelectorAll('.jp-CodeCell')[4].innerText.includes('not defined')")
    assert forgets.output().inner_text().strip() == "22"


def test_notation_has_colours(browser, server):
    """Words of one kind have one colour, and each kind its own."""
    page = opened(browser, server, "notation.ipynb", width=1000, height=620)
    try:
        page.keyboard.press("Control+b")
        code = page.locator(".jp-CodeCell .cm-content").first
        words = code.evaluate("e => [...e.querySelectorAll('span')].map(s => [s.innerText, getComputedStyle(s).color])")
        plain = code.evaluate("e => getComputedStyle(e).color")
        kinds = {
            "keyword": ["def", "return", "and", "not", "in", "None"],
            "operator": ["=", "@", "**", "@=", "**=", "<", "<="],
            "number": ["1_273.15", "2", "300"],
            "string": ['"K"', '"nm"', '"area"'],
            "comment": [NOTATION.splitlines()[0]],
        }
        colours = {}
        for kind, members in kinds.items():
            colours[kind] = next(colour for text, colour in words if text == members[0])
            assert all([text, colours[kind]] in words for text in members), f"one of {members} has another colour"
        assert plain not in colours.values()
        assert len({colours[k] for k in ("keyword", "operator", "string", "comment")}) == 4, colours
        inside = {text: colour for text, colour in words if text in ('f"', " K, ", "{")}
        assert inside['f"'] == inside[" K, "] != inside["{"], inside
        picture(page, "notation")
    finally:
        page.close()


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda p: p.stem)
def test_a_chapter_runs(browser, server, chapter):
    """All its cells, run by the menu, show what the committed file shows."""
    page = opened(browser, server, chapter.name, width=1000, height=1230)
    try:
        page.click("text=Run >> nth=0")
        page.click(".lm-Menu-itemLabel:text-is('Run All Cells')")
        want, got = outputs(chapter), []
        for _ in range(60):
            page.wait_for_timeout(SECONDS)
            page.keyboard.press("Control+s")
            got = outputs(folders[server] / chapter.name)
            if got == want:
                break
        assert not (diff := differences(want, got)), f"JupyterLab shows something else:\n{diff}"
        page.keyboard.press("Control+b")  # without the side bar: the README has such a picture
        page.locator(".jp-Notebook .jp-MarkdownCell h2").nth(2).evaluate("e => e.scrollIntoView()")
        page.wait_for_timeout(500)
        picture(page, chapter.stem)
    finally:
        page.close()
