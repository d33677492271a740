"""Writes the exception classes that a real gunicorn process of a new Django project has loaded.

    python record-served.py OUT.json sqlite
    python record-served.py OUT.json postgres://postgres@127.0.0.1/NAME [psycopg2]
    python record-served.py OUT.json mysql://root@127.0.0.1/NAME [pymysql]

It runs `startproject`, adds Celery and django-celery-results, answers a few requests, and then reads the classes in the
serving process with packages/server/python/read-classes.py. psycopg2 hides psycopg 3, and pymysql stands for MySQLdb.
The database has to exist and be empty.
"""
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

READ_CLASSES = pathlib.Path(__file__).resolve().parents[2] / 'packages/server/python/read-classes.py'
PATHS = ['task/status/f/', 'task/done/d/', 'task/status/none/', 'group/status/none/', 'group/done/none/', 'x']
DRIVERS = {
    '': '',
    'psycopg2': "import sys\nsys.modules['psycopg'] = None\n",
    'pymysql': "import pymysql\npymysql.version_info = (2, 2, 4, 'final', 0)\npymysql.install_as_MySQLdb()\n",
}
CELERY = """import os

from celery import Celery

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')
app = Celery('shop')
app.config_from_object('django.conf:settings', namespace='CELERY')
app.autodiscover_tasks()
"""
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


def database_settings(url, folder):
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == '':
        return {'ENGINE': 'django.db.backends.sqlite3', 'NAME': str(folder / 'db.sqlite3')}
    engine = {'postgres': 'postgresql', 'mysql': 'mysql'}[parts.scheme]
    return {'ENGINE': 'django.db.backends.' + engine, 'NAME': parts.path[1:], 'USER': parts.username,
            'PASSWORD': parts.password or '', 'HOST': parts.hostname, 'PORT': parts.port or ''}


def make_project(folder, url, driver):
    subprocess.check_call([sys.executable, '-m', 'django', 'startproject', 'shop', str(folder)])
    package = folder / 'shop'
    text = (package / 'settings.py').read_text()
    for before, after in [('DEBUG = True', 'DEBUG = False'), ('ALLOWED_HOSTS = []', "ALLOWED_HOSTS = ['*']"),
                          ('INSTALLED_APPS = [', "INSTALLED_APPS = [\n    'django_celery_results',")]:
        text = text.replace(before, after)
    text += "\nDATABASES = {'default': %r}\nCELERY_RESULT_BACKEND = 'django-db'\n" % database_settings(url, folder)
    (package / 'settings.py').write_text(DRIVERS[driver] + text)
    (package / 'celery.py').write_text(CELERY)
    (package / '__init__.py').write_text('from .celery import app as celery_app\n')
    urls = (package / 'urls.py').read_text().replace('import path', 'import include, path')
    celery = "\n    path('celery/', include('django_celery_results.urls')),"
    urls = urls.replace('urlpatterns = [', 'urlpatterns = [' + celery)
    (package / 'urls.py').write_text(urls)
    (folder / 'dump.py').write_text(DUMP)


def get(url):
    try:
        return urllib.request.urlopen(url, timeout=120).read()
    except urllib.error.HTTPError:
        return b''  # the views answer 404 and 500, too


def free_port():
    with socket.socket() as listening:
        listening.bind(('127.0.0.1', 0))
        return listening.getsockname()[1]


def wait_for(port):
    for _ in range(300):
        try:
            return socket.create_connection(('127.0.0.1', port), 1).close()
        except OSError:
            time.sleep(0.2)
    raise SystemExit('gunicorn does not start')


def main():
    out, url, *driver = sys.argv[1:]
    folder = pathlib.Path(tempfile.mkdtemp())
    make_project(folder, '' if url == 'sqlite' else url, ''.join(driver))
    run = {'cwd': folder, 'env': {**os.environ, 'DJANGO_SETTINGS_MODULE': 'shop.settings'}}
    subprocess.check_call([sys.executable, 'manage.py', 'migrate', '-v0'], **run)
    subprocess.check_call([sys.executable, '-c', STORE], **run)
    port = free_port()
    command = [sys.executable, '-m', 'gunicorn', '-b', '127.0.0.1:%d' % port, 'dump:application']
    server = subprocess.Popen(command, **run)
    try:
        wait_for(port)
        for path in PATHS:
            get('http://127.0.0.1:%d/celery/%s' % (port, path))
        pathlib.Path(out).write_bytes(get('http://127.0.0.1:%d/classes' % port))
    finally:
        server.terminate()
        server.wait()


main()
