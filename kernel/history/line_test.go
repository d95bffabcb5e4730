package history

import (
	"encoding/json"
	"reflect"
	"testing"
)

// What is read the quick way is what a parser of JSON reads.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		`{"session":3,"line":14,"input":"x = 1"}`, `{"session":3,"line":14,"output":"1"}`, `{"session":3,"line":1,"input":""}`,
		`{"session":3,"line":1,"input":"é 😀 <&>"}`, `{"session":3,"line":1,"input":"a\nb \" \\"}`, "{\"session\":3,\"line\":1,\"input\":\"a\tb\xff\"}",
		`{"session":03,"line":1,"input":"a"}`, `{"session":0,"line":1,"input":"a"}`, `{"session":3,"line":-1,"input":"a"}`, `{"session":12345678901,"line":1,"input":"a"}`,
		`{"session":3,"line":1,"input":"a","output":"b"}`, `{"session":3,"line":1,"input":"a"`, `{"session":3,"line":1}`, `null`, `[]`, ``, ` {"session":3,"line":1,"input":"a"}`,
	} {
		f.Add([]byte(text + "\n"))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, ok := parseUsual(text)
		if !ok {
			return
		}
		var want line
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatalf("%q: read as %+v, but %v", text, got, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %+v, want %+v", text, got, want)
		}
	})
}

func TestParseUsual(t *testing.T) {
	for text, want := range map[string]bool{
		`{"session":3,"line":14,"input":"x = 'é'"}`: true, `{"session":3,"line":14,"output":""}`: true,
		`{"session":3,"line":14,"output":"\n"}`: false, `{"line":14,"session":3,"output":""}`: false,
	} {
		if _, ok := parseUsual([]byte(text + "\n")); ok != want {
			t.Errorf("%s: read %v, want %v", text, ok, want)
		}
	}
}
