"""Writes the exception classes that a real gunicorn process of a new Django project has loaded.

    python record-served.py OUT.json sqlite
    python record-served.py OUT.json postgres://postgres@127.0.0.1/NAME [psycopg2]
    python record-served.py OUT.json mysql://root@127.0.0.1/NAME [pymysql]

It runs `startproject`, adds Celery and django-celery-results, answers a few requests, and then reads the classes in the
serving process with packages/server/python/read-classes.py. psycopg2 hides psycopg 3, and pymysql stands for MySQLdb.
The database has to exist and be empty.
"""
import pathlib
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

from served_project import make_project, run_in, start_gunicorn

READ_CLASSES = pathlib.Path(__file__).resolve().parents[2] / 'packages/server/python/read-classes.py'
PATHS = ['task/status/f/', 'task/done/d/', 'task/status/none/', 'group/status/none/', 'group/done/none/', 'x']
STORE = """import django
django.setup()
from shop.celery import app
app.backend.mark_as_failure('f', ValueError('x'))
app.backend.mark_as_done('d', 1)
"""
# compiled and not imported: it adds no module to those of the process
DUMP = """import json
import sys

from shop.wsgi import application as project


def application(environ, start_response):
    if environ['PATH_INFO'] != '/classes':
        return project(environ, start_response)
    loaded = set(sys.modules)
    names = {'__name__': 'dump'}
    with open(%r, encoding='utf-8') as f:
        exec(compile(f.read(), 'read-classes.py', 'exec'), names)
    for name in set(sys.modules) - loaded:
        del sys.modules[name]
    start_response('200 OK', [('Content-Type', 'application/json')])
    return [json.dumps(names['read_classes']()).encode()]
""" % str(READ_CLASSES)


def get(url):
    try:
        return urllib.request.urlopen(url, timeout=120).read()
    except urllib.error.HTTPError:
        return b''  # the views answer 404 and 500, too


def main():
    out, url, *driver = sys.argv[1:]
    folder = pathlib.Path(tempfile.mkdtemp())
    make_project(folder, '' if url == 'sqlite' else url, ''.join(driver))
    (folder / 'dump.py').write_text(DUMP)
    run = run_in(folder)
    subprocess.check_call([sys.executable, 'manage.py', 'migrate', '-v0'], **run)
    subprocess.check_call([sys.executable, '-c', STORE], **run)
    server, port = start_gunicorn(folder, 'dump:application', env=run['env'])
    try:
        for path in PATHS:
            get('http://127.0.0.1:%d/celery/%s' % (port, path))
        pathlib.Path(out).write_bytes(get('http://127.0.0.1:%d/classes' % port))
    finally:
        server.terminate()
        server.wait()


main()
