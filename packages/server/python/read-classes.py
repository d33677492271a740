"""Writes the exception classes that a Django process has loaded, as JSON.

    python read-classes.py --django-settings shop.settings

It starts the project as its WSGI server does: it loads WSGI_APPLICATION, and sends it a few requests for paths that the
project need not have. It stores nothing and opens no port. It needs Python 3.8 or newer, and no package of its own.
"""
import argparse
import contextlib
import importlib
import json
import os
import sys
import unicodedata

# Two sets of arguments: they tell str(argument) from repr(argument), and an argument from a text of the class.
WORDS = [['qa%d' % n for n in range(7)], ["it's %d" % n for n in range(7)]]
PATHS = ['/celery/task/status/unknown/', '/celery/group/status/unknown/', '/nothing']


def find_classes():
    """The exception classes by the (module, path) under which a stored row finds them."""
    found = {}
    for module_name, module in sorted(sys.modules.items()):
        if module is None or module_name in ('__main__', '__mp_main__', __name__):
            continue
        for name, value in sorted(vars(module).items()):
            if not isinstance(value, type):
                continue
            if issubclass(value, BaseException):
                found[module_name, name] = value
            elif value.__module__ == module_name:
                for inner, nested in sorted(vars(value).items()):
                    if isinstance(nested, type) and issubclass(nested, BaseException):
                        found[module_name, '%s.%s' % (name, inner)] = nested
    return found


def make(cls, words):
    """An instance; None where the constructor raises."""
    try:
        return cls(*words)
    except Exception:
        return None


def template_of(text, words):
    """The text with {0} for str(argument 0), and {0!r} for its repr."""
    text = text.replace('{', '{{').replace('}', '}}')
    for n, word in enumerate(words):
        text = text.replace(repr(word), '{%d!r}' % n).replace(word, '{%d}' % n)
    return text


def parts_of(args, words):
    """The args of an instance: each the position of an argument, None, or a template."""
    return [words.index(arg) if arg in words else template_of(arg, words) if isinstance(arg, str) else
            None if arg is None else NotImplemented for arg in args]


def form_of(cls, count):
    """What an instance with this many strings has: 'plain', False where that raises, its args, or its repr."""
    first, second = (make(cls, words[:count]) for words in WORDS)
    if first is None or second is None:
        return False
    words = WORDS[0][:count]
    if type(first).__repr__ is BaseException.__repr__:
        parts = parts_of(first.args, words)
        if parts == list(range(count)) or NotImplemented in parts or parts != parts_of(second.args, WORDS[1][:count]):
            return 'plain'
        return parts
    try:
        texts = repr(first), repr(second)
    except Exception:
        return 'plain'
    if texts[0] == '%s(%s)' % (cls.__name__, ', '.join(map(repr, words))):
        return 'plain'
    template = template_of(texts[0], words)
    return template if template == template_of(texts[1], WORDS[1][:count]) else 'plain'


def describe(cls):
    """The forms by count of arguments, without those that are plain."""
    forms = {str(count): form_of(cls, count) for count in range(7)}
    return {count: form for count, form in forms.items() if form != 'plain'}


def is_falsy(cls):
    """Whether the first instance that can be made is false."""
    for words in (WORDS[0][:count] for count in range(7)):
        instance = make(cls, words)
        if instance is not None:
            try:
                return not instance
            except Exception:
                return False
    return False


def key_of(cls):
    return '%s:%s' % (cls.__module__, cls.__qualname__)


def read_classes():
    found = find_classes()
    classes, names, falsy = {}, {}, []
    for (module, path), cls in found.items():
        key = key_of(cls)
        names.setdefault(module, {})[path] = key
        if key not in classes:
            classes[key] = describe(cls)
            if is_falsy(cls):
                falsy.append(key)
    version = '%d.%d' % sys.version_info[:2]
    return {'python': version, 'unicode': unicodedata.unidata_version, 'classes': classes, 'falsy': falsy,
            'names': names}


def serve(settings):
    """Loads what a process of the project's WSGI server has loaded once it has answered requests."""
    os.environ['DJANGO_SETTINGS_MODULE'] = settings
    for name in ('gunicorn.app.wsgiapp', 'gunicorn.arbiter', 'gunicorn.workers.sync', 'gunicorn.glogging'):
        try:
            importlib.import_module(name)
        except ImportError:
            break
    from django.conf import settings as django_settings
    from django.core.wsgi import get_wsgi_application
    application = get_wsgi_application()
    if django_settings.WSGI_APPLICATION:
        module, _, attribute = django_settings.WSGI_APPLICATION.rpartition('.')
        application = getattr(importlib.import_module(module), attribute)
    from io import BytesIO, StringIO
    host = next((one.lstrip('.') for one in django_settings.ALLOWED_HOSTS if one != '*'), 'localhost')
    for path in PATHS:
        environ = {
            'REQUEST_METHOD': 'GET', 'SCRIPT_NAME': '', 'PATH_INFO': path, 'QUERY_STRING': '',
            'SERVER_NAME': host, 'SERVER_PORT': '80', 'SERVER_PROTOCOL': 'HTTP/1.1', 'wsgi.version': (1, 0),
            'wsgi.url_scheme': 'http', 'wsgi.input': BytesIO(), 'wsgi.errors': StringIO(),
            'wsgi.multithread': False, 'wsgi.multiprocess': True, 'wsgi.run_once': False,
        }
        for _ in application(environ, lambda *arguments: None):
            pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--django-settings', required=True)
    settings = parser.parse_args().django_settings
    # standard output is for the classes alone, whatever the project prints
    with contextlib.redirect_stdout(sys.stderr):
        check(settings)
        try:
            serve(settings)
        except Exception as error:
            sys.exit('the project of %s cannot start: %s' % (settings, sentence_of(error)))
        loaded = read_classes()
    json.dump(loaded, sys.stdout)


def check(settings):
    """Ends with a sentence where the project cannot start for a usual reason."""
    try:
        import django  # noqa: F401
    except ImportError:
        sys.exit('Django is not installed for %s: use the Python of the environment of your project' % sys.executable)
    sys.path.insert(0, os.getcwd())
    try:
        importlib.import_module(settings)
    except Exception as error:
        sys.exit('the settings %s cannot be imported in %s: %s' % (settings, os.getcwd(), sentence_of(error)))


def sentence_of(error):
    return '%s: %s' % (type(error).__name__, (str(error).splitlines() or [''])[0])


if __name__ == '__main__':
    main()
