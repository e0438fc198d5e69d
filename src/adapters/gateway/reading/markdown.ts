import { posix } from 'node:path';
import { micromark } from 'micromark';
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table';
import { htmlText } from '../../tasks/html-text.ts';
import { anchorOf } from './anchors.ts';

/** Where a file of the documentation can be read; undefined for one that is not served. */
export type AddressOf = (file: string) => string | undefined;

/** Signs that stand for others in HTML. */
const signs: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const plain = (html: string) =>
  html.replace(/<[^>]*>/g, '').replace(/&(amp|lt|gt|quot);/g, (_, name: string) => signs[name] ?? '');

/** A page of the documentation as HTML: its links lead to the pages as the app serves them, and headings have anchors. */
export function htmlOfDoc(markdown: string, file: string, addressOf: AddressOf): string {
  const html = micromark(markdown, { extensions: [gfmTable()], htmlExtensions: [gfmTableHtml()] });
  const taken = new Map<string, number>();
  return (
    html
      .replace(/<h([1-6])>(.*?)<\/h\1>/g, (_, level: string, text: string) => {
        const anchor = anchorOf(plain(text));
        const before = taken.get(anchor) ?? 0;
        taken.set(anchor, before + 1);
        return `<h${level} id="${htmlText(before ? `${anchor}-${before}` : anchor)}">${text}</h${level}>`;
      })
      // What is not served, such as a source file, stays as text.
      .replace(/<a href="([^"]*)"[^>]*>(.*?)<\/a>/gs, (_, href: string, text: string) => {
        const address = addressFrom(plain(href), file, addressOf);
        return address === undefined ? text : `<a href="${htmlText(address)}">${text}</a>`;
      })
      .replace(
        /<img src="([^"]*)"/g,
        (_, src: string) => `<img src="${htmlText(addressFrom(plain(src), file, addressOf) ?? src)}"`,
      )
      // Wide tables and lines scroll on their own; whoever has no mouse needs the focus for it.
      .replace(/<table>/g, '<div class="wide" role="region" aria-label="Table" tabindex="0"><table>')
      .replace(/<\/table>/g, '</table></div>')
      .replace(/<pre>/g, '<pre tabindex="0">')
      // The one tag of the pages: lines in a cell.
      .replace(/&lt;br&gt;/g, '<br>')
  );
}

/** The address that a link in a file means. */
function addressFrom(link: string, file: string, addressOf: AddressOf): string | undefined {
  if (/^[a-z]+:/i.test(link)) return link;
  const [path = '', anchor] = link.split('#');
  const address = path === '' ? '' : addressOf(posix.join(posix.dirname(file), decodeURI(path)));
  return address === undefined ? undefined : `${address}${anchor === undefined ? '' : `#${anchor}`}`;
}
