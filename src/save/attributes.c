#include "save/attributes.h"

#include <errno.h>
#include <string.h>

#include "base/os.h"

/* The kernel's own limits on one list of names and on one value. */
enum { LIST_MAX = 65536, VALUE_MAX = 65536 };

static const char ACL[] = "system.posix_acl_access";

/* Made by the kernel from the content or the inode: wrong on any other file. */
static const char *const of_the_kernel[] = { "security.ima", "security.evm" };

struct names {
	char *at;    /* NUL-terminated names, one after the other */
	size_t len;
	bool known;  /* false: the file system has no attributes */
};

struct copying {
	struct arena *arena;
	int from, to;
	bool owner_may_change;
	struct stat owned;   /* the new file, once it has its owner */
	const char *path;
	struct err *err;
};

static bool starts(const char *name, const char *prefix)
{
	return strncmp(name, prefix, strlen(prefix)) == 0;
}

static bool is_of_the_kernel(const char *name)
{
	for (size_t i = 0; i < sizeof of_the_kernel / sizeof *of_the_kernel; i++)
		if (strcmp(name, of_the_kernel[i]) == 0)
			return true;
	return false;
}

/* A file system without extended attributes has an empty list. */
static bool list(struct copying *copying, int fd, struct names *names)
{
	names->at = arena_bytes(copying->arena, LIST_MAX + 1);
	ssize_t len = os->flistxattr(fd, names->at, LIST_MAX);
	if (len < 0 && errno != ENOTSUP && errno != ENOSYS)
		return err_set(copying->err, ERR_REFUSED, copying->path, errno,
			       "its extended attributes can't be listed");
	names->len = len < 0 ? 0 : (size_t)len;
	names->known = len >= 0;
	return true;
}

static const char *next(const struct names *names, const char *name)
{
	const char *following = name ? name + strlen(name) + 1 : names->at;
	return following < names->at + names->len ? following : NULL;
}

static bool has(const struct names *names, const char *wanted)
{
	for (const char *name = next(names, NULL); name; name = next(names, name))
		if (strcmp(name, wanted) == 0)
			return true;
	return false;
}

static bool look_at_new(struct copying *copying)
{
	return os->fstat(copying->to, &copying->owned) == 0 ||
	       err_set(copying->err, ERR_REFUSED, copying->path, errno, "the owner of its new version can't be read");
}

/* Owner and group one by one, where it does not matter that one of them stays ours: the other is worth keeping. */
static bool give_what_can_be(struct copying *copying, const struct stat *old)
{
	if (os->fchown(copying->to, old->st_uid, (gid_t)-1) < 0 && errno == EIO)
		return err_set(copying->err, ERR_REFUSED, copying->path, errno, "its owner can't be set");
	if (os->fchown(copying->to, (uid_t)-1, old->st_gid) < 0 && errno == EIO)
		return err_set(copying->err, ERR_REFUSED, copying->path, errno, "its group can't be set");
	return look_at_new(copying);
}

static bool copy_owner(struct copying *copying, const struct stat *old)
{
	if (!look_at_new(copying))
		return false;
	if (copying->owned.st_uid == old->st_uid && copying->owned.st_gid == old->st_gid)
		return true;
	if (os->fchown(copying->to, old->st_uid, old->st_gid) == 0)
		return look_at_new(copying);
	if (copying->owner_may_change)
		return give_what_can_be(copying, old);
	return err_set(copying->err, ERR_REFUSED, copying->path, errno,
		       "its owner %u and group %u can't be kept, and a server that can't read its config doesn't start: run as "
		       "root or as that owner, or say --allow-owner-change",
		       (unsigned)old->st_uid, (unsigned)old->st_gid);
}

/* The value is compared first: labels and the attributes that a file system makes up often are
 * right already, and where they are they often can't be set. */
static bool copy_value(struct copying *copying, const char *name, char *value, char *present)
{
	ssize_t len = os->fgetxattr(copying->from, name, value, VALUE_MAX);
	/* Some file systems list names of their own that have no value; those of users have one. */
	if (len < 0 && errno == ENODATA && !starts(name, "user.") && strcmp(name, ACL) != 0)
		return true;
	if (len < 0)
		return err_set(copying->err, ERR_REFUSED, copying->path, errno,
			       "its attribute %s can't be read, so it can't be kept: run as root "
			       "or remove the attribute", name);
	ssize_t have = os->fgetxattr(copying->to, name, present, VALUE_MAX);
	if (have == len && memcmp(value, present, (size_t)len) == 0)
		return true;
	if (os->fsetxattr(copying->to, name, value, (size_t)len, 0) < 0)
		return err_set(copying->err, ERR_REFUSED, copying->path, errno,
			       "its attribute %s can't be kept: run as root or remove the "
			       "attribute", name);
	return true;
}

static bool copy_values(struct copying *copying, const struct names *old)
{
	char *value = arena_bytes(copying->arena, VALUE_MAX);
	char *present = arena_bytes(copying->arena, VALUE_MAX);
	for (const char *name = next(old, NULL); name; name = next(old, name))
		if (!is_of_the_kernel(name) && !copy_value(copying, name, value, present))
			return false;
	return true;
}

/* A folder with a default ACL gives it to each new file, masked by 0600. The mode that comes
 * next would lift that mask and let in people whom the old file kept out. */
static bool drop_inherited(struct copying *copying, const struct names *old)
{
	struct names now;
	if (!list(copying, copying->to, &now))
		return false;
	/* Both lie in one folder, which can hold attributes or can't. */
	if (now.known != old->known)
		return err_set(copying->err, ERR_REFUSED, copying->path, 0,
			       "its extended attributes or those of its new version can't be listed");
	for (const char *name = next(&now, NULL); name; name = next(&now, name)) {
		if (has(old, name) || starts(name, "security."))
			continue;
		if (os->fremovexattr(copying->to, name) < 0 && errno != ENODATA
		    && strcmp(name, ACL) == 0)
			return err_set(copying->err, ERR_REFUSED, copying->path, errno,
				       "the access list that its new version has from the folder "
				       "can't be removed: remove the folder's default ACL");
	}
	return true;
}

/* What the new file may let in: what the old one did, and of a group that is not the old one no more than it lets in
 * anyway. An access list says of "the group" what it meant of the old one, so it can't go with another. */
static bool mode_for(struct copying *copying, const struct stat *old, const struct names *names, mode_t *mode)
{
	const struct stat *now = &copying->owned;
	*mode = old->st_mode & 07777;
	if (now->st_uid == old->st_uid && now->st_gid == old->st_gid)
		return true;
	if (has(names, ACL))
		return err_set(copying->err, ERR_REFUSED, copying->path, 0,
			       "its owner and group can't be kept, and its access list would mean other people then: run as root");
	*mode &= 0777;
	if (now->st_gid != old->st_gid)
		*mode &= ~(mode_t)070 | ((*mode & 07) << 3);
	return true;
}

static bool copy_mode(struct copying *copying, const struct stat *old, const struct names *names)
{
	mode_t mode;
	if (!mode_for(copying, old, names, &mode))
		return false;
	if (os->fchmod(copying->to, mode) < 0)
		return err_set(copying->err, ERR_REFUSED, copying->path, errno,
			       "its mode %04o can't be kept: run as its owner or as root",
			       (unsigned)mode);
	struct stat owned = copying->owned;
	if (!look_at_new(copying))
		return false;
	/* Some file systems take what they don't keep and say nothing. */
	const struct stat *now = &copying->owned;
	bool given = copying->owner_may_change || (now->st_uid == old->st_uid && now->st_gid == old->st_gid);
	if ((now->st_mode & 07777) != mode || now->st_uid != owned.st_uid || now->st_gid != owned.st_gid || !given)
		return err_set(copying->err, ERR_REFUSED, copying->path, 0,
			       "its owner, group or mode can't be kept on this file system: run as its owner or as root");
	return true;
}

bool attributes_copy(int from, int to, bool owner_may_change, const char *path, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct copying copying = { .arena = &arena, .from = from, .to = to, .owner_may_change = owner_may_change, .path = path,
				   .err = err };
	struct names names;
	struct stat old;
	bool ok = false;
	if (os->fstat(from, &old) < 0) {
		err_set(err, ERR_REFUSED, path, errno, "its attributes can't be read");
		goto out;
	}
	/* The order matters. A change of owner clears set-id bits and capabilities, so it comes
	 * first; an access list is also the group bits of the mode, and a mode is also the mask
	 * of the list, so the list is there before the mode is. */
	ok = copy_owner(&copying, &old)
	  && list(&copying, from, &names)
	  && drop_inherited(&copying, &names)
	  && copy_values(&copying, &names)
	  && copy_mode(&copying, &old, &names);
out:
	arena_free(&arena);
	return ok;
}
