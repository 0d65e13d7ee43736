"""The files that most cases work on, and what must hold of them.

    conf/n0.conf                  mode 0640, with an ACL and an attribute
    conf/n1.conf -> ../store/n1   a symbolic link; store/n1 is 0600 and, made by root, someone else's
    store/n2.conf                 mode 0664, long, in a folder whose default ACL new files would inherit

Each has two versions, which differ in one option. After everything that can happen to a run, each file is
wholly one of the two, all are the same one, everything else of them is what it was, and no name came.
"""
import os, shutil, stat, struct

OTHER_USER, OTHER_GROUP = 61001, 61002

# ---- POSIX ACLs, in the form of their attribute

def acl(*entries):
    """acl(('user', 7, 'rw'), ...) with ids of None for the owner, the group, the mask and others."""
    tags = {('user', True): 1, ('user', False): 2, ('group', True): 4, ('group', False): 8, ('mask', True): 16, ('other', True): 32}
    value = struct.pack('<I', 2)
    for kind, who, rights in entries:
        bits = sum({'r': 4, 'w': 2, 'x': 1}[right] for right in rights)
        value += struct.pack('<HHI', tags[kind, who is None], bits, 0xffffffff if who is None else who)
    return value

ACL_OF_FILE = acl(('user', None, 'rw'), ('user', 61003, 'rw'), ('group', None, 'r'), ('mask', None, 'r'), ('other', None, ''))
ACL_OF_FOLDER = acl(('user', None, 'rwx'), ('user', 61004, 'rwx'), ('group', None, 'rx'), ('mask', None, 'rwx'), ('other', None, 'rx'))

def give(path, name, value):
    """An attribute, where the file system has such."""
    try:
        os.setxattr(path, name, value)
    except OSError:
        pass

# ---- what is there

def look(path):
    """All of one entry that a rewrite must keep, but for the text: kind, mode, owner, group, links, attributes, target."""
    st = os.lstat(path)
    link = stat.S_ISLNK(st.st_mode)
    names = sorted(os.listxattr(path, follow_symlinks=False))
    attributes = tuple((name, os.getxattr(path, name, follow_symlinks=False)) for name in names)
    return ('%s %04o' % (stat.filemode(st.st_mode)[0], stat.S_IMODE(st.st_mode)), st.st_uid, st.st_gid,
            0 if stat.S_ISDIR(st.st_mode) else st.st_nlink, attributes, os.readlink(path) if link else None)

def entries(folder):
    found = {}
    for path, folders, files in os.walk(folder):
        for name in folders + files:
            full = os.path.join(path, name)
            found[os.path.relpath(full, folder)] = look(full)
    return found

def read(path):
    with open(path, 'rb') as file:
        return file.read()

class Tree:
    OPTION = 'systemLog.verbosity'
    names = ('conf/n0.conf', 'conf/n1.conf', 'store/n2.conf')  # as they are named on the command line
    files = ('conf/n0.conf', 'store/n1', 'store/n2.conf')      # what those lead to

    def __init__(self, bench, at=None, plain=False):
        """`plain`: without owners and ACLs, which a user namespace doesn't know."""
        self.bench, self.plain, self.texts, self.recovered = bench, plain, {}, 0
        self.path = at or os.path.join(bench.folder, 'tree')
        self.make()

    def text(self, file, version):
        if (file, version) not in self.texts:
            self.texts[file, version] = self.make_text(file, version)
        return self.texts[file, version]

    def make_text(self, file, version):
        lines = 3 + 400 * (file == 'store/n2.conf')
        return ('# %s\nsystemLog:\n  verbosity: %d\n' % (file, version) + ''.join('# line %d\n' % n for n in range(lines))
                + 'storage:\n  dbPath: /var/lib/%s\n' % file).encode()

    def command(self, version, *flags):
        return ('set', *flags, '%s=%d' % (self.OPTION, version), *self.names)

    def full(self, name):
        return os.path.join(self.path, name)

    def make(self, version=1):
        """Anew, all of one version."""
        shutil.rmtree(self.path, ignore_errors=True)
        for folder in ('', 'conf', 'store'):
            os.mkdir(self.full(folder))
        for file in self.files:
            with open(self.full(file), 'wb') as out:
                out.write(self.text(file, version))
        os.symlink('../store/n1', self.full('conf/n1.conf'))
        n0, n1, n2 = (self.full(file) for file in self.files)
        give(n0, 'user.note', b'kept\0as it is')
        give(n2, 'user.empty', b'')
        os.chmod(n0, 0o640)
        os.chmod(n1, 0o600)
        os.chmod(n2, 0o664)
        if not self.plain:
            give(n0, 'system.posix_acl_access', ACL_OF_FILE)
            give(self.full('store'), 'system.posix_acl_default', ACL_OF_FOLDER)
            if self.bench.root:
                os.chown(n1, OTHER_USER, OTHER_GROUP)
        self.before = entries(self.path)

    def version_of(self, file, text):
        """The version that a text is, or None."""
        return next((version for version in range(6) if text == self.text(file, version)), None)

    def versions(self):
        return [self.version_of(file, read(self.full(file))) for file in self.files]

    def wrong(self, want=None, litter=(), torn=False):
        """What doesn't hold, in words, or ''. `want`: the version all must be; None: any, but all the same.
        `litter`: names that may be there, or True for any hidden one. `torn`: a file that is written in place may be neither."""
        now, said = entries(self.path), []
        for name in sorted(self.before.keys() | now.keys()):
            if name not in self.before:
                hidden = os.path.basename(name).startswith('.')
                if litter is not True and name not in litter or not hidden:
                    said.append('%s is left' % name)
            elif name not in now:
                said.append('%s is gone' % name)
            else:
                was, found = self.before[name], now[name]
                if litter:  # a second name of an old file is one of them
                    was, found = was[:3] + was[4:], found[:3] + found[4:]
                if was != found:
                    said.append('%s was %s, is %s' % (name, was, found))
        if torn or said and any('gone' in one for one in said):
            return '; '.join(said)
        versions = self.versions()
        if None in versions:
            said.append('%s is neither version: %r' % (self.files[versions.index(None)], read(self.full(self.files[versions.index(None)]))[:200]))
        elif litter is True:
            pass  # interrupted: some may be new
        elif want is None and len(set(versions)) > 1 or want is not None and set(versions) != {want}:
            said.append('versions %s, not %s' % (versions, 'all alike' if want is None else 'all %d' % want))
        return '; '.join(said)

    # ---- after a run

    def recover(self, *words, status=0, **how):
        """`mongoconf recover`, which must end well; and now and then a second time, when it has nothing to do."""
        outcome = self.bench.expect(status, 'recover', *words, cwd=self.path, **how)
        if self.recovered % 4 == 0:
            self.bench.expect(status, 'recover', *words, cwd=self.path, **how)
        self.recovered += 1
        return outcome

    def hidden(self):
        """The names of ours that are there beside the files."""
        return sorted(set(entries(self.path)) - set(self.before))

    def journal(self):
        """The journal that is pending, or None."""
        return next((name for name in self.hidden() if name.endswith(('.commit', '.abort'))), None)

    def judge(self, outcome, what, new=2, old=1, recover=True, torn=False):
        """Whatever happened to a run from `old` to `new`: nothing is mixed, torn, changed or left. `what` says in
        a failure what was done. True when all is well."""
        bench, failures = self.bench, len(self.bench.failures)
        def complain(text):
            if text:
                bench.fail('%s: %s\n    %s' % (what, text, outcome))
        if outcome.killed:
            complain(self.wrong(litter=True, torn=torn))
        elif outcome.status == 0:
            complain(self.wrong(new, litter=self.named(outcome)))
        elif outcome.status in (3, 4):
            complain(self.wrong(old, litter=self.named(outcome)))
            complain(self.unclear(outcome))
        elif outcome.status == 5:
            complain(self.wrong(litter=True, torn=torn))
            complain(self.unclear(outcome))
            complain('' if 'mongoconf recover' in outcome.err else 'it does not name `mongoconf recover`')
        else:
            complain('the exit status %d has no place here' % outcome.status)
        if recover and (outcome.killed or outcome.status == 5 or self.named(outcome)):
            said = self.recover()
            complain(self.wrong() and '%s, after recover, which said: %s' % (self.wrong(), said.err.strip()))
        return len(bench.failures) == failures

    def named(self, outcome):
        """Names that are left, and that the run said it could not remove."""
        return [name for name in entries(self.path) if os.path.basename(name) in outcome.err and os.path.basename(name).startswith('.')]

    def unclear(self, outcome):
        """A message must name a file of ours, and a cause."""
        if not any(os.path.basename(name) in outcome.err for name in self.names + self.files + ('conf', 'store')):
            return 'it names no file'
        return ''

class KeyTree(Tree):
    """The same with keyfiles, in the middle of a rotation: version 1 holds two keys, version 2 the new one alone."""
    OLD, NEW = 'oldkeyoldkeyoldkeyoldkey0123', 'NEWKEYNEWKEYNEWKEYNEWKEY4567'

    def make_text(self, file, version):
        return {1: '- %s\n- %s\n' % (self.OLD, self.NEW), 2: '%s\n' % self.NEW}.get(version, 'no key').encode()

    def command(self, version, *flags):
        return ('keyfile', 'rotate', '--phase', '2', *flags, *self.names)

    def make(self, version=1):
        super().make(version)
        for file in self.files:
            os.chmod(self.full(file), 0o400 if file == 'store/n1' else 0o600)
        self.before = entries(self.path)
