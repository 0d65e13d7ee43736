"""guard: counts instructions, which are the same on a busy machine, and compares with the file limits.

    guard.py LIMITS [--renew]

Prints what is above its limit, and `N passed, N failed`. --renew writes what was measured into LIMITS instead.
Environment: as for bench/run.
"""
import os
import re
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
import measure
import parts


counted = {}


def count(bench, fleet, subject):
    key = fleet.root, *subject.command
    if key not in counted:
        counted[key] = bench.instructions(fleet, subject.command, status=subject.status)
    return counted[key]


def each(bench, subject, small, large):
    """Instructions for one of the files that `large` has more than `small`."""
    return (count(bench, large, subject) - count(bench, small, subject)) / (large.count - small.count)


def times_floor(bench, subject, few, many, *flags):
    small, large = bench.fleet(few, *flags), bench.fleet(many, *flags)
    return each(bench, subject, small, large) / each(bench, parts.floor(bench), small, large)


def growth(bench, subject):
    few, more, most = (bench.fleet(number) for number in (50, 100, 200))
    return each(bench, subject, more, most) / each(bench, subject, few, more)


def whole(bench, of):
    """The process for one file, to the floor's."""
    fleet = bench.fleet(1, "-f", "-k")
    with open(fleet.names) as names:
        return count(bench, fleet, of(names.readline().strip())) / count(bench, fleet, parts.floor(bench))


MEASURED = {
    "lint": lambda bench: times_floor(bench, parts.lint(bench, 1), 50, 100),
    "lint-alone": lambda bench: times_floor(bench, parts.lint(bench, 1, words=["--no-project", "."]), 50, 100, "-k"),
    "lint-growth": lambda bench: growth(bench, parts.lint(bench, 1)),
    "lint-flat": lambda bench: times_floor(bench, parts.lint(bench, 1, status=(1,)), 30, 60, "-f", "-k", "-e", "10"),
    "lint-findings": lambda bench: times_floor(bench, parts.lint(bench, 1, status=(1,)), 30, 60, "-k", "-e", "1"),
    "lint-others": lambda bench: times_floor(bench, parts.lint(bench, 1, words=["--no-project", "."]), 3, 6, "-k", "-o", "100"),
    "lint-large": lambda bench: times_floor(bench, parts.lint(bench, 1), 1, 2, "-f", "-k", "-s", "65536"),
    "lint-one": lambda bench: whole(bench, lambda name: parts.lint(bench, words=[name])),
    "apply-check": lambda bench: times_floor(bench, parts.apply_check_of(bench), 20, 50),
    "apply-diff": lambda bench: times_floor(bench, parts.apply_check_of(bench, words=["--diff"]), 20, 50),
    "apply-check-one": lambda bench: whole(bench, lambda name: parts.apply_check_of(bench, [name])),
}


def read_limits(path):
    with open(path) as file:
        return {name: float(number) for name, number in re.findall(r"^([a-z-]+) ([0-9.]+)$", file.read(), re.M)}


def renew(path, measured):
    with open(path) as file:
        text = file.read()
    for name, number in measured.items():
        text = re.sub(r"^%s [0-9.]+$" % name, "%s %.3f" % (name, number), text, flags=re.M)
    with open(path, "w") as file:
        file.write(text)


def judge(limits, measured):
    tolerance = 1 + limits.pop("tolerance") / 100
    failed = 0
    for name in sorted(limits.keys() | measured.keys()):
        if name not in limits or name not in measured:
            failed += 1
            print("%s: only in bench/%s" % (name, "limits" if name in limits else "guard.py"))
            continue
        found, limit = measured[name], limits[name]
        more = "%.3f of %.3f, %+.1f %%" % (found, limit, 100 * (found / limit - 1))
        if found > limit * tolerance:
            failed += 1
            print("--- %s: %s: slower than the tolerance. See the head of bench/limits" % (name, more))
        else:
            print("%s: %s%s" % (name, more, "; `make update-limits` would keep it so" if found < limit / tolerance else ""))
    print("%d passed, %d failed" % (len(measured) - failed, failed))
    return failed


def main():
    limits = read_limits(sys.argv[1])
    # Longer names cost more instructions, so not in TMPDIR.
    folder = tempfile.mkdtemp(prefix="bench-", dir="/tmp" if os.access("/tmp", os.W_OK) else None)
    try:
        bench = measure.Bench(folder, "tiny")
        measured = {name: measure_it(bench) for name, measure_it in MEASURED.items()}
    except measure.Failed as error:
        print("--- %s\n0 passed, 1 failed" % error)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if sys.argv[2:] == ["--renew"]:
        renew(sys.argv[1], measured)
        return 0
    return 1 if judge(limits, measured) else 0


if __name__ == "__main__":
    sys.exit(main())
