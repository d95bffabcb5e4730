"""Prints expressions and what CPython gives for them, one JSON pair a line.

Usage: python cpython.py > cpython.jsonl

An expression that raises gives "! error". Every expression means the same in
Starlark; TestLikeCPython evaluates them there. Left out is where Starlark
differs on purpose: strings count in bytes and are not iterable, and sequences
are lists.
"""

import itertools
import json

INTS = [0, 1, -1, 42, -1234, 1234567, 12345678901234567890]
FLOATS = [
    0.0, -0.0, 1.0, -1.5, 3.14159265, 1e6, 1e16, 1.5e-7, 123456.789, 1e100,
    2.5, 0.000123456, 99999.95, 5e-324, 1e23,
]
STRINGS = ["", "a", "hello", "é😀"]


def specs():
    """Format specs, of ints, floats and strings."""
    for align, sign, alt, zero, width, group, precision in [
        ("", "", "", "", "", "", ""),
        ("", "", "", "", "8", "", ""),
        ("<", "", "", "", "8", "", ""),
        (">", "+", "", "", "8", "", ""),
        ("^", " ", "", "", "9", "", ""),
        ("=", "-", "", "", "9", "", ""),
        ("*^", "+", "", "", "12", "", ""),
        ("é=", "+", "", "", "12", "", ""),
        ("", "", "", "0", "12", "", ""),
        ("", "+", "", "0", "12", ",", ""),
        ("<", "", "", "0", "7", "", ""),
        ("", "", "", "", "", ",", ""),
        ("", "", "", "", "", "_", ""),
        ("", "", "", "0", "15", "_", ""),
        ("", "", "#", "", "", "", ""),
        ("", "", "#", "0", "14", "", ""),
    ]:
        yield align + sign + alt + zero + width + group + precision


def formats():
    for spec in specs():
        for value in INTS[2:] + [True]:
            for kind in ["", "d"]:
                yield "{:%s%s}" % (spec, kind), value
        for kind in "bcoxXn":
            yield "{:%s%s}" % (spec, kind), 51966
        yield "{:%sx}" % spec, -255
        for kind in ["", "e", "f", "g", "%", "n", "G", "E"]:
            yield "{:%s%s}" % (spec, kind), 1234.5
            yield "{:%s%s}" % (spec, kind), -0.000012345
        for value in STRINGS:
            yield "{:%s}" % spec, value
            yield "{:%ss}" % spec, value
    for value, precision, kind in itertools.product(FLOATS, [0, 1, 3, 17], ["", "e", "f", "g", "%"]):
        yield "{:.%d%s}" % (precision, kind), value
    for value, kind in itertools.product(FLOATS, ["", "f", "g", "e"]):
        yield "{:%s}" % kind, value
        yield "{:#.3%s}" % kind, value
    for value in [-0.0, -0.001, -0.4, 0.4]:
        yield "{:z.1f}", value
        yield "{:z.0f}", value
        yield "{:+z.2g}", value
    for bad in [">>5", ",,", "5.", ".x", "dd", "y", "+s", "_,d", ",x", "_c", "z", "10000000000000000000000d", "=", "#s"]:
        for value in [7, 2.5, "s"]:
            yield "{:%s}" % bad, value
    for bad in ["{:5}", "{:d}"]:
        yield bad, None
        yield bad, [1]


FIELDS = [
    '"{} {}".format(1, 2)',
    '"{1} {0} {1}".format(1, 2)',
    '"{a} {b}".format(a=1, b="x")',
    '"{0[1]} {0[0]}".format([1, 2])',
    '"{a[k]} {a[0]}".format(a={"k": 1, 0: 2})',
    '"{0[k][1]}".format({"k": (1, 2)})',
    '"{!r} {!s} {!r:>6}".format("a", "b", "c")',
    '"{!a}".format("é😀")',
    '"{:{}}".format("a", 5)',
    '"{:{w}.{p}f}|".format(3.14159, w=10, p=2)',
    '"{0:{1}}{2}".format(1, 4, 3)',
    '"{:{}.{}f} {}".format(2.5, 8, 3, "x")',
    '"{{}} {{{}}}".format(1)',
    '"{} {}".format(1)',
    '"{0} {}".format(1, 2)',
    '"{} {0}".format(1, 2)',
    '"{a}".format(1)',
    '"{".format(1)',
    '"}".format(1)',
    '"{0".format(1)',
    '"{0!}".format(1)',
    '"{0!x}".format(1)',
    '"{0!rr}".format(1)',
    '"{0[}".format([1])',
    '"{0[]}".format([1])',
    '"{0[5]}".format([1])',
    '"{0[a]}".format([1])',
    '"{0.}".format([1])',
    '"{0[0]x}".format([1])',
    '"{0.nothing}".format([1])',
    '"{:{:{}}}".format(1, 2, 3)',
    '"{} {} {}".format(None, True, 1.0)',
    '"{}".format([1.0, "a"])',
    '"{:>5}".format("é")',
    '"".format(1)',
    '"{0[-1]}".format([1])',
]


def percents():
    for flags, width, precision in itertools.product(["", "-", "0", "+", " ", "#", "-+", "0#"], ["", "9"], ["", ".2"]):
        for kind, value in [("d", 42), ("d", -7), ("x", 255), ("o", 8), ("X", 48879), ("f", 3.14159), ("e", -12345.678), ("g", 1e-5), ("g", 1e6), ("s", "text"), ("r", "q"), ("i", 3.99)]:
            yield "%" + flags + width + precision + kind, (value,)
    for kind in "efgEG":
        for value in FLOATS:
            yield "%" + kind, (value,)
    for f, args in [
        ("%d", 10**30), ("%x", -10**20), ("%c", 65), ("%c", "é"), ("%5c|", "a"), ("%05c|", "a"), ("%c", "ab"), ("%c", -1), ("%s", None),
        ("%s %s", (1, 2.0)), ("%s", (1, 2)), ("%s %s", (1,)), ("%%", ()), ("100%%", ()), ("%d%%", (50,)),
        ("%(a)s %(b)05.1f", {"a": 1, "b": 2.25}), ("%(a)s", {"b": 1}), ("%(a)s", 3), ("%(a(b))d", {"a(b)": 4}), ("%(a", {"a": 1}),
        ("%*d|", (6, 42)), ("%-*d|", (6, 42)), ("%*d|", (-6, 42)), ("%.*f", (2, 3.14159)), ("%*.*f", (8, 3, 2.5)), ("%*d", ("x", 1)),
        ("%d", "a"), ("%f", "a"), ("%d", None), ("%", 1), ("%y", 1), ("%5", 1), ("%.d", 5), ("%.0f", 2.5), ("%.0f", 3.5), ("%ld", 3),
        ("%d %d", [1, 2]), ("%s", [1, 2]), ("%s", ((1, 2),)), ("%a", "é"), ("%.2s|%5.1s|%-5s|", ("abc", "xyz", "q")), ("%d", True), ("%f", True),
        ("%f", 10**400), ("%s", 1e6), ("%r", 1e-7), ("no fields", ()), ("%05s|", "ab"), ("%+d % d", (5, 5)), ("%#o", 0), ("%#x", 0), ("%#.0f", 3.0), ("%#g", 1.0),
    ]:
        yield f, args
    for inf in ["inf", "-inf", "nan"]:
        for f in ["%f", "%+8.2e", "%08f", "%G", "%s"]:
            yield f, Raw("float('%s')" % inf)
        for f in ["{}", "{:f}", "{:010}", "{:F}", "{:+}", "{:,}", "{:%}"]:
            yield f, Raw("float('%s')" % inf), "format"


class Raw:
    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text


NUMBERS = (
    ["round(%r)" % x for x in [0.5, 1.5, 2.5, -0.5, -1.5, 2.4999999, 1e300, 0.49999999999999994, 7, -7]]
    + ["round(%r, %d)" % p for p in [
        (2.675, 2), (1.005, 2), (2.5, 0), (0.5, 0), (-2.5, 0), (1234.5678, -2), (1250.0, -2), (1350.0, -2), (1e22, -21), (5e22, -23), (1.5, 400), (1.5, -400), (-1.5, -1),
        (1234, -2), (1250, -2), (1350, -2), (-1250, -2), (50, -2), (51, -2), (7, 3), (10**30 + 5, -1), (15, -400), (0.1, 20), (123456789.123456789, 5), (5.015, 2), (25, -1), (35, -1), (-25, -1), (5.5e-5, 5)]]
    + ["pow(2, 10)", "pow(2, -1)", "pow(2.0, 3)", "pow(-8, 3)", "pow(0, 0)", "pow(0, -1)", "pow(3, 200, 7)", "pow(3, -1, 7)", "pow(2, -1, 4)", "pow(-3, 5, 7)", "pow(3, 5, -7)",
       "pow(2, 5, 0)", "pow(2.0, 5, 3)", "pow(10.0, 400)", "pow(1, 1000000000000000000000000000000)", "pow(-1, 1000000000000000000000000000001)", "pow(4, 0.5)", "pow(0.0, 0.0)", "pow('a', 2)", "pow(2, 3, 1)", "pow(0, 5, 1)"]
    + ["divmod(%r, %r)" % p for p in itertools.product([7, -7, 7.5, -7.5, 0], [2, -2, 3.5, -0.75])]
    + ["divmod(1, 0)", "divmod('a', 1)", "abs(-3)", "abs(-2.5)", "abs(-0.0)", "sum([])", "sum([1, 2.5, -3])", "sum([[1], [2]], [])", "sum(['a'])", "sum(['a'], '')", "sum([1], 10)",
       "sum([0.5] * 10, 0.25)", "min([])", "max([], default=3)", "min(3, 1, 2)", "max([3, 1, 2], key=lambda x: -x)", "max('b', 'a')", "min(1, 'a')", "max(1)", "max(1, 2, default=3)",
       "int('12')", "int('-0x1f', 16)", "int('z', 36)", "int(' 7 ')", "int('')", "int(2.9)", "int(-2.9)", "int('1.5')", "int(True)", "float('1e3')", "float(' 2.5 ')", "float('nan')", "float('x')", "float('-inf')",
       "bool([])", "bool(' ')", "str(1e6)", "str(1.0)", "repr('a')", "str([1.0, 'a'])", "str()", "repr(1e22)", "str(0.1 + 0.2)", "2.0 * 3", "-7 % 3", "7 % -3", "-7.5 % 2", "1000 * 2 % 7",
       "ord('é')", "chr(128512)", "chr(-1)", "ord('ab')"]
)


SEQUENCES = [
    "sorted([3, 1, 2])", "sorted([3, 1, 2], reverse=True)", "sorted(['b', 'A', 'c'], key=lambda s: s.lower())", "sorted([(1, 'b'), (0, 'z'), (1, 'a')], key=lambda p: p[0])",
    "sorted([(1, 'b'), (0, 'z'), (1, 'a')], key=lambda p: p[0], reverse=True)", "sorted([1, 'a'])", "sorted([2.5, 1, 3])", "sorted([])", "sorted({'b': 1, 'a': 2})", "sorted((True, False))",
    "list(zip([1, 2, 3], 'ab'.split('x')))", "list(zip())", "list(zip([1, 2], [3, 4], [5, 6, 7]))", "list(enumerate(['a', 'b']))", "list(enumerate(['a'], 5))", "list(enumerate(['a'], start=5))",
    "list(reversed([1, 2, 3]))", "list(map(lambda x: x * 2, [1, 2]))", "list(map(lambda x, y: x + y, [1, 2, 3], [10, 20]))", "list(filter(None, [0, 1, '', 'a']))", "list(filter(lambda x: x > 1, [1, 2]))",
    "any([0, 1])", "any([])", "all([1, 0])", "all([])", "dict([('a', 1), ('b', 2)])", "dict({'a': 1}, b=2)", "dict(a=1)", "dict([('a', 1), ('a', 2)])", "dict([(1, 2, 3)])", "dict([1])",
    "list(range(3))", "list(range(5, 0, -2))", "list(range(0, 3, 0))", "list({'a': 1})", "tuple([1, 2])", "tuple()", "list()", "set()", "len([1, 2])", "len(5)", "list(5)",
    "[3, 1, 2].index(2)", "[3, 1, 2].index(9)", "[1, 2, 1, 2].index(2, 2)", "[1, 2, 1, 2].index(1, -2)", "[1, 2, 1].count(1)", "[1, 2].copy()", "{'a': 1}.copy()", "list({'a': 1}.items())", "list({'a': 1}.keys())", "list({'a': 1}.values())",
    "[1, 2] * 3", "3 * [1]", "(1,) * 2", "'ab' * 3", "-1 * 'a'", "[] * 5", "'a' * 0", "b'ab' * 2", "'a' * 2.0", "[1] * 'a'", "{'a': 1} * 2",
    "set([1, 2]).union([3])", "set([1, 2]).intersection([2, 3])", "set([1, 2]).difference([2])", "set([1, 2]).symmetric_difference([2, 3])", "set([1]).issubset([1, 2])", "set([1]).issuperset([1, 2])", "set([1, 2]).issuperset([1])",
    "set([1, 2]).union([3], (4,))", "set([1, 2, 3]).difference([1], [2])", "set([1, 2, 3]).intersection([1, 2], [2, 3])", "set([1]).union()", "set([1]).copy()", "set([1]).isdisjoint([2])",
]


def texts():
    for s in ["", "a", "abc", "a b  c ", "  x\ty\n", "a,b,,c", ",,", "aXbXc", "Hello World", "ÀÉ str", "line1\nline2\r\nline3\n", "aaa", "they're bill's", "ǆ x", "x1y"]:
        for m in ["upper()", "lower()", "title()", "capitalize()", "split()", "rsplit()", "split(',')", "rsplit(',')", "split(None, 1)", "rsplit(None, 1)", "split(',', 1)", "rsplit(',', 1)", "split('X', 0)",
                  "splitlines()", "splitlines(True)", "strip()", "lstrip()", "rstrip()", "strip('a, ')", "count('a')", "count('')", "find('b')", "rfind('b')", "find('')", "rfind('')", "replace('a', 'bb')", "replace('', '-')",
                  "replace('a', '', 1)", "replace('', '-', 2)", "partition(' ')", "rpartition(',')", "isalpha()", "isdigit()", "isalnum()", "isspace()", "isupper()", "islower()", "istitle()", "startswith('a')", "endswith(('c', 'd'))"]:
            if not (("find(" in m or "count(" in m) and not s.isascii()):  # Starlark counts bytes
                yield "%r.%s" % (s, m)
    yield from ["'-'.join(['a', 'b'])", "'-'.join([])", "'-'.join(['a'])", "'-'.join(['a', 1])", "'-'.join(5)", "'ab'.index('b')", "'ab'.index('c')", "'abab'.rindex('b')", "'abab'.rindex('z')", "'aaaa'.count('a', 1, 3)", "'abab'.find('a', 1)", "'abab'.find('a', -2)", "'abab'.find('b', 0, 1)",
                "'abab'.rfind('a', 0, -1)", "'a'.split('')", "'a'.partition('')", "'a'.split(1)", "'a b c d'.split(None, 2)", "'a b c d'.rsplit(None, 2)", "' a  b '.split(None, 5)", "'a-b-c'.replace('-', '+', -1)", "'a'.upper(1)",
                "'x'.ljust(4, '.')", "'x'.rjust(4)", "'x'.center(4, '*')", "'abc'.center(6)", "'abcd'.center(7)", "'42'.zfill(5)", "'-42'.zfill(5)", "'+4'.zfill(1)", "'é'.rjust(3)"]


def main():
    cases = ["%r.format(%r)" % c for c in formats()] + FIELDS
    for c in percents():
        cases.append("%r.format(%r)" % c[:2] if len(c) == 3 else "%r %% %r" % c)
    cases += NUMBERS + SEQUENCES + list(texts())
    for case in dict.fromkeys(cases):
        try:
            want = repr(eval(case))
        except Exception:
            want = "! error"
        print(json.dumps([case, want], ensure_ascii=False))


main()
