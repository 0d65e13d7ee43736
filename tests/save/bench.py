"""What a case works with: a folder of its own, the program, and a list of what is wrong.

    def case_something(t):
        tree = Tree(t)
        outcome = t.run('set', 'net.port=27018', *tree.names, cwd=tree.path)
        t.check(outcome.status == 0, 'exit status %d' % outcome.status)

Several things may be wrong in one case, so check() and fail() go on; skip() ends the case.
"""
import os, shutil, signal, subprocess

class Skip(Exception):
    pass

def slow(weight):
    """Marks a case that takes its time: those start first."""
    def mark(case):
        case.slow = weight
        return case
    return mark

def namespace(case):
    """Marks a case that is to be played as root of a user namespace with mounts of its own."""
    case.namespace = True
    return case

class Outcome:
    def __init__(self, command, status, out, err):
        self.command, self.status, self.out, self.err = command, status, out, err

    @property
    def killed(self):
        return self.status == -signal.SIGKILL

    def __str__(self):
        return '%s\n    ended with %d: %s' % (' '.join(self.command), self.status, (self.out + self.err).strip().replace('\n', '\n    '))

class Bench:
    def __init__(self, program, folder):
        self.program, self.folder, self.failures = program, folder, []
        self.reports = os.path.join(folder, 'reports')
        os.mkdir(self.reports)
        os.chmod(self.reports, 0o1777)
        with open(program, 'rb') as file:
            self.sanitized = b'__asan_init' in file.read()
        self.root = os.geteuid() == 0
        self.all = os.environ.get('MONGOCONF_FAULTS') == 'all'

    # ---- verdicts

    def fail(self, what):
        self.failures.append(what)

    def check(self, good, what):
        if not good:
            self.fail(what)
        return good

    def skip(self, why):
        raise Skip(why)

    def need(self, *tools):
        for tool in tools:
            if not shutil.which(tool):
                self.skip(tool + ' is not installed')

    def need_root(self):
        if not self.root:
            self.skip('only root can make such files')

    def look_for_reports(self):
        for name in os.listdir(self.reports):
            with open(os.path.join(self.reports, name), errors='replace') as file:
                # The leak checker says this, and nothing else, when it is killed at its work; here runs are killed.
                text = ''.join(line for line in file if 'Unable to get registers from thread' not in line)
            if text.strip():
                self.fail('a report of a sanitizer:\n' + text[:4000])

    # ---- processes

    def environment(self, traced):
        """A program that is traced can't look for leaks: that takes ptrace() itself."""
        return {
            'PATH': os.environ['PATH'], 'HOME': self.folder, 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC', 'TERM': 'dumb',
            'GIT_CONFIG_GLOBAL': '/dev/null', 'GIT_CONFIG_SYSTEM': '/dev/null', 'GIT_CEILING_DIRECTORIES': self.folder,
            'ASAN_OPTIONS': 'log_path=%s/asan:detect_leaks=%d' % (self.reports, not traced),
            'UBSAN_OPTIONS': 'log_path=%s/ubsan:print_stacktrace=1' % self.reports,
        }

    def start(self, *words, prefix=(), cwd=None, user=None, umask=-1, traced=False, **more):
        """The program as a process that runs on; `prefix` is a command that runs it."""
        identity = {} if user is None else {'user': user, 'group': user, 'extra_groups': []}
        return subprocess.Popen([*prefix, self.program, *words], cwd=cwd or self.folder, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors='replace',
                                env=self.environment(traced), umask=umask, **identity, **more)

    def wait(self, process, limit=60):
        """Its outcome. A run that hangs is ended, and is a failure."""
        try:
            out, err = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            self.fail('hangs: ' + ' '.join(process.args))
        outcome = Outcome(['mongoconf' if word == self.program else word for word in process.args], process.returncode, out, err)
        if outcome.status < 0 and outcome.status not in (-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP):
            self.fail('a signal ended it: %s' % outcome)
        elif outcome.status == 70:
            self.fail('a bug: %s' % outcome)
        return outcome

    def run(self, *words, limit=60, **how):
        return self.wait(self.start(*words, **how), limit)

    def expect(self, status, *words, says=(), **how):
        """A run that must end with `status` and say all of `says` on standard error."""
        outcome = self.run(*words, **how)
        if outcome.status != status:
            self.fail('exit status %s expected: %s' % (status, outcome))
        for text in says:
            if text not in outcome.err:
                self.fail('it should say %r: %s' % (text, outcome))
        return outcome
