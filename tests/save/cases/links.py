"""Hard and symbolic links."""
import os, shutil, tempfile

from cases_shared import each_kill
from tree import Tree, entries, read

ONE, TWO = b'net:\n  port: 27017\n', b'net:\n  port: 27018\n'
SET = ('set', 'net.port=27018')

class Place:
    """A folder whose state is to stay, but for texts."""
    def __init__(self, t):
        self.t, self.path = t, os.path.join(t.folder, 'place')

    def make(self, files=(), links=(), hard=()):
        shutil.rmtree(self.path, ignore_errors=True)
        for name in files:
            os.makedirs(os.path.dirname(self.full(name)), exist_ok=True)
            with open(self.full(name), 'wb') as out:
                out.write(ONE)
        for name, target in links:
            os.makedirs(os.path.dirname(self.full(name)), exist_ok=True)
            os.symlink(target, self.full(name))
        for name, other in hard:
            os.link(self.full(other), self.full(name))
        self.before = entries(self.path)

    def full(self, name):
        return os.path.join(self.path, name)

    def expect(self, status, names, new, *flags, says=()):
        """A run over `names`, after which those of `new` hold the new text, the others the old, and all else is as it was."""
        outcome = self.t.expect(status, *SET, *flags, *names, cwd=self.path, says=says)
        now = entries(self.path)
        self.t.check(now == self.before, 'entries changed: %s\n    %s' % (sorted(set(now.items()) ^ set(self.before.items())), outcome))
        for name, about in self.before.items():
            if about[0].startswith('-') and name in now:
                text = read(self.full(name))
                self.t.check(text == (TWO if name in new else ONE), '%s holds %r\n    %s' % (name, text, outcome))

def case_hard_links(t):
    place = Place(t)
    place.make(files=['a/n0.conf', 'b/n1.conf'], hard=[('a/other', 'a/n0.conf')])
    place.expect(4, ['b/n1.conf', 'a/n0.conf'], [], says=['a/n0.conf', 'hard link', '--in-place'])
    place.expect(0, ['b/n1.conf', 'a/n0.conf'], ['a/n0.conf', 'a/other', 'b/n1.conf'], '--in-place')

def case_hard_links_killed(t):
    tree = Tree(t)
    def make():
        tree.make()
        os.link(tree.full('store/n2.conf'), tree.full('conf/other'))
        tree.before = entries(tree.path)
    each_kill(t, tree, tree.command(2, '--in-place'), make, torn=True)

def case_both_names(t):
    """Two names of one file on one command line."""
    place = Place(t)
    place.make(files=['a/n0.conf'], links=[('b/link.conf', '../a/n0.conf')], hard=[('a/twin.conf', 'a/n0.conf')])
    place.expect(4, ['a/n0.conf', 'a/twin.conf'], [], '--in-place', says=['same file'])
    place.make(files=['a/n0.conf'], links=[('b/link.conf', '../a/n0.conf')])
    place.expect(4, ['a/n0.conf', 'b/link.conf'], [], says=['same file'])

def case_symbolic(t):
    place = Place(t)
    links = [('a/one.conf', '../b/two.conf'), ('b/two.conf', 'three.conf'), ('b/three.conf', '../c/n0.conf'), ('d', 'c')]
    for flags in ([], ['--in-place']):
        place.make(files=['c/n0.conf', 'c/n1.conf'], links=links)
        place.expect(0, ['a/one.conf', 'd/n1.conf'], ['c/n0.conf', 'c/n1.conf'], *flags)
    place.make(files=['c/n0.conf', 'c/n1.conf'], links=[('a/n0.conf', place.full('c/n0.conf'))])
    place.expect(0, ['a/n0.conf'], ['c/n0.conf'])

def case_no_follow(t):
    place = Place(t)
    place.make(files=['c/n0.conf', 'c/n1.conf'], links=[('a/one.conf', '../c/n0.conf')])
    place.expect(4, ['c/n1.conf', 'a/one.conf'], [], '--no-follow', says=['a/one.conf', 'symbolic link'])
    place.expect(0, ['c/n1.conf', 'c/n0.conf'], ['c/n0.conf', 'c/n1.conf'], '--no-follow')

def case_nowhere(t):
    place = Place(t)
    place.make(files=['c/n1.conf'], links=[('c/n0.conf', 'gone'), ('c/loop.conf', 'pool.conf'), ('c/pool.conf', 'loop.conf')])
    place.expect(3, ['c/n1.conf', 'c/n0.conf'], [], says=['c/n0.conf'])
    place.expect(3, ['c/n1.conf', 'c/loop.conf'], [], says=['c/loop.conf'])

def case_other_file_system(t):
    if not os.access('/dev/shm', os.W_OK) or os.stat('/dev/shm').st_dev == os.stat(t.folder).st_dev:
        t.skip('there is no second file system to write to')
    with tempfile.TemporaryDirectory(prefix='mongoconf-save-', dir='/dev/shm') as other:
        away = os.path.join(other, 'n0.conf')
        place = Place(t)
        for flags in ([], ['--in-place']):
            with open(away, 'wb') as out:
                out.write(ONE)
            place.make(files=['c/n1.conf'], links=[('c/n0.conf', away)])
            place.expect(0, ['c/n0.conf', 'c/n1.conf'], ['c/n1.conf'], *flags)
            t.check(read(away) == TWO and os.listdir(other) == ['n0.conf'], 'the file that the link leads to: %s' % os.listdir(other))

def case_config_map(t):
    """Kubernetes mounts a ConfigMap as links into a folder that it swaps: what is written there is gone with the next swap."""
    place = Place(t)
    place.make(files=['etc/..2026_11_22/mongod.conf', 'other/n1.conf'],
               links=[('etc/..data', '..2026_11_22'), ('etc/mongod.conf', '..data/mongod.conf')])
    for flags in ([], ['--in-place']):
        place.expect(4, ['other/n1.conf', 'etc/mongod.conf'], [], *flags, says=['etc/mongod.conf', 'ConfigMap', 'source'])

def case_names(t):
    """Names that are hard for the names of temporary files, or for a list of them."""
    place = Place(t)
    for name in ['a b.conf', 'new\nline.conf', '\x1b[31mred.conf', "q'uo\"te.conf", '-dash.conf', '.hidden.conf', 'ü.conf', 'back\\slash.conf', '%s.conf', 'x' * 200 + '.conf']:
        place.make(files=['c/' + name, 'c/n1.conf'])
        place.expect(0, ['c/n1.conf', 'c/' + name], ['c/n1.conf', 'c/' + name])
        place.make(files=['c/' + name, 'c/n1.conf'])
        place.expect(0, ['c/n1.conf', 'c/' + name], ['c/n1.conf', 'c/' + name], '--in-place')
    for name in ['x' * 250 + '.conf', b'not\xffutf8.conf'.decode(errors='surrogateescape')]:
        place.make(files=['c/' + name, 'c/n1.conf'])
        outcome = t.run(*SET, 'c/n1.conf', 'c/' + name, cwd=place.path)
        new = {'c/' + name, 'c/n1.conf'} if outcome.status == 0 else set()
        t.check(outcome.status in (0, 4) and entries(place.path) == place.before, '%s' % outcome)
        t.check(all((read(place.full(one)) == TWO) == (one in new) for one in ('c/' + name, 'c/n1.conf')), 'mixed: %s' % outcome)
