"""Files of other people, and folders that are not ours to write."""
import os, stat

from tree import ACL_OF_FILE, Tree, acl, entries, give, read

ME, OTHER = 61010, 61011
ONE, TWO = b'net:\n  port: 27017\n', b'net:\n  port: 27018\n'

class Shared:
    """a/n0.conf is ours, b/n1.conf somebody else's; we may write both folders."""
    def __init__(self, t, mode=0o664, folder=0o777, owner=OTHER, group=OTHER):
        t.need_root()
        self.t, self.path = t, os.path.join(t.folder, 'shared-%o-%o-%d' % (mode, folder, group))
        for name, who, what in (('a/n0.conf', (ME, ME), 0o640), ('b/n1.conf', (owner, group), mode)):
            path = os.path.join(self.path, name)
            os.makedirs(os.path.dirname(path))
            with open(path, 'wb') as out:
                out.write(ONE)
            os.chown(path, *who)
            os.chmod(path, what)
            os.chmod(os.path.dirname(path), folder if name[0] == 'b' else 0o777)
        self.before = entries(self.path)

    def file(self):
        return os.path.join(self.path, 'b/n1.conf')

    def run(self, status, *flags, says=(), user=ME):
        outcome = self.t.expect(status, 'set', 'net.port=27018', *flags, 'a/n0.conf', 'b/n1.conf', cwd=self.path, user=user, says=says)
        texts = {read(os.path.join(self.path, name)) for name in ('a/n0.conf', 'b/n1.conf')}
        self.t.check(texts == {TWO if status == 0 else ONE}, 'texts: %s: %s' % (texts, outcome))
        self.t.check(set(entries(self.path)) == set(self.before), 'left: %s' % (set(entries(self.path)) ^ set(self.before)))
        if status:
            self.t.check(entries(self.path) == self.before, 'attributes changed')
        return outcome

def case_refused(t):
    place = Shared(t)
    place.run(4, says=['b/n1.conf', 'owner', '--allow-owner-change'])

def case_allowed(t):
    """Allowed, the file is ours then, and nobody gets rights by that whom the old file gave none."""
    for mode in (0o664, 0o644, 0o660, 0o646, 0o606, 0o4755, 0o2755, 0o666, 0o674, 0o647, 0o604):
        place = Shared(t, mode=mode)
        if not mode & 0o004 or not os.access(place.file(), os.R_OK):
            continue
        place.run(0, '--allow-owner-change')
        st = os.stat(place.file())
        now = stat.S_IMODE(st.st_mode)
        t.check(st.st_uid == ME, '%04o: the owner is %d' % (mode, st.st_uid))
        # The group is ours: it must not get more than others had, nor anybody a set-id bit.
        t.check(not now & 0o6000, '%04o became %04o' % (mode, now))
        t.check(not now & 0o007 & ~mode, '%04o became %04o: others' % (mode, now))
        t.check(st.st_gid == OTHER or not (now >> 3) & 7 & ~(mode & 7) , '%04o became %04o: our group' % (mode, now))

def case_allowed_with_acl(t):
    """Who was named in the access list may no more than before."""
    place = Shared(t, mode=0o644)
    give(place.file(), 'system.posix_acl_access', acl(('user', None, 'rw'), ('user', 61003, ''), ('group', None, 'r'), ('mask', None, 'r'), ('other', None, 'r')))
    if 'system.posix_acl_access' not in os.listxattr(place.file()):
        t.skip('no access lists here')
    place.before = entries(place.path)
    outcome = t.run('set', 'net.port=27018', '--allow-owner-change', 'a/n0.conf', 'b/n1.conf', cwd=place.path, user=ME)
    if outcome.status == 0:
        names = os.listxattr(place.file())
        kept = 'system.posix_acl_access' in names
        readable = stat.S_IMODE(os.stat(place.file()).st_mode) & 0o004
        t.check(kept or not readable, 'user 61003, whom the list kept out, may read it now: %s' % outcome)
    else:
        t.check(outcome.status == 4 and entries(place.path) == place.before, '%s' % outcome)

def case_own_group(t):
    """Its owner is somebody else, its group ours: that one can be kept."""
    place = Shared(t, mode=0o664, group=ME)
    place.run(0, '--allow-owner-change')
    st = os.stat(place.file())
    t.check((st.st_uid, st.st_gid, stat.S_IMODE(st.st_mode)) == (ME, ME, 0o664), '%s' % (st,))

def case_allowed_in_place(t):
    """In place the owner stays anyway."""
    place = Shared(t, mode=0o666)
    place.run(0, '--in-place')
    st = os.stat(place.file())
    t.check((st.st_uid, st.st_gid, stat.S_IMODE(st.st_mode)) == (OTHER, OTHER, 0o666), '%s' % (st,))

def case_in_place_not_writable(t):
    Shared(t, mode=0o644).run(4, '--in-place', says=['b/n1.conf'])

def case_sticky_folder(t):
    """In /tmp and its like nobody can rename over another one's file."""
    for flags in ([], ['--allow-owner-change']):
        place = Shared(t, mode=0o646, folder=0o1777)
        place.run(4, *flags, says=['b/n1.conf'])
        import shutil
        shutil.rmtree(place.path)

def case_folder_not_writable(t):
    Shared(t, mode=0o644, folder=0o755, owner=ME, group=ME).run(4, says=['b', 'ermission'])

def case_unreadable(t):
    place = Shared(t, mode=0o600)
    outcome = t.expect(3, 'set', 'net.port=27018', 'a/n0.conf', 'b/n1.conf', cwd=place.path, user=ME, says=['b/n1.conf'])
    t.check(entries(place.path) == place.before, 'something changed: %s' % outcome)

def case_root_keeps_all(t):
    """What root can keep: owners, set-id bits, access lists, attributes of all kinds."""
    t.need_root()
    tree = Tree(t)
    def make():
        tree.make()
        os.chmod(tree.full('store/n1'), 0o6755)
        for name, value in (('trusted.note', b'x'), ('security.note', b'y'), ('user.long', b'v' * 2000)):
            give(tree.full('store/n1'), name, value)
        tree.before = entries(tree.path)
    for flags in ([], ['--in-place'], ['--backup=.was']):
        make()
        t.expect(0, *tree.command(2, *flags), cwd=tree.path)
        if '--backup=.was' in flags:
            for file in tree.files:
                kept = tree.full(file) + '.was'
                if t.check(os.path.exists(kept), 'there is no ' + kept):
                    from tree import look
                    t.check(look(kept) == tree.before[file] and read(kept) == tree.text(file, 1), 'the backup of %s is %s' % (file, look(kept)))
                    os.unlink(kept)
        t.check(not tree.wrong(2), '%s: %s' % (flags, tree.wrong(2)))
