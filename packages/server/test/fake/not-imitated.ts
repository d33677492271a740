/**
 * Recorded cases that the fake of `@celery-results/client/msw` does not imitate, with the reason. A test fails for a
 * case that is listed here and imitated.
 */
export const NOT_IMITATED: readonly { readonly reason: string; readonly cases: readonly string[] }[] = [
  {
    reason: 'a row that no Celery writes',
    cases: [
      'state-failure-by-hand',
      'state-failure-by-hand-no-module',
      'state-failure-by-hand-custom-only',
      'state-failure-by-hand-text',
      'state-revoked-by-hand',
      'group-child-broken',
      'group-row-null',
      'group-row-json-null',
      'group-row-empty',
      'group-row-broken',
      'group-row-text',
      'group-row-task',
      'group-row-id-text',
      'group-row-id-null',
      'group-row-id-null-empty',
      'group-row-child-null',
      'group-row-child-number',
      'group-row-three',
      'group-row-zero',
      'group-row-dict',
      'group-row-binary',
      'repr-fallback-text',
    ],
  },
  {
    reason: 'a float without a fraction, which JavaScript does not tell from an integer',
    cases: ['value-float-one', 'value-float-1e15', 'value-numbers-list', 'value-dict-wide', 'repr-float'],
  },
  {
    reason: 'integer-like keys, which a JavaScript object sorts',
    cases: [
      'value-dict-int-like-keys',
      'value-dict-proto-keys',
      'value-dict-other-keys',
      'value-dict-clashing-keys',
      'repr-dict-int-keys',
    ],
  },
  {
    reason: 'a class that does not print as exceptions do, or that cannot be made from these arguments',
    cases: [
      'retry-retry',
      'exc-group',
      'exc-json-decode',
      'exc-json-real',
      'exc-django-validation',
      'exc-django-validation-dict',
      'exc-not-registered',
      'exc-reject',
      'exc-celery-backend-store',
      'repr-fallback-quoting',
      'repr-fallback-many',
    ],
  },
  { reason: 'a class in a class, which is answered without its module', cases: ['exc-django-does-not-exist'] },
  { reason: 'Django without CSRF protection and redirects', cases: ['route-no-middleware'] },
];
