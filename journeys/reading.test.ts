import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declaredEndpoints } from '../src/adapters/gateway/for-tests.ts';
import { everyDoc } from '../src/adapters/gateway/reading/doc-list.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser, type Visitor } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchItems } from './submitting.ts';
import { visit } from './visitor.ts';

const run = promisify(execFile);
/** Operations whose lines are not tried: they end a session, replace rows, or need a file or an identity provider. */
const untried = /logout|login|rebuild|import|-T |--data-binary|api\/live|api\/users|me\/password|recovered/;

describe('what is read in a browser', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  const visitors: Visitor[] = [];
  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    for (const colorScheme of ['light', 'dark'] as const) visitors.push(await browser.visitor({ colorScheme }));
    await launchItems(daemon, 'colours', [{ text: 'the sky' }]);
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  const at = (path: string) => new URL(path, daemon.url).href;

  it('is linked from every screen: the documentation, and the API', async () => {
    const [{ page } = visitors[1]!] = visitors;
    await page.goto(daemon.url);
    await page.getByRole('link', { name: 'Documentation' }).click();
    await page.getByRole('heading', { name: 'Documentation', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'The API' }).first().click();
    await page.waitForURL('**/docs/api');
    await page.getByRole('link', { name: 'Exports' }).first().click();
    await page.getByRole('heading', { name: 'Exports', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'To the app' }).click();
    await page.getByRole('link', { name: 'API', exact: true }).click();
    await page.getByRole('heading', { name: 'The API', level: 1 }).waitFor();
  });

  it.each(['/docs', '/docs/readme', '/api'])('is fit for everyone: %s', async (path) => {
    const [{ page } = visitors[1]!] = visitors;
    await page.goto(at(path));
    // One operation; all at once would take axe minutes.
    await page.evaluate(`document.querySelector('h2 + details')?.setAttribute('open', '')`);
    await expectFitForEveryone(page);
  });

  it('has every page and picture that its pages lead to', async () => {
    const seen = new Set<string>();
    const open = ['/docs', '/api'];
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      const { status, text, headers } = await visit(daemon.port, path);
      expect([path, status]).toEqual([path, 200]);
      seen.add(path);
      if (!String(headers['content-type']).startsWith('text/html')) continue;
      for (const [, found = ''] of text.matchAll(/(?:href|src)="(\/(?:docs|api)[^"#]*)/g))
        if (!seen.has(found) && !open.includes(found)) open.push(found);
    }
    expect(seen.size).toBeGreaterThan(everyDoc.length);
    expect([...seen]).toContain('/docs/pictures/overview.png');
  });

  it('says so where a page is not there', async () => {
    const accept = 'text/html,*/*';
    const shown = await visit(daemon.port, '/docs/nothing', { headers: { accept, 'sec-fetch-mode': 'navigate' } });
    expect([shown.status, shown.text.includes('There is no such page')]).toEqual([404, true]);
    for (const path of ['/docs/nothing', '/examples/01-first-task/package.json', '/docs/pictures/..%2faccess.md'])
      expect(await visit(daemon.port, path)).toMatchObject({ status: 404, code: 'request/unknown-path' });
  });

  it('is listed in /llms.txt, with links to Markdown that is there', async () => {
    const { text, headers } = await visit(daemon.port, '/llms.txt');
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    const links = [...text.matchAll(/^- \[[^\]]+\]\(([^)]+)\): \S/gm)].map(
      ([, link]) => new URL(`/${link}`, daemon.url),
    );
    expect(links).toHaveLength(everyDoc.length);
    for (const { pathname } of links) {
      const got = await visit(daemon.port, pathname);
      expect([pathname, got.status, got.headers['content-type']]).toEqual([
        pathname,
        200,
        'text/markdown; charset=utf-8',
      ]);
      expect(got.text).toMatch(/^# /);
    }
  });

  it('has every declared endpoint, and none that is not served', async () => {
    const { paths } = (await visit(daemon.port, '/api/openapi.json')).json<{ paths: Record<string, object> }>();
    const served = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    const declared = (await declaredEndpoints()).map(([name]) => name);
    const notDeclaredThere = ['GET /api/openapi.json', 'GET /api/login/oidc', 'GET /api/login/oidc/callback'];
    const both = (names: string[]) => names.filter((name) => !notDeclaredThere.includes(name)).sort();
    expect(both(served)).toEqual(both(declared));
  });

  it('has lines for a terminal that the API understands as they are', async () => {
    const { text } = await visit(daemon.port, '/api');
    const signs: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };
    const lines = [...text.matchAll(/aria-label="curl for (\w+)"><code>([^<]+)</g)]
      .map(([, name = '', line = '']) => [name, line.replace(/&\w+;/g, (sign) => signs[sign] ?? sign)] as const)
      .filter(([, line]) => !untried.test(line));
    expect(lines.length).toBeGreaterThan(70);
    for (const [name, line] of lines) {
      const { stdout } = await run('sh', ['-c', `${line.replace(/ -o reply$/, '')} --max-time 20`], {
        encoding: 'utf8',
      });
      // Nothing has the ids of the examples; but no line is refused for its form.
      const code = /^\{"code":"([^"]+)"/.exec(stdout)?.[1] ?? '';
      expect([name, code.startsWith('request/'), /"error":"The request/.test(stdout)]).toEqual([name, false, false]);
    }
  });
});

describe('an address of the app that nothing has', () => {
  it('is a page of the app in a browser, and JSON below /api', async () => {
    const daemon = await openTestDaemon();
    try {
      const screen = await visit(daemon.port, '/nothing-here');
      expect([screen.status, screen.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(await visit(daemon.port, '/api/nothing-here')).toMatchObject({
        status: 404,
        code: 'request/unknown-path',
      });
    } finally {
      await daemon.end();
    }
  });
});

describe('a worker with a link that leads nowhere', () => {
  it('reads one plain sentence, by day and by night', async () => {
    const [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    try {
      const { page } = await browser.visitor({ mayFail: /status of 404/ });
      await page.goto(`http://nothing-12345.localhost:${daemon.port}/?worker_id=ada`);
      await page.getByRole('heading', { name: 'There is no study at this address' }).waitFor();
      await page.getByText('Please check the link, or ask the person who sent it to you').waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
      await expectFitForEveryone(page);
    } finally {
      await browser.close();
      await daemon.end();
    }
  });
});
