import type { Log } from '../lib/log.ts';
import type { PythonVersion } from '../lib/unicode.ts';
import type { Metrics } from '../metrics/create-metrics.ts';
import type { OpenedStore } from '../stores/store.ts';
import type { Auth } from './auth/auth.ts';
import type { Readiness } from './health/readiness.ts';
import type { LoadMonitor } from './limits/load-monitor.ts';
import type { RateLimitOptions } from './limits/rate-limits.ts';
import type { ClientNames } from './log-clients.ts';
import type { EventStreams } from './streams/event-streams.ts';
import type { StreamLimits } from './streams/stream-counts.ts';
import type { UiOptions } from './ui/ui-options.ts';

/** Options for serving the URLs, in an app or a middleware. */
export interface MiddlewareOptions {
  readonly store: OpenedStore;
  /** Mount prefix, with a slash at both ends, or several. Default `/celery/`. */
  readonly basePath?: string | readonly [string, ...string[]];
  /**
   * Path with a slash at both ends, below which tasks are answered like the view of the package celery-progress. It
   * must not be above or below a base path. Default: none.
   */
  readonly celeryProgressPath?: string | undefined;
  /** Also serve the legacy ID-first URLs (`DJANGO_CELERY_RESULTS_ID_FIRST_URLS`). Default true. */
  readonly idFirst?: boolean;
  /** Redirect paths that lack only the final slash (`APPEND_SLASH`). Default true. */
  readonly appendSlash?: boolean;
  /** The release of Python whose letters ids may have. Default: the newest. */
  readonly python?: PythonVersion;
  /** Largest number of bytes of a task's result in a batch. A larger result is left out. Default 512 KiB. */
  readonly batchResultLimit?: number;
  /** Largest number of bytes of all results of a batch. Further results are left out. Default 16 MiB. */
  readonly batchAnswerLimit?: number;
  /**
   * Bytes of memory that all answers may use together. A large result that does not fit is answered with 503.
   * Default: a quarter of the heap that Node gives this process.
   */
  readonly answerMemory?: number;
  /** Number of trusted proxies in front, by which the address of a client is found. Default 0. */
  readonly trustedProxies?: number;
  /** Largest number of ids of a batch. Default 1,000. */
  readonly maxIds?: number;
  /** Largest number of bytes of a request's body. Default 256 KiB. */
  readonly maxBody?: number;
  /** Largest number of bytes of a request's target. Default 8 KiB. */
  readonly maxUrl?: number;
  /** Size of the cache of large responses, in bytes. 0 turns it off. Default 64 MiB. */
  readonly cacheSize?: number;
  /** The authorization. Default: everyone may read everything. */
  readonly auth?: Auth;
  /**
   * Origins whose pages may read the answers (CORS), such as `https://shop.example`, and patterns with one `*` such as
   * `https://pr-*.shop.example`. Default: only the server's own.
   */
  readonly allowOrigins?: readonly string[];
  /** Request headers that these pages may send, besides the usual ones. Default: none. */
  readonly allowHeaders?: readonly string[];
  /** The status page at `ui/` below the mount prefix. Default: none. */
  readonly ui?: UiOptions;
  /** Receives one line per request, and errors. Default: nothing is logged. */
  readonly log?: Log;
}

export interface AppOptions extends MiddlewareOptions {
  /**
   * Hosts that requests may name, without ports and in lower case; `.shop.example` includes all names below it.
   * Default: every host.
   */
  readonly allowedHosts?: readonly string[];
  /** Parts for the operation of a server. Default: no health routes, no metrics and no limit of the load. */
  readonly operations?: Operations;
}

/** Parts that a standalone server adds to the app. */
export interface Operations {
  /** Answers `/livez` and `/readyz`. */
  readonly readiness?: Readiness;
  /** Receives the line of each request; false turns these lines off. Default: {@link MiddlewareOptions.log}. */
  readonly requestLog?: Pick<Log, 'debug' | 'info'> | false;
  /** The form in which the line of a request names its client. Default: no name. */
  readonly logClients?: ClientNames;
  /** Counts every response. */
  readonly metrics?: Pick<Metrics, 'onResponse'>;
  /** Refuses requests while there are too many. */
  readonly load?: LoadMonitor;
  /** Refuses requests of clients that send too many. */
  readonly rateLimits?: RateLimitOptions;
  /** Streams of events. Default: new streams with the default limits. */
  readonly streams?: EventStreams;
}

type DefaultOptions = { readonly basePath: string } & Required<
  Pick<
    MiddlewareOptions,
    'idFirst' | 'appendSlash' | 'batchResultLimit' | 'batchAnswerLimit' | 'maxIds' | 'maxBody' | 'maxUrl' | 'cacheSize'
  >
> & { readonly streams: { readonly [Name in keyof StreamLimits]: number } };

/** The default values of options that are numbers or switches. The command has the same defaults. */
export const DEFAULTS: DefaultOptions = {
  basePath: '/celery/',
  idFirst: true,
  appendSlash: true,
  batchResultLimit: 512 * 1024,
  batchAnswerLimit: 16 * 1024 * 1024,
  maxIds: 1_000,
  maxBody: 256 * 1024,
  maxUrl: 8 * 1024,
  cacheSize: 64 * 1024 * 1024,
  streams: { all: 20_000, token: 20, address: 1_000, ids: 200_000 },
};
