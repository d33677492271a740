import { describe, expect, it } from 'vitest';
import { createLogs } from './log.ts';

async function logged(fields: object): Promise<string> {
  let text = '';
  const logs = createLogs('info', {
    sink: {
      write: async (bytes) => {
        text += String(bytes);
      },
      writeNow: () => true,
    },
  });
  logs.log.info(fields, 'x');
  await logs.close();
  return text;
}

describe('the log', () => {
  it('contains the message and the code of an error, without the fields that a driver adds', async () => {
    const cause = Object.assign(new Error('gone'), {
      code: 'ECONNRESET',
      sql: 'select hunter2',
      bindings: ['hunter2'],
    });
    const text = await logged({ err: new Error('the result database does not answer', { cause }) });
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
  ])('hides secrets that are logged by mistake: %j', async (fields) => {
    expect(await logged(fields)).not.toContain('hunter2');
  });
});
