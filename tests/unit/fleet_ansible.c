#include <criterion/criterion.h>

#include "base/buf.h"
#include "fleet/inventory.h"

/* An inventory, and what is read: for each host its name, line:column, what is said of it and its groups; or the error. */
static const struct {
	const char *file, *text, *read;
} inventories[] = {
	/* INI */
	{ "hosts.ini", "[rs0]\ndb1\ndb2\n", "db1@2:1 rs0\ndb2@3:1 rs0\n" },
	{ "hosts", "# all of them\n\ndb0\n[rs0]  # a set\ndb1 # first\n; no\ndb2\n", "db0@3:1\ndb1@5:1 rs0\ndb2@7:1 rs0\n" },
	{ "hosts", "db0\n", "db0@1:1\n" },
	{ "hosts.ini", "[rs0]\r\ndb1\r\n", "db1@2:1 rs0\n" },
	{ "hosts.ini", "\xef\xbb\xbf[rs0]\ndb1\n", "db1@2:1 rs0\n" },
	{ "hosts.ini", "[rs0]\ndb[01:03].example.net:2222 mongodb_port=27018\n",
	  "db01.example.net@2:1 :27018 rs0\ndb02.example.net@2:1 :27018 rs0\ndb03.example.net@2:1 :27018 rs0\n" },
	{ "hosts.ini", "[rs0]\ndb-[a:c]\n", "db-a@2:1 rs0\ndb-b@2:1 rs0\ndb-c@2:1 rs0\n" },
	{ "hosts.ini", "[rs0]\nr[1:2]-[a:b]\n", "r1-a@2:1 rs0\nr1-b@2:1 rs0\nr2-a@2:1 rs0\nr2-b@2:1 rs0\n" },
	{ "hosts.ini", "[rs0]\ndb[1:7:3]\n", "db1@2:1 rs0\ndb4@2:1 rs0\ndb7@2:1 rs0\n" },
	{ "hosts.ini", "[rs0]\ndb[:1]\n", "db0@2:1 rs0\ndb1@2:1 rs0\n" },
	{ "hosts.ini", "[rs0]\n[2001:db8::1]:22\n2001:db8::2\n", "2001:db8::1@2:1 rs0\n2001:db8::2@3:1 rs0\n" },
	{ "hosts.ini", "[rs0]\ndb1 ansible_host=10.0.0.1 ansible_port=2222 mongodb_version='4.4' x=\"a b\"\n", "db1@2:1 4.4 rs0 [10.0.0.1]\n" },
	{ "hosts.ini", "[rs0]\ndb1\n[rs0:vars]\nmongodb_version = 5.0.9 # newest\nmongodb_port=27018\n", "db1@2:1 :27018 5.0.9 rs0\n" },
	{ "hosts.ini", "[all:vars]\nmongodb_version=4.2\n[rs0]\ndb1\ndb2 mongodb_version=4.4\n[rs0:vars]\nmongodb_edition=enterprise\n",
	  "db1@4:1 4.2 enterprise rs0\ndb2@5:1 4.4 enterprise rs0\n" },
	{ "hosts.ini", "[shop:children]\nrs0\nrs1\n[rs0]\ndb1\n[rs1]\ndb2\ndb1\n", "db1@5:1 rs0 rs1 shop\ndb2@7:1 rs1 shop\n" },
	{ "hosts.ini", "[a:children]\nb\n[b:children]\na\n[b]\ndb1\n", "db1@6:1 b a\n" },
	{ "hosts.ini", "[rs0]\ndb1 mongodb_port={{port}} mongodb_version=latest\n", "db1@2:1 rs0\n" },
	{ "hosts.ini", "[rs0]\ndb1 mongodb_version=4.4.*\n", "db1@2:1 4.4 rs0\n" },
	{ "hosts.ini", "[rs0]\ndb1\n\n[rs0:nonsense]\n", "hosts.ini:4:6: a section is [GROUP], [GROUP:children] or [GROUP:vars]" },
	{ "hosts.ini", "[rs0\ndb1\n", "hosts.ini:1:1: this section has no closing bracket" },
	{ "hosts.ini", "[rs0]\ndb1 port\n", "hosts.ini:2:5: a host's variable is written as name=value" },
	{ "hosts.ini", "[rs0]\ndb[3:1]\n", "hosts.ini:2:1: this range of hosts is none: [1:5], [01:10] and [a:c] are" },
	{ "hosts.ini", "[rs0]\ndb[0:99999999]\n", "hosts.ini:2:1: with this the inventory has more than 100000 hosts" },
	{ "hosts.ini", "[rs0:vars]\nport\n", "hosts.ini:2:1: below [GROUP:vars] each line is name=value" },
	{ "hosts.ini", "[rs0:children]\nrs1 x=1\n", "hosts.ini:2:1: below [GROUP:children] each line is the name of a group" },
	{ "hosts.ini", "[rs0]\nab/c+d==\n", "hosts.ini:2:1: this is no host name" },
	{ "hosts.ini", "", "" },
	/* YAML */
	{ "hosts.yml", "all:\n  children:\n    rs0:\n      hosts:\n        db1:\n        db2:\n", "db1@5:9 rs0\ndb2@6:9 rs0\n" },
	{ "hosts.yml", "all:\n  hosts:\n    db0:\n  vars:\n    mongodb_version: '4.4'\n  children:\n    shop:\n      vars: {mongodb_port: 27018}\n"
	  "      children:\n        rs0:\n          hosts:\n            db[1:2]: {ansible_host: 10.0.0.1}\n            db3: {mongodb_version: 5.0}\n",
	  "db0@3:5 4.4\ndb1@12:13 :27018 4.4 rs0 shop [10.0.0.1]\ndb2@12:13 :27018 4.4 rs0 shop [10.0.0.1]\ndb3@13:13 :27018 5.0 rs0 shop\n" },
	{ "hosts.yml", "rs0:\n  hosts:\n    db1:\nrs1:\n  hosts:\n    db2:\n", "db1@3:5 rs0\ndb2@6:5 rs1\n" },
	{ "hosts.yml", "all:\n  children:\n    rs0:\n      hosts: {db1: , db2: }\n    ungrouped:\n      hosts:\n        db9:\n    empty:\n",
	  "db1@4:15 rs0\ndb2@4:22 rs0\ndb9@7:9\n" },
	{ "hosts.yml", "all:\n  children:\n    rs0:\n      hosts: db1\n", "db1@4:14 rs0\n" },
	/* A group in two places is one. */
	{ "hosts.yml", "a:\n  children:\n    rs0:\nb:\n  children:\n    rs0:\n      hosts:\n        db1:\nrs0:\n  hosts:\n    db2:\n",
	  "db1@8:9 rs0 a b\ndb2@11:5 rs0 a b\n" },
	{ "hosts.yml", "x: &rs\n  hosts:\n    db1:\n      <<: {mongodb_port: 1}\ny: *rs\n", "db1@3:5 :1 x y\n" },
	{ "hosts.yml", "all:\n  children:\n    rs0:\n      hosts:\n        - db1\n",
	  "hosts.yml:5:9: `hosts` must be a mapping: each host is a key, with a colon behind it" },
	{ "hosts.yml", "all:\n  children: [rs0]\n", "hosts.yml:2:13: `children` must be a mapping: each group is a key, with a colon behind it" },
	{ "hosts.yml", "all:\n  hosts:\n    db1: 5\n", "hosts.yml:3:10: what stands below a host must be a mapping of variables" },
	{ "hosts.yml", "all:\n  children:\n    rs0: [1]\n",
	  "hosts.yml:3:10: a group of an inventory must be a mapping with `hosts`, `children` or `vars`" },
	{ "hosts.yml", "- hosts: rs0\n  tasks: []\n", "hosts.yml:1:1: this is neither a Compose file nor an inventory of Ansible" },
	{ "hosts.yml", "net:\n  port: 27017\n", "hosts.yml:1:1: this is neither a Compose file nor an inventory of Ansible" },
	{ "hosts.yml", "all: [\n", NULL },
	{ "hosts.yml", "", "hosts.yml:1:1: this is neither a Compose file nor an inventory of Ansible" },
};

static void show(struct buf *out, const struct inventory *inventory)
{
	for (uint32_t i = 0; i < inventory->count; i++) {
		const struct inventory_entry *entry = &inventory->entries[i];
		struct place place = source_place(inventory->source, entry->at.at);
		buf_printf(out, "%s@%u:%u", entry->name, place.line, place.column);
		if (entry->port)
			buf_printf(out, " :%u", entry->port);
		if (version_known(entry->server))
			buf_printf(out, " %s", version_text(out->arena, entry->server));
		if (entry->edition == EDITION_ENTERPRISE)
			buf_text(out, " enterprise");
		for (uint32_t g = 0; g < entry->group_count; g++)
			buf_printf(out, " %s", entry->groups[g]);
		for (uint32_t a = 0; a < entry->address_count; a++)
			buf_printf(out, " [%s]", entry->addresses[a]);
		buf_char(out, '\n');
	}
}

Test(fleet_ansible, inventories)
{
	for (unsigned i = 0; i < sizeof inventories / sizeof *inventories; i++) {
		struct arena arena = ARENA_INIT;
		struct err err = ERR_INIT(&arena);
		struct buf out = BUF_INIT(&arena);
		struct source source;
		struct inventory inventory;
		source_init(&arena, inventories[i].file, str_of(inventories[i].text), &source);
		bool read = inventory_read_source(&arena, &source, &inventory, &err);
		if (read)
			show(&out, &inventory);
		const char *shown = read ? buf_done(&out).at : err_line(&err);
		if (inventories[i].read)
			cr_expect_str_eq(shown ? shown : "", inventories[i].read, "%s: %s", inventories[i].text, shown);
		cr_expect(read || (err.kind == ERR_INPUT && err.line), "%s: %s", inventories[i].text, shown);
		cr_expect(!read || inventories[i].read, "%s is read", inventories[i].text);
		arena_free(&arena);
	}
}
