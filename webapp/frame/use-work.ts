import { useEffect, useState } from 'react';
import type { Completion, PageFrame } from '../../src/api/worker-page.ts';
import { dataOf, deadlinesHere, nowInSeconds, type OnboardingStep } from '../hooks/packets.ts';
import { type WorkEvent, world } from './page.ts';

/** How far the work of this page has come. */
export type Work = {
  stage: 'waiting' | 'working' | 'submitted' | 'returned' | 'blocked';
  agentId: string | null;
  /** Where the worker is in the onboarding, if this is no unit. */
  step: OnboardingStep | null;
  /** When the unit goes to somebody else, and when the page submits by itself, by this browser's clock. */
  deadline: Date | null;
  submitsAt: Date | null;
  unitsLeft: number | null;
  /** What this unit pays, if that may differ from what the run paid when the page was loaded. */
  pay?: PageFrame['pay'];
  /** Why there is no unit: the code, and the server's sentence. */
  refusal: { code: string; message: string } | null;
  completion: Completion | null;
  /** Whether another tab submitted the unit, so that this page does not know. */
  isElsewhere?: boolean;
};

const atFirst: Work = {
  stage: 'waiting',
  agentId: null,
  step: null,
  deadline: null,
  submitsAt: null,
  unitsLeft: null,
  refusal: null,
  completion: null,
};

/** The work after an event. */
export function workAfter(work: Work, event: WorkEvent, browserNow: number): Work {
  switch (event.type) {
    case 'arrived': {
      const { agent_id: agentId, units_left: unitsLeft = null, pay, completion = null } = event;
      if (agentId === null) {
        const refusal = { code: event.failure_code ?? '', message: event.failure_reason ?? '' };
        return { ...atFirst, stage: 'blocked', refusal, completion };
      }
      const packet = { packet_type: '', data: event, server_timestamp: event.server_timestamp };
      const { deadline, autoSubmitAt } = deadlinesHere(packet, browserNow);
      const { onboarding: step } = dataOf(event);
      return { ...atFirst, stage: 'working', agentId, step, deadline, submitsAt: autoSubmitAt, unitsLeft, pay };
    }
    case 'submitted':
      return {
        ...{ ...work, stage: 'submitted', deadline: null, submitsAt: null },
        ...{ completion: event.completion ?? null, isElsewhere: event.isElsewhere ?? false },
      };
    case 'returned':
      return { ...work, stage: 'returned', deadline: null, submitsAt: null };
    case 'refused':
      return work;
  }
}

/** The work of this page, as its requests come and go. */
export function useWork(): Work {
  const [work, setWork] = useState(atFirst);
  useEffect(() => {
    world.manyhandsWork.on((event) => setWork((before) => workAfter(before, event, nowInSeconds())));
  }, []);
  return work;
}
