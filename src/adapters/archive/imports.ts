import { rm } from 'node:fs/promises';
import type { Imported } from '../../api/archives.ts';
import type { ImportContext, ImportOptions, ImportSettings, Step } from './import-context.ts';
import { importReport, planImport } from './import-plan.ts';
import { type ReceivedFile, receiveFile } from './receive-file.ts';
import { type Import, recordImport } from './record-import.ts';
import { refuse } from './refusals.ts';

/** An archive that was checked, with nothing recorded: `carryOut` imports it. */
type ReadyImport = { carryOut(report: (step: Step) => void): Promise<Imported> };

/** Imports archives, one at a time. */
export type Imports = {
  /** Receives a file and checks it; throws the reason why it cannot be imported. */
  ready(bytes: AsyncIterable<Uint8Array>, options: ImportOptions, by: string): Promise<ReadyImport>;
  close(): void;
};

/** How often to report the progress of a step. */
const reportEveryMs = 250;

/** Opens imports of archives into a data folder. */
export function openImports(settings: ImportSettings): Imports {
  const { runtime, importFolder, refusalNow, now } = settings;
  const closing = new AbortController();
  let isUnderWay = false;

  const requireOpen = () => {
    if (closing.signal.aborted) throw refuse('import/interrupted');
  };
  const requireRoom = () => {
    requireOpen();
    const refusal = refusalNow();
    if (refusal) throw refusal;
  };

  async function carryOut(ready: Import, report: ImportContext['report']): Promise<Imported> {
    const { plan, options } = ready;
    const context = { ...settings, requireRoom, report: throttledReport(report, now) };
    const importId = options.dryRun ? null : await recordImport(context, ready);
    return importReport(plan, { label: options.label, importId, sequence: runtime.workspace.mailbox.sequence });
  }

  return {
    async ready(bytes, options, by) {
      if (isUnderWay) throw refuse('import/under-way');
      isUnderWay = true;
      let received: ReceivedFile | undefined;
      const end = async () => {
        isUnderWay = false;
        if (received) await rm(received.folder, { recursive: true, force: true });
      };
      try {
        const file = await receiveFile(bytes, importFolder, requireRoom);
        received = file;
        const plan = await planImport({ ...settings, requireOpen }, file, options);
        return { carryOut: (report) => carryOut({ file, plan, options, by }, report).finally(end) };
      } catch (error) {
        await end();
        throw error;
      }
    },
    close: () => closing.abort(),
  };
}

/** Reports each new step and its end at once, and progress within a step every `reportEveryMs`. */
function throttledReport(report: (step: Step) => void, now: () => number): (step: Step) => void {
  let last = '';
  let at = 0;
  return (step) => {
    const isEnd = step.done !== undefined && step.done === step.total;
    if (step.step === last && !isEnd && Math.abs(now() - at) < reportEveryMs) return;
    last = step.step;
    at = now();
    report(step);
  };
}
