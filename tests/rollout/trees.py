"""A fleet of a row as a tree: a config, a keyfile and certificates for each member, exports of each set, a project file.

The same fleet can be written in several ways, see class Style; which way a row is written goes by its number."""
import base64, hashlib, json, os, shutil

class Style:
    def __init__(self, number):
        self.form = ('nested', 'dotted', 'quoted')[number % 3]
        self.bind = ('any', 'names', 'all', 'unsaid')[number % 4]
        self.declared = number % 5 < 3

def release(member):
    return tuple(int(part) for part in member.get('v', '4.4').split('.'))

# ---- files

def put(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w') as file:
        file.write(text)
    os.chmod(path, mode)

def key_text(name):
    if name == 'SHORT':
        return 'abc12'
    if name == 'BADCHAR':
        return 'abc$%&/def'
    return base64.b64encode(b''.join(hashlib.sha256(f'{name}{n}'.encode()).digest() for n in range(3))).decode()

def keyfile_text(member):
    keys = [key_text(name) for name in member['kf'].split('+')]
    form = member.get('kffmt', 'plain' if len(keys) == 1 else 'seq')
    line = {'plain': '%s\n', 'concat': '%s\n', 'seq': '- %s\n', 'adjacent': "'%s'\n"}[form]
    return ''.join(line % key for key in keys)

# ---- certificates: names in DER, with a key and a signature that mean nothing

def der(tag, *parts):
    body = b''.join(parts)
    size = len(body)
    length = bytes([size]) if size < 128 else bytes([0x81, size]) if size < 256 else bytes([0x82, size >> 8, size & 255])
    return bytes([tag]) + length + body

def object_id(*numbers):
    body = bytes([numbers[0] * 40 + numbers[1]])
    for number in numbers[2:]:
        octets = [number & 127]
        while number > 127:
            number >>= 7
            octets.insert(0, number & 127 | 128)
        body += bytes(octets)
    return der(0x06, body)

COUNTRY, ORGANIZATION, UNIT, COMMON_NAME = (2, 5, 4, 6), (2, 5, 4, 10), (2, 5, 4, 11), (2, 5, 4, 3)
SIGNATURE = der(0x30, object_id(1, 2, 840, 10045, 4, 3, 2))
PUBLIC_KEY = der(0x30, der(0x30, object_id(1, 2, 840, 10045, 2, 1), object_id(1, 2, 840, 10045, 3, 1, 7)),
                 der(0x03, b'\0\x04' + bytes(range(64))))

def name(*attributes):
    return der(0x30, *(der(0x31, der(0x30, object_id(*kind), der(0x0c, text.encode()))) for kind, text in attributes))

def certificate(subject, issuer):
    serial = hashlib.sha256(subject + issuer).digest()[:8]
    body = der(0x30, der(0xa0, der(0x02, b'\2')), der(0x02, b'\1' + serial), SIGNATURE, issuer,
               der(0x30, der(0x17, b'200101000000Z'), der(0x17, b'400101000000Z')), subject, PUBLIC_KEY)
    text = base64.encodebytes(der(0x30, body, SIGNATURE, der(0x03, b'\0' + bytes(32)))).decode()
    return f'-----BEGIN CERTIFICATE-----\n{text}-----END CERTIFICATE-----\n'

def authority(ca):
    return name((ORGANIZATION, 'Authority ' + ca))

def ca_text(cas):
    return ''.join(certificate(authority(ca), authority(ca)) for ca in cas.split('+'))

def certificate_text(value, host):
    organization, _, ca = value.partition('@')
    attributes = [(COUNTRY, 'DE')]
    if organization != 'EMPTY':
        attributes += [(ORGANIZATION, organization), (UNIT, 'mongo')]
    return certificate(name(*attributes, (COMMON_NAME, host)), authority(ca or 'ca1'))

def organization_dn(organization):
    return f'OU=mongo,O={organization}'

# ---- configs

def tls_options(member, ssl):
    suffix, prefix = ('SSL', 'net.ssl.') if ssl else ('TLS', 'net.tls.')
    if 'tls' in member:
        yield prefix + 'mode', member['tls'] + ('' if member['tls'] == 'disabled' else suffix)
    if 'crt' in member:
        yield prefix + ('PEMKeyFile' if ssl else 'certificateKeyFile'), '/etc/mongo/server.pem'
    if 'clu' in member:
        yield prefix + 'clusterFile', '/etc/mongo/cluster.pem'
    if 'ca' in member:
        yield prefix + 'CAFile', '/etc/mongo/ca.pem'
    if 'attr' in member:
        yield prefix + 'clusterAuthX509.attributes', organization_dn(member['attr'])
    if 'ext' in member:
        yield prefix + 'clusterAuthX509.extensionValue', member['ext']

def options(host, member, members, style):
    router, group = member.get('proc') == 'mongos', member.get('set', 'rs0')
    if not router:
        yield 'storage.dbPath', '/var/lib/mongodb'
    yield 'net.port', '27017'
    if member.get('bind') == 'local':
        yield 'net.bindIp', '127.0.0.1'
    elif style.bind == 'all' and release(member) < (3, 6):
        yield 'net.bindIp', '0.0.0.0'
    elif style.bind != 'unsaid':
        yield {'any': ('net.bindIp', '0.0.0.0'), 'names': ('net.bindIp', 'localhost,' + host),
               'all': ('net.bindIpAll', 'true')}[style.bind]
    yield from tls_options(member, member.get('tlsns', 'ssl' if release(member) < (4, 2) else 'tls') == 'ssl')
    if router:
        servers = [other for other, keys in members.items() if keys.get('role') == 'cfg']
        yield 'sharding.configDB', 'cfg/' + ','.join(other + ':27017' for other in servers)
    else:
        if group != 'none':
            yield 'replication.replSetName', member.get('rsname', group)
        if 'role' in member:
            yield 'sharding.clusterRole', {'cfg': 'configsvr', 'shard': 'shardsvr'}[member['role']]
    plain = {'tta': 'security.transitionToAuth', 'cam': 'security.clusterAuthMode', 'authz': 'security.authorization',
             'withhold': 'setParameter.tlsWithholdClientCertificate'}
    if 'kf' in member:
        yield 'security.keyFile', '/etc/mongo/key'
    for key, option in plain.items():
        if key in member:
            yield option, member[key]
    if 'cip' in member:
        yield 'security.clusterIpSourceWhitelist', '[%s]' % member['cip']
    if 'ovr' in member:
        yield 'setParameter.tlsX509ClusterAuthDNOverride', organization_dn(member['ovr'])
    if 'ovrattr' in member:
        yield 'setParameter.tlsClusterAuthX509Override', "'%s'" % json.dumps({'attributes': organization_dn(member['ovrattr'])})

def config_text(pairs, form):
    def value(text):
        return f'"{text}"' if form == 'quoted' and text[0] not in '\'[' else text
    root = {}
    for path, text in pairs:
        # Parameters are no options: a server knows them only below setParameter.
        *sections, last = [path] if form == 'dotted' and not path.startswith('setParameter.') else path.split('.')
        at = root
        for section in sections:
            at = at.setdefault(section, {})
        at[last] = value(text)
    def lines(section, depth):
        for key, below in section.items():
            yield '  ' * depth + key + (':' if isinstance(below, dict) else ': ' + below) + '\n'
            if isinstance(below, dict):
                yield from lines(below, depth + 1)
    return ''.join(lines(root, 0))

# ---- what a set says of itself

WORDS = {'P': (1, 'PRIMARY'), 'S': (2, 'SECONDARY'), 'A': (7, 'ARBITER'), 'D': (8, '(not reachable/healthy)')}
LISTED = ('state', 'votes', 'prio', 'arb', 'hidden', 'delay')

def config_line(number, host, member):
    arbiter, hidden, delay = 'arb' in member, 'hidden' in member, int(member.get('delay', 0))
    votes = int(member.get('votes', 1))
    priority = int(member.get('prio', 0 if arbiter or hidden or delay or not votes else 1))
    return {'_id': number, 'host': host + ':27017', 'arbiterOnly': arbiter, 'hidden': hidden, 'priority': priority, 'votes': votes,
            'secondaryDelaySecs' if release(member) >= (5, 0) else 'slaveDelay': delay}

def status_line(number, host, member):
    state, word = WORDS[member.get('state', 'S')]
    return {'_id': number, 'name': host + ':27017', 'health': int(state != 8), 'state': state, 'stateStr': word}

def put_exports(root, group, members):
    """Returns which there are."""
    first = next(iter(members.values()))
    made = []
    if any(key in member for member in members.values() for key in LISTED):
        lines = [config_line(number, host, member) for number, (host, member) in enumerate(members.items())]
        export = {'_id': first.get('rsname', group), 'version': 1, 'members': lines}
        if first.get('role') == 'cfg':
            export['configsvr'] = True
        put(f'{root}/exports/{group}.conf.json', json.dumps(export))
        made.append('conf')
    if any('state' in member for member in members.values()):
        lines = [status_line(number, host, member) for number, (host, member) in enumerate(members.items())]
        put(f'{root}/exports/{group}.status.json', json.dumps({'set': first.get('rsname', group), 'members': lines}))
        made.append('status')
    return made

# ---- the project file

def group_of(host, member):
    if member.get('proc') == 'mongos':
        return 'routers'
    return 'alone-' + host if member.get('set') == 'none' else member.get('set', 'rs0')

def deployment(label, kind, hosts, files, exports, facts):
    yield f'  {label}:'
    yield '    files: [' + ', '.join(f'"{files[host]}"' for host in hosts) + ']'
    yield f'    kind: {kind}'
    if kind != 'standalone':
        yield '    hosts: many'
    for key, word in (('replica-set-config', 'conf'), ('replica-set-status', 'status')):
        paths = [f'exports/{group}.{word}.json' for group, made in exports.items() if word in made]
        if paths:
            yield f'    {key}: [' + ', '.join(paths) + ']'
    yield from ('    ' + fact for fact in facts)

def project_lines(members, files, groups, exports, scenario, style):
    releases = [member.get('v', '4.4') for member in members.values()]
    usual = max(set(releases), key=releases.count)
    yield f'server-version: "{usual}"'
    yield "key-file-root: 'hosts/{host}/rootfs'"
    yield "members:\n  - path: '^hosts/(?<host>[^/]+)/'"
    facts = []
    if scenario.options.get('users') == 'no':
        facts.append('users: false')
    if 'clients' in scenario.options:
        facts.append({'noauth': 'clients: {authenticate: false}', 'notls': 'clients: {tls: false}'}[scenario.options['clients']])
    if style.declared or facts or exports:
        yield 'deployments:'
        together = {group: hosts for group, hosts in groups.items() if not group.startswith('alone-')}
        if any('role' in member for member in members.values()):
            hosts = [host for group in together.values() for host in group]
            yield from deployment('main', 'sharded-cluster', hosts, files, exports, facts)
        else:
            for group, hosts in together.items():
                mine = {group: exports[group]} if group in exports else {}
                yield from deployment(group, 'replica-set', hosts, files, mine, facts)
        for group, hosts in groups.items():
            if group not in together:
                yield from deployment(group, 'standalone', hosts, files, {}, facts)
    odd = [host for host, member in members.items() if member.get('v', '4.4') != usual]
    if odd:
        yield 'overrides:'
    for host in odd:
        yield f'  - files: ["hosts/{host}/**"]\n    server-version: "{members[host]["v"]}"'

# ---- the tree

def put_tree(root, members, scenario, style):
    files, groups, exports = {}, {}, {}
    for host, member in members.items():
        files[host] = f'hosts/{host}/' + ('mongos.conf' if member.get('proc') == 'mongos' else 'mongod.conf')
        groups.setdefault(group_of(host, member), []).append(host)
        put(f'{root}/{files[host]}', config_text(list(options(host, member, members, style)), style.form))
        folder = f'{root}/hosts/{host}/rootfs/etc/mongo'
        if 'kf' in member:
            put(folder + '/key', keyfile_text(member), int(member.get('perm', '600'), 8))
        for key, path in (('crt', 'server.pem'), ('clu', 'cluster.pem')):
            if key in member:
                put(f'{folder}/{path}', certificate_text(member[key], host), 0o600)
        if 'ca' in member:
            put(folder + '/ca.pem', ca_text(member['ca']))
    for group, hosts in groups.items():
        made = [] if group == 'routers' or group.startswith('alone-') else put_exports(root, group, {host: members[host] for host in hosts})
        if made:
            exports[group] = made
    put(root + '/.mongoconf.yaml', '\n'.join(project_lines(members, files, groups, exports, scenario, style)) + '\n')

def put_trees(folder, scenario, number):
    """Both of them; returns the arguments of a check."""
    style = Style(number)
    for side, members in (('A', scenario.before), ('B', scenario.after)):
        put_tree(f'{folder}/{side}', members, scenario, style)
    arguments = ['--from', folder + '/A', '--to', folder + '/B']
    if scenario.options.get('mode') == 'down':
        arguments.append('--all-at-once')
    for option in ('batch', 'order'):
        if option in scenario.options:
            arguments += ['--' + option, scenario.options[option]]
    return arguments

def remove(folder):
    shutil.rmtree(folder, ignore_errors=True)
