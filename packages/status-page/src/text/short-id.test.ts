import { expect, it } from 'vitest';
import { shortId } from './short-id.ts';

it.each([
  ['3f2a8c6e-1b7d-4f0e-9a55-0c2b7e4d9c1e', '3f2a…9c1e'],
  ['demo-slow-1', 'demo-slow-1'],
  ['12345678901234', '12345678901234'],
  ['123456789012345', '1234…2345'],
  ['𝒜𝒜𝒜𝒜𝒜𝒜𝒜𝒜𝒜𝒜', '𝒜𝒜𝒜𝒜…𝒜𝒜𝒜𝒜'],
])('shortens %s to %s', (id, shown) => {
  expect(shortId(id)).toBe(shown);
});
