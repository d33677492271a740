import type { RouteName } from '@celery-results/client/protocol';
import { groupDone } from './group-done.ts';
import { groupStatus } from './group-status.ts';
import { taskDone } from './task-done.ts';
import { taskStatus } from './task-status.ts';
import type { View } from './view.ts';

/** The view of every route; a route without one does not compile. */
export const VIEWS: Readonly<Record<RouteName, View>> = {
  'celery-is_task_successful': taskDone,
  'celery-task_status': taskStatus,
  'celery-is_group_successful': groupDone,
  'celery-group_status': groupStatus,
};
