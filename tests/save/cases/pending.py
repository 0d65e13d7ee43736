"""A journal is there: every verb says so for the files that it concerns, and only for those; recover ends it."""
import os, subprocess

from bench import slow
from cases_shared import leave_pending
from trace import calls, inject
from tree import KeyTree, Tree, entries, read

PLAIN = b'net:\n  port: 27017\n'

def add_other(tree):
    """Files that the journal doesn't concern."""
    for name in ('conf/other.conf', 'store/another.conf'):
        with open(tree.full(name), 'wb') as out:
            out.write(PLAIN)

def case_every_verb(t):
    tree = Tree(t)
    journal = os.path.basename(leave_pending(t, tree))
    before = entries(tree.path)
    for words in (['lint'], ['lint', '.'], ['show'], ['get', 'net.port'], ['set', 'net.port=27018'], ['unset', 'net.port'],
                  ['set', '--check', 'net.port=27018'], ['set', '--diff', '--check', 'net.port=27018'], ['set', '--in-place', 'net.port=27018'],
                  ['fix'], ['fix', '--check'], ['apply', 'ensure-bindIp', '--bind-ip', '10.0.0.1'], ['apply', 'upgrade', '--to', '7.0']):
        for names in (tree.names, tree.names[:1], tree.names[1:2], tree.names[2:], [tree.full('store/n1')]):
            if words == ['lint', '.']:
                names = []
            t.expect(5, *words, *names, cwd=tree.path, says=['mongoconf recover', journal])
    t.check(entries(tree.path) == before, 'a verb changed something: %s' % sorted(set(entries(tree.path)) ^ set(before)))

def case_stdout(t):
    """What prints a result reads a file that is half done."""
    tree = Tree(t)
    leave_pending(t, tree)
    t.expect(5, 'set', '--stdout', 'net.port=27018', tree.names[2], cwd=tree.path, says=['mongoconf recover'])

def case_keyfiles(t):
    tree = KeyTree(t)
    leave_pending(t, tree)
    for words in (['keyfile', 'check'], ['keyfile', 'rotate', '--phase', '2'], ['keyfile', 'rotate']):
        t.expect(5, *words, *tree.names, cwd=tree.path, says=['mongoconf recover'])
    tree.recover()
    t.check(not tree.wrong(2), tree.wrong(2))

def case_other_files(t):
    """Files that it doesn't concern are not in the way, in the same folders."""
    tree = Tree(t)
    leave_pending(t, tree)
    hidden = tree.hidden()
    add_other(tree)
    for names in (['conf/other.conf'], ['store/another.conf'], ['conf/other.conf', 'store/another.conf']):
        t.expect(0, 'lint', '--fail-on', 'never', *names, cwd=tree.path)
        t.expect(0, 'get', 'net.port', *names, cwd=tree.path)
        t.expect(0, 'set', 'net.port=2701%d' % len(names), *names, cwd=tree.path)
    t.check(set(hidden) <= set(tree.hidden()), 'another run took away %s' % (set(hidden) - set(tree.hidden())))
    for name in ('conf/other.conf', 'store/another.conf'):
        os.unlink(tree.full(name))
    tree.recover()
    t.check(not tree.wrong(2), tree.wrong(2))

def case_ways_to_recover(t):
    """By each file, each folder, from above, from within, through a link."""
    for words, cwd in ((['conf/n0.conf'], ''), (['conf/n1.conf'], ''), (['store/n2.conf'], ''), (['store'], ''), (['conf'], ''), (['.'], ''),
                       ([], 'conf'), ([], 'store'), (['n2.conf'], 'store'), (['../store/n2.conf'], 'conf'), (['store', 'conf', '.'], ''))[:: 3 if t.sanitized else 1]:
        tree = Tree(t)
        leave_pending(t, tree)
        t.expect(0, 'recover', *words, cwd=tree.full(cwd))
        t.check(not tree.wrong(2), 'recover %s in %s: %s' % (words, cwd or '.', tree.wrong(2)))
        t.expect(0, 'recover', *words, cwd=tree.full(cwd))

def case_nothing_pending(t):
    tree = Tree(t)
    for words in ([], ['.'], ['conf/n0.conf'], ['conf', 'store']):
        t.expect(0, 'recover', *words, cwd=tree.path)
        t.check(not tree.wrong(1), tree.wrong(1))
    outcome = t.run('recover', 'not-there', cwd=tree.path)
    t.check(outcome.status in (3, 4) and 'not-there' in outcome.err, str(outcome))

@slow(3)
def case_edited(t):
    """A file was edited by hand after the run died: it's for a person to say what it is to be."""
    for at, file in enumerate(Tree.files):
        for flags in ([], ['--in-place']):
            tree = Tree(t)
            leave_pending(t, tree, flags)
            was = read(tree.full(file))
            with open(tree.full(file), 'wb') as out:
                out.write(b'# by hand\n' + was)
            before, texts = entries(tree.path), [read(tree.full(one)) for one in tree.files]
            outcome = t.expect(5, 'recover', cwd=tree.path, says=[os.path.basename(file)])
            t.expect(5, 'set', 'net.port=27018', tree.names[at], cwd=tree.path)
            t.check(entries(tree.path) == before and texts == [read(tree.full(one)) for one in tree.files],
                    '%s: recover changed something: %s' % (file, outcome))
            with open(tree.full(file), 'wb') as out:
                out.write(was)
            tree.recover()
            t.check(not tree.wrong(), '%s: put back: %s' % (file, tree.wrong()))

def case_edited_by_rename(t):
    tree = Tree(t)
    leave_pending(t, tree)
    with open(tree.full('store/new'), 'wb') as out:
        out.write(b'# by hand\n')
    os.rename(tree.full('store/new'), tree.full('store/n2.conf'))
    t.expect(5, 'recover', cwd=tree.path, says=['n2.conf'])
    t.check(read(tree.full('store/n2.conf')) == b'# by hand\n', 'what was edited is lost')

def case_gone(t):
    """A file, or a staged text, was removed by hand."""
    for name in ('store/n2.conf', None):
        tree = Tree(t)
        leave_pending(t, tree)
        gone = name or next(one for one in tree.hidden() if one.startswith('store/.n2') and one.endswith('.new'))
        os.unlink(tree.full(gone))
        outcome = t.expect(5, 'recover', cwd=tree.path, says=['n2.conf'])
        texts = [read(tree.full(file)) for file in tree.files if os.path.exists(tree.full(file))]
        t.check(len(texts) >= 2 and tree.version_of(tree.files[0], texts[0]) == 2, '%s gone: %s' % (gone, outcome))

def case_moved(t):
    """The whole tree was moved or copied elsewhere after the kill: nothing outside of where it is now may be touched."""
    tree = Tree(t)
    leave_pending(t, tree)
    elsewhere = os.path.join(t.folder, 'elsewhere')
    subprocess.run(['cp', '-a', tree.path, elsewhere], check=True)
    before = entries(tree.path)
    outcome = t.run('recover', cwd=elsewhere)
    t.check(outcome.status in (0, 4, 5), str(outcome))
    if entries(tree.path) != before:  # it followed its journal home, and ended there what was begun there
        t.check(not tree.wrong(), 'recover in the copy: %s: %s' % (tree.wrong(), outcome))
    else:
        tree.recover()
        t.check(not tree.wrong(2), 'recover after that: ' + tree.wrong(2))

def case_as_another_user(t):
    """Somebody else, who may not write there, changes nothing and is told so."""
    t.need_root()
    tree = Tree(t)
    leave_pending(t, tree)
    before = entries(tree.path)
    outcome = t.run('recover', cwd=tree.path, user=61010)
    t.check(outcome.status in (3, 4, 5), str(outcome))
    t.check(entries(tree.path) == before, 'something changed: %s' % outcome)
    tree.recover()
    t.check(not tree.wrong(2), tree.wrong(2))

def case_done_but_for_the_rest(t):
    """Killed when all was done and only names were left to be removed: the same command again changes nothing, and removes them."""
    tree = Tree(t)
    command = tree.command(2)
    seen = 0
    for call, n in calls(t, command, tree.path, only={'unlinkat'}):
        tree.make()
        inject(t, call, n, 'signal=KILL', command, tree.path)
        if tree.journal() or not tree.hidden():
            continue
        seen += 1
        outcome = t.expect(0, *command, cwd=tree.path)
        t.check(not tree.wrong(2), 'killed before unlinkat number %d: %s\n    %s' % (n, tree.wrong(2), outcome))
    t.check(seen > 1, 'no run was killed between its journal and its end')

def case_orphans(t):
    """What was killed before its journal came is in nobody's way; the next rewrite takes it away."""
    tree = Tree(t)
    command = tree.command(2)
    fsyncs = calls(t, command, tree.path, only={'fsync'})
    if len(fsyncs) < 4:
        t.skip('too few calls')
    for call, n in fsyncs[:4]:
        tree.make()
        inject(t, call, n, 'signal=KILL', command, tree.path)
        t.check(tree.hidden() and not tree.journal(), 'killed before %s number %d: %s' % (call, n, tree.hidden()))
        t.expect(0, 'lint', '--fail-on', 'never', *tree.names, cwd=tree.path)
        t.expect(0, *tree.command(3), cwd=tree.path)
        t.check(not tree.wrong(3), 'killed before %s number %d, then another run: %s' % (call, n, tree.wrong(3)))
