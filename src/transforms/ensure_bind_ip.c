#include "base/buf.h"
#include "config/address.h"
#include "transforms/security.h"

static const char BIND_IP[] = "net.bindIp", BIND_IP_ALL[] = "net.bindIpAll";

static bool lists(struct str list, struct str address)
{
	struct str entry;
	while (str_split(&list, ',', &entry))
		if (address_same(str_trim(entry), address))
			return true;
	return false;
}

/* Does the list already listen wherever `address` is? A socket's path is no address of the host. */
static bool covers(struct str list, struct str address)
{
	switch (address_kind(address)) {
	case ADDRESS_IPV6:
		return lists(list, STR("::"));
	case ADDRESS_IPV4:
	case ADDRESS_HOST:
		return lists(list, STR("0.0.0.0"));
	default:
		return false;
	}
}

static bool check_wanted(const struct application *application, struct str list)
{
	struct str entry;
	while (str_split(&list, ',', &entry)) {
		struct str address = str_trim(entry);
		if (address_kind(address) == ADDRESS_MALFORMED || address_kind(address) == ADDRESS_STAR)
			return err_set(application->err, ERR_REFUSED, NULL, 0, "--bind-ip: \"%.*s\" %s",
				       STR_ARG(address), address_flaw(address));
	}
	return true;
}

/* Entries that are there must at least look like addresses: appending to nonsense helps nobody. A
 * slash is left alone: the server takes every entry that has one for a socket. */
static bool check_present(const struct application *application, struct str list)
{
	struct str entry;
	if (!str_trim(list).len)
		return true;
	while (str_split(&list, ',', &entry)) {
		struct str address = str_trim(entry);
		bool plain = !str_has_char(address, ' ') && !str_has_char(address, '$') && !str_has_char(address, ';');
		if (address.len == 0 || address_kind(address) != ADDRESS_MALFORMED)
			continue;
		if (plain && (str_has_char(address, '/') || !str_has_char(address, ':')))
			continue;
		return transform_refuse(application, BIND_IP, "\"%.*s\" in net.bindIp %s; mend it first",
					STR_ARG(address), address_flaw(address));
	}
	return true;
}

/* ", " where the list has blanks behind its commas, else ",". */
static struct str separator(struct str list)
{
	uint32_t comma = str_find_char(list, ',', 0);
	bool blank = comma != STR_NONE && comma + 1 < list.len && list.at[comma + 1] == ' ';
	return blank ? STR(", ") : STR(",");
}

static struct str extended(struct arena *arena, struct str now, struct str wanted, bool ipv6)
{
	struct str comma = separator(now), entry, old = now;
	struct buf out = BUF_INIT(arena);
	bool added = false;
	/* The line end of a block scalar stays at the end. */
	while (str_ends(now, "\n"))
		now.len--;
	/* A "*" that is not alone any more is a host name, so it is spelled out. */
	if (str_is(str_trim(now), "*"))
		buf_text(&out, ipv6 ? "0.0.0.0,::" : "0.0.0.0");
	else
		buf_str(&out, now);
	while (str_split(&wanted, ',', &entry)) {
		struct str address = str_trim(entry), list = buf_done(&out);
		if (lists(list, address) || covers(list, address))
			continue;
		/* "a," takes the next entry as it is. */
		if (str_trim(list).len && !str_ends(str_trim(list), ","))
			buf_str(&out, comma);
		buf_str(&out, address);
		added = true;
	}
	buf_str(&out, str_sub(old, now.len, old.len));
	return added ? buf_done(&out) : old;
}

static bool check_shape(const struct application *application, uint32_t at)
{
	const struct node *node = &application->draft->yaml.tree.node[at];
	if (at && node->kind == NODE_SEQUENCE)
		return transform_refuse(application, BIND_IP,
					"net.bindIp is a YAML list, which mongod refuses (Scalar option 'net.bindIp' must "
					"be a single value); write it as one text with commas: 127.0.0.1,10.0.0.1");
	return true;
}

/* ---- what the operator should know ---- */

/* Does it listen where only this host can connect? */
static bool has_local(struct str list)
{
	struct str entry;
	while (address_next(&list, &entry))
		if (address_is_loopback(entry) || address_is_wildcard(entry))
			return true;
	return false;
}

/* Can somebody on another host connect who could not before? */
static bool opens(struct str before, struct str list)
{
	struct str entry;
	while (address_next(&list, &entry))
		if (address_kind(entry) != ADDRESS_SOCKET && !address_is_loopback(entry) && !lists(before, entry))
			return true;
	return false;
}

static void remark(const struct application *application, struct str before, struct str list, bool ipv6)
{
	enum auth_state state = security_of(application->draft).state;
	if (str_has_char(list, ':') && !ipv6)
		transform_remark(application, "net.ipv6 is not true, so mongod will not listen on IPv6 addresses: mongoconf set "
				 "net.ipv6=true");
	if (!has_local(list))
		transform_remark(application, "localhost is not in net.bindIp: nobody on this host can connect to 127.0.0.1, and the first "
				 "user of a server that enforces authentication can only be made from there");
	if (opens(before, list) && (state == AUTH_NONE || state == AUTH_TRANSITION))
		transform_remark(application, "this member takes connections without authentication, and from its next restart on also at "
				 "the added addresses");
}

static bool apply(const struct application *application)
{
	struct draft *draft = application->draft;
	struct str wanted = str_of(application->parameters->bind_ip);
	if (!check_wanted(application, wanted) ||
	    !guard_path(&draft->yaml, str_of(BIND_IP), application->err) ||
	    !guard_always(draft->arena, &draft->yaml, str_of(BIND_IP), application->err) ||
	    !guard_always(draft->arena, &draft->yaml, str_of(BIND_IP_ALL), application->err))
		return false;
	uint32_t at = tree_find(&draft->yaml.tree, str_of(BIND_IP), NULL);
	bool all = str_is(transform_value(draft, BIND_IP_ALL), "true");
	if (at && all)
		return transform_refuse(application, BIND_IP_ALL,
					"net.bindIp and net.bindIpAll are both set; which of them holds depends on the order "
					"of the two lines: remove one");
	if (!check_shape(application, at))
		return false;
	if (all)
		return true;
	struct version server = application->parameters->server;
	if (!at && version_known(server) && !version_at_least(server, (struct version)VERSION(3, 6))) {
		transform_remark(application, "net.bindIp is not set, and before 3.6 that means all addresses; nothing to add");
		return true;
	}
	bool ipv6 = str_is(transform_value(draft, "net.ipv6"), "true");
	struct str now = at ? transform_value(draft, BIND_IP) : STR("localhost");
	if (!check_present(application, now))
		return false;
	struct str list = extended(draft->arena, now, wanted, ipv6);
	if (str_eq(list, now) && at)
		return true;
	remark(application, now, list, ipv6);
	return draft_set(draft, str_of(BIND_IP), list, application->err);
}

const struct transform transform_ensure_bind_ip = {
	.name = "ensure-bindIp",
	.topic = TOPIC_ADDRESSES,
	.takes = (const struct transform_flag[]){
		{ "bind-ip", "ADDRESS,...", true, offsetof(struct parameters, bind_ip) },
		{ 0 },
	},
	.title = "add addresses to net.bindIp",
	.about = "Every ADDRESS (IPv4, IPv6, host name or path of a socket) is in net.bindIp afterwards; those that are there stay "
		 "in their order and style, and localhost and 127.0.0.1 count as one. Where neither bindIp nor bindIpAll is set, the default stays: localhost,ADDRESS. "
		 "Does nothing where the file listens that widely already: 0.0.0.0 or a quoted * for IPv4, :: for IPv6, "
		 "bindIpAll: true, or no bindIp for a --server-version below 3.6.",
	.refuses = "bindIp and bindIpAll are both set; an address is malformed or has a port; bindIp is a YAML list.",
	.example = {
		.text = "net:\n"
			"  port: 27017\n"
			"  bindIp: \"127.0.0.1, db1.example.net\"   # by name\n",
		.parameters = { .bind_ip = "127.0.0.1,10.0.0.11" },
	},
	.refused = {
		.text = "net:\n"
			"  bindIp: 127.0.0.1\n"
			"  bindIpAll: true\n",
		.parameters = { .bind_ip = "10.0.0.11" },
	},
	.apply = apply,
};
