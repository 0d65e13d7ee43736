/* mutate: changes of a text that a person or a script would make.
 *
 * Bytes changed at random seldom leave YAML behind, so most of what a fuzzer tries ends at the parser. These changes
 * are of lines, keys, values and blocks: what comes out is mostly a document, often an odd one. One call in three is
 * left to libFuzzer's own changes of bytes.
 */
#ifndef FUZZ_MUTATE_H
#define FUZZ_MUTATE_H

#include <stddef.h>
#include <stdint.h>

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

#endif
