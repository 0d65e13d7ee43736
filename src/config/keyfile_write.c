#include "config/keyfile_write.h"

#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/os.h"

/* ---- a new one ---- */

static bool random_bytes(unsigned char *bytes, uint32_t len)
{
	uint32_t got = 0;
	while (got < len) {
		ssize_t some = os->getrandom(bytes + got, len - got, 0);
		if (some < 0 && errno == EINTR)
			continue;
		if (some <= 0)
			return false;
		got += (uint32_t)some;
	}
	return true;
}

bool keyfile_make_key(struct arena *scratch, uint32_t bytes, struct str *key)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned char *random = arena_alloc(scratch, bytes + 2U);
	if (!random_bytes(random, bytes))
		return false;
	/* Two zero bytes more, so that a last group of less than three can be read. */
	char *text = arena_alloc(scratch, (bytes + 2U) / 3U * 4U + 1U), *at = text;
	for (uint32_t i = 0; i < bytes; i += 3) {
		uint32_t group = (uint32_t)random[i] << 16 | (uint32_t)random[i + 1] << 8 | random[i + 2];
		for (uint32_t k = 0; k < 4; k++)
			*at++ = i + k > bytes ? '=' : digits[group >> (18 - 6 * k) & 63];
	}
	*key = (struct str){ text, (uint32_t)(at - text) };
	return true;
}

struct str keyfile_make_text(struct arena *scratch, const struct str *keys, uint32_t count)
{
	enum { WIDTH = 64 };
	struct buf out = BUF_INIT(scratch);
	for (uint32_t i = 0; i < count; i++) {
		if (count > 1) {
			buf_text(&out, "- ");
			buf_str(&out, keys[i]);
			buf_char(&out, '\n');
			continue;
		}
		for (uint32_t at = 0; at < keys[i].len; at += WIDTH) {
			buf_str(&out, str_sub(keys[i], at, at + WIDTH));
			buf_char(&out, '\n');
		}
	}
	return buf_done(&out);
}

/* ---- a rotation ---- */

static bool refuse(const struct rotation_file *file, struct err *err, const char *reason)
{
	return err_set(err, ERR_REFUSED, file->path, 0, "%s", reason);
}

static bool read_file(struct rotation *rotation, struct rotation_file *file, struct err *err)
{
	struct keyfile *keyfile = &file->keyfile;
	if (!keyfile_secrets(rotation->arena, rotation->scratch, file->path, file->bytes, keyfile, file->keys))
		return refuse(file, err, keyfile->state == KEYFILE_ENCRYPTED
			      ? "is encrypted, or a template: decrypt it first, and rotate what the servers read"
			      : "is no keyfile that a server starts with; mongoconf keyfile check says why");
	if (keyfile->lost_keys || keyfile->joined_lines)
		return refuse(file, err, "holds keys that the server does not read as such; mongoconf keyfile check says where. "
					 "Write it anew first");
	if (keyfile->count == 2 && str_eq(file->keys[0], file->keys[1]))
		return refuse(file, err, "holds the same key twice; write it once");
	return true;
}

/* The first file with that many keys, or NULL. */
static struct rotation_file *first_with(const struct rotation *rotation, uint32_t count)
{
	for (uint32_t i = 0; i < rotation->count; i++)
		if (rotation->files[i].keyfile.count == count)
			return &rotation->files[i];
	return NULL;
}

static bool all_equal(const struct rotation *rotation, const struct rotation_file *to, struct err *err)
{
	for (uint32_t i = 0; i < rotation->count; i++) {
		const struct rotation_file *file = &rotation->files[i];
		bool same = true;
		if (!to || file->keyfile.count != to->keyfile.count)
			continue;
		for (uint32_t k = 0; k < file->keyfile.count; k++)
			same = same && str_eq(file->keys[k], to->keys[k]);
		if (!same)
			return refuse(file, err, arena_printf(rotation->arena, "holds other keys than %s, or in another order; all "
							      "members must have the same before a rotation", to->path));
	}
	return true;
}

/* Which phase the files are in, by `one`, those with one key, and `two`, those with two; either may be NULL. */
static bool find_phase(struct rotation *rotation, const struct rotation_file *one, const struct rotation_file *two,
		       struct err *err)
{
	enum rotation_phase phase = !two || (one && str_eq(one->keys[0], two->keys[0])) ? ROTATION_ADD : ROTATION_DROP;
	if (one && two && phase == ROTATION_DROP && !str_eq(one->keys[0], two->keys[1]))
		return refuse(one, err, arena_printf(rotation->arena, "holds none of the keys of %s", two->path));
	/* Asked to add what all have, or to drop what nobody has any more, there is nothing to do. */
	if (rotation->phase == ROTATION_ADD && phase == ROTATION_DROP && !one)
		return true;
	if (rotation->phase == ROTATION_NEXT)
		rotation->phase = phase;
	if (rotation->phase == phase)
		return true;
	return phase == ROTATION_ADD
		? refuse(one, err, "holds one key: phase 1 gives it the new one first, and every member is restarted after it")
		: refuse(one, err, "holds the new key alone: phase 2 is under way; finish it with --phase 2");
}

static void set_id(struct str key, char id[KEY_ID + 1])
{
	unsigned char digest[DIGEST_SIZE];
	digest_sha256(key, digest);
	digest_hex(digest, KEY_ID, id);
}

/* Whoever reads the result must find just these keys in it. */
static bool prove(struct rotation *rotation, const struct rotation_file *file, const struct str *keys, uint32_t count)
{
	struct keyfile keyfile;
	struct str found[KEYS_MAX];
	bool same = keyfile_secrets(rotation->arena, rotation->scratch, file->path, file->result, &keyfile, found) &&
		    keyfile.count == count && !keyfile.lost_keys;
	for (uint32_t i = 0; same && i < count; i++)
		same = str_eq(found[i], keys[i]);
	return same;
}

static bool write_result(struct rotation *rotation, const struct str keys[KEYS_MAX], struct err *err)
{
	bool drop = rotation->phase == ROTATION_DROP;
	const struct str *first = drop ? &keys[1] : keys;
	uint32_t count = drop ? 1 : 2;
	for (uint32_t i = 0; i < rotation->count; i++) {
		struct rotation_file *file = &rotation->files[i];
		file->changes = file->keyfile.count != count;
		file->result = file->changes ? keyfile_make_text(rotation->scratch, first, count) : file->bytes;
		if (!prove(rotation, file, first, count))
			return refuse(file, err, "could not be written so that a server reads the same keys");
	}
	return true;
}

bool rotation_plan(struct rotation *rotation, struct err *err)
{
	for (uint32_t i = 0; i < rotation->count; i++)
		if (!read_file(rotation, &rotation->files[i], err))
			return false;
	struct rotation_file *one = first_with(rotation, 1), *two = first_with(rotation, 2);
	if (!all_equal(rotation, one, err) || !all_equal(rotation, two, err) || !find_phase(rotation, one, two, err))
		return false;
	struct str keys[KEYS_MAX] = { two ? two->keys[0] : one->keys[0], two ? two->keys[1] : (struct str){ 0 } };
	if (!two && !keyfile_make_key(rotation->scratch, KEY_BYTES, &keys[1]))
		return err_set(err, ERR_REFUSED, one->path, errno, "there is no new key: the system gives no random numbers");
	set_id(keys[0], rotation->old_id);
	set_id(keys[1], rotation->new_id);
	return write_result(rotation, keys, err);
}
