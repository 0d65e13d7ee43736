/* parameters: what transforms can be told, as text from the command line; NULL or false where it says nothing.
 *
 * One struct for all of them: a flag of `apply` names the field that it fills, and a transform the fields that
 * it takes (transform.h). Whether a text makes sense is checked by the transform that takes it.
 */
#ifndef TRANSFORMS_PARAMETERS_H
#define TRANSFORMS_PARAMETERS_H

#include "base/version.h"
#include "schema/target.h"

struct parameters {
	const char *key_file, *bind_ip, *cluster_auth_mode;
	const char *tls_mode, *certificate_key_file, *ca_file, *cluster_file;
	const char *dn, *x509_override;
	const char *from_keyfile, *key_id;      /* of transforms of keyfiles */
	const char *release, *edition, *binary; /* of upgrade: --to, --edition, --binary */
	bool replace, normalise;
	struct version server;  /* --server-version, or what the project file says; unknown where neither does */
	struct target to;       /* what release, edition and binary say, once they are read */
};

#endif
