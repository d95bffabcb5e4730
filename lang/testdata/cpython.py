"""Runs the sessions of cells.txt on CPython and compares what they print.

Usage: python cpython.py [cells.txt]

A cell's last expression is shown as a notebook shows it (its repr, unless it
is None or a semicolon ends the cell), and becomes _ unless the user has bound
that name. load("f.star", "a", b="c") runs the file once, in names of its own,
and binds a and b.
"""

import ast
import contextlib
import io
import os
import sys
import tempfile
import tokenize


def sessions(text):
    """Yields (line number, title, [(cell, expected output)])."""
    title, cells, start = None, [], 0
    cell, output = [], []

    def flush():
        if any(line.strip() for line in cell) or output:
            cells.append(("\n".join(cell) + "\n", list(output)))
        cell.clear()
        output.clear()

    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("## "):
            flush()
            if title is not None:
                yield start, title, cells
            title, cells, start = line[3:], [], number
        elif title is None:
            continue
        elif line == "---":
            flush()
        elif line.startswith("#| "):
            output.append(line[3:])
        else:
            cell.append(line)
    flush()
    yield start, title, cells


def hidden(source):
    """Reports whether the cell ends in a semicolon."""
    tokens = [
        t for t in tokenize.generate_tokens(io.StringIO(source).readline)
        if t.type not in (tokenize.NEWLINE, tokenize.NL, tokenize.COMMENT, tokenize.ENDMARKER)
    ]
    return bool(tokens) and tokens[-1].string == ";"


class Session:
    def __init__(self, folder):
        self.folder = folder
        self.names = {"__name__": "__main__", "load": self.load}
        self.files = {}
        self.last = None

    def load(self, path, *same, **renamed):
        path = os.path.join(self.folder, path)
        if path not in self.files:
            with open(path) as f:
                names = {"__name__": path}
                exec(compile(f.read(), path, "exec"), names)
            self.files[path] = names
        for name in same:
            self.names[name] = self.files[path][name]
        for name, old in renamed.items():
            self.names[name] = self.files[path][old]

    def run(self, source):
        head, _, rest = source.partition("\n")
        if head.startswith("#file "):
            with open(os.path.join(self.folder, head[6:]), "w") as f:
                f.write(rest)
            return
        tree = ast.parse(source)
        value = None
        if tree.body and isinstance(tree.body[-1], ast.Expr) and not hidden(source):
            value = ast.Expression(tree.body.pop().value)
        exec(compile(tree, "cell", "exec"), self.names)
        if value is not None:
            shown = eval(compile(value, "cell", "eval"), self.names)
            if shown is not None:
                print(repr(shown))
                if self.names.get("_") is self.last:
                    self.names["_"] = self.last = shown


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "cells.txt")
    with open(path) as f:
        text = f.read()
    wrong = count = 0
    for line, title, cells in sessions(text):
        count += 1
        with tempfile.TemporaryDirectory() as folder:
            session = Session(folder)
            for number, (source, want) in enumerate(cells, 1):
                out = io.StringIO()
                with contextlib.redirect_stdout(out):
                    try:
                        session.run(source)
                    except Exception as e:
                        reason = repr(e)
                        print("! error")
                    else:
                        reason = ""
                got = out.getvalue().splitlines()
                if got != want:
                    wrong += 1
                    print(f"line {line}: {title}: cell {number}: got {got} {reason}, want {want}")
    print(f"{count} sessions, {wrong} cells differ")
    sys.exit(1 if wrong else 0)


main()
