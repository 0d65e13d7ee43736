"""What several topics do."""
from trace import CHANGES, calls, inject

def each_kill(t, tree, command, make, torn=False):
    """A run that is killed before each of its calls that change something, then recover. `make` brings the files back."""
    make()
    found = calls(t, command, tree.path, only=CHANGES)
    for call, n in found[:: 9 if t.sanitized else 1]:
        make()
        outcome = inject(t, call, n, 'signal=KILL', command, tree.path)
        t.check(outcome.killed, 'the kill before %s number %d did not come: %s' % (call, n, outcome))
        tree.judge(outcome, 'killed before %s number %d' % (call, n), torn=torn)

def leave_pending(t, tree, flags=()):
    """Kills a run after the first of its files changed. Its journal's name."""
    command = tree.command(2, *flags)
    tree.make()
    for call, n in calls(t, command, tree.path, only={'renameat', 'renameat2', 'pwrite64'}):
        tree.make()
        inject(t, call, n, 'signal=KILL', command, tree.path)
        if tree.journal() and tree.versions()[0] != 1 and tree.versions()[2] == 1:
            return tree.journal()
    raise AssertionError('no run could be killed in the midst of its renames')
