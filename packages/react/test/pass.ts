import { act } from '@testing-library/react';
import { vi } from 'vitest';

/** Advances the time in two acts: React 18 renders at the end of the first, and the rendered components need time. */
export async function pass(ms: number): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(ms / 2));
  await act(() => vi.advanceTimersByTimeAsync(ms / 2));
}
