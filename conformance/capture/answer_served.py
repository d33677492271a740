#!/usr/bin/env python3
"""Answers batches of cases from standard input as a served project does: a new project under gunicorn.

    python answer_served.py SERIALIZER

The lines are those of answer.py. This process writes the rows, and may import anything for it. The modules of the
serving process are those of a project whose tasks import `shop.errors`, `shop.types` and `shop.values`. The first line
of standard output has `url`, the address of that process, and `modules`, what it has loaded, among the releases.

DATABASE_URL names the database. Rows remain in it, so every case needs a new name.
"""
import http.client
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import oracle
import served_project

# compiled into the project's folder: it imports nothing that Django's process has not loaded
BATCH = """import io
import json
import sys
import urllib.parse

from django.core.signals import got_request_exception
from shop.wsgi import application as project

errors = []


def remember(sender, **kwargs):
    errors.append(sys.exc_info()[1])


got_request_exception.connect(remember)


def ask(environ, method, target):
    path, _, query = target.partition('?')
    errors.clear()
    answer = {'method': method, 'path': target}

    def start(status, headers):
        answer['status'] = int(status.split()[0])
        answer['headers'] = dict(sorted(headers))

    parts = project({**environ, 'REQUEST_METHOD': method, 'QUERY_STRING': query, 'CONTENT_LENGTH': '0',
                     'PATH_INFO': urllib.parse.unquote_to_bytes(path).decode('latin-1'),
                     'wsgi.input': io.BytesIO()}, start)
    answer['body'] = b''.join(parts).decode()
    parts.close()
    if errors:
        answer['error'] = type(errors[-1]).__name__
        answer['error_text'] = str(errors[-1]).split('\\n')[0][:200]
    return answer


def application(environ, start_response):
    if environ['PATH_INFO'] != '/batch':
        return project(environ, start_response)
    batch = json.loads(environ['wsgi.input'].read())
    answers = [[ask(environ, *one) for one in requests] for requests in batch]
    answers = json.dumps({'answers': answers, 'modules': sorted(sys.modules)}).encode()
    start_response('200 OK', [('Content-Type', 'application/json'), ('Content-Length', str(len(answers)))])
    return [answers]
"""


VIEWS = ('task/status', 'task/done', 'group/status', 'group/done', 'x')


def make_served(folder, serializer):
    url = os.environ['DATABASE_URL']
    driver = {'postgres': 'psycopg2', 'mysql': 'pymysql'}.get(url.partition(':')[0], '')
    served_project.make_project(folder, url, driver, serializer)
    package = folder / 'shop'
    for name, source in oracle.OWN_MODULES.items():
        (package / (name + '.py')).write_text(source)
    with open(package / 'celery.py', 'a', encoding='utf-8') as f:
        f.write('\nfrom . import %s  # noqa: E402,F401\n' % ', '.join(oracle.OWN_MODULES))
    with open(package / '__init__.py', 'a', encoding='utf-8') as f:
        f.write('from .errors import PaymentError\n')
    (folder / 'batch.py').write_text(BATCH)


def ask(port, batch):
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=600)
    try:
        connection.request('POST', '/batch', json.dumps(batch))
        response = connection.getresponse()
        text = response.read()
        if response.status != 200:
            raise SystemExit('gunicorn answers %d: %r' % (response.status, text[:500]))
        return json.loads(text)
    finally:
        connection.close()


def answer(batch, port):
    outcomes = oracle.write_batch(batch)
    if batch.get('dump'):
        oracle.freeze_dates()
        for outcome in outcomes:
            outcome.update(oracle.dump_storage())
    asked = ask(port, [oracle.requests_of(case) for case in batch['cases']])['answers']
    for outcome, requests in zip(outcomes, asked):
        outcome['requests'] = requests
    return outcomes


def main():
    oracle.configure()
    from django.core.management import call_command
    call_command('migrate', verbosity=0)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make_served(folder, sys.argv[1])
        environment = {**os.environ, 'DJANGO_SETTINGS_MODULE': 'shop.settings'}
        server, port = served_project.start_gunicorn(
            folder, 'batch:application', env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr)
        try:
            oracle.install_custom_modules()
            first = ask(port, [[('GET', '/celery/%s/unknown/' % view)] for view in VIEWS])
            served = {'url': 'http://127.0.0.1:%d' % port, 'modules': first['modules']}
            print(json.dumps({**oracle.versions(), **served}), flush=True)
            for line in sys.stdin:
                print(json.dumps(answer(json.loads(line), port)), flush=True)
        finally:
            server.terminate()
            server.wait()


main()
