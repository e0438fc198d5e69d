// Tells the other scripts of a task page how its requests about work went, whether it sends them with `fetch` or XMLHttpRequest. A classic
// script, loaded first; its names stay in this block.
{
  const page = window.manyhandsPage || {};
  const listeners = [];
  const fetchOriginal = window.fetch;

  /** What this page knows of its work: its agent, what followed its submission, and its last refusal. */
  const work = {
    agentId: null,
    completion: null,
    /** Requests for work wait for this promise, such as for the worker's consent. */
    ready: Promise.resolve(),
    /** Whether they wait at the moment. */
    isWaiting: false,
    /** Calls `listener(event)` for `{type: 'arrived' | 'submitted' | 'refused' | 'returned', ...reply}`, and for the last one at once. */
    on(listener) {
      listeners.push(listener);
      if (work.last) listener(work.last);
    },
    last: null,
    /** Tells the page that the worker has left its unit: nothing of it is kept or sent any more. */
    leave(agentId) {
      try {
        window.localStorage.removeItem(`manyhands.draft.${agentId}`);
      } catch (_forbidden) {
        // Then there is no draft either.
      }
      emit({ type: 'returned' });
    },
    /** `fetch` that is not watched. */
    fetch: (...request) => fetchOriginal.apply(window, request),
  };
  window.manyhandsWork = work;
  // Only where the task says so; pages may set it as well.
  if (page.stays) window.PREVENT_AFTER_SUBMIT_REDIRECT = true;

  const emit = (event) => {
    work.last = event;
    for (const listener of listeners) listener(event);
  };

  const types = new Map([
    ['request_agent', 'arrived'],
    // Its reply is the next page of the onboarding, or the first unit.
    ['submit_onboarding', 'arrived'],
    ['submit_task', 'submitted'],
    ['return_task', 'returned'],
  ]);
  const typeOf = (address) => {
    try {
      const { origin, pathname } = new URL(String(address), document.baseURI);
      return origin === window.location.origin ? types.get(pathname.split('/').pop()) : undefined;
    } catch (_noAddress) {
      return undefined;
    }
  };

  const note = (type, status, reply) => {
    if (!reply || typeof reply !== 'object') return;
    if (status >= 400) {
      if (status < 500 && status !== 408 && status !== 429) emit({ ...reply, type: 'refused' });
      return;
    }
    if (type === 'arrived') {
      const data = reply.data || {};
      work.agentId = data.agent_id || null;
      work.completion = data.completion || null;
      emit({ ...data, type, server_timestamp: reply.server_timestamp });
      return;
    }
    if (type === 'submitted' && reply.completion) work.completion = reply.completion;
    emit({ ...reply, type });
  };

  const watchFetch = () => {
    window.fetch = (...request) => {
      const [address] = request;
      const type = typeOf(address?.url || address);
      if (!type) return work.fetch(...request);
      const sending = type === 'arrived' ? work.ready.then(() => work.fetch(...request)) : work.fetch(...request);
      return sending.then(async (response) => {
        const noted = response
          .clone()
          .json()
          .then(
            (reply) => note(type, response.status, reply),
            () => undefined,
          );
        // What follows a submission must be known before the page goes on.
        if (type === 'submitted') await noted;
        return response;
      });
    };
  };

  const replyOf = (request) => {
    try {
      const { response } = request;
      return typeof response === 'string' ? JSON.parse(response) : response;
    } catch (_noJson) {
      return undefined;
    }
  };

  const watchRequests = () => {
    const { prototype } = window.XMLHttpRequest;
    const { open, send, abort } = prototype;
    const requests = new WeakMap();
    prototype.open = function (...request) {
      const [, address, isAsync = true] = request;
      const type = typeOf(address);
      const isKnown = requests.has(this);
      requests.set(this, { type, isAsync });
      // Before the page's own listeners, which may go on to the next unit.
      if (type && !isKnown) {
        this.addEventListener('load', () => note(requests.get(this).type, this.status, replyOf(this)));
      }
      return open.apply(this, request);
    };
    prototype.abort = function () {
      requests.delete(this);
      return abort.apply(this);
    };
    prototype.send = function (...body) {
      const request = requests.get(this);
      if (request?.type !== 'arrived' || !work.isWaiting) return send.apply(this, body);
      if (!request.isAsync)
        throw new Error('This page asks for work before the worker has agreed. Ask asynchronously.');
      // The page may abort the request while it waits, or open it anew.
      work.ready.then(() => requests.get(this) === request && send.apply(this, body));
      return undefined;
    };
  };

  if (fetchOriginal) watchFetch();
  if (window.XMLHttpRequest) watchRequests();
}
