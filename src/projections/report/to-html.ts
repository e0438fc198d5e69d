import type { Block, Document } from './document.ts';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const plain = (text: string): string => text.replace(/[&<>"]/g, (one) => entities[one] ?? one);

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;overflow-wrap:anywhere}
table{border-collapse:collapse;display:block;overflow-wrap:break-word;overflow-x:auto}th,td{border:1px solid #888;max-width:20rem;padding:.25rem .5rem;text-align:left;vertical-align:top}dt{font-weight:600}dd{margin:0 0 .5rem}
@media (min-width:40rem){dl{column-gap:1rem;display:grid;grid-template-columns:20rem 1fr}dd{margin:0}}`;

function blockText(block: Block): string {
  if ('heading' in block) return `<h${block.level}>${plain(block.heading)}</h${block.level}>\n`;
  if ('text' in block) return `<p>${plain(block.text)}</p>\n`;
  if ('pairs' in block) {
    const pairs = block.pairs.map(([name, value]) => `<dt>${plain(name)}</dt><dd>${plain(value)}</dd>\n`);
    return `<dl>\n${pairs.join('')}</dl>\n`;
  }
  const head = block.head.map((cell) => `<th scope="col">${plain(cell)}</th>`).join('');
  const rows = block.rows.map((row) => `<tr>${row.map((cell) => `<td>${plain(cell)}</td>`).join('')}</tr>\n`);
  return `<table tabindex="0">\n<thead><tr>${head}</tr></thead>\n<tbody>\n${rows.join('')}</tbody>\n</table>\n`;
}

/** A document as one page of HTML, without scripts and without anything from elsewhere. */
export function toHtml(document: Document): string {
  const [first] = document;
  const title = first && 'heading' in first ? first.heading : 'Report';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${plain(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${document.map(blockText).join('')}</main>
</body>
</html>
`;
}
