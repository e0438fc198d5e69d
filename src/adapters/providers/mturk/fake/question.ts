import { requestError } from './errors.ts';

const schemas = 'http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas';
const namespaces = {
  ExternalQuestion: `${schemas}/2006-07-14/ExternalQuestion.xsd`,
  HTMLQuestion: `${schemas}/2011-11-11/HTMLQuestion.xsd`,
  QuestionForm: `${schemas}/2017-11-06/QuestionForm.xsd`,
} as const;

/** A question: a page somewhere else, or one of the kinds that MTurk shows itself, which are not read further here. */
export type Question =
  | { kind: 'ExternalQuestion'; url: string; frameHeight: number }
  | { kind: 'HTMLQuestion' | 'QuestionForm' };

const root = /^\s*(?:<\?xml[^>]*\?>\s*)?<(\w+)\s+xmlns\s*=\s*["']([^"']*)["']\s*>([\s\S]*)<\/\1>\s*$/;
const external =
  /^\s*<ExternalURL>(?:<!\[CDATA\[(?<raw>[\s\S]*?)\]\]>|(?<text>[^<]*))<\/ExternalURL>\s*<FrameHeight>\s*(?<height>\d+)\s*<\/FrameHeight>\s*$/;

/** Refuses a question that MTurk would not show. */
export function requireQuestion(xml: string, insecureHosts: readonly string[]): void {
  const question = readQuestion(xml);
  if (question.kind === 'ExternalQuestion') requireAddress(question.url, insecureHosts);
}

/** Reads the XML of a question. */
export function readQuestion(xml: string): Question {
  const [, kind = '', namespace, content = ''] = root.exec(xml) ?? [];
  if (!Object.hasOwn(namespaces, kind)) throw unreadable('its root is not a kind of question');
  const known = kind as keyof typeof namespaces;
  if (namespace !== namespaces[known]) throw unreadable(`the namespace of ${kind} is not ${namespaces[known]}`);
  if (known !== 'ExternalQuestion') return { kind: known };
  const found = external.exec(content)?.groups;
  if (!found) throw unreadable('ExternalQuestion must have ExternalURL and FrameHeight, in this order');
  const url = found.raw ?? unescapeXml(found.text ?? '');
  return { kind: known, url: url.trim(), frameHeight: Number(found.height) };
}

const unreadable = (why: string) => requestError(`There was an error parsing the XML question: ${why}.`);

function requireAddress(text: string, insecureHosts: readonly string[]): void {
  if (!URL.canParse(text)) throw unreadable('ExternalURL is not an address');
  const { protocol, hostname } = new URL(text);
  if (protocol === 'https:' || (protocol === 'http:' && insecureHosts.includes(hostname))) return;
  throw requestError('ExternalURL must use https.');
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replaceAll(/&(?:(\w+);|#(\d+);|#x([0-9a-fA-F]+);)?/g, (_found, name, decimal, hex) => {
    if (decimal ?? hex) return String.fromCodePoint(Number.parseInt(decimal ?? hex, decimal ? 10 : 16));
    const sign = entities[name];
    if (sign === undefined) throw unreadable('an ampersand must be written as &amp;');
    return sign;
  });
}
