import { createServer } from 'node:http';
import Router from '@koa/router';
import createKnex, { type Knex } from 'knex';
import Koa from 'koa';
import { exceptionOf } from './exception.ts';
import { listen, readVariable } from './listen.ts';
import type { TaskRow } from './rows.ts';

// The two status views as Koa and Knex suggest them: a query builder in every request, and results as objects.

const url = readVariable('BENCH_DATABASE_URL');
const knex = createKnex({ ...connection(url), pool: { min: 0, max: url.startsWith('sqlite:') ? 1 : 4 } });
const COLUMNS = ['task_id', 'status', 'result', 'traceback'] as const;

function connection(store: string): Knex.Config {
  if (store.startsWith('sqlite:'))
    return {
      client: 'better-sqlite3',
      connection: { filename: store.slice('sqlite:///'.length) },
      useNullAsDefault: true,
    };
  return { client: store.startsWith('mysql:') ? 'mysql2' : 'pg', connection: store };
}

const router = new Router({ prefix: '/celery' });

router.get('/task/status/:id/', async (ctx) => {
  const { id = '' } = ctx.params;
  const row = await knex<TaskRow>('django_celery_results_taskresult')
    .where({ task_id: id })
    .first(...COLUMNS);
  ctx.body = { task: { id, ...taskOf(row) } };
});

router.get('/group/status/:id/', async (ctx) => {
  const { id = '' } = ctx.params;
  const group = await knex('django_celery_results_groupresult').where({ group_id: id }).first('result');
  if (!group) ctx.throw(500);
  const [, members] = JSON.parse(group.result) as [unknown, readonly [[string, unknown], unknown][]];
  const ids = members.map(([[member]]) => member);
  const rows = await knex<TaskRow>('django_celery_results_taskresult')
    .whereIn('task_id', ids)
    .select(...COLUMNS);
  const found = new Map(rows.map((row) => [row.task_id, row]));
  ctx.body = { group: { id, results: ids.map((member) => taskOf(found.get(member))) } };
});

function taskOf(row: TaskRow | undefined): object {
  if (!row) return { status: 'PENDING', result: null };
  if (row.status !== 'FAILURE') return { status: row.status, result: JSON.parse(row.result) };
  const { repr, name } = exceptionOf(row.result);
  return { status: row.status, result: repr, exc: name, traceback: row.traceback };
}

const app = new Koa();
app.use(router.routes());
listen(createServer(app.callback()));
