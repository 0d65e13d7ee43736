#include "rules/ask.h"
#include "rules/hostname.h"
#include "rules/odd.h"

enum reach {
	REACH_UNKNOWN,
	REACH_IPV4,       /* listens on an IPv4 address, or on names that may have one */
	REACH_IPV6_ONLY,  /* listens on IPv6 addresses and nothing else that a peer can reach */
};

/* Where peers reach it; on one host they reach its loopback addresses too. */
static enum reach reach_of(const struct member *member, bool one_host)
{
	const struct config *config = member->config;
	const struct setting *bind = config_find(config, "net.bindIp");
	bool ipv6 = false;
	if (config_is_opaque(config, "net") || config_is_opaque(config, "net.bindIp") || config->format == CONFIG_TEMPLATE || !bind ||
	    bind->kind != SETTING_SCALAR || !bind->text.len || ask_true(config, "net.bindIpAll") != ANSWER_NO)
		return REACH_UNKNOWN;
	struct str rest = bind->text, entry;
	while (str_split(&rest, ',', &entry)) {
		entry = str_trim(entry);
		bool local = str_starts(entry, "127.") || str_is(entry, "::1");
		if (!entry.len || str_has_char(entry, '/') || (local && !one_host))
			continue;
		if (!one_host && str_eq_nocase(entry, STR("localhost")))
			continue;
		bool address = hostname_kind_of(entry) == HOSTNAME_IPV6 || str_is(entry, "::1") || str_is(entry, "::");
		if (!address)
			return REACH_IPV4;
		ipv6 = true;
	}
	return ipv6 && ask_true(config, "net.ipv6") == ANSWER_YES ? REACH_IPV6_ONLY : REACH_UNKNOWN;
}

/* One with an IPv6 address in net.bindIp and without net.ipv6 is bindip-ipv6-without-flag's. */
static bool is_deaf(const struct member *member)
{
	const struct setting *bind = config_find(member->config, "net.bindIp");
	struct str rest = bind && bind->text.at ? bind->text : STR(""), entry;
	if (!ask_whole(member->config) || ask_true(member->config, "net.ipv6") != ANSWER_NO)
		return false;
	while (str_split(&rest, ',', &entry)) {
		entry = str_trim(entry);
		if (hostname_kind_of(entry) == HOSTNAME_IPV6 || str_is(entry, "::1") || str_is(entry, "::"))
			return false;
	}
	return true;
}

static void report(const struct lint *lint, const struct rule *rule, const struct deployment *deployment,
		   const struct member *odd, bool deaf, const bool *others)
{
	struct diag *diag = odd_add(lint, rule, odd_severity(rule, odd), odd, deaf ? "net.ipv6" : "net.bindIp",
				    arena_printf(lint->arena,
						 deaf ? "%s does not speak IPv6, and some of its peers listen on nothing else"
						      : "%s listens on IPv6 alone, and some of its peers do not speak it",
						 odd->name));
	diag->server = deaf ? "looks up IPv4 addresses only, and finds none for those peers: (not reachable/healthy)"
			    : "runs; the others look for an IPv4 address of it and find none: (not reachable/healthy)";
	diag->help = deaf ? "write net.ipv6: true" : "write net.ipv6: true for the others, or add an IPv4 address here";
	if (deaf && odd->file && diag->source == odd->file->source)
		ask_fix_set(lint, diag, odd->file, SAFETY_UNSAFE, "net.ipv6", "true");
	for (uint32_t i = 0; i < deployment->count; i++)
		if (others[i])
			odd_note(lint, diag, deployment->members[i], deaf ? "net.bindIp" : "net.ipv6",
				    arena_printf(lint->arena, deaf ? "%s listens on IPv6 alone" : "%s does not speak IPv6",
						      deployment->members[i]->name));
}

static void check(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	bool *only = arena_array(lint->arena, deployment->count, sizeof *only);
	bool *deaf = arena_array(lint->arena, deployment->count, sizeof *deaf);
	uint32_t onlies = 0, deafs = 0;
	if (deployment->kind != DEPLOYMENT_REPLICA_SET || deployment->hosts == HOSTS_UNKNOWN)
		return;
	for (uint32_t i = 0; i < deployment->count; i++) {
		const struct member *member = deployment->members[i];
		if (member->guess == GUESS_NO_NAME)
			continue;
		only[i] = reach_of(member, deployment->hosts == HOSTS_ONE) == REACH_IPV6_ONLY;
		deaf[i] = !only[i] && is_deaf(member);
		onlies += only[i];
		deafs += deaf[i];
	}
	if (!onlies || !deafs)
		return;
	for (uint32_t i = 0; i < deployment->count; i++)
		if (deafs <= onlies ? deaf[i] : only[i])
			report(lint, rule, deployment, deployment->members[i], deafs <= onlies, deafs <= onlies ? only : deaf);
}

#define MEMBER(net) "net:\n" net "replication:\n  replSetName: shop\n"

const struct rule rule_ipv6_mixed = {
	.kind = { "ipv6-mixed", "fleet" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "members that listen on IPv6 alone beside members that do not speak it",
	.why = "Without net.ipv6: true a server looks up IPv4 addresses only, also of the members that it connects to. One that "
	       "has an IPv6 address and no other is out of its reach.",
	.server = "HostUnreachable: Could not find address for ...; the member is shown as (not reachable/healthy)",
	.bad = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("  ipv6: true\n  bindIp: localhost,fd00::1\n") },
		{ "hosts/db2/mongod.conf", MEMBER("  ipv6: true\n  bindIp: localhost,fd00::2\n") },
		{ "hosts/db3/mongod.conf", MEMBER("  bindIp: localhost,db3.example.com\n") }, { 0 } },
	.good = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("  ipv6: true\n  bindIp: localhost,fd00::1\n") },
		{ "hosts/db2/mongod.conf", MEMBER("  ipv6: true\n  bindIp: localhost,fd00::2\n") },
		{ "hosts/db3/mongod.conf", MEMBER("  ipv6: true\n  bindIp: localhost,db3.example.com\n") }, { 0 } },
	.check_deployment = check,
};
