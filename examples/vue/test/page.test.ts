import { describeTaskPage } from './task-page.ts';

describeTaskPage('a page in Vue', new URL('..', import.meta.url));
