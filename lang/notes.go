package lang

import (
	"sync"

	stock "go.starlark.net/syntax"

	"starling/lang/annotation"
)

// notes keeps the annotations of variables, for whoever asks about them.
type notes struct {
	mu     sync.Mutex
	byName map[string]string
}

func (n *notes) add(annotations map[string]stock.Expr) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.byName == nil {
		n.byName = map[string]string{}
	}
	for name, note := range annotations {
		n.byName[name] = annotation.Text(note)
	}
}

func (n *notes) get(name string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.byName[name]
}
