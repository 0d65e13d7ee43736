/* keyfile_write: the text of a keyfile that is to be written, and what a rotation makes of the old one.
 *
 * The only header through which keys pass. Everything that holds one is in the `scratch` arena of the
 * caller, who wipes it (arena_wipe()) when the files are written; nothing of it may get into another
 * arena, a message or a report.
 *
 * A rotation (MongoDB's manual, "Rotate Keys for Replica Sets") has two phases, and a restart of every
 * member after each: old -> [old, new] -> [new]. What a member offers is its first key, then its second; what
 * it takes is either. So in every mixture of two neighbouring states all members share a key.
 *
 *     struct rotation rotation = { .scratch = &scratch, .files = files, .count = count };
 *     if (!rotation_plan(&rotation, err)) ...
 *     for (each file) if (file->changes) ... file->result
 */
#ifndef CONFIG_KEYFILE_WRITE_H
#define CONFIG_KEYFILE_WRITE_H

#include "base/err.h"
#include "config/keyfile.h"

/* 756 bytes are 1008 characters; 768 are the most that a key can hold. Below 32 it could be guessed one day. */
enum { KEY_BYTES = 756, KEY_BYTES_LEAST = 32, KEY_BYTES_MOST = 768 };

/* A new key from the kernel's random numbers, in base64; false with errno set. */
bool keyfile_make_key(struct arena *scratch, uint32_t bytes, struct str *key);

/* One key: lines of 64 characters, which every server reads. Two: a list. */
struct str keyfile_make_text(struct arena *scratch, const struct str *keys, uint32_t count);

/* The keys of a text, as a server of 4.2 or later reads it, in `scratch`, and the rest of what there is to say in
 * `arena`. False where that server refuses it, or what it gets is not in it. */
bool keyfile_secrets(struct arena *arena, struct arena *scratch, const char *path, struct str bytes,
		     struct keyfile *keyfile, struct str keys[KEYS_MAX]);

/* One key more in a keyfile, or one less, with its lines as they are: the first key of a file becomes the first of a list,
 * and alone again it stands as it stood. Where a file is not plain enough for that, it is written anew.
 *
 *     struct keyfile_change change = { .arena = arena, .scratch = &scratch, .path = path, .bytes = bytes };
 *     if (!keyfile_change_open(&change, err) || !keyfile_change_add(&change, key, err)) ...
 *     if (change.changes) ... change.result
 */
struct keyfile_change {
	struct arena *arena, *scratch;
	const char *path;
	struct str bytes;                /* what is in it now */
	bool normalise;                  /* write a file anew that a server reads otherwise than it looks, as what it reads */
	/* Filled: */
	struct keyfile before, after;    /* what a server reads */
	struct str keys[KEYS_MAX];
	uint32_t count;                  /* of keys, each once */
	bool unclear;                    /* it was to be normalised */
	struct str result;
	bool changes, anew;              /* anew: without its old lines, and comments */
};

/* Refuses what no server starts with, what is sealed, and what is read otherwise than it looks. */
bool keyfile_change_open(struct keyfile_change *change, struct err *err) __attribute__((warn_unused_result));

/* Nothing where it has the key. Refuses a third one. */
bool keyfile_change_add(struct keyfile_change *change, struct str key, struct err *err) __attribute__((warn_unused_result));

/* `id` as it is told of keys; nothing where it has no such key. Refuses the last one. */
bool keyfile_change_drop(struct keyfile_change *change, struct str id, struct err *err) __attribute__((warn_unused_result));

enum rotation_phase { ROTATION_NEXT, ROTATION_ADD, ROTATION_DROP };

struct rotation_file {
	const char *path;
	struct str bytes;         /* what is in it now */
	/* Filled: */
	struct keyfile keyfile;
	struct str keys[KEYS_MAX];
	struct str result;
	bool changes;
};

struct rotation {
	struct arena *arena, *scratch;
	struct rotation_file *files;
	uint32_t count;
	enum rotation_phase phase;       /* asked for; then the one that it is */
	char old_id[KEY_ID + 1], new_id[KEY_ID + 1];
};

/* All files must be in one state of a rotation, or in two neighbouring ones, which finishes a phase that was
 * interrupted. ERR_REFUSED with the file and the reason where they are not. */
bool rotation_plan(struct rotation *rotation, struct err *err) __attribute__((warn_unused_result));

#endif
