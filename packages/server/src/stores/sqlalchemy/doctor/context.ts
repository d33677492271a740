import type { Serializer } from '../../../codecs/serializers.ts';
import type { SqlContext } from '../../sql/doctor/context.ts';
import type { TableNames } from '../tables.ts';

/** A database that the doctor examines, with the settings of the server. */
export interface DoctorContext extends SqlContext {
  readonly tables: TableNames;
  readonly serializer: Serializer;
  readonly acceptContent: readonly Serializer[];
  readonly celeryTimezone: string;
}
