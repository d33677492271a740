import type { TransportOptions } from '../http/transport.ts';
import { checkFunction, checkMilliseconds, checkOption } from '../lib/check-option.ts';
import { checkReading } from '../model/check-reading.ts';
import type { ProgressReader, StatePhases } from '../model/to-task-status.ts';
import type { UrlStyle } from '../protocol/index.ts';
import { isObject } from '../protocol/is-object.ts';
import type { PollOptions } from '../schedule/poll-delay.ts';

/** Options of `createClient`. */
export interface ClientOptions extends TransportOptions {
  /** Mount point of the URLs: a path such as `/celery/`, or an absolute http(s) URL. */
  readonly baseUrl: string | URL;
  /**
   * Separates the caches of two clients. Default: the base URL. For server rendering, give the clients of server and
   * page the same scope if their base URLs differ. Add the user's id to it, so that two users never share an entry.
   */
  readonly scope?: string | undefined;
  /** Form of the URLs. Default `noun-first`, which Django serves under every setting. */
  readonly urlStyle?: UrlStyle | undefined;
  /** Bounds of the delay between two reads of waits, watches and hooks. Default 1,000 and 5,000 ms: see PollOptions. */
  readonly poll?: PollOptions | undefined;
  /**
   * Milliseconds without a row after which a task or a group is `unknown`. False: never. Default 60,000. While workers
   * are busy, a task may wait longer.
   */
  readonly unknownAfter?: number | false | undefined;
  /** Phases of the states that your tasks set themselves: `{ COMPLETED: 'succeeded', CANCELLED: 'revoked' }`. */
  readonly states?: StatePhases | undefined;
  /** Reads the progress from the meta of your tasks: `(meta) => meta.share * 100`. Default: the usual shapes. */
  readonly progress?: ProgressReader | undefined;
  /** False: sends a request for each id, even if the server supports the batch. Default true. */
  readonly batch?: boolean | undefined;
  /**
   * False: polls, even if the server pushes. Default true: hooks, waits and watches share one stream of events on
   * `@celery-results/server`. After 20 to 30 s without a byte of it, statuses are polled. Else every 5 to 7 minutes.
   */
  readonly push?: boolean | undefined;
}

/** Checks the options of a client that no other module checks. @throws RangeError that names the option */
export function checkOptions(options: ClientOptions): void {
  const { poll, retry, timeout, unknownAfter } = options;
  const checkOneOf = (name: 'batch' | 'push' | 'urlStyle' | 'credentials', ...allowed: readonly unknown[]): void =>
    checkOption(name, options[name], allowed.includes(options[name]), `one of ${allowed}`);
  checkReading(options);
  checkFunction('fetch', options.fetch);
  checkOption('poll', poll, isObject(poll), 'an object');
  checkOneOf('batch', true, false);
  checkOneOf('push', true, false);
  checkOneOf('urlStyle', 'noun-first', 'id-first');
  checkOneOf('credentials', 'same-origin', 'include', 'omit');
  if (unknownAfter !== false) checkMilliseconds('unknownAfter', unknownAfter, 0);
  if (timeout !== false) checkMilliseconds('timeout', timeout);
  const isRetry = typeof retry === 'object' || (Number.isInteger(retry) && Number(retry) >= 0);
  checkOption('retry', retry, isRetry, "a number of retries, or ky's options");
}
