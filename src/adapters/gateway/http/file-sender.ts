import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ShownType, storedNamesOf } from '../../../api/files.ts';
import { hasSignature, signatureBytes } from '../../../api/first-bytes.ts';
import { type UnitDetail, unitWithoutConversation } from '../../../projections/units/unit-detail.ts';
import type { Files } from '../../../runtime/ports/files.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { rangeOf } from './file-range.ts';
import { refuse } from './refusals.ts';

/** Whether a file is to be shown, and as what; `orSave` saves what cannot be shown, instead of refusing. */
export type Showing = { show?: boolean; type?: ShownType; orSave?: boolean };
type Exchange = { request: FastifyRequest; reply: FastifyReply };

/** Sends a worker's file: as a download, or to be shown if its first bytes are those of a type without scripts. */
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

/** The files of a unit: those of its answer, then those of its metadata. */
export function filesOfUnit(readModel: ReadModel, unit: string) {
  const detail = unitWithoutConversation(readModel.db, unit);
  if (!detail) throw refuse('unit/unknown', { unit });
  const all: StoredFile[] = [...detail.files, ...detail.metadata.flatMap(({ files }) => files ?? [])];
  return {
    /** Finds a file by the worker's name for it, or by its stored name. */
    named(filename: string): StoredFile {
      const stored = storedNamesOf(detail.answer).get(filename);
      // A name that a worker wrote into an answer must not lead to another unit's file.
      const found = all.find(({ name, hash }) => name === filename || hash === stored);
      if (!found) throw refuse('file/unknown', { hash: `${unit}/${filename}` });
      return found;
    },
    /** Finds the first file of a form field. */
    ofField(field: string): StoredFile {
      const found = all.find((file) => file.field === field);
      if (!found) throw refuse('file/unknown', { hash: `${unit}/${field}` });
      return found;
    },
  };
}

const sealed = "default-src 'none'; frame-ancestors 'self'";

/** Headers of a download: browsers save it and never open it as a page of this origin. */
const saved = (reply: FastifyReply) =>
  reply
    .type('application/octet-stream')
    .header('content-disposition', 'attachment')
    .header('content-security-policy', `sandbox; ${sealed}`);

/** Headers of a file that is shown, in a sandbox. Browsers show no PDF in a sandbox, but isolate it themselves. */
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

/** Sends the whole file, or the range that was requested. */
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
