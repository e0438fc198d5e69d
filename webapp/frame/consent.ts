import { world } from './page.ts';
import { sendMetadata } from './requests.ts';
import { keep, readKept } from './storage.ts';

/** A short name of a text, so that a changed one is asked again (FNV-1a). */
function nameOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16);
}

/** The consent of this worker to the text of this run. Until it is given, the page gets no unit. */
export function openConsent(html: string | undefined) {
  const worker = world.getWorkerName();
  if (!html || worker === null) return { isAsked: false, give: () => undefined };
  const key = `manyhands.consent.${world.manyhandsPage.run}.${nameOf(html)}.${worker}`;
  if (readKept(key)) return { isAsked: false, give: () => undefined };
  let give = () => {};
  world.manyhandsWork.ready = new Promise<void>((resolve) => {
    give = () => {
      const givenAt = new Date().toISOString();
      keep(key, givenAt);
      recordAtArrival(givenAt, nameOf(html));
      resolve();
    };
  });
  return { isAsked: true, give: () => give() };
}

/** The consent is recorded with the worker's first agent, since nothing can be recorded for anybody else. */
function recordAtArrival(givenAt: string, text: string): void {
  let isRecorded = false;
  world.manyhandsWork.on((event) => {
    if (isRecorded || event.type !== 'arrived' || event.agent_id === null) return;
    isRecorded = true;
    void sendMetadata(event.agent_id, { consent: { given_at: givenAt, text } });
  });
}
