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

/** Reads a multipart form; its files are kept before this returns. Sizes are in bytes. */
export async function readForm(
  request: FastifyRequest,
  files: Files,
  maxFieldBytes: number,
  maxFileBytes: number,
): Promise<Form> {
  const form: Form = { fields: Object.create(null), pageFiles: [], stored: [] };
  const limits = { fieldSize: maxFieldBytes, fileSize: maxFileBytes, files: mostFiles, fields: 1000 };
  for await (const part of request.parts({ limits })) {
    if (part.type === 'field') {
      if (part.valueTruncated) throw refuse('request/too-large');
      form.fields[part.fieldname] = String(part.value);
      continue;
    }
    const bytes = await part.toBuffer();
    const { fieldname, filename: originalname, encoding, mimetype } = part;
    const hash = await files.put(bytes);
    const filename = `${randomLetters(8)}-${fieldname}-${originalname}`.replace(/[^\w.-]+/g, '_');
    const place = { destination: 'files', filename, path: `files/${hash}` };
    form.pageFiles.push({ fieldname, originalname, encoding, mimetype, ...place, size: bytes.length });
    form.stored.push({ hash, size: bytes.length, type: mimetype, name: originalname, field: fieldname });
  }
  return form;
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
