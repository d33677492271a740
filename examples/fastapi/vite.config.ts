import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const { API_URL = 'http://127.0.0.1:8000', CELERY_RESULTS_URL = 'http://127.0.0.1:8787' } = process.env;
/** As a reverse proxy in production: one origin for the page, FastAPI and the server of results. */
const proxy = { '/api': API_URL, '/celery': CELERY_RESULTS_URL };

export default defineConfig({ plugins: [react()], server: { proxy }, preview: { proxy } });
