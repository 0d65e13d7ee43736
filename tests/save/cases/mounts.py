"""Files and folders that are mounts, and file systems that can't do everything, in a user namespace of our own."""
import os, subprocess

from bench import namespace
from cases_shared import each_kill
from trace import CHANGES, calls, inject
from tree import Tree, entries, read

def mount(t, *words):
    done = subprocess.run(['mount', *words], stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        t.skip('mount %s: %s' % (' '.join(words), done.stderr.strip()))

def umount(path):
    subprocess.run(['umount', path], check=True)

class Mounted:
    """One of the files is a mount of its own, as containers have them; what it comes from lies in source/."""
    def __init__(self, t, *options):
        self.t, self.tree = t, Tree(t, plain=True)
        self.source = os.path.join(t.folder, 'source')
        self.options, self.at = options, self.tree.full('conf/n0.conf')

    def make(self):
        subprocess.run(['umount', self.at], stderr=subprocess.DEVNULL, check=False)
        self.tree.make()
        with open(self.source, 'wb') as out:
            out.write(self.tree.text('conf/n0.conf', 1))
        os.chmod(self.source, 0o640)
        mount(self.t, '--bind', self.source, self.at)
        if self.options:
            mount(self.t, '-o', 'remount,bind,' + ','.join(self.options), self.at)
        self.tree.before = entries(self.tree.path)

@namespace
def case_single_file(t):
    place = Mounted(t)
    place.make()
    tree = place.tree
    t.expect(4, *tree.command(2), cwd=tree.path, says=['conf/n0.conf', '--in-place', 'mount'])
    t.check(not tree.wrong(1), 'refused: ' + tree.wrong(1))
    t.expect(0, *tree.command(2, '--in-place'), cwd=tree.path)
    t.check(not tree.wrong(2), 'in place: ' + tree.wrong(2))
    t.check(read(place.source) == tree.text('conf/n0.conf', 2), 'the mounted file itself did not change')

@namespace
def case_single_file_killed(t):
    place = Mounted(t)
    place.make()
    command = place.tree.command(2, '--in-place')
    for call, n in calls(t, command, place.tree.path, only=CHANGES)[:: 9 if t.sanitized else 1]:
        place.make()
        outcome = inject(t, call, n, 'signal=KILL', command, place.tree.path)
        t.check(outcome.killed, 'the kill before %s number %d did not come: %s' % (call, n, outcome))
        place.tree.judge(outcome, 'killed before %s number %d' % (call, n), torn=True)

@namespace
def case_single_file_read_only(t):
    place = Mounted(t, 'ro')
    place.make()
    for flags in ([], ['--in-place']):
        t.expect(4, *place.tree.command(2, *flags), cwd=place.tree.path, says=['conf/n0.conf'])
        t.check(not place.tree.wrong(1), '%s: %s' % (flags, place.tree.wrong(1)))

@namespace
def case_same_folder_twice(t):
    """One folder under two paths: the second lock must not wait for the first, and one file is named twice."""
    tree = Tree(t, plain=True)
    other = os.path.join(t.folder, 'other')
    os.mkdir(other)
    mount(t, '--bind', tree.full('store'), other)
    t.expect(0, 'set', 'systemLog.verbosity=2', 'conf/n0.conf', 'store/n1', os.path.join(other, 'n2.conf'), cwd=tree.path)
    t.check(not tree.wrong(2), tree.wrong(2))
    umount(other)
    tree.make()
    mount(t, '--bind', tree.full('store'), other)
    t.expect(4, 'set', 'systemLog.verbosity=2', 'conf/n0.conf', 'store/n2.conf', os.path.join(other, 'n2.conf'), cwd=tree.path, says=['n2.conf'])
    t.check(not tree.wrong(1), tree.wrong(1))
    umount(other)

@namespace
def case_folder_is_a_mount(t):
    """As a volume of a container: renames work in there."""
    tree, volume = Tree(t, plain=True), os.path.join(t.folder, 'volume')
    os.mkdir(volume)
    def make():
        subprocess.run(['umount', tree.full('store')], stderr=subprocess.DEVNULL, check=False)
        tree.make()
        mount(t, '-t', 'tmpfs', '-o', 'size=1m,mode=755', 'none', tree.full('store'))
        for file in tree.files[1:]:
            with open(tree.full(file), 'wb') as out:
                out.write(tree.text(file, 1))
        os.chmod(tree.full('store/n1'), 0o600)
        tree.before = entries(tree.path)
    make()
    t.expect(0, *tree.command(2), cwd=tree.path)
    t.check(not tree.wrong(2), tree.wrong(2))
    each_kill(t, tree, tree.command(2), make)

@namespace
def case_read_only_folder(t):
    """The last of the folders can't be written: the others must not change."""
    tree = Tree(t, plain=True)
    mount(t, '--bind', tree.full('store'), tree.full('store'))
    mount(t, '-o', 'remount,bind,ro', tree.full('store'))
    for flags in ([], ['--in-place'], ['--backup']):
        t.expect(4, *tree.command(2, *flags), cwd=tree.path, says=['conf/n1.conf', 'read-only'])
        t.check(not tree.wrong(1), '%s: %s' % (flags, tree.wrong(1)))
    t.expect(0, 'recover', cwd=tree.path)
    t.expect(0, 'lint', '--fail-on', 'never', *tree.names, cwd=tree.path)

def overlay(t, tree, lower):
    upper, work = os.path.join(t.folder, 'upper'), os.path.join(t.folder, 'work')
    for folder in (upper, work):
        subprocess.run(['rm', '-rf', folder], check=True)
        os.mkdir(folder)
    mount(t, '-t', 'overlay', '-o', 'lowerdir=%s,upperdir=%s,workdir=%s,userxattr' % (lower, upper, work), 'none', tree.path)

@namespace
def case_overlay(t):
    """Files of a lower layer, as in a container's image: links and renames copy them up first."""
    small = os.path.join(t.folder, 'small')
    os.mkdir(small)
    mount(t, '-t', 'tmpfs', '-o', 'mode=755', 'none', small)
    lower = Tree(t, os.path.join(small, 'lower'), plain=True)
    t.folder = small
    tree = Tree(t, os.path.join(small, 'tree'), plain=True)
    def make():
        subprocess.run(['umount', tree.path], stderr=subprocess.DEVNULL, check=False)
        lower.make()
        tree.make()
        overlay(t, tree, lower.path)
        tree.before = entries(tree.path)
    make()
    for flags in ([], ['--backup'], ['--in-place']):
        make()
        outcome = t.run(*tree.command(2, *flags), cwd=tree.path)
        if '--backup' in flags and outcome.status == 0:
            for file in tree.files:
                os.unlink(tree.full(file) + '.bak')
        tree.judge(outcome, 'overlay %s' % flags)
        t.check(outcome.status == 0, 'on an overlay it should work: %s' % outcome)
    make()
    each_kill(t, tree, tree.command(2), make)
    subprocess.run(['umount', tree.path], check=True)
