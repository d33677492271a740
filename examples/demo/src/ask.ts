// region client
import { createClient } from '@celery-results/client';

const [, , baseUrl = 'http://127.0.0.1:8787/celery/', id = 'demo-slow-1'] = process.argv;
const client = createClient({ baseUrl });

const task = await client.taskStatus<{ rows: number }>(id);
if (task.phase === 'succeeded') console.log('rows:', task.result.rows);
else if (task.phase === 'running') console.log('percent:', task.progress?.percent);
else if (task.phase === 'failed') console.log('failed:', task.message ?? task.result);
else console.log(task.phase);
// endregion
