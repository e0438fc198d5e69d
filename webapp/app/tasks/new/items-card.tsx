import { Alert, Table, Text, Title } from '@mantine/core';
import type { CheckedDraft, Draft } from '../../../../src/api/drafts.ts';
import { noNamesText, valueAmong } from '../../../../src/api/launch.ts';
import { Fault } from '../../components/page.tsx';
import { formatNumber } from '../../overview/labels.ts';
import { formatCount } from '../../review/labels.ts';
import { DropZone } from './drop-zone.tsx';
import type { useDraft } from './use-draft.ts';

/** The first part of a new task: its items, by their columns. */
export function ItemsCard({ draft, begin, isBusy, problem }: ReturnType<typeof useDraft>) {
  return (
    <section className="card stack" aria-labelledby="items">
      <Title order={2} size="h3" id="items">
        1. Items
      </Title>
      <DropZone
        button={draft ? 'Choose another file' : 'Choose a file'}
        hint="Or drop it here: .csv, .tsv, .json or .jsonl, at most 100 MiB. The first line of a .csv names its columns."
        accept=".csv,.tsv,.json,.jsonl"
        isBusy={isBusy}
        onFiles={begin}
      />
      {problem !== undefined && <Fault error={problem} />}
      {draft && <Columns draft={draft} file={draft.file} />}
    </section>
  );
}

function Columns({ draft, file }: { draft: Draft; file: string }) {
  const value = valueAmong(draft.keys);
  return (
    <>
      {value !== undefined && <Alert color="yellow">{noNamesText(value)}</Alert>}
      <Text role="status" className="anywhere">
        <bdi>{file}</bdi> has {formatCount(draft.items, 'item')} and {formatCount(draft.keys.length, 'column')}.
      </Text>
      <Table.ScrollContainer minWidth={0} mah={240}>
        <Table withRowBorders={false} verticalSpacing={2}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Column</Table.Th>
              <Table.Th scope="col">First item</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {draft.keys.map((key) => (
              <Table.Tr key={key}>
                <Table.Td className="anywhere">{key}</Table.Td>
                <Table.Td className="anywhere">{draft.first[key]}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}

type FilesProps = Pick<ReturnType<typeof useDraft>, 'addFiles' | 'added' | 'isBusy'> & {
  missing: CheckedDraft['missing_files'];
};

const maxShown = 5;

/** The pictures, sounds and films that items name. */
export function FilesCard({ missing, addFiles, added: { done, total }, isBusy }: FilesProps) {
  const more = missing.count - maxShown;
  const names = missing.paths.slice(0, maxShown).join(', ');
  return (
    <section className="card stack" aria-labelledby="files">
      <Title order={2} size="h3" id="files">
        Pictures, sounds and films
      </Title>
      <DropZone
        button="Add files"
        folderButton="Add a folder"
        hint="Or drop them here: the files that the items name, at most 100 MiB each."
        accept="image/*,audio/*,video/*"
        multiple
        isBusy={isBusy}
        onFiles={addFiles}
      />
      <Text role="status" className="anywhere">
        {total > 0 && `${formatNumber(done)} of ${formatCount(total, 'file')} added. `}
        {missing.count > 0 &&
          `${formatCount(missing.count, 'file')} still missing: ${names}${more > 0 ? ` and ${formatNumber(more)} more` : ''}.`}
      </Text>
    </section>
  );
}
