"""Runs a notebook by nbclient: by_nbclient.py KERNEL IN.ipynb OUT.ipynb.

Differs from nbclient as it comes in three things: no times are recorded, the
file keeps its language_info, and neighbouring pieces of a stream are joined.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

kernel, source, target = sys.argv[1:]
with tempfile.TemporaryDirectory() as share:
    spec = Path(share, "kernels", "fake", "kernel.json")
    spec.parent.mkdir(parents=True)
    argv = [kernel, "{connection_file}"]
    spec.write_text(json.dumps({"argv": argv, "display_name": "Fake", "language": "script", "interrupt_mode": "message"}))
    os.environ["JUPYTER_PATH"] = share
    nb = nbformat.read(source, as_version=4)
    info = nb.metadata.get("language_info")
    NotebookClient(nb, kernel_name="fake", record_timing=False, allow_errors=True, timeout=60).execute()
nb.metadata.pop("language_info", None)
if info is not None:
    nb.metadata["language_info"] = info
for cell in nb.cells:
    joined = []
    for out in cell.get("outputs", []):
        last = joined[-1] if joined else None
        if last and out.output_type == last.output_type == "stream" and out.name == last.name:
            last.text += out.text
        else:
            joined.append(out)
    if "outputs" in cell:
        cell.outputs = joined
nbformat.write(nb, target)
