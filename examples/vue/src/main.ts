// region main
import { createClient } from '@celery-results/client';
import { celeryResults } from '@celery-results/vue';
import { VueQueryPlugin } from '@tanstack/vue-query';
import { createApp } from 'vue';
import App from './app.vue';

const client = createClient({ baseUrl: '/celery/' });

createApp(App).use(VueQueryPlugin).use(celeryResults, { client }).mount('#app');
// endregion
