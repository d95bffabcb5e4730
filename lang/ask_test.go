package lang_test

import (
	"strings"
	"testing"

	"starling/lang"
	"starling/lang/decl"
	"starling/lang/diag"
)

func TestComplete(t *testing.T) {
	s := session(t, lang.Options{Modules: []*decl.Module{newGate().module()}})
	play(s, 1, "gather = 1\ndef gauge(width, depth=2): pass")
	for src, want := range map[string]string{
		"ga":            "gate gather gauge",
		"x = gate.re":   "reach",
		"gather.":       "",
		"<":             "",
		"é = 'ü'; gath": "gather",
	} {
		c := s.Complete(src, len([]rune(src)))
		var got []string
		for _, it := range c.Items {
			if strings.ContainsAny(it.Text, "<\x00") {
				t.Errorf("%q offers the hidden name %q", src, it.Text)
			}
			got = append(got, it.Text)
		}
		if src != "<" && strings.Join(got, " ") != want {
			t.Errorf("%q: got %q, want %q", src, got, want)
		}
	}
}

func TestInspect(t *testing.T) {
	s := session(t, lang.Options{})
	play(s, 1, "def gauge(width, depth=2):\n  \"Width over depth.\"\n  return width / depth")
	b, ok := s.Inspect("gauge(1", 7, 0)
	if text, _ := b.Data["text/plain"].(string); !ok || !strings.Contains(text, "Width over depth.") || strings.Contains(text, "\x00") {
		t.Errorf("got %v %v", b.Data, ok)
	}
	b, ok = s.Inspect("gauge", 5, 1)
	if text, _ := b.Data["text/plain"].(string); !ok || !strings.Contains(text, "return width / depth") {
		t.Errorf("detail 1: got %v %v", b.Data, ok)
	}
	if _, ok := s.Inspect("nothing_here", 3, 0); ok {
		t.Error("an unknown name is explained")
	}
}

func TestHelpCells(t *testing.T) {
	s := session(t, lang.Options{})
	play(s, 1, "def gauge(width):\n  \"How wide.\"\n  return width")
	for src, want := range map[string]string{"gauge?": "How wide.", "?gauge": "How wide.", "gauge??": "return width", "?": "help", "len?": "len"} {
		res := s.Exec(lang.Cell{Source: src, Number: 2}, &screen{})
		if res.Pager == nil || res.Err != nil {
			t.Errorf("%s: got %+v", src, res)
		} else if text, _ := res.Pager.Data["text/plain"].(string); !strings.Contains(text, want) {
			t.Errorf("%s: got %q, want %q in it", src, text, want)
		}
	}
	for src, want := range map[string]string{"nope?": "name nope is not defined", "gauge.nope?": "function gauge has no nope"} {
		if res := s.Exec(lang.Cell{Source: src}, &screen{}); res.Err == nil || res.Err.Kind != diag.KindName || res.Err.Message != want {
			t.Errorf("%s: got %v", src, res.Err)
		}
	}
	if got, problem := play(s, 3, "help(gauge)"); !strings.Contains(got, "How wide.") {
		t.Error(got, problem)
	}
}

func TestHelp(t *testing.T) {
	s := session(t, lang.Options{Modules: []*decl.Module{newGate().module()}})
	play(s, 1, "def gauge(width):\n  \"How wide.\"\n  return width")
	for _, c := range []struct {
		name   string
		detail int
		want   string
	}{
		{"", 0, "gate"},
		{"gate", 0, "reach"},
		{"gauge", 0, "How wide."},
		{"gauge", 1, "return width"},
	} {
		b, e := s.Help(c.name, c.detail)
		if text, _ := b.Data["text/plain"].(string); e != nil || !strings.Contains(text, c.want) || c.name == "" && strings.Contains(text, "gauge") {
			t.Errorf("%q: got %q %v, want %q in it", c.name, text, e, c.want)
		}
	}
	if _, e := s.Help("gate.raech", 0); e == nil || e.Message != "module gate has no raech" || e.Hint != "did you mean gate.reach?" {
		t.Errorf("got %+v", e)
	}
}
