import { describe, expect, it } from 'vitest';
import { createLogs } from './log.ts';

function logged(fields: object): string {
  let text = '';
  createLogs('info', { destination: { write: (line) => (text += line) } }).log.info(fields, 'x');
  return text;
}

describe('the log', () => {
  it('keeps of an error what says what happened, and nothing that the driver put beside it', () => {
    const cause = Object.assign(new Error('gone'), {
      code: 'ECONNRESET',
      sql: 'select hunter2',
      bindings: ['hunter2'],
    });
    const text = logged({ err: new Error('the result database does not answer', { cause }) });
    expect(JSON.parse(text)).toMatchObject({
      err: {
        type: 'Error',
        message: 'the result database does not answer',
        cause: { message: 'gone', code: 'ECONNRESET' },
      },
    });
    expect(text).not.toContain('hunter2');
  });

  it.each([
    { password: 'hunter2' },
    { headers: { authorization: 'hunter2', cookie: 'hunter2' } },
    { request: { headers: { authorization: 'hunter2' } } },
    { token: 'hunter2' },
    { err: 'hunter2' },
  ])('hides what should not have been given to it: %j', (fields) => {
    expect(logged(fields)).not.toContain('hunter2');
  });
});
