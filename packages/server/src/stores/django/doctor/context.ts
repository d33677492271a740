import type { Serializer } from '../../../codecs/serializers.ts';
import type { SqlContext } from '../../sql/doctor/context.ts';

/** A database that the doctor examines, with the settings of the server. */
export interface DoctorContext extends SqlContext {
  /** The name in queries: `schema.prefix_table`. */
  readonly taskTable: string;
  readonly groupTable: string;
  readonly serializer: Serializer;
  readonly acceptContent: readonly Serializer[];
}
