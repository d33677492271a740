import { UI_META, type UiSettings } from '@celery-results/client/protocol/ui';

// a variable, since the bundler would search a file for `new URL` with `import.meta.url` itself
const script: string = import.meta.url;

/** URL of the page in the browser. The scripts are in the folder `assets` below. */
export const UI_ROOT: URL = new URL('../', script);
/** URL of the API. A proxy may have changed the prefix of the path. */
export const API_ROOT: URL = new URL('../../', script);

const NO_SETTINGS: UiSettings = { title: '', auth: 'none', loginUrl: null };

export const SETTINGS: UiSettings = readSettings();

function readSettings(): UiSettings {
  const content = document.querySelector<HTMLMetaElement>(`meta[name="${UI_META}"]`)?.content;
  return content === undefined ? NO_SETTINGS : (JSON.parse(content) as UiSettings);
}
