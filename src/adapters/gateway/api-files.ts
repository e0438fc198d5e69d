import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../../actors/refusals.ts';
import { getFieldFile, getFile, getUnitFile, type ShownType } from '../../api/files.ts';
import { beginsAs, enoughBytes } from '../../api/first-bytes.ts';
import { storedNamesOf } from '../../api/stored-names.ts';
import { unitDetail } from '../../projections/unit-detail.ts';
import type { Files } from '../files/files.ts';
import type { ReadModel } from '../read-model/read-model.ts';
import { rangeOf } from './file-range.ts';
import { serve } from './serve.ts';

type Showing = { show?: boolean; type?: ShownType };

/** What workers handed in as files: saved, or shown if their first bytes are those of a kind that holds no scripts. */
export function filesApi(app: FastifyInstance, { files, readModel }: { files: Files; readModel: ReadModel }): void {
  serve(app, getFile, ({ params: { hash }, query, request, reply }) => send(hash, query, request, reply));
  serve(app, getUnitFile, ({ params: { unit, filename }, query, request, reply }) => {
    const { files: listed, answer } = detailOf(unit);
    const stored = storedNamesOf(answer).get(filename);
    // What a worker writes into an answer must not name another unit's file.
    const found = listed.find(({ name, hash }) => name === filename || hash === stored);
    return send(found?.hash ?? `${unit}/${filename}`, query, request, reply);
  });
  serve(app, getFieldFile, ({ params: { unit, field }, query, request, reply }) => {
    const found = detailOf(unit).files.find((file) => file.field === field);
    return send(found?.hash ?? `${unit}/${field}`, query, request, reply);
  });

  function detailOf(unit: string) {
    const detail = unitDetail(readModel.db, unit);
    if (!detail) throw refuse('unit/unknown', { unit });
    return detail;
  }

  async function send(hash: string, { show, type }: Showing, request: FastifyRequest, reply: FastifyReply) {
    const bytes = /^[0-9a-f]{64}$/.test(hash) ? await files.get(hash) : undefined;
    if (!bytes) throw refuse('file/unknown', { hash });
    if (!show) return sendRange(saved(reply), bytes, request.headers.range);
    if (!type || !beginsAs(type, bytes.subarray(0, enoughBytes))) throw refuse('file/not-shown', { type: type ?? '' });
    return sendRange(shown(reply, type), bytes, request.headers.range);
  }
}

const sealed = "default-src 'none'; frame-ancestors 'self'";

/** Never shown as a page of this origin: it is saved, not opened. */
const saved = (reply: FastifyReply) =>
  reply
    .type('application/octet-stream')
    .header('content-disposition', 'attachment')
    .header('content-security-policy', `sandbox; ${sealed}`);

/** Shown as what its bytes are, and cut off from everything else. Browsers show no PDF in a sandbox, but have one of their own for it. */
const shown = (reply: FastifyReply, type: ShownType) =>
  reply
    .type(type)
    .header('content-disposition', 'inline')
    .header('cache-control', 'private, max-age=3600')
    .header(
      'content-security-policy',
      type === 'application/pdf'
        ? `${sealed}; style-src 'unsafe-inline'; object-src 'self'`
        : `sandbox; ${sealed}; style-src 'unsafe-inline'`,
    );

/** Sends the whole, or the part that is asked for, as players of videos do. */
function sendRange(reply: FastifyReply, bytes: Uint8Array, header: string | undefined): FastifyReply {
  const size = bytes.length;
  const range = rangeOf(header, size);
  void reply.header('accept-ranges', 'bytes');
  if (range === 'all') return reply.send(Buffer.from(bytes));
  if (range === 'none') return reply.code(416).header('content-range', `bytes */${size}`).send();
  const { first, last } = range;
  const part = Buffer.from(bytes.subarray(first, last + 1));
  return reply.code(206).header('content-range', `bytes ${first}-${last}/${size}`).send(part);
}
