import { createClient } from '../client/create-client.ts';
import { CeleryGroupElement, CeleryTaskElement } from './elements.ts';
import { watchTask } from './watch.ts';

/** The global object for pages without modules. */
export const CeleryResults: { readonly watch: typeof watchTask; readonly createClient: typeof createClient } = {
  watch: watchTask,
  createClient,
};

Object.assign(globalThis, { CeleryResults });
// a page may load the file twice
if (!customElements.get('celery-task')) {
  customElements.define('celery-task', CeleryTaskElement);
  customElements.define('celery-group', CeleryGroupElement);
}
