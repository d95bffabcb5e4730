package kernel

import "starling/kernel/history"

// remember notes the text of the result of a cell.
func (k *kernel) remember(number int, b *Bundle) {
	if text, ok := b.Data["text/plain"].(string); ok {
		k.history.Result(number, text)
	}
}

func (k *kernel) historyReply(r *request) (content, error) {
	var q history.Query
	if err := r.read(&q); err != nil {
		return nil, err
	}
	found, err := k.history.Find(q)
	if err != nil {
		return nil, err
	}
	items := make([][3]any, len(found))
	for i, e := range found {
		var what any = e.Input
		if q.Output {
			what = [2]any{e.Input, e.Output}
		}
		items[i] = [3]any{e.Session, e.Line, what}
	}
	return content{"status": "ok", "history": items}, nil
}
