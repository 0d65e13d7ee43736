"""What bears our names and isn't ours: nothing hangs, nothing else is touched, nothing that matters is removed."""
import os, socket

from cases_shared import leave_pending
from tree import Tree, entries, read

TX = '0123456789abcdef'
PLAIN = b'net:\n  port: 27017\n'

def judge(t, tree, what, outside=()):
    """All verbs end, and change nothing that is not theirs."""
    texts = [read(path) for path in outside]
    for words in (['lint', '--fail-on', 'never', *tree.names], ['recover'], ['recover', 'conf/n0.conf'], tree.command(2)):
        outcome = t.run(*words, cwd=tree.path, limit=10)
        t.check(outcome.status in (0, 3, 4, 5), '%s: %s' % (what, outcome))
        t.check('\x1b' not in outcome.out + outcome.err, '%s: it prints what is in the file: %r' % (what, outcome.err))
    versions = tree.versions()
    t.check(None not in versions and len(set(versions)) == 1, '%s: versions %s' % (what, versions))
    t.check([read(path) for path in outside] == texts, '%s: something outside changed' % what)

def case_journals(t):
    """No journal of a run: not read by guess, never followed."""
    victim = os.path.join(t.folder, 'victim.conf')
    with open(victim, 'wb') as out:
        out.write(PLAIN)
    contents = {
        'empty': b'', 'noise': bytes(range(256)) * 20, 'text': b'hello\n', 'zeros': bytes(4096), 'escape': b'\x1b]0;x\x07\x1b[31m\n' * 3,
        'long line': b'x' * 3000000, 'victim': ('%s\n' % victim).encode(), 'json': b'{"files": ["%s"]}' % victim.encode(),
    }
    for ending in ('commit', 'abort', 'tmp', 'see'):
        for kind, content in list(contents.items())[:: 3 if t.sanitized else 1]:
            tree = Tree(t)
            with open(tree.full('conf/.mongoconf-%s.%s' % (TX, ending)), 'wb') as out:
                out.write(content)
            judge(t, tree, '%s as .%s' % (kind, ending), [victim])

def case_kinds(t):
    """A FIFO would hang who opens it; a folder or a link is never ours."""
    victim = os.path.join(t.folder, 'victim.conf')
    with open(victim, 'wb') as out:
        out.write(PLAIN)
    def fifo(path):
        os.mkfifo(path)
    def folder(path):
        os.mkdir(path)
    def link(path):
        os.symlink(victim, path)
    def sock(path):
        short = os.open(os.path.dirname(path), os.O_RDONLY)
        socket.socket(socket.AF_UNIX).bind('/proc/self/fd/%d/%s' % (short, os.path.basename(path)))
        os.close(short)
    for make in (fifo, folder, link, sock):
        names = (['.mongoconf-%s.%s' % (TX, ending) for ending in ('commit', 'abort', 'tmp', 'see')]
                 + ['.n0.conf.%s.%s' % (TX, ending) for ending in ('new', 'old', 'bak')] + ['.mongoconf.lock'])
        for name in names[:: 3 if t.sanitized else 1]:
            tree = Tree(t)
            make(tree.full('conf/' + name))
            judge(t, tree, '%s named %s' % (make.__name__, name), [victim])
            t.check(os.path.lexists(tree.full('conf/' + name)), '%s named %s was removed' % (make.__name__, name))

def case_cut_and_changed(t):
    """A journal with any byte changed, or cut anywhere, is no journal; the files stay as they were."""
    tree = Tree(t)
    journal = tree.full(leave_pending(t, tree))
    whole = read(journal)
    before, texts = entries(tree.path), [read(tree.full(file)) for file in tree.files]
    step = max(1, len(whole) // (10 if t.sanitized else 60))
    for at in range(0, len(whole), step):
        for broken in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:], whole[:at] + b'\n' + whole[at:]):
            with open(journal, 'wb') as out:
                out.write(broken)
            outcome = t.run('recover', cwd=tree.path, limit=10)
            now = [read(tree.full(file)) for file in tree.files]
            if not t.check(outcome.status in (3, 4, 5) and now == texts and entries(tree.path) == before,
                           'changed at byte %d: %s\n    %s' % (at, outcome, sorted(set(entries(tree.path)) ^ set(before)))):
                return
    with open(journal, 'wb') as out:
        out.write(whole)
    tree.recover()
    t.check(not tree.wrong(2), 'whole again: ' + tree.wrong(2))

def case_like_ours(t):
    """Names that only look like ours belong to somebody."""
    tree = Tree(t)
    kept = ['conf/.n0.conf.%s.new' % TX[:15], 'conf/.n0.conf.%sX.new' % TX[:15], 'conf/.n0.conf.%s.orig' % TX, 'conf/n0.conf.%s.new' % TX,
            'conf/.n0.conf.new', 'conf/.mongoconf-notes', 'conf/.mongoconf.yaml', 'conf/.n0.conf.%s.new' % TX.upper()]
    for name in kept:
        with open(tree.full(name), 'wb') as out:
            out.write(b'server-version: "7.0"\n' if name.endswith('yaml') else b'mine\n')
    for words in (['recover'], ['recover', 'conf'], tree.command(2)):
        t.expect(0, *words, cwd=tree.path)
    for name in kept:
        t.check(os.path.exists(tree.full(name)), name + ' was removed')

def case_of_other_users(t):
    """A journal that somebody else owns, or may write, could make root rename what he wants: root must not act on it."""
    t.need_root()
    for owner, mode in ((61010, 0o600), (0, 0o666), (0, 0o620)):
        tree = Tree(t)
        journal = tree.full(leave_pending(t, tree))
        os.chown(journal, owner, 0)
        os.chmod(journal, mode)
        before, versions = entries(tree.path), tree.versions()
        for words in (['recover'], ['recover', 'store'], tree.command(3)):
            outcome = t.expect(5, *words, cwd=tree.path)
            t.check(entries(tree.path) == before and tree.versions() == versions, 'it was acted on: %s' % outcome)
        os.chown(journal, 0, 0)
        os.chmod(journal, 0o600)
        tree.recover()
        t.check(not tree.wrong(2), tree.wrong(2))
