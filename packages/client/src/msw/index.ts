export { celeryHandlers, type HandlerOptions } from './celery-handlers.ts';
export { createFakeCelery, type FailureOptions, type FakeCelery } from './fake-celery.ts';
export type { FakeGroup, FakeMember } from './fake-group.ts';
export type { FakeFailure, FakeRequest } from './fake-state.ts';
export type { FakeExceptionOptions, FakeTask } from './fake-task.ts';
export type { FakeServer } from './views.ts';
