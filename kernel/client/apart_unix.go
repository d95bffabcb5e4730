//go:build unix

package client

import (
	"os/exec"
	"syscall"
)

// apart gives the kernel a process group of its own: Ctrl-C in a terminal is
// for the runner, which interrupts the kernel.
func apart(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
