import { MAX_DEPTH } from '../json/read.ts';
import {
  addExtent,
  createEmpty,
  createMapping,
  createScalar,
  createSequence,
  NO_CONTENT,
  type NodeStart,
} from './create-node.ts';
import { EMPTY_ITEM_ENDS, EMPTY_VALUE_ENDS, type Frame, type MappingFrame, type SequenceFrame } from './frames.ts';
import type { Collection, MappingNode, Node, ScalarNode, SequenceNode } from './nodes.ts';
import type { Scanner } from './scanner.ts';
import { TagHandles } from './tag-handles.ts';
import type { Mark, Token } from './tokens.ts';
import { yamlError } from './yaml-error.ts';

/** Largest number of nodes and characters that aliases may add to a document. */
const MAX_REPEATED_SIZE = 10_000_000;

/**
 * Composes the nodes of a text's only document. Undefined for a text without a document. It uses its own stack, so deep
 * nesting cannot overflow the call stack.
 *
 * @param textLength number of characters of the whole text. They limit the size of the document without aliases
 * @throws DecodeError
 */
export function compose(scanner: Scanner, textLength: number): Node | undefined {
  return new Composer(scanner, 2 * textLength + MAX_REPEATED_SIZE).document();
}

class Composer {
  readonly #scanner: Scanner;
  readonly #maxSize: number;
  readonly #handles = new TagHandles();
  readonly #anchors = new Map<string, Node>();
  readonly #open: Frame[] = [];

  constructor(scanner: Scanner, maxSize: number) {
    this.#scanner = scanner;
    this.#maxSize = maxSize;
  }

  document(): Node | undefined {
    if (this.#isAt('stream-end')) return undefined;
    let isEmpty = false;
    if (this.#isAt('directive', 'document-start')) {
      this.#handles.readDirectives(this.#scanner);
      this.#expect('document-start');
      isEmpty = this.#isAt('directive', 'document-start', 'document-end', 'stream-end');
    }
    const root = isEmpty ? this.#empty() : this.#node(true);
    for (let frame = this.#open.at(-1); frame; frame = this.#open.at(-1)) this.#advance(frame);
    while (this.#isAt('document-end')) this.#scanner.take();
    if (!this.#isAt('stream-end')) throw this.#error('more text after the document');
    return root;
  }

  /** Reads the next entry or the end of the innermost open collection. */
  #advance(frame: Frame): void {
    if ('key' in frame) {
      if (frame.key) this.#value(frame, frame.key);
      else this.#key(frame);
    } else if (frame.kind === 'flow-sequence') {
      this.#flowSequence(frame);
    } else {
      this.#blockSequence(frame.kind, frame.node);
    }
  }

  #blockSequence(kind: 'block-sequence' | 'indentless-sequence', node: SequenceNode): void {
    if (this.#isAt('block-entry')) {
      this.#scanner.take();
      this.#addItem(node, this.#isAt(...EMPTY_ITEM_ENDS[kind]) ? this.#empty() : this.#node(true));
      return;
    }
    // a list without indentation has no end token
    if (kind === 'block-sequence') this.#expect('block-end');
    this.#close();
  }

  #flowSequence(frame: SequenceFrame): void {
    if (this.#isAtEntry(frame, 'flow-sequence-end')) {
      if (this.#isAt('key')) this.#flowPair(frame.node);
      else this.#addItem(frame.node, this.#node(false));
    }
  }

  /** `[a: b]` is a list that contains an object. */
  #flowPair(list: SequenceNode): void {
    const frame = this.#openMapping('flow-pair', { line: this.#scanner.peek().line, tag: undefined });
    this.#addItem(list, frame.node);
    frame.key = this.#keyOrValue(frame);
  }

  /** Whether an entry of a flow collection follows. If not, the end of the collection is read. */
  #isAtEntry(frame: Frame, end: Mark): boolean {
    if (frame.isStarted && !this.#isAt(end)) this.#expect('flow-entry');
    frame.isStarted = true;
    if (!this.#isAt(end)) return true;
    this.#close(end);
    return false;
  }

  #key(frame: MappingFrame): void {
    if (frame.kind === 'flow-pair') this.#close();
    else if (frame.kind === 'block-mapping' && !this.#isAt('key')) this.#close('block-end');
    else if (frame.kind === 'flow-mapping' && !this.#isAtEntry(frame, 'flow-mapping-end')) return;
    else if (this.#isAt('key')) frame.key = this.#keyOrValue(frame);
    else this.#addPair(frame.node, this.#node(false), this.#empty());
  }

  #value(frame: MappingFrame, key: Node): void {
    frame.key = undefined;
    this.#addPair(frame.node, key, this.#isAt('value') ? this.#keyOrValue(frame) : this.#empty());
  }

  /** Reads a mark and the key or value after it. */
  #keyOrValue({ kind }: MappingFrame): Node {
    this.#scanner.take();
    const isBlock = kind === 'block-mapping';
    return this.#isAt(...EMPTY_VALUE_ENDS[kind]) ? this.#empty() : this.#node(isBlock, isBlock);
  }

  /** Reads the next node. For a collection, only the start is read: the entries are read while its frame is open. */
  #node(isBlock: boolean, mayBeIndentless = false): Node {
    const { line, kind } = this.#scanner.peek();
    if (kind === 'alias') return this.#alias();
    const { anchor, tag } = this.#properties();
    const content = this.#content(tag, isBlock, mayBeIndentless);
    if (!content && anchor === undefined && tag === undefined) throw this.#error('expected a value');
    const node = content ?? createScalar({ line, tag }, NO_CONTENT);
    if (anchor !== undefined) {
      if (this.#anchors.has(anchor)) throw yamlError('a duplicate anchor', line);
      this.#anchors.set(anchor, node);
    }
    return node;
  }

  #alias(): Node {
    const token = this.#scanner.take();
    const node = token.kind === 'alias' ? this.#anchors.get(token.name) : undefined;
    if (!node) throw yamlError('an alias of an unknown anchor', token.line);
    return node;
  }

  #properties(): { anchor?: string; tag?: string } {
    const properties: { anchor?: string; tag?: string } = {};
    for (let token = this.#scanner.peek(); ; token = this.#scanner.peek()) {
      if (token.kind === 'anchor' && properties.anchor === undefined) properties.anchor = token.name;
      else if (token.kind === 'tag' && properties.tag === undefined)
        properties.tag = this.#handles.resolve(token.tag, token.line);
      else return properties;
      this.#scanner.take();
    }
  }

  #content(tag: string | undefined, isBlock: boolean, mayBeIndentless: boolean): ScalarNode | Collection | undefined {
    const token = this.#scanner.peek();
    const start: NodeStart = { line: token.line, tag };
    switch (token.kind) {
      case 'scalar':
        this.#scanner.take();
        return createScalar(start, token);
      case 'block-entry':
        return mayBeIndentless ? this.#openSequence('indentless-sequence', start) : undefined;
      case 'flow-sequence-start':
        this.#scanner.take();
        return this.#openSequence('flow-sequence', start);
      case 'flow-mapping-start':
        this.#scanner.take();
        return this.#openMapping('flow-mapping', start).node;
      case 'block-sequence-start':
        if (!isBlock) return undefined;
        this.#scanner.take();
        return this.#openSequence('block-sequence', start);
      case 'block-mapping-start':
        if (!isBlock) return undefined;
        this.#scanner.take();
        return this.#openMapping('block-mapping', start).node;
      default:
        return undefined;
    }
  }

  #empty(): ScalarNode {
    return createEmpty(this.#scanner.peek().line);
  }

  #openSequence(kind: SequenceFrame['kind'], start: NodeStart): SequenceNode {
    const node = createSequence(start);
    this.#push({ kind, node, isStarted: false });
    return node;
  }

  #openMapping(kind: MappingFrame['kind'], start: NodeStart): MappingFrame {
    const frame: MappingFrame = { kind, node: createMapping(start), isStarted: false, key: undefined };
    this.#push(frame);
    return frame;
  }

  #push(frame: Frame): void {
    if (this.#open.length >= MAX_DEPTH) throw this.#error('nested too deeply');
    this.#open.push(frame);
  }

  /** Closes the innermost collection, and reads its end mark, if it has one. */
  #close(mark?: Mark): void {
    if (mark) this.#expect(mark);
    const closed = this.#open.pop()?.node;
    if (!closed) return;
    closed.isOpen = false;
    const outer = this.#open.at(-1)?.node;
    if (outer) this.#count(outer, closed);
  }

  #addItem(list: SequenceNode, item: Node): void {
    list.items.push(item);
    this.#count(list, item);
  }

  #addPair(object: MappingNode, key: Node, value: Node): void {
    object.pairs.push([key, value]);
    this.#count(object, key);
    this.#count(object, value);
  }

  /** Adds a node's extent to its collection. @throws DecodeError if the collection is too large or too deep */
  #count(outer: Collection, inner: Node): void {
    addExtent(outer, inner);
    if (outer.size > this.#maxSize) throw this.#error('aliases that make the document far larger than its text');
    if (outer.depth > MAX_DEPTH) throw this.#error('nested too deeply by its aliases');
  }

  #isAt(...kinds: readonly Token['kind'][]): boolean {
    return kinds.includes(this.#scanner.peek().kind);
  }

  #expect(mark: Mark): void {
    if (!this.#isAt(mark)) throw this.#error(`expected ${mark}`);
    this.#scanner.take();
  }

  /** Creates an error at the next token. */
  #error(reason: string): Error {
    return yamlError(reason, this.#scanner.peek().line);
  }
}
