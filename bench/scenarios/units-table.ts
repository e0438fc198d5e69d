import { unitOfStudy } from '../big-study.ts';
import { withLargeDaemon } from '../large-daemon.ts';
import { measurePages, measureScreens, someWorker } from './desk.ts';

/** What a reviewer waits for in the table of units and in timelines, with a large study behind them. */
export const unitsTable = (): Promise<void> =>
  withLargeDaemon(async (port, study) => {
    const { run } = study;
    const unit = unitOfStudy(study, 0.5);
    const worker = await someWorker(port, run);
    await measurePages(port, study, [
      `/api/units?run=${run}&columns=first`,
      `/api/units?run=${run}&columns=item:text,answer:label,answer:note&sort=slowest`,
      `/api/units?run=${run}&columns=first&status=accepted&worker=${worker}`,
      `/api/units?run=${run}&columns=first&search=sentence`,
      `/api/units?run=${run}&columns=first&commented=true`,
      `/api/unit-columns?run=${run}`,
      `/api/timeline/${run}`,
      `/api/timeline/${run}?order=oldest`,
      `/api/timeline/${run}?kind=unit.bonus-granted`,
      `/api/timeline/${run}?text=nowhere`,
      `/api/timeline/${unit}`,
      `/api/timeline/${worker}`,
    ]);
    await measureScreens(port, study, [
      [`/units?run=${run}`, 'tbody td'],
      [`/units?run=${run}&columns=unit,item:text,answer:label,answer:note,seconds&sort=slowest`, 'tbody td'],
      [`/timeline/${run}`, 'ol li'],
      [`/timeline/${unit}`, 'ol li'],
    ]);
  });
