"""growth: runs the shapes below at sizes n, 2n and 4n, and looks at how much more the largest takes. See tests/growth.

What is constant falls out of the differences: from 2n to 4n it has to be twice as much as from n to 2n, where work is in
proportion, and would be four times as much where each thing is held against each other.
"""
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile

LIMIT = 2.5                   # of 2 for what is linear, and 4 for squares; sorting takes a little more than 2
MEMORY = 24 * 1024 * 1024    # of address space, for the largest; the program itself has 9 MB

SHAPES = {}


def shape(count, *command, memory=False, status=(0, 1)):
    """The function writes the tree: names of files, and texts. With `memory`, the largest has to do with what MEMORY is, too."""
    def keep(tree):
        SHAPES[tree.__name__.replace("_", "-")] = (tree, count, command, memory, status)
        return tree
    return keep


def config(host="db", more=""):
    return ("storage:\n  dbPath: /var/lib/mongodb\nnet:\n  port: 27018\n  bindIp: 127.0.0.1,%s.example.net\nsecurity:\n"
            "  authorization: enabled\n  keyFile: /etc/mongodb/keyfile\nreplication:\n  replSetName: rs0\n%s" % (host, more))


@shape(25, "lint")
def projects(count):
    for i in range(count):
        yield "p%d/mongod.conf" % i, config("db%d" % i, "storage.directoryPerDB: true\n" * 8)
        yield "p%d/.mongoconf.yaml" % i, "server-version: '7.0'\n"


SNIPPET = "/var/log/mongodb/*.log {\n  postrotate\n    kill -USR1 $(cat /run/mongod.pid)\n  endscript\n}\n"


@shape(15, "lint", ".")
def snippets_of_logrotate(count):
    for i in range(count):
        yield "db%d/mongod.conf" % i, config("db%d" % i, "systemLog:\n  destination: file\n  path: /var/log/mongodb/mongod.log\n")
        yield "db%d/logrotate.d/mongod" % i, SNIPPET


UNIT = "[Service]\nType=simple\nExecStart=/usr/bin/mongod --config /etc/mongod.conf\n"
COMPOSE = ("services:\n  db:\n    image: mongo:7\n    command: mongod --config /etc/mongod.conf\n"
           "    volumes: ['./etc/mongod.conf:/etc/mongod.conf']\n")


@shape(80, "lint", "--jobs", "1", ".", memory=True)
def units_of_hosts(count):
    for i in range(count):
        yield "hosts/h%d/etc/mongod.conf" % i, config("db%d" % i)
        yield "hosts/h%d/etc/systemd/system/mongod.service" % i, UNIT
        yield "hosts/h%d/mongod.service" % i, UNIT
        yield "hosts/h%d/compose.yaml" % i, COMPOSE


MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c%d\ndata:\n  mongod.conf: |\n    net:\n      port: 27018\n"
POD = """apiVersion: v1
kind: Pod
metadata:
  name: p%d
spec:
  containers:
    - name: mongod
      image: mongo:7.0
      command: [mongod, --config, /etc/mongod.conf]
      volumeMounts: [{name: conf, mountPath: /etc/mongod.conf, subPath: mongod.conf}]
  volumes: [{name: conf, configMap: {name: c%d}}]
"""


@shape(18, "lint", ".")
def pods_beside_maps(count):
    for i in range(count):
        yield "c%d.yaml" % i, MAP % i
        yield "p%d.yaml" % i, POD % (i, i)


@shape(100, "lint", memory=True)
def blanks_that_are_none(count):
    yield "mongod.conf", config(more="".join("a%d: x\u00a0\n" % i for i in range(count)))


@shape(35, "lint", memory=True)
def sections_again(count):
    yield "mongod.conf", config(more="".join("net:\n  other%d: 1\n" % i for i in range(count)))


@shape(300, "lint", memory=True)
def services_of_one_config(count):
    yield "mongod.conf", config()
    yield "compose.yml", "services:\n" + "".join(
        "  db%d:\n    image: mongo:7.0\n    command: mongod --config /etc/mongod.conf\n    volumes: [./mongod.conf:/etc/mongod.conf]\n" % i
        for i in range(count))


@shape(250, "fix", "--check")
def fixes_of_one_file(count):
    yield "mongod.conf", config(more="sharding:\n" + "  clusterRole: shardsvr\n" * count)


@shape(300, "set", "net.port=27019", "--check", "mongod.conf")
def names_of_the_old_format(count):
    yield "mongod.conf", "dbpath = /srv\n" + "".join("foo%d = 1\n" % i for i in range(count))


@shape(40, "set", "net.port=27019", "--check", ".")
def deployments(count):
    yield ".mongoconf.yaml", "deployments:\n" + "".join(
        "  rs%d:\n    files: [%s]\n" % (i, ", ".join("a%d/%d.conf" % (i, k) for k in range(10))) for i in range(count))
    for i in range(count):
        yield "a%d/mongod.conf" % i, "net:\n  port: 1\n"


@shape(40, "lint", ".")
def globs_of_deployments(count):
    yield ".mongoconf.yaml", "deployments:\n" + "".join(
        "  rs%d:\n    files: ['**/rs%d/*.conf', 'rs%d-*/mongod.conf']\n" % (i, i, i) for i in range(count)) + "overrides:\n" + "".join(
        "  - {files: '**/rs%d/*', server-version: '7.0'}\n" % i for i in range(count))
    for i in range(count):
        yield "rs%d/mongod.conf" % i, "net:\n  port: 1\n"


@shape(400, "lint", memory=True)
def tabs(count):
    yield "mongod.conf", config(more="setParameter:\n" + "".join("\tfoo%d: bar\n" % i for i in range(count)))


@shape(400, "lint", memory=True)
def names_of_one_comment(count):
    yield "mongod.conf", config(more="# mongoconf: ignore-file[%s] why\n" % ",".join(["default-port"] * count))


@shape(300, "lint")
def comments_of_one_line(count):
    yield "mongod.conf", config(more="# mongoconf: ignore[default-port] why\n" * count + "storage.directoryPerDB: true\n")


def make(root, tree, count):
    for name, text in tree(count):
        path = os.path.join(root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)


def instructions(folder, root, command, status):
    """Of its first process: what git executes is not ours."""
    log = os.path.join(folder, "count")
    run = subprocess.Popen(["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null",
                            "--vex-guest-chase=no", "--log-file=%s.%%p" % log, *command],
                           cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = run.communicate()[1]
    with open("%s.%d" % (log, run.pid)) as file:
        counted = re.findall(r"I +refs: +([0-9,]+)", file.read())
    if run.returncode not in status or not counted:
        raise RuntimeError("under valgrind, %s ended with %d: %s" % (" ".join(command), run.returncode, said[:500]))
    return int(counted[-1].replace(",", ""))


def fits(root, command, status):
    narrow = ["sh", "-c", 'ulimit -v "$0" && exec "$@"', str(MEMORY // 1024)]
    return subprocess.run(narrow + command, cwd=root, stdin=subprocess.DEVNULL, capture_output=True).returncode in status


def judge(folder, program, name):
    tree, count, command, memory, status = SHAPES[name]
    # What runs beside each other would be counted as it happens to be dealt out.
    command = [program, *command, "--jobs", "1"]
    taken, folder = [], tempfile.mkdtemp(dir=folder)
    for times in (1, 2, 4):
        root = os.path.join(folder, "tree")
        make(root, tree, count * times)
        taken.append(instructions(folder, root, command, status))
        enough = times < 4 or not memory or fits(root, command, status)
        shutil.rmtree(root)
    growth = (taken[2] - taken[1]) / max(taken[1] - taken[0], 1)
    good = growth <= LIMIT and enough
    return good, "%s%s: %.2f of %.2f, %s million instructions%s" % ("" if good else "--- ", name, growth, LIMIT,
          ", ".join("%d" % (number // 1000000) for number in taken), "" if enough else "; its memory is not enough")


def without_symbols(folder, program):
    """Valgrind reads them at each start, which takes it longer than the smaller runs."""
    bare = os.path.join(folder, "mongoconf")
    done = shutil.which("strip") and subprocess.run(["strip", "-o", bare, program], stderr=subprocess.DEVNULL).returncode == 0
    return bare if done else program


def main():
    # A repository around it would count, so not in TMPDIR.
    folder = tempfile.mkdtemp(prefix="growth-", dir="/tmp" if os.access("/tmp", os.W_OK) else None)
    good = []
    try:
        program = without_symbols(folder, os.path.abspath(os.environ["MONGOCONF"]))
        # Two at a time: what one takes does not depend on what runs beside it.
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for well, text in pool.map(lambda name: judge(folder, program, name), sys.argv[1:] or SHAPES):
                print(text, flush=True)
                good.append(well)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("%d passed, %d failed" % (sum(good), len(good) - sum(good)))
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
