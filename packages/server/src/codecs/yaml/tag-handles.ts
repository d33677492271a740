import type { SourceTag } from './scan-properties.ts';
import type { Scanner } from './scanner.ts';
import { yamlError } from './yaml-error.ts';

/** The prefixes of tag handles: `!!` has the prefix of YAML's own tags, and `%TAG` declares other handles. */
export class TagHandles {
  readonly #declared = new Map<string, string>();
  #hasVersion = false;

  /** Reads the directives before a document. @throws DecodeError */
  readDirectives(scanner: Scanner): void {
    for (let token = scanner.peek(); token.kind === 'directive'; token = scanner.peek()) {
      const { directive, line } = token;
      if (directive.name === 'YAML') this.#version(directive.major, line);
      else if (directive.name === 'TAG') this.#declare(directive.handle, directive.prefix, line);
      scanner.take();
    }
  }

  /** The full form of a tag. @throws DecodeError */
  resolve({ handle, suffix }: SourceTag, line: number): string {
    if (handle === null) return suffix;
    const prefix = this.#declared.get(handle) ?? DEFAULTS.get(handle);
    if (prefix === undefined) throw yamlError('a tag handle that is not declared', line);
    return prefix + suffix;
  }

  #version(major: string, line: number): void {
    if (this.#hasVersion || !/^0*1$/.test(major)) throw yamlError('a second version, or a version other than 1', line);
    this.#hasVersion = true;
  }

  #declare(handle: string, prefix: string, line: number): void {
    if (this.#declared.has(handle)) throw yamlError('a duplicate tag handle', line);
    this.#declared.set(handle, prefix);
  }
}

const DEFAULTS: ReadonlyMap<string, string> = new Map([
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
]);
