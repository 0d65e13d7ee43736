"""Files and folders that the kernel protects."""
import os, subprocess

from tree import Tree

def chattr(t, mark, path):
    if subprocess.run(['chattr', mark, path], stderr=subprocess.DEVNULL, check=False).returncode:
        t.skip('chattr %s does not work here' % mark)

def protected(t, mark, name, says):
    t.need_root()
    t.need('chattr')
    tree = Tree(t)
    try:
        chattr(t, '+' + mark, tree.full(name))
        for flags in ([], ['--in-place'], ['--backup']):
            if mark == 'a' and name == 'store' and '--in-place' in flags:
                continue
            t.expect(4, *tree.command(2, *flags), cwd=tree.path, says=['conf/n1.conf' if name == 'store' else name, *says])
            t.check(not tree.wrong(1), '%s: %s' % (flags, tree.wrong(1)))
    finally:
        subprocess.run(['chattr', '-' + mark, tree.full(name)], stderr=subprocess.DEVNULL, check=False)
    t.expect(0, *tree.command(2), cwd=tree.path)
    t.check(not tree.wrong(2), 'when it is no longer protected: ' + tree.wrong(2))

def case_file_immutable(t):
    protected(t, 'i', 'store/n2.conf', ['immutable', 'chattr -i'])

def case_file_append_only(t):
    protected(t, 'a', 'store/n2.conf', ['append-only', 'chattr -a'])

def case_folder_immutable(t):
    protected(t, 'i', 'store', ['immutable'])

def case_folder_append_only(t):
    protected(t, 'a', 'store', ['append-only'])
