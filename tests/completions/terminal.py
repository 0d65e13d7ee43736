#!/usr/bin/env python3
"""terminal.py SCRIPT: types lines into a bash at a terminal, each with TABs, and compares the words that the program is
then called with. Run in a folder with `mongod.conf`, `it's one.conf` and `hosts/rack two`."""
import os
import pty
import select
import sys

# Typed, and what the program gets. A TAB that has one answer completes; a blank follows where the word is done.
CASES = [
	("mongoconf comp\tba\t", ["completions", "bash"]),
	("mongoconf lint --fail-\tw\tmong\t", ["lint", "--fail-on", "warning", "mongod.conf"]),
	("mongoconf lint --format=js\tmong\t", ["lint", "--format=json", "mongod.conf"]),
	("mongoconf lint --output=mong\t", ["lint", "--output=mongod.conf"]),
	("mongoconf lint --select fleet,keyfile-wea\t", ["lint", "--select", "fleet,keyfile-weak"]),
	("mongoconf set net.por\t27018 mong\t", ["set", "net.port=27018", "mongod.conf"]),
	("mongoconf apply enter-\thosts/\t", ["apply", "enter-transition", "hosts/rack two/"]),
	("mongoconf lint it\t", ["lint", "it's one.conf"]),
	("mongoconf lint 'it\t", ["lint", "it's one.conf"]),
	("mongoconf lint --key-file-root hos\t", ["lint", "--key-file-root", "hosts/"]),
	("mongoconf rollout status enf\tmong\t", ["rollout", "status", "enforce-keyfile", "mongod.conf"]),
	("mongoconf list --format man r\t", ["list", "--format", "man", "rules"]),
]


def talk(script):
	pid, terminal = pty.fork()
	if pid == 0:
		os.environ["TERM"] = "dumb"
		os.environ["INPUTRC"] = "/dev/null"
		os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
	setup = "PS1= PS2=; unset HISTFILE; source '%s'; mongoconf() { printf '<%%s>' \"$@\"; echo; }\n" % script
	text = setup + "".join(typed + "\n" for typed, _ in CASES) + "echo THE-\"\"END\nexit\n"
	left, heard = text.encode(), b""
	while b"THE-END" not in heard:
		readable, writable, _ = select.select([terminal], [terminal] if left else [], [], 60)
		if not readable and not writable:
			raise SystemExit("bash says nothing more; it said:\n" + heard.decode(errors="replace"))
		if readable:
			try:
				heard += os.read(terminal, 65536)
			except OSError:
				break
		if writable:
			left = left[os.write(terminal, left[:200]):]
	os.close(terminal)
	os.waitpid(pid, 0)
	return heard.decode(errors="replace")


def main():
	said = talk(sys.argv[1]).replace("\r", "")
	bad = 0
	for typed, words in CASES:
		wanted = "".join("<%s>" % word for word in words)
		if wanted + "\n" not in said:
			print("typed %r, wanted %s" % (typed, wanted))
			bad += 1
	if bad:
		print("bash said:\n" + said)
	return bad != 0


sys.exit(main())
