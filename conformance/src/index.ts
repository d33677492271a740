export {
  type Difference,
  type Differences,
  loadDifferences,
  type RecordedAnswers,
  type SkippedVectors,
  type UnrecordedDifference,
} from './differences.ts';
export { loadExceptionClasses, type RecordedClass } from './exception-classes.ts';
export { type DatabaseSchema, type SchemaRelease, schemaSql } from './schema.ts';
export {
  loadVectors,
  type RecordedRequest,
  type ServerSettings,
  type StoredRow,
  type StoredValue,
  type VectorCase,
  type VectorFile,
  vectorFiles,
} from './vectors.ts';
