import { Button, Table, VisuallyHidden } from '@mantine/core';
import { Fragment, useState } from 'react';
import { onboardingStatusLabels } from '../../../src/api/labels.ts';
import type { OnboardingRow } from '../../../src/api/onboardings.ts';
import { ScreenLink } from '../components/link.tsx';
import { StackingTable } from '../components/stacking-table.tsx';
import { useWorkerTexts } from '../data/worker-names.ts';
import { formatTimeNarrow } from '../review/labels.ts';
import { WorkerLink } from '../review/links.tsx';
import { seenText } from '../review/text/pieces.ts';
import { OnboardingSteps } from './onboarding-steps.tsx';

type Props = {
  rows: readonly OnboardingRow[] /** What the first column names: what the page itself is not about. */;
  by: 'worker' | 'run';
};

/** Onboardings as a table; a row opens to its submitted pages. */
export function OnboardingTable({ rows, by }: Props) {
  const [opened, open] = useState<string>();
  const textOf = useWorkerTexts(by === 'worker' ? rows.map(({ worker }) => worker) : []);
  const heads = [by === 'worker' ? 'Worker' : 'Run', 'Status', 'Page', 'Mistakes', 'Began', 'Ended'];
  return (
    <StackingTable>
      <Table.Thead>
        <Table.Tr>
          {heads.map((head) => (
            <Table.Th key={head} scope="col">
              {head}
            </Table.Th>
          ))}
          <Table.Th scope="col">
            <VisuallyHidden>Submitted pages</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => {
          const isOpen = opened === row.id;
          return (
            <Fragment key={row.id}>
              <Table.Tr>
                <Table.Td className="anywhere">
                  {by === 'worker' ? (
                    <WorkerLink worker={row.worker} />
                  ) : (
                    <ScreenLink to="/runs/$run" params={{ run: row.run }}>
                      {row.run}
                    </ScreenLink>
                  )}
                </Table.Td>
                <Table.Td data-head="Status">{onboardingStatusLabels[row.status]}</Table.Td>
                <Table.Td className="numbers" data-head="Page">
                  {row.page} of {row.pages}
                </Table.Td>
                <Table.Td className="numbers" data-head="Mistakes">
                  {row.mistakes} ({row.max_mistakes} allowed)
                </Table.Td>
                <Table.Td data-head="Began">{formatTimeNarrow(row.started_at)}</Table.Td>
                <Table.Td data-head="Ended">{row.ended_at === null ? '–' : formatTimeNarrow(row.ended_at)}</Table.Td>
                <Table.Td ta="end" data-wide>
                  <Button
                    variant="default"
                    size="xs"
                    aria-expanded={isOpen}
                    aria-label={`${isOpen ? 'Hide pages' : 'Pages'} of ${by === 'worker' ? seenText(textOf(row.worker)) : row.run}`}
                    onClick={() => open(isOpen ? undefined : row.id)}
                  >
                    {isOpen ? 'Hide pages' : 'Pages'}
                  </Button>
                </Table.Td>
              </Table.Tr>
              {isOpen && (
                <Table.Tr>
                  <Table.Td colSpan={heads.length + 1}>
                    <OnboardingSteps onboarding={row.id} />
                  </Table.Td>
                </Table.Tr>
              )}
            </Fragment>
          );
        })}
      </Table.Tbody>
    </StackingTable>
  );
}
