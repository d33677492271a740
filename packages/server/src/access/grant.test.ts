import { describe, expect, it } from 'vitest';
import { InvalidClaims, parseGrant } from './grant.ts';

const strict = { strict: true };

describe('parseGrant', () => {
  it('grants nothing by default, and makes state, result and error visible', () => {
    expect(parseGrant({}, strict)).toEqual({
      tasks: new Set(),
      groups: new Set(),
      prefix: undefined,
      all: false,
      list: false,
      visible: new Set(['result', 'error']),
    });
  });

  it('reads every claim, and ignores the registered ones', () => {
    const claims = { tasks: ['a', 'é.1'], groups: ['g'], prefix: 'u1.', list: true, access: ['status', 'args'] };
    expect(parseGrant({ ...claims, iss: 'x', sub: '1', aud: 'y', exp: 1, nbf: 1, iat: 1, jti: '1' }, strict)).toEqual({
      tasks: new Set(['a', 'é.1']),
      groups: new Set(['g']),
      prefix: 'u1.',
      all: false,
      list: true,
      visible: new Set(['args']),
    });
  });

  it.each<{ readonly claims: unknown; readonly message: string }>([
    { claims: null, message: 'the claims are not an object' },
    { claims: ['tasks'], message: 'the claims are not an object' },
    { claims: { tasks: 'a' }, message: 'the claim tasks is not an array of ids' },
    { claims: { tasks: ['a', 5] }, message: 'the claim tasks is not an array of ids' },
    { claims: { tasks: ['a/b'] }, message: 'the claim tasks is not an array of ids' },
    { claims: { groups: { a: 1 } }, message: 'the claim groups is not an array of ids' },
    { claims: { prefix: '' }, message: 'the claim prefix is not the start of an id' },
    { claims: { prefix: '*' }, message: 'the claim prefix is not the start of an id' },
    { claims: { prefix: ['a'] }, message: 'the claim prefix is not the start of an id' },
    { claims: { prefix: null }, message: 'the claim prefix is not the start of an id' },
    { claims: { list: 'true' }, message: 'the claim list is neither true nor false' },
    {
      claims: { access: 'result' },
      message: 'the claim access is not an array of names from status, result, error, traceback, args',
    },
    { claims: { access: ['result', 'secrets'] }, message: 'the claim access is not an array of names from' },
    { claims: { access: ['toString'] }, message: 'the claim access is not an array of names from' },
    { claims: { tasks: Array.from({ length: 1_001 }, (_, n) => `${n}`) }, message: 'more than 1000 ids are claimed' },
    { claims: { acces: ['status'] }, message: 'a claim has an unknown name' },
  ])('rejects $claims', ({ claims, message }) => {
    expect(() => parseGrant(claims, strict)).toThrow(InvalidClaims);
    expect(() => parseGrant(claims, strict)).toThrow(message);
  });

  it('accepts other claims of a login service, and rejects invalid values of ours', () => {
    expect(parseGrant({ azp: 'x', tasks: ['a'] }, { strict: false }).tasks).toEqual(new Set(['a']));
    expect(() => parseGrant({ azp: 'x', access: ['all'] }, { strict: false })).toThrow(InvalidClaims);
  });
});
