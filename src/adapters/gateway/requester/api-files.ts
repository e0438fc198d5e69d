import type { FastifyInstance } from 'fastify';
import { getFieldFile, getFile, getUnitFile } from '../../../api/files.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { filesOfUnit, type SendFile } from '../http/file-sender.ts';
import { serve } from '../http/serve.ts';

type Settings = { sendFile: SendFile; readModel: ReadModel };

/** The files of workers, by hash, by name, or by form field. */
export function filesApi(app: FastifyInstance, { sendFile, readModel }: Settings): void {
  serve(app, getFile, ({ params: { hash }, query, ...exchange }) => sendFile(hash, query, exchange));
  serve(app, getUnitFile, ({ params: { unit, filename }, query, ...exchange }) =>
    sendFile(filesOfUnit(readModel, unit).named(filename).hash, query, exchange),
  );
  serve(app, getFieldFile, ({ params: { unit, field }, query, ...exchange }) =>
    sendFile(filesOfUnit(readModel, unit).ofField(field).hash, query, exchange),
  );
}
