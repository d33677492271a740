// region main
import { openStore } from '@celery-results/server';
import { createShop } from './shop.ts';

const store = await openStore(process.argv[2] ?? 'sqlite:///db.sqlite3');
const server = createShop(store).listen(8000, '127.0.0.1', () => console.log('http://127.0.0.1:8000/'));
process.once('SIGTERM', () => server.close(() => store.close()));
// endregion
