import { describe, expect, it } from 'vitest';
import { InvalidClaims, parseGrant } from './grant.ts';

const strict = { strict: true };

describe('parseGrant', () => {
  it('grants nothing by itself, and shows state, result and error', () => {
    expect(parseGrant({}, strict)).toEqual({
      ...{ tasks: new Set(), groups: new Set(), prefix: undefined, list: false },
      shown: new Set(['result', 'error']),
    });
  });

  it('reads every claim, the registered ones besides', () => {
    const claims = { tasks: ['a', 'é.1'], groups: ['g'], prefix: 'u1.', list: true, access: ['status', 'args'] };
    expect(parseGrant({ ...claims, iss: 'x', sub: '1', aud: 'y', exp: 1, nbf: 1, iat: 1, jti: '1' }, strict)).toEqual({
      ...{ tasks: new Set(['a', 'é.1']), groups: new Set(['g']), prefix: 'u1.', list: true, shown: new Set(['args']) },
    });
  });

  it.each<[unknown, string]>([
    [null, 'the claims are no object'],
    [['tasks'], 'the claims are no object'],
    [{ tasks: 'a' }, 'the claim tasks is not an array of ids'],
    [{ tasks: ['a', 5] }, 'the claim tasks is not an array of ids'],
    [{ tasks: ['a/b'] }, 'the claim tasks is not an array of ids'],
    [{ groups: { a: 1 } }, 'the claim groups is not an array of ids'],
    [{ prefix: '' }, 'the claim prefix is not the start of an id'],
    [{ prefix: '*' }, 'the claim prefix is not the start of an id'],
    [{ prefix: ['a'] }, 'the claim prefix is not the start of an id'],
    [{ prefix: null }, 'the claim prefix is not the start of an id'],
    [{ list: 'true' }, 'the claim list is neither true nor false'],
    [{ access: 'result' }, 'the claim access is not an array out of status, result, error, traceback, args'],
    [{ access: ['result', 'secrets'] }, 'the claim access is not an array out of'],
    [{ access: ['toString'] }, 'the claim access is not an array out of'],
    [{ tasks: Array.from({ length: 1_001 }, (_, n) => `${n}`) }, 'more than 1000 ids are claimed'],
    [{ acces: ['status'] }, 'a claim has a name that is not known'],
  ])('rejects %j', (claims, message) => {
    expect(() => parseGrant(claims, strict)).toThrow(InvalidClaims);
    expect(() => parseGrant(claims, strict)).toThrow(message);
  });

  it('lets a login service add claims of its own, and none of ours with another value', () => {
    expect(parseGrant({ azp: 'x', tasks: ['a'] }, { strict: false }).tasks).toEqual(new Set(['a']));
    expect(() => parseGrant({ azp: 'x', access: ['all'] }, { strict: false })).toThrow(InvalidClaims);
  });
});
