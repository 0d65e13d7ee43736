"""report: the figures as report.md, for people, and report.json, for programs."""
import datetime
import json
import os
import platform
import subprocess


def first_line(command):
    try:
        return (subprocess.run(command, capture_output=True, text=True).stdout.splitlines() or ["?"])[0]
    except OSError:
        return None


def machine(bench):
    names = []
    with open("/proc/cpuinfo") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    with open("/proc/meminfo") as file:
        memory = int(file.readline().split()[1]) // 1024
    mounted = first_line(["stat", "-f", "-c", "%T", bench.folder])
    versions = {"mongoconf": first_line([bench.mongoconf, "--version"]), "yamllint": first_line(["yamllint", "--version"])}
    for name, package in (("libyaml", "yaml-0.1"), ("libfyaml", "libfyaml")):
        versions[name] = first_line(["pkg-config", "--modversion", package])
    return {
        "processor": names[0] if names else platform.machine(), "processors": len(os.sched_getaffinity(0)), "memory_mb": memory,
        "load": os.getloadavg()[0], "kernel": platform.release(), "file_system": mounted,
        "built_with": os.environ.get("BUILT_WITH"), "versions": versions,
    }


# ---- the targets

def find(parts, part, name, files=None):
    for row in next((one["rows"] for one in parts if one["name"] == part), []):
        if row["name"] == name and (files is None or row["files"] == files):
            return row
    return None


def ratio(parts, part, name, what="ratio_processor"):
    row = find(parts, part, name)
    return row and row[what]


def speed_up(parts, name="lint, two workers"):
    two = find(parts, "workers", name)
    return two and 1 / two["ratio_wall"]


def share_of_gain(parts):
    """Of what two processes gain that share nothing."""
    gain = speed_up(parts, "floor, by two processes")
    return gain and speed_up(parts) / gain


def apply_to_floor(parts):
    """lint may take less than the floor: then 1.5 times what it takes is less than was asked for."""
    row, least = find(parts, "apply_check", "apply --check"), find(parts, "apply_check", "floor")
    return row and least and row["processor"] / least["processor"]


def megabytes(parts):
    row = find(parts, "curve", "lint", 100000)
    return row and row["memory_kb"] / 1024


def growth(parts):
    """How much dearer a file is in the largest fleet than in one of 1000 or less."""
    rows = [row for one in parts if one["name"] == "curve" for row in one["rows"] if row["name"] == "lint --jobs 1" and row["files"] > 1]
    if len(rows) < 2:
        return None
    few, many = rows[max(0, len(rows) - 3)], rows[-1]
    return (many["processor"] / many["files"]) / (few["processor"] / few["files"])


# What, how it is got, the limit, and whether more is better.
TARGETS = [
    ("lint of a fleet, one processor, times the floor", lambda parts: ratio(parts, "fleet", "lint --jobs 1"), 1.3, False),
    ("the same with a keyfile for each, times the floor that reads them too", lambda parts: ratio(parts, "keyfiles", "lint --jobs 1"),
     1.3, False),
    ("lint with two jobs, times as fast as with one", speed_up, 1.8, True),
    ("the same, times what two processes of the floor gain here", share_of_gain, 0.9, True),
    ("lint of one file, whole process, times the floor's", lambda parts: ratio(parts, "one_file", "lint FILE"), 1.3, False),
    ("apply --check, times lint", lambda parts: ratio(parts, "apply_check", "apply --check"), 1.5, False),
    ("the same, times the floor: 1.5 times what lint may take", apply_to_floor, 1.5 * 1.3, False),
    ("lint of 100,000 configs, megabytes", megabytes, 300, False),
    ("processor time for a file in the largest fleet, times that in a small one", growth, 1.2, False),
]


def targets(parts):
    found = []
    for what, measured, limit, more in TARGETS:
        value = measured(parts)
        if value is not None:
            found.append({"what": what, "limit": limit, "at_least": more, "measured": value,
                          "met": value >= limit if more else value <= limit})
    return found


# ---- Markdown

def number(value, unit=""):
    if value is None:
        return ""
    return ("%.0f" if value >= 100 else "%.1f" if value >= 10 else "%.2f" if value >= 1 else "%.3f") % value + unit


def seconds(value):
    return number(value, " s") if value >= 1 else number(value * 1000, " ms")


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join(" --- " if at == 0 else " ---: " for at in range(len(head))) + "|"]
    return lines + ["| " + " | ".join(row) + " |" for row in rows] + [""]


def times(part):
    head = ["", "files", "clock", "processor", "user", "system", "for a file", "times", "times (clock)", "memory"]
    if part.get("per_file"):
        head.append("memory for a file")
    rows = []
    for row in part["rows"]:
        cells = [row["name"], str(row["files"]), seconds(row["wall"]), seconds(row["processor"]), seconds(row["user"]),
                 seconds(row["system"]), number(row["processor"] / row["files"] * 1e6, " us"), number(row["ratio_processor"]),
                 number(row["ratio_wall"]), number(row["memory_kb"] / 1024, " MB")]
        if part.get("per_file"):
            cells.append(number(row["memory_kb"] / row["files"], " KB"))
        rows.append(cells)
    return table(head, rows)


def counted(part):
    rows = []
    for row in part["rows"]:
        few, many = row["instructions"], row["instructions_of_twice_as_many"]
        calls = ", ".join("%s %g" % one for one in row["system_calls_per_file"].items())
        rows.append([row["name"], number(few and few / 1e6, " M"), number(many and many / 1e6, " M"),
                     number(row["instructions_per_file"] and row["instructions_per_file"] / 1000, " k"), calls])
    return table(["", "%d files" % part["rows"][0]["files"], "twice as many", "for a file", "system calls for a file"], rows)


def markdown(facts, met, parts):
    where = facts["machine"]
    lines = ["# How fast mongoconf is", "",
             "%s, %d of %s (%d MB), Linux %s, %s; load %.1f at the start of this report. %s." %
             (facts["date"], where["processors"], where["processor"], where["memory_mb"], where["kernel"], where["file_system"],
              where["load"], ", ".join("%s %s" % one if one[0] not in (one[1] or "") else one[1] for one in where["versions"].items())), ""]
    if where["built_with"]:
        lines += ["Built with `%s`." % where["built_with"], ""]
    lines += ["Times are medians of the turns. Ratios are medians too, of each turn's ratio to the first line of its table (or "
              "group) where nothing else is said, in processor time and on the clock. Memory is the most of any of a command's processes.", ""]
    if met:
        lines += ["## Targets", ""] + table(["", "target", "measured", ""], [
            [one["what"], ("at least " if one["at_least"] else "at most ") + "%g" % one["limit"], number(one["measured"]),
             "met" if one["met"] else "NOT MET"] for one in met])
    for part in parts:
        lines += ["## " + part["title"], ""] + (counted(part) if part.get("counts") else times(part))
        turns = sorted({row["turns"] for row in part["rows"] if "turns" in row})
        if turns:
            part["notes"].append("Turns: %s." % " and ".join(str(turn) for turn in turns))
        lines += [" ".join(part["notes"]), ""]
    return "\n".join(lines)


def write(folder, bench, parts):
    facts = {"version": 1, "date": datetime.datetime.now().astimezone().isoformat(timespec="minutes"), "extent": bench.extent,
             "machine": machine(bench)}
    met = targets(parts)
    text = markdown(facts, met, parts)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "report.md"), "w") as file:
        file.write(text)
    with open(os.path.join(folder, "report.json"), "w") as file:
        json.dump({**facts, "targets": met, "parts": parts}, file, indent=1)
        file.write("\n")
    print(text)
