import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ShownType, storedNamesOf } from '../../../api/files.ts';
import { hasSignature, signatureBytes } from '../../../api/first-bytes.ts';
import { type UnitDetail, unitDetail } from '../../../projections/units/unit-detail.ts';
import type { Files } from '../../../runtime/ports/files.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { rangeOf } from './file-range.ts';
import { refuse } from './refusals.ts';

/** Whether a file is to be shown, and as what; `orSave` saves what cannot be shown, instead of refusing. */
export type Showing = { show?: boolean; type?: ShownType; orSave?: boolean };
type Exchange = { request: FastifyRequest; reply: FastifyReply };

/** Sends what a worker handed in as a file: saved, or shown if its first bytes are those of a kind that holds no scripts. */
export type SendFile = (hash: string, showing: Showing, exchange: Exchange) => Promise<FastifyReply>;

/** Sends stored files. */
export const fileSender =
  (files: Files): SendFile =>
  async (hash, { show, type, orSave }, { request: { headers }, reply }) => {
    const bytes = /^[0-9a-f]{64}$/.test(hash) ? await files.get(hash) : undefined;
    if (!bytes) throw refuse('file/unknown', { hash });
    if (!show) return sendRange(saved(reply), bytes, headers.range);
    const isSafe = type !== undefined && hasSignature(type, bytes.subarray(0, signatureBytes));
    if (isSafe) return sendRange(shown(reply, type), bytes, headers.range);
    if (orSave) return sendRange(saved(reply), bytes, headers.range);
    throw refuse('file/not-shown', { type: type ?? '' });
  };

type StoredFile = UnitDetail['files'][number];

/** The files of a unit: those of the answer that counts, and then those of what was sent beside it. */
export function filesOfUnit(readModel: ReadModel, unit: string) {
  const detail = unitDetail(readModel.db, unit);
  if (!detail) throw refuse('unit/unknown', { unit });
  const all: StoredFile[] = [...detail.files, ...detail.metadata.flatMap(({ files }) => files ?? [])];
  return {
    /** By the name the worker gave it, or by the one it was stored under. */
    named(filename: string): StoredFile {
      const stored = storedNamesOf(detail.answer).get(filename);
      // What a worker writes into an answer must not name another unit's file.
      const found = all.find(({ name, hash }) => name === filename || hash === stored);
      if (!found) throw refuse('file/unknown', { hash: `${unit}/${filename}` });
      return found;
    },
    /** The first of a field of the form. */
    ofField(field: string): StoredFile {
      const found = all.find((file) => file.field === field);
      if (!found) throw refuse('file/unknown', { hash: `${unit}/${field}` });
      return found;
    },
  };
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
