import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import * as api from '../../../api/archives.ts';
import { importRows } from '../../../projections/runs/imports.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { Archives } from '../../archive/archives.ts';
import type { Imports } from '../../archive/imports.ts';
import { workspaceCaughtUp } from '../http/caught-up.ts';
import { reportsOf, sendLines } from '../http/ndjson.ts';
import { serve } from '../http/serve.ts';
import { allowSlowUpload } from '../http/slow-uploads.ts';

type Settings = { calls: RuntimeCalls; readModel: ReadModel; archives: Archives; imports: Imports };

/** Archives: making and importing them, and the list of imports. */
export async function archivesApi(app: FastifyInstance, settings: Settings): Promise<void> {
  const { readModel, archives, imports } = settings;
  app.addHook('preClose', async () => imports.close());

  serve(app, api.makeArchive, async ({ body: { id, ...request }, reply }) => {
    const bytes = await archives.begin(request, id);
    return reply
      .type('application/gzip')
      .header('content-disposition', 'attachment; filename="archive.tar.gz"')
      .send(Readable.from(bytes, { objectMode: false }));
  });
  serve(app, api.archiveProgress, ({ params }) => archives.progress(params.id));

  serve(app, api.listImports, async ({ query }) => {
    await workspaceCaughtUp(settings, query.after);
    return { imports: importRows(readModel.db), sequence: readModel.sequence() };
  });

  await app.register(async (scope) => {
    // The body is the file, whatever its media type, and is not parsed.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    serve(scope, api.importArchive, async ({ query, by, request, reply }) => {
      allowSlowUpload(request.raw);
      const bytes = (request.body ?? []) as AsyncIterable<Uint8Array>;
      const options = { label: query.label, onConflict: query.on_conflict, dryRun: query.dry_run };
      const ready = await imports.ready(bytes, options, by);
      return sendLines(
        reply,
        reportsOf(async (report) => ({ imported: await ready.carryOut(report) })),
      );
    });
  });
}
