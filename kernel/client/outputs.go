package client

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"starling/kernel/wire"
)

// An object is one of JSON's, as notebooks hold it.
type object = map[string]any

// outputs gathers what the cells of a notebook show.
type outputs struct {
	cell    object // whose outputs are gathered
	clear   bool   // when the next output comes
	byID    map[string][]object
	echo    func(text string) // nil: nobody reads along
	failure *CellError
}

// take adds a message on iopub to the outputs of the cell.
func (o *outputs) take(m *wire.Message) error {
	var c object
	if err := decode(m.Content, &c); err != nil {
		return fmt.Errorf("%s: %w", m.Header.Type, err)
	}
	switch m.Header.Type {
	case "execute_input":
		o.cell["execution_count"] = c["execution_count"]
	case "stream":
		o.stream(text(c["name"]), text(c["text"]))
	case "display_data", "execute_result":
		out := object{"output_type": m.Header.Type, "data": bundle(c["data"]), "metadata": orEmpty(c["metadata"])}
		if m.Header.Type == "execute_result" {
			out["execution_count"] = c["execution_count"]
		}
		o.add(out)
		if id := displayID(c); id != "" {
			o.byID[id] = append(o.byID[id], out)
		}
		o.say(plain(out) + "\n")
	case "update_display_data":
		for _, out := range o.byID[displayID(c)] {
			out["data"], out["metadata"] = bundle(c["data"]), orEmpty(c["metadata"])
		}
	case "clear_output":
		if wait, _ := c["wait"].(bool); wait {
			o.clear = true
		} else {
			o.cell["outputs"] = []any{}
		}
	case "error":
		o.add(object{"output_type": "error", "ename": c["ename"], "evalue": c["evalue"], "traceback": c["traceback"]})
		o.failure = &CellError{Name: text(c["ename"]), Value: text(c["evalue"]), Traceback: lines(c["traceback"])}
	}
	return nil
}

func (o *outputs) say(s string) {
	if o.echo != nil {
		o.echo(s)
	}
}

func (o *outputs) add(out object) {
	list, _ := o.cell["outputs"].([]any)
	if o.clear {
		list, o.clear = nil, false
	}
	o.cell["outputs"] = append(list, any(out))
}

// stream joins text to the stream before it: where it was cut depends on time.
func (o *outputs) stream(name, s string) {
	o.say(s)
	list, _ := o.cell["outputs"].([]any)
	if n := len(list); n > 0 && !o.clear {
		if last, ok := list[n-1].(object); ok && last["output_type"] == "stream" && last["name"] == name {
			last["text"] = split(text(last["text"]) + s)
			return
		}
	}
	o.add(object{"output_type": "stream", "name": name, "text": split(s)})
}

func displayID(c object) string {
	transient, _ := c["transient"].(object)
	return text(transient["display_id"])
}

// bundle writes the texts of a MIME bundle as notebooks do, line by line.
func bundle(v any) object {
	data, _ := v.(object)
	out := object{}
	for mime, x := range data {
		s, isText := x.(string)
		switch {
		case !isText || mime == "application/json" || strings.HasSuffix(mime, "+json"):
			out[mime] = x
		case strings.HasPrefix(mime, "image/") && mime != "image/svg+xml":
			out[mime] = s // base64
		default:
			out[mime] = split(s)
		}
	}
	return out
}

// split cuts a text behind each newline.
func split(s string) []any {
	list := []any{}
	for len(s) > 0 {
		i := strings.IndexByte(s, '\n') + 1
		if i == 0 {
			i = len(s)
		}
		list = append(list, s[:i])
		s = s[i:]
	}
	return list
}

// text joins what split has cut.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		return strings.Join(lines(v), "")
	}
	return ""
}

func lines(v any) []string {
	list, _ := v.([]any)
	var out []string
	for _, x := range list {
		s, _ := x.(string)
		out = append(out, s)
	}
	return out
}

func plain(out object) string {
	data, _ := out["data"].(object)
	return text(data["text/plain"])
}

func orEmpty(v any) any {
	if v == nil {
		return object{}
	}
	return v
}

// A CellError is the error that ended a cell.
type CellError struct {
	Cell        int // from 1, of the notebook's code cells
	Name, Value string
	Traceback   []string
}

func (e *CellError) Error() string {
	head := fmt.Sprintf("code cell %d: %s: %s", e.Cell, e.Name, e.Value)
	if len(e.Traceback) == 0 {
		return head
	}
	return fmt.Sprintf("code cell %d failed:\n%s", e.Cell, strings.Join(e.Traceback, "\n"))
}

// decode keeps numbers as they are written.
func decode(data []byte, v any) error {
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.UseNumber()
	return d.Decode(v)
}

func hasTag(cell object, tag string) bool {
	metadata, _ := cell["metadata"].(object)
	return slices.Contains(lines(metadata["tags"]), tag)
}
