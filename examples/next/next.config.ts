// region config
import type { NextConfig } from 'next';

/** URL of Django, as this server reaches it. `next build` writes it into the routes, so set it for the build too. */
const DJANGO = process.env['DJANGO_URL'] ?? 'http://127.0.0.1:8000';

const config: NextConfig = {
  // Django's URLs end with a slash. Next would redirect to the URL without it, and Django back, for ever.
  skipTrailingSlashRedirect: true,
  // `:path*` matches without the final slash, so the destination has to write it again
  rewrites: async () => [{ source: '/celery/:path*/', destination: `${DJANGO}/celery/:path*/` }],
};

export default config;
// endregion
