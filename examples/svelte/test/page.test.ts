import { describeTaskPage } from '../../vue/test/task-page.ts';

describeTaskPage('a page in Svelte', new URL('..', import.meta.url));
