#include "base/sort.h"

#include <stdlib.h>

void sort_items(void *at, size_t count, size_t size, sort_order *order)
{
	const char *bytes = at;
	for (size_t i = 1; i < count; i++) {
		if (order(bytes + (i - 1) * size, bytes + i * size) <= 0)
			continue;
		qsort(at, count, size, order);
		return;
	}
}
