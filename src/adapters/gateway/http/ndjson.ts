import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { reported } from './errors.ts';

async function* lines(values: AsyncIterable<unknown>, report: (error: unknown) => void) {
  try {
    for await (const value of values) yield `${JSON.stringify(value)}\n`;
  } catch (error) {
    const { code, message } = reported(error, report);
    yield `${JSON.stringify({ error: { code, message } })}\n`;
  }
}

/** Sends values as lines of JSON; an error is the last line, `{error: {code, message}}`. */
export function sendLines(reply: FastifyReply, values: AsyncIterable<unknown>): FastifyReply {
  const report = (error: unknown) => reply.server.reportBug(error);
  const body = Readable.from(lines(values, report), { objectMode: false });
  return reply.type('application/x-ndjson; charset=utf-8').header('cache-control', 'no-store').send(body);
}

/**
 * The progress of a long task, as a stream of values; the last one is its outcome. The task starts at once, and runs to its
 * end even if the reader leaves.
 */
export function reportsOf<Outcome>(
  work: (report: (progress: unknown) => void) => Promise<Outcome>,
): AsyncGenerator<unknown> {
  const reports: unknown[] = [];
  let wake = () => {};
  let over = false;
  const working = work((progress) => {
    reports.push({ progress });
    wake();
  }).finally(() => {
    over = true;
    wake();
  });
  working.catch(() => undefined);

  async function* values() {
    while (!over || reports.length) {
      if (reports.length) yield* reports.splice(0);
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (over) resolve();
        });
    }
    yield await working;
  }
  return values();
}
