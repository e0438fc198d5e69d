import { type Document, isMap, isScalar, Lexer, LineCounter, Parser, parseDocument, type YAMLParseError } from 'yaml';
import { tooDeepReason } from '../../actors/foreign-json.ts';
import { deepestJson, tooDeepAt } from '../../actors/json-depth.ts';
import { refuse } from '../refusals/refusals.ts';

/** The values of a config file, and the place of a key in it, such as `manyhands.yaml, line 3`. */
type ConfigText = { values: Record<string, unknown>; placeOf(key: string): string };

const reasonOf = ({ code, message }: YAMLParseError) =>
  code === 'BLOCK_AS_IMPLICIT_KEY' ? 'a text with a colon in it must be in quotes' : message.replace(/[.:]$/, '');

/** The plain data of a YAML document of at most `levels` levels; refusals name `place`. */
export function toPlain(document: Document, place: string, levels: number = deepestJson): unknown {
  let json: string;
  try {
    // Through JSON, since an alias inside its own anchor never ends.
    json = JSON.stringify(document.toJS());
  } catch (cause) {
    const [reason] = (cause as Error).message.split('\n');
    throw refuse('task/bad-config', { place, reason: `its aliases cannot be followed: ${reason}` });
  }
  if (tooDeepAt(json, levels) !== undefined) throw refuse('task/bad-config', { place, reason: tooDeepReason });
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
  const placeOf = (key: string) => {
    const node = contents.items.find((pair) => isScalar(pair.key) && pair.key.value === key)?.key;
    return at(isScalar(node) ? node.range?.[0] : undefined);
  };
  return { values: toPlain(document, file) as Record<string, unknown>, placeOf };
}
