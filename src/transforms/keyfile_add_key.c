#include "config/keyfile_write.h"
#include "transforms/transform.h"

static bool apply(const struct keyfile_application *application)
{
	return keyfile_change_add(application->change, application->key, application->err);
}

const struct transform transform_keyfile_add_key = {
	.name = "keyfile-add-key",
	.topic = TOPIC_KEYS,
	.takes = (const struct transform_flag[]){
		{ "from-keyfile", "FILE", true, offsetof(struct parameters, from_keyfile) },
		{ "normalise", NULL, false, offsetof(struct parameters, normalise) },
		{ 0 },
	},
	.title = "add a second key to keyfiles",
	.about = "The key of FILE stands behind the one that is there, as a list, and servers from 4.2 on "
		 "take either. The first half of a rotation, for a key that was made elsewhere; keyfile rotate makes one. All files "
		 "change, or none. No other transform goes along, and neither --diff, --stdout nor --backup, which would leave keys in other "
		 "places. --normalise writes a file anew that a server reads otherwise than it looks: two bare lines are one key, and of two "
		 "quoted ones the second counts for nothing. Does nothing where the key is there already. The inverse of keyfile-drop-key.",
	.refuses = "There would be three keys; servers are older than 4.2; a file is sealed, or no server would start with it, or "
		   "one reads it otherwise than it looks (unless --normalise); two files that have a key in "
		   "common would have none (unless --force).",
	.example = {
		.text = "VGhlIG9sZCBrZXkgb2YgdGhlIHNob3A=\n",
		.parameters = { .from_keyfile = "new-keyfile" },
		.other = "VGhlIG5ldyBrZXkgb2YgdGhlIHNob3A=\n",
	},
	.refused = {
		.text = "VGhl IG9sZCBrZXk\n"
			"VGhlIG5ldyBrZXk\n",
		.parameters = { .from_keyfile = "new-keyfile" },
		.other = "VGhlIG5ldyBrZXkgb2YgdGhlIHNob3A=\n",
	},
	.apply_keyfile = apply,
};
