import type { FastifyInstance } from 'fastify';
import { type ShownType, shownTypes } from '../../../api/files.ts';
import * as api from '../../../api/mephisto/units.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { filesOfUnit, type SendFile, type Showing } from '../http/file-sender.ts';
import { unitIdOf } from '../http/named.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';

type Settings = {
  runtime: Runtime;
  readModel: ReadModel;
  sendFile: SendFile;
  reviewUrlOf: (unitId: string) => string | null;
};

/** The files of a unit, shown where that is safe, and the task's own view of its answers. */
export function mephistoUnitFiles(app: FastifyInstance, settings: Settings): void {
  const { runtime, readModel, sendFile, reviewUrlOf } = settings;
  serve(app, api.staticFile, ({ params: { unit, filename }, ...exchange }) => {
    const { hash, type } = filesOfUnit(readModel, unit).named(filename);
    return sendFile(hash, showingOf(type), exchange);
  });
  serve(app, api.staticField, ({ params: { unit, field }, ...exchange }) => {
    const { hash, type } = filesOfUnit(readModel, unit).ofField(field);
    return sendFile(hash, showingOf(type), exchange);
  });

  /** Where the view is: on its run's own origin, so that its scripts cannot reach the house. */
  function viewOf(unit: string): string {
    unitIdOf(runtime, unit);
    const url = reviewUrlOf(unit);
    if (!url) throw refuse('review/no-view', { unit });
    return url;
  }
  serve(app, api.reviewHtml, ({ params: { unit }, reply }) => reply.redirect(viewOf(unit)));
  serve(app, api.reviewBundle, ({ params: { unit }, reply }) => reply.redirect(`${viewOf(unit)}bundle.js`));
}

const isShown = (type: string): type is ShownType => Object.hasOwn(shownTypes, type);
const showingOf = (type: string): Showing => (isShown(type) ? { show: true, type, orSave: true } : {});
