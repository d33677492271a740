import { expect, it } from 'vitest';
import { containsToken } from './token-in-url.ts';

it.each([
  'eyJhbGci.eyJzdWIi.c2ln',
  'eyJ.eyJ.',
  '/celery/eyJhbGci.eyJzdWIi.c2ln/done/',
  'a.b.=xeyJh.eyJ-_.s',
  'eyJeyJ.eyJeyJ.eyJ',
])('finds a token in %s', (text) => {
  expect(containsToken(text)).toBe(true);
});

it.each(['', 'eyJ', 'eyJ.eyJ', 'eyJ.x.eyJ.s', 'eyJ/x.eyJ.s', 'eyJ.eyJ/.s', 'a.b.c', 'eyJ..eyJ.', 'EYJ.eyJ.s'])(
  'finds none in %j',
  (text) => {
    expect(containsToken(text)).toBe(false);
  },
);

it('gives the same result as one regular expression', () => {
  const slow = /eyJ[\w-]*\.eyJ[\w-]*\.[\w-]*/;
  const parts = ['eyJ', '.', 'a', '/', '-', ' '];
  for (let number = 0; number < 6 ** 6; number += 1) {
    const text = Array.from({ length: 6 }, (_, at) => parts[Math.floor(number / 6 ** at) % 6]).join('');
    if (containsToken(text) !== slow.test(text)) expect.fail(text);
  }
});
