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
    /** Calls `listener(event)` for `{type: 'arrived' | 'submitted' | 'refused' | 'returned', ...reply}`, and for the last one at once. */
    on(listener) {
      listeners.push(listener);
      if (work.last) listener(work.last);
    },
    last: null,
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

  const types = { request_agent: 'arrived', submit_task: 'submitted', return_task: 'returned' };
  const typeOf = (address) => types[/\/(\w+)(?:[?#].*)?$/.exec(String(address))?.[1]];

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
      return sending.then((response) => {
        const copy = response.clone();
        copy.json().then(
          (reply) => note(type, response.status, reply),
          () => undefined,
        );
        return response;
      });
    };
  };

  const watchRequests = () => {
    const { prototype } = window.XMLHttpRequest;
    const { open, send } = prototype;
    const kinds = new WeakMap();
    prototype.open = function (...request) {
      const [, address, isAsync = true] = request;
      kinds.set(this, { type: typeOf(address), isAsync });
      return open.apply(this, request);
    };
    prototype.send = function (...body) {
      const { type, isAsync } = kinds.get(this) || {};
      if (!type) return send.apply(this, body);
      this.addEventListener('load', () => {
        let reply = this.response;
        try {
          if (typeof reply === 'string') reply = JSON.parse(reply);
        } catch (_noJson) {
          return;
        }
        note(type, this.status, reply);
      });
      if (type !== 'arrived' || !isAsync) return send.apply(this, body);
      // A request that the page gave up while it waited must not be sent.
      const { readyState } = this;
      work.ready.then(() => this.readyState === readyState && send.apply(this, body));
      return undefined;
    };
  };

  if (fetchOriginal) watchFetch();
  if (window.XMLHttpRequest) watchRequests();
}
