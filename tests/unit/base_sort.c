#include "base/sort.h"

#include <criterion/criterion.h>
#include <string.h>

enum { COUNT = 1000 };

static unsigned asked;

static int by_number(const void *a, const void *b)
{
	asked++;
	return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

/* What is in order is looked at once; what is not comes into it, wherever the one that is out of it stands. */
Test(base_sort, items)
{
	int items[COUNT], sorted[COUNT];
	for (int i = 0; i < COUNT; i++)
		sorted[i] = i / 2;
	memcpy(items, sorted, sizeof items);
	sort_items(items, COUNT, sizeof *items, by_number);
	cr_expect(asked == COUNT - 1, "%u questions", asked);
	cr_expect(!memcmp(items, sorted, sizeof items));
	for (int i = 0; i < COUNT; i++) {
		memcpy(items, sorted, sizeof items);
		items[i] = sorted[COUNT - 1 - i];
		items[COUNT - 1 - i] = sorted[i];
		sort_items(items, COUNT, sizeof *items, by_number);
		cr_expect(!memcmp(items, sorted, sizeof items), "with %d out of order", i);
	}
	sort_items(NULL, 0, sizeof *items, by_number);
	sort_items(items, 1, sizeof *items, by_number);
}
