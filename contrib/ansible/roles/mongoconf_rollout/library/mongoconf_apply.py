#!/usr/bin/python
"""Edits one config by mongoconf's named transforms."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: mongoconf_apply
short_description: edit the config of a mongod or mongos by named transforms
description:
  - Runs mongoconf apply on one file, after mongoconf lint found the result to be one that the server starts with on this host.
  - Changes nothing where all is so already. Check mode writes nothing; diff mode shows mongoconf's own diff.
options:
  program: {description: mongoconf, type: str, default: mongoconf}
  config: {description: the config's path, type: path, required: true}
  transforms: {description: 'the names, with commas between', type: str, required: true}
  flags: {description: flags of mongoconf apply, type: list, elements: str, default: []}
  lint_flags: {description: further flags of mongoconf lint, type: list, elements: str, default: []}
  before: {description: 'fail unless the file has this SHA-256', type: str}
  after: {description: 'fail unless the result has this SHA-256', type: str}
  backup: {description: keep the old file beside the new one, type: bool, default: false}
"""

EXAMPLES = r"""
- name: Let the peers reach this member
  mongoconf_apply:
    config: /etc/mongod.conf
    transforms: ensure-bindIp
    flags: [--bind-ip, 10.0.0.2]
"""

import hashlib

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.mongoconf import run, sentence


def digest(content):
    return hashlib.sha256(content).hexdigest()


def read(module, path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except (IOError, OSError) as error:
        module.fail_json(msg=str(error))


def must(module, wanted, outcome):
    status, out, said = outcome
    if status not in wanted:
        module.fail_json(msg=sentence(said) or "mongoconf ended with status %d" % status)
    return out


def check_result(module, content):
    """What the server would not start with is not written."""
    arguments = module.params
    status, out, said = run(module, arguments["program"],
                            ["lint", "--on-host", "--no-project", "--fail-on", "error", "--format", "oneline", "--quiet"] +
                            arguments["lint_flags"] + ["--stdin-filename", arguments["config"], "-"], data=content)
    if status:
        lines = [line for line in out.decode("utf-8", "replace").splitlines() if ": error: " in line]
        module.fail_json(msg="not changed, as mongod would not start with it: %s" % sentence(lines + said))


def main():
    module = AnsibleModule(argument_spec={
        "program": {"type": "str", "default": "mongoconf"},
        "config": {"type": "path", "required": True},
        "transforms": {"type": "str", "required": True},
        "flags": {"type": "list", "elements": "str", "default": []},
        "lint_flags": {"type": "list", "elements": "str", "default": []},
        "before": {"type": "str"},
        "after": {"type": "str"},
        "backup": {"type": "bool", "default": False},
    }, supports_check_mode=True)
    arguments = module.params
    config = arguments["config"]
    words = ["apply", "--no-project"] + arguments["flags"]
    ends = ["--", arguments["transforms"], config]
    old = read(module, config)
    if arguments["before"] and digest(old) != arguments["before"]:
        module.fail_json(msg="%s has changed since it was judged: nothing was done" % config)
    new = must(module, [0], run(module, arguments["program"], words + ["--stdout"] + ends))
    if arguments["after"] and digest(new) != arguments["after"]:
        module.fail_json(msg="%s would become something else than was judged: nothing was done; is mongoconf here another "
                             "version than on the controller?" % config)
    if new == old:
        module.exit_json(changed=False)
    check_result(module, new)
    diff = must(module, [1], run(module, arguments["program"], words + ["--check", "--diff"] + ends))
    if not module.check_mode:
        must(module, [0], run(module, arguments["program"], words + (["--backup"] if arguments["backup"] else []) + ends))
    module.exit_json(changed=True, diff={"prepared": diff.decode("utf-8", "replace")})


if __name__ == "__main__":
    main()
