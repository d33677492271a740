import { CONTENT_TYPES, type Serializer } from '../codecs/serializers.ts';
import type { SerializerConfig } from './serve-config.ts';
import { textOf, type Values } from './values.ts';

const SERIALIZERS = Object.keys(CONTENT_TYPES) as Serializer[];

export function readSerializers(values: Values, errors: string[]): SerializerConfig {
  const name = textOf(values, 'serializer') ?? '';
  const serializer = byName(name);
  if (!serializer) errors.push(`serializer "${name}" is not one of ${SERIALIZERS.join(', ')}`);
  const acceptContent: Serializer[] = [];
  const accept = textOf(values, 'accept-content');
  for (const part of (accept ?? name).split(',').map((text) => text.trim())) {
    const accepted = byName(part) ?? byContentType(part);
    if (accepted) acceptContent.push(accepted);
    else if (accept !== undefined)
      errors.push(`accepted content "${part}" is neither a serializer nor the content type of one`);
  }
  return { serializer: serializer ?? 'json', acceptContent };
}

function byName(name: string): Serializer | undefined {
  return SERIALIZERS.find((one) => one === name);
}

/** Returns the serializer of a content type: Celery's accept_content takes content types as well as names. */
function byContentType(contentType: string): Serializer | undefined {
  return SERIALIZERS.find((one) => CONTENT_TYPES[one] === contentType);
}
