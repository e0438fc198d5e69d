import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import * as api from '../../api/archives.ts';
import { importRows } from '../../projections/imports.ts';
import { openArchives } from '../archive/archives.ts';
import { openImports } from '../archive/imports.ts';
import { reportsOf, sendLines } from './ndjson.ts';
import { peopleCaughtUp } from './patience.ts';
import { serve } from './serve.ts';
import type { GatewaySettings } from './settings.ts';
import { takeYourTime } from './slow-uploads.ts';

/** Archives: runs taken away whole, brought in from elsewhere, and what was brought in so far. */
export async function archivesApi(app: FastifyInstance, settings: GatewaySettings): Promise<void> {
  const { readModel, importFolder } = settings;
  const archives = openArchives(settings);
  const imports = openImports(settings);
  // What a killed house left there.
  await rm(importFolder, { recursive: true, force: true });
  app.addHook('preClose', async () => imports.close());

  serve(app, api.makeArchive, async ({ body: { id, ...wish }, reply }) => {
    const bytes = await archives.begin(wish, id);
    return reply
      .type('application/gzip')
      .header('content-disposition', 'attachment; filename="archive.tar.gz"')
      .send(Readable.from(bytes, { objectMode: false }));
  });
  serve(app, api.archiveProgress, ({ params }) => archives.progress(params.id));

  serve(app, api.listImports, async ({ query }) => {
    await peopleCaughtUp(settings, query.after);
    return { imports: importRows(readModel.db), sequence: readModel.sequence() };
  });

  await app.register(async (scope) => {
    // Whatever the sender calls it, the body is the file, and nobody parses it.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    serve(scope, api.importArchive, async ({ query, by, request, reply }) => {
      takeYourTime(request.raw);
      const bytes = (request.body ?? []) as AsyncIterable<Uint8Array>;
      const wish = { label: query.label, onConflict: query.on_conflict, dryRun: query.dry_run };
      const ready = await imports.ready(bytes, wish, by);
      return sendLines(
        reply,
        reportsOf(async (report) => ({ imported: await ready.carryOut(report) })),
      );
    });
  });
}
