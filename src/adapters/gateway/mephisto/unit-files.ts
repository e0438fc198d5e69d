import type { FastifyInstance } from 'fastify';
import { type ShownType, shownTypes } from '../../../api/files.ts';
import * as api from '../../../api/mephisto/units.ts';
import type { RuntimeCalls } from '../../../runtime/calls.ts';
import type { ReadModel } from '../../../runtime/ports/read-model.ts';
import { filesOfUnit, type SendFile, type Showing } from '../http/file-sender.ts';
import { unitIdOf } from '../http/ids.ts';
import { refuse } from '../http/refusals.ts';
import { serve } from '../http/serve.ts';
import type { ReviewUrlOf } from '../requester/review-views.ts';

type Settings = {
  calls: RuntimeCalls;
  readModel: ReadModel;
  sendFile: SendFile;
  reviewUrlOf: ReviewUrlOf;
};

/** The files of a unit, shown if that is safe, and the task's review view. */
export function mephistoUnitFiles(app: FastifyInstance, settings: Settings): void {
  const { calls, readModel, sendFile, reviewUrlOf } = settings;
  serve(app, api.staticFile, ({ params: { unit, filename }, ...exchange }) => {
    const { hash, type } = filesOfUnit(readModel, unit).named(filename);
    return sendFile(hash, showingOf(type), exchange);
  });
  serve(app, api.staticField, ({ params: { unit, field }, ...exchange }) => {
    const { hash, type } = filesOfUnit(readModel, unit).ofField(field);
    return sendFile(hash, showingOf(type), exchange);
  });

  /** The address of the view, on its run's own origin, so that its scripts cannot reach the app. */
  async function viewOf(unit: string): Promise<string> {
    await unitIdOf(calls, unit);
    const url = await reviewUrlOf(unit);
    if (!url) throw refuse('review/no-view', { unit });
    return url;
  }
  serve(app, api.reviewHtml, async ({ params: { unit }, reply }) => reply.redirect(await viewOf(unit)));
  serve(app, api.reviewBundle, async ({ params: { unit }, reply }) => reply.redirect(`${await viewOf(unit)}bundle.js`));
}

const isShown = (type: string): type is ShownType => Object.hasOwn(shownTypes, type);
const showingOf = (type: string): Showing => (isShown(type) ? { show: true, type, orSave: true } : {});
