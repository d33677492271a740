import type { V1RouteName } from '@celery-results/client/protocol/v1-routes';
import type { Context } from 'koa';
import type { ScopedStore } from '../access/access.ts';
import { asciiJson } from '../lib/json-string.ts';
import { groupDetail } from '../views/group-detail.ts';
import { parseCursor } from '../views/list-cursor.ts';
import type { StatsView } from '../views/stats/stats.ts';
import { taskDetail } from '../views/task-detail.ts';
import { taskList } from '../views/task-list.ts';
import { invalid, parseListQuery, parsePageQuery, parseStatsQuery } from './request/parse-list-query.ts';
import { sendCacheableJson } from './response/send-json.ts';

/** Answers a request from the store with the client's rights. */
export type V1Answer = (ctx: Context, store: ScopedStore) => Promise<void>;

/** Creates the answers of the routes that list and examine tasks. */
export function listAnswers(stats: StatsView): Readonly<Record<ListRoute, V1Answer>> {
  return {
    'v1-tasks': async (ctx, store) => {
      const { filter, limit, cursor } = parseListQuery(ctx.req.url ?? '/');
      const place = cursor === undefined ? undefined : parseCursor(cursor, filter);
      if (cursor !== undefined && !place) throw invalid('cursor', 'it does not belong to a list with these filters');
      await sendObject(ctx, await taskList(store, { filter, limit, place }));
    },
    'v1-task': async (ctx, store) => sendCacheableJson(ctx, await taskDetail(store, idOf(ctx))),
    'v1-group': async (ctx, store) => {
      const { limit, cursor = '0' } = parsePageQuery(ctx.req.url ?? '/');
      if (!/^\d{1,9}$/.test(cursor)) throw invalid('cursor', 'it does not belong to a group');
      await sendObject(ctx, await groupDetail(store, idOf(ctx), { offset: Number(cursor), limit }));
    },
    'v1-stats': async (ctx, store) => {
      const { window } = parseStatsQuery(ctx.req.url ?? '/');
      await sendObject(ctx, await stats(store, window));
    },
  };
}

type ListRoute = Extract<V1RouteName, 'v1-tasks' | 'v1-task' | 'v1-group' | 'v1-stats'>;

/** Sends an object as JSON in ASCII. */
async function sendObject(ctx: Context, body: object): Promise<void> {
  await sendCacheableJson(ctx, [asciiJson(JSON.stringify(body))]);
}

/** Returns the id in the path. */
function idOf(ctx: Context): string {
  return ctx['captures']?.[0] ?? '';
}
