"""Compacts the recorded class lists to the data that the server needs.

    python3 compact-classes.py OUT.json exceptions.json 3.10=A.json … 3.14=B.json postgres=C.json mysql=D.json …

exceptions.json says how classes of a recording process take strings. The other files are what real gunicorn processes
have loaded: packages/server/python/read-classes.py wrote them, on SQLite for each Python, and on the newest Python for
the other databases.

`classes` lists ["module:qualname"] or ["module:qualname", rule]. `names` maps a module to the classes that can be found
in it in any process, each with its index in `classes`. `python` has the modules and names that a release lacks, and
those that are another class there. `databases` has the modules and names that only processes with a database have.

A rule says how a class takes its arguments. A string is the name of a constructor that the server implements. An
object maps a count of arguments to their treatment: false where the constructor raises, the args of the instance, or
its repr as a template. Args are positions of arguments, null for None, or templates. Other counts keep all arguments,
up to `max` of them; without `max` any number.
"""
import json
import re
import sys

# A class belongs to a family when its constructor answers every count as the family's base does.
FAMILIES = {
    'amqp.exceptions.AMQPError': 'amqp', 'builtins.OSError': 'os', 'builtins.SyntaxError': 'syntax',
}
BY_NAME = {
    'builtins.UnicodeDecodeError': 'unicode-decode', 'builtins.UnicodeEncodeError': 'unicode-encode',
    'builtins.UnicodeTranslateError': 'unicode-translate',
    'builtins.ExceptionGroup': 'exception-group', 'builtins.BaseExceptionGroup': 'exception-group',
    'celery.exceptions.NotRegistered': 'not-registered', 'celery.exceptions.Reject': 'reject',
    'celery.exceptions.Retry': 'retry', 'celery.exceptions.BackendGetMetaError': 'backend-get',
    'celery.exceptions.BackendStoreError': 'backend-store',
    'celery.utils.serialization.UnpickleableExceptionWrapper': 'unpickleable',
    'django.core.exceptions.ValidationError': 'validation',
    'json.decoder.JSONDecodeError': 'json-decode',
    'dateutil.parser._parser.ParserError': 'dateutil-parser',
    'asyncio.exceptions.IncompleteReadError': 'incomplete-read',
    'http.client.BadStatusLine': 'bad-status-line',
    'configparser.Error': 'config', 'configparser.InterpolationError': 'config',
    'configparser.InterpolationSyntaxError': 'config', 'configparser.InvalidWriteError': 'config',
    'configparser.DuplicateSectionError': 'config-duplicate', 'configparser.DuplicateOptionError': 'config-duplicate',
    'configparser.MissingSectionHeaderError': 'config-line', 'configparser.MultilineContinuationError': 'config-line',
    'http.client.LineTooLong': 'line-too-long', 'http.client.IncompleteRead': 'incomplete-http-read',
    'urllib.error.HTTPError': 'http-error', 'click.exceptions.FileError': 'click-file',
    'click.exceptions.NoSuchOption': 'click-no-such-option',
    'billiard.einfo.ExceptionWithTraceback': 'never', 'click.exceptions.MissingParameter': 'click-missing',
}


RECORDED = {}


def outcomes_of(entry, short):
    """The outcomes of a class as text, without the class's own name: equal for constructors that work alike."""
    return json.dumps(entry.get('other_counts')).replace(short, 'X')


def rule_of(entry):
    name = entry['exc']
    if name in BY_NAME:
        return BY_NAME[name]
    short = name.rsplit('.', 1)[1]
    for base, family in FAMILIES.items():
        base_short = base.rsplit('.', 1)[1]
        is_related = name == base or base in entry['bases']
        if is_related and outcomes_of(entry, short) == outcomes_of(RECORDED[base], base_short):
            return family
    if 'other_counts' not in entry:
        return None
    if not entry['plain_counts'] and all('error' in o for o in entry['other_counts'].values()):
        return 'never'
    counts = {}
    for count, outcome in entry['other_counts'].items():
        if 'error' in outcome:
            counts[count] = False
            continue
        arguments = re.fullmatch(r'\w+\((.*)\)', outcome['repr'])
        counts[count] = [None if a == 'None' else 'abcdef'.index(a.strip("'"))
                         for a in arguments.group(1).split(', ') if a]
    last = max(map(int, entry['other_counts']))
    if counts.get(str(last)) is False:
        while last > 0 and counts.get(str(last)) is False:
            last -= 1
        counts = {k: v for k, v in counts.items() if int(k) <= last}
        counts['max'] = last
    return counts


def rule_of_forms(forms):
    """The rule of a class that only the served processes have."""
    if not forms:
        return None
    if all(form is False for form in forms.values()) and len(forms) == 7:
        return 'never'
    last = 6
    while last > 0 and forms.get(str(last)) is False:
        last -= 1
    rule = {count: form for count, form in forms.items() if int(count) <= last}
    return rule if last == 6 else {**rule, 'max': last}


def flat(recording):
    return {'%s:%s' % (module, path): key
            for module, paths in recording['names'].items() for path, key in paths.items()}


def shortened(names, all_names):
    """The names, with a module alone where all of its names are among them."""
    whole = {name.partition(':')[0] for name in names} - {name.partition(':')[0] for name in all_names - names}
    return sorted(whole | {name for name in names if name.partition(':')[0] not in whole})


def main():
    out, exceptions, *recordings = sys.argv[1:]
    with open(exceptions, encoding='utf-8') as f:
        recorded = json.load(f)['classes']
    RECORDED.update((entry['exc'], entry) for entry in recorded.values())
    pythons, databases, forms = {}, {'sqlite': set(), 'postgres': set(), 'mysql': set()}, {}
    for one in recordings:
        name, _, path = one.partition('=')
        with open(path, encoding='utf-8') as f:
            recording = json.load(f)
        names = {n: k for n, k in flat(recording).items() if not n.startswith(('shop', 'dump:'))}
        forms.update((key, form) for key, form in recording['classes'].items())
        if name in databases:
            databases[name] |= set(names)
        else:
            pythons[name] = names
        by_name.setdefault(name, {}).update(names)
    newest = list(pythons)[-1]
    databases['sqlite'] = set(pythons[newest])
    own = {database: names - set().union(*(others for other, others in databases.items() if other != database))
           for database, names in databases.items()}
    union = {}
    for names in [by_name['postgres'], by_name['mysql'], *pythons.values()]:
        union.update(names)
    by_database = set().union(*own.values())
    lacks, other = {}, {}
    keys, rules = [], {}
    for key in sorted(set(union.values()) | {k for names in pythons.values() for k in names.values()}):
        rule = rule_of(recorded[key]) if key in recorded else rule_of_forms(forms.get(key))
        rules[key] = len(keys)
        keys.append([key] if rule is None else [key, rule])
    for version, names in pythons.items():
        lacks[version] = shortened(set(union) - set(names) - by_database, set(union))
        other[version] = {n: rules[k] for n, k in sorted(names.items()) if union[n] != k}
    tree = {}
    for name, key in sorted(union.items()):
        module, _, path = name.partition(':')
        tree.setdefault(module, {})[path] = rules[key]
    data = {
        'python': {version: {'lacks': lacks[version], 'other': other[version]} for version in pythons},
        'databases': {database: shortened(names, set(union)) for database, names in own.items()},
    }
    with open(out, 'w', encoding='utf-8', newline='\n') as f:
        f.write('{\n"classes": [\n%s\n],\n"names": {\n%s\n},\n' % (
            ',\n'.join(json.dumps(c) for c in keys),
            ',\n'.join('%s: %s' % (json.dumps(m), json.dumps(n)) for m, n in tree.items())))
        f.write(json.dumps(data)[1:])
        f.write('\n')


by_name = {}
main()
