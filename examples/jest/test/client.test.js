const { createServer } = require('node:http');
const { createClient } = require('@celery-results/client');

/** Statuses of the responses to come. ky, an ES module too, loads with the retry after a 503. */
const statuses = [503, 200];
const server = createServer((_, response) => {
  response.writeHead(statuses.shift() ?? 200, { 'Content-Type': 'application/json' });
  response.end('{"task": {"id": "report", "status": "SUCCESS", "result": {"rows": 10}}}');
});
beforeAll(() => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

test('a CommonJS test of Jest requires the client, reads a task, and repeats a failed read', async () => {
  const baseUrl = `http://127.0.0.1:${server.address().port}/celery/`;
  const client = createClient({ baseUrl, retry: { limit: 2, delay: () => 10 } });
  expect(await client.taskStatus('report')).toMatchObject({ phase: 'succeeded', result: { rows: 10 } });
  expect(await client.waitForTask('report')).toEqual({ rows: 10 });
  expect(statuses).toEqual([]);
}, 60_000);
