#include "transforms/transform.h"

/* One line for each transform, in the order of names. */
#define TRANSFORMS(TRANSFORM) \
	TRANSFORM(add_keyfile) \
	TRANSFORM(drop_dn_override) \
	TRANSFORM(drop_transition) \
	TRANSFORM(drop_x509_override) \
	TRANSFORM(enable_transition) \
	TRANSFORM(ensure_bind_ip) \
	TRANSFORM(enter_transition) \
	TRANSFORM(ini_to_yaml) \
	TRANSFORM(keyfile_add_key) \
	TRANSFORM(keyfile_drop_key) \
	TRANSFORM(leave_auth) \
	TRANSFORM(remove_keyfile) \
	TRANSFORM(set_cluster_auth_mode) \
	TRANSFORM(set_dn_override) \
	TRANSFORM(set_tls_mode) \
	TRANSFORM(set_x509_override) \
	TRANSFORM(ssl_to_tls) \
	TRANSFORM(tls_to_ssl) \
	TRANSFORM(upgrade)

#define DECLARE(name) extern const struct transform transform_##name;
TRANSFORMS(DECLARE)

#define ROW(name) &transform_##name,
const struct transform *const transform_table[] = { TRANSFORMS(ROW) };
const unsigned transform_count = sizeof transform_table / sizeof *transform_table;
