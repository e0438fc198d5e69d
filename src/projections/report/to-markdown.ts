import type { Block, Document } from './document.ts';

/** A text that Markdown shows as it is, on one line; it has a backslash only where it would mean something else. */
const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*[\]<|~]|&(?=#?\w+;)/g, '\\$&')
    // Within a word it is no emphasis.
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_');

/** The same as a paragraph, where the first characters could begin a list, a heading or a quotation. */
const paragraph = (text: string): string =>
  plain(text)
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/^[-+#>=]/, '\\$&');

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;

function blockText(block: Block): string {
  if ('heading' in block) return `${'#'.repeat(block.level)} ${plain(block.heading)}\n`;
  if ('text' in block) return `${paragraph(block.text)}\n`;
  if ('pairs' in block) return block.pairs.map(([name, value]) => `- **${plain(name)}:** ${plain(value)}\n`).join('');
  const rows = [block.head.map(plain), block.head.map(() => '---'), ...block.rows.map((row) => row.map(plain))];
  return rows.map(line).join('');
}

/** A document as Markdown, with tables as GitHub has them. */
export const toMarkdown = (document: Document): string => document.map(blockText).join('\n');
