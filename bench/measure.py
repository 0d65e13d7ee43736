"""measure: fleets, and what commands take that run over them."""
import os
import re
import shutil
import statistics
import subprocess

# What each extent asks for: the sizes of the curve, the size of everything else, of 64 KB files, of rewrites, how often.
EXTENTS = {
    "full": {"curve": [1, 100, 1000, 10000, 100000], "fleet": 10000, "large": 500, "rewrites": [100, 1000, 10000],
             "turns": 5, "repeats": 100, "slow": 300, "counted": 100},
    "quick": {"curve": [1, 100, 1000], "fleet": 2000, "large": 50, "rewrites": [100], "turns": 3, "repeats": 30, "slow": 30,
              "counted": 50},
    "tiny": {"curve": [1, 10], "fleet": 20, "large": 10, "rewrites": [10], "turns": 1, "repeats": 1, "slow": 2, "counted": 10},
}

MEMBERS = 10     # of each replica set


class Failed(Exception):
    pass


class Fleet:
    """A folder of configs, as bench/fleet makes it; `names` is a file with their paths below it, `all_names` one with those of
    keyfiles too."""

    def __init__(self, root, count):
        self.root, self.names, self.all_names, self.count = root, root + ".names", root + ".all", count


class Run:
    """What a command took: seconds on the clock, of processor time in user mode and in the kernel, kilobytes at most."""

    def __init__(self, wall, user, system, memory):
        self.wall, self.user, self.system, self.memory = wall, user, system, memory
        self.processor = user + system


class Bench:
    def __init__(self, folder, extent, turns=None, gentle=False):
        self.folder, self.extent, self.gentle = folder, extent, gentle or extent == "tiny"
        self.sizes = EXTENTS[extent]
        self.turns_wished = turns
        self.mongoconf = os.path.abspath(os.environ.get("MONGOCONF", "./mongoconf"))
        self.programs = os.path.abspath(os.environ.get("BENCH_PROGRAMS", "./bench"))
        for name in (self.mongoconf, self.program("timed")):
            if not os.access(name, os.X_OK):
                raise Failed("%s is not there: run make bench" % name)
        self.fleets = {}
        self.help = {}
        self.forgotten_by = None       # how the kernel was made to forget, once it was

    def program(self, name):
        return os.path.join(self.programs, name)

    def turns(self, count=0):
        return self.turns_wished or (min(3, self.sizes["turns"]) if count >= 100000 else self.sizes["turns"])

    def knows(self, flag, verb="lint"):
        if verb not in self.help:
            self.help[verb] = subprocess.run([self.mongoconf, verb, "--help"], capture_output=True, text=True).stdout
        return flag + " " in self.help[verb]

    def has(self, tool):
        return shutil.which(tool) is not None

    def fleet(self, count, *flags, copy=0):
        """One of `count` configs, or a few more; made once for all who ask, but for each `copy`."""
        key = (count, flags, copy)
        if key not in self.fleets:
            root = os.path.join(self.folder, "fleet%d" % len(self.fleets))
            members = min(count, MEMBERS)
            sets = -(-count // members)
            one = self.fleets[key] = Fleet(root, sets * members)
            with open(one.all_names, "w") as names:
                subprocess.run([self.program("fleet"), *flags, root, str(sets), str(members)], check=True, stdout=names)
            with open(one.all_names) as names, open(one.names, "w") as out:
                out.writelines(line for line in names if line.endswith(".conf\n"))
        return self.fleets[key]

    def forget_fleet(self, fleet):
        """Takes it off the disk, where a part is done with a large one."""
        self.fleets = {key: one for key, one in self.fleets.items() if one is not fleet}
        shutil.rmtree(fleet.root)

    def halves(self, names):
        """Two lists, of the first half of the names in one and of the second."""
        with open(names) as file:
            lines = file.readlines()
        paths = [names + ".half%d" % at for at in (1, 2)]
        for path, part in zip(paths, (lines[:len(lines) // 2], lines[len(lines) // 2:])):
            with open(path, "w") as out:
                out.writelines(part)
        return paths

    def first(self, fleet, count):
        """A list of the first names of a fleet."""
        path = "%s.%d" % (fleet.names, count)
        with open(fleet.names) as names, open(path, "w") as out:
            out.writelines(line for line, at in zip(names, range(count)))
        return path

    def run(self, fleet, command, times=1, names=None, status=(0,), cold=False):
        """The runs of a command, in the fleet's folder, with the configs' names as its input."""
        names = names or fleet.names
        if cold:
            with open(fleet.all_names) as file:
                how = ["files"] if self.gentle else []
                done = subprocess.run([self.program("forget"), *how], stdin=file, cwd=fleet.root, capture_output=True, text=True)
            if done.returncode:
                raise Failed(done.stderr.strip())
            self.forgotten_by = done.stdout.strip()
        output = os.path.join(self.folder, "output")
        done = subprocess.run([self.program("timed"), str(times), names, output, *command], cwd=fleet.root,
                              capture_output=True, text=True)
        if done.returncode:
            raise Failed(done.stderr.strip())
        runs = []
        for line in done.stdout.splitlines():
            wall, user, system, memory, ended = (int(word) for word in line.split())
            if ended not in status:
                with open(output, errors="replace") as file:
                    raise Failed("%s ended with %d:\n%s" % (" ".join(command), ended, file.read(2000)))
            runs.append(Run(wall / 1e9, user / 1e6, system / 1e6, memory))
        return runs

    def compare(self, fleet, subjects, turns=None, cold=False, times=1, count=None):
        """Rows, one for each subject: they run by turns, after one round that is not counted (but not where the cache is cold).
        The ratios are those to the subject that each names, else to the first."""
        taken = {subject.name: [] for subject in subjects}
        rounds = turns or self.turns(fleet.count)
        for turn in range(rounds if cold else rounds + 1):
            for subject in subjects:
                runs = self.run(fleet, subject.command, times, subject.names, subject.status, cold)
                if subject.after:
                    subject.after(self, fleet)
                if cold or turn:
                    taken[subject.name].append(middle_run(runs))
        return [row(subject, taken[subject.name], taken[subject.to or subjects[0].name], subject.count or count or fleet.count)
                for subject in subjects]

    # ---- what needs a tool

    def instructions(self, fleet, command, names=None, status=(0,)):
        """What its first process executes in user mode; None without valgrind. The same each time, where the names of the folders
        on the way are of the same length."""
        if not self.has("valgrind"):
            return None
        log = os.path.join(self.folder, "count")
        with open(names or fleet.names) as file:
            run = subprocess.Popen(["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null",
                                    "--log-file=%s.%%p" % log, *command], stdin=file, cwd=fleet.root, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True, errors="replace")
        said = run.communicate()[0]
        with open("%s.%d" % (log, run.pid)) as file:
            counted = re.findall(r"I +refs: +([0-9,]+)", file.read())
        for name in os.listdir(self.folder):
            if name.startswith("count."):
                os.remove(os.path.join(self.folder, name))
        if run.returncode not in status or not counted:
            raise Failed("under valgrind, %s ended with %d:\n%s" % (" ".join(command), run.returncode, said[:2000]))
        return int(counted[-1].replace(",", ""))

    def system_calls(self, fleet, command, names=None):
        """Counts by name; None without strace."""
        if not self.has("strace"):
            return None
        log = os.path.join(self.folder, "calls")
        with open(names or fleet.names) as file:
            done = subprocess.run(["strace", "-f", "-c", "-o", log, *command], stdin=file, cwd=fleet.root, capture_output=True)
        if done.returncode not in (0, 1):
            return None                  # where a process may not be traced
        calls = {}
        with open(log) as file:
            for line in file:
                words = line.split()
                if len(words) >= 5 and words[3].isdigit() and words[-1] != "total":
                    calls[words[-1]] = int(words[3])
        return calls


class Subject:
    """A command that is measured: its name in the report, its words, its input, the exit statuses that are right, how many
    configs it reads (where not all of the fleet), what is done after each run to have the fleet as it was, and the name of the one
    that it is compared with (where not the first)."""

    def __init__(self, name, command, names=None, status=(0,), count=None, after=None, to=None):
        self.name, self.command, self.names, self.status, self.count, self.after = name, command, names, status, count, after
        self.to = to


def middle_run(runs):
    return Run(*(statistics.median(getattr(run, what) for run in runs) for what in ("wall", "user", "system", "memory")))


def row(subject, runs, base, count):
    middle = middle_run(runs)
    return {
        "name": subject.name,
        "files": count,
        "turns": len(runs),
        "wall": middle.wall,
        "user": middle.user,
        "system": middle.system,
        "processor": statistics.median(run.processor for run in runs),
        "memory_kb": middle.memory,
        "ratio_processor": statistics.median(run.processor / max(other.processor, 1e-9) for run, other in zip(runs, base)),
        "ratio_wall": statistics.median(run.wall / max(other.wall, 1e-9) for run, other in zip(runs, base)),
    }
