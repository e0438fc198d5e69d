import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  parseDocument,
  visit,
  type YAMLParseError,
} from 'yaml';
import { tooDeepReason } from '../../actors/foreign-json.ts';
import { deepestJson, tooDeepAt } from '../../actors/json-depth.ts';
import { refuse } from '../refusals/refusals.ts';

/** The values of a config file, and the place of a key or a value in it, such as `manyhands.yaml, line 3`. */
type ConfigText = { values: Record<string, unknown>; placeOf(path: readonly (string | number)[]): string };

const reasonOf = ({ code, message }: YAMLParseError) =>
  code === 'BLOCK_AS_IMPLICIT_KEY' ? 'a text with a colon in it must be in quotes' : message.replace(/[.:]$/, '');

/** Refuses `.inf`, `.nan` and numbers beyond all that can be stored: as JSON they would be null, which takes a setting away. */
function assertFinite(document: Document, placeAt: (offset?: number) => string): void {
  visit(document, {
    Scalar(_, { value, source, range }) {
      if (typeof value !== 'number' || Number.isFinite(value)) return;
      const reason = `${source ?? value} must be a number; put it in quotes if it is text`;
      throw refuse('task/bad-config', { place: placeAt(range?.[0]), reason });
    },
  });
}

/** The plain data of a YAML document of at most `levels` levels; refusals name the place at an offset, or that of all of it. */
export function toPlain(
  document: Document,
  placeAt: (offset?: number) => string,
  levels: number = deepestJson,
): unknown {
  const place = placeAt();
  assertFinite(document, placeAt);
  let json: string;
  try {
    // Through JSON, since an alias inside its own anchor never ends.
    json = JSON.stringify(document.toJS());
  } catch (cause) {
    const [reason] = (cause as Error).message.split('\n');
    throw refuse('task/bad-config', { place, reason: `its aliases cannot be followed: ${reason}` });
  }
  if (tooDeepAt(json, levels) !== undefined) throw refuse('task/bad-config', { place, reason: tooDeepReason });
  // In JSON a text with quotation marks has backslashes before them, so this is a key.
  if (json.includes('"__proto__":'))
    throw refuse('task/bad-config', { place, reason: 'no key can be called "__proto__"' });
  return JSON.parse(json);
}

const collections = new Set(['block-map', 'block-seq', 'flow-collection']);

/** The offset at which YAML first exceeds the maximum depth, found before it is parsed into a document. */
export function yamlTooDeepAt(source: string): number | undefined {
  const parser = new Parser();
  for (const token of new Lexer().lex(source)) {
    for (const _ of parser.next(token));
    const { stack } = parser;
    if (stack.length > deepestJson && stack.filter(({ type }) => collections.has(type)).length > deepestJson)
      return parser.offset;
  }
  return undefined;
}

/** Where the last step of a path that is written in the file begins: a key of a map, or an element of a list. */
function offsetOf(root: Node, path: readonly (string | number)[]): number | undefined {
  let node: unknown = root;
  let offset: number | undefined;
  for (const step of path) {
    const pair: Pair | undefined = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && key.value === step)
      : undefined;
    const found: unknown = isSeq(node) ? node.items[Number(step)] : pair?.key;
    if (!isNode(found)) break;
    offset = found.range?.[0];
    node = pair ? pair.value : found;
  }
  return offset;
}

/** Reads a YAML map; refusals name `file`. */
export function readYaml(file: string, source: string): ConfigText {
  const lines = new LineCounter();
  const deep = yamlTooDeepAt(source);
  if (deep !== undefined) {
    const line = source.slice(0, deep).trimEnd().split('\n').length;
    throw refuse('task/bad-config', { place: `${file}, line ${line}`, reason: tooDeepReason });
  }
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  const at = (offset?: number) => (offset === undefined ? file : `${file}, line ${lines.linePos(offset).line}`);

  const [error] = document.errors;
  if (error) throw refuse('task/bad-config', { place: at(error.pos[0]), reason: reasonOf(error) });
  const { contents } = document;
  if (!isMap(contents)) {
    throw refuse('task/bad-config', { place: file, reason: 'the file must hold lines of the form "key: value"' });
  }
  const placeOf = (path: readonly (string | number)[]) => at(offsetOf(contents, path));
  return { values: toPlain(document, at) as Record<string, unknown>, placeOf };
}
