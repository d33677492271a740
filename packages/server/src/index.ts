export { createHub, type Hub, type HubObserver, type HubOptions } from './changes/hub.ts';
export type { ExceptionClass, ExceptionClasses, Python } from './codecs/exceptions/classes.ts';
export type { JsonType, JsonTypes } from './codecs/json/json-types.ts';
export type { PyDict, PyList, PyTagged, PyValue } from './codecs/value.ts';
export type { Auth } from './http/auth/auth.ts';
export { createDenyList, type DenyList } from './http/auth/deny-list.ts';
export { createForwardAuth, type ForwardAuthOptions } from './http/auth/forward-auth.ts';
export { createJwtAuth, type JwtAuthOptions } from './http/auth/jwt-auth.ts';
export { createApp } from './http/create-app.ts';
export { createMiddleware } from './http/create-middleware.ts';
export { type CheckedStore, createReadiness, type Readiness } from './http/health/readiness.ts';
export { createLoadMonitor, type LoadLimits, type LoadMonitor } from './http/limits/load-monitor.ts';
export type { Counter, CreateCounter, Rate, RateLimitOptions, RateName, Rates } from './http/limits/rate-limits.ts';
export type { ClientNames } from './http/log-clients.ts';
export type { AppOptions, MiddlewareOptions, Operations } from './http/options.ts';
export { createEventStreams, type EventStreams, type EventStreamsOptions } from './http/streams/event-streams.ts';
export type { StreamLimits } from './http/streams/stream-counts.ts';
export type { Log } from './lib/log.ts';
export { createMetrics, type LoadState, type Metrics, type ResponseInfo } from './metrics/create-metrics.ts';
export {
  ConfigError,
  type DecodeReason,
  type StoreFailure,
  StoreUnavailable,
  type StoreUnavailableOptions,
  UnknownGroup,
  UnreadableResult,
} from './problems/errors.ts';
export type { ProblemName } from './problems/problems.ts';
export type { ChangeSource, Watch, WatchedIds } from './stores/change-source.ts';
export type { CheckName, Finding } from './stores/finding.ts';
export { examineStore, migrate, notify, openStore } from './stores/kinds.ts';
export type { GroupMember, GroupRecord, JsonText, TaskRecord } from './stores/record.ts';
export type {
  Include,
  OpenedStore,
  PoolState,
  ReadLimits,
  ReadMemory,
  ResultStore,
  StoreObserver,
} from './stores/store.ts';
export type {
  DecodeOptions,
  DoctorOptions,
  KeyOptions,
  NotifyAction,
  SerializerOptions,
  StoreOptions,
  TableOptions,
} from './stores/store-kind.ts';
export type {
  IndexFilter,
  IndexPage,
  IndexPlace,
  IndexQuery,
  IndexRow,
  IndexScope,
  IndexText,
  TaskIndex,
} from './stores/task-index.ts';
