import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {} from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { refuse } from '../../actors/refusals.ts';
import type { StoredFile } from '../../events/file.ts';
import type { Files } from '../files/files.ts';
import { randomLetters } from '../runtime/ids.ts';

/** A file as worker pages and their reviews know it: the fields of multer's file object. */
export type PageFile = {
  fieldname: string;
  originalname: string;
  encoding: string;
  mimetype: string;
  destination: string;
  filename: string;
  path: string;
  size: number;
};

export type Form = { fields: Record<string, string>; pageFiles: PageFile[]; stored: StoredFile[] };

const mostFiles = 50;
/** Room for what a page says beside the answer, also where an answer may be very small. */
const smallFieldsBytes = 64 * 1024;

type FormSettings = {
  files: Files;
  /** The largest field, of which four may come, and the largest file, in bytes. */
  maxFieldBytes: number;
  maxFileBytes: number;
  /** Throws unless these are the fields of someone whose files are to be kept. */
  insistOnSender: (fields: Form['fields']) => void;
};

/** Reads a multipart form; its files are kept before this returns, and only once it is known whose they are. */
export async function readForm(request: FastifyRequest, settings: FormSettings): Promise<Form> {
  const { files, maxFieldBytes, maxFileBytes, insistOnSender } = settings;
  const form: Form = { fields: Object.create(null), pageFiles: [], stored: [] };
  const limits = { fieldSize: maxFieldBytes, fileSize: maxFileBytes, files: mostFiles, fields: 1000 };
  // Pages name their agent behind the files, and there may be more of those than memory should hold.
  const waitingRoom = await mkdtemp(join(tmpdir(), 'manyhands-form-'));
  const mostFieldBytes = 4 * maxFieldBytes + smallFieldsBytes;
  let fieldBytes = 0;
  const waiting: (Pick<PageFile, 'fieldname' | 'originalname' | 'encoding' | 'mimetype'> & { at: string })[] = [];
  try {
    for await (const part of partsOf(request, limits)) {
      if (part.type === 'field') {
        // All of them lie in memory; pages say some things twice.
        fieldBytes += part.fieldname.length + Buffer.byteLength(String(part.value));
        if (part.valueTruncated || fieldBytes > mostFieldBytes) throw refuse('request/too-large');
        form.fields[part.fieldname] = String(part.value);
        continue;
      }
      const { fieldname, filename: originalname, encoding, mimetype } = part;
      const at = join(waitingRoom, String(waiting.length));
      await writeFile(at, await part.toBuffer().catch(rethrowAsFault));
      waiting.push({ fieldname, originalname, encoding, mimetype, at });
    }
    insistOnSender(form.fields);
    for (const { at, ...file } of waiting) {
      const { fieldname, originalname, mimetype } = file;
      const bytes = await readFile(at);
      const hash = await files.put(bytes);
      const filename = `${randomLetters(8)}-${fieldname}-${originalname}`.replace(/[^\w.-]+/g, '_');
      const place = { destination: 'files', filename, path: `files/${hash}` };
      form.pageFiles.push({ ...file, ...place, size: bytes.length });
      form.stored.push({ hash, size: bytes.length, type: mimetype, name: originalname, field: fieldname });
    }
  } finally {
    await rm(waitingRoom, { recursive: true, force: true });
  }
  return form;
}

type Parts = ReturnType<FastifyRequest['parts']>;
type Limits = NonNullable<NonNullable<Parameters<FastifyRequest['parts']>[0]>['limits']>;

async function* partsOf(request: FastifyRequest, limits: Limits): Parts {
  try {
    yield* request.parts({ limits });
  } catch (error) {
    rethrowAsFault(error);
  }
}

/** A form that breaks off or is none is its sender's fault; what is over a limit has a status already. */
function rethrowAsFault(error: unknown): never {
  const { statusCode, message } = error as { statusCode?: number; message: string };
  throw statusCode ? error : refuse('request/not-json', { reason: message.replace(/\.$/, '') });
}

/** The files of a form by field, each without its field's name, as submissions carry them. */
export function byField(pageFiles: PageFile[]): Record<string, Omit<PageFile, 'fieldname'>[]> {
  const fields: Record<string, Omit<PageFile, 'fieldname'>[]> = {};
  for (const { fieldname, ...file } of pageFiles) {
    fields[fieldname] ??= [];
    fields[fieldname].push(file);
  }
  return fields;
}
