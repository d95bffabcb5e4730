package universe

// A Native is an operation that the stock machine does without a poll, so an
// interrupt waits for its end.
type Native struct {
	Name  string
	Setup string // made beforehand
	Expr  string // takes as long as the operation can, within 2 GiB a value
	Worst string // on a server's CPU core of 2024; the benchmark Native measures it
	Scale int    // Setup has 1/Scale of the elements that fit
}

// Natives lists them. Lowering them too would slow every + of a program for
// waits that only the largest values give: the times are those of operands or
// results of 2 GiB. What +, | and list += s.elems() make is not sized either,
// so there it can be more. A long range refuses to become a list or arguments
// (span.go). Nothing bounds how deep tuples are nested: to hash one that is
// millions deep ends the process.
var Natives = []Native{
	{Name: "x in string", Setup: "x = 'a' * (16 * n)", Expr: "'ab' in x", Worst: "0.4 s", Scale: 64},
	{Name: "string < string", Setup: "x = 'a' * (16 * n)\ny = 'a' * (16 * n)", Expr: "x < y", Worst: "0.4 s", Scale: 64},
	{Name: "list + list", Setup: "x = [0] * (n // 2)", Expr: "x + x", Worst: "2 s", Scale: 64},
	{Name: "string + string", Setup: "x = 'a' * (8 * n)", Expr: "x + x", Worst: "2 s", Scale: 64},
	{Name: "dict | dict", Setup: "x = {i: i for i in range(n // 12)}\ny = {-i: i for i in range(n // 12)}", Expr: "x | y", Worst: "9 s", Scale: 64},
	{Name: "set | set", Setup: "x = set(range(n // 12))\ny = set(range(-n // 12, 0))", Expr: "x | y", Worst: "11 s", Scale: 64},
	{Name: "list[::2]", Setup: "x = [0] * n", Expr: "x[::2]", Worst: "8 s", Scale: 64},
	{Name: "string[::-1]", Setup: "x = 'a' * (16 * n)", Expr: "x[::-1]", Worst: "9 s", Scale: 64},
	{Name: "list.insert", Setup: "x = [0] * n", Expr: "x.insert(0, 0)", Worst: "7 s", Scale: 64},
	{Name: "list.pop", Setup: "x = [0] * n", Expr: "x.pop(0)", Worst: "0.2 s", Scale: 64},
	{Name: "dict.clear", Setup: "x = {i: i for i in range(n // 6)}", Expr: "x.clear()", Worst: "0.3 s", Scale: 64},
	{Name: "string.startswith", Setup: "x = 'a' * (16 * n)\ny = 'a' * (16 * n)", Expr: "x.startswith(y)", Worst: "0.3 s", Scale: 64},
	{Name: "f(*list)", Setup: "x = [0] * n", Expr: "(lambda *a: None)(*x)", Worst: "17 s", Scale: 64},
	{Name: "tuple as a key", Setup: "x = tuple(range(n))", Expr: "x in {}", Worst: "0.9 s", Scale: 64},
	{Name: "str(int)", Setup: "x = pow(3, 2600000)", Expr: "str(x)", Worst: "0.5 s", Scale: 1},
	{Name: "int // int", Setup: "x = pow(3, 2600000)\ny = pow(3, 1300000)", Expr: "x // y", Worst: "0.2 s", Scale: 1},
}
