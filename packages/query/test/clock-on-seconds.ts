import { vi } from 'vitest';

// all clients of a test file have a clock offset of 0, so that their ticks are whole seconds
const random = vi.spyOn(Math, 'random').mockReturnValue(0);
await import('@celery-results/client');
random.mockRestore();
