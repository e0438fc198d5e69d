import type { Method } from '../quality/aggregate.ts';
import { sheetIn } from '../quality/read-sheet.ts';
import { openStudy } from '../quality/sheet.ts';
import type { Database } from '../store/database.ts';
import type { Block, Document } from './document.ts';
import { paySection } from './pay-section.ts';
import { aggregationSection, agreementSection, questionsSection } from './question-sections.ts';
import { settingsSection } from './settings-section.ts';
import { reportedRuns, workIn } from './work-rows.ts';
import { dataSection, exclusionsSection, runsSection, workersSection } from './work-sections.ts';

/** What a report is of: runs, as of a position of the log, by which version of the code and which method. */
export type ReportOf = { runs: readonly string[]; sequence: number; code: string; method: Method };

const sources =
  'Krippendorff (2011) for alpha, with a bootstrap over items for its interval; Fleiss (1971); Gwet (2008) for AC1; Dawid and Skene (1979); Hovy et al. (2013) for MACE; Whitehill et al. (2009) for GLAD.';

/** The methods report of runs, task by task; the same rows give the same report, which has no names of workers. */
export function reportOf(
  db: Database,
  { runs, sequence, code, method }: ReportOf,
): { document: Document; answers: number } {
  const opened = reportedRuns(db, runs);
  const tasks = [...new Set(opened.map(({ task }) => task))];
  let answers = 0;
  const parts = tasks.flatMap((task): Block[] => {
    const ofTask = opened.filter((run) => run.task === task).map(({ runId }) => runId);
    const work = workIn(db, ofTask);
    const study = openStudy(sheetIn(db, { runs: ofTask }));
    answers += work.answers.length;
    return [
      { heading: task, level: 2 },
      ...runsSection(work),
      ...settingsSection(work),
      ...questionsSection(study),
      ...workersSection(work),
      ...dataSection(work, study.sheet.finals.size),
      ...agreementSection(study),
      ...aggregationSection(study, method),
      ...exclusionsSection(work),
      ...paySection(work),
    ];
  });
  return {
    answers,
    document: [
      { heading: `Methods report: ${tasks.join(', ')}`, level: 1 },
      {
        text: 'How these data were collected. Figures of agreement and aggregated answers are from answers that arrived in time and are accepted or not reviewed; gold and screening units made for one worker are no part of them.',
      },
      ...parts,
      { heading: 'How this report was made', level: 2 },
      {
        pairs: [
          ['Software', `Manyhands ${code}`],
          ['Position in the log', String(sequence)],
          ['Runs', runs.join(', ')],
          ['Sources of the formulas', sources],
        ],
      },
      { text: 'The same version makes the same report again, byte for byte, from the same log as of this position.' },
    ],
  };
}
