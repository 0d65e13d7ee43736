"""A run is killed before each of its calls; recover makes all files alike, and may be killed itself."""
import os, stat

from bench import slow
from trace import CHANGES, calls, errors_of, inject
from tree import KeyTree, Tree, entries, look, read

def every_kill(t, make=Tree, flags=(), torn=False, also=lambda tree, what: None):
    tree = make(t)
    command = tree.command(2, *flags)
    found = calls(t, command, tree.path, only=CHANGES)
    for call, n in found[:: 9 if t.sanitized else 1]:
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
        found = calls(t, ['recover', 'conf'], tree.path, marker='conf', only=CHANGES if what_of is killed else CHANGES | {'openat', 'fsync', 'flock', 'close', 'getdents64', 'read', 'newfstatat', 'fstat'})
        t.check(t.sanitized or len(found) > 3, 'recover makes only %d calls' % len(found))
        for call, n in found[:: 12 if t.sanitized else 1 if what_of is killed or t.all else 3]:
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

def killed(call, n):
    return ['signal=KILL']

@slow(8)
def case_recover_killed(t):
    disturbed_recover(t, killed)

@slow(8)
def case_recover_fails(t):
    disturbed_recover(t, lambda call, n: ['error=' + error for error in errors_of(t, call, n)])

@slow(4)
def case_recover_killed_in_place(t):
    disturbed_recover(t, killed, flags=['--in-place'], torn=True)

# ---- two disturbances in one run

def faults_after_the_commit(t, tree, command):
    """[(call, n)] of what a run does between its journal and its end: its renames, then the fsyncs of its folders."""
    found = calls(t, command, tree.path, only={'renameat', 'fsync'}, after='.commit"')
    if not found:
        t.skip('renames are another call here')
    return found

@slow(6)
def case_undo_killed(t):
    """After the commit a rename or an fsync fails, so the run takes back what it did; and dies on the way."""
    tree = Tree(t)
    command = tree.command(2)
    for call, n in faults_after_the_commit(t, tree, command)[:: 3 if t.sanitized else 1]:
        also = [(call, 'error=EIO', n)]
        tree.make()
        found = calls(t, command, tree.path, only=CHANGES - {call}, after='INJECTED', also=also)
        for other, m in found:
            tree.make()
            outcome = inject(t, other, m, 'signal=KILL', command, tree.path, also=also)
            tree.judge(outcome, '%s number %d fails, killed before %s number %d' % (call, n, other, m))

@slow(3)
def case_undo_fails(t):
    """The same, and what is to be taken back can't be: that must be said, and recover does it."""
    tree = Tree(t)
    command = tree.command(2)
    pending = 0
    for call, n in faults_after_the_commit(t, tree, command):
        for other in {'renameat', 'fsync', 'unlinkat'} - {call}:
            also = [(call, 'error=EIO', n)]
            tree.make()
            found = calls(t, command, tree.path, only={other}, after='INJECTED', also=also)
            for _, m in found[:: 5 if t.sanitized else 1 if t.all else 2]:
                for how in (m, '%d+' % m):
                    tree.make()
                    outcome = inject(t, other, how, 'error=EIO', command, tree.path, also=also)
                    tree.judge(outcome, '%s number %d fails, and %s number %s' % (call, n, other, how))
                    pending += outcome.status == 5
    t.check(pending > 0, 'nothing was ever left pending')

@slow(3)
def case_undo_rename_fails(t):
    """From one of the renames on all fail, also those that take back; then recover is killed at its renames."""
    tree = Tree(t)
    command = tree.command(2)
    for call, n in faults_after_the_commit(t, tree, command):
        if call != 'renameat':
            continue
        for m in range(1, 9):
            tree.make()
            outcome = inject(t, 'renameat', '%d+' % n, 'error=EBUSY', command, tree.path)
            t.check(outcome.status in (4, 5), 'renameat fails from number %d on: %s' % (n, outcome))
            said = inject(t, 'renameat', m, 'signal=KILL', ['recover', 'conf'], tree.path)
            bad = tree.wrong(litter=True)
            t.check(not bad, 'renameat fails from number %d on, recover killed at %d: %s' % (n, m, bad))
            tree.recover()
            t.check(not tree.wrong(), 'renameat fails from number %d on, recover killed at %d: %s' % (n, m, tree.wrong()))
            if not said.killed:
                break

# ---- where something doesn't work at all

def without(t, call, error, recover_too):
    """Killed before each call, on a file system that doesn't know `call`."""
    tree = Tree(t)
    command, also = tree.command(2), [(call, 'error=' + error, '1+')]
    for other, n in calls(t, command, tree.path, only=CHANGES - {call}, also=also)[:: 9 if t.sanitized else 1]:
        tree.make()
        what = 'without %s, killed before %s number %d' % (call, other, n)
        outcome = inject(t, other, n, 'signal=KILL', command, tree.path, also=also)
        t.check(outcome.killed, '%s: %s' % (what, outcome))
        if recover_too:
            said = inject(t, call, '1+', 'error=' + error, ['recover', 'conf'], tree.path)
            t.check(said.status == 0 and not tree.wrong(), '%s: %s\n    %s' % (what, tree.wrong(), said))
        tree.judge(outcome, what)

@slow(4)
def case_without_links(t):
    without(t, 'linkat', 'EOPNOTSUPP', False)

@slow(4)
def case_without_locks(t):
    """Where folders can't be locked, a file is the lock; it goes with the rest."""
    without(t, 'flock', 'ENOLCK', True)

# ---- backups

@slow(5)
def case_backups(t):
    """With the new text come the backups, with the old one go they."""
    for flags in (['--backup'], ['--in-place', '--backup']):
        tree = Tree(t)
        command = tree.command(2, *flags)
        for call, n in calls(t, command, tree.path, only=CHANGES)[:: 9 if t.sanitized else 1]:
            tree.make()
            outcome = inject(t, call, n, 'signal=KILL', command, tree.path)
            t.check(outcome.killed, '%s' % outcome)
            tree.recover()
            what = '%s: killed before %s number %d' % (flags, call, n)
            if tree.versions() == [2, 2, 2]:
                for file in tree.files:
                    kept = tree.full(file + '.bak')
                    if t.check(os.path.exists(kept), '%s: there is no backup of %s' % (what, file)):
                        t.check(read(kept) == tree.text(file, 1) and look(kept) == tree.before[file], '%s: the backup of %s: %s' % (what, file, look(kept)))
                        os.unlink(kept)
            t.check(not tree.wrong(), '%s: %s' % (what, tree.wrong()))

# ---- not root

def killed_as_a_user(t, umask, only, step=1):
    t.need_root()
    me = 61010
    tree = Tree(t)
    def make():
        tree.make()
        for path in [''] + list(entries(tree.path)):
            os.chown(tree.full(path), me, me, follow_symlinks=False)
        tree.before = entries(tree.path)
    make()
    os.chmod(t.folder, 0o777)
    command = tree.command(2)
    for call, n in calls(t, command, tree.path, only=only, user=me)[:: 9 if t.sanitized else step]:
        make()
        outcome = inject(t, call, n, 'signal=KILL', command, tree.path, user=me, umask=umask)
        t.check(outcome.killed, '%s' % outcome)
        said = t.expect(0, 'recover', cwd=tree.path, user=me, umask=umask)
        t.check(not tree.wrong(), 'umask %04o, killed before %s number %d: %s\n    %s' % (umask, call, n, tree.wrong(), said))

@slow(4)
def case_as_a_user(t):
    killed_as_a_user(t, 0o022, CHANGES)

def case_umasks(t):
    """A umask that leaves nobody any right must not keep us from our own journal."""
    for umask in (0o777, 0o477, 0o277):
        killed_as_a_user(t, umask, {'renameat', 'renameat2', 'unlinkat'}, 2)

# ---- names

def case_odd_names(t):
    folder = os.path.join(t.folder, "a %0a\n'\"\\\x1b[31m#é -\xff".encode('latin-1').decode(errors='surrogateescape'))
    os.mkdir(folder)
    tree = Tree(t, os.path.join(folder, '.tree.0123456789abcdef.old'))
    names = ['- .x', 'new\nline%']
    def make():
        tree.make()
        for name in names:
            with open(tree.full('store/' + name), 'wb') as out:
                out.write(tree.text('conf/n0.conf', 1))
        tree.before = entries(tree.path)
    make()
    command = (*tree.command(2), *('store/' + name for name in names))
    for call, n in calls(t, command, tree.path, only={'renameat', 'renameat2', 'unlinkat'}):
        make()
        outcome = inject(t, call, n, 'signal=KILL', command, tree.path)
        tree.judge(outcome, 'killed before %s number %d' % (call, n))
        texts = {read(tree.full('store/' + name)) for name in names}
        t.check(texts == {tree.text('conf/n0.conf', tree.versions()[0])}, 'killed before %s number %d: those with odd names' % (call, n))

# ---- keyfiles that are made

def case_keyfile_create(t):
    """A new keyfile is there wholly or not at all, and no key under another name after the next run."""
    folder = os.path.join(t.folder, 'keys')
    os.mkdir(folder)
    for call, n in calls(t, ['keyfile', 'create', 'keys/key'], t.folder, marker='keys', only=CHANGES | {'openat', 'fsync'}):
        for name in os.listdir(folder):
            os.unlink(os.path.join(folder, name))
        outcome = inject(t, call, n, 'signal=KILL', ['keyfile', 'create', 'keys/key'], t.folder)
        t.check(outcome.killed, str(outcome))
        for name in os.listdir(folder):
            st = os.stat(os.path.join(folder, name))
            t.check(not stat.S_IMODE(st.st_mode) & 0o077, 'killed before %s number %d: %s has mode %04o' % (call, n, name, st.st_mode))
        t.expect(0, 'recover', 'keys', cwd=t.folder)
        left = os.listdir(folder)
        t.check(left in ([], ['key']), 'killed before %s number %d, then recover: %s' % (call, n, left))
        if left:
            t.check(len(read(os.path.join(folder, 'key'))) > 100 and os.stat(os.path.join(folder, 'key')).st_nlink == 1,
                    'killed before %s number %d: the key is %r' % (call, n, read(os.path.join(folder, 'key'))))
