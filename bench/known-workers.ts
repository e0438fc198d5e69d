import { nameKey } from '../src/actors/qualification.ts';
import type { QualificationId, WorkerId } from '../src/events/ids.ts';
import { newQualificationId, pseudonymizer, randomLetters, stamper } from '../src/runtime/ids.ts';
import { openWorkspace } from '../src/runtime/open-workspace.ts';
import { openPseudonymKey } from '../src/runtime/pseudonym-key.ts';
import { withLogIn } from './write-log.ts';

/** The qualifications of the known workers: all hold the first, two of three the second, one of three the third. */
export const qualificationNames = ['accuracy', 'French', 'medicine'] as const;

/** A commit takes about 1 MB. */
const grantsPerCommand = 2000;
const progressSteps = 10;

/** The name of a known worker. */
export const workerName = (nth: number): string => `worker-${nth}`;

/** Grants one to three qualifications to so many workers, in the log of a data folder that no daemon is using; resolves to the number of grants. */
export const writeKnownWorkers = (folder: string, workers: number, provider: string): Promise<number> =>
  withLogIn(folder, async (log) => {
    const stamp = stamper(Date.now);
    const { pseudonymKey } = await openPseudonymKey(log, stamp);
    const pseudonym = pseudonymizer(pseudonymKey);
    const { mailbox } = await openWorkspace({
      log,
      stamp,
      commitId: () => randomLetters(16),
      pause: async () => undefined,
    });
    for (const name of qualificationNames) {
      const qualificationId = newQualificationId(name);
      await mailbox.ask({ type: 'qualification.create', qualificationId, name, description: 'A bench.' }, 'bench');
    }
    const ids = qualificationNames.map((name) => mailbox.state.names.get(nameKey(name)) as QualificationId);
    let grants: { workerId: WorkerId; qualificationId: QualificationId; value: number }[] = [];
    let written = 0;
    async function write() {
      written += grants.length;
      await mailbox.ask({ type: 'workers.grant', grants }, 'bench');
      grants = [];
    }
    for (let nth = 0; nth < workers; nth++) {
      const workerId = pseudonym(provider, workerName(nth));
      const held = ids.slice(0, 1 + (nth % ids.length));
      grants.push(...held.map((qualificationId) => ({ workerId, qualificationId, value: 80 + (nth % 20) })));
      if (grants.length >= grantsPerCommand) await write();
      if ((nth + 1) % Math.ceil(workers / progressSteps) === 0)
        console.log(`  ${nth + 1} of ${workers} workers written`);
    }
    await write();
    return written;
  });
