import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import * as api from '../../../api/quality.ts';
import { type SectionName, sectionNamed, sections } from '../../../api/quality-sections.ts';
import { opinionPage } from '../../../projections/quality/opinions.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { Analyst } from '../../threads/quality/analyst.ts';
import { requireScope, scopeCaughtUp } from '../http/caught-up.ts';
import { serve } from '../http/serve.ts';

type Settings = { readModel: ReadModel; analyst: Analyst };

const chunkBytes = 64 * 1024;

/** Quality, statistics, aggregated answers, and the workers' opinions. */
export function qualityApi(app: FastifyInstance, { readModel, analyst }: Settings): void {
  app.addHook('preClose', async () => analyst.close());

  serve(app, api.quality, async ({ query: { after, ...query }, reply }) => {
    await scopeCaughtUp(readModel, { after, ...query });
    const { json, sequence } = await analyst.figures({ what: 'quality', ...query }, after);
    return reply.type('application/json; charset=utf-8').send(withSequence(json, sequence));
  });

  serve(app, api.statistics, async ({ query: { after, run, task }, reply }) => {
    await scopeCaughtUp(readModel, { after, run, task });
    const { json, sequence } = await analyst.figures({ what: 'statistics', run, task }, after);
    return reply.type('application/json; charset=utf-8').send(withSequence(json, sequence));
  });

  for (const section of Object.keys(sections) as SectionName[])
    serve(app, sectionNamed(section), async ({ query: { after, ...query }, reply }) => {
      await scopeCaughtUp(readModel, { after, ...query });
      if (query.beside) requireScope(readModel, { run: query.beside });
      const { json, sequence } = await analyst.figures({ what: 'section', section, ...query }, after);
      return reply.type('application/json; charset=utf-8').send(withSequence(json, sequence));
    });

  serve(app, api.aggregates, async ({ query: { after, ...query }, reply }) => {
    await scopeCaughtUp(readModel, { after, ...query });
    const lines = await analyst.lines({ what: 'aggregates', ...query });
    return reply
      .type('application/x-ndjson; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(Readable.from(chunksOf(lines), { objectMode: false }));
  });

  serve(app, api.opinions, async ({ query: { after, ...query } }) => {
    await scopeCaughtUp(readModel, { after, ...query });
    const sequence = readModel.sequence();
    return { ...(await opinionPage(readModel.db, query)), sequence };
  });
}

/** Adds the sequence to the JSON of an object without parsing it, since it may be large. */
const withSequence = (json: Uint8Array, sequence: number): Buffer =>
  Buffer.concat([json.subarray(0, -1), Buffer.from(`,"sequence":${sequence}}`)]);

function* chunksOf(bytes: Uint8Array): Iterable<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield Buffer.from(bytes.subarray(at, at + chunkBytes));
}
