#include "generated.h"

#include "base/buf.h"

struct entry {
	const char *path, *value;
};

enum { ENTRIES_MAX = 8 };

static const struct entry security[][ENTRIES_MAX] = {
	{ { 0 } },
	{ { "security.keyFile", "/etc/mongodb/keyfile" } },
	{ { "security.keyFile", "/etc/mongodb/keyfile" }, { "security.transitionToAuth", "true" } },
	{ { "security.transitionToAuth", "false" }, { "security.keyFile", "/other" } },
	{ { "security.authorization", "enabled" } },
	{ { "security.authorization", "disabled" }, { "security.javascriptEnabled", "false" } },
	{ { "security.keyFile", "/k" }, { "security.clusterAuthMode", "keyFile" } },
	{ { "security.clusterAuthMode", "sendKeyFile" }, { "security.keyFile", "/k" } },
	{ { "security.keyFile", "/k" }, { "security.clusterAuthMode", "sendX509" }, { "security.authorization", "enabled" } },
	{ { "security.keyFile", "/k" }, { "security.clusterAuthMode", "x509" } },
	{ { "security.clusterAuthMode", "x509" }, { "security.transitionToAuth", "true" } },
};

static const struct entry tls[][ENTRIES_MAX] = {
	{ { 0 } },
	{ { "net.tls.mode", "allowTLS" } },
	{ { "net.tls.mode", "allowTLS" }, { "net.tls.certificateKeyFile", "/p" }, { "net.tls.CAFile", "/c" } },
	{ { "net.tls.certificateKeyFile", "/p" }, { "net.tls.mode", "preferTLS" }, { "net.tls.CAFile", "/c" } },
	{ { "net.tls.certificateKeyFile", "/p" }, { "net.tls.CAFile", "/c" }, { "net.tls.mode", "requireTLS" },
	  { "setParameter.tlsX509ClusterAuthDNOverride", "OU=Old" }, { "setParameter.tlsClusterAuthX509Override", "O=Old" } },
	{ { "net.ssl.mode", "preferSSL" }, { "net.ssl.PEMKeyFile", "/p" }, { "net.ssl.CAFile", "/c" } },
};

/* Which stands where: net, then security, or the other way round, with replication before, between or behind. */
static const char *const orders[] = { "rns", "snr", "nrs" };
static const char *const styles[] = { "block", "wide", "dotted", "flow", "json" };

#define COUNT(table) (sizeof(table) / sizeof *(table))

unsigned generated_count(void)
{
	return COUNT(security) * COUNT(tls) * COUNT(styles);
}

/* ---- one of them ---- */

struct list {
	struct entry at[3 * ENTRIES_MAX];
	unsigned count;
};

static void add(struct list *list, const struct entry *entries)
{
	for (unsigned i = 0; i < ENTRIES_MAX && entries[i].path; i++)
		list->at[list->count++] = entries[i];
}

static struct str part(const struct entry *entry, unsigned depth)
{
	struct str rest = str_of(entry->path), name = rest;
	for (unsigned i = 0; i <= depth; i++)
		if (!str_split(&rest, '.', &name))
			return STR("");
	return name;
}

static bool is_leaf(const struct entry *entry, unsigned depth)
{
	return !part(entry, depth + 1).len;
}

static void put_block(struct buf *out, const struct list *list, unsigned from, unsigned to, unsigned depth, unsigned step)
{
	while (from < to) {
		struct str name = part(&list->at[from], depth);
		unsigned next = from + 1;
		while (next < to && str_eq(part(&list->at[next], depth), name))
			next++;
		buf_fill(out, ' ', depth * step);
		bool leaf = is_leaf(&list->at[from], depth);
		buf_printf(out, "%.*s:%s%s\n", STR_ARG(name), leaf ? " " : "", leaf ? list->at[from].value : "");
		if (!leaf)
			put_block(out, list, from, next, depth + 1, step);
		from = next;
	}
}

static void put_flow(struct buf *out, const struct list *list, unsigned from, unsigned to, unsigned depth, const char *quote)
{
	buf_char(out, '{');
	for (unsigned next, first = from; from < to; from = next) {
		struct str name = part(&list->at[from], depth);
		for (next = from + 1; next < to && str_eq(part(&list->at[next], depth), name);)
			next++;
		buf_printf(out, "%s%s%.*s%s: ", from == first ? "" : ", ", quote, STR_ARG(name), quote);
		if (is_leaf(&list->at[from], depth))
			buf_printf(out, "%s%s%s", quote, list->at[from].value, quote);
		else
			put_flow(out, list, from, next, depth + 1, quote);
	}
	buf_char(out, '}');
}

struct choice {
	unsigned style, order, tls, security;
};

static struct choice choice_of(unsigned number)
{
	struct choice choice;
	choice.style = number % COUNT(styles);
	/* One order for each, all of them for every state. */
	choice.order = number % COUNT(orders);
	number /= COUNT(styles);
	choice.tls = number % COUNT(tls);
	choice.security = number / COUNT(tls);
	return choice;
}

const char *generated_name(struct arena *arena, unsigned number)
{
	struct choice choice = choice_of(number);
	return arena_printf(arena, "generated/%s-%s-%u-%u.conf", styles[choice.style], orders[choice.order], choice.security,
			    choice.tls);
}

struct str generated_text(struct arena *arena, unsigned number)
{
	static const struct entry net[ENTRIES_MAX] = { { "net.port", "27017" } };
	static const struct entry replication[ENTRIES_MAX] = { { "replication.replSetName", "shop" } };
	struct choice choice = choice_of(number);
	struct list list = { .count = 0 };
	struct buf out = BUF_INIT(arena);
	for (const char *section = orders[choice.order]; *section; section++) {
		if (*section == 'n')
			add(&list, net);
		add(&list, *section == 'n' ? tls[choice.tls] : *section == 's' ? security[choice.security] : replication);
	}
	if (choice.style < 2)
		put_block(&out, &list, 0, list.count, 0, choice.style ? 4 : 2);
	for (unsigned i = 0; choice.style == 2 && i < list.count; i++)
		buf_printf(&out, "%s: %s\n", list.at[i].path, list.at[i].value);
	if (choice.style > 2) {
		put_flow(&out, &list, 0, list.count, 0, choice.style == 4 ? "\"" : "");
		buf_char(&out, '\n');
	}
	return buf_done(&out);
}
