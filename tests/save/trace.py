"""Running the program so that its n-th call of a kind fails, or is its last one, with strace.

    for call, n in calls(t, tree.command(2), tree.path):
        tree.make()
        outcome = inject(t, call, n, 'signal=KILL', tree.command(2), tree.path)

calls() asks an undisturbed run which calls it makes once it looks at the files, so that neither the loader
nor a sanitizer is disturbed.
"""
import os, re

# What a rewrite may do to files, as the kernel calls it on any machine; what isn't there is not asked for.
CALLS = ('openat open openat2 close read pread64 write pwrite64 lseek ftruncate fallocate fsync fdatasync flock fstat newfstatat '
         'fstatat64 stat lstat statx statfs fstatfs readlink readlinkat getcwd getdents64 fchown fchownat fchmod fchmodat flistxattr fgetxattr '
         'fsetxattr fremovexattr utimensat link linkat rename renameat renameat2 unlink unlinkat mkdirat ioctl fcntl '
         'getrandom copy_file_range faccessat faccessat2 access').split()

# What each may say, the likely first.
ERRORS = {
    'openat': 'EACCES EMFILE ENOSPC EIO EROFS ENFILE ELOOP EINTR', 'close': 'EIO EINTR', 'read': 'EIO EINTR', 'write': 'ENOSPC EIO EDQUOT EINTR',
    'pwrite64': 'ENOSPC EIO EDQUOT EINTR', 'ftruncate': 'EIO EPERM EINTR', 'fallocate': 'ENOSPC EOPNOTSUPP EDQUOT EINTR ENOSYS',
    'fsync': 'EIO ENOSPC EDQUOT EROFS EINVAL', 'flock': 'EAGAIN ENOLCK EOPNOTSUPP EINTR EBADF', 'fstat': 'EIO', 'newfstatat': 'EIO EACCES ENOENT ESTALE', 'statx': 'EIO ENOSYS EPERM',
    'readlink': 'EACCES EIO', 'getdents64': 'EIO EACCES', 'fchown': 'EPERM EIO EDQUOT', 'fchmod': 'EPERM EIO EROFS',
    'flistxattr': 'EIO EOPNOTSUPP ERANGE', 'fgetxattr': 'EIO ENODATA ERANGE EPERM', 'fsetxattr': 'ENOSPC EPERM EOPNOTSUPP EDQUOT',
    'fremovexattr': 'EIO EPERM', 'linkat': 'EPERM EIO ENOSPC EMLINK EXDEV EEXIST EOPNOTSUPP', 'renameat': 'EBUSY EIO ENOSPC EXDEV EROFS EACCES EPERM', 'renameat2': 'EBUSY EIO ENOSPC EINVAL EROFS',
    'unlinkat': 'EIO EPERM EROFS EBUSY', 'getrandom': 'ENOSYS EINTR', 'ioctl': 'ENOTTY', 'fcntl': 'EINVAL', 'statfs': 'EIO', 'fstatfs': 'EIO', 'getcwd': 'ENOENT',
}
# What changes names or files. Who is killed before one of these leaves another state behind than who is killed before
# the one before it; what is between two of them changes nothing. (A file that openat() makes is seen before its first write.)
CHANGES = {'write', 'pwrite64', 'ftruncate', 'fallocate', 'fchown', 'fchmod', 'fsetxattr', 'fremovexattr', 'linkat', 'link', 'renameat',
           'renameat2', 'rename', 'unlinkat', 'unlink', 'mkdirat', 'utimensat'}
if os.environ.get('MONGOCONF_FAULTS') == 'all':
    CHANGES |= {'openat', 'close', 'fsync', 'flock', 'getdents64', 'read'}

def errors_of(bench, call, n):
    """All in turn where all are asked for; else one of them, another one for each n."""
    errors = ERRORS.get(call, 'EIO').split()
    return errors if bench.all else [errors[n % len(errors)]]

def strace(bench, specs, words, cwd, log=None, also=(), **how):
    """The program under strace; where strace itself may not trace, the case is skipped."""
    bench.need('strace')
    log = log or os.path.join(bench.folder, 'strace.log')
    if os.path.exists(log):
        os.unlink(log)  # whoever made it
    prefix = ['strace', '-f', '-qq', '-o', log]
    # `also` are other disturbances, [(call, what, n)], for other calls than that of the specs.
    for call, what, n in also:
        specs = [spec + ',' + call if spec.startswith('trace=') and call not in spec else spec for spec in specs]
        specs.append('inject=%s:%s:when=%s' % (call, what, n))
    for spec in specs:
        prefix += ['-e', spec]
    outcome = bench.run(*words, prefix=prefix, cwd=cwd, traced=True, **how)
    if 'ptrace(PTRACE_TRACEME' in outcome.err or 'PTRACE_SEIZE' in outcome.err:
        bench.skip('strace may not trace here')
    return outcome

def known_calls():
    """Those of CALLS that this machine has, for strace refuses others; `?` would hide them from its counting."""
    return ','.join('?' + call for call in CALLS)

def calls(bench, words, cwd, marker=None, only=None, after='', **how):
    """[(call, n)] of an undisturbed run, in order, from the first that names `marker` (default: the end of the
    first path in `words`) on, or after the first line of the trace that has `after` in it; n counts from 1 as strace
    does. Calls that only print are left out."""
    log = os.path.join(bench.folder, 'calls.log')
    strace(bench, ['trace=' + known_calls(), 'signal=none'], words, cwd, log, **how)
    marker = marker or next(word for word in words[1:] if '/' in word)
    counts, found, reached, pid = {}, [], False, None
    after_failure = after == ''
    with open(log, errors='replace') as lines:
        for line in lines:
            match = re.match(r'(\d+) +(\w+)\((.*)', line)
            if not match or pid not in (None, match[1]):
                continue
            pid, call, rest = match[1], match[2], match[3]
            counts[call] = counts.get(call, 0) + 1
            reached = reached or marker in rest
            if after and after in line:
                after_failure = True
                continue
            if reached and after_failure and (only is None or call in only) and not (call in ('write', 'ioctl') and re.match('[012],', rest)):
                found.append((call, counts[call]))
    return found

def inject(bench, call, n, what, words, cwd, **how):
    """A run whose n-th `call` is disturbed; `what`: error=E, signal=KILL, retval=N; n may be `2+`: that and all after."""
    specs = ['trace=' + call, 'signal=none', 'inject=%s:%s:when=%s' % (call, what, n)]
    return strace(bench, specs, words, cwd, **how)

def was_reached(bench):
    """Whether the last injection came to pass."""
    with open(os.path.join(bench.folder, 'strace.log'), errors='replace') as log:
        text = log.read()
    return 'INJECTED' in text or 'killed by SIGKILL' in text
