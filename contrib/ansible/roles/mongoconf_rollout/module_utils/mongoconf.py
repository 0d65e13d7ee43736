"""What the modules of this role share: to run mongoconf, and to say in one line what it said."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

# mongoconf takes nothing else from the environment that would change what it prints.
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "NO_COLOR": "1", "CLICOLOR_FORCE": "0"}


def run(module, program, arguments, cwd=None, data=None):
    """Status, standard output as bytes, and what it said: both outputs as lines, without what each line begins with."""
    command = [program] + arguments
    status, out, err = module.run_command(command, cwd=cwd, data=data, binary_data=True, encoding=None,
                                          environ_update=ENVIRONMENT, handle_exceptions=False)
    said = []
    for line in err.decode("utf-8", "replace").splitlines():
        for prefix in ("mongoconf: ", "error: ", "refused: "):
            if line.startswith(prefix):
                line = line[len(prefix):]
        said.append(line)
    return status, out, said


def sentence(lines):
    """One line, as Ansible prints line ends of a failure as \\n."""
    return "; ".join(line.strip() for line in lines if line.strip())
