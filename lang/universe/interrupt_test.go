package universe_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.starlark.net/starlark"

	"starling/lang/steps"
	"starling/lang/syntax"
	"starling/lang/universe"
)

// material is what long runs over; the test makes it larger until the run is
// caught on its way.
var material = map[string]func(n int) starlark.Value{
	"n":          func(n int) starlark.Value { return starlark.MakeInt(n) },
	"list_":      func(n int) starlark.Value { return starlark.NewList(integers(n)) },
	"zeros":      func(n int) starlark.Value { return starlark.NewList(filled(n, starlark.MakeInt(0))) },
	"words":      func(n int) starlark.Value { return starlark.NewList(filled(n, starlark.String("word"))) },
	"tuple_":     func(n int) starlark.Value { return starlark.Tuple(integers(n)) },
	"letters":    func(n int) starlark.Value { return starlark.String(strings.Repeat("a", 16*n)) },
	"capitals":   func(n int) starlark.Value { return starlark.String(strings.Repeat("A", 16*n)) },
	"spaces":     func(n int) starlark.Value { return starlark.String(strings.Repeat(" ", 16*n)) },
	"digits":     func(n int) starlark.Value { return starlark.String(strings.Repeat("1", 16*n)) },
	"titles":     func(n int) starlark.Value { return starlark.String(strings.Repeat("Ab ", 4*n)) },
	"lines":      func(n int) starlark.Value { return starlark.String(strings.Repeat("a\n", n)) },
	"empty_list": func(int) starlark.Value { return new(starlark.List) },
	"empty_dict": func(int) starlark.Value { return new(starlark.Dict) },
	"empty_set":  func(int) starlark.Value { return new(starlark.Set) },
	"pairs": func(n int) starlark.Value {
		list := integers(n)
		for i, x := range list {
			list[i] = starlark.Tuple{x, x}
		}
		return starlark.NewList(list)
	},
	"dict_": func(n int) starlark.Value {
		d := starlark.NewDict(n)
		for _, x := range integers(n) {
			_ = d.SetKey(x, x)
		}
		return d
	},
	"named": func(n int) starlark.Value {
		d := starlark.NewDict(n)
		for i := range n {
			_ = d.SetKey(starlark.String(strconv.Itoa(i)), starlark.None)
		}
		return d
	},
	"set_": func(n int) starlark.Value {
		s := starlark.NewSet(n)
		for _, x := range integers(n) {
			_ = s.Insert(x)
		}
		return s
	},
}

// integers are 0 … n-1 in an order that takes sorting.
func integers(n int) []starlark.Value {
	list := make([]starlark.Value, n)
	for i := range list {
		list[i] = starlark.MakeInt(i * 7919 % n)
	}
	return list
}

func filled(n int, v starlark.Value) []starlark.Value {
	list := make([]starlark.Value, n)
	for i := range list {
		list[i] = v
	}
	return list
}

// long has, for each function, method and operator that can run long, an
// expression over the material that does.
var long = map[string]string{
	"all": "all(range(1, 1 << 40))", "any": "any(zeros)", "bytes": "bytes(zeros)", "dict": "dict(pairs)",
	"enumerate": "enumerate(list_)", "fail": "fail(list_)", "filter": "filter(None, zeros)", "hash": "hash(letters)",
	"list": "list(tuple_)", "map": "map(abs, list_)", "max": "max(range(1 << 40))", "min": "min(range(1 << 40))",
	"pow": "pow(3, pow(7, n // 8), pow(10, 3000) + 1)", "print": "print(list_)", "repr": "repr(list_)", "reversed": "reversed(list_)",
	"set": "set(list_)", "sleep": "sleep(3600)", "sorted": "sorted(list_)", "str": "str(list_)", "sum": "sum(range(1 << 40))",
	"tuple": "tuple(list_)", "warn": "warn(list_)", "zip": "zip(list_, list_)",

	"<*>": "letters * 8", "* of a list": "list_ * 4", "* of a tuple": "4 * tuple_", "<%>": "('%d' * n) % tuple_",
	"<==>": "list_ == list_", "<!=>": "tuple_ != tuple_", "<<>": "list_ < list_", "<<=>": "list_ <= list_", "<>>": "list_ > list_", "<>=>": "list_ >= list_",
	"<if ==>": "1 if tuple_ == tuple_ else 0", "<if !=>": "1 if list_ != list_ else 0", "<if <>": "1 if list_ < list_ else 0",
	"<if <=>": "1 if list_ <= list_ else 0", "<if >>": "1 if list_ > list_ else 0", "<if >=>": "1 if list_ >= list_ else 0",
	"== of dicts": "dict_ == dict(dict_)", "<in>": "-1 in list_", "<not in>": "-1 not in tuple_",
	"<f>": "f'{list_}'", "<unpack>": "[b for a, *b in [list_]]", "<[*]>": "[*list_, 1]", "<(*)>": "(*list_, 1)", "<{*}>": "{*list_, -1}", "<{**}>": "{**dict_, -1: 1}", "<(**)>": "dict(**named, **{'b': 1})",

	"string.capitalize": "letters.capitalize()", "string.count": "letters.count('ab')", "string.find": "letters.find('ab')",
	"string.format": "('{0}' * n).format(1)", "string.index": "letters.index('ab')", "string.isalnum": "letters.isalnum()",
	"string.isalpha": "letters.isalpha()", "string.isdigit": "digits.isdigit()", "string.islower": "letters.islower()",
	"string.isspace": "spaces.isspace()", "string.istitle": "titles.istitle()", "string.isupper": "capitals.isupper()",
	"string.join": "','.join(words)", "string.lower": "capitals.lower()", "string.lstrip": "spaces.lstrip()",
	"string.partition": "letters.partition('ab')", "string.replace": "letters.replace('a', 'bc')", "string.rfind": "letters.rfind('ba')",
	"string.rindex": "letters.rindex('ba')", "string.rpartition": "letters.rpartition('ba')", "string.rsplit": "titles.rsplit()",
	"string.rstrip": "spaces.rstrip()", "string.split": "titles.split()", "string.splitlines": "lines.splitlines()",
	"string.strip": "spaces.strip()", "string.title": "letters.title()", "string.upper": "letters.upper()",
	"string.split by a word": "letters.split('ab')", "string.rsplit by a word": "letters.rsplit('ba')",
	"string.count of one letter": "letters.count('b')", "string.count of nothing": "letters.count('')",
	"string.replace of nothing": "letters.replace('', '-')", "string.strip of letters": "letters.strip(letters)",

	"list.copy": "list_.copy()", "list.count": "list_.count(-1)", "list.extend": "empty_list.extend(list_)",
	"list.index": "list_.index(-1)", "list.remove": "list_.remove(-1)", "list.reverse": "list_.reverse()", "list.sort": "list_.sort()",
	"list.sort by key": "list_.sort(key=abs)",

	"dict.copy": "dict_.copy()", "dict.items": "dict_.items()", "dict.keys": "dict_.keys()", "dict.update": "empty_dict.update(dict_)", "dict.values": "dict_.values()",
	"dict.update with pairs": "empty_dict.update(pairs)",

	"set.copy": "set_.copy()", "set.difference": "set_.difference(list_)", "set.intersection": "set_.intersection(list_)",
	"set.isdisjoint": "empty_set.isdisjoint(list_)", "set.issubset": "set_.issubset(list_)", "set.issuperset": "set_.issuperset(list_)",
	"set.symmetric_difference": "set_.symmetric_difference(list_)", "set.union": "set_.union(list_)", "set.update": "empty_set.update(list_)",
}

// short are those that cannot run long, and why.
var short = map[string]string{
	"<**>": "a number of bounded length", "<@>": "it is the values'", "<?>": "a look-up", "<.>": "a look-up", "<...>": "a value", "<:>": "a value", "<box>": "a value",
	"<*x>": "a look-up", "<left>": "a value", "<right>": "a value", "<[:]>": "native", "<[::]>": "native", "<[:::]>": "native",
	"<.add(x)>": "native", "<.append(x)>": "native", "<.get(x)>": "native", "<.startswith(x)>": "native", "<.endswith(x)>": "native",
	"attempt": "what it calls runs as if called directly",
	"abs":     "one number", "bool": "one value", "chr": "one character", "ord": "one character", "divmod": "two numbers of bounded length",
	"float": "a text of bounded length", "int": "a text of bounded length", "round": "a number of bounded length", "len": "a look-up",
	"range": "its elements are made when asked for", "type": "a look-up", "getattr": "a look-up", "hasattr": "a look-up", "dir": "some names",
	"display": "what is shown is cut", "clear_output": "a message", "html": "a text is kept", "markdown": "a text is kept", "svg": "a text is kept",
	"input": "it waits in the publisher, which an interrupt ends", "replay": "it waits in the publisher, which an interrupt ends",
	"string.center": "a bounded width", "string.ljust": "a bounded width", "string.rjust": "a bounded width", "string.zfill": "a bounded width",
}

func TestEverythingThatRunsLongIsListed(t *testing.T) {
	listed := func(name string) bool { return long[name] != "" || short[name] != "" }
	for name, v := range universe.Names() {
		if _, ok := v.(starlark.Callable); ok && !listed(name) {
			t.Errorf("%s: can it run long?", name)
		}
	}
	for _, x := range []starlark.Value{starlark.String(""), new(starlark.List), new(starlark.Dict), new(starlark.Set)} {
		for _, name := range universe.Methods(x.Type()) {
			if !listed(x.Type() + "." + name) {
				t.Errorf("%s.%s: can it run long?", x.Type(), name)
			}
		}
	}
	for name := range universe.Hidden(nil) {
		_, bound := short[name]
		if op, method := hiddenMethods()[name]; !method && !op && !bound && long[name] == "" {
			t.Errorf("%s: can it run long?", name)
		}
	}
}

func hiddenMethods() map[string]bool {
	names := map[string]bool{}
	for _, typ := range []string{"string", "list", "dict", "set"} {
		for _, name := range universe.Methods(typ) {
			names[syntax.Method(name)] = true
		}
	}
	return names
}

// An interrupt ends each of them on its way, and what it worked on is as it
// was.
func TestInterrupt(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(long)) {
		t.Run(name, func(t *testing.T) {
			for n := 1 << 14; ; n *= 4 {
				if n > 1<<22 {
					t.Fatalf("%s is done before it can be interrupted", long[name])
				}
				for range 4 { // on a busy machine this goroutine may wake too late
					if interrupted(t, long[name], n) {
						return
					}
				}
			}
		})
	}
}

// interrupted runs an expression over material of size n, and reports whether
// its own poll ended it.
func interrupted(t *testing.T, expr string, n int) bool {
	b := newBench(t)
	for name, makeIt := range material {
		if strings.Contains(expr, name) {
			b.names[name] = makeIt(n)
		}
	}
	before := state(b.names)
	prog, err := syntax.Compile("test.star", "result = "+expr, universe.Lowering())
	if err != nil {
		t.Fatal(err)
	}
	th, meter := thread()
	ended := make(chan error, 1)
	go func() {
		_, err := prog.Init(th, b.names)
		ended <- err
	}()
	time.Sleep(time.Millisecond)
	meter.Interrupt()
	select {
	case err = <-ended:
	case <-time.After(10 * time.Second): // it should take milliseconds
		t.Fatalf("%s goes on after the interrupt", expr)
	}
	if !errors.Is(err, steps.ErrInterrupted) {
		return false // it was done before
	}
	if after := state(b.names); after != before {
		t.Errorf("%s: variables were %s, are %s", expr, before, after)
	}
	return true
}

// state sums up the material. Dicts and sets that were being filled may have
// some of it.
func state(names starlark.StringDict) string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(material)) {
		switch v := names[name].(type) {
		case nil:
		case starlark.Indexable:
			out = append(out, fmt.Sprint(name, v.Len()))
			if v.Len() > 0 {
				out = append(out, fmt.Sprint(v.Index(0), v.Index(1), v.Index(v.Len()-1)))
			}
		default:
			if name != "empty_dict" && name != "empty_set" {
				out = append(out, fmt.Sprint(name, starlark.Len(v)))
			}
		}
	}
	return strings.Join(out, " ")
}
