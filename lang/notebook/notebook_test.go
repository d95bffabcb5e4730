package notebook

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestCells(t *testing.T) {
	cells, err := Cells("x.ipynb", []byte(`{"nbformat": 4, "metadata": {"language_info": {"name": "starling"}}, "cells": [
		{"cell_type": "markdown", "source": "# x"},
		{"cell_type": "code", "source": "a = 1\nb"},
		{"cell_type": "code", "source": ["c\n", "d"], "metadata": {"tags": ["raises-exception"]}},
		{"cell_type": "code", "source": []}]}`))
	want := []Cell{{1, "a = 1\nb", false}, {2, "c\nd", true}, {3, "", false}}
	if err != nil || !slices.Equal(cells, want) {
		t.Errorf("got %+v, %v, want %+v", cells, err, want)
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`[]`, "x.ipynb is no notebook"},
		{`{"nbformat": 3, "cells": []}`, "x.ipynb is no notebook: nbformat = 3, want 4"},
		{`{"nbformat": 4, "cells": [{"cell_type": "code", "source": 3}]}`, "the source of a cell is neither a text nor lines"},
		{`{"nbformat": 4, "metadata": {"kernelspec": {"language": "python"}}, "cells": []}`, "x.ipynb: the notebook is of another language: python"},
	} {
		if _, err := Cells("x.ipynb", []byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.text, err, c.want)
		}
	}
	if _, err := Cells("x", []byte(`{"nbformat": 4, "metadata": {"kernelspec": {"language": "R"}}, "cells": []}`)); !errors.Is(err, ErrLanguage) {
		t.Errorf("got %v, want ErrLanguage", err)
	}
}
