import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCodec } from '../src/codecs/codec.ts';
import { readCommand } from '../src/config/read-command.ts';
import { loadExceptionClasses } from '../src/stores/decode/load-exception-classes.ts';
import { type CommandResult, runCommand } from './run-command.ts';

/** `celery-results-server classes` reads the classes of a real Django project, and the server shows them as it does. */

const python = await pythonOrSkip();
let folder: string;

const SETTINGS = `
import shop.errors
SECRET_KEY = 'only for this test'
ROOT_URLCONF = 'shop.urls'
DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}}
print('what a project prints')
`;
const ERRORS = `
class Declined(Exception):
    pass

class CodeError(Exception):
    def __init__(self, code, detail):
        super().__init__('%s: %r' % (code, detail))

class Outer:
    class Loud(ValueError):
        def __repr__(self):
            return 'Loud {%s}!' % self.args[0]

class Empty(Exception):
    def __bool__(self):
        return False

Refused = Declined
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'celery-results-classes-'));
  await mkdir(join(folder, 'shop'));
  const files = { settings: SETTINGS, errors: ERRORS, urls: 'urlpatterns = []', __init__: '' };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, `shop/${name}.py`), text);
  await writeFile(join(folder, 'shop/broken.py'), `${SETTINGS}\nWSGI_APPLICATION = 'shop.nothing.application'\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const classes = (interpreter: string, settings: string): Promise<CommandResult> =>
  runCommand(['classes', '--python', interpreter, '--django-settings', settings], { PYTHONPATH: folder });

describe.skipIf(python === undefined)('the classes of a project', () => {
  it("are written as data, and shown as the project's own process shows them", async () => {
    const { stdout, stderr, code } = await classes(String(python), 'shop.settings');
    expect([stderr, code]).toEqual(['', 0]);
    const { $python: release, ...written } = JSON.parse(stdout);
    expect(release).toMatch(/^3\.\d+$/);
    expect(written['shop.errors']).toEqual({
      Declined: {},
      CodeError: expect.objectContaining({ takes: [0, 2] }),
      'Outer.Loud': expect.objectContaining({}),
      Empty: { falsy: true },
      Refused: { qualname: 'Declined' },
    });
    expect(written).not.toHaveProperty('builtins');
    const file = join(folder, 'classes.json');
    await writeFile(file, stdout);
    const codec = createCodec({ exceptionClasses: await loadExceptionClasses(file, release) });
    const shown = (type: string, args: readonly string[]) =>
      codec.exception(codec.read(JSON.stringify({ exc_type: type, exc_message: args, exc_module: 'shop.errors' })));
    expect(shown('Refused', ['no'])).toMatchObject({ exc: 'shop.errors.Declined', repr: "Declined('no')" });
    expect(shown('CodeError', ['E1', "it's"])?.repr).toBe("CodeError('E1: \"it\\'s\"')");
    expect(shown('CodeError', ['E1'])?.repr).toBe("Exception(\"<class 'shop.errors.CodeError'>(['E1'])\")");
    expect(shown('Outer.Loud', ['now'])).toMatchObject({ exc: 'Outer.Loud', repr: 'Loud {now}!' });
    expect(shown('Empty', [])?.falsy).toBe(true);
  });

  it('say which Python they are of: the server answers as that one, and refuses another', async () => {
    const file = join(folder, 'of-3.12.json');
    await writeFile(file, JSON.stringify({ $python: '3.12', 'shop.errors': { Declined: {} } }));
    const args = ['--store', `sqlite://${join(folder, 'none.sqlite3')}`, '--exception-classes', file];
    expect(readCommand(args, {})).toMatchObject({ python: '3.12' });
    const { stderr, code } = await runCommand([...args, '--port', '0', '--python', '3.13']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('has the exception classes of Python 3.12, and the')]);
    await writeFile(file, JSON.stringify({ 'shop.errors': { Declined: {} } }));
    expect(readCommand(args, {})).toMatchObject({ python: '3.14' });
  });

  it.each([
    ['shop.nowhere', /the settings shop\.nowhere cannot be imported in .*: ModuleNotFoundError/],
    ['shop.broken', /the project of shop\.broken cannot start: ModuleNotFoundError: No module named 'shop\.nothing'/],
  ])('are refused in one sentence for the settings %s', async (settings, message) => {
    const { stdout, stderr, code } = await classes(String(python), settings);
    expect([stdout, code]).toEqual(['', 2]);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('need a Python that has Django', async () => {
    const bare = join(folder, 'python-without-packages');
    await writeFile(bare, `#!/bin/sh\nexec '${python}' -S "$@"\n`);
    await chmod(bare, 0o755);
    expect(await classes(bare, 'shop.settings')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^celery-results-server: Django is not installed for .*\n$/),
    });
    expect(await classes(join(folder, 'nothing'), 'shop.settings')).toMatchObject({
      code: 2,
      stderr: `celery-results-server: there is no Python at ${join(folder, 'nothing')}\n`,
    });
  });
});
