import type { Context, Middleware } from 'koa';
import type { ScopedStore } from '../access/access.ts';
import { ConfigError } from '../problems/errors.ts';
import { celeryProgress } from '../views/celery-progress.ts';
import { stateOf } from './koa/context.ts';
import { decodeTarget } from './request/decode-target.ts';
import { sendCacheableJson } from './response/send-json.ts';

/** Answers the task in the path like the view `celery_progress.views.get_progress`. */
export function answerProgress(resolveStore: (ctx: Context) => Promise<ScopedStore>): Middleware {
  return async (ctx) => {
    stateOf(ctx).route = 'celery-progress';
    const store = await resolveStore(ctx);
    await sendCacheableJson(ctx, (await celeryProgress(store, ctx['captures']?.[0] ?? '')).parts);
  };
}

/** @throws ConfigError if a URL of celery-progress could also be a URL of a base path */
export function checkProgressPath(path: string | undefined, basePaths: readonly string[]): void {
  const reason = path === undefined ? undefined : overlapOf(path, basePaths);
  if (reason !== undefined) throw new ConfigError(reason);
}

/** Returns an error that names a base path above or below the path; undefined for none. All end with a slash. */
export function overlapOf(path: string, basePaths: readonly string[]): string | undefined {
  const own = decoded(path);
  const other = basePaths.find((one) => decoded(one).startsWith(own) || own.startsWith(decoded(one)));
  if (other === undefined) return undefined;
  return `celery progress path "${path}" and base path "${other}" overlap: neither may be above the other`;
}

/** Decodes a path, since routes are matched on the decoded path. */
function decoded(path: string): string {
  return decodeTarget(path).path ?? path;
}
