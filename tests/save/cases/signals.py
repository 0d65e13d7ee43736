"""TERM, INT and HUP at every moment: all old or all new, no journal, nothing left, and no recover is needed."""
import random, signal, time

from bench import slow
from trace import CHANGES, calls, inject
from tree import Tree

ENDED = {-signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP, 128 + signal.SIGTERM, 128 + signal.SIGINT, 128 + signal.SIGHUP}

def judge(t, tree, outcome, what):
    bad = tree.wrong({0: 2, 3: 1, 4: 1}.get(outcome.status))
    t.check(not bad, '%s: %s\n    %s' % (what, bad, outcome))
    t.check(outcome.status in ENDED | {0, 4}, '%s: %s' % (what, outcome))

@slow(4)
def case_every_call(t):
    for flags in ([], ['--in-place']):
        tree = Tree(t)
        command = tree.command(2, *flags)
        found = calls(t, command, tree.path, only=CHANGES | {'openat', 'fsync', 'flock', 'read'})
        for at, (call, n) in enumerate(found[:: 4 if t.sanitized else 2]):
            tree.make()
            name = ('TERM', 'INT', 'HUP')[at % 3]
            outcome = inject(t, call, n, 'signal=' + name, command, tree.path)
            judge(t, tree, outcome, '%s %s before %s number %d' % (flags, name, call, n))

def case_any_moment(t):
    tree, chance = Tree(t), random.Random(5)
    for _ in range(15 if t.sanitized else 60):
        tree.make()
        process = t.start(*tree.command(2), cwd=tree.path)
        time.sleep(chance.random() * 0.02)
        process.send_signal(chance.choice([signal.SIGTERM, signal.SIGINT, signal.SIGHUP]))
        judge(t, tree, t.wait(process), 'a signal at any moment')

def case_ignored_pipe(t):
    """Nobody reads what it prints."""
    tree = Tree(t)
    outcome = t.run(*tree.command(2), '--diff', cwd=tree.path, prefix=['sh', '-c', '"$0" "$@" | :'])
    bad = tree.wrong()
    t.check(not bad, '%s: %s' % (bad, outcome))

def case_closed_descriptors(t):
    """Nobody may find our messages in his config because it got the descriptor of standard error."""
    tree = Tree(t)
    for closed in ('<&-', '>&-', '2>&-', '<&- >&-', '>&- 2>&-', '<&- >&- 2>&-'):
        for flags in ([], ['--verbose'], ['--diff'], ['--in-place', '--verbose', '--diff']):
            tree.make()
            outcome = t.run(*tree.command(2, *flags), cwd=tree.path, prefix=['sh', '-c', 'exec "$0" "$@" ' + closed])
            bad = tree.wrong(2)
            t.check(not bad, '%s %s: %s: %s' % (closed, flags, bad, outcome))
