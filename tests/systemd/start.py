"""Runs the commands of a unit's check the way systemd does, without a systemd.

    start.py [--user UID] [--no-calls] KEY PATH-OF-PROGRAMS UNIT-FILE... [NAME=VALUE...]

KEY is ExecStartPre or ExecStart; those with the prefix + are left out. The files are read one after the other, as a unit and
its drop-ins are; NAME=VALUE are further lines Environment=. The environment has those and PATH, and nothing else; the
commands get no terminal and no standard input, and may gain no rights. With --no-calls a filter refuses what a unit's
SystemCallFilter= and RestrictAddressFamilies= might: sockets, Landlock, openat2, io_uring, new namespaces and
ptrace.

Exits with the status of the first command that fails, else with 0.
"""

import ctypes
import os
import platform
import re
import shutil
import struct
import sys


# ---- unit files

def assignments(path):
    """The lines NAME=VALUE of a unit file, with continued ones joined by a blank, as systemd.syntax(7) says."""
    joined = ""
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.rstrip("\n")
            if line.lstrip().startswith(("#", ";")):
                continue
            if line.endswith("\\"):
                joined += line[:-1] + " "
                continue
            name, equals, value = (joined + line).partition("=")
            joined = ""
            if equals:
                yield name.strip(), value.strip()


def words_of(text):
    """Words and their quotes, as systemd.service(5) says of COMMAND LINES."""
    word, quote, words, inside = "", "", [], False
    for char in text:
        if quote:
            if char == quote:
                quote = ""
            else:
                word += char
        elif char in "'\"":
            quote, inside = char, True
        elif char in " \t":
            if inside or word:
                words.append(word)
            word, inside = "", False
        else:
            word += char
    return words + [word] if inside or word else words


def expanded(words, environment):
    """$NAME as a word of its own is as many words as its value has; ${NAME} is one, or a part of one; $$ is a dollar."""
    result = []
    for word in words:
        alone = re.fullmatch(r"\$([A-Za-z_]\w*)", word)
        if alone:
            result += words_of(environment.get(alone[1], ""))
            continue
        result.append(re.sub(r"\$(?:\$|\{([A-Za-z_]\w*)\})",
                             lambda found: environment.get(found[1], "") if found[1] else "$", word))
    return result


# ---- walls

CALLS = {
    "x86_64": (0xC000003E, [41, 53, 101, 272, 308, 425]),
    "aarch64": (0xC00000B7, [198, 199, 117, 97, 268, 425]),
}
LANDLOCK, OPENAT2 = [444, 445, 446], [437]


def refuse_calls():
    """A seccomp filter of few instructions (seccomp(2), bpf(4)): those calls end with EPERM."""
    architecture, calls = CALLS[platform.machine()]
    calls = calls + OPENAT2 + LANDLOCK
    code = [(0x20, 0, 0, 4), (0x15, 1, 0, architecture), (0x06, 0, 0, 0x80000000), (0x20, 0, 0, 0)]
    for number, call in enumerate(calls):
        code.append((0x15, len(calls) - number, 0, call))
    code += [(0x06, 0, 0, 0x7FFF0000), (0x06, 0, 0, 0x00050001)]
    text = b"".join(struct.pack("HBBI", *one) for one in code)
    buffer = ctypes.create_string_buffer(text)
    program = struct.pack("HxxxxxxP", len(code), ctypes.addressof(buffer))
    if ctypes.CDLL(None, use_errno=True).prctl(22, 2, program, 0, 0):
        raise OSError(ctypes.get_errno(), "no seccomp filter")


def run(words, environment, user, no_calls):
    child = os.fork()
    if child:
        status = os.waitpid(child, 0)[1]
        return os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
    try:
        os.setsid()
        os.chdir("/")
        os.umask(0o077)
        os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
        os.dup2(1, 2)
        os.closerange(3, 256)
        if user is not None:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
        if ctypes.CDLL(None).prctl(38, 1, 0, 0, 0):
            raise OSError("rights may be gained")
        if no_calls:
            refuse_calls()
        os.execve(shutil.which(words[0], path=environment["PATH"]) or words[0], words, environment)
    except OSError as error:
        print("start.py:", words[0], error, flush=True)
    os._exit(203)


def main():
    arguments, user, no_calls = sys.argv[1:], None, False
    while arguments[0].startswith("--"):
        flag = arguments.pop(0)
        if flag == "--user":
            user = int(arguments.pop(0))
        else:
            no_calls = True
    key, environment, lines = arguments.pop(0), {"PATH": arguments.pop(0)}, []
    for argument in arguments:
        if "=" in argument:
            environment.update([argument.split("=", 1)])
            continue
        for name, value in assignments(argument):
            if name == "Environment":
                environment.update(word.split("=", 1) for word in words_of(value))
            elif name == key and not value.startswith("+"):
                lines.append(value)
    if not lines:
        sys.exit(f"start.py: no {key}= in {arguments}")
    for line in lines:
        status = run(expanded(words_of(line), environment), environment, user, no_calls)
        if status:
            sys.exit(status)


main()
