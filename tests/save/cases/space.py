"""Little room: full disks, no inodes, limits on the size of files. All fails before the first file changes, or nothing does."""
import os, subprocess

from bench import namespace
from trace import strace
from tree import Tree

def mount(t, options, at):
    os.makedirs(at, exist_ok=True)
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', options, 'none', at], stderr=subprocess.DEVNULL, check=False).returncode:
        t.skip('no tmpfs can be mounted here')

def every_size(t, option, sizes, what, flags=()):
    fits = False
    for size in sizes:
        at = os.path.join(t.folder, 'small')
        mount(t, 'size=1m,mode=755', at)
        tree = Tree(t, os.path.join(at, 'tree'), plain=True)
        subprocess.run(['mount', '-o', 'remount,' + option % size, at], check=False, stderr=subprocess.DEVNULL)
        outcome = t.run(*tree.command(2, *flags), cwd=tree.path)
        tree.judge(outcome, '%s %d' % (what, size))
        fits = outcome.status == 0
        if outcome.status == 4:
            t.check('space' in outcome.err or 'full' in outcome.err, 'it should say that the disk is full: %s' % outcome)
        subprocess.run(['umount', at], check=True)
    t.check(fits, 'the last size should have been enough')

@namespace
def case_full_disk(t):
    every_size(t, 'size=%dk', [24, 28, 32, 36, 40, 44, 48, 52, 56, 64, 96, 512], 'a disk of KiB')

@namespace
def case_full_disk_in_place(t):
    every_size(t, 'size=%dk', [24, 28, 32, 36, 40, 44, 48, 52, 56, 64, 96, 512], 'in place, a disk of KiB', ['--in-place'])

@namespace
def case_no_inodes(t):
    every_size(t, 'nr_inodes=%d', [8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 24, 100], 'inodes:')

def case_size_limit(t):
    """In the units of ulimit -f: 512 bytes in some shells, 1024 in others."""
    tree = Tree(t)
    for blocks in (0, 1, 2, 4, 8, 1000):
        for flags in ([], ['--in-place'], ['--backup']):
            tree.make()
            outcome = t.run(*tree.command(2, *flags), cwd=tree.path, prefix=['sh', '-c', 'ulimit -f %d; exec "$0" "$@" 2>&1 | cat >&2' % blocks])
            # The status is that of cat: a file on standard error would be limited, too.
            if blocks < 1000:
                t.check(not tree.wrong(1), 'ulimit -f %d %s: %s: %s' % (blocks, flags, tree.wrong(1), outcome))
                t.check('ulimit -f' in outcome.err, 'it should name ulimit -f: %s' % outcome)
            elif not flags:
                t.check(not tree.wrong(2), 'ulimit -f %d: %s: %s' % (blocks, tree.wrong(2), outcome))

def case_few_descriptors(t):
    tree = Tree(t)
    for files in range(3, 16):
        tree.make()
        outcome = t.run(*tree.command(2), cwd=tree.path, prefix=['sh', '-c', 'ulimit -n %d; exec "$0" "$@"' % files])
        if outcome.status in (127, 126) or 'shared libraries' in outcome.err:
            continue
        tree.judge(outcome, 'ulimit -n %d' % files)

def case_short_writes(t):
    """Each write does less than it was asked for: strace answers for it, so that nothing at all is written. What
    is read back then differs."""
    tree = Tree(t)
    for n in range(1, 12):
        tree.make()
        outcome = strace(t, ['trace=write', 'signal=none', 'inject=write:retval=1:when=%d' % n], tree.command(2), tree.path)
        tree.judge(outcome, 'write number %d says that it wrote one byte and wrote none' % n)

def loop_device(t, kind, size):
    """A file system of its own kind on a real, small disk. Its folder; what follows must unmount it."""
    t.need_root()
    t.need('mkfs.' + kind, 'mount')
    image, at = os.path.join(t.folder, 'image'), os.path.join(t.folder, 'disk')
    os.makedirs(at, exist_ok=True)
    with open(image, 'wb') as out:
        out.truncate(size)
    for command in (['mkfs.' + kind, '-q', '-b', '1024', '-m', '0', image], ['mount', '-o', 'loop', image, at]):
        if subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode:
            t.skip('%s does not work here' % command[0])
    return at

def case_real_disk(t):
    """ext4 finds room for written bytes late, when they go to the disk."""
    at = loop_device(t, 'ext4', 2 << 20)
    try:
        tree = Tree(t, os.path.join(at, 'tree'))
        filler, statuses = os.path.join(at, 'filler'), set()
        for free in (0, 1, 2, 4, 6, 8, 12, 16, 24, 100):
            for flags in ([], ['--in-place']):
                if os.path.exists(filler):
                    os.unlink(filler)
                tree.make()
                os.sync()
                room = os.statvfs(at).f_bavail - free
                subprocess.run(['fallocate', '-l', '%dk' % max(1, room), filler], check=False, stderr=subprocess.DEVNULL)
                outcome = t.run(*tree.command(2, *flags), cwd=tree.path)
                tree.judge(outcome, '%d KiB free %s' % (os.statvfs(at).f_bavail, flags))
                statuses.add(outcome.status)
        t.check(statuses == {0, 4}, 'only these came to pass: %s' % statuses)
    finally:
        subprocess.run(['umount', at], check=True)

@namespace
def case_no_attributes(t):
    """A file system that keeps no ACLs and no attributes has none to lose."""
    at = os.path.join(t.folder, 'plain')
    os.mkdir(at)
    if subprocess.run(['mount', '-t', 'ramfs', 'none', at], stderr=subprocess.DEVNULL, check=False).returncode:
        t.skip('no ramfs can be mounted here')
    os.chmod(at, 0o755)
    tree = Tree(t, os.path.join(at, 'tree'), plain=True)
    for flags in ([], ['--in-place'], ['--backup=.was']):
        tree.make()
        outcome = t.run(*tree.command(2, *flags), cwd=tree.path)
        for file in tree.files:
            if '--backup=.was' in flags and os.path.exists(tree.full(file + '.was')):
                os.unlink(tree.full(file + '.was'))
        tree.judge(outcome, 'without attributes %s' % flags)
        t.check(outcome.status == 0, str(outcome))
