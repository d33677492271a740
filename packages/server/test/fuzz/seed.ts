const { CELERY_RESULTS_TEST_FUZZ_SEED: given = '42', CELERY_RESULTS_TEST_FUZZ_CASES: count } = process.env;

/**
 * The seed of random cases: `CELERY_RESULTS_TEST_FUZZ_SEED`, which may be `random`. The default is always the same, so
 * that a change fails for its own faults only. The nightly workflow has other cases each time.
 */
export const seed: number = given === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(given);

/** The cases of each run: `CELERY_RESULTS_TEST_FUZZ_CASES`. Undefined: as many as two cores answer in a few minutes. */
export const caseCount: number | undefined = count === undefined ? undefined : Number(count);
