import type { Random } from '../../../../projections/statistics/seeded.ts';
import type { FakeProlific } from './fake-prolific.ts';
import { Refusal } from './state/refusal.ts';
import { nowMs } from './state/world.ts';

/** What a simulated participant does with a place. */
export type Behaviour = 'complete' | 'wrong-code' | 'no-code' | 'return' | 'time-out' | 'late' | 'never-begins';

/** How many of all do what, as shares that need not sum up to 1; those left complete with the right code. */
export type Shares = Partial<Record<Behaviour, number>>;

export type CrowdSettings = {
  fake: FakeProlific;
  random: Random;
  studyId: string;
  count: number;
  shares?: Shares;
  /** Participants arrive within this time, by the clock of the simulation. */
  arriveWithinMs?: number;
  /** How long each works at most before they hand in. */
  workMs?: number;
  /** Does the work itself at the address of the study, and may return the code that it got. */
  visit?: (url: string, participantId: string) => Promise<string | null | undefined> | string | null | undefined;
};

/** What became of each participant. */
export type Outcome = {
  participantId: string;
  behaviour: Behaviour;
  submissionId: string | null;
  /** Why they got no place, or could not go on. */
  refused: string | null;
};

/** Lets seeded participants take part over time, as the clock goes; `idle` waits for visits that are under way. */
export function simulateParticipants(settings: CrowdSettings): { outcomes: readonly Outcome[]; idle(): Promise<void> } {
  const { fake, random, count, shares = {}, arriveWithinMs = 60_000 } = settings;
  const under = new Set<Promise<void>>();
  const outcomes: Outcome[] = [];
  for (let nth = 0; nth < count; nth++) {
    const outcome: Outcome = {
      participantId: fake.participants.add().id,
      behaviour: chosen(random(), shares),
      submissionId: null,
      refused: null,
    };
    outcomes.push(outcome);
    const workShare = random();
    fake.world.clock.at(nowMs(fake.world) + Math.floor(random() * arriveWithinMs), () => {
      const visit = takePart(settings, outcome, workShare)
        .catch((error: unknown) => {
          outcome.refused = error instanceof Error ? error.message : String(error);
        })
        .finally(() => under.delete(visit));
      under.add(visit);
    });
  }
  return {
    outcomes,
    async idle() {
      while (under.size > 0) await Promise.all(under);
    },
  };
}

function chosen(number: number, shares: Shares): Behaviour {
  let left = number;
  for (const [behaviour, share] of Object.entries(shares)) {
    left -= share;
    if (left < 0) return behaviour as Behaviour;
  }
  return 'complete';
}

/** Takes a place, visits the study, and plans what is done when the work is over. */
async function takePart(settings: CrowdSettings, outcome: Outcome, workShare: number): Promise<void> {
  const { fake, studyId, visit, workMs = 300_000 } = settings;
  const { participants, world } = fake;
  const { id } = participants.reserve(studyId, outcome.participantId);
  outcome.submissionId = id;
  if (outcome.behaviour === 'never-begins') return;
  const beganAt = nowMs(world);
  const url = participants.open(id);
  const got = await visit?.(url, outcome.participantId);
  const { fields } = world.studies.get(studyId) ?? {};
  const right = got ?? fields?.completion_codes?.find(({ actor }) => actor === 'participant')?.code ?? null;
  const workedUntil = Math.max(nowMs(world), beganAt + Math.ceil(workMs * workShare));
  const later = (timeMs: number, act: () => void) =>
    world.clock.at(timeMs, () => {
      try {
        act();
      } catch (error) {
        // What else became of the submission in the meantime decides.
        if (!(error instanceof Refusal)) throw error;
        outcome.refused = error.message;
      }
    });
  switch (outcome.behaviour) {
    case 'complete':
      later(workedUntil, () => participants.complete(id, right));
      break;
    case 'wrong-code':
      later(workedUntil, () => participants.complete(id, 'WRONG'));
      break;
    case 'no-code':
      later(workedUntil, () => participants.complete(id, null));
      break;
    case 'return':
      later(workedUntil, () => participants.giveBack(id));
      break;
    case 'late': {
      const allowedMs = (fields?.maximum_allowed_time ?? 0) * 60_000;
      later(beganAt + allowedMs + 60_000, () => participants.complete(id, right));
      break;
    }
    // Whoever lets the time run out does nothing more.
    case 'time-out':
  }
}
