#include "config/keyfile_write.h"
#include "transforms/transform.h"

static bool check(const struct parameters *parameters, struct err *err)
{
	struct str id = str_of(parameters->key_id);
	bool right = id.len == KEY_ID;
	for (uint32_t i = 0; right && i < id.len; i++)
		right = str_has_char(STR("0123456789abcdef"), id.at[i]);
	return right || err_set(err, ERR_USAGE, NULL, 0, "--key-id is not the key, but the %d digits that mongoconf keyfile check prints "
				"of it", KEY_ID);
}

static bool apply(const struct keyfile_application *application)
{
	return keyfile_change_drop(application->change, str_of(application->parameters->key_id), application->err);
}

const struct transform transform_keyfile_drop_key = {
	.name = "keyfile-drop-key",
	.topic = TOPIC_KEYS,
	.takes = (const struct transform_flag[]){
		{ "key-id", "ID", true, offsetof(struct parameters, key_id) },
		{ "normalise", NULL, false, offsetof(struct parameters, normalise) },
		{ 0 },
	},
	.title = "drop one of two keys of keyfiles",
	.about = "The key with this ID goes, and the other one stands alone in its plain form. ID is eight "
		 "digits of the key's SHA-256, as keyfile check prints them. The second half of a rotation, after every member was "
		 "restarted with both keys. All files change, or none. Does nothing where there is no such key. The inverse of "
		 "keyfile-add-key: a file that was plain is again what it was, to the byte.",
	.refuses = "It is the last key; servers are older than 4.2; a file is sealed, or no server would start with it, or one reads it "
		   "otherwise than it looks (unless --normalise); two files that have a key in "
		   "common would have none (unless --force).",
	.example = {
		.text = "- VGhlIG9sZCBrZXkgb2YgdGhlIHNob3A=\n"
			"- VGhlIG5ldyBrZXkgb2YgdGhlIHNob3A=\n",
		.parameters = { .key_id = "d974c91c" },
	},
	.refused = {
		.text = "VGhlIG5ldyBrZXkgb2YgdGhlIHNob3A=\n",
		.parameters = { .key_id = "39ed2ff2" },
	},
	.check = check,
	.apply_keyfile = apply,
};
