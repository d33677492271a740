"""Compacts a recorded class list (exceptions.json) to what the server needs.

    python3 compact-classes.py exceptions.json OUT.json

`classes` holds ["module:qualname", rule] or ["module:qualname"]; `names` maps a module to the classes that can be found in it, by
position. A rule says how a class takes its arguments: a text names a family with code of its own, an object maps a
count of arguments to what becomes of them: false refuses them, a list picks arguments by position (null is None),
and a count that is not listed keeps all arguments, up to `most` (absent: any number).
"""
import json
import re
import sys

FAMILIES = {
    'amqp.exceptions.AMQPError': 'amqp', 'builtins.OSError': 'os', 'builtins.SyntaxError': 'syntax',
}
BY_NAME = {
    'builtins.UnicodeDecodeError': 'unicode-decode', 'builtins.UnicodeEncodeError': 'unicode-encode',
    'builtins.UnicodeTranslateError': 'unicode-translate',
    'celery.exceptions.NotRegistered': 'not-registered', 'celery.exceptions.Reject': 'reject',
    'celery.exceptions.Retry': 'retry', 'celery.exceptions.BackendGetMetaError': 'backend-get',
    'celery.exceptions.BackendStoreError': 'backend-store',
    'celery.utils.serialization.UnpickleableExceptionWrapper': 'unpickleable',
    'django.core.exceptions.ValidationError': 'validation',
    'json.decoder.JSONDecodeError': 'json-decode',
    'asyncio.exceptions.IncompleteReadError': 'incomplete-read',
    'http.client.LineTooLong': 'line-too-long', 'http.client.IncompleteRead': 'incomplete-http-read',
    'urllib.error.HTTPError': 'http-error', 'click.exceptions.FileError': 'click-file',
    'click.exceptions.NoSuchOption': 'click-no-such-option',
    'billiard.einfo.ExceptionWithTraceback': 'never', 'click.exceptions.MissingParameter': 'click-missing',
}


RECORDED = {}


def pattern(entry, short):
    return json.dumps(entry.get('other_counts')).replace(short, 'X')


def rule_of(entry):
    name = entry['exc']
    if name in BY_NAME:
        return BY_NAME[name]
    short = name.rsplit('.', 1)[1]
    for base, family in FAMILIES.items():
        like = base.rsplit('.', 1)[1]
        if (name == base or base in entry['bases']) and pattern(entry, short) == pattern(RECORDED[base], like):
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
        counts['most'] = [last]
    return counts


def main():
    with open(sys.argv[1], encoding='utf-8') as f:
        recorded = json.load(f)['classes']
    RECORDED.update((entry['exc'], entry) for entry in recorded.values())
    classes, names = [], {}
    for key, entry in sorted(recorded.items()):
        if entry['exc'].startswith('shop.') or key.startswith('shop.'):
            continue  # the recorder's own project
        rule = rule_of(entry)
        classes.append([key] if rule is None else [key, rule])
        for found in sorted(set(entry['names'] + entry.get('names_recorder', []))):
            module, _, path = found.partition(':')
            if not module.startswith('shop'):
                names.setdefault(module, {})[path] = len(classes) - 1
    with open(sys.argv[2], 'w', encoding='utf-8', newline='\n') as f:
        f.write('{\n"classes": [\n%s\n],\n"names": {\n%s\n}\n}\n' % (
            ',\n'.join(json.dumps(c) for c in classes),
            ',\n'.join('%s: %s' % (json.dumps(m), json.dumps(n)) for m, n in sorted(names.items()))))


main()
