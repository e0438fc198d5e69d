import type { Command } from 'commander';
import { unitStatusLabels } from '../../../api/labels.ts';
import { listVerdicts, type VerdictRow } from '../../../api/verdicts.ts';
import { type Context, examples } from '../../connection/context.ts';
import { withDaemon } from '../../connection/visit.ts';
import { wordsFor } from '../../connection/worker-names.ts';
import { positive } from '../../terminal/arguments.ts';
import { printTable } from '../../terminal/table.ts';
import { counted, jsonText, minuteOf } from '../../terminal/text.ts';

type Options = { all?: true; limit: number; json?: boolean };

/** `manyhands review decisions`: the caller's own decisions, with the ids that `review undo` takes. */
export function addDecisions(review: Command, context: Context): void {
  review
    .command('decisions')
    .description('list your own decisions, the newest first, with the ids to undo them; one on many units is one line')
    .option('--all', 'also those that were undone')
    .option('--limit <count>', 'how many', positive, 50)
    .option('--json', 'print the decisions as one JSON array')
    .addHelpText('after', examples('manyhands review decisions', 'manyhands review decisions --all --limit 500'))
    .action((options: Options) => decisions(context, options));
}

async function decisions(context: Context, { all, limit, json }: Options): Promise<void> {
  const { terminal } = context;
  await withDaemon(context, async (client) => {
    const found: VerdictRow[] = [];
    let cursor: string | undefined;
    do {
      const shown = { mine: 'true', in_force: all ? undefined : 'true', with_units: 'true' } as const;
      const query = { ...shown, limit: Math.min(limit - found.length, 100), cursor };
      const page = await client.call(listVerdicts, { query });
      found.push(...page.verdicts);
      cursor = page.cursor;
    } while (cursor !== undefined && found.length < limit);
    if (json) return terminal.print(jsonText(found, 2));
    if (found.length === 0) return terminal.notify('No decisions.');
    const wordOf = await wordsFor(
      client,
      found.flatMap(({ decided = [] }) => decided.map(({ worker }) => worker)),
    );
    await printTable(
      terminal,
      ['DECISION', 'WHEN', 'WHAT', 'UNITS', 'WORKER', 'ANSWER', 'NOTE'],
      found.map((one) => rowOf(one, wordOf)),
    );
  });
}

function rowOf(verdict: VerdictRow, wordOf: (worker: string) => string): (string | null)[] {
  const { id, at, decision, state, unit, units, reviewed, note, decided = [] } = verdict;
  const isMore = (reviewed ?? units) > decided.length;
  const list = (values: readonly string[]) => [...new Set(values), ...(isMore ? ['…'] : [])].join(', ');
  const words = decided.map((one) => one.words.flatMap(({ answer }) => answer ?? []).join(' · '));
  return [
    id,
    minuteOf(at),
    unitStatusLabels[decision] + (state === 'undone' ? ' (undone)' : ''),
    unit ?? counted(reviewed ?? units, 'unit'),
    decided.length > 0 ? list(decided.flatMap(({ worker }) => (worker ? [wordOf(worker)] : []))) : null,
    words.some(Boolean) ? list(words.filter(Boolean)) : null,
    note,
  ];
}
