import { useEffect, useState } from 'react';
import { ApiError, addressOf } from '../../../src/api/client.ts';
import {
  type ExportChoice,
  type ExportProgress,
  exportAnswers,
  exportProgress,
  queryOfChoice,
} from '../../../src/api/exports.ts';
import { fetchReply } from '../data/api.ts';

const pollMs = 500;
/** How long the server may not know an export that was started. */
const startTimeoutMs = 10_000;

/** What to export; `at` is a position of the log, `moment` an ISO time; without both the latest. */
type ExportRequest = ExportChoice & { of: string[]; at?: number; moment?: string };
type State = { progress?: ExportProgress; fault?: unknown };

/** Starts a download and follows its progress. */
export function useExport() {
  const [id, setId] = useState<string>();
  const [state, setState] = useState<State>({});

  useEffect(() => {
    if (id === undefined) return;
    const began = Date.now();
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;
    const follow = async () => {
      const next = await statusOf(id, Date.now() - began).catch((fault: unknown): State => ({ fault }));
      if (isOver) return;
      setState((before) => ({ ...before, ...next }));
      if (next.fault === undefined && !next.progress?.manifest) timer = setTimeout(follow, pollMs);
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
    start(request: ExportRequest) {
      const fresh = crypto.getRandomValues(new Uint32Array(4)).join('-');
      const { of, at, moment } = request;
      const query = { of, at, moment, id: fresh, ...queryOfChoice(request) };
      setState({});
      setId(fresh);
      const link = document.createElement('a');
      link.href = addressOf(exportAnswers, { query });
      link.download = '';
      link.click();
    },
  };
}

async function statusOf(id: string, waitedMs: number): Promise<State> {
  try {
    const progress = await fetchReply(exportProgress, { params: { id } });
    return progress.refused ? { fault: progress.refused.message } : { progress };
  } catch (error) {
    const isEarly = error instanceof ApiError && error.status === 404 && waitedMs < startTimeoutMs;
    if (isEarly) return {};
    throw error;
  }
}
