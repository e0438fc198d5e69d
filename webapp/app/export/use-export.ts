import { useEffect, useState } from 'react';
import { ApiError, addressOf } from '../../../src/api/client.ts';
import { type ExportFormat, type ExportProgress, exportAnswers, exportProgress } from '../../../src/api/exports.ts';
import { ask } from '../data/api.ts';

const beatMs = 500;
/** An export that nobody knows of after this is one that never began, in ms. */
const patienceMs = 10_000;

/** What to export; `at` is a position of the log and `moment` a time, without both the present. */
export type Wanted = { of: string; format: ExportFormat; identities: boolean; at?: number; moment?: string };
type State = { progress?: ExportProgress; fault?: unknown };

/** Starts a download and follows how far it is. */
export function useExport() {
  const [id, setId] = useState<string>();
  const [state, setState] = useState<State>({});

  useEffect(() => {
    if (id === undefined) return;
    const began = Date.now();
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;
    const follow = async () => {
      const next = await look(id, Date.now() - began).catch((fault: unknown): State => ({ fault }));
      if (isOver) return;
      setState((before) => ({ ...before, ...next }));
      if (next.fault === undefined && !next.progress?.manifest) timer = setTimeout(follow, beatMs);
    };
    void follow();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [id]);

  return {
    ...state,
    isGoing: id !== undefined && state.fault === undefined && state.progress?.manifest === undefined,
    start(wanted: Wanted) {
      const fresh = crypto.getRandomValues(new Uint32Array(4)).join('-');
      const { identities, ...what } = wanted;
      const query = { ...what, id: fresh, ...(identities ? { identities: 'true' } : {}) };
      setState({});
      setId(fresh);
      const link = document.createElement('a');
      link.href = addressOf(exportAnswers, { query });
      link.download = '';
      link.click();
    },
  };
}

async function look(id: string, waitedMs: number): Promise<State> {
  try {
    const progress = await ask(exportProgress, { params: { id } });
    return progress.refused ? { fault: progress.refused.message } : { progress };
  } catch (error) {
    const isEarly = error instanceof ApiError && error.status === 404 && waitedMs < patienceMs;
    if (isEarly) return {};
    throw error;
  }
}
