package kernel

// cellPublisher is the Publisher of a cell. Of a silent one nobody sees the
// output, though it may still ask.
type cellPublisher struct {
	pump   *pump
	silent bool
	ask    func(prompt string, password bool) (string, error)
	comm   func(m CommMessage) error
	replay func(number int) error
}

var _ Publisher = (*cellPublisher)(nil)

func (p *cellPublisher) Stream(name, text string) {
	if !p.silent {
		p.pump.stream(name, text)
	}
}

func (p *cellPublisher) Display(data, metadata map[string]any, id string) {
	if p.silent {
		return
	}
	transient := content{}
	if id != "" {
		transient["display_id"] = id
	}
	p.pump.show("display_data", data, metadata, content{"transient": transient})
}

func (p *cellPublisher) Update(data, metadata map[string]any, id string) {
	switch {
	case p.silent:
	case id == "": // nothing to replace
		p.Display(data, metadata, id)
	default:
		p.pump.update(data, metadata, id)
	}
}

func (p *cellPublisher) ClearOutput(wait bool) {
	if !p.silent {
		p.pump.clearOutput(wait)
	}
}

func (p *cellPublisher) Input(prompt string, password bool) (string, error) {
	p.pump.flush() // what was printed explains what is asked
	return p.ask(prompt, password)
}

func (p *cellPublisher) Replay(number int) error {
	if p.silent {
		return nil
	}
	return p.replay(number)
}

// nowhere drops all output.
type nowhere struct{}

func (nowhere) Stream(string, string)                          {}
func (nowhere) Display(map[string]any, map[string]any, string) {}
func (nowhere) Update(map[string]any, map[string]any, string)  {}
func (nowhere) ClearOutput(bool)                               {}
func (nowhere) Input(string, bool) (string, error)             { return "", ErrNoInput }
func (nowhere) Replay(int) error                               { return nil }
