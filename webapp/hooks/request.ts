/** The server refused for good; `message` is the sentence for the worker, `code` the one for programs. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The server could not be reached, or cannot answer for now: the same request may be sent again. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** What to send: nothing means GET, an object goes as JSON, a form as multipart. */
export type ServerRequest = { path: string; params?: Record<string, string>; body?: object | FormData };

// Longer than the server holds /request_agent open for a place to become free.
const timeoutMs = 60_000;
const temporary = new Set([408, 425, 429]);

/** Sends one request and gives the JSON reply; throws `Refused` or `Unreachable`. */
export async function request({ path, params = {}, body }: ServerRequest): Promise<unknown> {
  const url = new URL(path, window.location.origin);
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  const isForm = body instanceof FormData;
  const init: RequestInit = body ? { method: 'POST', body: isForm ? body : JSON.stringify(body) } : {};
  if (body && !isForm) init.headers = { 'content-type': 'application/json' };
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), timeoutMs);
  try {
    const response = await fetch(url, { ...init, signal: timeout.signal });
    if (response.ok) return await response.json();
    if (response.status >= 500 || temporary.has(response.status)) {
      throw new Unreachable(`${path} replied ${response.status}.`);
    }
    throw await refusal(response);
  } catch (error) {
    if (error instanceof Refused || error instanceof Unreachable) throw error;
    throw new Unreachable(`${path} gave no reply.`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

async function refusal(response: Response): Promise<Refused> {
  const refused = (await response.json().catch(() => null)) as { code?: string; message?: string } | null;
  return new Refused(
    refused?.code ?? `http/${response.status}`,
    refused?.message ?? `The server refused this (${response.status}).`,
  );
}
