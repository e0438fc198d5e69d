import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { addressOf } from '../../../api/client.ts';
import {
  type ExportChoice,
  exportAnswers,
  exportFiles,
  exportManifest,
  exportProgress,
  queryOfChoice,
} from '../../../api/exports.ts';
import type { Log } from '../../../events/log.ts';
import { type Choice, choiceOf } from '../../../projections/export/choice.ts';
import { fileKindOf, formats } from '../../../projections/export/formats.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import { requireAllRuns } from '../../../runtime/quarantine.ts';
import { positionAt } from '../../nats/log/position-at.ts';
import type { Export, Exports } from '../../threads/export/exports.ts';
import { type Caller, callerOf, requireRole } from '../http/caller.ts';
import { reported } from '../http/errors.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';

type Settings = { log: Log; exports: Exports; calls: RuntimeCalls };
/** How long to wait for an export to begin, and how often to check. */
const beginTimeoutMs = 5000;
const pollMs = 50;

type Query = { of: string[]; identities: boolean };
type Time = { at?: number; moment?: string };

/** Exports: the answers in a format, the manifest, the uploaded files, and the progress. */
export function exportApi(app: FastifyInstance, { log, exports, calls }: Settings): void {
  const requireRight = async (caller: Caller, { of, identities }: Query) => {
    // Worker names are for owners only.
    if (identities) requireRole(caller, 'owner');
    const inQuarantine = await calls.workspace.quarantined();
    for (const name of of) requireAllRuns(inQuarantine, name);
  };
  /** The query, with its moment turned into a log position. */
  async function placed<Timed extends Query & Time>({ moment, ...query }: Timed) {
    if (moment === undefined) return query;
    if (query.at !== undefined) throw refuse('request/bad-shape', { reason: 'moment: goes without at' });
    return { ...query, at: await positionAt(log, new Date(moment).toISOString()) };
  }
  // A slow download does not keep the daemon open.
  app.addHook('preClose', async () => exports.close());

  serve(app, exportAnswers, async ({ query, request, reply }) => {
    await requireRight(callerOf(request), query);
    const begun = await exports.begin(await placed(query));
    const { extension, type } = fileKindOf(query.format);
    const name = `${nameOf(query.of)}.${extension}`.replace(/[^\w.-]+/g, '_');
    reply
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('link', linksOf(query.of, choiceOf(query), begun.sequence))
      .header('x-manyhands-sequence', begun.sequence);
    return sendExport(reply, begun, type);
  });

  serve(app, exportManifest, async ({ query, request }) => {
    await requireRight(callerOf(request), query);
    return exports.manifest(await placed(query));
  });

  serve(app, exportFiles, async ({ query, request, reply }) => {
    await requireRight(callerOf(request), query);
    const begun = await exports.begin({ ...(await placed(query)), format: 'files' });
    return sendExport(reply, begun, formats.files.type);
  });

  serve(app, exportProgress, async ({ params: { id } }) => {
    // The request for progress may arrive before the export has begun.
    for (let waited = 0; waited < beginTimeoutMs && !exports.knows(id); waited += pollMs) await wait(pollMs);
    return exports.progress(id);
  });
}

/** Sends the bytes of an export as they are made. */
export function sendExport(
  reply: FastifyReply,
  { bytes, close }: Pick<Export, 'bytes' | 'close'> & Partial<Export>,
  type: string,
): FastifyReply {
  const { raw } = reply;
  // The client may have left while the export was being prepared.
  if (raw.destroyed) close();
  else raw.once('close', close);
  const report = (error: unknown) => raw.destroyed || reply.server.reportBug(error);
  const body = Readable.from(reportedBytes(bytes, report), { objectMode: false });
  return reply.type(type).header('cache-control', 'no-store').send(body);
}

async function* reportedBytes(bytes: AsyncIterable<Buffer>, report: (error: unknown) => void) {
  try {
    yield* bytes;
  } catch (error) {
    // The status is already sent: a reply cut short shows the client that it is incomplete.
    reported(error, report);
    throw error;
  }
}

/** What the file of several tasks and runs is called after. */
const nameOf = ([first = '', ...others]: readonly string[]): string =>
  others.length === 0 ? first : `${first}_and_${others.length}_more`;

/** The addresses of the export's manifest and files, as a `Link` header (RFC 8288). */
function linksOf(of: string[], choice: Choice, sequence: number): string {
  const at = { of, at: sequence };
  const { identities, ordinary, answers, ...same } = queryOfChoice(choice as ExportChoice);
  const files = addressOf(exportFiles, { query: { ...at, identities, ordinary, answers } });
  const manifest = addressOf(exportManifest, { query: { ...at, identities, ordinary, answers, ...same } });
  return `<${manifest}>; rel="describedby"; type="application/json", <${files}>; rel="related"; type="application/x-ndjson"`;
}
