import { type LiveSocket, type LiveUpdate, newId } from './live-socket.ts';

/** A procedure did not give a result; `message` is a sentence for the worker, `code` the one for programs. */
export class ProcedureFailed extends Error {
  override readonly name = 'ProcedureFailed';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The procedures of the task, as its page calls them. */
export type Procedures = {
  /** Calls a procedure with a value that JSON can hold; rejects with `ProcedureFailed`. A call outlasts lost connections. */
  call<Result = unknown>(name: string, args?: unknown): Promise<Result>;
  /** How many calls have no result yet. */
  pending(): number;
  /** Rejects what is pending, and takes no more. */
  close(): void;
};

/** How many calls are sent before the first of them has a result; further ones wait, so that no page sends more than it may. */
const maxSent = 50;
/** The server takes no more, in bytes. */
const maxArgsBytes = 1024 * 1024;

/** The statuses of an agent with which its work is over. */
const over: Readonly<Record<string, string>> = {
  completed: 'This piece of work was handed in.',
  returned: 'This piece of work was given back.',
  timeout: 'The time for this piece of work is over.',
  expired: 'This piece of work is not available any more.',
  disconnect: 'The connection was lost for too long.',
};

type Pending = {
  packet: Record<string, unknown>;
  isSent: boolean;
  resolve(result: unknown): void;
  reject(error: Error): void;
};

/** Calls procedures over a live socket; `idOf` gives a new id for each call. */
export function openProcedures(live: LiveSocket, idOf: () => string = newId): Procedures {
  const waiting = new Map<string, Pending>();
  let end: ProcedureFailed | undefined;

  function send(): void {
    let sent = 0;
    for (const call of waiting.values()) {
      if (++sent > maxSent) return;
      if (call.isSent) continue;
      call.isSent = true;
      live.send(call.packet);
    }
  }

  function endAll(error: ProcedureFailed): void {
    end = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }
  const leave = live.listen({
    // The server knows a call by its id, so that it is not made twice.
    onConnected() {
      for (const call of waiting.values()) call.isSent = false;
      send();
    },
    onUpdate(update) {
      const { handles } = update;
      const call = typeof handles === 'string' ? waiting.get(handles) : undefined;
      if (!call) return;
      waiting.delete(String(handles));
      settle(call, update);
      send();
    },
    onStatus(status) {
      const why = over[status];
      if (why !== undefined && !end) endAll(new ProcedureFailed('procedure/not-at-work', why));
    },
  });

  return {
    async call<Result>(name: string, args: unknown = null) {
      if (end) throw end;
      const text = JSON.stringify(args) ?? 'null';
      const bytes = new TextEncoder().encode(text).length;
      if (bytes > maxArgsBytes)
        throw new ProcedureFailed(
          'procedure/too-large',
          `This has ${bytes} bytes; ${maxArgsBytes} can be sent at most.`,
        );
      const id = idOf();
      const packet = { request_id: id, target: name, args: text, update_id: id };
      return new Promise<Result>((resolve, reject) => {
        waiting.set(id, { packet, isSent: false, resolve: resolve as (result: unknown) => void, reject });
        if (live.connection() === 'connected') send();
      });
    },
    pending: () => waiting.size,
    close() {
      leave();
      endAll(new ProcedureFailed('procedure/not-at-work', 'The page has left this piece of work.'));
    },
  };
}

function settle({ resolve, reject }: Pending, { response, error }: LiveUpdate): void {
  const failed = error as { code: string; message: string } | undefined;
  if (failed) reject(new ProcedureFailed(failed.code, failed.message));
  else resolve(JSON.parse(String(response)));
}
