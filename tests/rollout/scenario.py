"""Reads the rows of the table `scenarios`.

A row has seven fields between tabs: id, title, options, before, after, verdict, codes (`-` for none). A line that begins
with # is a comment, one that begins with @NAME names a fleet.

`before` and `after` are parts between ` | `. A part is `name[,name...] word...`, a word one of

    key=value    has this setting           -key    has it no more           gone    is no member any more

A name with a * in it means all members so far that it fits. A part that is the name of a fleet alone stands for that
fleet. `after` begins with `=` where it goes on from `before`. Later parts win.

    set          its replica set (rs0), `none` for a server of no set        rsname   replSetName, where it is another
    proc=mongos  a router                                                    role     cfg or shard: part of the one cluster
    v            release (4.4)                                               state    P, S, A, D: primary, secondary, arbiter, down
    votes prio arb hidden delay          as in rs.conf()
    kf           keys of its keyfile: A, A+B                                 kffmt    plain, seq, adjacent (quoted lines), concat (bare lines)
    perm         mode of the keyfile (600)
    tta cam authz                        transitionToAuth, clusterAuthMode, authorization
    tls          disabled, allow, prefer, require                            tlsns    tls or ssl: under which name
    crt clu      certificateKeyFile, clusterFile: NAME[@CA]; NAME becomes the organization, EMPTY: none; ca1 where no CA is said
    ca           CAFile: ca1, ca1+ca2                                        withhold tlsWithholdClientCertificate
    ovr          the organization in tlsX509ClusterAuthDNOverride
    attr ovrattr ext                     the same in clusterAuthX509.attributes and tlsClusterAuthX509Override; extensionValue
    cip          clusterIpSourceWhitelist                                    bind=local    listens on 127.0.0.1

Options: mode=down (--all-at-once), batch=N, order=a,b,c, users=no, clients=noauth or notls (as the project file says)."""
import fnmatch

def fleet(text, fleets, members):
    members = {name: dict(keys) for name, keys in members.items()}
    for part in text.split(' | '):
        words = part.split()
        if words == ['=']:
            continue
        if len(words) == 1 and words[0] in fleets:
            members = fleet(fleets[words[0]], fleets, members)
            continue
        for name in words[0].split(','):
            fitting = fnmatch.filter(members, name) if '*' in name else [name]
            if not fitting:
                raise ValueError('no member is called ' + name)
            for member in fitting:
                change(members, member, words[1:])
    return members

def change(members, name, words):
    keys = members.setdefault(name, {})
    for word in words:
        if word == 'gone':
            del members[name]
        elif word.startswith('-'):
            del keys[word[1:]]
        else:
            key, value = word.split('=', 1)
            keys[key] = value

class Scenario:
    def __init__(self, fields, fleets):
        self.id, self.title, options, before, after, self.verdict, codes = fields
        self.options = {} if options == '-' else dict(word.split('=', 1) for word in options.split())
        self.codes = set() if codes == '-' else set(codes.split(','))
        self.before = fleet(before, fleets, {})
        self.after = fleet(after, fleets, self.before if after.split(' | ')[0] == '=' else {})

def read(path):
    fleets, rows = {}, []
    with open(path) as table:
        for number, line in enumerate(table, 1):
            fields = line.rstrip('\n').split('\t')
            if not fields[0] or fields[0].startswith('#'):
                continue
            try:
                if fields[0].startswith('@'):
                    fleets[fields[0][1:]] = fields[1]
                else:
                    rows.append(Scenario(fields, fleets))
            except (ValueError, KeyError) as error:
                raise SystemExit(f'{path}:{number}: {error!r}')
    names = [row.id for row in rows]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise SystemExit(f'{path}: more than one row is called ' + ', '.join(sorted(twice)))
    return rows
