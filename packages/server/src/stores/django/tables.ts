/** Table names of django-celery-results and the columns that an answer depends on. */
export const TASK_TABLE = 'django_celery_results_taskresult';
export const GROUP_TABLE = 'django_celery_results_groupresult';

export const TASK_COLUMNS = ['task_id', 'status', 'result', 'meta', 'traceback', 'content_encoding'] as const;
export const GROUP_COLUMNS = ['group_id', 'result', 'content_encoding'] as const;
