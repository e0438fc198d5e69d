import type { Submission, World } from './model.ts';
import { isRunning } from './places.ts';
import { found, Refusal } from './refusal.ts';
import { studyUrlOf, type UrlSigner } from './secure-url.ts';
import { complete, reserve, returnPlace, setStatus, start } from './submissions.ts';

/** What participants do; each refuses with a sentence when it cannot be done. */
export type Acts = {
  reserve(studyId: string, participantId: string): Submission;
  /** Opens the study, and returns the address that it is at. */
  open(submissionId: string): string;
  /** Hands in with a code; also when the time is up. */
  complete(submissionId: string, code: string | null): void;
  giveBack(submissionId: string): void;
  /** Lets the time be up now. */
  timeOut(submissionId: string): void;
};

/** The acts of participants in a simulated service. */
export function newActs(world: World, signer: UrlSigner): Acts {
  const one = (id: string) => found(world.submissions, id, 'submission');
  return {
    reserve: (studyId, participantId) => reserve(world, studyId, participantId),
    open(id) {
      start(world, one(id));
      return studyUrlOf(world, signer, one(id));
    },
    complete: (id, code) => complete(world, one(id), code),
    giveBack: (id) => returnPlace(world, one(id)),
    timeOut(id) {
      if (!isRunning(one(id))) throw new Refusal(409, 'This submission is not being worked on.');
      setStatus(world, one(id), 'TIMED-OUT');
    },
  };
}
