const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The field of the form of a worker's page that has the code of the outcome, and the one that has the whole answer as JSON. */
export const formFields = { code: 'code', answer: 'answer' } as const;

/** What a worker's page submitted, from the XML that MTurk makes of it: the code, and the answer or all other fields. */
export function readAnswer(xml: string | undefined): { code?: string; answer?: unknown } {
  const fields = new Map<string, string>();
  for (const [, content = ''] of (xml ?? '').matchAll(/<(?:\w+:)?Answer>([\s\S]*?)<\/(?:\w+:)?Answer>/g)) {
    const name = textIn(content, 'QuestionIdentifier');
    if (name !== undefined) fields.set(name, textIn(content, 'FreeText|SelectionIdentifier|UploadedFileKey') ?? '');
  }
  const code = fields.get(formFields.code);
  fields.delete(formFields.code);
  const whole = fields.get(formFields.answer);
  const answer = (whole !== undefined && jsonIn(whole)) || Object.fromEntries(fields);
  return {
    ...(code === undefined ? {} : { code }),
    ...(fields.size === 0 ? {} : { answer }),
  };
}

function textIn(xml: string, names: string): string | undefined {
  const found = new RegExp(`<(?:\\w+:)?(?:${names})>([\\s\\S]*?)</(?:\\w+:)?(?:${names})>`).exec(xml)?.[1];
  return found === undefined ? undefined : unescapeXml(found);
}

/** In a section of CDATA everything stands for itself. */
const unescapeXml = (text: string) =>
  text.replaceAll(
    /<!\[CDATA\[([\s\S]*?)\]\]>|&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g,
    (whole, raw?: string, hex?: string, decimal?: string, name = '') => {
      if (raw !== undefined) return raw;
      if (hex ?? decimal) return signOf(Number.parseInt(hex ?? decimal ?? '', hex ? 16 : 10)) ?? whole;
      return entities[name] ?? whole;
    },
  );

const signOf = (point: number) => (point <= 0x10ffff ? String.fromCodePoint(point) : undefined);

/** What is not JSON stays as it is. */
function jsonIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
