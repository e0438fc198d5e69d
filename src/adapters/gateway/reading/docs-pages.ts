import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {} from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { packageFolder } from '../../package.ts';
import { htmlText } from '../../tasks/html-text.ts';
import { unknownPath } from '../http/errors.ts';
import { appRoutes } from '../http/hosts.ts';
import { isNavigation } from '../http/worker-refusal.ts';
import { addressOfDoc, docs, everyDoc, titleOfDoc } from './doc-list.ts';
import { type PageLink, readingPage } from './reading-page.ts';

const open = { config: { role: 'anyone' as const } };
const html = 'text/html; charset=utf-8';

const textOf = (file: string) => readFile(join(packageFolder, file), 'utf8');
const served = new Set(everyDoc.map(({ file }) => file));

/** Where the app serves a file of the package: pages as HTML, pictures and schemas as they are. */
function addressOf(file: string): string | undefined {
  if (served.has(file)) return addressOfDoc(file);
  return /^docs\/(pictures\/[\w-]+\.png|manyhands\.schema\.json)$/.test(file) ? `/${file}` : undefined;
}

/** The links to all pages, by heading; titles are those of the files. */
async function linksOf(): Promise<Record<string, PageLink[]>> {
  const parts = Object.entries(docs).map(async ([heading, ofPart]) => {
    const links = ofPart.map(async ({ file }) => ({ href: addressOfDoc(file), text: titleOfDoc(await textOf(file)) }));
    return [heading, await Promise.all(links)] as const;
  });
  return Object.fromEntries(await Promise.all(parts));
}

/** The start page of the documentation: all pages, each with a sentence. */
async function startPage(): Promise<string> {
  const beside = await linksOf();
  const parts = Object.entries(docs).map(([heading, ofPart]) => {
    const lines = ofPart.map(
      ({ says }, nth) =>
        `<dt><a href="${beside[heading]?.[nth]?.href}">${htmlText(beside[heading]?.[nth]?.text ?? '')}</a></dt><dd>${htmlText(says)}</dd>`,
    );
    return `<h2>${htmlText(heading)}</h2><dl>${lines.join('')}</dl>`;
  });
  const about = '<p>For programs that read: <a href="/llms.txt">llms.txt</a> lists the same pages as Markdown.</p>';
  return readingPage({
    title: 'Documentation',
    at: '/docs',
    beside,
    text: `<h1>Documentation</h1>${about}${parts.join('')}`,
  });
}

async function docPage(file: string): Promise<string> {
  // Loaded with the first page, since few starts of the server need it.
  const { htmlOfDoc } = await import('./markdown.ts');
  const markdown = await textOf(file);
  return readingPage({
    title: titleOfDoc(markdown),
    at: addressOfDoc(file),
    beside: await linksOf(),
    text: htmlOfDoc(markdown, file, addressOf),
  });
}

/** The page for an address without one. */
const missingPage = async (): Promise<string> =>
  readingPage({
    title: 'Not found',
    at: '',
    beside: await linksOf(),
    text: '<h1>There is no such page</h1><p>The list of pages has all that there are.</p>',
  });

type Text = { type: string; make: () => Promise<string> };

/** Every text by its path: pages below `/docs`, Markdown at the paths of its files, and the list of it. */
const texts = new Map<string, Text>([
  ['/docs', { type: html, make: startPage }],
  ['/docs/', { type: html, make: startPage }],
  ['/llms.txt', { type: 'text/plain; charset=utf-8', make: () => textOf('llms.txt') }],
  ...everyDoc.flatMap(({ file }): [string, Text][] => [
    [addressOfDoc(file), { type: html, make: () => docPage(file) }],
    [`/${file}`, { type: 'text/markdown; charset=utf-8', make: () => textOf(file) }],
  ]),
]);

/** Serves the documentation: as pages below `/docs`, as Markdown at the paths of its files, and as `/llms.txt`. */
export function docsPages(app: FastifyInstance): void {
  // Texts are made at their first request and kept, since the files of a package do not change.
  const made = new Map<string, Promise<string>>();
  async function send(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const path = (request.url.split('?')[0] ?? '').slice(appRoutes.length);
    const text = texts.get(path);
    if (!text) {
      if (!isNavigation(request)) throw unknownPath(request.url);
      return reply
        .code(404)
        .type(html)
        .send(await missingPage());
    }
    const making = made.get(path) ?? text.make();
    made.set(path, making);
    making.catch(() => made.delete(path));
    return reply.type(text.type).send(await making);
  }
  const files = [...everyDoc.map(({ file }) => `/${file}`), '/llms.txt'].filter((path) => !path.slice(1).includes('/'));
  for (const path of ['/docs', '/docs/*', '/examples/*', ...files]) app.get(`${appRoutes}${path}`, open, send);
  for (const [path, name] of [
    ['/docs/pictures/*', 'docs/pictures'],
    ['/docs/manyhands.schema.json', 'docs'],
  ] as const) {
    app.get(`${appRoutes}${path}`, open, ({ params }, reply) =>
      reply.sendFile((params as { '*'?: string })['*'] ?? 'manyhands.schema.json', join(packageFolder, name)),
    );
  }
}
