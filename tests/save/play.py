"""Finds the cases, plays several at a time, each in a process of its own, and adds up."""
import glob, importlib.util, os, shutil, signal, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from bench import Bench, Skip

PASSED, FAILED, SKIPPED = 0, 1, 77

def load(topic):
    spec = importlib.util.spec_from_file_location(topic, os.path.join(HERE, 'cases', topic + '.py'))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

def all_cases():
    for path in sorted(glob.glob(os.path.join(HERE, 'cases', '*.py'))):
        topic = os.path.basename(path)[:-3]
        for name, value in vars(load(topic)).items():
            if name.startswith('case_'):
                yield topic + '/' + name[5:], getattr(value, 'slow', 0), getattr(value, 'namespace', False)

def play(program, folder, case):
    """One case, in this process."""
    topic, name = case.split('/')
    bench = Bench(program, folder)
    try:
        getattr(load(topic), 'case_' + name)(bench)
        bench.look_for_reports()
    except Skip as why:
        print('%s: skipped: %s' % (case, why))
        return SKIPPED
    except Exception as error:
        import traceback
        traceback.print_exc(file=sys.stdout)
        bench.fail('%s: %s' % (type(error).__name__, error))
    if not bench.failures:
        return PASSED
    print('%s: FAILED' % case)
    for failure in bench.failures[:8]:
        print('--- ' + failure)
    if len(bench.failures) > 8:
        print('--- and %d more' % (len(bench.failures) - 8))
    return FAILED

def has_namespace():
    """A user namespace of our own, with mounts; containers often forbid it."""
    return shutil.which('unshare') and subprocess.run(
        ['unshare', '-rm', 'sh', '-c', 'mount -t tmpfs none /mnt'], stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

class Worker:
    def __init__(self, results, program, case, namespace):
        self.case, self.folder = case, os.path.join(results, case.replace('/', '-'))
        os.mkdir(self.folder)
        os.chmod(self.folder, 0o755)
        self.said = open(os.path.join(results, case.replace('/', '-') + '.said'), 'w+')
        command = [sys.executable, '-B', __file__, program, '--play', case, self.folder]
        if namespace:
            command = ['unshare', '-rm', '--propagation', 'private'] + command
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.said,
                                        stderr=subprocess.STDOUT, start_new_session=True)
        self.start = time.monotonic()

    def end(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)  # whatever the case has left running
        except ProcessLookupError:
            pass
        if '--times' in sys.argv:
            print('%6.2f s  %s' % (time.monotonic() - self.start, self.case))
        self.said.seek(0)
        sys.stdout.write(self.said.read())
        sys.stdout.flush()
        return self.process.returncode

def writable(folder):
    """So that it can be removed, whatever a case made of it."""
    if shutil.which('chattr'):
        subprocess.run(['chattr', '-R', '-i', '-a', folder], stderr=subprocess.DEVNULL, check=False)
    for path, folders, _ in os.walk(folder):
        for name in folders:
            below = os.path.join(path, name)
            if not os.path.islink(below):
                os.chmod(below, 0o755)

def choose(words):
    cases = list(all_cases())
    if not words:
        return cases
    chosen = [case for case in cases if any(case[0] == word or case[0].startswith(word.rstrip('/') + '/') for word in words)]
    if not chosen:
        sys.exit('tests/save/run: there is no such case; there are: ' + ' '.join(case[0] for case in cases))
    return chosen

def play_all(program, words, results):
    waiting = sorted(choose([word for word in words if not word.startswith('--')]), key=lambda case: -case[1])
    namespace = has_namespace()
    counts = {PASSED: 0, FAILED: 0, SKIPPED: 0}
    jobs = int(os.environ.get('MONGOCONF_JOBS') or len(os.sched_getaffinity(0)))
    running, kept = {}, []
    while waiting or running:
        while waiting and len(running) < jobs:
            case, _, wants_namespace = waiting.pop(0)
            if wants_namespace and not namespace:
                print('%s: skipped: no user namespace can be made here' % case)
                counts[SKIPPED] += 1
                continue
            worker = Worker(results, program, case, wants_namespace)
            running[worker.process.pid] = worker
        if not running:
            break
        pid, status = os.wait()
        if pid not in running:
            continue
        worker = running.pop(pid)
        worker.process.returncode = os.waitstatus_to_exitcode(status)
        verdict = worker.end()
        counts[verdict if verdict in counts else FAILED] += 1
        if verdict not in counts:
            print('%s: FAILED: its process ended with %d' % (worker.case, verdict))
        if verdict == FAILED:
            kept.append(worker.folder)
    print('%d passed, %d failed, %d skipped' % (counts[PASSED], counts[FAILED], counts[SKIPPED]))
    return counts[FAILED] > 0, kept

def main():
    program, words = sys.argv[1], sys.argv[2:]
    if words[:1] == ['--play']:
        return play(program, words[2], words[1])
    results = os.path.realpath(tempfile.mkdtemp(prefix='mongoconf-save-'))
    os.chmod(results, 0o755)
    try:
        # Where every user can run it, under its own name.
        copy = os.path.join(results, 'mongoconf')
        shutil.copy(program, copy)
        os.chmod(copy, 0o755)
        failed, kept = play_all(copy, words, results)
        if kept and '--keep' in words:
            print('kept: ' + ' '.join(kept))
            results = None
        return failed
    finally:
        if results:
            writable(results)
            shutil.rmtree(results, ignore_errors=True)

signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
sys.exit(main())
