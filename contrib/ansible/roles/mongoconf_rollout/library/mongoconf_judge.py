#!/usr/bin/python
"""Says, on the controller, whether one member may do its part of a phase now, and in which order members go."""

from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = r"""
module: mongoconf_judge
short_description: may this member do its part of a phase now?
description:
  - Makes a tree of the configs of all members, with a keyfile for each that is equal where theirs are equal, and lets mongoconf
    rollout apply do the phase on it. mongoconf refuses what would cut members off from each other.
  - Refuses besides when a server is down, when there is no primary, and when a member that the phase is still to change has
    not been restarted since its file was changed, as nobody knows then what it runs with.
  - Changes nothing but in a temporary folder. Never fails, so that it can be run with no_log; C(problem) says what is wrong.
options:
  program: {description: mongoconf, type: str, default: mongoconf}
  procedure: {description: the procedure, type: str, required: true}
  phase: {description: 'its phase, as mongoconf rollout plan counts them', type: int, required: true}
  flags: {description: 'what the procedure needs, as flags of mongoconf rollout apply without their dashes', type: dict, default: {}}
  member: {description: whose turn it is; without it the order of all is told, type: str}
  members: {description: 'what templates/look.sh.j2 printed of each, as results of a task', type: dict, required: true}
  deployment: {description: how to call the fleet, type: str, required: true}
  declared: {description: 'more keys of the deployment in .mongoconf.yaml, such as kind, users and clients', type: dict, default: {}}
  project: {description: 'more keys at the top of .mongoconf.yaml, such as server-version', type: dict, default: {}}
  rs_conf: {description: 'exports of rs.conf(), files on the controller', type: list, elements: path, default: []}
  rs_status: {description: 'exports of rs.status()', type: list, elements: path, default: []}
  healthy: {description: states of servers that are up, type: list, elements: str, required: true}
"""

import base64
import hashlib
import json
import os
import re
import shutil
import tempfile

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.mongoconf import run, sentence


class Refused(Exception):
    pass


# ---- the members, as they were seen

def decoded(text):
    return base64.b64decode(text).decode("utf-8", "replace")


def read_keyfile(text, member):
    try:
        report = json.loads(text)
        keys = [key["id"] for one in report["keyfiles"] for key in one["keys"]]
        errors = ["%s: %s [%s]" % (one["file"], one["message"], one["rule"]) for one in report["findings"]
                  if one["severity"] == "error"]
    except ValueError:
        keys, errors = [], text.splitlines()
    member["keys"] = keys
    if errors or not keys:
        member["problem"] = sentence(errors) or "%s: no key can be read from it" % member["keyfile"]


def read_member(seen):
    """Of the output of templates/look.sh.j2, on a terminal or not."""
    member = {"content": None, "keyfile": "", "keys": [], "changed_at": 0, "started_at": None, "state": "DOWN", "problem": ""}
    stray = []
    for line in seen.get("stdout", "").splitlines():
        name, blank, value = line.strip().partition(" ")
        if name == "content" and value:
            member["content"] = base64.b64decode(value)
        elif name == "changed" and value.isdigit():
            member["changed_at"] = max(member["changed_at"], int(value))
        elif name == "keyfile":
            member["keyfile"] = decoded(value)
        elif name == "keys":
            read_keyfile(decoded(value), member)
        elif name == "problem":
            member["problem"] = sentence(decoded(value).splitlines())
        elif name == "state":
            member["state"] = value or "DOWN"
        elif name == "started":
            member["started_at"] = int(value) if value.isdigit() else None
            if member["started_at"] is None:
                member["problem"] = member["problem"] or sentence(["when the server was started can't be told", value])
        elif name not in ("content", "changed"):
            stray.append(line)
    if member["content"] is None:
        member["problem"] = sentence(["its config can't be read", seen.get("msg", "")] + stray + seen.get("stderr", "").splitlines())
        member["content"] = b""
    return member


# ---- the tree

def place(name):
    return os.path.join("hosts", name, "mongod.conf")


def write(path, content, mode=0o600):
    if not os.path.isdir(os.path.dirname(path)):
        os.makedirs(path[:path.rindex("/")])
    with open(path, "wb") as file:
        file.write(content)
    os.chmod(path, mode)


def likeness(keys):
    """A keyfile that has a key in common with another one's likeness where the keyfiles have."""
    lines = [hashlib.sha256(key.encode("ascii")).hexdigest() for key in keys]
    return ("".join("- %s\n" % line for line in lines) if len(lines) > 1 else lines[0] + "\n").encode("ascii")


def copy_exports(root, kind, paths):
    names = []
    for number, path in enumerate(paths):
        name = "%s.%d.json" % (kind, number)
        shutil.copyfile(path, os.path.join(root, name))
        names.append(name)
    return names


def make_tree(root, arguments, members):
    declared = {"files": ["hosts/*/mongod.conf"], "hosts": "many", "procedure": arguments["procedure"]}
    declared.update(arguments["declared"])
    for key, kind in (("replica-set-config", "rs_conf"), ("replica-set-status", "rs_status")):
        names = copy_exports(root, kind, arguments[kind])
        if names:
            declared[key] = names
    project = {"files": ["hosts/*/mongod.conf"], "deployments": {arguments["deployment"]: declared},
               "members": [{"path": r"^hosts/(?<host>[^/]+)/mongod\.conf$"}]}
    for name, member in members.items():
        if not re.match(r"^[A-Za-z0-9_][A-Za-z0-9._-]*$", name):
            raise Refused("a host can't be called %s: its name becomes that of a folder" % name)
        write(os.path.join(root, place(name)), member["content"])
        keyfile = member["keyfile"]
        if member["keys"] and keyfile.startswith("/") and ".." not in keyfile.split("/"):
            write(os.path.join(root, "hosts", name, "rootfs") + keyfile, likeness(member["keys"]), 0o400)
            project["key-file-root"] = "hosts/{host}/rootfs"
    project.update(arguments["project"])
    write(os.path.join(root, ".mongoconf.yaml"), json.dumps(project).encode("utf-8"))


# ---- what mongoconf says

class Fleet:
    def __init__(self, module):
        self.module, self.arguments = module, module.params
        self.members = dict((name, read_member(seen)) for name, seen in self.arguments["members"].items())
        self.check_looks()
        self.root = self.tree()
        self.deployments = {}
        self.phases = self.plan()

    def tree(self):
        root = tempfile.mkdtemp(dir=self.module.tmpdir)
        make_tree(root, self.arguments, self.members)
        return root

    def flags(self):
        words = []
        for name, value in sorted(self.arguments["flags"].items()):
            words += ["--" + name, str(value)]
        return words

    def rollout(self, root, action, rest):
        return run(self.module, self.arguments["program"],
                   ["rollout", action, self.arguments["procedure"]] + self.flags() + rest, cwd=root)

    def apply(self, names=None):
        """The phase, done in a tree of its own: what was said, and the configs that changed, as bytes."""
        root = self.tree()
        paths = [place(name) for name in names] if names else []
        status, dummy, said = self.rollout(root, "apply", ["--phase", str(self.arguments["phase"])] + paths)
        if status:
            raise Refused(sentence(said))
        changed = {}
        for name in self.members:
            with open(os.path.join(root, place(name)), "rb") as file:
                content = file.read()
            if content != self.members[name]["content"]:
                changed[name] = content
        return said, changed

    def plan(self):
        """Those of the plan with this number, each with the names of the members of its set or cluster."""
        dummy, out, said = self.rollout(self.root, "plan", ["--format", "json", "--fail-on", "never"])
        try:
            fields = json.loads(out.decode("utf-8"))["fields"]
        except ValueError:
            raise Refused(sentence(said))
        found = []
        for field in fields:
            self.deployments.update((one["name"], one["deployment"]) for one in field["members"])
            for phase in field.get("phases", []):
                if phase["number"] == self.arguments["phase"]:
                    found.append((set(one["name"] for one in field["members"]), phase))
        return found

    # ---- what the hosts say

    def is_stale(self, name):
        return self.members[name]["changed_at"] > self.members[name]["started_at"]

    def is_up(self, name):
        return self.members[name]["state"] in self.arguments["healthy"]

    def check_looks(self):
        for name, member in sorted(self.members.items()):
            if member["problem"]:
                raise Refused("%s: %s" % (name, member["problem"]))

    def check_others(self, but):
        """One is about to go down: all others must be up."""
        for name in sorted(self.members):
            if name != but and not self.is_up(name):
                raise Refused("%s is %s, so no other member may go down" % (name, self.members[name]["state"]))
        for deployment in sorted(set(self.deployments.values())):
            states = [member["state"] for name, member in self.members.items() if self.deployments.get(name) == deployment]
            if "SECONDARY" in states and "PRIMARY" not in states:
                raise Refused("%s has no primary" % deployment)

    def check_running(self, names):
        for name in sorted(names):
            if self.is_stale(name):
                raise Refused("%s has not been restarted since its config or keyfile changed, so what it runs with is not known: "
                              "restart it, or finish the phase before this one" % name)


def transforms_for(module, program, transforms, flags):
    """The arguments of apply: the transforms, and those of the flags that they take."""
    status, out, said = run(module, program, ["list", "transforms", "--format", "json"])
    if status:
        raise Refused(sentence(said))
    names = [one.split(":")[0] for one in transforms.split(",")]
    known = json.loads(out.decode("utf-8"))["transforms"]
    taken = set(flag["name"] for one in known if one["name"] in names for flag in one["flags"])
    words = []
    for name, value in sorted(flags.items()):
        if name in taken:
            words += ["--" + name, str(value)]
    return words


def tell_order(fleet):
    """Whoever was begun with and is not restarted or not up, then all others as the plan has them, the primary last."""
    planned = []
    for dummy, phase in fleet.phases:
        for roll in phase["rolls"]:
            planned += [stop["member"] for stop in roll["stops"]]
    planned += sorted(set(fleet.members) - set(planned))

    def rank(name):
        if fleet.members[name]["state"] == "PRIMARY":
            return 2
        return 0 if fleet.is_stale(name) or not fleet.is_up(name) else 1

    return sorted((name for name in planned if name in fleet.members), key=lambda name: (rank(name), planned.index(name)))


def judge_member(fleet, name, result):
    result["state"] = fleet.members[name]["state"]
    said, changed = fleet.apply()
    result.update(said=said, edit=name in changed, restart=name in changed or fleet.is_stale(name))
    if not result["restart"]:
        return
    fleet.check_others(name)
    if not result["edit"]:
        return
    if not fleet.is_up(name):
        raise Refused("%s is %s: it is not changed before it is up" % (name, fleet.members[name]["state"]))
    fleet.check_running(changed)
    result["said"], alone = fleet.apply([name])
    if set(alone) != set([name]):
        raise Refused("doing the phase on %s alone changes %s" % (name, ", ".join(sorted(alone)) or "nothing"))
    phase = [one for names, one in fleet.phases if name in names]
    if len(phase) != 1 or not phase[0]["transforms"]:
        raise Refused("mongoconf rollout plan does not say how the phase changes the config of %s" % name)
    result["transforms"] = phase[0]["transforms"]
    result["flags"] = transforms_for(fleet.module, fleet.arguments["program"], result["transforms"], fleet.arguments["flags"])
    result["before"] = hashlib.sha256(fleet.members[name]["content"]).hexdigest()
    result["after"] = hashlib.sha256(alone[name]).hexdigest()


def judge(module, result):
    arguments = module.params
    name = arguments["member"]
    fleet = Fleet(module)
    if name and name not in fleet.members:
        raise Refused("%s is none of the fleet: %s" % (name, ", ".join(sorted(fleet.members))))
    for dummy, phase in fleet.phases:
        if phase["changes_files"] and not phase["transforms"]:
            raise Refused("phase %d of %s changes keyfiles, which this role does not do: mongoconf keyfile rotate does"
                          % (arguments["phase"], arguments["procedure"]))
    if name:
        judge_member(fleet, name, result)
    else:
        # The copies have changed, and the order is another play's.
        result["said"] = [line for line in fleet.apply()[0] if not re.match(r"hosts/.*: changed$|.*: now restart ", line)]
        result["order"] = tell_order(fleet)


def main():
    module = AnsibleModule(argument_spec={
        "program": {"type": "str", "default": "mongoconf"},
        "procedure": {"type": "str", "required": True},
        "phase": {"type": "int", "required": True},
        "flags": {"type": "dict", "default": {}},
        "member": {"type": "str"},
        "members": {"type": "dict", "required": True},
        "deployment": {"type": "str", "required": True},
        "declared": {"type": "dict", "default": {}},
        "project": {"type": "dict", "default": {}},
        "rs_conf": {"type": "list", "elements": "path", "default": []},
        "rs_status": {"type": "list", "elements": "path", "default": []},
        "healthy": {"type": "list", "elements": "str", "required": True},
    }, supports_check_mode=True)
    result = {"changed": False, "problem": "", "said": [], "order": [], "edit": False, "restart": False,
              "state": "", "transforms": "", "flags": [], "before": "", "after": ""}
    try:
        judge(module, result)
    except (Refused, IOError, OSError) as error:
        result.update(problem=str(error), edit=False, restart=False)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
