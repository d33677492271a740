import { vi } from 'vitest';

// the clock of all clients of a test file has an offset of 0, so that their ticks are whole seconds
const random = vi.spyOn(Math, 'random').mockReturnValue(0);
await import('@celery-results/client');
random.mockRestore();
