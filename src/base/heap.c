#include "base/heap.h"

#ifdef HAVE_MALLOPT
#include <malloc.h>
#endif

/* What is allocated for a huge file still comes and goes by itself. */
enum { AT_A_TIME = 256 * 1024, APART = 8 * 1024 * 1024, FREE_MOST = 16 * 1024 * 1024 };

void heap_keep(void)
{
#ifdef HAVE_MALLOPT
	mallopt(M_TOP_PAD, AT_A_TIME);
	mallopt(M_MMAP_THRESHOLD, APART);
	mallopt(M_TRIM_THRESHOLD, FREE_MOST);
#endif
}
