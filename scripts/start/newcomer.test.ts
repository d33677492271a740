import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkLines } from './newcomer.ts';

test('a newcomer gets the settings of the registry from a .npmrc, and no others', () => {
  const kept = [
    'registry=https://npm.example/',
    '@acme:registry = https://acme.example/',
    '//npm.example/:_authToken=secret',
    'https-proxy=http://proxy.example:3128',
    'noproxy=localhost',
    'cafile=/etc/ssl/ca.pem',
    'strict-ssl=true',
  ];
  const config = ['nodedir=/usr/local', 'fund=false', '; registry=commented', ...kept, 'yes=true', ''];
  assert.deepEqual(networkLines(config.join('\n')).split('\n'), [...kept, '']);
});
