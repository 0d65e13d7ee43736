/* attributes: the new file belongs to whom the old one belonged, and lets in whom that let in.
 *
 * A config that was 0600 and owned by the server's user, and comes back as root's, stops the
 * server at its next start. So owner, group, mode, access control lists, security labels and
 * the user's own extended attributes are all kept, or the file is not replaced.
 *
 * The new file must have been created with mode 0600. At no moment does it let in anybody whom
 * the old one keeps out.
 */
#ifndef SAVE_ATTRIBUTES_H
#define SAVE_ATTRIBUTES_H

#include "base/err.h"

/* Gives the file behind `to` the owner, group, mode and extended attributes of the one behind
 * `from`; times are not among them. Both stay open and the caller's. `path` names the file in
 * messages. Fails with ERR_REFUSED where anything can't be read or kept; `to` is then in a
 * state that is no good to anyone and should be removed.
 *
 * With `owner_may_change` an owner or group that can't be kept becomes ours. A group that is
 * another one then gets no more than everybody has, and set-id bits go. */
bool attributes_copy(int from, int to, bool owner_may_change, const char *path, struct err *err);

#endif
