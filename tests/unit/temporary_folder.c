#include "temporary_folder.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

void temporary_folder_enter(char *top, const char *const *folders, unsigned count)
{
	cr_assert_not_null(mkdtemp(top));
	cr_assert_eq(chdir(top), 0);
	for (unsigned i = 0; i < count; i++)
		cr_assert_eq(mkdir(folders[i], 0700), 0, "%s", folders[i]);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

void temporary_folder_remove(const char *top)
{
	cr_assert_eq(chdir("/"), 0);
	nftw(top, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}
