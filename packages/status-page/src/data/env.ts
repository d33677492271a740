import { UI_META, type UiSettings } from '@celery-results/client/protocol/ui';

// Not as the argument of URL: the bundler would look for a file.
const script: string = import.meta.url;

/** Where the page is, as the browser knows it. The scripts are in the folder `assets` below. */
export const UI_ROOT: URL = new URL('../', script);
/** Where the API is. A proxy may have given the path another prefix. */
export const API_ROOT: URL = new URL('../../', script);

const NO_SETTINGS: UiSettings = { title: '', auth: 'none', loginUrl: null };

export const SETTINGS: UiSettings = readSettings();

function readSettings(): UiSettings {
  const content = document.querySelector<HTMLMetaElement>(`meta[name="${UI_META}"]`)?.content;
  return content === undefined ? NO_SETTINGS : (JSON.parse(content) as UiSettings);
}
