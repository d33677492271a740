import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCodec } from '../../codecs/codec.ts';
import type { TaskRecord } from '../record.ts';
import { type TaskRow, toGroupRecord, toTaskRecord } from './rows.ts';

const codec = createCodec({
  exceptionClasses: { 'app.errors': { Declined: { takes: [1, 1] }, Quiet: { falsy: true } } },
});
const record = (row: Partial<TaskRow>): TaskRecord =>
  toTaskRecord(
    { task_id: 't', status: 'SUCCESS', result: null, meta: null, traceback: null, content_encoding: 'utf-8', ...row },
    codec,
  );
const failure = (type: string, args: string, module = 'builtins'): TaskRecord =>
  record({ status: 'FAILURE', result: `{"exc_type": "${type}", "exc_message": ${args}, "exc_module": "${module}"}` });

describe('toTaskRecord', () => {
  it.each([
    ['ValueError', '["x"]', 'builtins', 'builtins.ValueError', "ValueError('x')"],
    ['OSError', '[2, "gone"]', 'builtins', 'builtins.FileNotFoundError', "FileNotFoundError(2, 'gone')"],
    ['OSError', '[13, "no", "a.txt"]', 'builtins', 'builtins.PermissionError', "PermissionError(13, 'no')"],
    [
      'UnicodeTranslateError',
      '["a", 0, 1, "why"]',
      'builtins',
      'builtins.UnicodeTranslateError',
      "UnicodeTranslateError('a', 0, 1, 'why')",
    ],
    [
      'UnicodeDecodeError',
      '["a"]',
      'builtins',
      'builtins.Exception',
      `Exception("<class 'UnicodeDecodeError'>(['a'])")`,
    ],
    [
      'NotRegistered',
      '["a.b"]',
      'celery.exceptions',
      'celery.exceptions.NotRegistered',
      "Task of kind 'a.b' never registered, please make sure it's imported.",
    ],
    [
      'AMQPError',
      '["a", [1]]',
      'amqp.exceptions',
      'builtins.Exception',
      `Exception("<class 'amqp.exceptions.AMQPError'>(['a', [1]])")`,
    ],
    [
      'FileError',
      '[5]',
      'click.exceptions',
      'builtins.Exception',
      `Exception("<class 'click.exceptions.FileError'>([5])")`,
    ],
    ['Lost', '["x"]', 'gone.errors', 'celery.exceptions.Lost', "Lost('x')"],
    ['Declined', '["x"]', 'app.errors', 'app.errors.Declined', "Declined('x')"],
    ['Declined', '[]', 'app.errors', 'builtins.Exception', `Exception("<class 'app.errors.Declined'>([])")`],
    ['Quiet', '["x"]', 'app.errors', 'builtins.NoneType', 'None'],
    ['constructor', '[]', '__proto__', 'celery.exceptions.constructor', 'constructor()'],
  ])('rebuilds %s%s of %s as %s', (type, args, module, exc, repr) => {
    expect(failure(type, args, module)).toMatchObject({
      kind: 'exception',
      exc: JSON.stringify(exc),
      repr: JSON.stringify(repr),
    });
  });

  it('lays meta over the row, but not over its result: vectors text-meta-*', () => {
    expect(record({ meta: '{"status": "STARTED", "result": 5}', result: '1' })).toMatchObject({
      status: '"STARTED"',
      successful: false,
      result: '1',
    });
    expect(record({ meta: '[["status", "X"]]' })).toMatchObject({ status: '"X"' });
    expect(record({ meta: '5' })).toMatchObject({ kind: 'undecodable', fault: { column: 'meta' } });
  });

  it('names column and encoding of what cannot be read, never its content', () => {
    const broken = record({ result: '{"password": hunter2' });
    expect(broken).toMatchObject({ kind: 'undecodable', fault: { encoding: 'json', column: 'result' } });
    expect(JSON.stringify(broken)).not.toContain('hunter2');
    expect(record({ result: 'abc', content_encoding: 'binary' })).toMatchObject({ fault: { encoding: 'base64' } });
    expect(record({ result: '{"__type__": "bytes", "__value__": ""}' })).toMatchObject({
      kind: 'unserializable',
      successful: true,
    });
  });

  it('never throws, whatever is stored', () => {
    const text = fc.option(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })));
    const state = fc.constantFrom('SUCCESS', 'FAILURE', 'RETRY', 'REVOKED', 'STARTED', '__proto__');
    fc.assert(
      fc.property(state, text, text, fc.constantFrom('utf-8', 'binary'), (status, result, meta, content_encoding) => {
        expect(['value', 'exception', 'unserializable', 'undecodable']).toContain(
          record({ status, result, meta, content_encoding }).kind,
        );
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('toGroupRecord', () => {
  const group = (result: string | null) => toGroupRecord({ group_id: 'g', result, content_encoding: 'utf-8' }, codec);

  it('takes nothing stored for no group', () => {
    for (const result of [null, '', 'null', '0', '[]']) expect(group(result)).toBeUndefined();
  });

  it('keeps the tree, and ids that are numbers', () => {
    expect(group('[["g", null], [[[5, null], null], [["in", null], [["t", null]]]]]')).toEqual({
      kind: 'group',
      members: [
        { kind: 'task', id: '5', idText: '5' },
        { kind: 'group', idText: '"in"', members: [{ kind: 'task', id: 't', idText: '"t"' }] },
      ],
    });
  });

  it.each(['[[', '"ab"', '5', '[["t", null], null]', '[["g", null], [], 1]', '[["g", null], [[[null, null], null]]]'])(
    'cannot read %s',
    (result) => {
      expect(group(result)).toMatchObject({ kind: 'undecodable' });
    },
  );
});
