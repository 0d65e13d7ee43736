"""Runs that are killed at any moment, one after the other, while somebody reads the files all the time."""
import os, random, shutil, signal, tempfile, time

from bench import slow
from tree import Tree, read

def reader(tree, pipe):
    """Opens the files again and again. Says on `pipe` what it saw that is no version, and how often it looked."""
    stop = []
    signal.signal(signal.SIGTERM, lambda *_: stop.append(True))
    looks, bad = 0, ''
    while not stop and not bad:
        time.sleep(0.0003)
        for name, file in zip(tree.names, tree.files):
            try:
                text = read(tree.full(name))
            except OSError as error:
                bad = '%s: %s' % (name, error)
                break
            looks += 1
            if tree.version_of(file, text) is None:
                bad = '%s is torn: %r' % (name, text[:200])
                break
    os.write(pipe, ('%s\n%d' % (bad, looks)).encode())
    os._exit(0)

class Reader:
    def __init__(self, tree):
        self.pipe, end = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            reader(tree, end)
        os.close(end)

    def stop(self):
        os.kill(self.pid, signal.SIGTERM)
        bad, looks = os.read(self.pipe, 65536).decode().split('\n')
        os.waitpid(self.pid, 0)
        os.close(self.pipe)
        return bad, int(looks)

def wait_for_a_name(tree, process, ending):
    while process.poll() is None and not any(name.endswith(ending) for name in os.listdir(tree.full('conf'))):
        pass

def usual_time(t, tree):
    """Of a run on this disk, from when it was started, in seconds. The least of some, since others are at work here, too."""
    times = []
    for version in (2, 1, 2, 1, 2):
        process = t.start(*tree.command(version), cwd=tree.path)
        start = time.monotonic()
        t.wait(process)
        times.append(time.monotonic() - start)
    tree.make()
    return min(times)

def kill_loop(t, tree, runs, seed):
    chance = random.Random(seed)
    usual = usual_time(t, tree)
    watch, version, killed, moved, pending = Reader(tree), 1, 0, 0, 0
    for n in range(runs):
        process = t.start(*tree.command(3 - version), cwd=tree.path)
        # Some early, some at any moment of the time that a run takes, some when it has begun to write.
        time.sleep(chance.random() * usual * (0.5, 0.9, 0.2)[n % 3])
        if n % 3 == 2:
            wait_for_a_name(tree, process, chance.choice(['.new', '.tmp', '.commit']))
            time.sleep(chance.random() * 0.0005)
        process.kill()
        outcome = t.wait(process)
        killed += outcome.killed
        bad = tree.wrong(litter=True)
        pending += tree.journal() is not None
        said = t.expect(0, 'recover', cwd=tree.path)
        bad = bad or tree.wrong()
        if bad:
            t.fail('run %d of seed %d: %s\n    %s\n    %s' % (n, seed, bad, outcome, said))
            break
        now = tree.versions()[0]
        moved += now != version
        version = now
    bad, looks = watch.stop()
    t.check(not bad, 'a reader saw: ' + bad)
    t.check(looks > runs, 'the reader looked only %d times' % looks)
    print('loop: seed %d: %d runs, %d killed, %d with a journal, %d changed the files, %d looks' % (seed, runs, killed, pending, moved, looks))
    t.check(killed > runs // 4, 'only %d of %d runs were killed' % (killed, runs))

def runs_and_seed(t):
    return (int(os.environ.get('MONGOCONF_KILLS') or (100 if t.sanitized else 1000)),
            int(os.environ.get('MONGOCONF_SEED') or random.randrange(1 << 32)))

@slow(9)
def case_memory(t):
    """On a file system in memory, where most of the runs come to their renames."""
    if not os.access('/dev/shm', os.W_OK):
        t.skip('there is no /dev/shm')
    folder = tempfile.mkdtemp(prefix='mongoconf-save-', dir='/dev/shm')
    runs, seed = runs_and_seed(t)
    try:
        os.chmod(folder, 0o755)
        kill_loop(t, Tree(t, os.path.join(folder, 'tree')), runs * 3 // 4, seed)
    finally:
        shutil.rmtree(folder)

@slow(9)
def case_disk(t):
    runs, seed = runs_and_seed(t)
    kill_loop(t, Tree(t), runs - runs * 3 // 4, seed)
