"""Several runs on the same files at the same time, and readers beside a run: each waits for, or refuses, another one."""
import os, random, signal, time

from bench import slow
from cases_shared import leave_pending
from trace import calls
from tree import Tree

@slow(5)
def case_many_writers(t):
    """Four runs that each want another version, their files in different orders."""
    tree, chance, won = Tree(t), random.Random(7), 0
    for n in range(10 if t.sanitized else 60):
        tree.make()
        running = []
        for version in (2, 3, 4, 5):
            names = list(tree.names)
            chance.shuffle(names)
            running.append((version, t.start('set', 'systemLog.verbosity=%d' % version, *names, cwd=tree.path)))
        outcomes = [(version, t.wait(process)) for version, process in running]
        winners = [version for version, outcome in outcomes if outcome.status == 0]
        bad = tree.wrong()
        for version, outcome in outcomes:
            if outcome.status not in (0, 4):
                bad = bad or 'exit status %d' % outcome.status
            if outcome.status == 4 and 'run again' not in outcome.err:
                bad = bad or 'a loser is not told to run again'
        if not bad and tree.versions()[0] not in (winners or [1]):
            bad = 'it is version %d now, winners %s' % (tree.versions()[0], winners)
        won += bool(winners)
        if bad:
            t.fail('round %d: %s\n    %s' % (n, bad, '\n    '.join(str(outcome) for _, outcome in outcomes)))
            break
    t.check(won > 0, 'nobody ever won')

@slow(4)
def case_with_recover(t):
    """recover beside a run that is alive must not take it for a dead one, nor a lint."""
    tree, chance = Tree(t), random.Random(8)
    for n in range(10 if t.sanitized else 40):
        tree.make()
        running = [t.start(*tree.command(2), cwd=tree.path)]
        time.sleep(chance.random() * 0.02)
        for words in (['recover'], ['lint', '--fail-on', 'never', *tree.names], ['recover', 'store'], ['get', tree.OPTION, *tree.names]):
            running.append(t.start(*words, cwd=tree.path))
        outcomes = [t.wait(process) for process in running]
        bad = tree.wrong({0: 2, 4: 1}.get(outcomes[0].status))
        for outcome in outcomes:
            if outcome.status == 5 or outcome.status not in (0, 4):
                bad = bad or 'exit status %d' % outcome.status
        if bad:
            t.fail('round %d: %s\n    %s' % (n, bad, '\n    '.join(str(outcome) for outcome in outcomes)))
            break

def case_many_recovers(t):
    """Several recover at once what one run left: one does it, the others find it done or are told to wait."""
    tree = Tree(t)
    for n in range(3 if t.sanitized else 8):
        again = leave_pending(t, tree)
        running = [t.start('recover', *words, cwd=tree.path) for words in ([], ['conf'], ['store'], [])]
        outcomes = [t.wait(process) for process in running]
        bad = tree.wrong(2)
        for outcome in outcomes:
            if outcome.status not in (0, 4):
                bad = bad or 'exit status %d' % outcome.status
        if bad:
            t.fail('round %d, %s: %s\n    %s' % (n, again, bad, '\n    '.join(str(outcome) for outcome in outcomes)))
            break

class Stopped:
    """A run that was stopped before its n-th `call`, and still holds its locks."""
    def __init__(self, t, tree, call, n, command):
        self.t, self.log = t, os.path.join(t.folder, 'stopped.log')
        if os.path.exists(self.log):
            os.unlink(self.log)
        t.need('strace')
        prefix = ['strace', '-f', '-o', self.log, '-e', 'trace=' + call, '-e', 'signal=SIGSTOP', '-e', 'inject=%s:signal=STOP:when=%d' % (call, n)]
        self.process = t.start(*command, prefix=prefix, cwd=tree.path, traced=True)
        self.pid = None
        for _ in range(2000):
            if os.path.exists(self.log):
                with open(self.log, errors='replace') as log:
                    lines = log.read()
                if 'stopped by SIGSTOP' in lines:
                    self.pid = int(lines.split()[0])
                    break
            if self.process.poll() is not None:
                break
            time.sleep(0.005)

    def go_on(self):
        if self.pid is not None:
            os.kill(self.pid, signal.SIGCONT)
        return self.t.wait(self.process)

MOMENTS = {'fsync', 'renameat', 'renameat2', 'unlinkat', 'linkat', 'pwrite64'}

@slow(6)
def case_beside_a_stopped_run(t):
    """A run that is stopped in the midst of its work is alive: nobody says 5, nobody takes its files."""
    for flags in ([], ['--in-place']):
        tree = Tree(t)
        command = tree.command(2, *flags)
        for call, n in calls(t, command, tree.path, only=MOMENTS)[:: 6 if t.sanitized else 2]:
            tree.make()
            run = Stopped(t, tree, call, n, command)
            what = '%s stopped before %s number %d' % (flags, call, n)
            if not t.check(run.pid is not None, what + ': it was not'):
                t.wait(run.process)
                continue
            lint = t.run('lint', '--fail-on', 'never', *tree.names, cwd=tree.path)
            t.check(lint.status == 0, '%s: %s' % (what, lint))
            recover = t.run('recover', cwd=tree.path)
            t.check(recover.status in (0, 4), '%s: %s' % (what, recover))
            other = t.run(*tree.command(3), cwd=tree.path)
            t.check(other.status == 4 and 'run again' in other.err, '%s: %s' % (what, other))
            outcome = run.go_on()
            bad = tree.wrong(2)
            t.check(outcome.status == 0 and not bad, '%s, then went on: %s: %s' % (what, bad, outcome))

# ---- an editor saves meanwhile

EDITED = b'# edited by hand\nsystemLog:\n  verbosity: 1\n'

def save_by_rename(path):
    with open(path + '.swp', 'wb') as out:
        out.write(EDITED)
    os.rename(path + '.swp', path)

def save_by_truncation(path):
    with open(path, 'r+b') as out:
        out.truncate()
        out.write(EDITED)

@slow(7)
def case_editor(t):
    """Somebody saves a file while a run is stopped. Before that file is replaced, the run must find out and change nothing; after it,
    what was saved stays. Between the last look at a file and its rename nothing can be done, and that moment is left out."""
    for flags in ([], ['--in-place']):
        for save in (save_by_rename, save_by_truncation):
            tree = Tree(t)
            command = tree.command(2, *flags)
            found = calls(t, command, tree.path, only=MOMENTS | {'openat'})
            for call, n in found[:: 8 if t.sanitized else 3]:
                tree.make()
                one_save(t, tree, call, n, command, save)

def one_save(t, tree, call, n, command, save):
    what = '%s: %s while stopped before %s number %d' % (command[1:2], save.__name__, call, n)
    run = Stopped(t, tree, call, n, command)
    if run.pid is None:
        t.wait(run.process)
        return
    last = tree.full('store/n2.conf')
    with open(last, 'rb') as file:
        was_new = file.read() != tree.text('store/n2.conf', 1)
    save(last)
    outcome = run.go_on()
    with open(last, 'rb') as file:
        text = file.read()
    versions = tree.versions()[:2]
    in_window = outcome.status == 0 and not was_new and call in ('renameat', 'pwrite64')
    kept = text == EDITED or outcome.status == 0 and text == EDITED.replace(b': 1', b': 2')  # saved before it was read
    t.check(kept or in_window, '%s: what was saved is lost: %r\n    %s' % (what, text[:100], outcome))
    if outcome.status == 5:
        said = t.run('recover', cwd=tree.path)
        t.check(said.status == 5 and 'n2.conf' in said.err, '%s: recover does not stop at the file: %s\n    %s' % (what, said, outcome))
    elif outcome.status in (0, 4):
        want = [2, 2] if outcome.status == 0 else [1, 1]
        t.check(versions == want, '%s: the others are %s: %s' % (what, versions, outcome))
        left = [name for name in tree.hidden() if os.path.basename(name) not in outcome.err]
        t.check(not left, '%s: left: %s: %s' % (what, left, outcome))
    else:
        t.check(outcome.status == 3, '%s: %s' % (what, outcome))
