"""Runs `rollout check` on every row of the table, several at a time, and adds up."""
import concurrent.futures, json, os, signal, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import scenario, trees

STATUS = {'safe': 0, 'ordered': 0, 'warn': 0, 'unsafe': 1, 'refuse': 1}

def said(process):
    return (process.stdout + process.stderr).decode('utf-8', 'replace').strip()

def what_is_wrong(row, process):
    """None where all is right."""
    try:
        answer = json.loads(process.stdout)
        verdict, codes = answer['verdict'], {reason['code'] for reason in answer['reasons']}
        order = answer['order']
    except (ValueError, KeyError, TypeError):
        return f'exit {process.returncode} and no answer: {said(process)}'
    if verdict != row.verdict:
        return f'{row.verdict} is right, and it says {verdict}: {said(process)}'
    if not row.codes <= codes:
        return 'it does not say ' + ', '.join(sorted(row.codes - codes)) + ': ' + said(process)
    if process.returncode != STATUS[verdict]:
        return f'exit {process.returncode} for {verdict}'
    if process.stderr:
        return f'it complains: {said(process)}'
    if verdict == 'ordered' and not order:
        return f'no order is told: {said(process)}'
    return None

def play(program, folder, row, number):
    arguments = trees.put_trees(folder, row, number)
    command = [program, 'rollout', 'check', *arguments, '--format', 'json']
    process = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wrong = what_is_wrong(row, process)
    return wrong and f'{row.id}: FAILED: {row.title}\n--- {wrong}\n--- {" ".join(command)}'

def main():
    program, words = sys.argv[1], sys.argv[2:]
    keep, wanted = '--keep' in words, {word for word in words if not word.startswith('--')}
    rows = [(number, row) for number, row in enumerate(scenario.read(os.path.join(HERE, 'scenarios'))) if not wanted or row.id in wanted]
    results = os.path.realpath(tempfile.mkdtemp(prefix='mongoconf-rollout-'))
    jobs = int(os.environ.get('MONGOCONF_JOBS') or os.cpu_count() or 1)
    failed, kept = 0, []
    try:
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            runs = [(f'{results}/{row.id}', pool.submit(play, program, f'{results}/{row.id}', row, number)) for number, row in rows]
            for folder, run in runs:
                wrong = run.result()
                if wrong:
                    print(wrong)
                    failed += 1
                    kept.append(folder)
                if not (wrong and keep):
                    trees.remove(folder)
    finally:
        if keep and kept:
            print('kept: ' + ' '.join(kept))
        else:
            trees.remove(results)
    print(f'{len(rows) - failed} passed, {failed} failed, 0 skipped')
    return failed > 0 or not rows

signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
sys.exit(main())
