import { type Layer, SERVER_LEAVES } from './import-law.ts';

/** An arrow of the diagram: the layer that imports, and the one that it imports from. */
interface Edge {
  readonly from: string;
  readonly to: string;
}

const SERVER = 'server/';
/** Folders whose layers the diagram draws as one node. */
const FOLDED = ['http'];

/**
 * Arrows between the server's layers by the import law. Arrows to the leaves are left out: every layer may import them.
 * `index.ts` is left out, since it only exports. The layers of `http` are one node.
 */
export function layerEdges(layers: readonly Layer[]): readonly Edge[] {
  const edges = layers
    .filter(({ name }) => isDrawn(name))
    .flatMap(({ name, layers: targets }) =>
      targets.filter(isDrawn).map((target) => ({ from: nodeOf(name), to: nodeOf(target) })),
    )
    .filter(({ from, to }) => from !== to);
  return [...new Map(edges.map((edge) => [lineOf(edge), edge])).values()];
}

/** The Mermaid block that draws the import law as it is. */
export function layerDiagram(layers: readonly Layer[]): string {
  const edges = layerEdges(layers);
  const sources = [...new Set(edges.map(({ from }) => from))].reverse();
  const lines = sources.map((source) => {
    const targets = edges.filter(({ from }) => from === source).map(({ to }) => to);
    return `  ${source} --> ${targets.join(' & ')}`;
  });
  return ['```mermaid', 'flowchart TD', ...lines, '```'].join('\n');
}

/** What the first Mermaid block of a text draws otherwise than the import law has it; one sentence each. */
export function diagramErrors(markdown: string, layers: readonly Layer[]): readonly string[] {
  const block = /^```mermaid\n([\s\S]*?)^```$/m.exec(markdown)?.[1];
  if (block === undefined) return ['has no Mermaid block that draws the layers'];
  const { edges: drawn, errors } = readEdges(block);
  const law = layerEdges(layers).map(lineOf);
  const lines = drawn.map(lineOf);
  return [
    ...errors,
    ...law.filter((line) => !lines.includes(line)).map((line) => `the diagram lacks "${line}"`),
    ...lines.filter((line) => !law.includes(line)).map((line) => `the import law does not allow "${line}"`),
    ...lines.filter((line, index) => lines.indexOf(line) !== index).map((line) => `the diagram has "${line}" twice`),
  ];
}

const NODE = /([\w/]+)(?:\[[^\]]*\]|\([^)]*\))?/.source;
const NODES = `${NODE}(?:\\s*&\\s*${NODE})*`;
const ARROW = new RegExp(`^(${NODES})\\s*-->\\s*(${NODES});?$`);
/** Lines that draw no arrow: what kind of diagram it is, frames, nodes, colours and comments. */
const OTHER = new RegExp(
  `^(?:flowchart .*|subgraph .*|end|direction .*|classDef .*|class .*|style .*|%%.*|${NODES};?)?$`,
);

function readEdges(block: string): { readonly edges: readonly Edge[]; readonly errors: readonly string[] } {
  const edges: Edge[] = [];
  const errors: string[] = [];
  for (const line of block.split('\n').map((text) => text.trim())) {
    const arrow = ARROW.exec(line);
    if (arrow) {
      const [left = '', right = ''] = line.split('-->');
      for (const from of namesOf(left)) for (const to of namesOf(right)) edges.push({ from, to });
    } else if (!OTHER.test(line)) errors.push(`cannot read "${line}": write arrows as "a --> b & c"`);
  }
  return { edges, errors };
}

function namesOf(nodes: string): readonly string[] {
  return nodes.split('&').map((node) => /[\w/]+/.exec(node)?.[0] ?? '');
}

function isDrawn(name: string): boolean {
  return name.startsWith(SERVER) && !SERVER_LEAVES.includes(name);
}

function nodeOf(name: string): string {
  const path = name.slice(SERVER.length);
  return FOLDED.find((folder) => path.startsWith(`${folder}/`)) ?? path;
}

function lineOf({ from, to }: Edge): string {
  return `${from} --> ${to}`;
}
