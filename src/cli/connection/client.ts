import { client } from '../../api/client.ts';
import { refuse } from '../terminal/refusals.ts';
import { openTransport } from './transport.ts';

/** The typed client of `src/api` for one server; `close` ends the calls under way. */
export type Client = ReturnType<typeof client> & { url: string; close(): void };

/** Makes the client of the server at `url`; it sends nothing before a call. `signal` ends every call, `token` is the API token. */
export function openClient(url: string, signal?: AbortSignal, token?: string): Client {
  const { fetch, close } = openTransport(url);
  const faults = {
    unreachable: (cause: unknown) => Object.assign(refuse('daemon/gone', { url }), { cause }),
    oddReply: (status: number) => refuse('daemon/odd-answer', { url, status }),
  };
  return { ...client(url, { token, signal, fetch, faults }), url, close };
}
