"""A run is killed before each of its calls; recover makes all files alike, and may be killed itself."""
import os, stat

from bench import slow
from trace import CHANGES, calls, errors_of, inject
from tree import KeyTree, Tree, entries

def every_kill(t, make=Tree, flags=(), torn=False, also=lambda tree, what: None):
    tree = make(t)
    command = tree.command(2, *flags)
    found = calls(t, command, tree.path, only=CHANGES)
    for call, n in found[:: 5 if t.sanitized else 1]:
        tree.make()
        what = 'killed before %s number %d' % (call, n)
        outcome = inject(t, call, n, 'signal=KILL', command, tree.path)
        t.check(outcome.killed, 'the kill before %s number %d did not come: %s' % (call, n, outcome))
        also(tree, what)
        tree.judge(outcome, what, torn=torn)

@slow(8)
def case_every_call(t):
    every_kill(t)

@slow(6)
def case_in_place(t):
    """While a file is written into, it may be torn; recover has all of its old text."""
    every_kill(t, flags=['--in-place'], torn=True)

def no_wider(tree, what):
    """What is beside a file at any moment lets nobody read or write who can't the file itself."""
    targets = {os.path.basename(file): os.stat(tree.full(file)) for file in tree.files}
    for name in tree.hidden():
        st = os.lstat(tree.full(name))
        of = next((target for base, target in targets.items() if os.path.basename(name).startswith('.' + base + '.')), None)
        allowed = stat.S_IMODE(of.st_mode) | 0o600 if of else 0o600
        if os.path.basename(name).startswith('.mongoconf'):
            allowed = 0o644 if not isinstance(tree, KeyTree) else allowed
        tree.bench.check(not stat.S_IMODE(st.st_mode) & ~allowed, '%s: %s has mode %04o' % (what, name, stat.S_IMODE(st.st_mode)))

def no_key_elsewhere(tree, what):
    """A journal is told apart by sums: no key is in it."""
    no_wider(tree, what)
    for name in tree.hidden():
        if os.path.basename(name).startswith('.mongoconf'):
            with open(tree.full(name), 'rb') as file:
                text = file.read()
            tree.bench.check(tree.OLD[:8].encode() not in text and tree.NEW[:8].encode() not in text, '%s: %s holds a key' % (what, name))

@slow(7)
def case_keyfiles(t):
    every_kill(t, make=KeyTree, also=no_key_elsewhere)

@slow(2)
def case_modes(t):
    os.umask(0)
    every_kill(t, also=no_wider)

# ---- recover is killed, or its calls fail

def interrupt(tree, flags=()):
    """Yields a tool that brings the tree to where a run was killed: in the midst of each stage after the journal came,
    the first, a middle and the last such point."""
    command = tree.command(2, *flags)
    points = []
    for call, n in calls(tree.bench, command, tree.path, only={'renameat', 'renameat2', 'unlinkat', 'pwrite64', 'ftruncate'}):
        tree.make()
        inject(tree.bench, call, n, 'signal=KILL', command, tree.path)
        if tree.journal():
            points.append((call, n))
    tree.bench.check(points, 'no run was killed while its journal was there')
    for call, n in points[:1] + points[len(points) // 2:][:1] + points[-1:]:
        def again():
            tree.make()
            return inject(tree.bench, call, n, 'signal=KILL', command, tree.path)
        yield 'killed before %s number %d' % (call, n), again

def disturbed_recover(t, what_of, flags=(), torn=False):
    tree = Tree(t)
    for where, again in interrupt(tree, flags):
        again()
        found = calls(t, ['recover', 'conf'], tree.path, marker='conf', only=CHANGES | {'read', 'newfstatat', 'fstat'})
        t.check(t.sanitized or len(found) > 8, 'recover makes only %d calls' % len(found))
        for call, n in found[:: 6 if t.sanitized else 1]:
            for what in what_of(call, n):
                again()
                outcome = inject(t, call, n, what, ['recover', 'conf'], tree.path)
                label = '%s; recover: %s at %s number %d' % (where, what, call, n)
                bad = tree.wrong(litter=True, torn=torn)
                t.check(not bad, '%s: %s\n    %s' % (label, bad, outcome))
                t.check(outcome.killed or outcome.status in (0, 3, 4, 5), '%s: %s' % (label, outcome))
                t.check(outcome.killed or not outcome.status or not tree.unclear(outcome), '%s: it names no file: %s' % (label, outcome))
                if outcome.status == 0 and tree.wrong() and not tree.named(outcome):
                    t.fail('%s: it says that all is well, but %s: %s' % (label, tree.wrong(), outcome))
                said = tree.recover()
                t.check(not tree.wrong(), '%s: %s after a second recover, which said: %s' % (label, tree.wrong(), said.err))

@slow(8)
def case_recover_killed(t):
    disturbed_recover(t, lambda call, n: ['signal=KILL'] if call in CHANGES else [])

@slow(8)
def case_recover_fails(t):
    disturbed_recover(t, lambda call, n: ['error=' + error for error in errors_of(t, call, n)])

@slow(4)
def case_recover_killed_in_place(t):
    disturbed_recover(t, lambda call, n: ['signal=KILL'] if call in CHANGES else [], flags=['--in-place'], torn=True)

@slow(3)
def case_undo_killed(t):
    """The second file can't be renamed, and the run dies while it takes the first one back."""
    tree = Tree(t)
    command, plain = tree.command(2), calls(t, tree.command(2), tree.path, only={'renameat'})
    if len(plain) < 3:
        t.skip('renames are another call here')
    busy = plain[-2][1]
    for call, first in (('renameat', busy + 1), ('fsync', 1), ('unlinkat', 1)):
        for n in range(first, first + 40):
            tree.make()
            what = 'rename %d fails, killed before %s number %d' % (busy, call, n)
            if call == 'renameat':
                # One call, disturbed twice: the kill comes with another expression for the same call.
                specs = ['trace=renameat', 'signal=none', 'inject=renameat:error=EBUSY:when=%d' % busy]
                outcome = undo_with_rename_killed(t, tree, command, busy, n)
            else:
                from trace import strace
                specs = ['trace=renameat,' + call, 'signal=none', 'inject=renameat:error=EBUSY:when=%d' % busy,
                         'inject=%s:signal=KILL:when=%d' % (call, n)]
                outcome = strace(t, specs, command, tree.path)
            tree.judge(outcome, what)
            if not outcome.killed:
                break

def undo_with_rename_killed(t, tree, command, busy, n):
    """From rename `busy` on all fail: the journal of the undo stays; then recover is killed."""
    inject(t, 'renameat', '%d+' % busy, 'error=EBUSY', command, tree.path)
    return inject(t, 'renameat', n - busy, 'signal=KILL', ['recover', 'conf'], tree.path)
