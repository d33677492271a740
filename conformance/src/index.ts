export {
  type Difference,
  type Differences,
  loadDifferences,
  type NotRun,
  type RecordedAnswers,
} from './differences.ts';
export {
  type LoadedClass,
  loadExceptionClasses,
} from './exception-classes.ts';
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
