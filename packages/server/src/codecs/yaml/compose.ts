import { MAX_DEPTH } from '../json/read.ts';
import { yamlFault } from './cursor.ts';
import type { Collection, MappingNode, Node, ScalarNode, SequenceNode } from './nodes.ts';
import { explicitTag, implicitTag } from './resolve.ts';
import type { Scanner } from './scanner.ts';
import { TagHandles } from './tag-handles.ts';
import type { Mark, Token } from './tokens.ts';

/** How much aliases may add to a document, in nodes and characters. */
export const MAX_REPEATED = 10_000_000;

/** How large a document may be that contains itself: whoever writes it goes round until it is too deep. */
const MAX_CYCLIC = 1_000;

interface SequenceFrame {
  readonly kind: 'block-sequence' | 'indentless-sequence' | 'flow-sequence';
  readonly node: SequenceNode;
  isStarted: boolean;
}

interface MappingFrame {
  readonly kind: 'block-mapping' | 'flow-mapping' | 'flow-pair';
  readonly node: MappingNode;
  isStarted: boolean;
  /** The key whose value comes next. */
  key: Node | undefined;
}

/** What may stand where a key or a value is left out. */
const ENDS: Readonly<Record<MappingFrame['kind'], readonly Mark[]>> = {
  'block-mapping': ['value', 'key', 'block-end'],
  'flow-mapping': ['value', 'flow-entry', 'flow-mapping-end'],
  'flow-pair': ['value', 'flow-entry', 'flow-sequence-end'],
};

/**
 * Composes the one document of a text to nodes; undefined where there is none. It keeps its own stack, so that no depth overflows.
 *
 * @param textLength of the whole text, which bounds how large the document is without its aliases
 * @throws DecodeFault
 */
export function compose(scanner: Scanner, textLength: number): Node | undefined {
  return new Composer(scanner, 2 * textLength + MAX_REPEATED).document();
}

class Composer {
  readonly #scanner: Scanner;
  readonly #maxSize: number;
  readonly #handles = new TagHandles();
  readonly #anchors = new Map<string, Node>();
  /** The collections whose end has not come yet. */
  readonly #open: (SequenceFrame | MappingFrame)[] = [];
  #containsItself = false;

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
    if (!this.#isAt('stream-end')) throw this.#fault('more text after the document');
    if (this.#containsItself && 'size' in root && root.size > MAX_CYCLIC)
      throw this.#fault('a large value that contains itself');
    return root;
  }

  #advance(frame: SequenceFrame | MappingFrame): void {
    if ('key' in frame) {
      if (frame.key) this.#value(frame, frame.key);
      else this.#key(frame);
    } else if (frame.kind === 'flow-sequence') {
      this.#flowSequence(frame);
    } else {
      this.#blockSequence(frame);
    }
  }

  #blockSequence({ kind, node }: SequenceFrame): void {
    if (this.#isAt('block-entry')) {
      this.#scanner.take();
      const ends: readonly Mark[] =
        kind === 'block-sequence' ? ['block-entry', 'block-end'] : ['block-entry', 'key', 'value', 'block-end'];
      this.#addItem(node, this.#isAt(...ends) ? this.#empty() : this.#node(true));
      return;
    }
    // one that is not indented ends without a token of its own
    if (kind === 'block-sequence') this.#expect('block-end');
    this.#close();
  }

  #flowSequence(frame: SequenceFrame): void {
    if (this.#isAtEntry(frame, 'flow-sequence-end')) {
      if (this.#isAt('key')) this.#flowPair(frame.node);
      else this.#addItem(frame.node, this.#node(false));
    }
  }

  /** `[a: b]` is a list with an object in it. */
  #flowPair(list: SequenceNode): void {
    const frame = this.#openMapping('flow-pair', this.#scanner.peek().line, undefined);
    this.#addItem(list, frame.node);
    frame.key = this.#part(frame);
  }

  /** Whether an entry of a flow collection follows; if not, its end is taken. */
  #isAtEntry(frame: SequenceFrame | MappingFrame, end: Mark): boolean {
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
    else if (this.#isAt('key')) frame.key = this.#part(frame);
    else this.#addPair(frame.node, this.#node(false), this.#empty());
  }

  #value(frame: MappingFrame, key: Node): void {
    frame.key = undefined;
    this.#addPair(frame.node, key, this.#isAt('value') ? this.#part(frame) : this.#empty());
  }

  /** A key or a value, after its mark. */
  #part({ kind }: MappingFrame): Node {
    this.#scanner.take();
    const isBlock = kind === 'block-mapping';
    return this.#isAt(...ENDS[kind]) ? this.#empty() : this.#node(isBlock, isBlock);
  }

  /** The next node. Of a collection this is the beginning only: the rest follows while it is on the stack. */
  #node(isBlock: boolean, mayBeIndentless = false): Node {
    const { line, kind } = this.#scanner.peek();
    if (kind === 'alias') return this.#alias();
    const { anchor, tag } = this.#properties();
    const node = this.#content(tag, isBlock, mayBeIndentless);
    if (!node && anchor === undefined && tag === undefined) throw this.#fault('a value should be here');
    const found = node ?? this.#scalar('', line, tag, true);
    if (anchor !== undefined) {
      if (this.#anchors.has(anchor)) throw yamlFault('an anchor for the second time', line);
      this.#anchors.set(anchor, found);
    }
    return found;
  }

  #alias(): Node {
    const token = this.#scanner.take();
    const node = token.kind === 'alias' ? this.#anchors.get(token.name) : undefined;
    if (!node) throw yamlFault('an alias of no anchor', token.line);
    if ('isOpen' in node && node.isOpen) this.#containsItself = true;
    return node;
  }

  #properties(): { anchor?: string; tag?: string } {
    const found: { anchor?: string; tag?: string } = {};
    for (let token = this.#scanner.peek(); ; token = this.#scanner.peek()) {
      if (token.kind === 'anchor' && found.anchor === undefined) found.anchor = token.name;
      else if (token.kind === 'tag' && found.tag === undefined)
        found.tag = this.#handles.resolve(token.tag, token.line);
      else return found;
      this.#scanner.take();
    }
  }

  #content(tag: string | undefined, isBlock: boolean, mayBeIndentless: boolean): ScalarNode | Collection | undefined {
    const token = this.#scanner.peek();
    const { line } = token;
    switch (token.kind) {
      case 'scalar':
        this.#scanner.take();
        return this.#scalar(token.text, line, tag, token.isPlain);
      case 'block-entry':
        return mayBeIndentless ? this.#openSequence('indentless-sequence', line, tag) : undefined;
      case 'flow-sequence-start':
        this.#scanner.take();
        return this.#openSequence('flow-sequence', line, tag);
      case 'flow-mapping-start':
        this.#scanner.take();
        return this.#openMapping('flow-mapping', line, tag).node;
      case 'block-sequence-start':
        if (!isBlock) return undefined;
        this.#scanner.take();
        return this.#openSequence('block-sequence', line, tag);
      case 'block-mapping-start':
        if (!isBlock) return undefined;
        this.#scanner.take();
        return this.#openMapping('block-mapping', line, tag).node;
      default:
        return undefined;
    }
  }

  /** The tag `!` alone makes a quoted scalar as good as a plain one. */
  #scalar(text: string, line: number, tag: string | undefined, isPlain: boolean): ScalarNode {
    const isImplicit = tag === '!' || (tag === undefined && isPlain);
    return {
      kind: 'scalar',
      line,
      text,
      tag: isImplicit ? implicitTag(text) : tag === undefined ? 'str' : explicitTag(tag),
    };
  }

  #empty(): ScalarNode {
    return { kind: 'scalar', line: this.#scanner.peek().line, text: '', tag: 'null' };
  }

  #openSequence(kind: SequenceFrame['kind'], line: number, tag: string | undefined): SequenceNode {
    const ownTag = tag === undefined || tag === '!' ? 'seq' : explicitTag(tag);
    const node: SequenceNode = { kind: 'sequence', line, tag: ownTag, items: [], size: 1, depth: 1, isOpen: true };
    this.#push({ kind, node, isStarted: false });
    return node;
  }

  #openMapping(kind: MappingFrame['kind'], line: number, tag: string | undefined): MappingFrame {
    const ownTag = tag === undefined || tag === '!' ? 'map' : explicitTag(tag);
    const node: MappingNode = { kind: 'mapping', line, tag: ownTag, pairs: [], size: 1, depth: 1, isOpen: true };
    const frame: MappingFrame = { kind, node, isStarted: false, key: undefined };
    this.#push(frame);
    return frame;
  }

  #push(frame: SequenceFrame | MappingFrame): void {
    if (this.#open.length >= MAX_DEPTH) throw this.#fault('nested too deeply');
    this.#open.push(frame);
  }

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

  /** Keeps account of how large and how deep a collection is; of one that is open still, once it closes. */
  #count(outer: Collection, inner: Node): void {
    if ('isOpen' in inner) {
      if (inner.isOpen) return;
      outer.size += inner.size;
      outer.depth = Math.max(outer.depth, inner.depth + 1);
    } else {
      outer.size += inner.kind === 'scalar' ? 1 + inner.text.length : 1;
    }
    if (outer.size > this.#maxSize) throw this.#fault('aliases that make the document far larger than its text');
    if (outer.depth > MAX_DEPTH) throw this.#fault('nested too deeply by its aliases');
  }

  #isAt(...kinds: readonly Token['kind'][]): boolean {
    return kinds.includes(this.#scanner.peek().kind);
  }

  #expect(mark: Mark): void {
    if (!this.#isAt(mark)) throw this.#fault(`no ${mark} where it should be`);
    this.#scanner.take();
  }

  #fault(reason: string): Error {
    return yamlFault(reason, this.#scanner.peek().line);
  }
}
