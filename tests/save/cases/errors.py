"""Every call of a rewrite fails in turn: all files are old or all new, and the message says what failed where."""
from bench import slow
from trace import calls, errors_of, inject
from tree import Tree

def every_error(t, only, words=()):
    tree = Tree(t)
    command = (*tree.command(2), *words)
    found = calls(t, command, tree.path, only=only)
    t.check(t.sanitized or len(found) > 10, 'only %d calls were found' % len(found))
    for call, n in found[:: 4 if t.sanitized else 1]:
        for error in errors_of(t, call, n):
            tree.make()
            outcome = inject(t, call, n, 'error=' + error, command, tree.path)
            tree.judge(outcome, '%s number %d says %s' % (call, n, error))

@slow(5)
def case_looking(t):
    every_error(t, {'openat', 'read', 'fstat', 'newfstatat', 'statx', 'readlink', 'getdents64', 'flock', 'flistxattr', 'fgetxattr',
                    'getrandom', 'ioctl', 'fcntl', 'statfs', 'fstatfs', 'getcwd', 'lseek', 'pread64'})

@slow(6)
def case_changing(t):
    every_error(t, {'close', 'write', 'pwrite64', 'ftruncate', 'fallocate', 'fsync', 'fchown', 'fchmod', 'fsetxattr',
                    'fremovexattr', 'linkat', 'renameat', 'renameat2', 'unlinkat', 'utimensat'})

@slow(4)
def case_from_there_on(t):
    """The disk fails and stays so: what is to be taken back can't be. Then it must be said, and mended later."""
    tree = Tree(t)
    command = tree.command(2)
    for call, n in calls(t, command, tree.path, only={'renameat', 'renameat2', 'fsync', 'unlinkat', 'linkat', 'openat'}):
        tree.make()
        outcome = inject(t, call, '%d+' % n, 'error=' + ('EROFS' if n % 2 else 'EIO'), command, tree.path)
        tree.judge(outcome, '%s fails from number %d on' % (call, n))
