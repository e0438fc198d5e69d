/** The server said no for good; `message` is the sentence for the worker, `code` the one for programs. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The server could not be reached, or cannot answer for now: the same question may be asked again. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** What to send: nothing asks with GET, an object goes as JSON, a form as multipart. */
export type Ask = { path: string; params?: Record<string, string>; body?: object | FormData };

// Longer than the server holds /request_agent open for a place to become free.
const patienceMs = 60_000;
const passing = new Set([408, 425, 429]);

/** Asks the server once and gives its JSON answer; throws `Refused` or `Unreachable`. */
export async function ask({ path, params = {}, body }: Ask): Promise<unknown> {
  const url = new URL(path, window.location.origin);
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  const isForm = body instanceof FormData;
  const request: RequestInit = body ? { method: 'POST', body: isForm ? body : JSON.stringify(body) } : {};
  if (body && !isForm) request.headers = { 'content-type': 'application/json' };
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), patienceMs);
  try {
    const response = await fetch(url, { ...request, signal: patience.signal });
    if (response.ok) return await response.json();
    if (response.status >= 500 || passing.has(response.status)) {
      throw new Unreachable(`${path} answered ${response.status}.`);
    }
    throw await refusal(response);
  } catch (error) {
    if (error instanceof Refused || error instanceof Unreachable) throw error;
    throw new Unreachable(`${path} gave no answer.`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

async function refusal(response: Response): Promise<Refused> {
  const said = (await response.json().catch(() => null)) as { code?: string; message?: string } | null;
  return new Refused(
    said?.code ?? `http/${response.status}`,
    said?.message ?? `The server refused this (${response.status}).`,
  );
}
