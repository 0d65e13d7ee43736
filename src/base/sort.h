/* sort: qsort() for what mostly is in order already.
 *
 * Walks give files in the order of their names, and what is made of them keeps it: then one look from neighbour to
 * neighbour is all, where qsort() would compare each of them a dozen times. What is equal keeps its place in that case;
 * an order that has to be sure of it must tell all of them apart.
 */
#ifndef BASE_SORT_H
#define BASE_SORT_H

#include <stddef.h>

typedef int sort_order(const void *a, const void *b);

void sort_items(void *at, size_t count, size_t size, sort_order *order);

#endif
