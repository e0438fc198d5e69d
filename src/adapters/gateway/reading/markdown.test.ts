import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '../../package.ts';
import { anchorOf } from './anchors.ts';
import { addressOfDoc, everyDoc } from './doc-list.ts';
import { htmlOfDoc } from './markdown.ts';

const addressOf = (file: string) => (/\.(md|png)$/.test(file) ? addressOfDoc(file) : undefined);
const html = (markdown: string, file = 'docs/api.md') => htmlOfDoc(markdown, file, addressOf).trim();

describe('a page of the documentation', () => {
  it('leads to the other pages as the app serves them', () => {
    expect(html('[a](review.md#verdicts)')).toBe('<p><a href="/docs/review#verdicts">a</a></p>');
    expect(html('[a](../GLOSSARY.md)')).toBe('<p><a href="/docs/glossary">a</a></p>');
    expect(html('[a](../../docs/tools.md)', 'examples/04-data-tools/README.md')).toContain('href="/docs/tools"');
    expect(html('[a](#errors) [b](https://example.org/?a=1&b=2)')).toBe(
      '<p><a href="#errors">a</a> <a href="https://example.org/?a=1&amp;b=2">b</a></p>',
    );
  });

  it('shows what cannot be read there as text, and no script of its own', () => {
    expect(html('[`src/x.ts`](../src/x.ts)')).toBe('<p><code>src/x.ts</code></p>');
    expect(html('[a](javascript:alert(1)) <script>x</script>')).not.toMatch(/<script|javascript:/);
  });

  it('has anchors like GitHub’s, also for headings that are the same', () => {
    expect(html('## Read your writes: `after`')).toContain('<h2 id="read-your-writes-after">');
    expect(html('## A & B\n\n## A & B')).toContain('<h2 id="a--b-1">');
    expect(anchorOf('max_answer_bytes')).toBe('max_answer_bytes');
  });

  it('has tables, pictures and lines that can be reached by keyboard where they are wide', () => {
    expect(html('| a | b |\n|---|---|\n| `x` | 1<br>2 |')).toMatch(
      /^<div class="wide" role="region" aria-label="Table" tabindex="0"><table>[\s\S]*<td>1<br>2<\/td>[\s\S]*<\/div>$/,
    );
    expect(html('![The overview](pictures/overview.png)')).toContain(
      '<img src="/docs/pictures/overview.png" alt="The overview"',
    );
    expect(html('```\n$ ls\n```')).toContain('<pre tabindex="0">');
  });

  it.each(everyDoc)('is whole: $file', ({ file }) => {
    const known = new Set(everyDoc.map(({ file }) => file));
    const markdown = readFileSync(join(packageFolder, file), 'utf8');
    const text = htmlOfDoc(markdown, file, (one) => (known.has(one) ? addressOfDoc(one) : undefined));
    const rows = markdown.replace(/^```[\s\S]*?^```/gm, '').match(/^\|(?:\s*:?-{3,}:?\s*\|)+$/gm)?.length ?? 0;
    expect([text.match(/<table>/g)?.length ?? 0, text.match(/<h1 /g)?.length]).toEqual([rows, 1]);
    const anchors = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const own = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(own.filter((id) => !anchors.has(id))).toEqual([]);
    const elsewhere = [...text.matchAll(/href="([^"]*)"/g)].filter(
      ([, href = '']) => !/^(\/|#|https?:|mailto:)/.test(href),
    );
    expect(elsewhere.map(([link]) => link)).toEqual([]);
  });
});
