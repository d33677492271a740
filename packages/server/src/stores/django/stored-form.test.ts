import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCodec } from '../../codecs/codec.ts';
import { toGroupRecord } from '../decode/to-group-record.ts';
import { toTaskRecord } from '../decode/to-task-record.ts';
import type { TaskRecord } from '../record.ts';
import { storedForm, type TaskRow } from './stored-form.ts';

const codec = createCodec({
  exceptionClasses: { 'app.errors': { Declined: { takes: [1, 1] }, Quiet: { falsy: true } } },
});
const record = (row: Partial<TaskRow>): TaskRecord =>
  toTaskRecord(
    { task_id: 't', status: 'SUCCESS', result: null, meta: null, traceback: null, content_encoding: 'utf-8', ...row },
    { form: storedForm, codec },
  );
const failure = (type: string, args: string, module = 'builtins'): TaskRecord =>
  record({ status: 'FAILURE', result: `{"exc_type": "${type}", "exc_message": ${args}, "exc_module": "${module}"}` });

describe('toTaskRecord', () => {
  it.each([
    { type: 'ValueError', args: '["x"]', module: 'builtins', exc: 'builtins.ValueError', repr: "ValueError('x')" },
    {
      type: 'OSError',
      args: '[2, "gone"]',
      module: 'builtins',
      exc: 'builtins.FileNotFoundError',
      repr: "FileNotFoundError(2, 'gone')",
    },
    {
      type: 'OSError',
      args: '[13, "no", "a.txt"]',
      module: 'builtins',
      exc: 'builtins.PermissionError',
      repr: "PermissionError(13, 'no')",
    },
    {
      type: 'UnicodeTranslateError',
      args: '["a", 0, 1, "why"]',
      module: 'builtins',
      exc: 'builtins.UnicodeTranslateError',
      repr: "UnicodeTranslateError('a', 0, 1, 'why')",
    },
    {
      type: 'UnicodeDecodeError',
      args: '["a"]',
      module: 'builtins',
      exc: 'builtins.Exception',
      repr: `Exception("<class 'UnicodeDecodeError'>(['a'])")`,
    },
    {
      type: 'NotRegistered',
      args: '["a.b"]',
      module: 'celery.exceptions',
      exc: 'celery.exceptions.NotRegistered',
      repr: "Task of kind 'a.b' never registered, please make sure it's imported.",
    },
    {
      type: 'AMQPError',
      args: '["a", [1]]',
      module: 'amqp.exceptions',
      exc: 'builtins.Exception',
      repr: `Exception("<class 'amqp.exceptions.AMQPError'>(['a', [1]])")`,
    },
    {
      type: 'FileError',
      args: '[5]',
      module: 'click.exceptions',
      exc: 'builtins.Exception',
      repr: `Exception("<class 'click.exceptions.FileError'>([5])")`,
    },
    { type: 'Lost', args: '["x"]', module: 'gone.errors', exc: 'celery.exceptions.Lost', repr: "Lost('x')" },
    { type: 'Declined', args: '["x"]', module: 'app.errors', exc: 'app.errors.Declined', repr: "Declined('x')" },
    {
      type: 'Declined',
      args: '[]',
      module: 'app.errors',
      exc: 'builtins.Exception',
      repr: `Exception("<class 'app.errors.Declined'>([])")`,
    },
    { type: 'Quiet', args: '["x"]', module: 'app.errors', exc: 'builtins.NoneType', repr: 'None' },
    {
      type: 'constructor',
      args: '[]',
      module: '__proto__',
      exc: 'celery.exceptions.constructor',
      repr: 'constructor()',
    },
  ])('rebuilds $type$args of $module as $exc', ({ type, args, module, exc, repr }) => {
    expect(failure(type, args, module)).toMatchObject({
      kind: 'exception',
      exc: JSON.stringify(exc),
      repr: JSON.stringify(repr),
    });
  });

  it('replaces all fields of the row by those of meta, except the result: vectors text-meta-*', () => {
    expect(record({ meta: '{"status": "STARTED", "result": 5}', result: '1' })).toMatchObject({
      status: '"STARTED"',
      successful: false,
      result: '1',
    });
    expect(record({ meta: '[["status", "X"]]' })).toMatchObject({ status: '"X"' });
    expect(record({ meta: '5' })).toMatchObject({ kind: 'undecodable', reason: { field: 'meta' } });
  });

  it('names the column and the encoding of a value that cannot be decoded, and never repeats its content', () => {
    const broken = record({ result: '{"password": hunter2' });
    expect(broken).toMatchObject({ kind: 'undecodable', reason: { encoding: 'json', field: 'result' } });
    expect(JSON.stringify(broken)).not.toContain('hunter2');
    expect(record({ result: 'abc', content_encoding: 'binary' })).toMatchObject({ reason: { encoding: 'base64' } });
    expect(record({ result: '{"__type__": "bytes", "__value__": ""}' })).toMatchObject({
      kind: 'unserializable',
      successful: true,
    });
  });

  it('never throws, for any stored text', () => {
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
  const group = (result: string | null) =>
    toGroupRecord({ group_id: 'g', result, content_encoding: 'utf-8' }, storedForm, codec);

  it('treats a result that is false in Python as an unknown group', () => {
    for (const result of [null, '', 'null', '0', '[]']) expect(group(result)).toBeUndefined();
  });

  it('reads nested groups, and ids that are numbers', () => {
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
