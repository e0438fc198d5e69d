import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { addDraftFile, beginDraft, type CheckedDraft, checkDraft, type Draft } from '../../../../src/api/drafts.ts';
import { keyOf, send } from '../../data/api.ts';
import { formatCount } from '../../review/labels.ts';
import { faultsOf, type NewTaskForm, wishesOf } from './wishes.ts';

/** How long a field is left alone before the draft is checked. */
const quietMs = 400;

const upload = (file: File) => ({ bytes: file, size: file.size });

/** The draft of this screen: its items and its files, as far as they were sent. */
export function useDraft() {
  const [draft, setDraft] = useState<Draft & { file: string }>();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [revision, setRevision] = useState(0);
  const [added, setAdded] = useState({ done: 0, total: 0 });

  async function attempt(work: () => Promise<void>) {
    setProblem(undefined);
    setBusy(true);
    await work().catch(setProblem);
    setBusy(false);
  }

  const begin = ([file]: readonly File[]) =>
    attempt(async () => {
      if (!file) return;
      const begun = await send(beginDraft, { query: { file: file.name }, file: upload(file) });
      setDraft({ ...begun, file: file.name });
      setAdded({ done: 0, total: 0 });
    });

  const addFiles = (files: readonly File[]) =>
    attempt(async () => {
      if (!draft) return;
      if (files.length === 0) throw new Error('This folder has no pictures, sounds or films that browsers can show.');
      const params = { draft: draft.id };
      const problems: Error[] = [];
      for (const [index, file] of files.entries()) {
        setAdded({ done: index - problems.length, total: files.length });
        const query = { path: file.webkitRelativePath || file.name };
        // One that is refused does not hold up the others.
        await send(addDraftFile, { params, query, file: upload(file) }).catch((error) => problems.push(error));
      }
      setAdded({ done: files.length - problems.length, total: files.length });
      setRevision((before) => before + 1);
      const [first, ...others] = problems;
      if (first && others.length > 0)
        throw new Error(
          `${first.message} (${formatCount(others.length, 'other file was', 'other files were')} refused, too.)`,
        );
      if (first) throw first;
    });

  return { draft, begin, addFiles, added, revision, isBusy, problem };
}

/** A check, and what the page of workers was made from: a preview has to be loaded again when that changes. */
export type Checked = CheckedDraft & { madeFrom: string };

/** What the form would make of a draft, checked whenever it was left alone for a moment; `revision` counts changes of its files. */
export function useCheck(draft: Draft | undefined, revision: number, form: NewTaskForm) {
  const [settled] = useDebouncedValue(form, quietMs);
  const isWhole = Object.keys(faultsOf({ ...settled, name: 'x' })).length === 0;
  const body = isWhole ? wishesOf(settled) : undefined;
  const params = { draft: draft?.id ?? '' };
  return useQuery<Checked, Error>({
    queryKey: keyOf(checkDraft, { params, query: { body, revision } }),
    async queryFn({ signal }) {
      const { units_per_item, unit_seconds, reward, currency, rules, ...page } = body!;
      const madeFrom = JSON.stringify([params, page, revision]);
      return { ...(await send(checkDraft, { params, body: body!, signal })), madeFrom };
    },
    enabled: draft !== undefined && body !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    // The preview shows what was checked last, so a check from before is of no use.
    gcTime: 0,
    refetchOnReconnect: false,
  });
}
