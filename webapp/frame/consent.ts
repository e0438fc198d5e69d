import { isOnboardingId } from '../hooks/packets.ts';
import { world } from './page.ts';
import { sendMetadata } from './requests.ts';
import { keep, readKept } from './storage.ts';

/** A short name of a text, so that a changed one is asked again (FNV-1a). */
function nameOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16);
}

/** When a worker agreed to a text, and whether that was recorded. */
type Given = { givenAt: string; isRecorded: boolean };

/** The consent of this worker to the text of this run. Until it is given, the page gets no unit. */
export function openConsent(html: string | undefined) {
  const worker = world.getWorkerName();
  if (!html || worker === null) return { isAsked: false, give: () => undefined };
  const key = `manyhands.consent.${world.manyhandsPage.run}.${nameOf(html)}.${worker}`;
  const note = (given: Given) => keep(key, JSON.stringify(given));
  const given = givenIn(readKept(key));
  if (given) {
    if (!given.isRecorded) record(given, nameOf(html), note);
    return { isAsked: false, give: () => undefined };
  }
  const work = world.manyhandsWork;
  work.isWaiting = true;
  let begin = () => {};
  work.ready = new Promise<void>((resolve) => {
    begin = resolve;
  });
  return {
    isAsked: true,
    give() {
      const now = { givenAt: new Date().toISOString(), isRecorded: false };
      note(now);
      record(now, nameOf(html), note);
      work.isWaiting = false;
      begin();
    },
  };
}

function givenIn(kept: string | null): Given | undefined {
  try {
    return (JSON.parse(kept ?? 'null') as Given | null) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Records the consent with the next unit of the worker, since nothing can be recorded for anybody else; again until it has arrived. */
function record(given: Given, text: string, note: (given: Given) => void): void {
  let isDone = false;
  world.manyhandsWork.on(async (event) => {
    if (isDone || event.type !== 'arrived' || event.agent_id === null || isOnboardingId(event.agent_id)) return;
    isDone = await sendMetadata(event.agent_id, { consent: { given_at: given.givenAt, text } });
    if (isDone) note({ ...given, isRecorded: true });
  });
}
