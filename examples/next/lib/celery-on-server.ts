// region client
import { type CeleryClient, createClient } from '@celery-results/client';
import { cookies } from 'next/headers';

/** URL of Django, as this server reaches it. */
const DJANGO = process.env['DJANGO_URL'] ?? 'http://127.0.0.1:8000';

/** Creates the client of one request. It reads with the cookies of the visitor, as the browser's client does. */
export function createServerClient(): CeleryClient {
  return createClient({
    baseUrl: `${DJANGO}/celery/`,
    // the same as in the page, which finds in its cache what the server has read
    scope: 'celery',
    headers: async () => ({ cookie: (await cookies()).toString() }),
  });
}
// endregion
