/* heap: how the memory below the arenas is asked of the kernel, and given back.
 *
 * Once, before anything is allocated in earnest:
 *
 *     heap_keep();
 *
 * By itself the C library asks for as little as will do, and gives back what is free at the heap's end, again and again:
 * a run over one file spends a twentieth of its time on that, and on faults at pages that it has had before. This process is
 * short, and frees in order to use again.
 */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

/* Asks for more at a time, and gives little back before the end. Does nothing where the C library can't be told. */
void heap_keep(void);

#endif
