import fc, { type Arbitrary } from 'fast-check';
import type { FuzzSerializer, Unnamed } from './cases.ts';
import { columns } from './columns.ts';
import { everyday } from './everyday.ts';
import { thirdParty } from './third-party.ts';

/**
 * What real projects store, and what people do to their tables: written from the manuals of Django, Celery and other
 * packages, without a look at the codecs.
 */
export function storedByProjects(serializer: FuzzSerializer): Arbitrary<Unnamed> {
  return fc.oneof(
    { weight: 2, arbitrary: columns(serializer) },
    { weight: 3, arbitrary: everyday(serializer) },
    { weight: 3, arbitrary: thirdParty() },
  );
}
