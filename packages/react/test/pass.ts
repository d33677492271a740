import { act } from '@testing-library/react';
import { vi } from 'vitest';

/** Lets milliseconds pass in two acts: React 18 renders at the end of one, and what it renders needs time as well. */
export async function pass(ms: number): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(ms / 2));
  await act(() => vi.advanceTimersByTimeAsync(ms / 2));
}
