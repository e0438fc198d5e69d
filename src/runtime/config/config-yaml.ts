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
import { faultWords, jsonFault } from '../../actors/json-faults.ts';
import { numberFault } from '../../actors/json-numbers.ts';
import { refuse } from '../refusals/refusals.ts';

/** The values of a config file, and the place of a key or a value in it, such as `manyhands.yaml, line 3`. */
type ConfigText = { values: Record<string, unknown>; placeOf(path: readonly (string | number)[]): string };

const reasonOf = ({ code, message }: YAMLParseError) =>
  code === 'BLOCK_AS_IMPLICIT_KEY' ? 'a text with a colon in it must be in quotes' : message.replace(/[.:]$/, '');

/** Why a number would not stay what is written: it is none in JSON, it is too large or too long, or it has zeros before it. */
function faultOfNumber(value: number, source: string): string | undefined {
  if (/^[-+]?\.?(inf|nan)$/i.test(source)) return `${source} must be a number; put it in quotes if it is text`;
  if (/^[-+]?0\d/.test(source)) return `the number ${source} would become ${value}; write it as text, in quotes`;
  return numberFault(/^0[xo]/.test(source) ? BigInt(source).toString() : source);
}

/** Refuses numbers that would be others, also as keys: as null, `.inf` would even take a setting away. */
function assertKept(document: Document, placeAt: (offset?: number) => string): void {
  visit(document, {
    Scalar(_, { value, source, range }) {
      const reason = typeof value === 'number' ? faultOfNumber(value, source ?? String(value)) : undefined;
      if (reason) throw refuse('task/bad-config', { place: placeAt(range?.[0]), reason });
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
  assertKept(document, placeAt);
  let json: string;
  try {
    // Through JSON, since an alias inside its own anchor never ends.
    json = JSON.stringify(document.toJS());
  } catch (cause) {
    const [reason] = (cause as Error).message.split('\n');
    throw refuse('task/bad-config', { place, reason: `its aliases cannot be followed: ${reason}` });
  }
  if (tooDeepAt(json, levels) !== undefined) throw refuse('task/bad-config', { place, reason: tooDeepReason });
  const fault = jsonFault(json);
  if (fault) {
    const at = isMap(document.contents) ? offsetOf(document.contents, fault.path) : undefined;
    throw refuse('task/bad-config', { place: placeAt(at), reason: faultWords(fault) });
  }
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
