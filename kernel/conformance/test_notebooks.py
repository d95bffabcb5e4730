"""Every chapter runs, three ways, and shows what its file shows.

nbclient, papermill and `starling run` each run a copy; the outputs must be the
committed ones, byte for byte, but for those marked volatile.
"""

import difflib
import json
import shutil
import subprocess
from pathlib import Path

import nbformat
import papermill
import pytest
from nbclient import NotebookClient

from conftest import BINARY, KERNEL, TIMEOUT

ROOT = Path(__file__).parents[2] / "notebooks"
CHAPTERS = sorted(p.relative_to(ROOT) for p in ROOT.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)
MAX_SIZE = 200_000  # bytes: what a code review can bear


def by_nbclient(source, target):
    nb = nbformat.read(source, as_version=4)
    NotebookClient(nb, kernel_name=KERNEL, timeout=TIMEOUT, resources={"metadata": {"path": str(source.parent)}}).execute()
    nbformat.write(nb, target)


def by_papermill(source, target):
    papermill.execute_notebook(source, target, kernel_name=KERNEL, cwd=str(source.parent), progress_bar=False, log_output=False)


def by_starling(source, target):
    subprocess.run([BINARY, "run", source, "-o", target], check=True)


def joined(text):
    return text if isinstance(text, str) else "".join(text)


def outputs(path):
    """What the cells show, as lines; streams joined, as where they are cut depends on time."""
    lines = []
    for i, cell in enumerate(c for c in json.loads(path.read_text())["cells"] if c["cell_type"] == "code"):
        lines.append(f"== code cell {i + 1}, execution {cell['execution_count']}")
        stream = None
        for out in cell["outputs"]:
            if out.get("metadata", {}).get("volatile"):
                continue
            if out["output_type"] != "stream" or out["name"] != stream:
                lines.append(f"-- {out['output_type']} {out.get('name', '')}")
            if out["output_type"] == "stream":
                stream = out["name"]
                lines[-1:] = (lines[-1] + "\n" + joined(out["text"])).rstrip("\n").split("\n") if stream else []
                continue
            stream = None
            for mime, data in sorted(out.get("data", {}).items()):
                lines.append(f"-- {mime}")
                lines += joined(data).split("\n") if isinstance(data, (str, list)) else [json.dumps(data, sort_keys=True)]
            if out["output_type"] == "error":
                lines += [out["ename"], out["evalue"]]
    return lines


def differences(want, got):
    return "\n".join(difflib.unified_diff(want, got, "committed", "now", lineterm="", n=2))


# Papermill ends with an error at any cell that fails, also at one that is
# tagged as meant to.
RUNS = [
    (chapter, way)
    for chapter in CHAPTERS
    for way in [by_nbclient, by_papermill, by_starling]
    if way is not by_papermill or "raises-exception" not in (ROOT / chapter).read_text()
]


@pytest.mark.parametrize("chapter, way", RUNS, ids=lambda x: getattr(x, "__name__", str(x)))
def test_chapter(chapter, way, tmp_path):
    source, target = tmp_path / "in" / chapter.name, tmp_path / "out.ipynb"
    shutil.copytree((ROOT / chapter).parent, source.parent)  # with the files that it loads
    way(source, target)
    diff = differences(outputs(ROOT / chapter), outputs(target))
    assert not diff, f"{chapter} shows something else now:\n{diff}"


@pytest.mark.parametrize("chapter", CHAPTERS, ids=str)
def test_running_a_chapter_in_place_leaves_its_file(chapter, tmp_path):
    """So `make golden` changes a file only where what it shows has changed."""
    source = tmp_path / "in" / chapter.name
    shutil.copytree((ROOT / chapter).parent, source.parent)
    by_starling(source, source)
    if "volatile" not in source.read_text():
        assert source.read_bytes() == (ROOT / chapter).read_bytes()


@pytest.mark.parametrize("chapter", CHAPTERS, ids=str)
def test_form(chapter):
    assert (ROOT / chapter).stat().st_size <= MAX_SIZE
    nb = nbformat.read(ROOT / chapter, as_version=4)
    nbformat.validate(nb)
    assert nb.metadata.kernelspec.name == KERNEL
    assert all(c.outputs == [] or c.execution_count for c in nb.cells if c.cell_type == "code")


def test_there_are_chapters():
    assert CHAPTERS and any(way is by_papermill for _, way in RUNS)


def test_a_change_is_seen():
    """The comparison can fail."""
    path = ROOT / CHAPTERS[0]
    lines = outputs(path)
    assert len(lines) > 20 and differences(lines, lines[:-1] + ["other"])


def test_parameters(tmp_path):
    """--param replaces a value in the tagged cell; one that is not there is an error."""
    nb = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": KERNEL, "display_name": "Starling", "language": "starling"}})
    nb.cells = [nbformat.v4.new_code_cell("n = 1\nlabel = 'a'", metadata={"tags": ["parameters"]}), nbformat.v4.new_code_cell("[n, label]")]
    source, target = tmp_path / "in.ipynb", tmp_path / "out.ipynb"
    nbformat.write(nb, source)
    run = [BINARY, "run", source, "-o", target]
    subprocess.run([*run, "--param", "n=5", "--param", "label=dry"], check=True)
    assert "[5, 'dry']" in outputs(target)
    failed = subprocess.run([*run, "--param", "m=5"], capture_output=True, text=True)
    assert failed.returncode != 0 and "m" in failed.stderr and "label" in failed.stderr


def test_failure(tmp_path):
    """A failing cell ends the run with exit code 1; what there is so far is written."""
    nb = nbformat.v4.new_notebook()
    nb.cells = [nbformat.v4.new_code_cell(s) for s in ["print('before')", "1 + 'a'", "print('after')"]]
    source, target = tmp_path / "in.ipynb", tmp_path / "out.ipynb"
    nbformat.write(nb, source)
    failed = subprocess.run([BINARY, "run", source, "-o", target], capture_output=True, text=True)
    assert failed.returncode == 1 and "code cell 2" in failed.stderr and "1 + 'a'" in failed.stderr
    shown = outputs(target)
    assert "before" in shown and "after" not in shown


def test_nbconvert(tmp_path):
    source = tmp_path / CHAPTERS[0].name
    shutil.copy(ROOT / CHAPTERS[0], source)
    subprocess.run(["jupyter", "nbconvert", "--to", "html", "--execute", "--output", "out.html", source], check=True, capture_output=True)
    page = (tmp_path / "out.html").read_text()
    assert "image/svg+xml" in page and "28 failed" in page
