import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageFolder } from '../src/adapters/package.ts';
import { chromiumFlags } from './chromium-flags.ts';

/** When a screen was of use and when it was whole, in ms from asking for its address. */
export type Visit = { useful: number; whole: number };

/** A browser that looks at screens with a watch in its hand. */
export type Screens = {
  /** Goes to an address with nothing cached; of use it is once something that `wanted` selects is painted, whole when nothing is still loading. */
  visit(path: string, wanted: string): Promise<Visit>;
  close(): void;
};

const flags = [...chromiumFlags, '--window-size=1280,800', '--no-default-browser-check'];
/** The browser itself has begun by then, as that of a person has. */
const settleMs = 1500;
const screenTimeoutMs = 60_000;
const begin = '/@bench/begin';
const watch = '/@bench/watch.js';
const report = '/@bench/report';

/** In the page from its beginning: looks at each frame, since what is there as one begins was painted by the one before. */
const watchScript = (wanted: string) => `(() => {
  const seen = {};
  const look = () => {
    const main = document.querySelector('main');
    if (main?.querySelector('h1')) {
      if (main.querySelector(${JSON.stringify(wanted)})) seen.useful ??= performance.now();
      if (seen.useful && !main.querySelector('[aria-busy="true"], .mantine-Skeleton-root')) seen.whole ??= performance.now();
    }
    if (seen.whole) navigator.sendBeacon('${report}', JSON.stringify(seen));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()`;

/**
 * Opens a Chromium, if there is one. Manyhands is behind a proxy that adds the watch to its pages: a debugger would do so too, but
 * with one attached the browser looks up every error that libraries make as they load, and nobody waits for that otherwise.
 */
export async function openScreens(daemon: number): Promise<Screens | undefined> {
  // The bench runs from its build, and the script lies beside the sources.
  const script = pathToFileURL(join(packageFolder, 'scripts/chromium.mjs')).href;
  const { ensureChromium } = (await import(script)) as { ensureChromium(): Promise<string | undefined> };
  const chromium = await ensureChromium();
  if (!chromium) return undefined;
  let wanted = '';
  let seen: (visit: Visit) => void = () => undefined;
  const door = createServer((asked, reply) => {
    const path = asked.url ?? '/';
    if (path.startsWith(begin))
      return sendPage(
        reply,
        `setTimeout(() => location.replace(${JSON.stringify(decodeURIComponent(path.slice(begin.length + 1)))}), ${settleMs})`,
      );
    if (path === watch) return reply.setHeader('content-type', 'text/javascript').end(watchScript(wanted));
    if (path === report) {
      let text = '';
      asked
        .on('data', (chunk) => {
          text += chunk;
        })
        .on('end', () => seen(JSON.parse(text) as Visit));
      return reply.end();
    }
    const headers = { ...asked.headers, host: `localhost:${daemon}` };
    const onward = request({ port: daemon, host: '127.0.0.1', method: asked.method, path, headers }, (answer) =>
      pass(answer, reply),
    );
    onward.on('error', () => reply.destroy());
    reply.on('close', () => onward.destroy());
    asked.pipe(onward);
  });
  const port = await listening(door);
  return {
    async visit(path, selector) {
      wanted = selector;
      const profile = mkdtempSync(join(tmpdir(), 'manyhands-bench-browser-'));
      const browser = spawn(
        chromium,
        [...flags, `--user-data-dir=${profile}`, `http://localhost:${port}${begin}?${encodeURIComponent(path)}`],
        { stdio: 'ignore', detached: true },
      );
      try {
        return await inTime(
          new Promise<Visit>((resolve) => {
            seen = resolve;
          }),
          path,
        );
      } finally {
        await ended(browser);
        await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
      }
    },
    close: () => door.close(),
  };
}

const sendPage = (reply: ServerResponse, script: string) =>
  reply.setHeader('content-type', 'text/html').end(`<!doctype html><title>…</title><script>${script}</script>`);

/** What Manyhands answers, with the watch at the head of its pages. */
function pass(answer: import('node:http').IncomingMessage, reply: ServerResponse): void {
  const { 'content-length': _length, ...headers } = answer.headers;
  const isPage = String(headers['content-type']).startsWith('text/html');
  reply.writeHead(answer.statusCode ?? 500, isPage ? headers : answer.headers);
  if (!isPage) return void answer.pipe(reply);
  let page = '';
  answer
    .setEncoding('utf8')
    .on('data', (text) => {
      page += text;
    })
    .on('end', () => reply.end(page.replace('<head>', `<head><script src="${watch}"></script>`)));
}

const listening = (server: Server) =>
  new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );

function inTime(visit: Promise<Visit>, path: string): Promise<Visit> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${path} did not show its content within a minute.`)), screenTimeoutMs);
  });
  return Promise.race([visit, late]).finally(() => clearTimeout(timer));
}

function ended(browser: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (browser.exitCode !== null) return resolve();
    browser.once('exit', () => resolve());
    // It has processes of its own, which are of its group.
    process.kill(-(browser.pid ?? 0), 'SIGKILL');
  });
}
