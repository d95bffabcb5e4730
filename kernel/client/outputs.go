package client

import (
	"fmt"
	"strings"

	"starling/kernel/wire"
)

// outputs gathers what the cells of a notebook show.
type outputs struct {
	cell    object   // whose outputs are gathered
	list    []object // so far
	clear   bool     // when the next output comes
	byID    map[string][]object
	echo    func(text string) // nil: nobody reads along
	failure *CellError
}

// begin turns to a cell.
func (o *outputs) begin(cell object) {
	o.cell, o.list, o.clear, o.failure = cell, nil, false, nil
	cell["outputs"], cell["execution_count"] = []any{}, nil
}

// end gives the cell its outputs.
func (o *outputs) end() {
	list := []any{}
	for _, out := range o.list {
		if s, ok := out["text"].(*strings.Builder); ok {
			out["text"] = split(s.String())
		}
		list = append(list, out)
	}
	o.cell["outputs"] = list
}

// take adds a message on iopub to the outputs of the cell. A type that shows
// nothing is left aside.
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
		o.update(c) // who shows under a name again means the same thing
		out := object{"output_type": m.Header.Type, "data": bundle(c["data"]), "metadata": orEmpty(c["metadata"])}
		if m.Header.Type == "execute_result" {
			out["execution_count"] = c["execution_count"]
			o.cell["execution_count"] = c["execution_count"]
		}
		o.add(out)
		if id := displayID(c); id != "" {
			o.byID[id] = append(o.byID[id], out)
		}
		data, _ := c["data"].(object)
		o.say(text(data["text/plain"]) + "\n")
	case "update_display_data":
		o.update(c)
	case "clear_output":
		if wait, _ := c["wait"].(bool); wait {
			o.clear = true
		} else {
			o.list = nil
		}
	case "error":
		o.add(object{"output_type": "error", "ename": c["ename"], "evalue": c["evalue"], "traceback": c["traceback"]})
		o.failure = &CellError{Name: text(c["ename"]), Value: text(c["evalue"]), Traceback: lines(c["traceback"])}
	}
	return nil
}

// failed notes a failure of which nothing is shown.
func (o *outputs) failed(name, value string) {
	o.failure = &CellError{Name: name, Value: value}
}

// update changes what is shown under the name of a display, in any cell.
func (o *outputs) update(c object) {
	for _, out := range o.byID[displayID(c)] {
		out["data"], out["metadata"] = bundle(c["data"]), orEmpty(c["metadata"])
	}
}

func displayID(c object) string {
	transient, _ := c["transient"].(object)
	return text(transient["display_id"])
}

func (o *outputs) say(s string) {
	if o.echo != nil {
		o.echo(s)
	}
}

func (o *outputs) add(out object) {
	if o.clear {
		o.list, o.clear = nil, false
	}
	o.list = append(o.list, out)
}

// stream joins text to the stream before it: where it was cut depends on time.
func (o *outputs) stream(name, s string) {
	o.say(s)
	if n := len(o.list); n > 0 && !o.clear {
		last := o.list[n-1]
		if b, ok := last["text"].(*strings.Builder); ok && last["name"] == name {
			b.WriteString(s)
			return
		}
	}
	b := &strings.Builder{}
	b.WriteString(s)
	o.add(object{"output_type": "stream", "name": name, "text": b})
}

// A CellError is the error that ended a cell.
type CellError struct {
	Cell        int // from 1, of the notebook's code cells
	Name, Value string
	Traceback   []string
}

func (e *CellError) Error() string {
	if len(e.Traceback) == 0 {
		return fmt.Sprintf("code cell %d: %s: %s", e.Cell, e.Name, e.Value)
	}
	return fmt.Sprintf("code cell %d failed:\n%s", e.Cell, strings.Join(e.Traceback, "\n"))
}
