import { htmlText } from '../../tasks/html-text.ts';

/** A part of a page that is HTML already. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | boolean | null | undefined | readonly Part[];

const textOf = (part: Part): string => {
  if (part instanceof Html) return part.text;
  return Array.isArray(part) ? part.map(textOf).join('') : htmlText(String(part ?? ''));
};

/** HTML with values in it, which are escaped unless they are HTML themselves. */
export const html = (strings: TemplateStringsArray, ...parts: Part[]) =>
  new Html(strings.map((string, index) => string + (index < parts.length ? textOf(parts[index]) : '')).join(''));
