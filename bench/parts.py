"""parts: what is measured. Each gives a part of the report: {"name", "title", "notes", "rows", ...}; its first line is what
--list says of it."""
import os
import subprocess

from measure import Failed, Subject


SHARDS = 4

# How bench/cached tells that a file is what it was.
CACHES = [("look", "walk, read, SHA-256, look up"), ("fast", "walk, read, fast hash, look up"), ("trust", "walk, stat, look up")]


def floor(bench, kind="both", names=None, count=None):
    title = {"both": "floor", "read": "read", "libyaml": "libyaml alone", "libfyaml": "libfyaml alone"}[kind]
    return Subject(title, [bench.program("floor"), kind], names=names, count=count)


def lint(bench, jobs=None, name=None, status=(0,), words=(), to=None):
    command = [bench.mongoconf, "lint", *words]
    if jobs and bench.knows("--jobs"):
        command += ["--jobs", str(jobs)]
    return Subject(name or ("lint --jobs %s" % jobs if jobs else "lint"), command, status=status, to=to)


def apply_check_of(bench, paths=(".",), name="apply --check", words=(), jobs=None):
    command = [bench.mongoconf, "apply", "enable-transition", "--check", "--quiet", *words, *paths]
    if jobs and bench.knows("--jobs"):
        command += ["--jobs", str(jobs)]
    return Subject(name, command, status=(1,))


def cat(bench):
    return Subject("cat", ["xargs", "cat"])


def yamllint(bench, fleet):
    """Over the first few files only, since it is slow: so a file is dearer by its share of Python's start."""
    count = min(fleet.count, bench.sizes["slow"])
    return Subject("yamllint", ["xargs", "yamllint", "-d", "relaxed"], names=bench.first(fleet, count), status=(0, 123), count=count)


def with_jobs(bench):
    return [lint(bench, 1), lint(bench, 2), lint(bench)] if bench.knows("--jobs") else [lint(bench, 1)]


def part(function, title, rows, notes=(), **more):
    return {"name": function.__name__, "title": title, "notes": list(notes), "rows": rows, **more}


def fleet(bench):
    """lint of a fleet, beside the floor, its halves, cat and yamllint"""
    one = bench.fleet(bench.sizes["fleet"], "-k")
    subjects = [floor(bench), *with_jobs(bench), floor(bench, "libyaml"), floor(bench, "libfyaml"), floor(bench, "read"), cat(bench)]
    notes = ["1 KB configs in a folder for each host."]
    if bench.has("yamllint"):
        subjects.append(yamllint(bench, one))
        notes.append("yamllint, with its rules `relaxed', over the first %d files only; the ratio is that for a file." % subjects[-1].count)
    rows = bench.compare(one, subjects)
    for row in rows:
        for what in ("ratio_processor", "ratio_wall"):
            row[what] *= one.count / row["files"]
    return part(fleet, "A fleet of %d" % one.count, rows, notes)


def keyfiles(bench):
    """the same with a keyfile for each host, which the floor reads too"""
    one = bench.fleet(bench.sizes["fleet"])
    rows = bench.compare(one, [Subject("floor, and keyfiles read", floor(bench).command, names=one.all_names), *with_jobs(bench),
                               floor(bench)])
    return part(keyfiles, "A fleet of %d, with keyfiles" % one.count, rows,
                ["Keyfiles are opened, read, and compared within each set."])


def workers(bench):
    """lint by two workers, beside what two processes of the floor gain that share nothing"""
    rows = []
    for title, flags, words in (("", ("-k",), ()), (", keyfiles", (), ()), (", no project", ("-k",), ("--no-project", "."))):
        one = bench.fleet(bench.sizes["fleet"], *flags)
        halves = bench.halves(one.all_names)
        both = 'floor=$0; "$floor" both <"$1" & "$floor" both <"$2"; wait'
        rows += bench.compare(one, [
            Subject("floor" + title, floor(bench).command, names=one.all_names),
            Subject("floor, by two processes" + title, ["sh", "-c", both, bench.program("floor"), *halves], to="floor" + title),
            lint(bench, 1, "lint, one worker" + title, words=words),
            lint(bench, 2, "lint, two workers" + title, words=words, to="lint, one worker" + title),
        ], turns=2 * bench.turns())
    return part(workers, "Two workers", rows, [
        "Times: two to one. The floor's two processes read half of the files each, and wait for nobody: no program gains more from a "
        "second processor here, where other machines may want it, too."])


def repository(bench):
    """lint of a work tree, with a project file and without, beside git status and find"""
    one = bench.fleet(bench.sizes["fleet"], "-k", copy=3)
    subjects = [floor(bench), *with_jobs(bench), lint(bench, 1, "lint --no-project, one worker", words=["--no-project", "."]),
                lint(bench, name="lint --no-project", words=["--no-project", "."]),
                Subject("find", ["find", ".", "-name", "mongod.conf"])]
    if bench.has("git"):
        for command in (["init", "-q"], ["add", "."]):
            subprocess.run(["git", "-C", one.root, *command], check=True)
        subjects.append(Subject("git status", ["git", "status", "--short"]))
    return part(repository, "A repository of %d" % one.count, bench.compare(one, subjects),
                ["A folder for each host, and no keyfiles. The floor is told the files' names; the others look for them."])


def named(bench):
    """lint of a folder that is named, and of each file by its name, as a hook does it"""
    one = bench.fleet(bench.sizes["fleet"], "-k")
    each = ["xargs", "-n", str(one.count), "-s", "1900000", bench.mongoconf, "lint"]
    jobs = ["--jobs", "1"] if bench.knows("--jobs") else []
    rows = bench.compare(one, [
        floor(bench), lint(bench, 1), lint(bench, 1, "lint of the folder, in a project", words=["hosts"]),
        lint(bench, 1, "lint of the folder, and no project", words=["--no-project", "hosts"]),
        Subject("lint of each file, in a project", [*each, *jobs]),
        Subject("lint of each file, and no project", [*each, "--no-project", *jobs])])
    return part(named, "%d configs by their names" % one.count, rows,
                ["With --jobs 1. In a project, what is not named is read all the same: here, everything is."])


def others(bench):
    """lint of a repository in which nearly all files are something else, beside find and git status"""
    one = bench.fleet(max(1, bench.sizes["fleet"] // 100), "-k", "-o", "200")
    subjects = [Subject("find", ["find", ".", "-name", "mongod.conf"]), lint(bench, 1, "lint --no-project, one worker",
                                                                             words=["--no-project", "."]),
                lint(bench, name="lint --no-project", words=["--no-project", "."])]
    if bench.has("git"):
        for command in (["init", "-q"], ["add", "."]):
            subprocess.run(["git", "-C", one.root, *command], check=True)
        subjects.append(Subject("git status", ["git", "status", "--short"]))
    return part(others, "%d configs among %d files of other services" % (one.count, 200 * one.count), bench.compare(one, subjects),
                ["What a file is that is not called as configs are, is told by looking into it."])


def layouts(bench):
    """lint of fleets in other shapes: flat, with findings, of large files"""
    count, large = bench.sizes["fleet"], bench.sizes["large"]
    rows = []
    for title, size, flags, status in (
            ("flat, keyfiles", count, ("-f",), (0,)),
            ("flat", count, ("-f", "-k"), (0,)),
            ("folders, each wrong", count, ("-k", "-e", "1"), (1,)),
            ("flat, every tenth wrong", count, ("-f", "-k", "-e", "10"), (1,)),
            ("folders, keyfiles, every tenth wrong", count, ("-e", "10"), (1,)),
            ("flat, 64 KB", large, ("-f", "-k", "-s", "65536"), (0,))):
        one = bench.fleet(size, *flags)
        rows += bench.compare(one, [Subject("floor: " + title, floor(bench).command, names=one.all_names),
                                    lint(bench, 1, "lint: " + title, status)])
    return part(layouts, "Other shapes", rows, ["lint with --jobs 1. The floor reads keyfiles, where there are some."])


def cold(bench):
    """lint of a fleet that the kernel has to read from the disk"""
    one = bench.fleet(bench.sizes["fleet"])
    rows = bench.compare(one, [floor(bench), *with_jobs(bench), cat(bench)], cold=True)
    return part(cold, "A fleet of %d, cold" % one.count, rows,
                ["Before each run the kernel was made to forget the files, by %s; the programs' own too, where that is "
                 "drop_caches." % bench.forgotten_by])


def one_file(bench):
    """one config, whole process: a pre-commit hook, or a check before a start"""
    fleet = bench.fleet(1, "-f", "-k")
    with open(fleet.names) as names:
        name = names.readline().strip()
    rows = bench.compare(fleet, [
        floor(bench), lint(bench, words=[name], name="lint FILE"), lint(bench, words=["--no-project", name], name="lint --no-project FILE"),
        apply_check_of(bench, [name], "apply --check FILE"),
        apply_check_of(bench, [name], "apply --check --no-project FILE", ["--no-project"]),
        Subject("get", [bench.mongoconf, "get", "net.port", name]), Subject("--version", [bench.mongoconf, "--version"]),
        Subject("cat", ["cat", name])], times=bench.sizes["repeats"])
    return part(one_file, "One file, whole process", rows, ["Each turn is the median of %d runs." % bench.sizes["repeats"]])


def curve(bench):
    """time and memory of lint from 1 file to 100,000"""
    rows = []
    for count in bench.sizes["curve"]:
        one = bench.fleet(count)
        rows += bench.compare(one, [floor(bench), lint(bench, 1), lint(bench)], turns=bench.turns(one.count))
        if count > bench.sizes["fleet"]:
            bench.forget_fleet(one)
    return part(curve, "From one file to many", rows, ["A folder and a keyfile for each host."], per_file=True)


def apply_check(bench):
    """apply --check of a fleet, beside lint of the same"""
    one = bench.fleet(bench.sizes["fleet"])
    rows = bench.compare(one, [
        lint(bench, 1), apply_check_of(bench, jobs=1), apply_check_of(bench, jobs=1, name="apply --check --diff", words=["--diff"]),
        floor(bench), lint(bench, name="lint, all processors"), apply_check_of(bench, name="apply --check, all processors")])
    return part(apply_check, "apply --check of %d" % one.count, rows,
                ["enable-transition, which changes every file: each is edited, and the result proven. With --check alone, one reader "
                 "reads it again where it is as plain as these are; with --diff, which shows it, both libraries, as before it is written."])


def in_place(bench):
    """apply of a fleet in place, beside writing the same files with fsync and rename"""
    rows = []
    for count in bench.sizes["rewrites"]:
        one = bench.fleet(count, copy=1)

        def back(bench, fleet):
            bench.run(fleet, [bench.mongoconf, "apply", "drop-transition", "--force", "--quiet", "."])
        rows += bench.compare(one, [
            Subject("write, fsync, rename", [bench.program("replace")]),
            Subject("apply", [bench.mongoconf, "apply", "enable-transition", "--force", "--quiet", "."], after=back)],
            turns=min(3, bench.turns()) if count >= 10000 else None)
    return part(in_place, "apply in place", rows,
                ["All files or none: apply makes the new texts durable, then a journal, then renames. The program beside it gives no "
                 "such promise."])


def rollout(bench):
    """rollout check of two trees, beside lint of one"""
    before, after = bench.fleet(bench.sizes["fleet"]), bench.fleet(bench.sizes["fleet"], copy=2)
    run = subprocess.run([bench.mongoconf, "apply", "enable-transition", "--force", "--quiet", "."], cwd=after.root, capture_output=True,
                         text=True)
    if run.returncode not in (0, 1):
        raise Failed(run.stderr)
    rows = bench.compare(before, [
        lint(bench, 1), Subject("rollout check", [bench.mongoconf, "rollout", "check", "--from", after.root, "--to", ".", "--quiet"],
                                count=2 * before.count), floor(bench)])
    return part(rollout, "rollout check of %d and %d" % (before.count, after.count), rows, ["It reads two trees."])


def cache(bench):
    """what a cache of lint's results could save at most"""
    one, single = bench.fleet(bench.sizes["fleet"]), bench.fleet(1, "-f", "-k")

    def subjects(fleet, chill=""):
        found = [Subject("lint --jobs 1" + chill, lint(bench, 1).command)]
        for how, name in CACHES:
            kept = "%s.%s" % (fleet.root, how)
            subprocess.run([bench.program("cached"), "keep", how, kept, fleet.root], check=True)
            found.append(Subject(name + chill, [bench.program("cached"), how, kept, fleet.root]))
        return found
    rows = bench.compare(one, subjects(one))
    pays = 1 / rows[1]["ratio_processor"]
    rows += bench.compare(one, subjects(one, ", cold"), cold=True)
    rows += bench.compare(single, subjects(single, ", one file"), times=bench.sizes["repeats"])
    return part(cache, "What a cache could save at most", rows, [
        "bench/cached does what a run with a cache would still have to do if nothing had changed, but for the project file, the fleet "
        "rules and the report: it walks, reads and hashes configs and keyfiles, and takes up what fleet rules need. So no cache of "
        "unchanged files can make lint more than %.1f times as fast." % pays,
        "What it would make of it is less: about two thirds of lint's instructions read, parse and judge single files (callgrind), and "
        "SHA-256 takes half as much again; the walk, the fleet and the system calls stay, which leaves 1.2 to 1.3 times as fast. One "
        "file in a hook takes 2 ms, mostly a process's start; in CI the cache would have to be fetched first. So there is none."])


def shards(bench):
    """lint --shard by four processes, and merge of their reports"""
    if not bench.knows("--shard"):
        return None
    one = bench.fleet(bench.sizes["fleet"])
    reports = ["%s.shard%d" % (one.root, at) for at in range(1, SHARDS + 1)]
    subjects = [lint(bench, 1, "lint --format json", words=["--format", "json", "--output", one.root + ".whole"])]
    for at, report in enumerate(reports, 1):
        subjects.append(lint(bench, 1, "shard %d/%d" % (at, SHARDS),
                             words=["--shard", "%d/%d" % (at, SHARDS), "--format", "json", "--output", report]))
    subjects.append(Subject("merge", [bench.mongoconf, "merge", "--format", "json", *reports]))
    rows = bench.compare(one, subjects)
    with open(one.root + ".whole", "rb") as whole, open(os.path.join(bench.folder, "output"), "rb") as merged:
        same = whole.read() == merged.read()
    if not same:
        raise Failed("the reports of %d shards, merged, are not that of the whole fleet" % SHARDS)
    slowest = max(row["ratio_wall"] for row in rows[1:-1])
    return part(shards, "%d shards of a fleet of %d" % (SHARDS, one.count), rows, [
        "Each with --jobs 1, as on a machine of its own. The slowest and merge take %.2f of the time of the whole; the merged report is "
        "the same, byte for byte." % (slowest + rows[-1]["ratio_wall"])])


def counts(bench):
    """instructions and system calls for a file"""
    small, large = bench.fleet(bench.sizes["counted"]), bench.fleet(2 * bench.sizes["counted"])
    rows = []
    for subject in (floor(bench), lint(bench, 1), apply_check_of(bench, jobs=1)):
        few = bench.instructions(small, subject.command, status=subject.status)
        many = bench.instructions(large, subject.command, status=subject.status)
        calls, more = bench.system_calls(small, subject.command), bench.system_calls(large, subject.command)
        each = {name: (more[name] - (calls or {}).get(name, 0)) / (large.count - small.count) for name in more or {}}
        rows.append({
            "name": subject.name, "files": small.count, "instructions": few, "instructions_of_twice_as_many": many,
            "instructions_per_file": many and (many - few) / (large.count - small.count),
            "system_calls_per_file": {name: round(number, 2) for name, number in sorted(each.items(), key=lambda one: -one[1])
                                      if number >= 0.05}})
    return part(counts, "Instructions and system calls", rows, [
        "Of user mode, by valgrind; for a file: the difference of %d and %d configs, each with a keyfile." % (small.count, large.count)],
        counts=True)


PARTS = [fleet, keyfiles, workers, repository, named, others, layouts, one_file, apply_check, in_place, rollout, shards, cold, cache, counts, curve]
